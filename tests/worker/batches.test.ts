/** What a batch must not lose, double or leave behind, seen from HubSpot and the ledger. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Clock } from '../../src/clock.ts';
import { workBatch } from '../../src/worker/batch.ts';
import { drain } from '../../src/worker/worker.ts';
import type { Town } from '../support/town.ts';
import { openTown } from '../support/town.ts';

let town: Town;
beforeEach(async () => {
  town = await openTown();
});
afterEach(() => town.close());

let people = 0;
function asks(properties: Readonly<Record<string, string>> = {}): string {
  people += 1;
  const { id } = town.portal.createContact({
    properties: {
      email: `lead${people}@firm.example`,
      firstname: 'Lead',
      lastname: String(people),
      country: 'Germany',
      phone: '1',
      ...properties,
    },
  });
  town.portal.submitForm({ contact: id, form: 'Demo request' });
  return id;
}
const ownerOf = (id: string): string | undefined => town.contact(id)?.properties['hubspot_owner_id'];
const stateOf = async (id: string): Promise<string | undefined> =>
  (await town.deps.store.contact(id))?.cycles[0]?.state;

test('turns are taken under the desk’s lock: leads of one batch go to different people, and the next batch goes on from there', async () => {
  const first = [asks(), asks()];
  await town.settle();
  const second = [asks(), asks()];
  await town.settle();
  const owners = [...first, ...second].map(ownerOf);
  expect(new Set(owners.slice(0, 2)).size).toBe(2);
  expect(new Set(owners.slice(2)).size).toBe(2);
});

test('on first sight the history is read: visits from before Baton knew the contact count one by one', async () => {
  const { id } = town.portal.createContact({ properties: { email: 'reader@firm.example', jobtitle: 'VP Sales' } });
  town.portal.visitPage({ contact: id, url: 'https://www.example.com/pricing', at: town.clock.now() - 60 * 60_000 });
  town.portal.visitPage({ contact: id, url: 'https://www.example.com/pricing', at: town.clock.now() - 30 * 60_000 });
  town.portal.visitPage({ contact: id, url: 'https://www.example.com/about', at: town.clock.now() - 10 * 60_000 });
  await town.settle();
  expect(Number(town.contact(id)?.properties['baton_behaviour_score'])).toBe(15);
});

test('the mirror follows what was written: planned again from it alone, nothing is written twice', async () => {
  const id = asks();
  await town.settle();
  await town.pass(10_000);
  const writes = town.portal.writes({ objectId: id }).length;
  await town.deps.store.makeDue([id], { at: town.clock.now(), because: 'rescore', lane: 'live' });
  await town.settle();
  expect(town.portal.writes({ objectId: id }).length).toBe(writes);
});

test('merged into a new record, a handed-off lead keeps its handoff and its one task, whichever record is planned first', async () => {
  const nora = asks();
  await town.settle();
  const { id: old } = town.portal.createContact({ properties: { email: 'private@mail.example' } });
  await town.settle();
  const { id: merged } = town.portal.mergeContacts({ primary: nora, secondary: old });
  await town.settle();
  await town.pass(120_000);
  expect(town.portal.dump({ types: ['task'] }).records.task).toHaveLength(1);
  const known = await town.deps.store.contact(merged);
  expect(known?.cycles[0]?.state).toBe('handed_off');
});

test('an owner deactivated a minute ago: HubSpot refuses, the lead is routed anew and gets its one task', async () => {
  await town.deps.directory.portal();
  const reps = town.portal.dump({ types: [] }).owners;
  const anna = reps.find((owner) => owner.email === 'anna@example.com');
  town.clock.advance(60_000);
  town.portal.deactivateOwner({ id: anna?.id ?? '' });
  const id = asks();
  await town.settle();
  await town.pass(10 * 60_000);
  // Nobody answers for ten minutes here, so the ladder may have passed it on once more: never back to who is gone.
  expect([undefined, anna?.id]).not.toContain(ownerOf(id));
  const tasks = town.tasksOf(id);
  expect(tasks.map((task) => task.properties['hubspot_owner_id'])).toEqual([ownerOf(id)]);
  expect((await town.deps.store.contact(id))?.buried).toBeNull();
});

test('nobody there: the lead is unrouted, and handed off within minutes of somebody being back', async () => {
  await town.close();
  town = await openTown();
  for (const owner of town.portal.dump({ types: [] }).owners) town.portal.deactivateOwner({ id: owner.id });
  const id = asks();
  await town.settle();
  expect(await stateOf(id)).toBe('unrouted');
  expect((await town.deps.store.contact(id))?.dueAt).toBeLessThanOrEqual(town.clock.now() + 5 * 60_000);
  town.portal.createOwner({ email: 'ben@example.com', firstName: 'Ben', lastName: 'Brandt' });
  await town.pass(15 * 60_000);
  expect(await stateOf(id)).toBe('handed_off');
  expect(town.tasksOf(id)).toHaveLength(1);
});

test('a process that stood still while it wrote: what another one wrote meanwhile is put right again', async () => {
  const { id } = town.portal.createContact({
    properties: { email: 'slow@firm.example', country: 'Germany', phone: '1' },
  });
  await town.portal.flush();
  let entered = (): void => {};
  const writing = new Promise<void>((resolve) => (entered = resolve));
  let go = (): void => {};
  const gate = new Promise<void>((resolve) => (go = resolve));
  // Its clock's waits never end: it cannot hold on to what it has in hand.
  const frozen: Clock = {
    now: town.clock.now,
    wait: (_ms, signal) => new Promise((resolve) => signal?.addEventListener('abort', () => resolve())),
  };
  const still = workBatch({
    ...town.deps,
    worker: 'frozen',
    clock: frozen,
    hubspot: {
      ...town.deps.hubspot,
      updateContacts: async (...args) => {
        entered();
        await gate;
        return town.deps.hubspot.updateContacts(...args);
      },
    },
  });
  await writing;
  town.clock.advance(61_000);
  town.portal.submitForm({ contact: id, form: 'Demo request' });
  await drain(town.deps);
  expect(town.contact(id)?.properties['baton_state']).toBe('handed_off');
  go();
  await still;
  await town.pass(60_000);
  expect(town.contact(id)?.properties['baton_state']).toBe('handed_off');
  expect(town.tasksOf(id)).toHaveLength(1);
});

test('a handoff leaves one note on the timeline, whatever happens to the answers', async () => {
  town.portal.addFault({ kind: 'drop', afterCommit: true, route: 'POST */notes', count: 1 });
  const id = asks();
  await town.settle();
  await town.pass(3 * 60_000);
  const notes = (town.portal.dump({ types: ['note'] }).records.note ?? []).filter((note) =>
    note.associations.contact?.includes(id),
  );
  expect(notes).toHaveLength(1);
  expect(notes[0]?.properties['hs_note_body']).toContain(`Baton note ${id}-1`);
  expect(town.tasksOf(id)[0]?.properties['hs_task_body']).toContain(`Baton ref ${id}-1`);
});

test('a batch that takes long stays in its worker’s hand', async () => {
  const id = asks();
  await town.portal.flush();
  let entered = (): void => {};
  const writing = new Promise<void>((resolve) => (entered = resolve));
  let go = (): void => {};
  const gate = new Promise<void>((resolve) => (go = resolve));
  const slow = workBatch({
    ...town.deps,
    worker: 'slow',
    hubspot: {
      ...town.deps.hubspot,
      updateContacts: async (...args) => {
        entered();
        await gate;
        return town.deps.hubspot.updateContacts(...args);
      },
    },
  });
  await writing;
  for (let i = 0; i < 10; i += 1) {
    town.clock.advance(20_000);
    // The heartbeat's statement is under way: another worker's claim comes after it.
    await town.deps.store.counts(town.clock.now());
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect((await drain({ ...town.deps, worker: 'other' })).claimed).toBe(0);
  go();
  await slow;
  await town.settle();
  expect(town.tasksOf(id)).toHaveLength(1);
});

test('a privacy deletion that arrives while its twin is being worked on is not lost', async () => {
  const id = asks();
  await town.settle();
  town.portal.holdDeliveries();
  town.portal.privacyDelete({ id });
  const { store } = town.deps;
  // The deletion alone is in hand; HubSpot answers that the record is gone; the privacy deletion is stored in that moment.
  await store.makeDue([id], { at: town.clock.now(), because: 'event', lane: 'live' });
  await workBatch({
    ...town.deps,
    hubspot: {
      ...town.deps.hubspot,
      readContacts: async (...args) => {
        const answer = await town.deps.hubspot.readContacts(...args);
        town.portal.releaseDeliveries();
        await town.portal.flush();
        return answer;
      },
    },
  });
  await town.settle();
  expect(await store.contact(id)).toBeNull();
});
