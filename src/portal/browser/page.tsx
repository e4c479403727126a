/** The portal's pages. */
import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import type { PortalView } from '../pages/views.ts';
import { addressOf } from './pages/address.ts';
import type { Address } from './pages/address.ts';
import { AppPage, SettingsPage } from './pages/app-page.tsx';
import { useAsked } from './pages/ask.ts';
import { useChanges } from './pages/changes.ts';
import { Frame } from './pages/frame.tsx';
import { HereContext } from './pages/here.ts';
import { ListPage, TasksPage } from './pages/list-page.tsx';
import { useNotices } from './pages/notices.tsx';
import { RecordPage } from './pages/record-page.tsx';
import { useViewer } from './pages/viewer.ts';
import './style/page.css';
import './style/components.css';

function Pages(): ReactNode {
  const address = useMemo(() => addressOf(location), []);
  const changes = useChanges();
  const { value: portal, problem } = useAsked<PortalView>('portal', 0);
  const [viewer, choose] = useViewer(portal?.people ?? []);
  const [notices, say] = useNotices();
  if (portal === null) return <p className="page-note">{problem ?? 'Loading …'}</p>;
  if (viewer === null) return <p className="page-note">Nobody works in this account yet: POST /_portal/createOwner.</p>;
  return (
    <HereContext.Provider value={{ portal, viewer, changes, say }}>
      <Frame address={address} choose={choose}>
        <Page address={address} />
      </Frame>
      {notices}
    </HereContext.Provider>
  );
}

function Page({ address }: { readonly address: Address }): ReactNode {
  switch (address.page) {
    case 'list':
      return <ListPage typeId={address.typeId} />;
    case 'record':
      return <RecordPage typeId={address.typeId} id={address.id} />;
    case 'tasks':
      return <TasksPage />;
    case 'app':
      return <AppPage />;
    case 'settings':
      return <SettingsPage />;
  }
}

const root = document.getElementById('root');
if (root !== null) createRoot(root).render(<Pages />);
