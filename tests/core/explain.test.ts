import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { criterionLines, qualificationLines, reasonSentence, receiptLines } from '../../src/core/explain.ts';
import { qualify } from '../../src/core/qualify.ts';
import type { Scorable } from '../../src/core/score.ts';
import { compile } from '../../src/core/score.ts';
import { ago, deed, exactSpan, points, signed, span, times } from '../../src/core/words.ts';
import { DAY, MINUTE, NOW, daysAgo, happened, p, perfectFit, testAgreement } from '../support/agreement.ts';
import { someAgreement, somePerson, someSignals } from '../support/generators.ts';

const agreement = testAgreement();
const explained = (lead: Partial<Scorable>, spent: readonly string[] = []) => {
  const full = { contact: {}, company: null, signals: [], now: NOW, ...lead };
  const score = compile(agreement).score(full);
  const qualification = qualify(agreement, { ...full, score, spent, wasSql: false });
  return { score, qualification, reason: reasonSentence({ score, qualification, now: NOW }) };
};
const demo = happened('demo_request', NOW - 4 * MINUTE, { subject: 'Demo request DE' });

test.each([
  [800, '8'],
  [725, '7.25'],
  [750, '7.5'],
  [5, '0.05'],
  [-600, '−6'],
  [0, '0'],
  [10000, '100'],
])('%d hundredths are "%s" points', (hundredths, text) => {
  expect(points(hundredths)).toBe(text);
});

test.each([
  [30_000, 'just now', 'less than a minute'],
  [-5 * MINUTE, 'just now', 'less than a minute'],
  [4 * MINUTE + 59_000, '4 minutes ago', '4 minutes'],
  [60 * MINUTE, '1 hour ago', '1 hour'],
  [3 * DAY, '3 days ago', '3 days'],
  [61 * DAY, '2 months ago', '2 months'],
  [800 * DAY, '2 years ago', '2 years'],
])('%d ms are "%s"', (ms, text, spanText) => {
  expect(ago(ms)).toBe(text);
  expect(span(ms)).toBe(spanText);
});

test('small words', () => {
  expect([signed(p(8)), signed(p(-6)), signed(0)]).toEqual(['+8', '−6', '0']);
  expect([times(1), times(2), times(3)]).toEqual(['once', 'twice', '3 times']);
  expect([exactSpan(30 * DAY), exactSpan(36 * 60 * MINUTE), exactSpan(MINUTE), exactSpan(1)]).toEqual([
    '30 days',
    '36 hours',
    '1 minute',
    '1 ms',
  ]);
  expect(deed('partner_visit')).toBe('did partner visit');
});

describe('the reason', () => {
  test('names the hand-raise, who it is and what they did', () => {
    const signals = [...daysAgo(['pricing_page', 1], ['pricing_page', 2], ['case_study', 3]), demo];
    expect(explained({ ...perfectFit, signals }).reason).toBe(
      'Asked for a demo 4 minutes ago (Demo request DE); VP Sales at a 300-person computer software company; ' +
        'read pricing twice; read a case study 3 days ago',
    );
  });

  test.each([
    ['an article before a vowel sound', { numberofemployees: '80' }, 'Marketing Lead at an 80-person company'],
    ['an article by the sound of the number', { numberofemployees: '1800' }, 'Marketing Lead at a 1800-person company'],
    ['eleven sounds like a vowel', { numberofemployees: '11' }, 'Marketing Lead at an 11-person company'],
    ['an industry alone', { industry: 'INTERNET' }, 'Marketing Lead at an internet company'],
    ['nothing of the company', {}, 'Marketing Lead'],
  ])('%s', (_, company, reason) => {
    expect(explained({ contact: { jobtitle: 'Marketing Lead' }, company }).reason).toBe(reason);
  });

  test('a company without a person', () => {
    expect(explained({ company: { industry: 'INTERNET', numberofemployees: '300' } }).reason).toBe(
      '300-person internet company',
    );
  });

  test('is a sentence also when nothing is known', () => {
    expect(explained({}).reason).toBe('Nothing is known of this lead that earns points.');
  });

  test('a hand-raise that was answered is not named again', () => {
    expect(explained({ contact: { jobtitle: 'CEO' }, signals: [demo] }, [demo.id]).reason).toBe('CEO');
  });
});

test('a receipt in words', () => {
  const signals = daysAgo(
    ['pricing_page', 0],
    ['pricing_page', 0.1],
    ['pricing_page', 0.2],
    ['case_study', 0],
    ['case_study', 0.1],
  );
  const { score } = explained({ contact: { jobtitle: 'VP Sales' }, company: { numberofemployees: 'many' }, signals });
  expect(receiptLines(score)).toEqual([
    '+15.88 pricing page twice: pricing_page, 2 hours ago',
    '+11.98 case study twice: case_study, just now',
    '0 pricing page: more than the agreement counts per day or week',
    '−5.86 web: more than the agreement counts',
    'industry: unknown, 0 (up to 12)',
    'employees: "many" does not tell, 0 (up to 12)',
    'revenue: unknown, 0 (up to 6)',
    '+12 job title: VP Sales',
    '+5 job title: VP Sales',
    'country: unknown, 0 (up to 3)',
    '39 in all: behaviour 22, profile 17',
  ]);
});

test('invariant 4: the points printed on a receipt add up to the score', () => {
  fc.assert(
    fc.property(someAgreement(), somePerson, someSignals(), (under, person, signals) => {
      const score = compile(under).score({ ...person, signals, now: NOW });
      const printed = receiptLines(score)
        .slice(0, -1)
        .map((line) => /^([+−]?)(\d+)(?:\.(\d+))? /.exec(line))
        .reduce((sum, match) => {
          if (match === null) return sum;
          const value = Number(match[2]) * 100 + Number((match[3] ?? '').padEnd(2, '0'));
          return sum + (match[1] === '−' ? -value : value);
        }, 0);
      expect(printed).toBe(score.total);
    }),
  );
});

test('a criterion as lines with marks', () => {
  const { qualification } = explained({ contact: { jobtitle: 'VP Sales' } });
  expect(criterionLines(qualification.criteria.mql)).toEqual([
    '✗ all of',
    '  ? score at least 40: 17, and what is unknown could add 33',
    '  ? profile at least 20: 17, and what is unknown could add 33',
    '  ✗ behaviour at least 12: 0',
  ]);
  expect(criterionLines(qualification.criteria.sql)).toEqual([
    '✗ any of',
    '  ✗ score at least 75: 17',
    '  ✗ demo request within 30 days: none',
  ]);
});

test('a qualification as lines', () => {
  const { qualification } = explained({ contact: { email: 'eve@rival.example' }, signals: [demo] });
  expect(qualificationLines(qualification)).toEqual([
    'Stage: SQL, hot',
    'SQL: demo request within 30 days (4 minutes ago: Demo request DE).',
    'Blocked: competitor: e-mail is at rival.example (eve@rival.example).',
  ]);
  expect(qualificationLines(explained({}).qualification)[0]).toBe('Stage: not qualified');
});
