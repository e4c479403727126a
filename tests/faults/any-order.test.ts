/** However often, in whatever order and through however many deaths a stream arrives: HubSpot ends up the same, with one task per cycle. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BatonError } from '../../src/errors.ts';
import type { HubSpot, Store } from '../../src/deps.ts';
import { openFaultTown } from '../support/faults.ts';
import type { Wraps } from '../support/faults.ts';
import type { Action, Played, Trouble } from './stream.ts';
import { bursts, play, trouble } from './stream.ts';

const RUNS = Number(process.env['FAULT_RUNS'] ?? 40);
const SEED = Number(process.env['FAULT_SEED'] ?? 20_261_123);

interface Mutation {
  readonly wraps?: Wraps;
  readonly doorStore?: (store: Store) => Store;
}

async function played(
  stream: readonly (readonly Action[])[],
  given?: Trouble,
  { wraps = {}, doorStore }: Mutation = {},
): Promise<Played> {
  const town = await openFaultTown(doorStore === undefined ? {} : { doorStore });
  try {
    return await play(town, stream, { ...(given === undefined ? {} : { trouble: given }), wraps });
  } finally {
    await town.close();
  }
}

async function holds(stream: readonly (readonly Action[])[], given: Trouble, mutation?: Mutation): Promise<Played> {
  const once = await played(stream);
  const often = await played(stream, given, mutation);
  expect(often.contacts).toEqual(once.contacts);
  expect(often.tasks).toEqual(once.tasks);
  expect(Object.values(often.tasks).filter((count) => count !== 1)).toEqual([]);
  expect(Object.values(often.unsettled).filter((count) => count !== 0)).toEqual([]);
  expect(often.stateless).toEqual([]);
  return often;
}

test(
  'invariant 6: any order, any repetition and any death give the state of one delivery in order, and one task per cycle',
  async () => {
    const met = { deaths: 0, struck: 0, tasks: 0 };
    await fc.assert(
      fc.asyncProperty(bursts, trouble, async (stream, given) => {
        const { deaths, struck, tasks } = await holds(stream, given);
        met.deaths += deaths;
        met.struck += struck;
        met.tasks += Object.keys(tasks).length;
      }),
      { numRuns: RUNS, seed: SEED, endOnFailure: process.env['FAULT_SHRINK'] === undefined },
    );
    // A property that met no trouble has said nothing.
    expect(met.deaths).toBeGreaterThan(RUNS / 2);
    expect(met.struck).toBeGreaterThan(RUNS / 4);
    expect(met.tasks).toBeGreaterThan(RUNS / 2);
    process.stdout.write(`${RUNS} streams: ${JSON.stringify(met)}\n`);
  },
  RUNS * 8_000,
);

const DEMO: readonly (readonly Action[])[] = [
  [
    { does: 'create', who: 'nora', afterMs: 1, jobtitle: 'VP Sales', country: 'Germany' },
    { does: 'create', who: 'omar', afterMs: 1, jobtitle: 'Clerk', country: 'France' },
    { does: 'form', who: 'nora', afterMs: 1_000, form: 'Demo request' },
    { does: 'form', who: 'omar', afterMs: 1_000, form: 'Demo request' },
  ],
];
const CALM: Trouble = { seed: 7, stops: [], faults: [], sameEventId: 0 };

test('the property sees a task that is sent again when no answer came', async () => {
  const again = (hubspot: HubSpot): HubSpot => ({
    ...hubspot,
    createTask: async (task) => {
      try {
        return await hubspot.createTask(task);
      } catch (error) {
        if (error instanceof BatonError && error.code === 'AMBIGUOUS_WRITE') return hubspot.createTask(task);
        throw error;
      }
    },
  });
  const dropped: Trouble = { ...CALM, faults: [{ kind: 'drop', on: 'tasks', skip: 0 }] };
  await holds(DEMO, dropped);
  const mutation: Mutation = { wraps: { hubspot: again } };
  await expect(holds(DEMO, dropped, mutation)).rejects.toThrow('deep equality');
  expect(Object.values((await played(DEMO, dropped, mutation)).tasks).sort()).toEqual([1, 2]);
});

test('the property sees events that are taken for duplicates because they share an eventId', async () => {
  const byEventId = (store: Store): Store => ({
    ...store,
    record: (batch) =>
      store.record({ ...batch, events: batch.events.map((event) => ({ ...event, dedupeKey: event.eventId })) }),
  });
  const colliding: Trouble = { ...CALM, sameEventId: 1 };
  await holds(DEMO, colliding);
  await expect(holds(DEMO, colliding, { doorStore: byEventId })).rejects.toThrow('deep equality');
  expect(Object.values((await played(DEMO, colliding, { doorStore: byEventId })).tasks)).toEqual([1]);
});
