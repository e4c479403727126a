/** Going live: what lay before is held and listed, some of it is let go on purpose, and an hour has its limit. */
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Town, TownOptions } from '../support/town.ts';
import { defaultAgreement, openTown } from '../support/town.ts';

let town: Town;
afterEach(() => town.close());

const HOUR = 3_600_000;

function asksForDemo(i: number, jobtitle = 'VP Sales'): string {
  const { id } = town.portal.createContact({
    properties: { email: `lead${i}@hafen.example`, firstname: 'Lead', lastname: `No${i}`, jobtitle },
  });
  town.portal.submitForm({ contact: id, form: 'Demo request' });
  return id;
}

/** Five leads above the bar in shadow; then live. */
async function shadowThenLive(options: TownOptions = {}): Promise<readonly string[]> {
  town = await openTown({ ...options, live: false });
  const titles = ['VP Sales', 'Head of Sales', 'Sales Manager', 'Analyst', 'Clerk'];
  const leads = titles.map((title, i) => asksForDemo(i, title));
  await town.settle();
  await town.baton('setup', '--apply');
  // Longer than the portal's properties are kept in mind.
  town.clock.advance(6 * 60_000);
  return leads;
}
const tasks = (): number => town.portal.dump({ types: ['task'] }).records.task?.length ?? 0;
const stateOf = async (id: string) => (await town.deps.store.contact(id))?.cycles.at(-1)?.state;

describe('going live', () => {
  test('lists who was due before, the best first, and hands none of them off', async () => {
    const leads = await shadowThenLive();
    const dry = await town.baton('go-live');
    expect(dry.out.split('\n').slice(0, 3)).toEqual([
      'Held because they were due before go-live: 5. They stay held until something new happens.',
      expect.stringMatching(new RegExp(`^ +[\\d.]+  \\S+ +contact ${leads[0]}  Lead No0$`)),
      expect.stringMatching(new RegExp(`contact ${leads[1]}  Lead No1$`)),
    ]);
    expect(dry.out).toContain('Would go live now');
    expect(await town.deps.store.setting('live_since')).toBeNull();
    await town.baton('go-live', '--apply');
    await town.deps.store.makeDue(leads, { at: town.clock.now(), because: 'rescore', lane: 'import' });
    await town.pass(2 * HOUR, { stepMs: 60_000 });
    expect(tasks()).toBe(0);
    expect((await town.baton('go-live')).out).toContain('Held because they were due before go-live: 5.');
    expect((await town.baton('queue')).out).toContain('5  before go-live: it was already due when Baton went live');
  });

  test('releases exactly those asked for, once; the others stay held', async () => {
    const leads = await shadowThenLive();
    expect((await town.baton('go-live', '--hand-off', 'top:2')).out).toContain('Would hand off these 2.');
    expect(tasks()).toBe(0);
    expect((await town.baton('go-live', '--hand-off', 'top:2', '--apply')).out).toContain('Released: 2.');
    await town.pass(60_000);
    const states = await Promise.all(leads.map(stateOf));
    expect(states).toEqual(['handed_off', 'handed_off', 'held', 'held', 'held']);
    expect(leads.map((id) => town.tasksOf(id).length)).toEqual([1, 1, 0, 0, 0]);
    expect((await town.baton('go-live', '--hand-off', `${leads[3]}`, '--apply')).out).toContain('Released: 1.');
    await town.deps.store.makeDue(leads, { at: town.clock.now(), because: 'rescore', lane: 'import' });
    await town.pass(2 * HOUR, { stepMs: 60_000 });
    expect(leads.map((id) => town.tasksOf(id).length)).toEqual([1, 1, 0, 1, 0]);
    expect((await town.baton('go-live', '--hand-off', `${leads[0]}`, '--apply')).err).toContain(
      `found: ${leads[0]} are not among them`,
    );
  });

  test.each(['top:0', 'top:501', 'all', '12,x', 'top:'])('refuses --hand-off %s', async (text) => {
    town = await openTown({ live: false });
    const { code, err } = await town.baton('go-live', '--hand-off', text);
    expect(code).toBe(2);
    expect(err).toContain('top:N, or contact ids');
  });

  test('scores first: HubSpot shows scores, and no stage, owner, state or task', async () => {
    const [first = ''] = await shadowThenLive();
    await town.baton('go-live', '--scores-first', '--apply');
    await town.deps.store.makeDue([first], { at: town.clock.now(), because: 'event', lane: 'live' });
    await town.pass(60_000);
    const properties = town.contact(first)?.properties ?? {};
    expect(Number(properties['baton_score'])).toBeGreaterThan(0);
    expect(properties['lifecyclestage']).toBe('lead');
    expect(
      Object.keys(properties).filter((name) => /^baton_(state|tag|handoff)|^hubspot_owner_id$/.test(name)),
    ).toEqual([]);
    expect(tasks()).toBe(0);
    expect((await town.baton('go-live', '--scores-first')).out).toContain('Scores are written already. Nothing to do.');
  });

  test('beyond the hour’s limit leads are held visibly, somebody is told once, and they go out as the hour allows', async () => {
    const agreement = { ...defaultAgreement(), handoff: { ...defaultAgreement().handoff, atMostPerHour: 2 } };
    town = await openTown({ agreement });
    for (let i = 0; i < 5; i += 1) asksForDemo(i);
    await town.settle();
    await town.pass(20 * 60_000, { stepMs: 60_000 });
    expect(tasks()).toBe(2);
    expect((await town.baton('queue')).out).toContain('3  more than 2 handoffs in an hour');
    const told = () => town.lines.filter((line) => line['level'] === 'error');
    expect(told()).toEqual([expect.objectContaining({ atMostPerHour: 2, held: 3 })]);
    await town.pass(50 * 60_000, { stepMs: 60_000 });
    expect(tasks()).toBe(4);
    await town.pass(HOUR, { stepMs: 60_000 });
    expect(tasks()).toBe(5);
    expect(told().length).toBeLessThanOrEqual(2);
    expect((await town.deps.store.heldReasons())['more than 2 handoffs in an hour']).toBeUndefined();
  });
});
