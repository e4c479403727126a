/** Nothing falls through: one of each cause is planted, counts as one lead in no state, and is mended or listed. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import type { Gap } from '../../src/core/audit.ts';
import { createDirectory } from '../../src/worker/directory.ts';
import { lookAgain, passInHand, reconcileStep } from '../../src/worker/reconcile.ts';
import type { Town } from '../support/town.ts';
import { openTown } from '../support/town.ts';

let town: Town;
beforeEach(async () => {
  town = await openTown();
});
afterEach(() => town.close());

const deps = () => ({ ...town.deps, directory: createDirectory(town.deps) });

/** A whole pass. */
async function reconcile(repair: boolean): Promise<readonly Gap[]> {
  const gaps: Gap[] = [];
  for (;;) {
    const step = await reconcileStep(deps(), { repair });
    gaps.push(...step.gaps);
    if (step.complete) return gaps;
  }
}
const stateless = async (): Promise<number> => (await town.deps.store.inNoState(10)).count;

/** What is planted goes round HubSpot's webhooks, as if each had been lost. */
async function unseen(plant: () => unknown): Promise<void> {
  await town.portal.flush();
  town.portal.setWebhook({ targetUrl: null });
  await plant();
  await town.portal.flush();
  town.portal.setWebhook({ targetUrl: `${town.url}/webhooks/hubspot` });
}

let people = 0;
async function handedOff(): Promise<string> {
  people += 1;
  const { id } = town.portal.createContact({
    properties: {
      email: `lead${people}@firm.example`,
      firstname: 'Lead',
      lastname: String(people),
      country: 'Germany',
      phone: '1',
    },
  });
  town.portal.submitForm({ contact: id, form: 'Demo request' });
  await town.settle();
  await town.pass(10_000);
  return id;
}

async function sql(text: string, values: readonly unknown[]): Promise<void> {
  const client = new pg.Client({ connectionString: town.env()['DATABASE_URL'] });
  await client.connect();
  await client.query(text, [...values]);
  await client.end();
}

const CAUSES: readonly [string, Gap['kind'], (id: string) => Promise<void>][] = [
  [
    'a webhook was lost',
    'missed_change',
    (id) => unseen(() => town.portal.setProperties({ id, properties: { jobtitle: 'Chief Executive' } })),
  ],
  [
    'its task was deleted',
    'task_deleted',
    (id) => unseen(() => town.portal.deleteRecord({ type: 'task', id: town.tasksOf(id)[0]?.id ?? '' })),
  ],
  ['it was deleted', 'gone', (id) => unseen(() => town.portal.deleteRecord({ id }))],
  [
    'it was merged into another',
    'merged',
    (id) =>
      unseen(() => {
        const other = town.portal.createContact({ properties: { email: `other${id}@firm.example` } });
        town.portal.mergeContacts({ primary: other.id, secondary: id });
      }),
  ],
  [
    'its owner was deactivated',
    'owner_gone',
    async (id) => {
      await unseen(() => town.portal.deactivateOwner({ id: town.contact(id)?.properties['hubspot_owner_id'] ?? '' }));
      // As after the five minutes for which owners are kept.
      town.deps.directory.forget();
    },
  ],
  [
    'its owner was taken away',
    'owner_cleared',
    async (id) => {
      await unseen(() => town.portal.setProperties({ id, properties: { hubspot_owner_id: '' } }));
    },
  ],
  [
    'nothing is due any more',
    'nothing_next',
    (id) => sql('UPDATE baton.contact SET due_at = NULL WHERE contact_id = $1', [id]),
  ],
  [
    'it was parked after failures',
    'parked',
    (id) =>
      sql(
        `UPDATE baton.contact SET due_at = NULL, buried_at = 1, buried_code = 'UNEXPECTED', buried_message = 'x' WHERE contact_id = $1`,
        [id],
      ),
  ],
];

test.each(CAUSES)('%s: one lead in no state before the repair, none after it', async (_, kind, plant) => {
  const id = await handedOff();
  expect(await reconcile(false)).toEqual([]);
  expect(await stateless()).toBe(0);

  await plant(id);
  const planted = await reconcile(false);
  expect(planted.filter((gap) => gap.contactId !== id)).toEqual([]);
  expect(planted.map((gap) => gap.kind).filter((one) => one !== 'missed_change' || one === kind)).toEqual([kind]);
  expect(await stateless()).toBe(1);

  await reconcile(true);
  await town.settle();
  await town.pass(61_000);
  expect(await lookAgain(deps(), { repair: true })).toEqual([]);
  expect(await stateless()).toBe(0);
  expect(await reconcile(false)).toEqual([]);
});

test('a deleted task is made again, once, for the same cycle', async () => {
  const id = await handedOff();
  await unseen(() => town.portal.deleteRecord({ type: 'task', id: town.tasksOf(id)[0]?.id ?? '' }));
  expect(town.tasksOf(id)).toHaveLength(0);
  await reconcile(true);
  await town.settle();
  await town.pass(61_000);
  await reconcile(true);
  await town.settle();
  expect(town.tasksOf(id)).toHaveLength(1);
});

test('a stage that somebody’s workflow moved to sales is listed for a person, and not moved back', async () => {
  const { id } = town.portal.createContact({ properties: { email: 'quiet@firm.example' } });
  await town.settle();
  town.portal.setProperties({
    id,
    properties: { lifecyclestage: 'salesqualifiedlead' },
    changeSource: 'AUTOMATION_PLATFORM',
  });
  await town.settle();
  await town.pass(10_000);
  expect(await reconcile(true)).toMatchObject([{ contactId: id, kind: 'stage_moved', repair: null }]);
  await town.settle();
  expect(town.contact(id)?.properties['lifecyclestage']).toBe('salesqualifiedlead');
  expect(await town.deps.store.openGaps(10)).toMatchObject([{ contactId: id, kind: 'stage_moved', repairedAt: null }]);
  expect(await stateless()).toBe(0);
});

test('a pass that is interrupted goes on where it stopped, and looks at each contact once', async () => {
  for (let i = 0; i < 7; i++) town.portal.createContact({ properties: { email: `p${i}@firm.example` } });
  await town.settle();
  const looked = [];
  for (;;) {
    const step = await reconcileStep(deps(), { repair: false, limit: 3 });
    looked.push(step.looked);
    if (step.complete) break;
    expect((await passInHand(deps())).cursor).not.toBeNull();
  }
  expect(looked).toEqual([3, 3, 1]);
  expect(await passInHand(deps())).toMatchObject({ cursor: null, finishedAt: town.clock.now() });
});

test('a pass over contacts in order costs one call per hundred, and one more where tasks are open', async () => {
  for (let i = 0; i < 150; i++) town.portal.createContact({ properties: { email: `p${i}@firm.example` } });
  await town.settle();
  await town.deps.directory.portal();
  const before = town.deps.hubspot.callCounts();
  await reconcile(false);
  const after = town.deps.hubspot.callCounts();
  expect((after['readContacts'] ?? 0) - (before['readContacts'] ?? 0)).toBe(2);
  expect(after['readTasks'] ?? 0).toBe(before['readTasks'] ?? 0);
});

test('the command lists what is found and what may be put right, and says when there is nothing', async () => {
  const id = await handedOff();
  expect(await town.baton('reconcile')).toMatchObject({ code: 0, out: 'Leads in no state: 0.\n' });
  await unseen(() => town.portal.setProperties({ id, properties: { jobtitle: 'Chief Executive' } }));
  const listed = await town.baton('reconcile');
  expect(listed.code).toBe(2);
  expect(listed.out).toContain(`contact ${id}: changed in HubSpot unseen (changed unseen: jobtitle); can be put right`);
  expect(listed.out).toContain('Leads in no state: 1.');
  await town.baton('reconcile', '--apply');
  await town.settle();
  await town.pass(61_000);
  expect((await town.baton('reconcile')).code).toBe(0);
});
