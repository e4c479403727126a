/** The door, by outcome: the answer, what is stored, what is logged. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { BatonError } from '../../src/errors.ts';
import { readFileSync } from 'node:fs';
import type { Door, Knock } from '../support/door.ts';
import { APP_ID, entry, openDoor } from '../support/door.ts';

let door: Door;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(() => door.close());

const json = (...entries: readonly unknown[]): string => JSON.stringify(entries);
const counts = (): ReturnType<Door['store']['counts']> => door.store.counts(door.clock.now());

describe('a good delivery', () => {
  test('invariant 1: is stored with its contact due before it is acknowledged', async () => {
    const before = await counts();
    const answer = await door.knock({ body: json(entry({ objectId: 1001 })) });
    expect(answer.status).toBe(204);
    const after = await counts();
    expect(after.events).toBe(before.events + 1);
    expect((await door.store.contact('1001'))?.dueBecause).toBe('event');
  });

  test('delivered again, in another batch and with another attemptNumber, is stored once', async () => {
    const again = entry({ objectId: 1002 });
    const before = await counts();
    await door.knock({ body: json(again) });
    await door.knock({ body: json(entry({ objectId: 1003 }), { ...again, attemptNumber: 3 }) });
    expect((await counts()).events).toBe(before.events + 2);
  });

  test('with one bad entry is acknowledged: 99 are stored, one is kept with its reason', async () => {
    const before = await counts();
    const entries = Array.from({ length: 99 }, (_, i) => entry({ objectId: 2000 + i }));
    const answer = await door.knock({ body: json(...entries, entry({ objectId: 'not a number' })) });
    expect(answer.status).toBe(204);
    const after = await counts();
    expect(after.events).toBe(before.events + 99);
    expect(after.quarantined).toBe(before.quarantined + 1);
  });

  test('invariant 12: our own write coming back is stored and makes nobody due', async () => {
    await door.knock({ body: json(entry({ objectId: 3001, changeSource: 'INTEGRATION', sourceId: APP_ID })) });
    expect(await door.store.contact('3001')).toBeNull();
    await door.knock({ body: json(entry({ objectId: 3002, changeSource: 'INTEGRATION', sourceId: '777' })) });
    expect((await door.store.contact('3002'))?.dueBecause).toBe('event');
  });

  test.each([
    ['of another portal', { portalId: 1 }],
    ['of another app', { appId: 1 }],
    [
      'of the "Test" button',
      {
        eventId: 100,
        objectId: 123,
        changeFlag: 'NEW',
        subscriptionType: 'contact.creation',
        propertyName: undefined,
        objectTypeId: undefined,
      },
    ],
  ])('an entry %s is acknowledged and counted, not stored', async (_whose, overrides) => {
    const before = await counts();
    expect((await door.knock({ body: json(entry(overrides)) })).status).toBe(204);
    expect((await counts()).events).toBe(before.events);
  });

  test('of the largest legal size, 6.6 MB, is stored', async () => {
    const value = 'ä'.repeat(32_768);
    const entries = Array.from({ length: 100 }, (_, i) =>
      entry({ objectId: 4000 + i, propertyName: 'message', propertyValue: value }),
    );
    const body = json(...entries);
    expect(Buffer.byteLength(body)).toBeGreaterThan(6_500_000);
    expect((await door.knock({ body })).status).toBe(204);
  });
});

describe('refused', () => {
  test.each<[string, number, Knock]>([
    ['no signature', 401, { signature: 'none' }],
    ['another secret', 401, { secret: 'another' }],
    [
      'a timestamp five minutes and a millisecond old',
      401,
      { timestamp: Date.parse('2026-11-23T08:00:00Z') - 300_001 },
    ],
    [
      'a timestamp five minutes and a millisecond ahead',
      401,
      { timestamp: Date.parse('2026-11-23T08:00:00Z') + 300_001 },
    ],
    [
      'a query string, even a signed one',
      401,
      { path: '/webhooks/hubspot?portalId=48975575&userId=1&userEmail=a%40b.example&appId=39522895' },
    ],
    ['an empty query string', 401, { path: '/webhooks/hubspot?' }],
    [
      'a signature over the address of the Host header',
      401,
      {
        signedUrl: 'https://evil.example/webhooks/hubspot',
        headers: { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' },
      },
    ],
    ['only v1 while v3 is demanded', 401, { signature: 'v1' }],
    ['a body that is no list', 400, { body: '{"eventId":1}' }],
    ['a body that is no JSON', 400, { body: '<html>' }],
    ['an empty body', 400, { body: '' }],
    ['a compressed body', 415, { headers: { 'content-encoding': 'gzip' } }],
    ['a trailing slash', 404, { path: '/webhooks/hubspot/' }],
    ['another case', 404, { path: '/Webhooks/Hubspot' }],
    ['GET', 404, { method: 'GET' }],
    ['PUT', 404, { method: 'PUT' }],
  ])('%s: %i', async (_what, status, knock) => {
    const before = await counts();
    const answer = await door.knock({ body: json(entry()), ...knock });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('x-powered-by')).toBeNull();
    expect((await counts()).events).toBe(before.events);
  });

  test('more than 8 MB: 413', async () => {
    const answer = await door.knock({ body: Buffer.alloc(8 * 1024 * 1024 + 1, 0x20) });
    expect(answer.status).toBe(413);
  });

  test('a genuine v1 while v3 is demanded is one clear error line with its cure', async () => {
    const seen = door.lines.length;
    await door.knock({ body: json(entry()), signature: 'v1' });
    expect(door.lines.slice(seen)).toEqual([
      expect.objectContaining({
        level: 'error',
        reason: 'only v1, and v3 is demanded',
        fix: 'WEBHOOK_SIGNATURES=v3,v1',
      }),
    ]);
  });

  test('a forged address makes no difference to a genuine delivery', async () => {
    const answer = await door.knock({ body: json(entry()), headers: { 'x-forwarded-host': 'evil.example' } });
    expect(answer.status).toBe(204);
  });
});

test('v1 is accepted where it is allowed', async () => {
  const older = await openDoor({ signatures: ['v3', 'v1'] });
  try {
    expect((await older.knock({ body: json(entry()), signature: 'v1' })).status).toBe(204);
    expect((await older.knock({ body: json(entry()), signature: 'v3' })).status).toBe(204);
    expect((await older.knock({ body: json(entry()), signature: 'v1', secret: 'another' })).status).toBe(401);
  } finally {
    await older.close();
  }
});

test('two secrets are accepted while rotating; once the old one is gone it is refused', async () => {
  let secrets = ['new', 'old'];
  const rotating = await openDoor({ clientSecrets: () => secrets });
  try {
    expect((await rotating.knock({ body: json(entry()), secret: 'old' })).status).toBe(204);
    expect((await rotating.knock({ body: json(entry()), secret: 'new' })).status).toBe(204);
    secrets = ['new'];
    expect((await rotating.knock({ body: json(entry()), secret: 'old' })).status).toBe(401);
  } finally {
    await rotating.close();
  }
});

test('invariant 1: what cannot be stored is not acknowledged: 503, so that HubSpot delivers again', async () => {
  const broken = await openDoor({
    store: {
      record: async () => {
        throw new BatonError('DATABASE_UNAVAILABLE', {
          what: 'storing a delivery',
          found: 'ECONNREFUSED 10.0.0.7 password=hunter2',
          retry: true,
        });
      },
    },
  });
  try {
    const answer = await broken.knock({ body: json(entry()) });
    expect(answer.status).toBe(503);
    expect(Object.keys(JSON.parse(answer.body) as object).sort()).toEqual(['error', 'requestId']);
    expect(answer.body).not.toContain('hunter2');
  } finally {
    await broken.close();
  }
});

test('no personal data and no secret reaches the log', async () => {
  await door.knock({
    body: json(entry({ propertyName: 'email', propertyValue: 'canary@person.example' })),
    headers: { authorization: 'Bearer pat-eu1-0123456789abcdef' },
  });
  const all = JSON.stringify(door.lines);
  expect(all).not.toContain('canary@person.example');
  expect(all).not.toContain('pat-eu1-0123456789abcdef');
  expect(all).not.toContain('a-client-secret');
});

test('nothing is decided in a request: the door knows no core decision, no HubSpot call and no plan', () => {
  const source = readFileSync(new URL('../../src/http/webhooks.ts', import.meta.url), 'utf8');
  const imports = [...source.matchAll(/from '([^']+)'/g)].map(([, from]) => from);
  expect(imports.sort()).toEqual(['../deps.ts', './app.ts', './tally.ts', 'express']);
});

test('alive and ready', async () => {
  const sick = await openDoor({ readiness: async () => ({ ready: false, because: ['the database does not answer'] }) });
  try {
    expect((await sick.knock({ path: '/healthz', method: 'GET', signature: 'none' })).status).toBe(200);
    const ready = await sick.knock({ path: '/readyz', method: 'GET', signature: 'none' });
    expect(ready.status).toBe(503);
    expect(ready.body).toContain('the database does not answer');
  } finally {
    await sick.close();
  }
});
