/** What one more thing would do, and when quiet does the opposite: both are scores, not estimates. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dropSentence, wayLines } from '../../src/core/explain.ts';
import { compile } from '../../src/core/score.ts';
import type { Way } from '../../src/core/ways-up.ts';
import { waysUp, withSignal, withValue } from '../../src/core/ways-up.ts';
import { DAY, HOUR, NOW, daysAgo, p, perfectFit, rule, testAgreement } from '../support/agreement.ts';
import { someAgreement, somePerson, someSignals } from '../support/generators.ts';

const SEED = 20261123;
const agreement = testAgreement();
const scorer = compile(agreement);
const lead = {
  contact: { jobtitle: 'VP Sales' },
  company: { industry: 'INTERNET', country: 'DE' },
  signals: daysAgo(['pricing_page', 3]),
  now: NOW,
};

test('each way names its score: what is unknown first, then what they did before, then what is new', () => {
  const ways = waysUp(scorer, lead, p(40));
  expect(ways.map(({ effort }) => effort)).toEqual([...ways.map(({ effort }) => effort)].sort());
  expect(ways[0]).toEqual({
    change: { kind: 'property', property: { object: 'company', name: 'numberofemployees' }, value: '50' },
    from: p(38.9),
    to: p(50.9),
    reaches: true,
    effort: 1,
  } satisfies Way);
  expect(wayLines(ways)).toContain('Employees known to be 50: 38.9 → 50.9');
  expect(wayLines(ways)).toContain('Pricing page: 38.9 → 46.9');
  expect(wayLines(ways)).toContain('Webinar: 38.9 → 48.9');
});

test('what gains nothing is no way: a full group, what takes points, a value worth nothing', () => {
  const names = waysUp(scorer, lead, p(100)).map(({ change }) =>
    change.kind === 'signal' ? change.signal : change.property.name,
  );
  expect(names).not.toContain('careers_page');
  expect(names).not.toContain('jobtitle');
});

test('a lead at the bar needs no way up', () => {
  expect(waysUp(scorer, lead, p(30))).toEqual([]);
});

test('ways up reach what they promise, for any agreement and any lead', () => {
  fc.assert(
    fc.property(
      someAgreement(),
      somePerson,
      someSignals({ maxLength: 12 }),
      fc.integer({ min: 100, max: 9000 }),
      (under, person, signals, bar) => {
        const compiled = compile(under);
        const now = { ...person, signals, now: NOW };
        for (const { change, to, reaches, from } of waysUp(compiled, now, bar)) {
          const changed =
            change.kind === 'signal'
              ? withSignal(now, { name: change.signal, handRaise: change.signal === 'demo_request' })
              : withValue(now, change.property, change.value);
          expect(compiled.score(changed).total).toBe(to);
          expect(to).toBeGreaterThan(from);
          expect(reaches).toBe(to >= bar);
        }
      },
    ),
    { numRuns: 500, seed: SEED },
  );
});

test('the instant at which a score falls below a bar is exact, for any agreement and any lead', () => {
  let fell = 0;
  fc.assert(
    fc.property(
      someAgreement(-10),
      somePerson,
      someSignals({ maxLength: 10 }),
      fc.integer({ min: 1, max: 60 }),
      (under, person, signals, share) => {
        const { total, dropsBelow } = compile(under);
        const now = { ...person, signals, now: NOW };
        const bar = Math.ceil((total(now).total * share) / 60);
        const at = dropsBelow({ lead: now, bar });
        if (at === null) {
          for (let days = 0; days < 400; days += 40)
            expect(total({ ...now, now: NOW + days * DAY }).total).toBeGreaterThanOrEqual(bar);
          return;
        }
        fell += 1;
        expect(total({ ...now, now: at }).total).toBeLessThan(bar);
        expect(total({ ...now, now: at - 1 }).total).toBeGreaterThanOrEqual(bar);
        for (let i = 1; i < 12; i++) {
          const between = NOW + Math.floor(((at - NOW) * i) / 12);
          expect(total({ ...now, now: between }).total).toBeGreaterThanOrEqual(bar);
        }
      },
    ),
    { numRuns: 400, seed: SEED },
  );
  expect(fell).toBeGreaterThan(50);
});

test('a lead below the bar does not fall below it, and one that never fades stays', () => {
  expect(scorer.dropsBelow({ lead, bar: p(90) })).toBeNull();
  expect(scorer.dropsBelow({ lead: { ...lead, ...perfectFit, signals: [] }, bar: p(50) })).toBeNull();
});

test('the minute is said in the zone of the agreement', () => {
  const fading = compile(
    testAgreement({ behaviour: [{ name: 'web', cap: null, rules: [rule('pricing_page', 8, 14)] }] }),
  );
  const at = fading.dropsBelow({
    lead: { contact: {}, company: null, signals: daysAgo(['pricing_page', 0]), now: NOW },
    bar: p(4),
  });
  const bare = (at ?? 0) - NOW - 14 * DAY;
  expect(bare).toBeGreaterThan(0);
  expect(bare).toBeLessThan(HOUR);
  expect(dropSentence({ at, bar: p(4), zone: 'Europe/Berlin' })).toMatch(
    /^Falls below 4 on Monday,? 23 November 2026 at 10:\d\d \(Europe\/Berlin\) unless something happens\.$/,
  );
  expect(dropSentence({ at: null, bar: p(4), zone: 'UTC' })).toBe('Does not fall below 4 by itself.');
});
