import { describe, expect, test } from '@jest/globals';
import type { Agreement, Criterion } from '../../src/core/agreement.ts';
import type { Answer, Lead, Qualification } from '../../src/core/qualify.ts';
import { evaluate, qualify } from '../../src/core/qualify.ts';
import { compile } from '../../src/core/score.ts';
import {
  DAY,
  HOUR,
  NOW,
  daysAgo,
  happened,
  p,
  perfectFit,
  ref,
  scoreAtLeast,
  testAgreement,
} from '../support/agreement.ts';

const agreement = testAgreement();

function leadOf(overrides: Partial<Omit<Lead, 'score'>> = {}, under: Agreement = agreement): Lead {
  const lead = { contact: {}, company: null, signals: [], spent: [], wasSql: false, now: NOW, ...overrides };
  return { ...lead, score: compile(under).score(lead) };
}
const qualified = (overrides: Partial<Omit<Lead, 'score'>> = {}, under = agreement): Qualification =>
  qualify(under, leadOf(overrides, under));

const demo = happened('demo_request', NOW - 4 * 60_000, { subject: 'Demo request DE' });
const hot = daysAgo(['pricing_page', 0.1], ['pricing_page', 0.2], ['case_study', 1], ['webinar', 1], ['resource', 1]);

describe('stages', () => {
  test.each([
    ['nothing known is no stage', {}, 'none', 'none'],
    ['a perfect fit that never spoke is no MQL', perfectFit, 'none', 'none'],
    [
      'fit and some interest is an MQL, by points',
      { ...perfectFit, signals: daysAgo(['pricing_page', 0], ['webinar', 0]) },
      'mql',
      'score',
    ],
    ['75 points are SQL', { ...perfectFit, signals: hot }, 'sql', 'score'],
    ['a demo request is SQL whoever asks', { signals: [demo] }, 'sql', 'hand_raise'],
    [
      'with 75 points, too, the hand-raise is the reason',
      { ...perfectFit, signals: [...hot, demo] },
      'sql',
      'hand_raise',
    ],
    ['a demo request of 31 days ago is none', { signals: [happened('demo_request', NOW - 31 * DAY)] }, 'none', 'none'],
    ['one dated in the future is none yet', { signals: [happened('demo_request', NOW + HOUR)] }, 'none', 'none'],
    ['a demo request already handed off is none', { signals: [demo], spent: [demo.id] }, 'none', 'none'],
    [
      'also when it is dated a little differently now',
      { signals: [demo], spent: [`demo_request@${demo.at + 90_000}`] },
      'none',
      'none',
    ],
    [
      'a new one after it is one',
      { signals: [happened('demo_request', NOW - DAY), demo], spent: [`demo_request@${NOW - DAY}`] },
      'sql',
      'hand_raise',
    ],
  ] as const)('%s', (_, lead, stage, by) => {
    expect(qualified(lead)).toMatchObject({ stage, by });
  });

  test.each([
    ['between the bars a lead that was SQL stays SQL', daysAgo(['webinar', 0], ['pricing_page', 0]), true, 'sql'],
    ['one that was not does not become it', daysAgo(['webinar', 0], ['pricing_page', 0]), false, 'mql'],
    ['below the lower bar it leaves', daysAgo(['pricing_page', 0]), true, 'none'],
  ] as const)('hysteresis: %s', (_, signals, wasSql, stage) => {
    expect(qualified({ ...perfectFit, signals, wasSql }).stage).toBe(stage);
  });

  test('without a lower bar it never leaves', () => {
    const sticky = testAgreement({ stages: { ...agreement.stages, leaveSqlBelow: null } });
    expect(qualified({ wasSql: true }, sticky)).toMatchObject({ stage: 'sql', by: 'not_yet_left' });
  });

  test('the latest hand-raise that no handoff answered is the one named', () => {
    const older = happened('demo_request', NOW - DAY);
    expect(qualified({ signals: [older, demo] }).handRaise).toEqual(demo);
    expect(qualified({ signals: [older, demo], spent: [demo.id] }).handRaise).toEqual(older);
    expect(qualified({ signals: [older, demo], spent: [demo.id, older.id] }).handRaise).toBeNull();
  });
});

describe('temperature', () => {
  const a1 = daysAgo(
    ['pricing_page', 0],
    ['pricing_page', 0.1],
    ['case_study', 0],
    ['case_study', 0.5],
    ['webinar', 0],
    ['resource', 0],
  );
  test.each([
    ['a hand-raise is hot', { signals: [demo] }, 'hot'],
    ['A1 who read pricing today is hot', { ...perfectFit, signals: a1 }, 'hot'],
    ['75 points are warm', { ...perfectFit, signals: hot.map((s) => ({ ...s, at: s.at - 2 * DAY })) }, 'warm'],
    ['everything else is cold', perfectFit, 'cold'],
  ] as const)('%s', (_, lead, temperature) => {
    expect(qualified(lead).temperature).toBe(temperature);
  });
});

describe('blocks', () => {
  test.each([
    ['a competitor', { email: 'eve@mail.rival.example' }, 'competitor'],
    ['a customer', { lifecyclestage: 'Customer' }, 'customer'],
    ['somebody who can be reached by no means', { hs_email_hard_bounce_reason_enum: 'UNKNOWN_USER' }, 'unreachable'],
    [
      'a bounce with a phone is reachable',
      { hs_email_hard_bounce_reason_enum: 'UNKNOWN_USER', phone: '+49 30 1' },
      null,
    ],
    ['nothing known blocks nothing', {}, null],
  ])('%s', (_, contact, name) => {
    expect(qualified({ contact, signals: [demo] }).blockedBy?.name ?? null).toBe(name);
  });

  test('the block says what it rests on', () => {
    expect(qualified({ contact: { email: 'eve@rival.example' } }).blockedBy?.because).toBe(
      'competitor: e-mail is at rival.example (eve@rival.example)',
    );
  });

  test('invariant 9: a block that cannot be told does not block', () => {
    const cautious = testAgreement({
      blocks: [
        {
          name: 'too small',
          when: {
            kind: 'property',
            property: ref('company.numberofemployees'),
            test: { kind: 'band', from: null, below: 10 },
          },
        },
      ],
    });
    expect(qualified({}, cautious).blockedBy).toBeNull();
    expect(qualified({ company: { numberofemployees: '3' } }, cautious).blockedBy?.name).toBe('too small');
  });
});

describe('three answers', () => {
  const yes = scoreAtLeast(0);
  const no: Criterion = { kind: 'behaviour', atLeast: p(1) };
  const unknown: Criterion = {
    kind: 'property',
    property: ref('contact.jobtitle'),
    test: { kind: 'words', any: ['vp'] },
  };
  const bare = testAgreement({ profile: [] });

  test.each<[string, Criterion, Answer]>([
    ['all: yes and yes', { kind: 'all', of: [yes, yes] }, 'yes'],
    ['all: one no decides, whatever is unknown', { kind: 'all', of: [unknown, no] }, 'no'],
    ['all: unknown where it would decide', { kind: 'all', of: [yes, unknown] }, 'unknown'],
    ['all of nothing', { kind: 'all', of: [] }, 'yes'],
    ['any: one yes decides, whatever is unknown', { kind: 'any', of: [unknown, yes] }, 'yes'],
    ['any: unknown where it would decide', { kind: 'any', of: [no, unknown] }, 'unknown'],
    ['any: no and no', { kind: 'any', of: [no, no] }, 'no'],
    ['any of nothing', { kind: 'any', of: [] }, 'no'],
    ['not yes', { kind: 'not', of: yes }, 'no'],
    ['not no', { kind: 'not', of: no }, 'yes'],
    ['not unknown', { kind: 'not', of: unknown }, 'unknown'],
  ])('%s', (_, criterion, answer) => {
    expect(evaluate(criterion, leadOf({}, bare)).answer).toBe(answer);
  });

  const property = (name: string, test: Extract<Criterion, { kind: 'property' }>['test']): Criterion => ({
    kind: 'property',
    property: ref(name),
    test,
  });
  test.each<[string, Criterion, Answer]>([
    ['known', property('contact.jobtitle', { kind: 'known' }), 'yes'],
    ['not known', property('contact.phone', { kind: 'known' }), 'no'],
    ['blank is not known', property('contact.fax', { kind: 'unknown' }), 'yes'],
    ['a word', property('contact.jobtitle', { kind: 'words', any: ['vp'] }), 'yes'],
    ['a country by another name', property('company.country', { kind: 'values', anyOf: ['DE', 'AT'] }), 'yes'],
    ['another country', property('company.country', { kind: 'values', anyOf: ['CH'] }), 'no'],
    ['a domain', property('contact.email', { kind: 'domain', anyOf: ['example.com'] }), 'yes'],
    ['inside a band', property('company.numberofemployees', { kind: 'band', from: 50, below: null }), 'yes'],
    ['outside a band', property('company.numberofemployees', { kind: 'band', from: null, below: 300 }), 'no'],
    ['a text is no number', property('contact.jobtitle', { kind: 'band', from: 0, below: null }), 'unknown'],
    ['a domain of nobody', property('contact.phone', { kind: 'domain', anyOf: ['example.com'] }), 'unknown'],
    ['a company’s property is not the contact’s', property('contact.country', { kind: 'known' }), 'no'],
  ])('%s', (_, criterion, answer) => {
    const lead = leadOf({ contact: { ...perfectFit.contact, fax: ' ' }, company: perfectFit.company });
    expect(evaluate(criterion, lead).answer).toBe(answer);
  });

  test('below a bar that unknown properties could still reach is unknown, not no', () => {
    const half = leadOf({ contact: { jobtitle: 'VP Sales' } });
    expect(evaluate({ kind: 'profile', atLeast: p(20) }, half)).toMatchObject({
      answer: 'unknown',
      asks: 'profile at least 20',
      found: '17, and what is unknown could add 33',
    });
    expect(evaluate({ kind: 'behaviour', atLeast: p(1) }, half).answer).toBe('no');
    expect(evaluate(scoreAtLeast(51), half).answer).toBe('no');
  });

  test('a grade of which only the digit is known may still be the one', () => {
    const lead = leadOf();
    expect(lead.score.grade).toBe('?4');
    expect(evaluate({ kind: 'grade', anyOf: ['A4'] }, lead).answer).toBe('unknown');
    expect(evaluate({ kind: 'grade', anyOf: ['A1'] }, lead).answer).toBe('no');
    expect(evaluate({ kind: 'grade', anyOf: ['?4'] }, lead).answer).toBe('yes');
  });

  test.each([
    [1, 2, 'yes'],
    [3, 2, 'no'],
  ] as const)('a signal %d times when it happened %d times is %s', (times, often, answer) => {
    const signals = daysAgo(['webinar', 1], ['webinar', 2]).slice(0, often);
    expect(evaluate({ kind: 'signal', signal: 'webinar', withinMs: 7 * DAY, times }, leadOf({ signals })).answer).toBe(
      answer,
    );
  });

  test('"within" includes its last millisecond', () => {
    const criterion: Criterion = { kind: 'signal', signal: 'webinar', withinMs: DAY, times: 1 };
    expect(evaluate(criterion, leadOf({ signals: [happened('webinar', NOW - DAY)] })).answer).toBe('yes');
    expect(evaluate(criterion, leadOf({ signals: [happened('webinar', NOW - DAY - 1)] })).answer).toBe('no');
  });
});

test('what keeps a lead from a stage is said', () => {
  expect(qualified(perfectFit).because).toEqual(['not MQL: behaviour at least 12: no (0)']);
  expect(qualified({ contact: { jobtitle: 'VP Sales' } }).because).toContain(
    'not MQL: profile at least 20: cannot be told (17, and what is unknown could add 33)',
  );
});

test('what a stage rests on is said', () => {
  expect(qualified({ signals: [demo] }).because).toEqual([
    'SQL: demo request within 30 days (4 minutes ago: Demo request DE)',
  ]);
  expect(
    qualified({ ...perfectFit, signals: daysAgo(['webinar', 0], ['pricing_page', 0]), wasSql: true }).because,
  ).toEqual(['SQL since it crossed the bar; now at 68, it stays SQL down to 60']);
});
