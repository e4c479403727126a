/** One fault each, named after what goes wrong; what must be true afterwards is read from the portal and the store. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { workBatch } from '../../src/worker/batch.ts';
import { drain } from '../../src/worker/worker.ts';
import { createdTasks } from '../support/created-tasks.ts';
import type { FaultTown, Running, Stop } from '../support/faults.ts';
import { MONDAY_8, openFaultTown } from '../support/faults.ts';

const HOUR = 3_600_000;
let town: FaultTown;
beforeEach(async () => {
  town = await openFaultTown();
});
afterEach(() => town.close());

function demo(n: number): readonly string[] {
  return Array.from({ length: n }, (_, i) => {
    const { id } = town.portal.createContact({
      properties: { email: `lead${i}@firm.example`, jobtitle: 'VP Sales', country: 'Germany' },
      changeSource: 'FORM',
    });
    town.portal.submitForm({ contact: id, form: 'Demo request' });
    return id;
  });
}

async function deliverAll(): Promise<void> {
  const events = await town.events();
  for (let i = 0; i < events.length; i += 100) expect(await town.deliver(events.slice(i, i + 100))).toBe(204);
}

const rest = (hours = 1, from?: Running): Promise<Running> =>
  town.quiesce({
    horizon: town.clock.now() + hours * HOUR,
    next: () => town.start(),
    ...(from === undefined ? {} : { from }),
  });

const property = (id: string, name: string): string | undefined =>
  town.portal.dump({ types: ['contact'] }).records.contact?.find((one) => one.id === id)?.properties[name];

const tasksPerLead = (ids: readonly string[]): readonly number[] => {
  const created = createdTasks(town);
  return ids.map((id) => created[`Baton ref ${id}-1`] ?? 0);
};
const ownWrites = (): number => town.portal.writes({ sourceId: String(town.portal.settings().appId) }).length;

test.each<Stop>([
  { at: 'before we recorded it', nth: 0 },
  { at: 'after we recorded it', nth: 0 },
  { at: 'before we recorded it', nth: 1 },
  { at: 'after we recorded it', nth: 1 },
  { at: 'before the call', nth: 0 },
  { at: 'after HubSpot committed', nth: 0 },
  { at: 'before the call', nth: 1 },
  { at: 'after HubSpot committed', nth: 1 },
  { at: 'after HubSpot committed', nth: 7 },
  { at: 'before we recorded it', nth: 12 },
])('R2, the worker dies $at ($nth): its lease is taken over within 60 s, one task each', async (stop) => {
  const ids = demo(8);
  await deliverAll();
  const first = town.start({ stop });
  expect(await first.work()).toBe('died');
  const diedAt = town.clock.now();
  expect((await town.store.nextDueAt(diedAt)) ?? Infinity).toBeLessThanOrEqual(diedAt + 60_000);
  await rest();
  expect(tasksPerLead(ids)).toEqual(ids.map(() => 1));
  expect(ids.map((id) => property(id, 'baton_state'))).toEqual(ids.map(() => 'handed_off'));
});

test('R4: one eventId for different events keeps both; another attemptNumber for the same event keeps one', async () => {
  town.portal.setDeliveryFaults({ sameEventId: 1 });
  demo(2);
  const events = await town.events();
  expect(new Set(events.map((event) => event.eventId)).size).toBe(1);
  await town.deliver(events);
  const { events: kept } = await town.store.counts(town.clock.now());
  expect(kept).toBe(events.length);
  for (let attemptNumber = 1; attemptNumber < 5; attemptNumber += 1) {
    await town.deliver(events.map((event) => ({ ...event, attemptNumber })));
  }
  expect((await town.store.counts(town.clock.now())).events).toBe(kept);
});

test('R5: changes that arrive in the wrong order leave what HubSpot says now', async () => {
  const [id = ''] = demo(1);
  await deliverAll();
  await rest();
  const before = Number(property(id, 'baton_score'));
  for (const jobtitle of ['Clerk', 'Sales Manager', 'Clerk', 'Sales Manager']) {
    town.clock.advance(1_000);
    town.portal.setProperties({ id, properties: { jobtitle } });
  }
  for (const event of [...(await town.events())].reverse()) {
    await town.deliver([event]);
    await rest();
  }
  expect(Number(property(id, 'baton_score'))).toBe(before - 10);
});

test.each([
  { policyName: 'TEN_SECONDLY_ROLLING' as const, forMs: 8_000 },
  { policyName: 'DAILY' as const, forMs: 2 * HOUR },
])('R6, $policyName 429s: deliveries are taken, nothing is lost, and all is done when they end', async (fault) => {
  town.portal.addFault({ kind: 'status', status: 429, probability: 1, ...fault });
  const ids = demo(5);
  await deliverAll();
  await rest(30);
  expect(tasksPerLead(ids)).toEqual(ids.map(() => 1));
  expect((await town.store.counts(town.clock.now())).buried).toBe(0);
});

test('R8: a fifth of all writes is done and answered with a failure: no task twice, none missing', async () => {
  for (const route of ['POST */tasks', 'POST */contacts/batch/update']) {
    town.portal.addFault({ kind: 'drop', afterCommit: true, probability: 0.1, route });
    town.portal.addFault({ kind: 'status', status: 504, afterCommit: true, body: 'html', probability: 0.1, route });
  }
  const ids = demo(60);
  await deliverAll();
  await rest(6);
  expect(Object.values(town.portal.struck()).reduce((a, b) => a + b, 0)).toBeGreaterThan(5);
  expect(tasksPerLead(ids)).toEqual(ids.map(() => 1));
  expect(ids.filter((id) => property(id, 'baton_state') !== 'handed_off')).toEqual([]);
});

test('invariant 7, R9: items refused inside a 2xx are written later, the others at once', async () => {
  town.portal.addFault({ kind: 'partial', items: 3, route: 'POST */contacts/batch/update' });
  const ids = demo(20);
  await deliverAll();
  await town.start().work();
  expect(ids.filter((id) => property(id, 'baton_state') === 'handed_off')).toHaveLength(17);
  await rest();
  expect(ids.filter((id) => property(id, 'baton_state') === 'handed_off')).toHaveLength(20);
  expect(tasksPerLead(ids)).toEqual(ids.map(() => 1));
});

test('R10: poison among good events costs nobody else anything', async () => {
  const ids = demo(3);
  const [first = { eventId: 1 }, ...others] = await town.events();
  const poison = [
    null,
    'text',
    { ...first, objectId: {} },
    { ...first, subscriptionType: 'object.nonsense' },
    { ...first, occurredAt: 'yesterday' },
  ];
  expect(await town.deliver([first, ...poison, ...others])).toBe(204);
  expect((await town.store.counts(town.clock.now())).quarantined).toBe(poison.length);
  await rest();
  expect(tasksPerLead(ids)).toEqual(ids.map(() => 1));
});

test('R11: a contact that HubSpot always refuses is parked and listed, the others go on', async () => {
  const ids = demo(6);
  const [poison = ''] = ids;
  await deliverAll();
  const running = town.start({
    wraps: {
      hubspot: (hubspot) => ({
        ...hubspot,
        updateContacts: async (updates, urgency) => {
          const good = updates.filter(({ id }) => id !== poison);
          const outcomes = good.length === 0 ? [] : await hubspot.updateContacts(good, urgency);
          const bad = updates.length > good.length;
          return bad
            ? [
                ...outcomes,
                { id: poison, ok: false, gone: false, category: 'VALIDATION_ERROR', message: 'no', retry: false },
              ]
            : outcomes;
        },
      }),
    },
  });
  await rest(12, running);
  expect((await town.store.buried(10)).map(({ contactId }) => contactId)).toEqual([poison]);
  expect(ids.slice(1).map((id) => property(id, 'baton_state'))).toEqual(ids.slice(1).map(() => 'handed_off'));
  expect(await town.store.redrive(town.clock.now())).toBe(1);
  await rest();
  expect(property(poison, 'baton_state')).toBe('handed_off');
  expect(tasksPerLead(ids)).toEqual(ids.map(() => 1));
});

test('R12, R13: a clock that jumps ahead by a day finds everything due, does it once, and never early', async () => {
  const ids = demo(4);
  await deliverAll();
  town.clock.set(MONDAY_8 + 24 * HOUR);
  await rest();
  expect(tasksPerLead(ids)).toEqual(ids.map(() => 1));
  town.clock.set(MONDAY_8 - HOUR);
  await town.start().work();
  town.clock.set(MONDAY_8 + 48 * HOUR);
  await rest();
  expect(tasksPerLead(ids)).toEqual(ids.map(() => 1));
});

test('R14: while HubSpot is down deliveries are taken and it is asked rarely; afterwards all is done', async () => {
  const known = town.start();
  await known.work();
  town.portal.addFault({ kind: 'status', status: 503, body: 'html', probability: 1, forMs: HOUR });
  const ids = demo(50);
  await deliverAll();
  const before = town.portal.calls().total;
  await town.quiesce({ horizon: town.clock.now() + HOUR - 60_000, next: () => town.start(), from: known });
  const asked = town.portal.calls().total - before;
  await rest(4, known);
  expect(tasksPerLead(ids)).toEqual(ids.map(() => 1));
  expect((await town.store.counts(town.clock.now())).buried).toBe(0);
  // An hour at the allowed rate would be 68,400 calls; one in a hundred is 684.
  expect(asked).toBeLessThan(684);
});

test('R19: workers racing for the same contacts never have one in hand twice, and make one task each', async () => {
  const ids = demo(40);
  await deliverAll();
  const inHand = new Set<string>();
  let overlaps = 0;
  const racers = Array.from({ length: 6 }, () => town.start());
  await Promise.all(
    racers.map(async ({ deps }) => {
      const store: typeof deps.store = {
        ...deps.store,
        claim: async (options) => {
          const claimed = await town.store.claim({ ...options, limit: 3 });
          for (const { contactId } of claimed) {
            if (inHand.has(contactId)) overlaps += 1;
            inHand.add(contactId);
          }
          return claimed;
        },
        settle: async (options) => {
          for (const { contactId } of options.settlements) inHand.delete(contactId);
          return town.store.settle(options);
        },
        decide: town.store.decide,
        beginCreation: town.store.beginCreation,
        endCreation: town.store.endCreation,
        appliedMany: town.store.appliedMany,
        forget: town.store.forget,
        setting: town.store.setting,
        propertiesOf: town.store.propertiesOf,
      };
      await drain({ ...deps, store });
    }),
  );
  expect(overlaps).toBe(0);
  await rest();
  expect(tasksPerLead(ids)).toEqual(ids.map(() => 1));
});

test('R20: a merge while two handoffs are being written: each keeps the one task it has, and the contact that remains gets no third', async () => {
  const [a = '', b = ''] = demo(2);
  await deliverAll();
  let merged = '';
  const running = town.start({
    wraps: {
      hubspot: (hubspot) => ({
        ...hubspot,
        updateContacts: async (updates, urgency) => {
          if (merged === '') merged = town.portal.mergeContacts({ primary: a, secondary: b }).id;
          return hubspot.updateContacts(updates, urgency);
        },
      }),
    },
  });
  await running.work();
  await deliverAll();
  await rest(2);
  await deliverAll();
  await rest(2);
  const known = await town.store.contact(merged);
  expect(known?.cycles.at(-1)?.state).toBe('handed_off');
  expect(property(merged, 'baton_state')).toBe('handed_off');
  expect(tasksPerLead([a, b, merged])).toEqual([1, 1, 0]);
  const writes = ownWrites();
  await town.store.makeDue([merged], { at: town.clock.now(), because: 'watch', lane: 'live' });
  await rest();
  expect(ownWrites()).toBe(writes);
});

test.each(['as they happened', 'the other way round'])(
  'invariant 13, R21: a privacy deletion, its events %s, then late replays: nothing is kept and nothing is written',
  async (order) => {
    const [id = ''] = demo(1);
    const events = await town.events();
    await town.deliver(events);
    await rest();
    town.portal.privacyDelete({ id });
    const last = [...(await town.events())];
    if (order === 'the other way round') last.reverse();
    for (const event of last) {
      await town.deliver([event]);
      await rest();
    }
    expect(await town.store.contact(id)).toBeNull();
    const writes = ownWrites();
    for (const event of [...events, ...last].reverse()) await town.deliver([{ ...event, attemptNumber: 3 }]);
    await rest();
    expect(await town.store.contact(id)).toBeNull();
    expect(ownWrites()).toBe(writes);
  },
);

test('invariant 12, R22: own writes come back in one delivery with a person’s edit: only the edit causes work', async () => {
  const [id = ''] = demo(1);
  await deliverAll();
  await rest();
  const before = Number(property(id, 'baton_score'));
  const echoes = await town.events();
  expect(echoes.some((event) => event['changeSource'] === 'INTEGRATION')).toBe(true);
  const quiet = ownWrites();
  await town.deliver(echoes);
  expect((await workBatch(town.start().deps)).claimed).toBe(0);
  expect(ownWrites()).toBe(quiet);
  town.portal.setProperties({ id, properties: { jobtitle: 'Clerk' } });
  await town.deliver([...(await town.events()), ...echoes.map((event) => ({ ...event, attemptNumber: 1 }))]);
  await rest();
  expect(Number(property(id, 'baton_score'))).toBe(before - 20);
  expect(tasksPerLead([id])).toEqual([1]);
});
