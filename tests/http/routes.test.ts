/** Every route against every other route's valid request, and the ways in which an identity can be wrong. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AppOptions } from '../../src/http/app.ts';
import { routesOf } from '../../src/http/app.ts';
import type { Shape } from '../../src/http/route.ts';
import type { Ask, Proxy, Signed } from '../support/asking.ts';
import { identityQuery, send, signedAsk, STRANGER } from '../support/asking.ts';
import type { Door } from '../support/door.ts';
import { APP_ID, openDoor, PORTAL_ID, PUBLIC_URL, SECRET } from '../support/door.ts';
import { EXAMPLES } from '../support/route-examples.ts';
import { signV2 } from '../support/sign.ts';

let door: Door;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(() => door.close());

/** Only what the list of routes is made from; no handler runs. */
const routes = routesOf({ readiness: async () => ({ ready: true }) } as unknown as AppOptions).map((route) => ({
  ...route,
  name: `${route.method} ${route.path}`,
}));
const signed = routes.filter(({ accepts }) => accepts !== 'open');
const askedRoutes = signed.filter(({ accepts }) => accepts === 'asked');

const proxy = (): Proxy => ({
  secret: SECRET,
  publicUrl: PUBLIC_URL,
  portalId: PORTAL_ID,
  appId: APP_ID,
  now: door.clock.now(),
});

/** A valid request in a shape: to this route's own URL, signed as HubSpot signs that shape. */
function inShape(shape: Shape, { name, method }: { name: string; method: string }): Signed {
  const ask: Ask = { ...(EXAMPLES[name] as Ask), method: method.toUpperCase() };
  switch (shape) {
    case 'asked':
      return signedAsk(proxy(), ask);
    case 'webhook':
      return signedAsk(proxy(), { ...ask, query: '' });
    case 'action': {
      const { body } = signedAsk(proxy(), { ...ask, query: '' });
      const signature = signV2(SECRET, { method: method.toUpperCase(), uri: `${PUBLIC_URL}${ask.path}`, body });
      const headers = { 'x-hubspot-signature': signature, 'x-hubspot-signature-version': 'v2' };
      return {
        method: method.toUpperCase(),
        path: ask.path,
        headers: { 'content-type': 'application/json', ...headers },
        body,
      };
    }
    case 'open':
      return { method: method.toUpperCase(), path: ask.path, headers: {}, body: '' };
  }
}

const status = async (request: Signed): Promise<number> => (await send(door.url, request)).status;

test('every route has its example, and no example is left over', () => {
  expect(Object.keys(EXAMPLES).sort()).toEqual(routes.map(({ name }) => name).sort());
});

test.each(routes.map((route) => [route.name, route] as const))(
  '%s accepts its own valid request',
  async (_name, route) => {
    expect(await status(inShape(route.accepts, route))).not.toBe(401);
  },
);

describe('a request that is valid elsewhere', () => {
  const pairs = signed.flatMap((here) =>
    signed.filter((there) => there !== here).map((there) => [here.name, there.name, here, there] as const),
  );
  test.each(pairs)('%s refuses what was signed for %s', async (_here, _there, here, there) => {
    const own = inShape(here.accepts, here);
    const other = inShape(there.accepts, there);
    const query = other.path.includes('?') ? other.path.slice(other.path.indexOf('?')) : '';
    const [path = ''] = own.path.split('?');
    expect(await status({ ...other, method: own.method, path: path + query })).toBe(401);
  });

  // An action takes v3 without a query, which is the shape of a webhook; both are signed for one URL only.
  const shapes = signed.flatMap((here) =>
    (['webhook', 'asked', 'action', 'open'] as const)
      .filter((shape) => shape !== here.accepts && !(here.accepts === 'action' && shape === 'webhook'))
      .map((shape) => [here.name, shape, here] as const),
  );
  test.each(shapes)('%s refuses its own URL in the shape "%s"', async (_name, shape, here) => {
    expect(await status(inShape(shape, here))).toBe(401);
  });
});

describe.each(askedRoutes.map((route) => [route.name, route] as const))('%s', (_name, route) => {
  const ask = (): Ask => ({ ...(EXAMPLES[route.name] as Ask), method: route.method.toUpperCase() });
  const who = { userId: '90001', email: 'anna@example.com', portalId: PORTAL_ID, appId: APP_ID };
  const query = identityQuery(who);

  test.each<[string, number, Partial<Ask>]>([
    ['another portal', 401, { portalId: '1' }],
    ['another app', 401, { appId: '1' }],
    ['nobody', 401, { query: 'portalId=48975575&appId=39522895' }],
    ['no app', 401, { query: query.replace(/&appId=\d+/, '') }],
    ['a user twice', 400, { query: `userId=1&${query}` }],
    ['an e-mail twice', 400, { query: `${query}&userEmail=sam%40example.com` }],
    ['a portal twice, the same', 400, { query: `${query}&portalId=${PORTAL_ID}` }],
    ['an app twice', 400, { query: `appId=1&${query}` }],
    ['a user in brackets', 400, { query: `userId[]=1&${query}` }],
    ['a user in encoded brackets', 400, { query: `userId%5B%5D=1&${query}` }],
    ['a user under an encoded name', 400, { query: `%75serId=1&${query}` }],
    ['a user that is no number', 400, { userId: 'anna' }],
    ['an e-mail that is none', 400, { email: 'anna' }],
    ['a request five minutes and a millisecond old', 401, { timestamp: Date.parse('2026-11-23T08:00:00Z') - 300_001 }],
  ])('%s: %i', async (_what, expected, change) => {
    expect(await status(signedAsk(proxy(), { ...ask(), ...change }))).toBe(expected);
  });

  test('a query that HubSpot did not sign: 401', async () => {
    const request = signedAsk(proxy(), ask());
    expect(await status({ ...request, path: request.path.replace('90001', '90002') })).toBe(401);
    expect(await status({ ...request, path: `${request.path}&more=1` })).toBe(401);
  });

  test('nothing of it is kept by anybody on the way', async () => {
    const { headers } = await send(door.url, signedAsk(proxy(), ask()));
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('etag')).toBeNull();
  });

  test('the log has the template, and neither the URL nor an address', async () => {
    const seen = door.lines.length;
    await send(door.url, signedAsk(proxy(), { ...ask(), ...STRANGER }));
    await send(door.url, signedAsk(proxy(), { ...ask(), ...STRANGER, portalId: '1' }));
    const lines = door.lines.slice(seen);
    expect(lines).toEqual([
      expect.objectContaining({ route: route.path, userId: STRANGER.userId }),
      expect.objectContaining({ route: route.path, status: 401, reason: 'another portal' }),
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/@|…|userEmail|elsewhere/);
  });
});

test.each(['OPTIONS', 'DELETE', 'PATCH'])('%s is no method of any route', async (method) => {
  for (const { path } of Object.values(EXAMPLES)) {
    expect((await fetch(`${door.url}${path}`, { method })).status).toBe(405);
  }
});
