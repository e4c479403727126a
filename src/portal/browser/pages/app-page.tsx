import { useCallback, useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import type { PageLocation } from '../contract.ts';
import { addressOf, appUrl } from './address.ts';
import { PlacedExtension } from './extension.tsx';
import { useHere } from './here.ts';
import { Play } from '../play/play.tsx';

const NO_PAGE: PageLocation = { path: '/', params: {} };

const here = (): PageLocation => {
  const address = addressOf(location);
  return address.page === 'app' ? { path: address.path, params: address.params } : NO_PAGE;
};

/** An app's pages: one extension, which looks at the path. */
export function AppPage(): ReactNode {
  const { portal } = useHere();
  const [page, setPage] = useState(here);
  useEffect(() => {
    const moved = (): void => setPage(here());
    addEventListener('popstate', moved);
    return () => removeEventListener('popstate', moved);
  }, []);
  const goTo = useCallback(
    ({ path, params }: PageLocation) => {
      const query = new URLSearchParams(params).toString();
      history.pushState(null, '', `${appUrl(portal.portalId, portal.appId, path)}${query === '' ? '' : `?${query}`}`);
      setPage({ path, params });
    },
    [portal.portalId, portal.appId],
  );
  const extension = portal.extensions.find(({ location: place }) => place === 'pages');
  if (extension === undefined) return <p className="page-note">The app has no pages.</p>;
  return (
    <div className="page">
      <p className="muted">{portal.appName}</p>
      <PlacedExtension extension={extension} page={page} goTo={goTo} />
      <Play />
    </div>
  );
}

export function SettingsPage(): ReactNode {
  const { portal } = useHere();
  const extension = portal.extensions.find(({ location: place }) => place === 'settings');
  if (extension === undefined) return <p className="page-note">The app has no settings.</p>;
  return (
    <div className="page narrow">
      <h1 className="page-title">{portal.appName} settings</h1>
      <PlacedExtension extension={extension} />
      <Play />
    </div>
  );
}
