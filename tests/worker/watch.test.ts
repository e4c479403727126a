/** What HubSpot sends no webhook for is found all the same: by searches, lists and forms, within a tenth of the day's calls. */
import { afterEach, expect, test } from '@jest/globals';
import type { Town, TownOptions } from '../support/town.ts';
import { MONDAY_8, openTown } from '../support/town.ts';
import { sameValue } from '../../src/worker/watch-changes.ts';
import { look, lookOnce, startWatch, WATCH_EVERY_MS } from '../../src/worker/watch.ts';

const open: Town[] = [];
async function town(options: TownOptions = {}): Promise<Town> {
  const opened = await openTown(options);
  open.push(opened);
  return opened;
}
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

/** No webhook of any kind: everything must be found. */
const SILENT: TownOptions = { portal: { emission: 'pessimistic', subscriptions: [] } };

const NORA = {
  email: 'nora@hafen.example',
  firstname: 'Nora',
  lastname: 'Lind',
  jobtitle: 'VP Sales',
  phone: '+49 40 1',
};
const score = (here: Town, id: string): number => Number(here.contact(id)?.properties['baton_score']);
const callsTo = (here: Town, route: string): number =>
  Object.values(here.portal.calls().byRoute[route] ?? {}).reduce((sum, n) => sum + n, 0);
const factsOf = async (here: Town, id: string, kind: string): Promise<readonly [string, number][]> =>
  ((await here.deps.store.contact(id))?.record?.facts ?? [])
    .filter((fact) => fact.kind === kind && fact.source === 'search')
    .map((fact) => [fact.subject, fact.at]);

/** A look of many searches waits for its turns: time passes meanwhile. */
async function lookLong(here: Town): Promise<number> {
  let done = false;
  const looking = lookOnce(here.deps).finally(() => {
    done = true;
  });
  while (!done) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    here.clock.advance(20);
  }
  return looking;
}

test('pessimistic profile, end to end: a demo request that no webhook tells of becomes a task', async () => {
  const here = await town(SILENT);
  const { id } = here.portal.createContact({ properties: NORA });
  await here.pass(60_000, { watch: true });
  expect(here.tasksOf(id)).toEqual([]);
  const askedAt = here.clock.now();
  here.portal.submitForm({ contact: id, form: 'Demo request', url: 'https://www.example.com/demo' });
  await here.pass(30_000, { watch: true });
  expect(here.tasksOf(id).map((task) => task.properties['hs_task_subject'])).toEqual(['Call Nora Lind - Hot Lead']);
  const handoff = (await here.deps.store.contact(id))?.cycles[0]?.handoff;
  expect((handoff?.at ?? Infinity) - askedAt).toBeLessThanOrEqual(20_000);
});

test('a new portal: what lies before the first look is a backfill’s business', async () => {
  const here = await town(SILENT);
  const { id } = here.portal.createContact({ properties: NORA });
  here.portal.submitForm({ contact: id, form: 'Demo request' });
  here.portal.addToList({ contact: id, list: 'Webinar attended' });
  here.clock.advance(10 * 60_000);
  await here.pass(120_000, { watch: true });
  expect(await here.deps.store.contact(id)).toBeNull();
});

test('a list joined without any other change earns its points at the time of joining', async () => {
  const here = await town(SILENT);
  const { id } = here.portal.createContact({ properties: NORA });
  const other = here.portal.createContact({ properties: { email: 'early@hafen.example' } });
  here.portal.addToList({ contact: other.id, list: 'Webinar attended' });
  await here.deps.store.makeDue([id], { at: here.clock.now(), because: 'rescore', lane: 'live' });
  await here.settle();
  await here.pass(60_000, { watch: true });
  const before = score(here, id);
  const joinedAt = here.clock.now() + 1_000;
  here.clock.set(joinedAt);
  here.portal.addToList({ contact: id, list: 'Webinar attended' });
  await here.pass(16_000, { watch: true });
  expect(await factsOf(here, id, 'list')).toEqual([['Webinar attended', joinedAt]]);
  expect(score(here, id) - before).toBe(10);
  expect(here.contact(id)?.properties['baton_reasons']).toContain('webinar attended');

  // Joining again is another time; being told of the first one again is none.
  here.portal.removeFromList({ contact: id, list: 'Webinar attended' });
  await here.pass(15 * 60_000, { watch: true, stepMs: 60_000 });
  const again = here.clock.now() + 1;
  here.clock.set(again);
  here.portal.addToList({ contact: id, list: 'Webinar attended' });
  await here.pass(30_000, { watch: true });
  expect(await factsOf(here, id, 'list')).toEqual([
    ['Webinar attended', joinedAt],
    ['Webinar attended', again],
  ]);
});

test('what a contact joined before the list was watched is told with its next change, at its own time', async () => {
  const here = await town(SILENT);
  const { id } = here.portal.createContact({ properties: NORA });
  here.portal.addToList({ contact: id, list: 'Webinar attended', at: MONDAY_8 - 3 * 24 * 3_600_000 });
  here.clock.advance(10 * 60_000);
  await here.pass(60_000, { watch: true });
  here.portal.setProperties({ id, properties: { jobtitle: 'CEO' } });
  await here.pass(40_000, { watch: true });
  expect(await factsOf(here, id, 'list')).toEqual([['Webinar attended', MONDAY_8 - 3 * 24 * 3_600_000]]);
});

test('600 who join at one moment are all found, and a list that is read to its end is not read anew', async () => {
  const here = await town(SILENT);
  const first = here.portal.createContact({ properties: NORA });
  here.portal.addToList({ contact: first.id, list: 'Webinar attended' });
  await here.pass(20_000, { watch: true });
  const ids = Array.from(
    { length: 600 },
    (_, n) => here.portal.createContact({ properties: { email: `guest${n}@firm.example` } }).id,
  );
  here.clock.advance(1_000);
  for (const id of ids) here.portal.addToList({ contact: id, list: 'Webinar attended' });
  await lookLong(here);
  expect((await here.deps.store.counts(here.clock.now())).dueNow).toBeGreaterThanOrEqual(600);
  const route = 'GET crm/lists/:id/memberships/join-order';
  const before = callsTo(here, route);
  await look(here.deps);
  expect(callsTo(here, route) - before).toBe(1);
});

test('two submissions of one form between two looks are both seen, at their own times', async () => {
  const here = await town(SILENT);
  const { id } = here.portal.createContact({ properties: NORA });
  here.portal.submitForm({ contact: id, form: 'Ebook: selling', at: MONDAY_8 - 3_600_000 });
  await here.pass(120_000, { watch: true });
  const at = here.clock.now();
  here.portal.submitForm({ contact: id, form: 'Ebook: selling', at: at + 1_000 });
  here.portal.submitForm({ contact: id, form: 'Ebook: selling', at: at + 4_000 });
  here.clock.advance(5_000);
  await here.pass(45_000, { watch: true });
  const facts = await factsOf(here, id, 'form');
  expect(facts.map(([, when]) => when)).toEqual([at + 1_000, at + 4_000]);
  expect(here.contact(id)?.properties['baton_behaviour_score']).toBe('12');
});

test.each([
  ['lists', 'crm.lists.read', 'POST crm/lists/search'],
  ['forms', 'forms', 'GET marketing/forms'],
])('a missing scope turns %s off, says so once, and everything else goes on', async (feature, scope, route) => {
  const all = [
    'crm.objects.contacts.read',
    'crm.objects.contacts.write',
    'crm.objects.companies.read',
    'crm.objects.owners.read',
    'crm.schemas.contacts.read',
    'crm.schemas.contacts.write',
    'crm.schemas.companies.read',
    'crm.lists.read',
    'forms',
  ];
  const here = await town({ portal: { subscriptions: [], scopes: all.filter((one) => one !== scope) } });
  await here.pass(5 * 60_000, { watch: true });
  const said = here.lines.filter((line) => line['msg'] === 'the watch does without this source');
  expect(said).toEqual([expect.objectContaining({ feature, because: expect.stringContaining(scope) })]);
  expect(await here.deps.store.setting(`watch:off:${feature}`)).toMatchObject({
    because: expect.stringContaining(scope),
  });
  expect(callsTo(here, route)).toBe(1);

  const { id } = here.portal.createContact({ properties: NORA });
  here.portal.submitForm({ contact: id, form: 'Demo request' });
  await here.pass(30_000, { watch: true });
  expect(here.tasksOf(id)).toHaveLength(1);
  expect(here.lines.filter((line) => line['msg'] === 'the watch could not look at everything')).toEqual([]);
});

test('500 contacts that share one timestamp are all found, however often the clock stands still', async () => {
  const here = await town(SILENT);
  await look(here.deps);
  here.clock.advance(1_000);
  const ids = Array.from(
    { length: 500 },
    (_, n) => here.portal.createContact({ properties: { email: `c${n}@firm.example` } }).id,
  );
  here.portal.submitForm({ contact: ids[499] ?? '', form: 'Demo request' });
  here.clock.advance(3_500);
  const before = callsTo(here, 'POST crm/objects/:type/search');
  expect(await lookLong(here)).toBe(500);
  expect(callsTo(here, 'POST crm/objects/:type/search') - before).toBeLessThanOrEqual(12);
  // Nobody is worked on yet: the next look finds the same again, and ends.
  expect(await lookLong(here)).toBe(500);
  await here.settle();
  await here.pass(5_000);
  expect(here.tasksOf(ids[499] ?? '')).toHaveLength(1);
  expect((await here.deps.store.counts(here.clock.now())).contacts).toBe(500);
  here.clock.advance(4_000);
  expect(await lookLong(here)).toBe(0);
});

test('with calls for one page at a time a sweep goes on where it stopped, and ends', async () => {
  const here = await town(SILENT);
  await look(here.deps);
  here.clock.advance(1_000);
  for (let n = 0; n < 700; n += 1) {
    if (n % 70 === 0) here.clock.advance(1);
    here.portal.createContact({ properties: { email: `c${n}@firm.example` } });
  }
  here.clock.advance(3_500);
  let looks = 0;
  for (; looks < 40; looks += 1) {
    await here.deps.store.setSetting('watch:purse', { calls: 2, at: here.clock.now() }, here.clock.now());
    await lookLong(here);
    const cursor = await here.deps.store.setting('watch:lastmodifieddate');
    if (looks > 0 && (cursor as { sweep: unknown }).sweep === null) break;
  }
  expect(looks).toBeLessThan(40);
  expect((await here.deps.store.counts(here.clock.now())).dueNow).toBe(700);
});

test('own writes cause no work: neither values that came back as dates nor a portal at rest', async () => {
  expect(sameValue('1795420800000', '2026-11-23T08:00:00.000Z')).toBe(
    Date.parse('2026-11-23T08:00:00.000Z') === 1_795_420_800_000,
  );
  expect(sameValue(String(MONDAY_8), '2026-11-23T08:00:00.000Z')).toBe(true);
  expect(sameValue(String(MONDAY_8), '2026-11-23T08:00:00.001Z')).toBe(false);
  expect(sameValue(undefined, '')).toBe(true);
  expect(sameValue('2026-11-23', String(Date.parse('2026-11-23T00:00:00Z')))).toBe(true);

  const here = await town(SILENT);
  await look(here.deps);
  const { id } = here.portal.createContact({ properties: NORA });
  here.portal.submitForm({ contact: id, form: 'Demo request' });
  await here.pass(60_000, { watch: true });
  const plans = (): number => here.lines.filter((line) => line['msg'] === 'contact planned').length;
  const before = plans();
  expect(before).toBeGreaterThan(0);
  await here.pass(60_000, { watch: true });
  expect(plans()).toBe(before);
});

test('a date that lies ahead does not blind the watch', async () => {
  const here = await town(SILENT);
  await look(here.deps);
  const wrong = here.portal.createContact({ properties: { email: 'ahead@firm.example' } });
  here.portal.submitForm({ contact: wrong.id, form: 'Other', at: here.clock.now() + 365 * 24 * 3_600_000 });
  await here.pass(60_000, { watch: true });
  const { id } = here.portal.createContact({ properties: NORA });
  here.portal.submitForm({ contact: id, form: 'Demo request' });
  await here.pass(30_000, { watch: true });
  expect(here.tasksOf(id)).toHaveLength(1);
});

test('the fewer calls are left of the day, the rarer the looks; at the end of them it still looks now and then', async () => {
  const here = await town({ portal: { subscriptions: [], tier: 'free' } });
  const wait = async (usedToday: number): Promise<number> => {
    here.portal.setLimits({ perDay: 250_000, usedToday });
    await here.deps.hubspot.owners();
    await here.deps.store.setSetting('watch:purse', { calls: 1, at: here.clock.now() }, here.clock.now());
    return (await look(here.deps)).againInMs;
  };
  expect(await wait(0)).toBe(WATCH_EVERY_MS);
  expect(await wait(200_000)).toBeGreaterThan(WATCH_EVERY_MS);
  expect(await wait(249_000)).toBeGreaterThan(10 * 60_000);
});

test('of two processes one looks', async () => {
  const here = await town(SILENT);
  await look(here.deps);
  const route = 'POST crm/objects/:type/search';
  const before = callsTo(here, route);
  const watches = [startWatch(here.deps), startWatch(here.deps)];
  for (let n = 0; n < 8; n += 1) {
    await new Promise((resolve) => setTimeout(resolve, 60));
    here.clock.advance(WATCH_EVERY_MS);
  }
  await new Promise((resolve) => setTimeout(resolve, 60));
  await Promise.all(watches.map((watch) => watch.stop()));
  const looks = callsTo(here, route) - before;
  expect(looks).toBeGreaterThanOrEqual(5);
  expect(looks).toBeLessThanOrEqual(10);
});
