import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import type { RecordableEvent } from '../../src/store/store.ts';
import { decideAll, decision, deliver, done, event, openScene, recordOf, T0, take } from './scene.ts';

let scene: Awaited<ReturnType<typeof openScene>>;
beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene.close());

async function rows(sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(scene.connection);
  await client.connect();
  try {
    return (await client.query(sql, values)).rows;
  } finally {
    await client.end();
  }
}

test('invariant 1: what record() answered for is there after the connection is gone, with its contact due', async () => {
  const result = await deliver(scene.store, [event('101', 1)]);
  expect(result).toEqual({ stored: 1, duplicate: 0, forgotten: 0, quarantined: 0, madeDue: 1 });
  expect(
    await rows('SELECT event_id, payload::json ->> $1 AS value FROM baton.event WHERE event_id = $2', [
      'propertyValue',
      '1',
    ]),
  ).toEqual([{ event_id: '1', value: 'value 1' }]);
  expect(await rows('SELECT due_at, due_because FROM baton.contact WHERE contact_id = $1', ['101'])).toEqual([
    { due_at: String(T0), due_because: 'event' },
  ]);
});

test('the same event in a later attempt is a duplicate and makes nobody due', async () => {
  const first = event('102', 2, { payload: { attemptNumber: 0 } });
  await deliver(scene.store, [first]);
  await scene.store.settle({ worker: 'w', now: T0, settlements: (await take(scene.store, 'w')).map((c) => done(c)) });
  const again = await deliver(scene.store, [{ ...first, payload: { attemptNumber: 3 } }], T0 + 5);
  expect(again).toEqual({ stored: 0, duplicate: 1, forgotten: 0, quarantined: 0, madeDue: 0 });
  expect(await take(scene.store, 'w', T0 + 10)).toEqual([]);
});

test('one eventId for two different events keeps both', async () => {
  const a = event('103', 3);
  const b = { ...event('103', 4), eventId: '3' };
  expect(await deliver(scene.store, [a, b])).toMatchObject({ stored: 2, duplicate: 0, madeDue: 1 });
});

test('a delivery of 100, twice within itself and delivered again and again, is stored once', async () => {
  const batch = Array.from({ length: 100 }, (_, n) => event(String(2000 + (n % 40)), 1000 + n));
  expect(await deliver(scene.store, [...batch, ...batch.slice(0, 10)])).toMatchObject({
    stored: 100,
    duplicate: 10,
    madeDue: 40,
  });
  const versions = await rows("SELECT contact_id, version FROM baton.contact WHERE contact_id LIKE '20__' ORDER BY 1");
  for (let n = 0; n < 3; n += 1) {
    expect(await deliver(scene.store, batch.toReversed(), T0 + n)).toMatchObject({
      stored: 0,
      duplicate: 100,
      madeDue: 0,
    });
  }
  expect(await rows("SELECT contact_id, version FROM baton.contact WHERE contact_id LIKE '20__' ORDER BY 1")).toEqual(
    versions,
  );
});

test('an event that makes nobody due is stored and wakes nobody', async () => {
  expect(await deliver(scene.store, [event('104', 5, { makesDue: false })])).toMatchObject({ stored: 1, madeDue: 0 });
  expect(await scene.store.contact('104')).toBeNull();
});

test('a merge makes every contact it names due', async () => {
  await deliver(scene.store, [
    event('105', 6, { contactIds: ['105', '106', '107'], subscriptionType: 'contact.merge' }),
  ]);
  const claimed = (await take(scene.store, 'merge')).filter((c) => ['105', '106', '107'].includes(c.contactId));
  expect(claimed.map((c) => c.events.map((e) => e.eventId))).toEqual([['6'], ['6'], ['6']]);
});

test('an event about a company makes its contacts due, and no others', async () => {
  await deliver(scene.store, [event('111', 11), event('112', 12)]);
  await take(scene.store, 'co');
  await decideAll(scene.store, 'co', [
    decision('111', { record: recordOf({ companyId: '900', company: { industry: 'INTERNET' } }) }),
    decision('112', { record: recordOf({ companyId: '901' }) }),
  ]);
  const about = event('0', 13, { contactIds: [], companyIds: ['900'], subscriptionType: 'company.propertyChange' });
  expect(await deliver(scene.store, [about], T0 + 1)).toMatchObject({ stored: 1, madeDue: 1 });
  expect((await scene.store.contact('111'))?.dueAt).toBe(T0 + 1);
});

test('a live event moves a contact waiting in the import lane to the live one; an import event never moves one back', async () => {
  await deliver(scene.store, [event('121', 21, { lane: 'import' }), event('122', 22)]);
  await deliver(scene.store, [event('121', 23), event('122', 24, { lane: 'import' })]);
  const claimed = (await take(scene.store, 'lanes')).filter((c) => ['121', '122'].includes(c.contactId));
  expect(claimed.map((c) => c.lane)).toEqual(['live', 'live']);
});

test.each<[string, Partial<RecordableEvent>, Record<string, unknown>]>([
  ['NUL in a value is kept', { payload: { v: 'a\0b' } }, { v: 'a\0b' }],
  ['half a surrogate pair is kept', { payload: { v: 'a\ud800b' } }, { v: 'a\ud800b' }],
  ['a value of 65,536 characters is kept', { payload: { v: 'é'.repeat(65_536) } }, { v: 'é'.repeat(65_536) }],
  [
    'own keys named like the prototype are kept',
    { payload: JSON.parse('{"__proto__": {"x": 1}}') as Record<string, unknown> },
    JSON.parse('{"__proto__": {"x": 1}}') as Record<string, unknown>,
  ],
])('%s', async (_name, given, payload) => {
  const id = String(13_000 + Math.abs(hash(_name)));
  expect(await deliver(scene.store, [event(id, 31, given)])).toMatchObject({ stored: 1, quarantined: 0 });
  const claimed = (await take(scene.store, 'odd')).find((c) => c.contactId === id);
  expect(claimed?.events[0]?.payload).toEqual(payload);
});

test('NUL in names and keys sinks nothing: it is marked, and the other 99 are stored', async () => {
  const batch = Array.from({ length: 100 }, (_, n) => event(String(14_000 + n), 4000 + n));
  batch[50] = { ...event('14050', 4050), dedupeKey: 'a\0b', eventId: '4\0', subscriptionType: 'contact.\0' };
  expect(await deliver(scene.store, batch)).toMatchObject({ stored: 100, quarantined: 0, madeDue: 100 });
  const claimed = (await take(scene.store, 'nul', T0, 500)).find((c) => c.contactId === '14050');
  expect(claimed?.events[0]?.subscriptionType).toBe('contact.\uFFFD');
});

test('an event the database refuses for its content goes to quarantine, alone', async () => {
  const batch = Array.from({ length: 100 }, (_, n) => event(String(15_000 + n), 5000 + n));
  batch[37] = { ...event('15037', 5037), occurredAt: 1.5 };
  batch[99] = { ...event('15099', 5099), occurredAt: 2 ** 70 };
  expect(await deliver(scene.store, batch)).toEqual({
    stored: 98,
    duplicate: 0,
    forgotten: 0,
    quarantined: 2,
    madeDue: 98,
  });
  expect(await rows("SELECT reason FROM baton.quarantine WHERE entry LIKE '%value 5037%'")).toEqual([
    { reason: expect.stringMatching(/^refused by the database: .*1\.5/) },
  ]);
});

test('nesting too deep to write as JSON goes to quarantine, alone', async () => {
  let deep: Record<string, unknown> = {};
  for (let n = 0; n < 50_000; n += 1) deep = { deep };
  expect(await deliver(scene.store, [event('161', 61, { payload: deep }), event('162', 62)])).toMatchObject({
    stored: 1,
    quarantined: 1,
  });
});

test('what was refused before is stored with its reason, cut at 64 KiB', async () => {
  await scene.store.record({
    events: [],
    quarantined: [{ reason: 'no objectId', entry: `{"big": "${'x'.repeat(100_000)}\0` }],
    receivedAt: T0,
  });
  expect(await rows("SELECT length(entry) AS n FROM baton.quarantine WHERE reason = 'no objectId'")).toEqual([
    { n: 65_536 },
  ]);
});

test('deliveries that overlap, in opposite orders, all at once, are all stored and none is lost to a deadlock', async () => {
  const batch = Array.from({ length: 100 }, (_, n) => event(String(17_000 + (n % 20)), 7000 + n));
  const results = await Promise.all(
    Array.from({ length: 12 }, (_, n) => deliver(scene.store, n % 2 === 0 ? batch : batch.toReversed(), T0 + n)),
  );
  expect(results.reduce((sum, r) => sum + r.stored, 0)).toBe(100);
  expect(results.reduce((sum, r) => sum + r.duplicate, 0)).toBe(1100);
  const claimed = (await take(scene.store, 'overlap', T0 + 20, 1000)).filter((c) => c.contactId.startsWith('170'));
  expect(claimed.flatMap((c) => c.events.map((e) => e.eventId)).sort()).toEqual(batch.map((e) => e.eventId).sort());
});

test('events that come in while contacts are claimed and settled are each read exactly once', async () => {
  const seen: string[] = [];
  let delivering = true;
  const work = async (worker: string): Promise<void> => {
    for (;;) {
      const last = !delivering;
      const claimed = (await take(scene.store, worker, T0 + 100, 20)).filter((c) => c.contactId.startsWith('180'));
      await decideAll(
        scene.store,
        worker,
        claimed.map((c) => decision(c.contactId)),
      );
      seen.push(...claimed.flatMap((c) => c.events.map((e) => e.eventId)));
      await scene.store.settle({ worker, now: T0 + 100, settlements: claimed.map((c) => done(c)) });
      if (claimed.length === 0 && last) return;
    }
  };
  const workers = [work('x1'), work('x2')];
  await Promise.all(
    Array.from({ length: 8 }, async (_, lane) => {
      for (let n = 0; n < 10; n += 1) {
        await deliver(
          scene.store,
          Array.from({ length: 10 }, (_, k) =>
            event(String(18_000 + ((k * 3 + n) % 15)), 80_000 + lane * 100 + n * 10 + k),
          ),
        );
      }
    }),
  );
  delivering = false;
  await Promise.all(workers);
  expect(seen.length).toBe(800);
  expect(new Set(seen).size).toBe(800);
});

function hash(text: string): number {
  return [...text].reduce((sum, c) => (sum * 31 + (c.codePointAt(0) ?? 0)) % 900, 7);
}
