/** Connecting a portal that is full of people: nobody hears of what lay before, and the first lead afterwards is handed off. */
import { afterEach, expect, test } from '@jest/globals';
import type { Town } from '../support/town.ts';
import { openTown } from '../support/town.ts';

let town: Town;
afterEach(() => town.close());

const MANY = 2_000;

/** Portal time moves while calls wait for their place in the window. */
async function settleWhileTimePasses(): Promise<void> {
  let done = false;
  const work = town.settle().finally(() => void (done = true));
  while (!done) {
    town.clock.advance(200);
    await town.deps.store.setting('paused');
  }
  await work;
}

test('connecting 2,000 contacts above the bar: no handoff, task, owner change or message; then one demo request is handed off', async () => {
  town = await openTown({ live: false });
  const { portal, clock, deps } = town;
  // They were there before Baton: no webhook told of them.
  portal.setWebhook({ subscriptions: [] });
  const ids = Array.from({ length: MANY }, (_, i) => {
    const { id } = portal.createContact({
      properties: { email: `lead${i}@hafen.example`, firstname: 'Lead', lastname: `No${i}`, jobtitle: 'VP Sales' },
      at: clock.now() - 10 * 86_400_000,
    });
    portal.submitForm({ contact: id, form: 'Demo request', at: clock.now() - (1 + (i % 9)) * 86_400_000 });
    return id;
  });
  const subscriptions = ['creation'].map((what) => ({ subscriptionType: `object.${what}`, objectType: 'contact' }));
  portal.setWebhook({
    subscriptions: [
      ...subscriptions,
      { subscriptionType: 'object.propertyChange', objectType: 'contact', propertyName: 'jobtitle' },
    ],
  });
  await town.baton('setup', '--apply');

  clock.advance(10_000);
  expect((await town.baton('go-live')).out).toContain('"baton rescore" first');
  expect((await town.baton('rescore')).out).toContain(`about ${MANY} contacts, of whom 0 are known`);
  const found = await town.baton('rescore', '--apply');
  expect([found.code, found.out]).toEqual([0, expect.stringContaining(`${MANY} contacts are due to be scored`)]);
  await settleWhileTimePasses();
  expect((await deps.store.counts(clock.now())).states).toEqual({ held: MANY });

  await town.baton('go-live', '--apply');
  await settleWhileTimePasses();
  // Everybody is looked at again with HubSpot's own values, as the watch does after a change of many.
  clock.advance(60_000);
  await deps.store.makeDue(ids, { at: clock.now(), because: 'watch', lane: 'import' });
  await settleWhileTimePasses();

  const { states, tasks } = await deps.store.counts(clock.now());
  expect(states).toEqual({ held: MANY });
  expect(tasks).toEqual({ intended: 0, sending: 0, ambiguous: 0, done: 0, failed: 0 });
  const contacts = portal.dump({ types: ['contact', 'task'] }).records;
  expect(contacts.task).toEqual([]);
  expect(contacts.contact?.filter(({ properties }) => properties['hubspot_owner_id'] !== undefined)).toEqual([]);
  expect(contacts.contact?.filter(({ properties }) => properties['lifecyclestage'] === 'salesqualifiedlead')).toEqual(
    [],
  );

  const nora = portal.createContact({
    properties: { email: 'nora@neu.example', firstname: 'Nora', jobtitle: 'VP Sales' },
  });
  portal.submitForm({ contact: nora.id, form: 'Demo request' });
  await settleWhileTimePasses();
  expect(town.tasksOf(nora.id)).toHaveLength(1);
  expect(town.contact(nora.id)?.properties).toMatchObject({
    baton_state: 'handed_off',
    lifecyclestage: 'salesqualifiedlead',
  });
  expect(portal.dump({ types: ['task'] }).records.task).toHaveLength(1);
  expect(portal.calls().rateLimited).toBe(0);
}, 240_000);
