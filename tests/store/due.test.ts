import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Claimed, Lane } from '../../src/store/store.ts';
import { decideAll, decision, deliver, done, event, idsOf, openScene, T0, take } from './scene.ts';

let scene: Awaited<ReturnType<typeof openScene>>;
beforeEach(async () => {
  scene = await openScene();
});
afterEach(() => scene.close());

const failure = { code: 'HUBSPOT_FAILED', message: 'HubSpot failed on its side.', bury: false };
const settle = (worker: string, claimed: readonly Claimed[], given: Parameters<typeof done>[1] = {}, now = T0) =>
  scene.store.settle({ worker, now, settlements: claimed.map((c) => done(c, given)) });

test('live before import, then the earliest due, then by id', async () => {
  await deliver(scene.store, [event('5', 1, { lane: 'import' })], T0 - 100);
  await deliver(scene.store, [event('4', 2), event('3', 3)], T0);
  await deliver(scene.store, [event('9', 4)], T0 - 50);
  await deliver(scene.store, [event('1', 5, { lane: 'import' })], T0);
  expect(idsOf(await take(scene.store, 'w', T0, 2))).toEqual(['9', '3']);
  expect(idsOf(await take(scene.store, 'w', T0, 2))).toEqual(['4', '5']);
  expect(idsOf(await take(scene.store, 'w', T0, 2))).toEqual(['1']);
});

test('nothing is claimed before its time', async () => {
  await scene.store.makeDue(['1'], { at: T0 + 10, because: 'watch', lane: 'live' });
  expect(await scene.store.nextDueAt(T0)).toBe(T0 + 10);
  expect(await take(scene.store, 'w', T0 + 9)).toEqual([]);
  expect(idsOf(await take(scene.store, 'w', T0 + 10))).toEqual(['1']);
});

test('a claim brings the unread events in order, the oldest time, the reason and the attempts', async () => {
  await deliver(scene.store, [event('1', 20)]);
  await deliver(scene.store, [event('1', 10)]);
  const [claimed] = await take(scene.store, 'w');
  expect(claimed).toMatchObject({
    contactId: '1',
    version: '2',
    lane: 'live',
    dueBecause: 'event',
    attempts: 0,
    oldestEventAt: T0 + 10,
  });
  expect(claimed?.events.map((e) => e.eventId)).toEqual(['20', '10']);
  expect(claimed).toMatchObject({ record: null, cycle: null, openCreations: [], inherited: [] });
});

test('workers that race never hold one contact together, and none is left over, for many sizes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 15 }), async (contacts, limit) => {
      const ids = Array.from({ length: contacts }, (_, n) => String(n));
      await scene.store.makeDue(ids, { at: T0, because: 'watch', lane: 'live' });
      const held = new Set<string>();
      const taken: string[] = [];
      await Promise.all(
        ['a', 'b', 'c', 'd'].map(async (worker) => {
          for (;;) {
            const claimed = await take(scene.store, worker, T0, limit);
            if (claimed.length === 0) return;
            for (const id of idsOf(claimed)) {
              expect(held.has(id)).toBe(false);
              held.add(id);
            }
            taken.push(...idsOf(claimed));
            for (const id of idsOf(claimed)) held.delete(id);
            await settle(worker, claimed);
          }
        }),
      );
      expect(taken.toSorted()).toEqual(ids.toSorted());
    }),
    { numRuns: 25, seed: 7 },
  );
});

describe('changed while in hand', () => {
  test('is nobody else’s meanwhile, and is planned again afterwards with only the new event', async () => {
    await deliver(scene.store, [event('1', 1)]);
    const first = await take(scene.store, 'a');
    await deliver(scene.store, [event('1', 2)], T0 + 5);
    expect(await take(scene.store, 'b', T0 + 6)).toEqual([]);
    await decideAll(scene.store, 'a', [decision('1')]);
    await settle('a', first, { nextDueAt: T0 + 1_000_000 }, T0 + 7);
    const [second] = await take(scene.store, 'b', T0 + 8);
    expect(second?.version).toBe('2');
    expect(second?.events.map((e) => e.eventId)).toEqual(['2']);
  });

  test('without a new event the plan’s own next time holds', async () => {
    await deliver(scene.store, [event('1', 1)]);
    await settle('a', await take(scene.store, 'a'), { nextDueAt: T0 + 500, nextDueBecause: 'boundary' });
    expect(await scene.store.nextDueAt(T0)).toBe(T0 + 500);
    const [again] = await take(scene.store, 'a', T0 + 500);
    expect(again).toMatchObject({ dueBecause: 'boundary', events: [] });
  });

  test('a reason that asks HubSpot again is not hidden by one that does not', async () => {
    await scene.store.makeDue(['1'], { at: T0, because: 'watch', lane: 'import' });
    await scene.store.makeDue(['1'], { at: T0, because: 'rescore', lane: 'import' });
    const claimed = await take(scene.store, 'a');
    expect(claimed[0]?.dueBecause).toBe('watch');
    await scene.store.makeDue(['1'], { at: T0, because: 'rescore', lane: 'import' });
    await settle('a', claimed);
    expect((await take(scene.store, 'a'))[0]?.dueBecause).toBe('rescore');
  });
});

describe('leases', () => {
  test('invariant 2: a lease ends by the time that was passed in: not a millisecond earlier, and not later', async () => {
    await deliver(scene.store, [event('1', 1)]);
    await take(scene.store, 'dies', T0, 10, 60_000);
    expect(await scene.store.nextDueAt(T0 + 1)).toBe(T0 + 60_000);
    expect(await take(scene.store, 'b', T0 + 59_999)).toEqual([]);
    const [taken] = await take(scene.store, 'b', T0 + 60_000);
    expect(taken?.events.map((e) => e.eventId)).toEqual(['1']);
  });

  test('a contact that changed in a dead hand comes back with old and new events when the lease ends', async () => {
    await deliver(scene.store, [event('1', 1)]);
    await take(scene.store, 'dies', T0, 10, 60_000);
    await deliver(scene.store, [event('1', 2)], T0 + 5);
    expect(await scene.store.nextDueAt(T0 + 6)).toBe(T0 + 60_000);
    expect(await take(scene.store, 'b', T0 + 6)).toEqual([]);
    const [taken] = await take(scene.store, 'b', T0 + 60_000);
    expect(taken?.events.map((e) => e.eventId)).toEqual(['1', '2']);
  });

  test('a lost lease neither decides nor settles; the new holder does both', async () => {
    await deliver(scene.store, [event('1', 1), event('2', 2)]);
    const slow = await take(scene.store, 'slow', T0, 10, 1_000);
    await take(scene.store, 'next', T0 + 1_000, 1);
    expect(await decideAll(scene.store, 'slow', [decision('1', { because: ['late'] }), decision('2')])).toEqual({
      lost: ['1'],
    });
    expect((await scene.store.contact('1'))?.score).toBeNull();
    expect((await scene.store.contact('2'))?.score?.total).toBe(3600);
    expect(await settle('slow', slow)).toBe(1);
    expect((await scene.store.contact('1'))?.dueAt).toBe(T0 + 61_000);
    expect(await decideAll(scene.store, 'next', [decision('1')])).toEqual({ lost: [] });
  });

  test('settling twice settles once', async () => {
    await deliver(scene.store, [event('1', 1)]);
    const claimed = await take(scene.store, 'a');
    expect([await settle('a', claimed), await settle('a', claimed)]).toEqual([1, 0]);
  });
});

describe('failures', () => {
  test('count, wait for their next attempt even if something new comes in, and keep the events', async () => {
    await deliver(scene.store, [event('1', 1)]);
    const claimed = await take(scene.store, 'a');
    await deliver(scene.store, [event('1', 2)], T0 + 1);
    await settle('a', claimed, { failure, nextDueAt: T0 + 5_000, nextDueBecause: 'retry' });
    expect(await take(scene.store, 'a', T0 + 4_999)).toEqual([]);
    const [again] = await take(scene.store, 'a', T0 + 5_000);
    expect(again).toMatchObject({ attempts: 1, dueBecause: 'event' });
    expect(again?.events.map((e) => e.eventId)).toEqual(['1', '2']);
  });

  test('a success forgets earlier failures', async () => {
    await deliver(scene.store, [event('1', 1)]);
    await settle('a', await take(scene.store, 'a'), { failure, nextDueAt: T0, nextDueBecause: 'retry' });
    await settle('a', await take(scene.store, 'a'), { nextDueAt: T0 + 1 });
    expect((await take(scene.store, 'a', T0 + 1))[0]?.attempts).toBe(0);
  });

  test('a buried contact is parked and listed; a new event gives it one more try', async () => {
    await deliver(scene.store, [event('1', 1), event('2', 2)]);
    const [one, two] = await take(scene.store, 'a');
    if (one === undefined || two === undefined) throw new Error('two were due');
    await scene.store.settle({
      worker: 'a',
      now: T0 + 9,
      settlements: [done(one, { failure: { ...failure, bury: true } }), done(two)],
    });
    expect(await scene.store.buried(10)).toEqual([
      { contactId: '1', code: 'HUBSPOT_FAILED', message: failure.message },
    ]);
    expect((await scene.store.contact('1'))?.buried?.code).toBe('HUBSPOT_FAILED');
    expect(await scene.store.nextDueAt(T0 + 1e9)).toBeNull();
    await deliver(scene.store, [event('1', 3)], T0 + 10);
    const [again] = await take(scene.store, 'a', T0 + 10);
    expect(again).toMatchObject({ attempts: 1 });
    expect(again?.events.map((e) => e.eventId)).toEqual(['1', '3']);
    await settle('a', [again as Claimed]);
    expect(await scene.store.buried(10)).toEqual([]);
  });

  test('redrive makes every parked contact due with its attempts forgotten', async () => {
    await deliver(scene.store, [event('1', 1), event('2', 2)]);
    await settle('a', await take(scene.store, 'a'), { failure: { ...failure, bury: true } });
    expect(await scene.store.redrive(T0 + 50)).toBe(2);
    expect(await scene.store.redrive(T0 + 51)).toBe(0);
    const again = await take(scene.store, 'a', T0 + 50);
    expect(again.map((c) => [c.contactId, c.attempts, c.dueBecause])).toEqual([
      ['1', 0, 'retry'],
      ['2', 0, 'retry'],
    ]);
  });
});

test('what is due next is the earliest over both lanes', async () => {
  expect(await scene.store.nextDueAt(T0)).toBeNull();
  const at: [string, number, Lane][] = [
    ['1', T0 + 300, 'live'],
    ['2', T0 + 200, 'import'],
  ];
  for (const [id, when, lane] of at) await scene.store.makeDue([id], { at: when, because: 'boundary', lane });
  expect(await scene.store.nextDueAt(T0)).toBe(T0 + 200);
});

test('a worker that waits in another process is woken', async () => {
  const { openStore } = await import('../../src/store/open.ts');
  const other = await openStore({ connection: scene.connection });
  try {
    let rings = 0;
    let woken = (): void => {};
    const stop = await other.onDue(() => {
      rings += 1;
      woken();
    });
    const atStart = rings;
    const ring = new Promise<void>((resolve) => (woken = resolve));
    await deliver(scene.store, [event('1', 1)]);
    await ring;
    expect(rings).toBeGreaterThan(atStart);
    await stop();
  } finally {
    await other.close();
  }
});

test('counts say what there is', async () => {
  await deliver(scene.store, [event('1', 1), event('2', 2), event('3', 3)]);
  await take(scene.store, 'a', T0, 1);
  expect(await scene.store.counts(T0)).toEqual({
    events: 3,
    quarantined: 0,
    contacts: 3,
    dueNow: 2,
    inHand: 1,
    buried: 0,
    oldestDueAt: T0,
    tasks: { intended: 0, sending: 0, ambiguous: 0, done: 0, failed: 0 },
    states: {},
  });
});
