/** The HTTP side: every API call goes through authentication, limits, faults and scopes, in this order. */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Call, Json } from './call.ts';
import type { ControlDoor } from './control-http.ts';
import type { Faults } from './faults.ts';
import type { BrowserDoor } from './pages/door.ts';
import type { Limiter } from './limits.ts';
import { errorReply, Refusal, refuse } from './reply.ts';
import type { Reply } from './reply.ts';
import { createRouter } from './router.ts';
import type { World } from './world.ts';

const LARGEST_BODY = 10 * 1024 * 1024;

export interface Counters {
  /** Calls by `METHOD template` and status; a dropped connection counts as `dropped`. */
  readonly byRoute: Record<string, Record<string, number>>;
  total: number;
  rateLimited: number;
  /** Handlers that broke: a fault of this portal, never of its caller. */
  portalErrors: number;
}

export interface Server {
  readonly url: string;
  readonly counters: Counters;
  close(): Promise<void>;
}

export interface ServerParts {
  readonly world: World;
  readonly limiter: Limiter;
  readonly faults: Faults;
  readonly controls: ControlDoor;
  readonly browser: BrowserDoor;
  readonly port: number;
}

export async function listen({ world, limiter, faults, controls, browser, port }: ServerParts): Promise<Server> {
  const route = createRouter(limiter);
  const counters: Counters = { byRoute: {}, total: 0, rateLimited: 0, portalErrors: 0 };
  const count = (template: string, outcome: string): void => {
    const known = (counters.byRoute[template] ??= {});
    known[outcome] = (known[outcome] ?? 0) + 1;
    counters.total += 1;
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://portal');
    const method = request.method ?? 'GET';
    const raw = await readBody(request);
    if (raw === null) {
      send(response, world, errorReply(413, { category: 'VALIDATION_ERROR', message: 'The body is too large' }));
      return;
    }
    if (url.pathname === '/_portal' || url.pathname.startsWith('/_portal/')) {
      send(response, world, await controls.answer({ method, url, raw, headers: request.headers }));
      return;
    }
    if (browser.takes(url.pathname)) {
      const reply = await browser.answer({ method, url, raw, headers: request.headers }, response);
      if (reply !== null) send(response, world, reply);
      return;
    }
    const match = route(method, url.pathname);
    const template = match === null ? `${method} (unknown)` : `${method} ${match.route.path}`;
    const bucket = match?.route.bucket ?? 'general';
    const finish = (reply: Reply | 'drop'): void => {
      if (reply === 'drop') {
        count(template, 'dropped');
        request.socket.destroy();
        return;
      }
      count(template, String(reply.status));
      if (reply.status === 429) counters.rateLimited += 1;
      send(response, world, { ...reply, headers: { ...limiter.headers(bucket), ...reply.headers } });
    };

    if (bucket !== 'open' && request.headers.authorization !== `Bearer ${world.token}`) return finish(unauthenticated);
    const limited = limiter.admit(bucket);
    if (limited !== null) return finish(limited);
    const strike = faults.strike({ method, path: url.pathname });
    if (strike.delayMs > 0) await world.clock.wait(strike.delayMs);
    if (strike.before !== null) return finish(strike.before);
    if (match === null) return finish(unknownPath);

    const startedAt = world.clock.now();
    const run = (): Reply => {
      const body = parse(raw);
      const call: Call = {
        method,
        version: match.version,
        params: match.params,
        query: url.searchParams,
        body,
        rawLength: raw.length,
        startedAt,
        partial: strike.partial,
      };
      const scope = match.route.scope(call);
      if (scope !== null && !hasScope(world, scope)) throw missingScope(scope);
      return match.route.handle(world, call);
    };
    world.callId = counters.total + 1;
    let reply: Reply;
    try {
      reply = run();
    } catch (failure) {
      if (failure instanceof Refusal) reply = failure.reply;
      else {
        counters.portalErrors += 1;
        const said = failure instanceof Error ? (failure.stack ?? failure.message) : String(failure);
        reply = errorReply(500, { category: 'INTERNAL_ERROR', message: `The local portal failed: ${said}` });
      }
    } finally {
      world.callId = null;
    }
    finish(strike.after ?? reply);
  };

  const server = createServer((request, response) => {
    answer(request, response).catch((failure: unknown) => {
      counters.portalErrors += 1;
      response.destroy(failure instanceof Error ? failure : undefined);
    });
  });
  // Longer than clients keep idle connections: closing one under a request would look like a lost write.
  server.keepAliveTimeout = 120_000;
  server.headersTimeout = 125_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const boundPort = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://127.0.0.1:${boundPort}`,
    counters,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const unauthenticated = errorReply(401, {
  category: 'INVALID_AUTHENTICATION',
  message:
    'Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview',
});

const unknownPath = errorReply(404, { category: 'OBJECT_NOT_FOUND', message: 'No handler found for this path' });

const hasScope = (world: World, scope: string): boolean =>
  world.settings.scopes === 'all' || world.settings.scopes.includes(scope);

const missingScope = (scope: string): Refusal =>
  refuse(403, {
    category: 'MISSING_SCOPES',
    message:
      "This app hasn't been granted all required scopes to make this call. Read more about required scopes here: https://developers.hubspot.com/scopes.",
    errors: [
      { message: 'One or more of the following scopes are required.', context: { requiredGranularScopes: [scope] } },
    ],
  });

/** Null: more than the portal takes. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(raw: string): Json {
  if (raw === '') return {};
  try {
    const parsed: unknown = JSON.parse(raw);
    // Some endpoints take a list; they look for it themselves.
    if (typeof parsed === 'object' && parsed !== null) return parsed as Json;
  } catch {
    // Answered below like any other body that is no object.
  }
  throw refuse(400, {
    category: 'VALIDATION_ERROR',
    message: 'Invalid input JSON on line 1, column 1: unable to parse',
  });
}

function send(response: ServerResponse, world: World, reply: Reply): void {
  const date = new Date(world.clock.now()).toUTCString();
  const headers: Record<string, string> = { Date: date, ...reply.headers };
  if (reply.html !== undefined) {
    response.writeHead(reply.status, { ...headers, 'Content-Type': 'text/html' }).end(reply.html);
    return;
  }
  if (reply.text !== undefined) {
    response.writeHead(reply.status, { ...headers, 'Content-Type': reply.text.type }).end(reply.text.content);
    return;
  }
  if (reply.body === undefined) {
    response.writeHead(reply.status, headers).end();
    return;
  }
  const body = JSON.stringify(withCorrelation(world, reply.body));
  response.writeHead(reply.status, { ...headers, 'Content-Type': 'application/json;charset=utf-8' }).end(body);
}

function withCorrelation(world: World, body: unknown): unknown {
  const isError = typeof body === 'object' && body !== null && 'status' in body && body.status === 'error';
  if (!isError) return body;
  return {
    ...body,
    correlationId: world.noise.uuid(),
    ...('errorType' in body ? { requestId: world.noise.uuid() } : {}),
  };
}
