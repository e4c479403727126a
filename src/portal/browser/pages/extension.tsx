/** An extension in its place on a page of this portal. */
import { useCallback, useMemo } from 'react';
import type { ReactNode } from 'react';
import type { ExtensionView, RecordView } from '../../pages/views.ts';
import { CrmContext } from '../components/crm.tsx';
import type { Crm } from '../components/crm.tsx';
import type { Context, FetchRequest, PageLocation, Properties } from '../contract.ts';
import { ExtensionFrame } from '../host/extension-frame.tsx';
import { appUrl, recordUrl } from './address.ts';
import { get, post } from './ask.ts';
import { useHere } from './here.ts';
import type { Notice } from './notices.tsx';
import { userContext } from './viewer.ts';

interface Placed {
  readonly extension: ExtensionView;
  readonly record?: RecordView;
  readonly page?: PageLocation;
  readonly goTo?: (page: PageLocation) => void;
  /** Asks for the record anew. */
  readonly refresh?: () => void;
}

export function PlacedExtension({ extension, record, page, goTo, refresh }: Placed): ReactNode {
  const { portal, viewer, changes, say } = useHere();
  const recordPath = record === undefined ? null : `properties/${record.objectTypeId}/${record.id}`;
  const properties = useCallback(
    (): Promise<Properties | null> =>
      recordPath === null ? Promise.resolve(null) : get<Properties | null>(recordPath),
    [recordPath],
  );
  const toRecord = useCallback(
    (typeId: unknown, id: unknown) => location.assign(recordUrl(portal.portalId, String(typeId), String(id))),
    [portal.portalId],
  );
  const crm = useMemo<Crm>(
    () => ({
      properties,
      labels: Object.fromEntries(
        (record?.sections ?? []).flatMap((section) => section.properties.map(({ name, label }) => [name, label])),
      ),
      revision: changes.revision,
      act(type, context) {
        if (type === 'RECORD_APP_LINK' || type === 'PREVIEW_OBJECT')
          toRecord(context['objectTypeId'], context['objectId']);
        else if (type === 'EXTERNAL_URL') open(String(context['href']), '_blank', 'noreferrer');
        else say({ title: 'In HubSpot this opens a window', message: WINDOWS[type] ?? type });
      },
    }),
    [properties, record, changes.revision, toRecord, say],
  );
  const actions = {
    addAlert: (notice: Notice) => say(notice),
    reloadPage: () => location.reload(),
    copyTextToClipboard: (text: string) => navigator.clipboard.writeText(text),
    refreshObjectProperties: () => refresh?.(),
    navigateToPage: ({
      to,
      params = {},
    }: {
      readonly to: string;
      readonly params?: Readonly<Record<string, string>>;
    }) => {
      if (goTo !== undefined) return goTo({ path: to, params });
      location.assign(`${appUrl(portal.portalId, portal.appId, to)}?${new URLSearchParams(params).toString()}`);
    },
    openIframeModal: ({ uri }: { readonly uri: string }) =>
      say({ title: 'In HubSpot this opens a frame', message: uri }),
  };
  const api = {
    fetch: (request: FetchRequest) =>
      post<{ readonly status: number; readonly body: string }>('/_browser/fetch', {
        userId: viewer.userId,
        ...request,
      }),
    properties,
    associations: (request: unknown) => post<unknown>('/_browser/associations', request),
    format: (request: unknown) => post<unknown>('/_browser/format', request),
    logged: (level: string, text: string) => {
      // What an extension logs is there to be seen by whoever works on it.
      // eslint-disable-next-line no-console
      console[level === 'error' ? 'error' : 'info'](`${extension.uid}: ${text}`);
    },
  };
  const context: Context = {
    location: extension.location,
    user: userContext(viewer),
    portal: { id: portal.portalId, timezone: portal.timeZone },
    variables: portal.variables,
    extension: { appId: portal.appId, appName: portal.appName, cardTitle: extension.name },
    ...(record === undefined ? {} : { crm: { objectId: Number(record.id), objectTypeId: record.objectTypeId } }),
  };
  return (
    <CrmContext.Provider value={crm}>
      <ExtensionFrame
        // Somebody else looking is somebody else's card.
        key={`${extension.uid} ${viewer.userId}`}
        uid={extension.uid}
        name={extension.name}
        context={context}
        api={api}
        actions={actions}
        revision={changes.revision}
        {...(page === undefined ? {} : { page })}
        {...(goTo === undefined ? {} : { goTo })}
      />
    </CrmContext.Provider>
  );
}

const WINDOWS: Readonly<Record<string, string>> = {
  ADD_NOTE: 'a new note on the record',
  ADD_TASK: 'a new task on the record',
  SEND_EMAIL: 'a new e-mail to the record',
  SCHEDULE_MEETING: 'the meeting scheduler',
};

/** A card with its title, as a record page frames it. */
export function CardFrame({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <section className="card" aria-label={title}>
      <h2 className="card-title">{title}</h2>
      <div className="card-body">{children}</div>
    </section>
  );
}
