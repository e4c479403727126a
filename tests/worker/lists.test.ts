/** A criterion may ask whether a lead is in a HubSpot list: answered where the app may read lists, unknown and said so elsewhere. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { mirrorOf } from '../../src/agreement/needs.ts';
import { readAgreement } from '../../src/agreement/read.ts';
import type { Agreement } from '../../src/core/agreement.ts';
import type { Town, TownOptions } from '../support/town.ts';
import { openTown } from '../support/town.ts';

let opened: Town | null = null;
afterEach(async () => {
  await opened?.close();
  opened = null;
});

const HOUR_MS = 3_600_000;

/** The default agreement: nobody on the list "Do not call" is handed off, and target accounts go to Carla. */
const TEXT = readFileSync(join(import.meta.dirname, '../../agreement.yaml'), 'utf8')
  .replace('\nblocks:\n', '\nblocks:\n  do_not_call: { list: Do not call }\n')
  .replace('\nrouting:\n', '\nrouting:\n  - { when: { list: Named accounts }, owner: carla@example.com }\n');

function agreement(): Agreement {
  const read = readAgreement(TEXT, { file: 'agreement.yaml' });
  if (!read.ok) throw new Error(read.problems.map((problem) => problem.message).join('\n'));
  return read.agreement;
}

const open = async (portal: NonNullable<TownOptions['portal']> = {}): Promise<Town> =>
  (opened = await openTown({ agreement: agreement(), portal }));

const LEAD = { firstname: 'Nora', lastname: 'Lind', jobtitle: 'VP Sales', phone: '+49 40 1' };
const callsTo = (town: Town, route: string): number =>
  Object.values(town.portal.calls().byRoute[route] ?? {}).reduce((sum, n) => sum + n, 0);
const read = (town: Town): number => callsTo(town, 'POST crm/lists/records/memberships/batch/read');

test('which lists an agreement asks about: criteria wherever they stand, each once, and not the sources of signals', () => {
  expect(mirrorOf(agreement()).lists).toEqual(['Do not call', 'Named accounts']);
});

test.each([
  ['a list routes', 'named ACCOUNTS', { state: 'handed_off', owner: 'carla@example.com', held: undefined }],
  [
    'a list blocks',
    'Do not call',
    { state: 'held', owner: undefined, held: expect.stringContaining('in the list Do not call (it is)') },
  ],
  ['another list changes nothing', 'Newsletter', { state: 'handed_off', owner: 'ben@example.com', held: undefined }],
])('%s', async (_, list, { state, owner, held }) => {
  const here = await open();
  const { portal } = here;
  for (const name of ['Do not call', 'Named accounts']) {
    const other = portal.createContact({ properties: { email: `${name.slice(0, 2)}@x.example` } });
    portal.addToList({ contact: other.id, list: list.toLowerCase() === name.toLowerCase() ? list : name });
  }
  const { id } = portal.createContact({ properties: { ...LEAD, email: 'nora@hafen.example' } });
  portal.addToList({ contact: id, list });
  portal.submitForm({ contact: id, form: 'Demo request' });
  await here.settle();
  const properties = here.contact(id)?.properties ?? {};
  const owners = new Map(portal.dump().owners.map((one) => [one.id, one.email]));
  expect(properties['baton_state']).toBe(state);
  expect(owners.get(properties['hubspot_owner_id'] ?? '')).toBe(owner);
  if (held === undefined) expect(properties['baton_held_because'] ?? '').toBe('');
  else expect(properties['baton_held_because']).toEqual(held);
});

test('taken off the list: noticed at the next read; joining one, by the watch', async () => {
  const here = await open();
  const { portal } = here;
  const { id } = portal.createContact({ properties: { ...LEAD, email: 'nora@hafen.example' } });
  portal.addToList({ contact: id, list: 'Do not call' });
  portal.submitForm({ contact: id, form: 'Demo request' });
  await here.pass(30_000, { watch: true });
  expect(here.contact(id)?.properties['baton_state']).toBe('held');

  portal.removeFromList({ contact: id, list: 'Do not call' });
  portal.setProperties({ id, properties: { jobtitle: 'CEO' } });
  await here.settle();
  expect(here.contact(id)?.properties['baton_state']).toBe('handed_off');

  const { id: later } = portal.createContact({ properties: { ...LEAD, email: 'omar@hafen.example' } });
  await here.pass(30_000, { watch: true });
  portal.addToList({ contact: later, list: 'Do not call' });
  await here.pass(30_000, { watch: true });
  const known = (await here.deps.store.contact(later))?.record;
  const named = (await here.deps.directory.portal()).lists ?? [];
  expect(known?.lists?.ids).toEqual([named.find(({ name }) => name === 'Do not call')?.id]);
  expect(here.clock.now() - (known?.lists?.readAt ?? 0)).toBeLessThanOrEqual(30_000);
});

test('taken off the list, and nothing else happens: whoever was held for it goes out within the hour', async () => {
  const here = await open();
  const { portal } = here;
  const { id } = portal.createContact({ properties: { ...LEAD, email: 'nora@hafen.example' } });
  portal.addToList({ contact: id, list: 'Do not call' });
  portal.submitForm({ contact: id, form: 'Demo request' });
  await here.settle();
  await here.pass(60_000);
  expect(here.contact(id)?.properties['baton_state']).toBe('held');
  portal.removeFromList({ contact: id, list: 'Do not call' });
  await here.pass(58 * 60_000, { stepMs: 10 * 60_000 });
  expect(here.tasksOf(id)).toEqual([]);
  await here.pass(2 * 60_000);
  expect(here.tasksOf(id)).toHaveLength(1);
});

test('planned from memory: what is remembered of lists is asked anew after a day, and not before', async () => {
  const here = await open();
  const { portal, deps, clock } = here;
  const { id } = portal.createContact({ properties: { ...LEAD, email: 'nora@hafen.example' } });
  portal.addToList({ contact: id, list: 'Do not call' });
  await here.settle();
  portal.removeFromList({ contact: id, list: 'Do not call' });
  const again = async (ms: number): Promise<number> => {
    const before = read(here);
    clock.advance(ms);
    await deps.store.makeDue([id], { at: clock.now(), because: 'rescore', lane: 'import' });
    await here.settle();
    return read(here) - before;
  };
  expect(await again(23 * HOUR_MS)).toBe(0);
  expect((await deps.store.contact(id))?.record?.lists?.ids).toHaveLength(1);
  expect(await again(2 * HOUR_MS)).toBe(1);
  expect((await deps.store.contact(id))?.record?.lists?.ids).toEqual([]);
});

test('100 contacts cost one call', async () => {
  const here = await open();
  for (let i = 0; i < 100; i += 1) here.portal.createContact({ properties: { ...LEAD, email: `lead${i}@x.example` } });
  await here.settle();
  expect(read(here)).toBe(1);
});

test('without the scope: unknown, said so, nobody held for it, and HubSpot is not asked again and again', async () => {
  const here = await open({
    scopes: [
      'crm.objects.contacts.read',
      'crm.objects.contacts.write',
      'crm.objects.companies.read',
      'crm.objects.owners.read',
      'crm.schemas.contacts.read',
      'crm.schemas.contacts.write',
      'crm.schemas.companies.read',
    ],
  });
  const { portal } = here;
  const ids = Array.from({ length: 3 }, (_, i) => {
    const { id } = portal.createContact({ properties: { ...LEAD, email: `lead${i}@x.example` } });
    portal.addToList({ contact: id, list: 'Do not call' });
    return id;
  });
  for (const id of ids) {
    portal.submitForm({ contact: id, form: 'Demo request' });
    await here.pass(30_000, { watch: true });
    expect(here.contact(id)?.properties['baton_state']).toBe('handed_off');
  }
  expect(callsTo(here, 'POST crm/lists/search') + read(here)).toBeLessThanOrEqual(2);
  expect(here.lines.some(({ feature, msg }) => feature === 'lists' && String(msg).includes('does without'))).toBe(true);
  const { hash, name, version } = agreement();
  await here.deps.store.putAgreementInForce({ hash, name, version, text: TEXT }, here.clock.now());
  const doctor = await here.baton('doctor');
  expect(doctor.out).toContain('asks about 2 lists, which cannot be read');
});
