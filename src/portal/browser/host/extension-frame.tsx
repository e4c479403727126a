/** One extension on a page: its worker, and what the worker renders, drawn with the components of this portal. */
import { useEffect, useMemo, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { createRemoteReceiver, RemoteRenderer } from '@remote-ui/react/host';
import { createEndpoint, fromWebWorker } from '@remote-ui/rpc';
import type { Context, HostApi, PageLocation, WorkerApi } from '../contract.ts';
import { controller } from '../components/controller.tsx';
import { LoadingSpinner } from '../components/loading-spinner.tsx';
import { Overlays, OverlaysContext } from './overlays.tsx';
import { PagesContext } from './pages-context.ts';

export type Actions = Readonly<Record<string, (...args: never[]) => unknown>>;

interface FrameProps {
  readonly uid: string;
  readonly name: string;
  readonly context: Context;
  readonly page?: PageLocation;
  readonly goTo?: (page: PageLocation) => void;
  readonly api: Omit<HostApi, 'act' | 'failed'>;
  readonly actions: Actions;
  /** Grows whenever something was written in the CRM. */
  readonly revision: number;
}

type Asked = { readonly [Name in keyof WorkerApi]: (...args: Parameters<WorkerApi[Name]>) => Promise<void> };

const NO_PAGE: PageLocation = { path: '/', params: {} };

export function ExtensionFrame({ uid, name, context, page, goTo, api, actions, revision }: FrameProps): ReactNode {
  const [failure, setFailure] = useState<string | null>(null);
  const [mounted, setMounted] = useState(false);
  const receiver = useMemo(() => createRemoteReceiver(), []);
  const overlays = useMemo(() => new Overlays(), []);
  // The worker lives as long as the frame; what it may call is looked up when it calls.
  const latest = useRef({ api, actions, context, page });
  latest.current = { api, actions, context, page };
  const worker =
    useRef<{ readonly [Name in keyof WorkerApi]: (...args: Parameters<WorkerApi[Name]>) => Promise<void> }>(undefined);

  useEffect(() => {
    const endpoint = createEndpoint<WorkerApi>(fromWebWorker(new Worker('/_browser/host/worker.js', { name: uid })));
    const hostApi: HostApi = {
      async act(action, args) {
        if (action === 'closeOverlay') return overlays.close(String(args[0]));
        const act = latest.current.actions[action] as ((...given: unknown[]) => unknown) | undefined;
        if (act === undefined) throw new Error(`There is no action ${action} here`);
        return act(...args);
      },
      fetch: (request) => latest.current.api.fetch(request),
      properties: () => latest.current.api.properties(),
      associations: (request) => latest.current.api.associations(request),
      format: (request) => latest.current.api.format(request),
      failed: setFailure,
      logged: (level, text) => latest.current.api.logged(level, text),
    };
    endpoint.expose(hostApi as never);
    const asked = endpoint.call as unknown as Asked;
    worker.current = asked;
    receiver.on('mount', () => setMounted(true));
    asked
      .start(receiver.receive, {
        script: `/_browser/extensions/${encodeURIComponent(uid)}.js`,
        context: latest.current.context,
        page: latest.current.page ?? NO_PAGE,
      })
      .catch((reason: unknown) => setFailure(reason instanceof Error ? reason.message : String(reason)));
    return () => endpoint.terminate();
  }, [uid, receiver, overlays]);

  const isFirst = useRef(true);
  useEffect(() => {
    if (isFirst.current) isFirst.current = false;
    else void worker.current?.propertiesChanged();
  }, [revision]);
  const told = JSON.stringify(context);
  useEffect(() => void worker.current?.contextChanged(JSON.parse(told) as Context), [told]);
  useEffect(() => {
    if (page !== undefined) void worker.current?.pageChanged(page);
  }, [page]);
  const pages = useMemo(() => ({ goTo: goTo ?? (() => {}), path: page?.path ?? '/' }), [goTo, page]);

  if (failure !== null) {
    return (
      <div className="frame-broken" role="alert">
        <strong>{name} could not be shown.</strong>
        <pre>{failure}</pre>
      </div>
    );
  }
  return (
    <OverlaysContext.Provider value={overlays}>
      <PagesContext.Provider value={pages}>
        <div className="extension" data-extension={uid} data-mounted={mounted}>
          {mounted ? null : <LoadingSpinner label={`Loading ${name}`} layout="centered" />}
          <RemoteRenderer controller={controller} receiver={receiver} />
        </div>
      </PagesContext.Provider>
    </OverlaysContext.Provider>
  );
}
