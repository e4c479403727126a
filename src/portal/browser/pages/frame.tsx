/** What stands on every page: where to go, what time it is, who is looking. */
import type { ReactNode } from 'react';
import { appUrl, listUrl, settingsUrl, tasksUrl } from './address.ts';
import type { Address } from './address.ts';
import { Clock } from './clock.tsx';
import { useHere } from './here.ts';

interface FrameProps {
  readonly address: Address;
  readonly choose: (email: string) => void;
  readonly children: ReactNode;
}

export function Frame({ address, choose, children }: FrameProps): ReactNode {
  const { portal, viewer } = useHere();
  const { portalId, appId, appName, extensions } = portal;
  const typeId = 'typeId' in address ? address.typeId : null;
  const has = (where: string): boolean => extensions.some(({ location }) => location === where);
  const links: readonly (readonly [text: string, url: string, isHere: boolean])[] = [
    ['Contacts', listUrl(portalId, '0-1'), typeId === '0-1'],
    ['Companies', listUrl(portalId, '0-2'), typeId === '0-2'],
    ['Tasks', tasksUrl(portalId), address.page === 'tasks'],
    ...(has('pages') ? ([[appName ?? 'App', appUrl(portalId, appId), address.page === 'app']] as const) : []),
    ...(has('settings')
      ? ([['App settings', settingsUrl(portalId, appId), address.page === 'settings']] as const)
      : []),
  ];
  return (
    <>
      <a className="skip" href="#main">
        Skip to content
      </a>
      <header className="top">
        <span className="brand">
          <span className="brand-mark" aria-hidden="true" />
          Local HubSpot
        </span>
        <nav aria-label="Portal">
          {links.map(([text, url, isHere]) => (
            <a key={url} href={url} {...(isHere ? { 'aria-current': 'page' as const } : {})}>
              {text}
            </a>
          ))}
        </nav>
        <Clock />
        <label className="looking">
          <span>Looking as</span>
          <select value={viewer.email} onChange={({ target }) => choose(target.value)}>
            {portal.people.map(({ email, firstName, lastName }) => (
              <option key={email} value={email}>
                {`${firstName} ${lastName}`.trim()}
              </option>
            ))}
          </select>
        </label>
      </header>
      <main id="main" tabIndex={-1}>
        {children}
      </main>
    </>
  );
}
