import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Agreement } from '../../src/core/agreement.ts';
import { deadAfter, faded } from '../../src/core/decay.ts';
import type { Contribution, Scorable, Score } from '../../src/core/score.ts';
import { compile } from '../../src/core/score.ts';
import type { Signal } from '../../src/core/signal.ts';
import { DAY, NOW, daysAgo, happened, p, perfectFit, ref, rule, testAgreement } from '../support/agreement.ts';
import { someAgreement, somePerson, someSignals } from '../support/generators.ts';

const agreement = testAgreement();
const nobody = { contact: {}, company: null };

const scored = (lead: Partial<Scorable>, under: Agreement = agreement): Score =>
  compile(under).score({ ...nobody, signals: [], now: NOW, ...lead });
const sum = (lines: readonly Contribution[]): number => lines.reduce((all, line) => all + line.points, 0);
const lineOf = (score: Score, subject: string): Contribution | undefined =>
  score.receipt.find((line) => line.subject === subject);

/** 2 pricing visits and a case study 3 days ago, a webinar 10, a paper 20, a click 4 and one 6 days ago. */
const interested = daysAgo(
  ['pricing_page', 3],
  ['pricing_page', 3.02],
  ['case_study', 3],
  ['webinar', 10],
  ['resource', 20],
  ['mail_click', 4],
  ['mail_click', 6],
);

describe('the arithmetic the two teams agreed on', () => {
  const manager = {
    contact: { jobtitle: 'Sales Manager' },
    company: { ...perfectFit.company, numberofemployees: '80', annualrevenue: '5000000' },
  };
  const intern = { contact: { jobtitle: 'Marketing Intern' }, company: { industry: 'FARMING', country: 'US' } };
  const everything = Array.from({ length: 30 }, (_, day) =>
    ['pricing_page', 'pricing_page', 'case_study', 'resource', 'webinar', 'mail_click'].map(
      (name, i) => [name, day + i / 100] as const,
    ),
  ).flat();

  test('a VP at a target company who read, watched and clicked has 84.7', () => {
    const score = scored({ ...perfectFit, signals: interested });
    expect(score.profile).toBe(p(50));
    expect(score.behaviour / 100).toBeCloseTo(34.7, 1);
    expect(score.total / 100).toBeCloseTo(84.7, 1);
    expect(score.grade).toBe('A2');
  });

  test('the same VP is below 75 on the 10th quiet day and below 60 on the 38th', () => {
    const { nextChange, total } = compile(agreement);
    const quietUntil = (below: number): number => {
      for (let now = NOW; ;) {
        const next = nextChange({ lead: { ...perfectFit, signals: interested, now }, alsoBelow: below });
        if (next === null) throw new Error('it never leaves');
        if (total({ ...perfectFit, signals: interested, now: next }).total < below)
          return Math.ceil((next - NOW) / DAY);
        now = next;
      }
    };
    expect(quietUntil(p(75))).toBe(10);
    expect(quietUntil(p(60))).toBe(38);
  });

  test('a manager at an 80-person target company who did the same has 75.7, just SQL', () => {
    const score = scored({ ...manager, signals: interested });
    expect(score.profile).toBe(p(41));
    expect(score.total / 100).toBeCloseTo(75.7, 1);
  });

  test('an intern at the wrong company who clicked everything has at most 55', () => {
    const score = scored({ ...intern, signals: daysAgo(...everything) });
    expect(score.behaviour).toBe(p(50));
    expect(score.total).toBeLessThanOrEqual(p(55));
  });

  test('a VP who fits perfectly and never said a word has 50', () => {
    expect(scored(perfectFit).total).toBe(p(50));
  });
});

describe('behaviour', () => {
  test.each([
    ['points halve after one half-life', [['pricing_page', 14]], 4],
    ['and halve again after the next', [['pricing_page', 28]], 2],
    [
      'a rule may take points away',
      [
        ['webinar', 0],
        ['careers_page', 0],
      ],
      4,
    ],
    [
      'what is taken away fades, too',
      [
        ['webinar', 0],
        ['careers_page', 30],
      ],
      7,
    ],
    ['behaviour never falls below nothing', [['careers_page', 0]], 0],
    [
      'a group ends at its cap',
      [
        ['webinar', 0],
        ['webinar', 1],
        ['webinar', 2],
      ],
      10,
    ],
    [
      'three visits on one day count as two',
      [
        ['pricing_page', 0],
        ['pricing_page', 0.01],
        ['pricing_page', 0.02],
      ],
      15.98,
    ],
    ['a signal dated after now does not count yet', [['pricing_page', -0.5]], 0],
  ] as const)('%s', (_, signals, points) => {
    const score = scored({ signals: daysAgo(...signals) });
    expect(score.behaviour / 100).toBeCloseTo(points, 1);
  });

  const visit = (iso: string): Signal => happened('pricing_page', Date.parse(iso));
  const day = (perDay: number | null, perWeek: number | null): Agreement =>
    testAgreement({
      behaviour: [
        {
          name: 'web',
          cap: null,
          rules: [{ ...rule('pricing_page', 8, null), perDay, perWeek }],
        },
      ],
    });

  test('a day is a local day: midnight in Berlin starts a new one', () => {
    const around = [visit('2026-11-08T22:59:00Z'), visit('2026-11-08T22:59:30Z'), visit('2026-11-08T23:00:00Z')];
    expect(scored({ signals: around }, day(1, null)).behaviour).toBe(p(16));
    expect(scored({ signals: around }, testAgreement({ ...day(1, null), timezone: 'UTC' })).behaviour).toBe(p(8));
  });

  test('a week is a local ISO week: Sunday belongs to the one before', () => {
    const around = [visit('2026-11-07T12:00:00Z'), visit('2026-11-08T12:00:00Z'), visit('2026-11-09T01:00:00Z')];
    expect(scored({ signals: around }, day(null, 1)).behaviour).toBe(p(16));
  });

  test('what a full day turns away does not use up the week', () => {
    const sameDay = [1, 2, 3].map((minute) => visit(`2026-11-08T10:0${minute}:00Z`));
    const before = visit('2026-11-03T10:00:00Z');
    expect(scored({ signals: [before, ...sameDay] }, day(1, 2)).behaviour).toBe(p(16));
  });

  test('what is beyond a limit shows as a line of 0 that names what was withheld', () => {
    const score = scored({ signals: daysAgo(['pricing_page', 0], ['pricing_page', 0.01], ['pricing_page', 0.02]) });
    const withheld = score.receipt.find((line) => line.state === 'limit');
    expect(withheld).toMatchObject({ subject: 'pricing_page', points: 0, raw: p(8), evidence: { at: NOW } });
  });

  test('the earliest of a day count: a later one never changes what an earlier one earned', () => {
    const early = daysAgo(['pricing_page', 0.02], ['pricing_page', 0.01]);
    const late = [...early, happened('pricing_page', NOW)];
    expect(scored({ signals: late }).behaviour).toBe(scored({ signals: early }).behaviour);
  });

  const combined = testAgreement({
    behaviour: [],
    combinations: [
      {
        all: ['case_study', 'pricing_page'],
        withinMs: 14 * DAY,
        points: p(5),
        because: 'compared us and looked at the price',
      },
    ],
  });
  test.each([
    [
      'both within the span',
      [
        ['case_study', 10],
        ['pricing_page', 1],
      ],
      5,
      1,
    ],
    [
      'in the other order',
      [
        ['case_study', 1],
        ['pricing_page', 10],
      ],
      5,
      1,
    ],
    [
      'the span is inclusive',
      [
        ['case_study', 14],
        ['pricing_page', 0],
      ],
      5,
      0,
    ],
    [
      'too far apart',
      [
        ['case_study', 16],
        ['pricing_page', 1],
      ],
      0,
      null,
    ],
    [
      'once, however often, dated by the first completion',
      [
        ['case_study', 9],
        ['pricing_page', 8],
        ['case_study', 2],
      ],
      5,
      8,
    ],
    [
      'one alone is not enough',
      [
        ['case_study', 1],
        ['case_study', 2],
      ],
      0,
      null,
    ],
  ] as const)('a combination: %s', (_, signals, points, completedDaysAgo) => {
    const score = scored({ signals: daysAgo(...signals) }, combined);
    expect(score.behaviour).toBe(p(points));
    const at = completedDaysAgo === null ? undefined : NOW - completedDaysAgo * DAY;
    expect(score.receipt.find((line) => line.group === 'combinations')?.evidence?.at).toBe(at);
  });
});

describe('profile', () => {
  test('invariant 9: a missing property is a line "unknown" with 0 points, lowers coverage and never takes points', () => {
    const score = scored({ contact: { jobtitle: 'VP Sales' }, company: { industry: 'INTERNET' } });
    expect(lineOf(score, 'company.numberofemployees')).toMatchObject({
      state: 'unknown',
      points: 0,
      raw: p(12),
      evidence: null,
    });
    expect(score.profile).toBe(p(29));
    expect(score.coverage).toBe(2 / 5);
    expect(score.grade).toBe('?4');
  });

  test('known and worth nothing is a counted line of 0, which is not the same as unknown', () => {
    const score = scored({ company: { industry: 'FARMING' } });
    expect(lineOf(score, 'company.industry')).toMatchObject({
      state: 'counted',
      points: 0,
      evidence: { what: 'FARMING' },
    });
    expect(score.coverage).toBe(1 / 5);
  });

  test.each([
    ['a number that cannot be read is unknown', 'about 300'],
    ['a range across two bands is unknown', '25-100'],
  ])('%s', (_, numberofemployees) => {
    const score = scored({ company: { numberofemployees } });
    expect(lineOf(score, 'company.numberofemployees')).toMatchObject({
      state: 'unknown',
      evidence: { what: numberofemployees },
    });
    expect(score.coverage).toBe(0);
  });

  test.each([
    [
      'half of the properties known is enough for a letter',
      { industry: 'INTERNET', country: 'DE', annualrevenue: '1' },
      'D4',
    ],
    ['less is not', { industry: 'INTERNET', country: 'DE' }, '?4'],
  ])('%s', (_, company, grade) => {
    expect(scored({ company }).grade).toBe(grade);
  });

  test('an agreement without a profile has nothing unknown', () => {
    expect(scored({}, testAgreement({ profile: [] }))).toMatchObject({ coverage: 1, profile: 0, grade: 'D4' });
  });

  test('each axis ends at 50 and says so', () => {
    const generous = testAgreement({
      profile: [{ kind: 'values', property: ref('company.industry'), values: { INTERNET: p(70) } }],
    });
    const score = scored({ company: { industry: 'INTERNET' } }, generous);
    expect(score.profile).toBe(p(50));
    expect(lineOf(score, 'cap')).toMatchObject({ part: 'profile', state: 'limit', points: p(-20), evidence: null });
  });

  test('an intern alone has 0 and a line that says why it is not less', () => {
    const score = scored({ contact: { jobtitle: 'Intern' } });
    expect(score.profile).toBe(0);
    expect(lineOf(score, 'floor')).toMatchObject({ part: 'profile', points: p(15) });
  });

  test.each([
    [40, 35, 'A1'],
    [39.99, 34.99, 'B2'],
    [30, 25, 'B2'],
    [20, 12, 'C3'],
    [19.99, 11.99, 'D4'],
  ])('profile %d and behaviour %d are grade %s', (profile, behaviour, grade) => {
    const exact = testAgreement({
      profile: [{ kind: 'values', property: ref('company.industry'), values: { X: p(profile) } }],
      behaviour: [{ name: 'web', cap: null, rules: [rule('pricing_page', behaviour, null)] }],
    });
    expect(scored({ company: { industry: 'X' }, signals: daysAgo(['pricing_page', 1]) }, exact).grade).toBe(grade);
  });

  test('names of the language itself are ordinary values', () => {
    const odd = testAgreement({
      profile: [{ kind: 'values', property: ref('contact.industry'), values: { constructor: p(5) } }],
    });
    expect(scored({ contact: { industry: 'toString' } }, odd).profile).toBe(0);
    expect(scored({ contact: { industry: 'constructor' } }, odd).profile).toBe(p(5));
    expect(scored({ contact: {} }, odd).coverage).toBe(0);
  });
});

describe('for any agreement and any lead', () => {
  const anyLead = fc.record({ person: somePerson, signals: someSignals() });

  test('invariant 4: the lines of a receipt add up to the score, and each counted line names its evidence', () => {
    fc.assert(
      fc.property(someAgreement(), anyLead, (under, { person, signals }) => {
        const score = scored({ ...person, signals }, under);
        const part = (name: string): readonly Contribution[] => score.receipt.filter((line) => line.part === name);
        expect(sum(part('behaviour'))).toBe(score.behaviour);
        expect(sum(part('profile'))).toBe(score.profile);
        expect(score.behaviour + score.profile).toBe(score.total);
        for (const points of [score.behaviour, score.profile]) {
          expect(Number.isInteger(points)).toBe(true);
          expect(points).toBeGreaterThanOrEqual(0);
          expect(points).toBeLessThanOrEqual(p(50));
        }
        for (const line of score.receipt) {
          if (line.state === 'counted') {
            expect(line.evidence).not.toBeNull();
            expect(Math.abs(line.points - line.raw * line.decay)).toBeLessThanOrEqual(0.5);
          }
          expect(Object.is(line.points, -0)).toBe(false);
        }
      }),
    );
  });

  test('invariant 2: the same lead at the same moment has the same score, whatever was asked before', () => {
    fc.assert(
      fc.property(
        someAgreement(),
        anyLead,
        fc.integer({ min: 0, max: 90 * DAY }),
        (under, { person, signals }, later) => {
          const scorer = compile(under);
          const lead = { ...person, signals, now: NOW };
          const first = scorer.score(lead);
          scorer.score({ ...lead, now: NOW + later });
          expect(scorer.score(lead)).toEqual(first);
          expect(compile(under).score(lead)).toEqual(first);
        },
      ),
    );
  });

  test('points only fade: without rules that take points away, a quiet lead never gains any', () => {
    fc.assert(
      fc.property(
        someAgreement(0),
        someSignals({ ahead: 0 }),
        fc.integer({ min: 1, max: 60 * DAY }),
        (under, signals, ms) => {
          const { total } = compile(under);
          const now = total({ ...nobody, signals, now: NOW }).behaviour;
          expect(total({ ...nobody, signals, now: NOW + ms }).behaviour).toBeLessThanOrEqual(now);
        },
      ),
    );
  });

  test('what is dead is worth nothing, and little before it is still worth something', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 1, max: 400 * DAY }), (raw, halfLife) => {
        const dead = deadAfter(raw, halfLife);
        expect(faded(raw, dead, halfLife)).toBe(0);
        expect(faded(-raw, dead, halfLife)).toBe(0);
        expect(faded(raw, Math.max(0, dead - halfLife * 1e-5 - 2), halfLife)).toBe(1);
      }),
    );
  });
});

test('a score carries the moment and the agreement it was made under', () => {
  expect(scored({})).toMatchObject({ at: NOW, agreement: agreement.hash, total: 0, receipt: expect.any(Array) });
});
