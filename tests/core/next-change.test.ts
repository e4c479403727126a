import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { watchOf } from '../../src/core/next-change.ts';
import type { Scorable } from '../../src/core/score.ts';
import { compile } from '../../src/core/score.ts';
import { DAY, HOUR, MINUTE, NOW, daysAgo, happened, p, perfectFit, rule, testAgreement } from '../support/agreement.ts';
import { someAgreement, somePerson, someSignals } from '../support/generators.ts';

const { nextChange, total } = compile(testAgreement());
const nobody = { contact: {}, company: null, now: NOW };

test('a lead of whom nothing is known never changes by itself', () => {
  expect(nextChange({ lead: { ...nobody, signals: [] } })).toBeNull();
  expect(nextChange({ lead: { ...nobody, ...perfectFit, signals: [] } })).toBeNull();
});

test('the instant is exact: one millisecond earlier nothing has changed', () => {
  const lead = {
    ...nobody,
    ...perfectFit,
    signals: daysAgo(['webinar', 0], ['pricing_page', 0], ['pricing_page', 0.1]),
  };
  const at = nextChange({ lead })!;
  expect(total({ ...lead, now: at - 1 }).behaviour).toBe(p(25));
  expect(total({ ...lead, now: at }).behaviour).toBe(p(25) - 1);
});

test('one more bar can be asked for', () => {
  const lead = { ...nobody, signals: daysAgo(['webinar', 0]) };
  expect(nextChange({ lead })).toBeNull();
  const at = nextChange({ lead, alsoBelow: p(5) })!;
  expect(total({ ...lead, now: at }).total).toBeLessThan(p(5));
  expect(total({ ...lead, now: at - 1 }).total).toBe(p(5));
  expect((at - NOW) / DAY).toBeCloseTo(30, 1);
});

test('a "within 30d" ends a millisecond after its thirty days', () => {
  const lead = { ...nobody, signals: [happened('demo_request', NOW - 29 * DAY)] };
  expect(nextChange({ lead })).toBe(NOW + DAY + 1);
});

test('a signal dated in the future counts from its date on', () => {
  expect(nextChange({ lead: { ...nobody, signals: [happened('demo_request', NOW + HOUR)] } })).toBe(NOW + HOUR);
});

test('points that take away fade, too: a lead can rise while nothing happens', () => {
  const rising = compile(
    testAgreement({
      behaviour: [{ name: 'web', cap: null, rules: [rule('webinar', 15, null), rule('careers_page', -6, 7)] }],
    }),
  );
  const lead = { ...nobody, signals: daysAgo(['careers_page', 0], ['webinar', 0]) };
  expect(rising.total(lead).behaviour).toBe(p(9));
  const at = rising.nextChange({ lead })!;
  expect(rising.total({ ...lead, now: at - 1 }).behaviour).toBe(p(12) - 1);
  expect(rising.total({ ...lead, now: at }).behaviour).toBe(p(12));
  expect((at - NOW) / DAY).toBeCloseTo(7, 1);
});

test('the agreement’s own bars are watched: stages, temperature, grades, hysteresis, windows', () => {
  const watch = watchOf(testAgreement());
  expect([...watch.total].sort()).toEqual([p(40), p(60), p(75)]);
  expect(watch.behaviour).toEqual(expect.arrayContaining([p(12), p(25), p(35)]));
  expect(watch.windows).toContainEqual(expect.objectContaining({ signal: 'pricing_page', withinMs: DAY }));
});

describe('for any agreement and any lead', () => {
  const bars = { total: [p(40), p(60), p(75)], behaviour: [p(12), p(25), p(35)] };
  const stateOf = (scorer: ReturnType<typeof compile>, lead: Scorable): string => {
    const { total: all, behaviour } = scorer.total(lead);
    const within = (name: string, ms: number): boolean =>
      lead.signals.some((s) => s.name === name && s.at <= lead.now && lead.now - s.at <= ms);
    return JSON.stringify([
      bars.total.map((bar) => all >= bar),
      bars.behaviour.map((bar) => behaviour >= bar),
      within('demo_request', 30 * DAY),
      within('pricing_page', DAY),
    ]);
  };
  const anyLead = fc.record({ person: somePerson, signals: someSignals({ maxLength: 15 }) });
  const probes = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 20, maxLength: 20 });

  test('nothing changes before it, and where points only fade something changes at it', () => {
    fc.assert(
      fc.property(someAgreement(0), anyLead, probes, (agreement, { person, signals }, shares) => {
        const scorer = compile(agreement);
        const lead = { ...person, signals, now: NOW };
        const at = scorer.nextChange({ lead });
        const before = stateOf(scorer, lead);
        const until = at ?? NOW + 1000 * DAY;
        for (const share of [...shares, 1]) {
          const now = NOW + Math.floor(share * (until - 1 - NOW));
          expect(stateOf(scorer, { ...lead, now })).toBe(before);
        }
        if (at !== null) expect(stateOf(scorer, { ...lead, now: at })).not.toBe(before);
      }),
      { numRuns: 200 },
    );
  });

  test('with rules that take points away it is never late by more than a minute', () => {
    fc.assert(
      fc.property(someAgreement(-30), anyLead, probes, (agreement, { person, signals }, shares) => {
        const scorer = compile(agreement);
        const lead = { ...person, signals, now: NOW };
        const at = scorer.nextChange({ lead });
        const before = stateOf(scorer, lead);
        const until = at === null ? NOW + 1000 * DAY : at - MINUTE;
        for (const share of shares) {
          const now = NOW + Math.floor(share * Math.max(0, until - NOW));
          expect(stateOf(scorer, { ...lead, now })).toBe(before);
        }
        expect(at === null || at > NOW).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test('a lead that hovers at a bar costs bounded work', () => {
    const hovering = testAgreement({
      behaviour: [
        { name: 'a', cap: null, rules: [rule('webinar', 30, 30), rule('careers_page', -18, 31)] },
        { name: 'b', cap: null, rules: [rule('resource', 20, 31), rule('mail_click', -20, 30)] },
      ],
    });
    const signals = daysAgo(
      ...Array.from(
        { length: 60 },
        (_, i) => [['webinar', 'careers_page', 'resource', 'mail_click'][i % 4]!, i / 7] as const,
      ),
    );
    const scorer = compile(hovering);
    const started = process.hrtime.bigint();
    let now = NOW;
    for (let i = 0; i < 20; i++) now = scorer.nextChange({ lead: { ...nobody, signals, now } }) ?? now;
    expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(2_000);
  });
});
