/** Long outages: afterwards HubSpot stands as if there had been none, nothing is doubled, and no lead is in no state. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { readAgreement } from '../../src/agreement/read.ts';
import type { Agreement } from '../../src/core/agreement.ts';
import { createDirectory } from '../../src/worker/directory.ts';
import { lookAgain, reconcileStep } from '../../src/worker/reconcile.ts';
import { lookOnce } from '../../src/worker/watch.ts';
import type { Town } from '../support/town.ts';
import { STEADY } from '../support/steady.ts';
import { openTown } from '../support/town.ts';

const HOUR = 3_600_000;

const steady = ((): Agreement => {
  const read = readAgreement(STEADY, { file: 'steady.yaml' });
  if (!read.ok) throw new Error(read.problems.map(({ message }) => message).join('\n'));
  return read.agreement;
})();

/** Who does what at which hour. All of it is over after twenty hours. */
const STORY: readonly (readonly [hour: number, does: (town: Town, ids: Map<string, string>) => void])[] = [
  [1, (town, ids) => void come(town, ids, 'nora', { jobtitle: 'VP Sales' })],
  [1, (town, ids) => void come(town, ids, 'omar', { jobtitle: 'Clerk' })],
  [2, (town, ids) => town.portal.submitForm({ contact: of(ids, 'nora'), form: 'Demo request' })],
  [3, (town, ids) => void come(town, ids, 'pia', { jobtitle: 'CEO' })],
  [4, (town, ids) => town.portal.setProperties({ id: of(ids, 'omar'), properties: { jobtitle: 'Sales Manager' } })],
  [5, (town, ids) => town.portal.submitForm({ contact: of(ids, 'pia'), form: 'Book a demo' })],
  [6, (town, ids) => void come(town, ids, 'quin', { jobtitle: 'Director of Sales' })],
  [8, (town, ids) => town.portal.submitForm({ contact: of(ids, 'quin'), form: 'Ebook: leads' })],
  [10, (town, ids) => town.portal.deleteRecord({ id: of(ids, 'rosa') })],
  [
    12,
    (town, ids) =>
      void ids.set('quin', town.portal.mergeContacts({ primary: of(ids, 'quin'), secondary: of(ids, 'saul') }).id),
  ],
  [13, (town, ids) => town.portal.submitForm({ contact: of(ids, 'omar'), form: 'Demo request' })],
];

function come(town: Town, ids: Map<string, string>, name: string, properties: Readonly<Record<string, string>>): void {
  const { id } = town.portal.createContact({
    properties: {
      email: `${name}@firm.example`,
      firstname: name,
      lastname: 'Lead',
      country: 'Germany',
      phone: '1',
      ...properties,
    },
  });
  ids.set(name, id);
}
const of = (ids: ReadonlyMap<string, string>, name: string): string => ids.get(name) ?? '';

interface Trouble {
  /** Before the story. */
  readonly begins?: (town: Town) => void;
  readonly ends?: (town: Town) => void;
  /** Nobody works while it lasts. */
  readonly asleep?: boolean;
}

async function played({ begins, ends, asleep = false }: Trouble): Promise<unknown> {
  const town = await openTown({ agreement: steady });
  try {
    const start = town.clock.now();
    const ids = new Map<string, string>();
    // The service has been running before: the watch knows up to when it has seen everything.
    come(town, ids, 'rosa', { jobtitle: 'Clerk' });
    come(town, ids, 'saul', { jobtitle: 'Clerk' });
    await until(town, start + HOUR / 2);
    begins?.(town);
    for (const [hour, does] of STORY) {
      if (asleep) town.clock.set(start + hour * HOUR);
      else await until(town, start + hour * HOUR);
      does(town, ids);
    }
    if (asleep) {
      await town.portal.flush();
      town.clock.set(start + 24 * HOUR);
    } else await until(town, start + 24 * HOUR);
    ends?.(town);
    await until(town, start + 25 * HOUR);
    await reconcile(town);
    await until(town, start + 26 * HOUR);
    expect((await town.deps.store.inNoState(10)).leads).toEqual([]);
    expect((await town.deps.store.counts(town.clock.now())).dueNow).toBe(0);
    return await found(town, ids);
  } finally {
    await town.close();
  }
}

/** The watch looks every half hour: what it would find in between it finds then. */
async function until(town: Town, at: number): Promise<void> {
  while (town.clock.now() < at) {
    await whileTimePasses(town, lookOnce(town.deps));
    await whileTimePasses(town, town.settle());
    town.clock.set(Math.max(town.clock.now(), Math.min(at, town.clock.now() + HOUR / 2)));
  }
  await whileTimePasses(town, town.settle());
}

/** Who asks a HubSpot that does not answer waits between two attempts: the clock goes on meanwhile. What fails is due again. */
async function whileTimePasses({ clock }: Town, work: Promise<unknown>): Promise<void> {
  let over = false;
  const ended = work.catch(() => undefined).finally(() => (over = true));
  while (!over) {
    await Promise.race([ended, sleep(20)]);
    if (!over) clock.advance(1_000);
  }
}

async function reconcile(town: Town): Promise<void> {
  const deps = { ...town.deps, directory: createDirectory(town.deps) };
  for (let complete = false; !complete;) ({ complete } = await reconcileStep(deps, { repair: true }));
  await town.settle();
  await town.pass(61_000);
  expect(await lookAgain(deps, { repair: true })).toEqual([]);
}

async function found(town: Town, ids: ReadonlyMap<string, string>): Promise<unknown> {
  const rows = await Promise.all(
    [...ids].map(async ([name, id]) => {
      const record = town.contact(id);
      const kept = await town.deps.store.contact(id);
      // Deletions and merges leave nothing that a search could find: only a comparison knows of them.
      if (record === undefined) return [name, (kept?.record?.goneAt ?? null) === null ? 'gone unseen' : 'gone'];
      const p = record.properties;
      return [
        name,
        {
          stage: p['lifecyclestage'],
          state: p['baton_state'],
          score: p['baton_score'],
          owned: (p['hubspot_owner_id'] ?? '') !== '',
          cycles: kept?.cycles.map(({ no, handoff }) => [no, handoff?.cause.kind]),
          tasks: town.tasksOf(id).length,
        },
      ];
    }),
  );
  return Object.fromEntries(rows);
}

const CHAOS: readonly (readonly [string, Trouble])[] = [
  [
    'HubSpot is down for an hour, in the middle of a demo request',
    { begins: (town) => town.portal.addFault({ kind: 'status', status: 503, body: 'html', forMs: 3 * HOUR }) },
  ],
  ['nobody works for a day, and deliveries wait', { asleep: true }],
  [
    'nobody works for a day, and every webhook of it is lost',
    {
      asleep: true,
      begins: (town) => town.portal.setWebhook({ targetUrl: null }),
      ends: (town) => town.portal.setWebhook({ targetUrl: `${town.url}/webhooks/hubspot` }),
    },
  ],
];

test('after each of them HubSpot stands as after a quiet day', async () => {
  const quiet = await played({});
  expect(quiet).toMatchObject({ nora: { tasks: 1 }, rosa: 'gone', saul: 'gone' });
  for (const [name, trouble] of CHAOS) {
    expect({ [name]: await played(trouble) }).toEqual({ [name]: quiet });
  }
}, 240_000);
