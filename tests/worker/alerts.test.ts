/** An alert is said once when it begins and once when it is over, and stands in the metrics meanwhile. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createInstruments } from '../../src/metrics/instruments.ts';
import { lookForAlerts, standingAlerts, WATCH_LOOKED } from '../../src/worker/alerts.ts';
import type { Town } from '../support/town.ts';
import { openTown } from '../support/town.ts';

let town: Town;
beforeEach(async () => {
  town = await openTown();
});
afterEach(() => town.close());

const said = (text: string): number => town.lines.filter((line) => String(line['msg']).includes(text)).length;

test('a watch that stands still: one line when it begins, one when it looks again', async () => {
  const { deps, clock } = town;
  const since = clock.now();
  await deps.store.setSetting(WATCH_LOOKED, clock.now(), clock.now());
  expect(await lookForAlerts(deps, since)).toEqual([]);

  clock.set(clock.now() + 5 * 60_000);
  expect(await lookForAlerts(deps, since)).toMatchObject([{ name: 'watch_stands_still', since: clock.now() }]);
  clock.set(clock.now() + 60_000);
  expect(await lookForAlerts(deps, since)).toMatchObject([{ since: clock.now() - 60_000 }]);
  expect(said('alert: the watch has not looked')).toBe(1);
  expect(await standingAlerts(deps)).toHaveLength(1);

  await deps.store.setSetting(WATCH_LOOKED, clock.now(), clock.now());
  expect(await lookForAlerts(deps, since)).toEqual([]);
  expect(said('alert is over')).toBe(1);
});

test('a live contact nobody takes is in the metrics, and gone from them once it is worked', async () => {
  const { deps, clock, portal } = town;
  const instruments = createInstruments(deps);
  portal.createContact({ properties: { email: 'waits@firm.example' } });
  await portal.flush();
  clock.set(clock.now() + 5 * 60_000);
  const waiting = await instruments.page();
  expect(waiting).toContain('baton_alert{name="live_lane_stands_still"} 1');
  expect(waiting).toContain('baton_lane_oldest_due_seconds{lane="live"} 300');
  await town.settle();
  const worked = await instruments.page();
  expect(worked).toContain('baton_alert{name="live_lane_stands_still"} 0');
  expect(worked).toContain('baton_leads_in_no_state 0');
});
