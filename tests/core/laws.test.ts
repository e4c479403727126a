/** What holds of every score, whatever the agreement and the lead. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Agreement } from '../../src/core/agreement.ts';
import type { Contribution, Score } from '../../src/core/score.ts';
import { compile } from '../../src/core/score.ts';
import { signalsOf } from '../../src/core/signal.ts';
import { DAY, MINUTE, NOW, fact, p, testAgreement } from '../support/agreement.ts';
import { someAgreement, somePerson, someSignals } from '../support/generators.ts';

const SEED = 20261123;
const nobody = { contact: {}, company: null };
const sum = (lines: readonly Contribution[]): number => lines.reduce((all, line) => all + line.points, 0);
const inGroup = (score: Score, name: string): readonly Contribution[] =>
  score.receipt.filter(({ group }) => group === name || group.startsWith(`${name}, `));

test('a cap never lets more through, a floor never takes more, and the lines of a group show it', () => {
  fc.assert(
    fc.property(someAgreement(), somePerson, someSignals(), (agreement, person, signals) => {
      const score = compile(agreement).score({ ...person, signals, now: NOW });
      for (const { name, cap, floor } of agreement.behaviour) {
        const points = sum(inGroup(score, name));
        expect(points).toBeLessThanOrEqual(cap ?? Infinity);
        expect(points).toBeGreaterThanOrEqual(floor ?? -Infinity);
      }
      for (const { name, cap, floor } of agreement.profileGroups ?? []) {
        const points = sum(score.receipt.filter(({ part, group }) => part === 'profile' && group === name));
        expect(points).toBeLessThanOrEqual(cap ?? Infinity);
        expect(points).toBeGreaterThanOrEqual(floor ?? -Infinity);
      }
    }),
    { numRuns: 1500, seed: SEED },
  );
});

test('one axis alone never crosses the bar of 75', () => {
  fc.assert(
    fc.property(someAgreement(), somePerson, someSignals(), (agreement, person, signals) => {
      const { total } = compile(agreement);
      expect(total({ ...person, signals: [], now: NOW }).total).toBeLessThan(p(75));
      expect(total({ ...nobody, signals, now: NOW }).behaviour).toBeLessThan(p(75));
    }),
    { numRuns: 500, seed: SEED },
  );
});

/** Lines that may end and let the score rise: what takes points, and what counts only up to a number of times. */
const mayLift = (agreement: Agreement, before: Score): boolean =>
  before.receipt.some(({ points, part }) => part === 'behaviour' && points < 0) ||
  agreement.behaviour.some(({ rules }) => rules.some(({ times }) => times !== undefined && times.below !== null)) ||
  agreement.only !== undefined ||
  agreement.combinations.some(({ when }) => when !== undefined);

test('time alone lifts behaviour only where the receipt had a line that takes points, or something counts up to a number', () => {
  let rose = 0;
  fc.assert(
    fc.property(
      someAgreement(-20),
      somePerson,
      someSignals({ ahead: 0 }),
      fc.integer({ min: 1, max: 60 * DAY }),
      (agreement, person, signals, ms) => {
        const { score } = compile(agreement);
        const before = score({ ...person, signals, now: NOW });
        const after = score({ ...person, signals, now: NOW + ms });
        if (after.behaviour <= before.behaviour) return;
        rose += 1;
        expect(mayLift(agreement, before)).toBe(true);
      },
    ),
    { numRuns: 1500, seed: SEED },
  );
  expect(rose).toBeGreaterThan(10);
});

test('the order of facts, and facts told twice, change nothing', () => {
  const facts = fc.array(
    fc.record({
      kind: fc.constantFrom('form' as const, 'page' as const),
      subject: fc.constantFrom('Demo request', '/pricing', '/case-studies/a', 'Ebook'),
      at: fc.integer({ min: 0, max: 30 * 24 * 60 }).map((minutes) => NOW - minutes * MINUTE),
      source: fc.constantFrom('webhook' as const, 'read' as const, 'history' as const),
    }),
    { maxLength: 25 },
  );
  fc.assert(
    fc.property(someAgreement(), facts, fc.integer(), (agreement, told, seed) => {
      const under = testAgreement({ ...agreement, signals: testAgreement().signals });
      const all = told.map((one) => fact(one));
      const mixed = [...all, ...all].sort((a, b) => ((a.at * 31 + seed) % 97) - ((b.at * 31 + seed) % 97));
      const scoreOf = (some: typeof all): Score =>
        compile(under).score({ ...nobody, signals: signalsOf(under, some), now: NOW });
      expect(scoreOf(mixed)).toEqual(scoreOf(all));
    }),
    { numRuns: 800, seed: SEED },
  );
});
