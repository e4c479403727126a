/** What Baton does about one contact. Given a snapshot and a desk, when planned at a moment, then these effects. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Agreement } from '../../src/core/agreement.ts';
import type { Cycle } from '../../src/core/cycle.ts';
import { inheritCycle } from '../../src/core/cycle.ts';
import type { CreateTask, UpdateContact } from '../../src/core/effect.ts';
import { receiptLines } from '../../src/core/explain.ts';
import type { Plan, Rules } from '../../src/core/plan.ts';
import { deskAfter, planContact } from '../../src/core/plan.ts';
import { compile } from '../../src/core/score.ts';
import type { Fact } from '../../src/core/signal.ts';
import type { Desk, Owner, Portal, Properties, Snapshot } from '../../src/core/snapshot.ts';
import { EMPTY_DESK } from '../../src/core/snapshot.ts';
import { DAY, HOUR, MINUTE, NOW, testAgreement } from '../support/agreement.ts';

const BATON = [
  'baton_score',
  'baton_behaviour_score',
  'baton_profile_score',
  'baton_grade',
  'baton_temperature',
  'baton_reasons',
  'baton_scored_at',
  'baton_agreement',
  'baton_state',
  'baton_held_because',
  'baton_tag',
  'baton_handoff_at',
  'baton_sla_due_at',
  'baton_sla_status',
  'baton_assigned_because',
  'baton_cycle',
];

const person = (id: string, email: string, name: string, active = true): Owner => ({
  id,
  email,
  name,
  kind: 'person',
  active,
});
const OWNERS: readonly Owner[] = [
  person('101', 'anna@example.com', 'Anna Albers'),
  person('102', 'ben@example.com', 'Ben Brandt'),
  person('103', 'carla@example.com', 'Carla Cruz'),
  { id: '900', email: '', name: 'Inbound queue', kind: 'queue', active: true },
];

const portal = (overrides: Partial<Portal> = {}): Portal => ({
  lifecycleOrder: [
    'subscriber',
    'lead',
    'marketingqualifiedlead',
    'salesqualifiedlead',
    'opportunity',
    'customer',
    'evangelist',
    'other',
  ],
  owners: OWNERS,
  liveSince: NOW - 30 * DAY,
  writesScoresBeforeGoLive: false,
  writable: new Set([...BATON, 'lifecyclestage', 'hubspot_owner_id']),
  ...overrides,
});

const rulesOf = (agreement: Agreement = testAgreement()): Rules => ({
  agreement,
  scorer: compile(agreement),
  label: 'B2B SaaS, clear · version 3 · aaaaaaaa',
});

const form = (subject: string, at: number): Fact => ({
  kind: 'form',
  subject,
  at,
  source: 'read',
  evidence: 'recent_conversion_date',
});
const page = (subject: string, at: number): Fact => ({
  kind: 'page',
  subject,
  at,
  source: 'read',
  evidence: 'hs_analytics_last_timestamp',
});

const NORA: Properties = {
  email: 'nora@hafen.example',
  firstname: 'Nora',
  lastname: 'Lind',
  jobtitle: 'VP Sales',
  phone: '+49 40 1234',
  lifecyclestage: 'lead',
};
const HAFEN = {
  id: '7001',
  properties: {
    name: 'Hafen <Logistik>',
    industry: 'COMPUTER_SOFTWARE',
    numberofemployees: '300',
    annualrevenue: '50000000',
    country: 'Germany',
  },
};

function snapshot(overrides: Partial<Snapshot> = {}): Snapshot {
  return {
    contactId: '501',
    contact: NORA,
    before: null,
    company: HAFEN,
    facts: [],
    cycle: null,
    portal: portal(),
    ...overrides,
  };
}

const plan = (
  s: Snapshot,
  { now = NOW, desk = EMPTY_DESK, rules = rulesOf() }: { now?: number; desk?: Desk; rules?: Rules } = {},
): Plan => planContact(rules, { snapshot: s, desk, now });

const update = (p: Plan): UpdateContact | undefined =>
  p.effects.find((e): e is UpdateContact => e.kind === 'UpdateContact');
const task = (p: Plan): CreateTask | undefined => p.effects.find((e): e is CreateTask => e.kind === 'CreateTask');

/** What HubSpot and the ledger hold after the effects were carried out. */
const applied = (s: Snapshot, p: Plan): Snapshot => ({
  ...s,
  before: null,
  cycle: p.cycle,
  contact: Object.fromEntries(
    Object.entries({ ...s.contact, ...update(p)?.properties }).filter(([, value]) => value !== ''),
  ),
});

const demo = form('Demo request', NOW - 4 * MINUTE);
const asked = snapshot({ facts: [demo] });

describe('a demo request', () => {
  const made = plan(asked);

  test('is SQL, hot, with an owner of the territory, a stage and a task due in five working minutes', () => {
    expect(made.qualification.stage).toBe('sql');
    expect(update(made)?.properties).toMatchObject({
      lifecyclestage: 'salesqualifiedlead',
      hubspot_owner_id: '101',
      baton_state: 'handed_off',
      baton_temperature: 'hot',
      baton_tag: 'SQL - Ready for Sales',
      baton_sla_status: 'running',
      baton_cycle: '1',
    });
    expect(task(made)).toMatchObject({
      subject: 'Call Nora Lind - Hot Lead',
      ownerId: '101',
      companyId: '7001',
      priority: 'HIGH',
      type: 'CALL',
      dueAt: NOW + 5 * MINUTE,
    });
  });

  test('its task names who, source, reasons and score, escapes HTML and ends with a marker in plain text', () => {
    const body = task(made)?.body ?? '';
    expect(body).toContain('Hafen &lt;Logistik&gt;');
    expect(body).not.toContain('<Logistik>');
    expect(body).toContain('Phone: +49 40 1234');
    expect(body).toContain('Source: not known');
    expect(body).toContain('Baton ref 501-1');
  });

  test('is looked at again two seconds after the stage was written', () => {
    expect(made.nextDueAt).toBe(NOW + 2_000);
    expect(made.nextDueBecause).toBe('read-back');
  });

  test('invariant 5: the task, the property and the plan say the same sentence', () => {
    const [sentence = ''] = made.because;
    expect(update(made)?.properties['baton_reasons']).toBe(sentence);
    expect(task(made)?.body).toContain(sentence);
    for (const line of receiptLines(made.score))
      expect(task(made)?.body).toContain(
        line
          .replaceAll('&', '&amp;')
          .replaceAll('<', '&lt;')
          .replaceAll('>', '&gt;')
          .replaceAll('"', '&quot;')
          .replaceAll("'", '&#39;'),
      );
  });

  test('invariant 11: the handoff keeps the hash of the agreement it was made under', () => {
    expect(made.cycle.handoff?.agreement).toBe('a'.repeat(64));
  });
});

describe('settled is a fixed point', () => {
  test('invariant 3: planned again after its effects, a handed-off lead needs nothing and the plan says why', () => {
    const again = plan(applied(asked, plan(asked)), { now: NOW + MINUTE });
    expect(again.effects).toEqual([]);
    expect(again.because.join(' ')).toContain('Nothing to do');
    expect(again.because.join(' ')).toContain('With Anna Albers');
  });

  const subjects = fc.array(
    fc.record({
      what: fc.constantFrom<(at: number) => Fact>(
        (at) => form('Demo request', at),
        (at) => form('Ebook: pipelines', at),
        (at) => page('https://www.example.com/pricing', at),
        (at) => page('https://www.example.com/case-studies/hafen', at),
        (at) => page('https://www.example.com/careers', at),
      ),
      ageMinutes: fc.integer({ min: 0, max: 60 * 24 * 60 }),
    }),
    { maxLength: 12 },
  );

  test('invariant 3: for any lead, at any later moment before the next look, there is nothing left to do', () => {
    fc.assert(
      fc.property(
        subjects,
        fc.constantFrom('VP Sales', 'Intern', 'Clerk'),
        fc.boolean(),
        fc.integer({ min: 0, max: 100 }),
        (facts, jobtitle, live, share) => {
          const start = snapshot({
            facts: facts.map(({ what, ageMinutes }) => what(NOW - ageMinutes * MINUTE)),
            contact: { ...NORA, jobtitle },
            portal: portal({ liveSince: live ? NOW - 90 * DAY : null }),
          });
          const first = plan(start);
          const second = plan(applied(start, first));
          expect(second.effects).toEqual([]);
          const until = second.nextDueAt ?? NOW + 365 * DAY;
          const later = plan(applied(start, first), { now: Math.floor(NOW + ((until - 1 - NOW) * share) / 100) });
          expect(later.effects).toEqual([]);
        },
      ),
      { numRuns: 300, seed: 20261123 },
    );
  });

  test('invariant 6: a cycle gets one task, however often and in whatever order it is planned', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 * 24 * 60 }), { minLength: 1, maxLength: 8 }), (minutes) => {
        let s = asked;
        const keys: string[] = [];
        let now = NOW;
        for (const step of minutes) {
          const p = plan({ ...s, facts: [...s.facts, form('Demo request', now)] }, { now });
          const made = task(p);
          if (made !== undefined) keys.push(made.key);
          s = applied({ ...s, facts: [...s.facts, form('Demo request', now)] }, p);
          now += step * MINUTE;
        }
        expect(keys).toEqual(['task:501:1']);
      }),
      { numRuns: 100, seed: 7 },
    );
  });
});

describe('held, with the reason', () => {
  test.each<[string, Partial<Snapshot>, string]>([
    ['a competitor', { contact: { ...NORA, email: 'spy@mail.rival.example' } }, 'competitor'],
    ['a customer', { contact: { ...NORA, lifecyclestage: 'customer' } }, 'customer'],
    ['not live yet', { portal: portal({ liveSince: null }) }, 'not live yet'],
    ['a request from before go-live', { portal: portal({ liveSince: NOW - MINUTE }) }, 'before go-live'],
    [
      'a portal without our properties',
      { portal: portal({ writable: new Set(['lifecyclestage', 'hubspot_owner_id']) }) },
      'run "baton setup"',
    ],
  ])('%s', (_who, overrides, reason) => {
    const made = plan({ ...asked, ...overrides });
    expect(made.cycle.state).toBe('held');
    expect(made.cycle.heldBecause).toContain(reason);
    expect(task(made)).toBeUndefined();
    expect(update(made)?.properties['hubspot_owner_id']).toBeUndefined();
  });

  test('more handoffs in an hour than agreed: held for five minutes, then looked at again', () => {
    const made = plan(asked, { desk: { ...EMPTY_DESK, handoffsLastHour: 50 } });
    expect(made.cycle.heldBecause).toBe('more than 50 handoffs in an hour');
    expect(made.nextDueAt).toBeLessThanOrEqual(NOW + 5 * MINUTE);
  });

  test('invariant 14: before go-live nothing at all is written unless scores were asked for', () => {
    const shadow = plan({ ...asked, portal: portal({ liveSince: null }) });
    expect(shadow.effects).toEqual([]);
    const scores = plan({ ...asked, portal: portal({ liveSince: null, writesScoresBeforeGoLive: true }) });
    expect(
      Object.keys(update(scores)?.properties ?? {}).every((name) =>
        /^baton_(score|behaviour_score|profile_score|grade|agreement|reasons|scored_at)$/.test(name),
      ),
    ).toBe(true);
  });

  test('invariant 14: a hand-raise is spent by its handoff: after a rejection the same request hands nothing off', () => {
    const handedOff = plan(asked).cycle;
    const rejected: Cycle = { ...handedOff, state: 'rejected', endedAt: NOW + HOUR };
    const after = plan({ ...applied(asked, plan(asked)), cycle: rejected }, { now: NOW + 2 * HOUR });
    expect(after.cycle.no).toBe(1);
    expect(task(after)).toBeUndefined();
    const next = plan(
      { ...applied(asked, plan(asked)), cycle: rejected, facts: [demo, form('Demo request', NOW + 90 * MINUTE)] },
      { now: NOW + 2 * HOUR },
    );
    expect(next.cycle.no).toBe(2);
    expect(task(next)?.key).toBe('task:501:2');
  });

  test('invariant 14: someone above the bar at go-live is handed off once something new happens', () => {
    const wasAbove: Cycle = { ...plan({ ...asked, portal: portal({ liveSince: null }) }).cycle };
    const since = NOW + HOUR;
    const still = plan({ ...asked, cycle: wasAbove, portal: portal({ liveSince: since }) }, { now: since + HOUR });
    expect(still.cycle.heldBecause).toContain('before go-live');
    const woke = plan(
      {
        ...asked,
        cycle: wasAbove,
        facts: [demo, form('Demo request', since + HOUR)],
        portal: portal({ liveSince: since }),
      },
      { now: since + 2 * HOUR },
    );
    expect(woke.cycle.state).toBe('handed_off');
  });
});

test('invariant 8: every qualified lead is in a named state, with an owner, a reason, or the trace of who could not be found', () => {
  const nobody = plan({ ...asked, portal: portal({ owners: OWNERS.filter((o) => o.kind === 'queue') }) });
  expect(nobody.cycle.state).toBe('unrouted');
  expect(nobody.because.join(' ')).toContain('no such owner in the portal');
  expect(update(nobody)?.properties['baton_state']).toBe('unrouted');
});

describe('lifecycle stages move forward only', () => {
  test('a stage further right is left alone', () => {
    const made = plan(snapshot({ facts: [demo], contact: { ...NORA, lifecyclestage: 'opportunity' } }));
    expect(update(made)?.properties['lifecyclestage']).toBeUndefined();
  });

  test('invariant 7: a stage that stood and no longer does is given up and said, not written again', () => {
    const first = plan(asked);
    const readBack = { ...applied(asked, first), before: applied(asked, first).contact };
    const ignored = plan(
      { ...readBack, contact: { ...readBack.contact, lifecyclestage: 'lead' } },
      { now: NOW + 2_000 },
    );
    expect(ignored.effects).toEqual([]);
    expect(ignored.because.join(' ')).toContain(
      'HubSpot did not keep the lifecycle stage "salesqualifiedlead": it says "lead"',
    );
    const later = plan(
      { ...readBack, before: null, cycle: ignored.cycle, contact: { ...readBack.contact, lifecyclestage: 'lead' } },
      { now: NOW + 4_000 },
    );
    expect(later.effects).toEqual([]);
  });

  test('an owner changed by people after the handoff stays changed', () => {
    const done = applied(asked, plan(asked));
    const changed = plan({ ...done, contact: { ...done.contact, hubspot_owner_id: '103' } }, { now: NOW + MINUTE });
    expect(update(changed)?.properties['hubspot_owner_id']).toBeUndefined();
    // The promise and the task follow the lead to whoever has it now.
    expect(changed.cycle.assignments.map(({ ownerId }) => ownerId)).toEqual(['101', '103']);
    expect(changed.effects).toContainEqual(expect.objectContaining({ kind: 'UpdateTask', ownerId: '103' }));
  });
});

describe('routing', () => {
  test('an active owner keeps the lead; a deactivated one does not', () => {
    const kept = plan(snapshot({ facts: [demo], contact: { ...NORA, hubspot_owner_id: '103' } }));
    expect(kept.cycle.handoff?.ownerId).toBe('103');
    expect(kept.dealt).toMatchObject({ how: 'existing', turn: null });
    const moved = plan(
      snapshot({
        facts: [demo],
        contact: { ...NORA, hubspot_owner_id: '104' },
        portal: portal({ owners: [...OWNERS, person('104', 'dora@example.com', 'Dora', false)] }),
      }),
    );
    expect(moved.cycle.handoff?.ownerId).toBe('101');
    expect(moved.cycle.handoff?.trace).toContain('existing owner: Dora is deactivated');
  });

  test('invariant 10: weighted turns break ties by least recently assigned, then by owner id, always the same way', () => {
    const given: string[] = [];
    let desk: Desk = EMPTY_DESK;
    for (let i = 0; i < 9; i += 1) {
      const made = plan({ ...asked, contactId: String(600 + i) }, { desk });
      given.push(made.cycle.handoff?.ownerName.split(' ')[0] ?? '');
      desk = deskAfter(desk, made);
    }
    expect(given).toEqual(['Anna', 'Ben', 'Anna', 'Anna', 'Ben', 'Anna', 'Anna', 'Ben', 'Anna']);
  });
});

describe('a merge', () => {
  const handedOff = plan(asked).cycle;
  const nurture = plan(snapshot({ contactId: '502' })).cycle;

  test('keeps the handoff of either side, once', () => {
    const merged = inheritCycle(null, [
      { contactId: '502', cycle: nurture },
      { contactId: '501', cycle: handedOff },
    ]);
    expect(merged).toMatchObject({ no: 1, state: 'handed_off', handoff: handedOff.handoff, tookOver: ['501', '502'] });
    const ended = merged === null ? null : { ...merged, state: 'lost' as const, endedAt: NOW + HOUR };
    expect(inheritCycle(ended, [{ contactId: '501', cycle: handedOff }])).toBe(ended);
  });

  test('after it, the facts of both sides make no second handoff', () => {
    const made = plan(
      snapshot({
        contactId: '503',
        facts: [demo],
        cycle: inheritCycle(null, [{ contactId: '501', cycle: handedOff }]),
      }),
    );
    expect(task(made)).toBeUndefined();
    expect(update(made)?.properties).toMatchObject({ baton_state: 'handed_off', hubspot_owner_id: '101' });
  });
});

test('a score that only fades is written when it has lost five points, a grade or a stage, and not before', () => {
  const start = snapshot({ facts: [page('/pricing', NOW - HOUR), page('/case-studies/a', NOW - HOUR)] });
  let settled = applied(start, plan(start));
  const written: { readonly score: number; readonly grade: string }[] = [];
  let at = plan(settled).nextDueAt;
  for (let look = 0; at !== null && look < 30; look += 1) {
    const { baton_score: before = '', baton_grade: grade = '' } = settled.contact;
    const made = plan(settled, { now: at });
    const after = update(made)?.properties['baton_score'];
    if (after !== undefined) {
      written.push({ score: Number(after), grade: made.score.grade });
      expect(Number(before) - Number(after) >= 5 || grade !== made.score.grade).toBe(true);
    }
    settled = applied(settled, made);
    at = made.nextDueAt;
  }
  expect(at).toBeNull();
  expect(written.length).toBeGreaterThan(1);
  expect(written.length).toBeLessThan(8);
});
