/** Leads from before go-live that a person lets go: once, for one cycle, and past nothing else that holds a lead. */
import { expect, test } from '@jest/globals';
import type { Cycle } from '../../src/core/cycle.ts';
import { NOTHING_PROMISED } from '../../src/core/cycle.ts';
import { BEFORE_GO_LIVE, NOT_LIVE } from '../../src/core/held.ts';
import { planContact } from '../../src/core/plan.ts';
import { compile } from '../../src/core/score.ts';
import type { Portal, Snapshot } from '../../src/core/snapshot.ts';
import { EMPTY_DESK } from '../../src/core/snapshot.ts';
import { DAY, fact, HOUR, NOW, testAgreement } from '../support/agreement.ts';

const agreement = testAgreement();
const rules = { agreement, scorer: compile(agreement), label: 'test' };

const portal = (given: Partial<Portal>): Portal => ({
  lifecycleOrder: ['lead', 'marketingqualifiedlead', 'salesqualifiedlead'],
  owners: ['anna', 'ben', 'carla'].map((name, i) => ({
    id: String(101 + i),
    email: `${name}@example.com`,
    name,
    kind: 'person',
    active: true,
  })),
  liveSince: NOW - HOUR,
  writesScoresBeforeGoLive: false,
  writable: new Set(['baton_state', 'baton_handoff_at', 'baton_score', 'baton_grade', 'hubspot_owner_id']),
  ...given,
});

/** Asked for a demo yesterday, an hour before go-live at the latest. */
function asked(given: Partial<Portal>, cycle: Cycle | null = null, contact: Snapshot['contact'] = {}) {
  return planContact(rules, {
    now: NOW,
    desk: EMPTY_DESK,
    snapshot: {
      contactId: '501',
      contact: { email: 'nora@hafen.example', jobtitle: 'VP Sales', phone: '+49', lifecyclestage: 'lead', ...contact },
      before: null,
      company: null,
      facts: [fact({ kind: 'form', subject: 'Demo request', at: NOW - DAY })],
      cycle,
      portal: portal(given),
    },
  });
}

const opened = (openedAt: number): Cycle => ({
  no: 1,
  state: 'held',
  openedAt,
  mqlAt: openedAt,
  sqlAt: openedAt,
  sqlByScore: false,
  handoff: null,
  heldBecause: BEFORE_GO_LIVE,
  spent: [],
  stageGivenUp: null,
  tookOver: [],
  ...NOTHING_PROMISED,
  endedAt: null,
});
const shadow = opened(NOW - DAY);

test('invariant 14: nobody is handed off for what happened before go-live, unless a person let this one go', () => {
  expect(asked({}, shadow).cycle).toMatchObject({ state: 'held', heldBecause: BEFORE_GO_LIVE });
  expect(asked({ released: new Map([['502', NOW]]) }, shadow).cycle).toMatchObject({ state: 'held' });
  const plan = asked({ released: new Map([['501', NOW - 1_000]]) }, shadow);
  expect(plan.handedOff).toBe(true);
  expect(plan.effects.filter((effect) => effect.kind === 'CreateTask')).toHaveLength(1);
});

test('it holds for the cycle it was said of, not for one that opened later', () => {
  const later = asked({ released: new Map([['501', NOW - HOUR]]) }, opened(NOW - HOUR + 1));
  expect(later.cycle).toMatchObject({ state: 'held', heldBecause: BEFORE_GO_LIVE });
  expect(asked({ released: new Map([['501', NOW - HOUR]]) }, opened(NOW - HOUR)).handedOff).toBe(true);
});

test('the handoff spends the request: the same lead is not handed off a second time', () => {
  const released = new Map([['501', NOW - 1_000]]);
  const first = asked({ released }, shadow);
  const again = asked({ released }, first.cycle);
  expect(again.handedOff).toBe(false);
  expect(again.effects.filter((effect) => effect.kind === 'CreateTask')).toEqual([]);
});

test('everything else that holds a lead holds it still', () => {
  const released = new Map([['501', NOW - 1_000]]);
  expect(asked({ released, liveSince: null }, shadow).cycle.heldBecause).toBe(NOT_LIVE);
  expect(asked({ released }, shadow, { lifecyclestage: 'customer' }).cycle.state).toBe('held');
  expect(asked({ released, writable: new Set() }, shadow).cycle.heldBecause).toContain('run "baton setup"');
});

test('a portal without baton_state is looked at again: creating the property sends no event', () => {
  const plan = asked({ released: new Map([['501', NOW - 1_000]]), writable: new Set() }, shadow);
  expect(plan).toMatchObject({ nextDueAt: NOW + 5 * 60_000, nextDueBecause: 'held' });
});
