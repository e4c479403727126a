/** What `hubspot.fetch` does between a card and the app's server. */
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { signatureV3, startPortal } from '../../src/portal/portal.ts';
import type { Portal } from '../../src/portal/portal.ts';

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly body: string;
  readonly headers: IncomingMessage['headers'];
}

let portal: Portal;
let server: Server;
let base: string;
let seen: Seen[];
let answers: (response: ServerResponse, n: number) => void;
let userId: number;

beforeEach(async () => {
  seen = [];
  answers = (response) => response.end('{"hello":true}');
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      seen.push({ method: request.method ?? '', url: request.url ?? '', body, headers: request.headers });
      answers(response, seen.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  portal = await startPortal();
  userId = portal.createOwner({ email: 'anna+1@example.com', firstName: 'Anna' }).userId ?? 0;
  portal.installApp({ project: join(import.meta.dirname, '../browser/project'), variables: { API_BASE_URL: base } });
});
afterEach(async () => {
  await portal.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function ask(
  request: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number; readonly body: string; readonly http: number }> {
  const response = await fetch(`${portal.url}/_browser/fetch`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify({ userId, ...request }),
  });
  return { http: response.status, ...((await response.json()) as { status: number; body: string }) };
}

test('who asks is appended to the query, and the whole is signed as HubSpot signs it', async () => {
  const { portalId, appId, clientSecret } = portal.settings();
  expect(await ask({ url: `${base}/cards/7?a=b%20c` })).toMatchObject({ status: 200, body: '{"hello":true}' });
  const [request] = seen;
  const query = `a=b%20c&userId=${userId}&portalId=${portalId}&userEmail=anna%2B1%40example.com&appId=${appId}`;
  expect(request).toMatchObject({ method: 'GET', url: `/cards/7?${query}`, body: '' });
  const timestamp = Number(request?.headers['x-hubspot-request-timestamp']);
  expect(request?.headers['x-hubspot-signature-v3']).toBe(
    signatureV3(clientSecret, { method: 'GET', uri: `${base}/cards/7?${query}`, body: '', timestamp }),
  );
});

test('a body is sent as JSON and is part of what is signed', async () => {
  await ask({
    url: `${base}/cards/7/verdict`,
    method: 'POST',
    body: { verdict: 'accepted' },
    headers: { Authorization: 'x' },
  });
  const [request] = seen;
  expect(request).toMatchObject({ method: 'POST', body: '{"verdict":"accepted"}' });
  expect(request?.headers).toMatchObject({ 'content-type': 'application/json', authorization: 'x' });
  const timestamp = Number(request?.headers['x-hubspot-request-timestamp']);
  const { clientSecret } = portal.settings();
  expect(request?.headers['x-hubspot-signature-v3']).toBe(
    signatureV3(clientSecret, { method: 'POST', uri: `${base}${request?.url}`, body: request?.body ?? '', timestamp }),
  );
});

test.each([
  ['a URL that is not permitted', { url: 'https://elsewhere.example/' }, 403],
  ['a longer host that begins alike', (b: string) => ({ url: `${b.replace('0.0.1', '0.0.1.evil.example')}/` }), 403],
  ['no URL at all', { url: 'cards/7' }, 400],
  ['a header of its own', (b: string) => ({ url: `${b}/`, headers: { 'X-Mine': '1' } }), 400],
  ['a method that is none', (b: string) => ({ url: `${b}/`, method: 'TRACE' }), 400],
  [
    'a request of more than 1 MB',
    (b: string) => ({ url: `${b}/`, method: 'POST', body: { x: 'y'.repeat(2 ** 20) } }),
    413,
  ],
] as const)('%s never leaves HubSpot', async (_what, request, status) => {
  expect(await ask(typeof request === 'function' ? request(base) : request)).toMatchObject({ status });
  expect(seen).toEqual([]);
});

test.each([
  [
    'a 5xx is tried once more',
    (response: ServerResponse, n: number) => response.writeHead(n === 1 ? 503 : 200).end('{}'),
    200,
    2,
  ],
  ['a second 5xx is told', (response: ServerResponse) => response.writeHead(503).end('{}'), 503, 2],
  [
    'a lost connection is tried once more',
    (response: ServerResponse, n: number) => (n === 1 ? response.destroy() : response.end('{}')),
    200,
    2,
  ],
  ['two lost connections are told', (response: ServerResponse) => response.destroy(), 500, 2],
  ['a 4xx is told as it is', (response: ServerResponse) => response.writeHead(409).end('{"message":"no"}'), 409, 1],
  [
    'a redirect is not followed',
    (response: ServerResponse) => response.writeHead(302, { Location: '/' }).end(),
    502,
    1,
  ],
  [
    'an answer of more than 1 MB is not passed on',
    (response: ServerResponse) => response.end('x'.repeat(2 ** 20 + 1)),
    502,
    1,
  ],
] as const)('%s', async (_what, answering, status, times) => {
  answers = (response, n) => void answering(response, n);
  expect(await ask({ url: `${base}/` })).toMatchObject({ status });
  expect(seen).toHaveLength(times);
});

test('who waits too long is told so', async () => {
  answers = () => {};
  expect(await ask({ url: `${base}/`, timeout: 50 })).toMatchObject({ status: 504 });
});

test('at most 20 requests of an app are in flight', async () => {
  const waiting: ServerResponse[] = [];
  answers = (response) => {
    waiting.push(response);
    if (waiting.length === 20) for (const one of waiting) one.end('{}');
  };
  const all = await Promise.all(Array.from({ length: 21 }, () => ask({ url: `${base}/` })));
  expect(all.filter(({ status }) => status === 429)).toHaveLength(1);
  expect(all.filter(({ status }) => status === 200)).toHaveLength(20);
});

test('only a browser on this machine, on this machine’s own name, may ask', async () => {
  const post = (headers: Readonly<Record<string, string>>): Promise<Response> =>
    fetch(`${portal.url}/_browser/fetch`, { method: 'POST', headers, body: JSON.stringify({ userId, url: base }) });
  expect((await post({ 'Content-Type': 'text/plain' })).status).toBe(415);
  const { port } = new URL(portal.url);
  const { request } = await import('node:http');
  const status = await new Promise((resolve) => {
    request({ host: '127.0.0.1', port, path: '/', headers: { Host: 'attacker.example' } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).end();
  });
  expect(status).toBe(421);
  expect(seen).toEqual([]);
});

test('a user that does not exist asks nothing', async () => {
  expect(await ask({ userId: 1, url: base })).toMatchObject({ http: 404 });
});
