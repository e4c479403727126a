/** What docs/tiers.md promises, on a portal of each tier: the story of one lead, an import beside it, and what the day's calls allow. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { TIERS } from '../src/portal/options.ts';
import { essentialOf, BATON_PROPERTIES } from '../src/hubspot/properties.ts';
import { lacksOn, tierOf } from '../src/hubspot/tier.ts';
import type { Tier } from '../src/portal/portal.ts';
import type { Town } from './support/town.ts';
import { openTown } from './support/town.ts';

let town: Town | null = null;
afterEach(async () => {
  await town?.close();
  town = null;
});

interface Promised {
  readonly named: string;
  readonly daily: number;
  readonly perTenSeconds: number;
  /** Whether all of Baton's properties fit, or only the essential ones. */
  readonly essential: boolean;
}

const PROMISED: Readonly<Record<Tier, Promised>> = {
  free: { named: 'Free or Starter', daily: 250_000, perTenSeconds: 100, essential: true },
  starter: { named: 'Free or Starter', daily: 250_000, perTenSeconds: 100, essential: false },
  professional: { named: 'Professional', daily: 625_000, perTenSeconds: 190, essential: false },
  enterprise: { named: 'Enterprise', daily: 1_000_000, perTenSeconds: 190, essential: false },
};

const ESSENTIAL = new Set(essentialOf(BATON_PROPERTIES).map(({ name }) => name));

describe.each(TIERS.map((tier) => [tier, PROMISED[tier]] as const))('%s', (tier, promised) => {
  test('connecting: setup says what fits and what the subscription lacks', async () => {
    town = await openTown({ portal: { tier }, live: false });
    const setup = await town.baton('setup', '--apply');
    expect(setup.out).toContain(`, ${promised.named}.`);
    expect(setup.code).toBe(promised.essential ? 2 : 0);
    expect(setup.out).toContain(promised.essential ? '18 contact properties are needed and 10 fit' : '18 created');
    for (const lack of lacksOn(tierOf(promised.daily))) expect(setup.out).toContain(lack);
    if (!promised.essential) return;
    expect((await town.baton('setup', '--essential', '--apply')).out).toContain('10 created');
    expect((await town.baton('setup', '--essential')).out).toContain('Everything is there: nothing to do.');
  });

  test('a demo request becomes a task, page views are found, an import disturbs nobody', async () => {
    town = await openTown({ portal: { tier, emission: 'pessimistic' }, essential: promised.essential });
    const { portal } = town;
    const { id } = portal.createContact({
      properties: {
        email: 'nora@hafen.example',
        firstname: 'Nora',
        lastname: 'Lind',
        jobtitle: 'VP Sales',
        phone: '+49 40 1234',
      },
    });
    await town.pass(30_000, { watch: true });
    const score = () => Number(town?.contact(id)?.properties['baton_score']);
    const first = score();

    portal.visitPage({ contact: id, url: 'https://www.example.com/pricing' });
    await town.pass(45_000, { watch: true });
    expect(score()).toBe(first + 8);

    const guests = portal.importContacts({
      contacts: Array.from({ length: 120 }, (_, i) => ({ email: `guest${i}@fair.example`, jobtitle: 'Clerk' })),
    });
    portal.submitForm({ contact: id, form: 'Demo request', url: 'https://www.example.com/demo' });
    const askedAt = town.clock.now();
    for (let i = 0; i < 4 && town.tasksOf(id).length === 0; i += 1) await town.pass(15_000, { watch: true });
    expect(town.clock.now() - askedAt).toBeLessThanOrEqual(40_000);

    const properties = town.contact(id)?.properties ?? {};
    expect(properties).toMatchObject({
      lifecyclestage: 'salesqualifiedlead',
      baton_state: 'handed_off',
      baton_temperature: 'hot',
    });
    expect(town.tasksOf(id).map((task) => task.properties['hubspot_owner_id'])).toEqual([
      properties['hubspot_owner_id'],
    ]);
    const own = Object.keys(properties).filter((name) => name.startsWith('baton_'));
    if (promised.essential) expect(own.filter((name) => !ESSENTIAL.has(name))).toEqual([]);
    else expect(own).toContain('baton_assigned_because');

    await town.pass(60_000, { watch: true });
    expect(portal.dump({ types: ['task'] }).records.task).toHaveLength(1);
    expect(guests.every((guest) => town?.contact(guest)?.properties['baton_score'] !== undefined)).toBe(true);
    expect(portal.calls().rateLimited).toBe(0);
    expect(town.deps.hubspot.allowance()).toMatchObject({ daily: promised.daily, limit: promised.perTenSeconds });
  });

  test('the watch costs at most a tenth of the day’s calls', async () => {
    town = await openTown({ portal: { tier }, essential: promised.essential });
    await town.pass(60_000, { watch: true });
    const before = town.portal.calls().total;
    await town.pass(600_000, { watch: true });
    const aDay = (town.portal.calls().total - before) * 144;
    expect(aDay).toBeGreaterThan(0);
    expect(aDay).toBeLessThanOrEqual(promised.daily / 10);
  });
});

test('docs/tiers.md says what the tests above hold it to', () => {
  const page = readFileSync(join(import.meta.dirname, '../docs/tiers.md'), 'utf8');
  for (const { daily, perTenSeconds } of Object.values(PROMISED)) {
    expect(page).toContain(daily.toLocaleString('en-US'));
    expect(page).toContain(String(perTenSeconds));
  }
  for (const name of ESSENTIAL) expect(page).toContain(`\`${name}\``);
});
