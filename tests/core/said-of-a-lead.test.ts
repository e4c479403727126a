/** What people say of a lead's clicks and its temperature: it changes what is planned, and never undoes a handoff. */
import { expect, test } from '@jest/globals';
import type { Temperature } from '../../src/core/agreement.ts';
import { rulingsOf, siftClicks } from '../../src/core/bots.ts';
import { pinAt } from '../../src/core/pin.ts';
import type { Plan } from '../../src/core/plan.ts';
import { planContact } from '../../src/core/plan.ts';
import type { Said, Saying } from '../../src/core/said.ts';
import { compile } from '../../src/core/score.ts';
import type { Fact } from '../../src/core/signal.ts';
import type { Snapshot } from '../../src/core/snapshot.ts';
import { EMPTY_DESK } from '../../src/core/snapshot.ts';
import { DAY, HOUR, MINUTE, NOW, fact, p, testAgreement } from '../support/agreement.ts';

/** A click is worth a handoff here, so that it can be seen to matter. */
const agreement = testAgreement({
  profile: [],
  behaviour: [
    {
      name: 'mail',
      cap: p(50),
      rules: [{ signal: 'mail_click', points: p(10), halfLifeMs: null, perDay: null, perWeek: null }],
    },
  ],
  stages: { ...testAgreement().stages, sql: { kind: 'behaviour', atLeast: p(30) } },
});
const rules = { agreement, scorer: compile(agreement), label: 'test' };
const properties = [
  'baton_score',
  'baton_behaviour_score',
  'baton_profile_score',
  'baton_grade',
  'baton_temperature',
  'baton_state',
  'baton_handoff_at',
];
const lead = (given: Partial<Snapshot> = {}): Snapshot => ({
  contactId: '501',
  contact: { email: 'nora@hafen.example' },
  before: null,
  company: null,
  facts: [],
  cycle: null,
  portal: {
    lifecycleOrder: ['lead', 'marketingqualifiedlead', 'salesqualifiedlead'],
    owners: [{ id: '101', email: 'ben@example.com', name: 'Ben Brandt', kind: 'person', active: true }],
    liveSince: NOW - 30 * DAY,
    writesScoresBeforeGoLive: false,
    writable: new Set([...properties, 'lifecyclestage', 'hubspot_owner_id']),
  },
  ...given,
});
const plan = (snapshot: Snapshot, now = NOW): Plan => planContact(rules, { snapshot, desk: EMPTY_DESK, now });
const applied = (snapshot: Snapshot, { cycle, effects }: Plan): Snapshot => ({
  ...snapshot,
  cycle,
  contact: effects.reduce(
    (all, e) => (e.kind === 'UpdateContact' ? { ...all, ...e.properties } : all),
    snapshot.contact,
  ),
});
let seq = 0;
const said = (what: Said, at = NOW): Saying => ({
  seq: String(++seq),
  at,
  cycleNo: 1,
  by: { userId: '7', email: 'maria@example.com' },
  through: 'card',
  what,
});
const click = (at: number): Fact =>
  fact({ kind: 'property', subject: 'contact.hs_email_last_click_date', at, source: 'webhook' });
const BURST = [0, 1, 2, 3].map((s) => click(NOW - HOUR + s * 1_000));
const IDS = siftClicks(BURST).withheld.map(({ id }) => id);
const pinned = (as: Temperature, until: number): Said => ({ kind: 'pinned', as, until, note: 'met at the fair' });

test('a scanner’s burst earns nothing, is in the receipt, and hands nobody off', () => {
  const { score, handedOff } = plan(lead({ facts: BURST }));
  expect([score.total, handedOff]).toEqual([0, false]);
  expect(score.receipt.map(({ state, points, raw }) => [state, points, raw])).toEqual(
    BURST.map(() => ['withheld', 0, p(10)]),
  );
});

test('released, it counts and the lead is handed off', () => {
  const { score, handedOff } = plan(lead({ facts: BURST, sayings: [said({ kind: 'clicks_released', ids: IDS })] }));
  expect([score.total, handedOff]).toEqual([p(40), true]);
});

test('called a scanner’s after the handoff: the score falls, the handoff and its task stand, and the plan says so', () => {
  const facts = [click(NOW - 3 * HOUR), click(NOW - 2 * HOUR), click(NOW - HOUR)];
  const before = lead({ facts });
  const first = plan(before);
  expect([first.score.total, first.handedOff]).toEqual([p(30), true]);
  const ids = facts.map(({ subject, at }) => `${subject}@${at}`);
  const sayings = [said({ kind: 'clicks_confirmed', ids }, NOW + MINUTE)];
  const second = plan({ ...applied(before, first), sayings }, NOW + 2 * MINUTE);
  expect(second.score.total).toBe(0);
  expect(second.cycle.handoff).toEqual(first.cycle.handoff);
  expect(second.effects.filter(({ kind }) => kind !== 'UpdateContact')).toEqual([]);
  expect(second.because).toContain(
    'Clicks from before the handoff were called a scanner’s after it: the score no longer counts them, and the handoff stands.',
  );
  expect(plan({ ...applied(applied(before, first), second), sayings }, NOW + 2 * MINUTE).effects).toEqual([]);
});

test.each<readonly [string, readonly Said[], number, Temperature | null]>([
  ['nothing was said', [], 0, null],
  ['a pin holds', [pinned('hot', NOW + DAY)], 0, 'hot'],
  ['to the last millisecond', [pinned('hot', NOW + DAY)], DAY - 1, 'hot'],
  ['and not a millisecond longer', [pinned('hot', NOW + DAY)], DAY, null],
  ['taken back it is over', [pinned('hot', NOW + DAY), { kind: 'unpinned' }], 0, null],
  ['the last word counts', [pinned('hot', NOW + DAY), pinned('cold', NOW + HOUR)], 0, 'cold'],
  [
    'an earlier one does not come back when the last is over',
    [pinned('hot', NOW + DAY), pinned('cold', NOW + HOUR)],
    HOUR,
    null,
  ],
])('pin: %s', (_, whats, later, as) => {
  expect(
    pinAt(
      whats.map((what) => said(what)),
      NOW + later,
    )?.as ?? null,
  ).toBe(as);
});

test('a pin alone hands nobody off; the plan says who, until when and why, and looks again when it is over', () => {
  const until = NOW + DAY;
  const found = plan(lead({ sayings: [said(pinned('hot', until))] }));
  expect(found.handedOff).toBe(false);
  expect(found.qualification.temperature).toBe('hot');
  expect(found.nextDueAt).toBe(until);
  expect(found.because).toContain(
    'Treated as hot until Tuesday, 10 November 2026 at 10:00 (Europe/Berlin): maria@example.com said so (met at the fair).',
  );
});

test('a pin decides the temperature of a handoff, which is then marked', () => {
  const facts = [click(NOW - 3 * HOUR), click(NOW - 2 * HOUR), click(NOW - HOUR)];
  const cold = plan(lead({ facts })).cycle.handoff;
  const hot = plan(lead({ facts, sayings: [said(pinned('hot', NOW + DAY))] })).cycle.handoff;
  expect([cold?.temperature, cold?.pinnedBy]).toEqual(['cold', undefined]);
  expect([hot?.temperature, hot?.pinnedBy]).toEqual(['hot', 'maria@example.com']);
  expect(hot?.dueAt).toBeLessThan(cold?.dueAt ?? 0);
});

test('after the handoff a pin may shorten the time to answer, and never lengthens it; when it is over, what was promised stays', () => {
  const facts = [click(NOW - 3 * HOUR), click(NOW - 2 * HOUR), click(NOW - HOUR)];
  const before = lead({ facts });
  const first = plan(before);
  const after = (whats: readonly Said[], ms: number): Plan =>
    plan({ ...applied(before, first), sayings: whats.map((what) => said(what)) }, NOW + ms);
  const hot = after([pinned('hot', NOW + DAY)], MINUTE);
  expect(hot.cycle.handoff).toMatchObject({ at: NOW, temperature: 'hot', pinnedBy: 'maria@example.com' });
  expect(hot.cycle.handoff?.dueAt).toBeLessThan(first.cycle.handoff?.dueAt ?? 0);
  const over = plan({ ...applied(before, hot), sayings: [said(pinned('hot', NOW + DAY))] }, NOW + 2 * DAY);
  expect(over.cycle.handoff).toEqual(hot.cycle.handoff);
  expect(
    plan({ ...applied(before, hot), sayings: [said(pinned('cold', NOW + DAY))] }, NOW + HOUR).cycle.handoff,
  ).toEqual(hot.cycle.handoff);
});

test('the same things said in the same order rule the same way, whatever else was said', () => {
  const other = said({ kind: 'accepted', note: '' });
  const sayings = [
    said({ kind: 'clicks_released', ids: IDS }),
    other,
    said({ kind: 'clicks_confirmed', ids: IDS.slice(1) }),
  ];
  expect(rulingsOf(sayings).map(({ is }) => is)).toEqual(['released', 'confirmed', 'confirmed', 'confirmed']);
  expect(plan(lead({ facts: BURST, sayings })).score.total).toBe(p(10));
});
