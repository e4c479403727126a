/** End to end, over HTTP both ways: a signed HubSpot event becomes a score, a stage, an owner and a task. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Town } from '../support/town.ts';
import { openTown } from '../support/town.ts';

let town: Town;
beforeEach(async () => {
  town = await openTown();
});
afterEach(() => town.close());

const NORA = {
  email: 'nora@hafen.example',
  firstname: 'Nora',
  lastname: 'Lind',
  jobtitle: 'VP Sales',
  phone: '+49 40 1234',
};

/** A new lead with a company that fits, asking for a demo. */
function asksForDemo(fields: Readonly<Record<string, string>> = NORA): string {
  const { portal } = town;
  const lead = portal.createContact({ properties: { ...fields }, changeSource: 'FORM' });
  const company = portal.createRecord({
    type: 'company',
    properties: {
      name: 'Hafen Logistik',
      industry: 'COMPUTER_SOFTWARE',
      numberofemployees: '300',
      annualrevenue: '50000000',
      country: 'Germany',
    },
    contact: lead.id,
  });
  expect(company.id).not.toBe('');
  portal.submitForm({ contact: lead.id, form: 'Demo request', url: 'https://www.example.com/demo' });
  return lead.id;
}

test('a demo request of a new lead: stage, owner, score and one task stand in HubSpot', async () => {
  const id = asksForDemo();
  await town.settle();
  const contact = town.contact(id);
  expect(contact?.properties).toMatchObject({
    lifecyclestage: 'salesqualifiedlead',
    baton_state: 'handed_off',
    baton_temperature: 'hot',
    baton_tag: 'SQL - Ready for Sales',
    baton_cycle: '1',
  });
  const tasks = town.tasksOf(id);
  expect(tasks.map((task) => task.properties['hs_task_subject'])).toEqual(['Call Nora Lind - Hot Lead']);
  expect(tasks[0]?.properties['hubspot_owner_id']).toBe(contact?.properties['hubspot_owner_id']);
  expect(tasks[0]?.properties['hs_task_body']).toContain(`Baton ref ${id}-1`);
});

test('a page view sends no webhook below Enterprise: the watch finds it, with what lay between two looks', async () => {
  const id = asksForNothing({ ...NORA, jobtitle: 'VP Sales' });
  await town.pass(20_000, { watch: true });
  const before = Number(town.contact(id)?.properties['baton_score']);
  town.portal.visitPage({ contact: id, url: 'https://www.example.com/pricing' });
  town.clock.advance(2_000);
  town.portal.visitPage({ contact: id, url: 'https://www.example.com/about' });
  await town.pass(30_000, { watch: true });
  const after = Number(town.contact(id)?.properties['baton_score']);
  expect(after - before).toBe(8);
  expect(town.contact(id)?.properties['baton_reasons']).toContain('pricing');
});

test('nothing is written twice: a second look without news makes no call that writes', async () => {
  const id = asksForDemo();
  await town.settle();
  await town.pass(5_000);
  const writes = ownWrites();
  await town.deps.store.makeDue([id], { at: town.clock.now(), because: 'watch', lane: 'live' });
  await town.settle();
  await town.pass(120_000, { watch: true });
  expect(ownWrites()).toBe(writes);
});

test('invariant 12: Baton’s own writes come back as events and seen by the watch, and cause no work', async () => {
  asksForDemo();
  await town.settle();
  await town.pass(30_000, { watch: true });
  const quiet = { writes: ownWrites(), counts: await town.deps.store.counts(town.clock.now()) };
  await town.pass(30_000, { watch: true });
  expect(ownWrites()).toBe(quiet.writes);
  const echoes = town.lines.filter((line) => line['msg'] === 'contact planned').length;
  await town.pass(30_000, { watch: true });
  expect(town.lines.filter((line) => line['msg'] === 'contact planned').length).toBe(echoes);
});

test('an import waits while a live lead is handed off', async () => {
  town.portal.holdDeliveries();
  town.portal.importContacts({
    contacts: Array.from({ length: 250 }, (_, i) => ({ email: `guest${i}@fair.example`, jobtitle: 'Clerk' })),
  });
  const id = asksForDemo();
  town.portal.releaseDeliveries();
  await town.portal.flush();
  const planned: string[] = [];
  const { drain } = await import('../../src/worker/worker.ts');
  await drain({ ...town.deps, onPlanned: ({ plan }) => planned.push(plan.contactId) });
  expect(planned).toHaveLength(251);
  expect(planned.indexOf(id)).toBeLessThan(100);
  expect(town.tasksOf(id)).toHaveLength(1);
  expect(town.portal.dump({ types: ['task'] }).records.task).toHaveLength(1);
});

test('a change of the company makes its contacts due', async () => {
  const id = asksForNothing(NORA);
  await town.pass(1_000, { watch: true });
  const score = Number(town.contact(id)?.properties['baton_score']);
  const [company] = town.portal.dump({ types: ['company'] }).records.company ?? [];
  town.portal.setProperties({ type: 'company', id: company?.id ?? '', properties: { numberofemployees: '20' } });
  await town.settle();
  expect(Number(town.contact(id)?.properties['baton_score'])).toBe(score - 6);
});

test('a stage moved on by sales in the same moment is not moved back, and HubSpot’s silence is noticed', async () => {
  const id = asksForDemo();
  await town.portal.flush();
  const { workBatch } = await import('../../src/worker/batch.ts');
  const hubspot = {
    ...town.deps.hubspot,
    // Between Baton's read and its write a person moves the lead on: HubSpot then ignores the backward stage silently.
    updateContacts: (...args: Parameters<typeof town.deps.hubspot.updateContacts>) => {
      town.portal.setProperties({ id, properties: { lifecyclestage: 'opportunity' } });
      return town.deps.hubspot.updateContacts(...args);
    },
  };
  await workBatch({ ...town.deps, hubspot });
  await town.pass(10_000);
  expect(town.contact(id)?.properties['lifecyclestage']).toBe('opportunity');
  expect((await town.deps.store.contact(id))?.record?.properties['lifecyclestage']).toBe('opportunity');
});

test('invariant 13: a deletion told by an event is believed only when HubSpot no longer has the record', async () => {
  const id = asksForDemo();
  await town.settle();
  // A deletion event for a contact that is still there: replayed, late, or forged by nobody we know.
  await town.deps.store.record({
    events: [
      {
        dedupeKey: 'late-deletion',
        eventId: '1',
        subscriptionType: 'contact.privacyDeletion',
        occurredAt: town.clock.now(),
        contactIds: [id],
        lane: 'live',
        makesDue: true,
        payload: {},
      },
    ],
    quarantined: [],
    receivedAt: town.clock.now(),
  });
  await town.settle();
  expect((await town.deps.store.contact(id))?.cycles[0]?.state).toBe('handed_off');
  town.portal.privacyDelete({ id });
  await town.settle();
  expect(await town.deps.store.contact(id)).toBeNull();
});

test('a deactivated owner is passed over, and the trace says so', async () => {
  const anna = town.portal.dump({ types: [] }).owners.find((owner) => owner.email === 'anna@example.com');
  town.portal.deactivateOwner({ id: anna?.id ?? '' });
  const id = asksForDemo();
  await town.settle();
  const known = await town.deps.store.contact(id);
  expect(known?.cycles[0]?.handoff?.ownerName).toBe('Ben Brandt');
  expect(known?.cycles[0]?.handoff?.trace.join(' ')).toContain('anna@example.com skipped');
});

test('before go-live a demo request is decided, recorded and held; HubSpot is not written', async () => {
  const shadow = await openTown({ live: false });
  try {
    const lead = shadow.portal.createContact({ properties: NORA });
    shadow.portal.submitForm({ contact: lead.id, form: 'Demo request' });
    await shadow.settle();
    await shadow.pass(60_000, { watch: true });
    expect(shadow.portal.writes({ sourceId: String(shadow.portal.settings().appId) })).toEqual([]);
    expect((await shadow.deps.store.contact(lead.id))?.cycles[0]).toMatchObject({
      state: 'held',
      heldBecause: 'Baton is not live yet',
    });
  } finally {
    await shadow.close();
  }
});

function asksForNothing(properties: Readonly<Record<string, string>>): string {
  const lead = town.portal.createContact({ properties: { ...properties } });
  town.portal.createRecord({
    type: 'company',
    properties: { name: 'Hafen Logistik', industry: 'COMPUTER_SOFTWARE', numberofemployees: '300', country: 'Germany' },
    contact: lead.id,
  });
  return lead.id;
}

const ownWrites = (): number => town.portal.writes({ sourceId: String(town.portal.settings().appId) }).length;
