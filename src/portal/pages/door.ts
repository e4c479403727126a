/**
 * What the browser asks: the pages, their scripts and their data. Only for a browser on this machine: the name it asked for must be
 * this machine's own, so that no other site can be made to look like this one.
 */
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { z } from 'zod';
import { createBundles } from '../app/bundles.ts';
import { createCardFetch } from '../app/fetch.ts';
import { typeIdOf } from '../object-types.ts';
import type { Reply } from '../reply.ts';
import { find, resolve } from '../world.ts';
import type { World } from '../world.ts';
import { associationsFor, formattedProperties, propertiesFor } from './card-data.ts';
import { listView, tasksView, typeWithPages } from './list-view.ts';
import { portalView } from './portal-view.ts';
import { recordView } from './record-view.ts';
import { SHELL } from './shell.ts';

export interface BrowserRequest {
  readonly method: string;
  readonly url: URL;
  readonly raw: string;
  readonly headers: IncomingHttpHeaders;
}

export interface BrowserDoor {
  /** Whether a path is the browser's: no API of HubSpot's begins so. */
  takes(path: string): boolean;
  /** Null: the answer goes on and was given to `response`. */
  answer(request: BrowserRequest, response: ServerResponse): Promise<Reply | null>;
}

const PAGES = /^\/$|^\/(contacts|tasks|app|connected-apps)\/\d+(\/|$)/;
const DATA = '/_browser/';

const json = (body: unknown): Reply => ({ status: 200, body });
const problem = (status: number, message: string): Reply => ({ status, body: { message } });
const script = (content: string): Reply => ({ status: 200, text: { type: 'text/javascript', content } });

const fetchShape = z.object({
  userId: z.number(),
  url: z.string(),
  method: z.string().optional(),
  body: z.unknown().optional(),
  timeout: z.number().positive().optional(),
  headers: z.record(z.string(), z.string()).optional(),
});

export function createBrowserDoor(world: World): BrowserDoor {
  const bundles = createBundles();
  const cardFetch = createCardFetch(world);

  const fetchFor = async (raw: string): Promise<Reply> => {
    const { userId, ...request } = fetchShape.parse(JSON.parse(raw));
    const viewer = [...world.owners.values()].find((owner) => owner.userId === userId);
    if (world.app === null) return problem(404, 'No app is installed');
    if (viewer?.email === undefined || viewer.email === null) return problem(404, `There is no user ${userId}`);
    return json(await cardFetch(request, { viewer: { userId, email: viewer.email }, app: world.app }));
  };

  const data = async ({ method, url, raw }: BrowserRequest): Promise<Reply> => {
    const [what = '', type = '', id = ''] = url.pathname.slice(DATA.length).split('/').map(decodeURIComponent);
    const known = typeWithPages(type);
    const query = (name: string): string => url.searchParams.get(name) ?? '';
    switch (`${method} ${what}`) {
      case 'GET portal':
        return json(portalView(world));
      case 'GET records': {
        if (known === null) return problem(404, `There are no pages for ${type}`);
        if (id === '') return json(listView(world, known, query('q')));
        const record = find(world, known, id);
        return record === null ? problem(404, `There is no ${known} ${id}`) : json(recordView(world, record));
      }
      case 'GET tasks':
        return json(tasksView(world, url.searchParams.get('owner')));
      case 'GET host':
        return type === 'page.css'
          ? { status: 200, text: { type: 'text/css', content: await bundles.host('page.css') } }
          : script(await bundles.host(type === 'worker.js' ? 'worker.js' : 'page.js'));
      case 'GET extensions': {
        const extension = world.app?.extensions.find(({ uid }) => `${uid}.js` === type);
        return extension === undefined
          ? problem(404, `No extension ${type}`)
          : script(await bundles.extension(extension.entry));
      }
      case 'GET properties':
        return known === null ? problem(404, type) : json(propertiesFor(world, known, id));
      case 'POST fetch':
        return fetchFor(raw);
      case 'POST associations':
        return json(associationsFor(world, JSON.parse(raw)));
      case 'POST format':
        return json(formattedProperties(world, JSON.parse(raw)));
      default:
        return problem(404, `There is no ${method} ${url.pathname}`);
    }
  };

  return {
    takes: (path) => path.startsWith(DATA) || PAGES.test(path) || path === '/favicon.ico',
    async answer(request, response) {
      const { method, url, headers } = request;
      if (!/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(headers.host ?? ''))
        return problem(421, 'This portal answers browsers on its own machine only');
      if (method === 'POST' && !(headers['content-type'] ?? '').startsWith('application/json'))
        return problem(415, 'Send application/json');
      if (url.pathname === '/favicon.ico') return { status: 204 };
      if (!url.pathname.startsWith(DATA)) return shellFor(world, url);
      if (url.pathname === `${DATA}changes`) {
        follow(world, response);
        return null;
      }
      try {
        return await data(request);
      } catch (failure) {
        const message = failure instanceof z.ZodError ? z.prettifyError(failure) : saidBy(failure);
        return problem(failure instanceof z.ZodError || failure instanceof SyntaxError ? 400 : 500, message);
      }
    },
  };
}

const saidBy = (failure: unknown): string => (failure instanceof Error ? failure.message : String(failure));

/** A record that was merged away leads to the one it lives on in, as in HubSpot. */
function shellFor(world: World, url: URL): Reply {
  const record = /^\/contacts\/\d+\/record\/([^/]+)\/([^/]+)$/.exec(url.pathname);
  const type = record?.[1] === undefined ? null : typeWithPages(record[1]);
  if (type !== null && record?.[2] !== undefined) {
    const id = resolve(world, type, record[2]);
    const now = `/contacts/${world.settings.portalId}/record/${typeIdOf(type)}/${id}`;
    if (now !== url.pathname) return { status: 302, headers: { Location: `${now}${url.search}` } };
  }
  return {
    status: 200,
    text: { type: 'text/html; charset=utf-8', content: SHELL },
    headers: { 'Content-Security-Policy': POLICY },
  };
}

/** Nothing from elsewhere; styles inside attributes are how bars and charts get their sizes. */
const POLICY =
  "default-src 'self'; img-src 'self' data: https:; style-src 'self' 'unsafe-inline'; worker-src 'self'; frame-ancestors 'none'";

/** Server-sent events: one after each moment in which something was written. */
function follow(world: World, response: ServerResponse): void {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  let scheduled = false;
  const tell = (): void => {
    scheduled = false;
    response.write(`data: ${JSON.stringify({ writes: world.writes.length, now: world.clock.now() })}\n\n`);
  };
  const changed = (): void => {
    if (scheduled) return;
    scheduled = true;
    setTimeout(tell, GATHER_MS);
  };
  world.watchers.add(changed);
  response.on('close', () => world.watchers.delete(changed));
  tell();
}

/** A delivery changes many properties at once; a page need not be told of each. */
const GATHER_MS = 50;
