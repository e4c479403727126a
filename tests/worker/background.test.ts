/** Imports and backfills stop at their share of the day's calls; live leads go on. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Town } from '../support/town.ts';
import { openTown } from '../support/town.ts';

let town: Town;
beforeEach(async () => {
  town = await openTown();
});
afterEach(() => town.close());

test('at 60 % of the day’s calls an import waits, a live lead does not, and nothing is lost', async () => {
  town.portal.setLimits({ perDay: 1_000, usedToday: 650 });
  const [guest = ''] = town.portal.importContacts({ contacts: [{ email: 'guest@fair.example', jobtitle: 'Clerk' }] });
  const live = town.portal.createContact({ properties: { email: 'live@firm.example', jobtitle: 'VP Sales' } });
  await town.settle();
  await town.pass(60_000);
  expect(town.contact(live.id)?.properties['baton_score']).toBeDefined();

  const [later = ''] = town.portal.importContacts({ contacts: [{ email: 'later@fair.example', jobtitle: 'Clerk' }] });
  await town.settle();
  expect(town.contact(later)?.properties['baton_score']).toBeUndefined();
  expect((await town.deps.store.contact(later))?.buried).toBeNull();
  town.portal.setLimits({ perDay: 100_000 });
  await town.pass(26 * 3_600_000, { stepMs: 3_600_000 });
  expect(town.contact(later)?.properties['baton_score']).toBeDefined();
  expect(town.contact(guest)?.properties['baton_score']).toBeDefined();
});
