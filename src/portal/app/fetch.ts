/**
 * What `hubspot.fetch` does between a card and the app's server: the URL must be permitted, the asking user is appended to it, the
 * request is signed and sent from HubSpot's side:
 * https://developers.hubspot.com/docs/apps/developer-platform/add-features/ui-extensions/fetching-data
 * Unverified: that the query is appended in this order, the wording of refusals, and the status a card sees when the server cannot be
 * reached (500, as HubSpot's development proxy answers) or says something longer than allowed.
 */
import { signatureV3 } from '../signature.ts';
import type { World } from '../world.ts';
import type { App } from './project.ts';

export const DEFAULT_TIMEOUT_MS = 15_000;
const LONGEST_TIMEOUT_MS = 120_000;
export const MOST_BYTES = 1024 * 1024;
export const MOST_AT_ONCE = 20;
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

export interface CardRequest {
  readonly url: string;
  readonly method?: string | undefined;
  readonly body?: unknown;
  /** Real milliseconds. */
  readonly timeout?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

export interface CardResponse {
  readonly status: number;
  readonly body: string;
}

export interface Viewer {
  readonly userId: number;
  readonly email: string;
}

export type CardFetch = (
  request: CardRequest,
  by: { readonly viewer: Viewer; readonly app: App },
) => Promise<CardResponse>;

const answer = (status: number, category: string, message: string): CardResponse => ({
  status,
  body: JSON.stringify({ status: 'error', category, message }),
});

/** Never rejects: whatever goes wrong is an answer with a status, as a card sees it. */
export function createCardFetch(world: World): CardFetch {
  let inFlight = 0;
  return async (request, { viewer, app }) => {
    const refused = refusalOf(request, app);
    if (refused !== null) return refused;
    if (inFlight >= MOST_AT_ONCE)
      return answer(429, 'RATE_LIMITS', `More than ${MOST_AT_ONCE} requests of this app are in flight`);
    inFlight += 1;
    try {
      return await sent(world, { request, viewer });
    } finally {
      inFlight -= 1;
    }
  };
}

function refusalOf({ url, method = 'GET', headers = {}, body }: CardRequest, app: App): CardResponse | null {
  if (!URL.canParse(url)) return answer(400, 'VALIDATION_ERROR', 'URL is malformed');
  if (!app.permittedUrls.some((permitted) => isBelow(url, permitted)))
    return answer(403, 'VALIDATION_ERROR', `${new URL(url).origin} is not among the app's permittedUrls.fetch`);
  if (!METHODS.includes(method.toUpperCase())) return answer(400, 'VALIDATION_ERROR', `No such method: ${method}`);
  if (Object.keys(headers).some((name) => name.toLowerCase() !== 'authorization'))
    return answer(400, 'VALIDATION_ERROR', "Only 'Authorization' header is allowed from hubspot.fetch()");
  if (body !== undefined && Buffer.byteLength(JSON.stringify(body)) > MOST_BYTES)
    return answer(413, 'VALIDATION_ERROR', 'The request is larger than 1 MB');
  return null;
}

/** A permitted URL is a prefix, and never of a longer host name. */
function isBelow(url: string, permitted: string): boolean {
  if (!URL.canParse(permitted)) return false;
  const [asked, allowed] = [new URL(url), new URL(permitted)];
  return asked.origin === allowed.origin && asked.pathname.startsWith(allowed.pathname);
}

async function sent(
  world: World,
  { request, viewer }: { readonly request: CardRequest; readonly viewer: Viewer },
): Promise<CardResponse> {
  const deadline = performance.now() + Math.min(request.timeout ?? DEFAULT_TIMEOUT_MS, LONGEST_TIMEOUT_MS);
  const first = await attempt(world, { request, viewer, deadline });
  // Once more after a lost connection or a 5xx, as long as there is time: writes must bear being made twice.
  if (first.again && performance.now() < deadline)
    return (await attempt(world, { request, viewer, deadline })).response;
  return first.response;
}

async function attempt(
  world: World,
  { request, viewer, deadline }: { readonly request: CardRequest; readonly viewer: Viewer; readonly deadline: number },
): Promise<{ readonly response: CardResponse; readonly again: boolean }> {
  const { portalId, appId, clientSecret } = world.settings;
  const method = (request.method ?? 'GET').toUpperCase();
  const asked = new URL(request.url).href.replace(/#.*$/, '');
  const asker = `userId=${viewer.userId}&portalId=${portalId}&userEmail=${encodeURIComponent(viewer.email)}&appId=${appId}`;
  const uri = `${asked}${asked.includes('?') ? '&' : '?'}${asker}`;
  const body = method === 'GET' || request.body === undefined ? '' : JSON.stringify(request.body);
  const timestamp = world.clock.now();
  try {
    const response = await fetch(uri, {
      method,
      headers: {
        ...request.headers,
        ...(body === '' ? {} : { 'Content-Type': 'application/json' }),
        'User-Agent': 'HubSpot Connect 2.0 (local portal)',
        'X-HubSpot-Signature-v3': signatureV3(clientSecret, { method, uri, body, timestamp }),
        'X-HubSpot-Request-Timestamp': String(timestamp),
      },
      ...(body === '' ? {} : { body }),
      redirect: 'manual',
      signal: AbortSignal.timeout(Math.max(1, Math.ceil(deadline - performance.now()))),
    });
    const bytes = await atMost(response, MOST_BYTES);
    if (bytes === null) return { response: answer(502, 'BAD_GATEWAY', 'The answer is larger than 1 MB'), again: false };
    if (response.status >= 300 && response.status < 400)
      return { response: answer(502, 'BAD_GATEWAY', 'Redirects are not followed'), again: false };
    return { response: { status: response.status, body: bytes.toString('utf8') }, again: response.status >= 500 };
  } catch (failure) {
    const isTimeout =
      typeof failure === 'object' && failure !== null && Reflect.get(failure, 'name') === 'TimeoutError';
    return isTimeout
      ? { response: answer(504, 'GATEWAY_TIMEOUT', 'Gateway took too long to respond'), again: false }
      : { response: answer(500, 'INTERNAL_SERVER_ERROR', 'Network error'), again: true };
  }
}

async function atMost(response: Response, most: number): Promise<Buffer | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > most) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
