/** What people ask of the database when they look after Baton. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { atMostMs, classOf, percentile } from '../../src/core/duration-class.ts';
import type { Store } from '../../src/store/store.ts';
import { deliver, event, openScene, T0 } from './scene.ts';
import * as scene from './scene.ts';

let store: Store;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ store, close } = await openScene());
});
afterAll(() => close());

const held = (because: string) => scene.cycleOf({ state: 'held', heldBecause: because });

test('held leads: the reasons with their counts, and the best of those asked for first', async () => {
  await store.makeDue(['1', '2', '3', '4'], { at: T0, because: 'rescore', lane: 'import' });
  await store.claim({ worker: 'w', limit: 10, leaseMs: 60_000, now: T0 });
  const wanted: readonly (readonly [string, string, number])[] = [
    ['1', 'early', 4_000],
    ['2', 'early', 9_050],
    ['3', 'competitor', 9_900],
    ['4', 'early', 9_050],
  ];
  await store.decide({
    worker: 'w',
    contactIds: wanted.map(([id]) => id),
    asks: null,
    now: T0,
    plan: () =>
      wanted.map(([contactId, because, total]) => {
        const decision = scene.decision(contactId, { cycle: held(because) });
        return { ...decision, score: { ...decision.score, total } };
      }),
  });
  expect(await store.heldReasons()).toEqual({ early: 3, competitor: 1 });
  const leads = await store.heldLeads({ because: ['early'], limit: 2 });
  expect(leads.map(({ contactId, total }) => [contactId, total])).toEqual([
    ['2', 9_050],
    ['4', 9_050],
  ]);
  expect(await store.heldLeads({ because: ['nobody'], limit: 2 })).toEqual([]);
});

test('what HubSpot told, by property; a value that looks like a field is none, and odd text breaks nothing', async () => {
  await deliver(store, [
    event('11', 1),
    event('11', 2, { payload: { propertyName: 'email', propertyValue: '"propertyName":"jobtitle"' } }),
    event('11', 3, { payload: { objectTypeId: '0-2', propertyName: 'country', propertyValue: 'a\u0000b\ud800' } }),
    event('11', 4, { subscriptionType: 'contact.creation', payload: {} }),
  ]);
  const told = await store.observed(T0);
  expect(
    told.map(({ subscriptionType, objectTypeId, propertyName, events }) => [
      subscriptionType,
      objectTypeId,
      propertyName,
      events,
    ]),
  ).toEqual([
    ['contact.creation', null, null, 1],
    ['contact.propertyChange', '0-2', 'country', 1],
    ['contact.propertyChange', null, 'email', 1],
    ['contact.propertyChange', null, 'jobtitle', 1],
  ]);
  expect(await store.observed(T0 + 1)).toEqual([]);
});

test('how the database is set up', async () => {
  const facts = await store.databaseFacts();
  expect(facts.settings).toEqual({ fsync: expect.any(String), full_page_writes: 'on', synchronous_commit: 'on' });
  expect(facts.migrations.applied).toBe(facts.migrations.known);
  expect(facts.migrations.last).toMatch(/^\d{4}_/);
  expect(facts.bytes).toBeGreaterThan(1_000_000);
});

test('how long events took is counted by class and hour, over all who count', async () => {
  await Promise.all([
    store.countEventToCrm([900, 905, 4_000], T0 + 1),
    store.countEventToCrm([900, -20], T0 + 2),
    store.countEventToCrm([60_000], T0 - 2 * 3_600_000),
    store.countEventToCrm([], T0),
  ]);
  const lately = await store.eventToCrm(T0);
  expect(lately.reduce((sum, { n }) => sum + n, 0)).toBe(5);
  expect(lately.find((c) => c.class === classOf(900))?.n).toBe(3);
  expect(percentile(lately, 0.5)).toBe(atMostMs(classOf(900)));
  expect(percentile(await store.eventToCrm(T0 - 3 * 3_600_000), 1)).toBe(atMostMs(classOf(60_000)));
});
