/** The picture that goes with a handoff: complete, or it says what is missing; harmless, whatever a lead typed. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Brief } from '../../src/core/brief.ts';
import { BRIEF_BLOCKS, BRIEF_PARTS, briefOf } from '../../src/core/brief.ts';
import { NOTHING_PROMISED } from '../../src/core/cycle.ts';
import type { Cycle, Handoff } from '../../src/core/cycle.ts';
import { qualify } from '../../src/core/qualify.ts';
import { compile } from '../../src/core/score.ts';
import type { Fact } from '../../src/core/signal.ts';
import { signalsOf } from '../../src/core/signal.ts';
import type { Properties } from '../../src/core/snapshot.ts';
import { fill, remindAt, taskOf } from '../../src/core/task.ts';
import { HOUR, MINUTE, NOW, testAgreement } from '../support/agreement.ts';

const agreement = { ...testAgreement(), handoff: { ...testAgreement().handoff, notes: ['message'] } };

const COMPLETE: Properties = {
  firstname: 'Nora',
  lastname: 'Lind',
  email: 'nora@hafen.example',
  phone: '+49 40 1234',
  jobtitle: 'VP Sales',
  message: 'Met us at the fair.',
  hs_analytics_source: 'PAID_SEARCH',
  hs_analytics_source_data_1: 'google',
  hs_analytics_source_data_2: 'spring',
  hs_latest_source: 'DIRECT_TRAFFIC',
  first_conversion_event_name: 'Ebook',
  first_conversion_date: '2026-11-01T10:00:00Z',
  recent_conversion_event_name: 'Demo request',
  recent_conversion_date: String(NOW - 4 * MINUTE),
  hs_analytics_first_url: 'https://www.example.com/?utm_source=google&utm_campaign=spring&gclid=x',
};
const demo: Fact = { kind: 'form', subject: 'Demo request', at: NOW - 4 * MINUTE, source: 'read', evidence: 'x' };

const HANDOFF: Handoff = {
  at: NOW,
  cause: { kind: 'score' },
  temperature: 'hot',
  ownerId: '101',
  ownerName: 'Anna Albers',
  reasons: 'Asked for a demo',
  assignedBecause: 'it was her turn',
  trace: [],
  dueAt: NOW + 5 * MINUTE,
  agreement: 'a'.repeat(64),
};

function brief(
  contact: Properties,
  { facts = [demo], company = { id: '7', properties: { name: 'Hafen' } as Properties }, handoff = HANDOFF } = {},
): Brief {
  const signals = signalsOf(agreement, facts);
  const lead = { contact, company: company.properties, signals, now: NOW };
  const score = compile(agreement).score(lead);
  const qualification = qualify(agreement, { ...lead, score, spent: [], wasSql: false });
  return briefOf({
    agreement,
    snapshot: { contactId: '501', contact, company, facts },
    score,
    signals,
    qualification,
    handoff,
    now: NOW,
  });
}

const partOf = (made: Brief, name: string) => made.blocks.flatMap(({ parts }) => parts).find((p) => p.name === name);
const linesOf = (made: Brief, name: string): readonly string[] => partOf(made, name)?.lines ?? [];

test('it has the five blocks, and each part of the closed list once', () => {
  const made = brief(COMPLETE);
  expect(made.blocks.map(({ name }) => name)).toEqual(BRIEF_BLOCKS);
  expect(made.blocks.flatMap(({ parts }) => parts.map(({ name }) => name))).toEqual(BRIEF_PARTS);
  expect(made).toMatchObject({ lead: 'Nora Lind', company: 'Hafen', completeness: 1, missing: [], temperature: 'hot' });
});

test.each<[string, string, readonly string[]]>([
  [
    'where they came from at first and last',
    'source',
    ['Original: Paid search (google · spring)', 'Latest: Direct traffic'],
  ],
  [
    'conversions with their days, and the campaign of the first visit',
    'attribution',
    [
      'First conversion: Ebook, 1 Nov 2026',
      'Last conversion: Demo request, 9 Nov 2026',
      'First page: https://www.example.com/?utm_source=google&utm_campaign=spring&gclid=x',
      'UTM of the first page: source google, campaign spring',
    ],
  ],
  ['what they did, dated in the zone of the agreement', 'history', ['9 Nov 2026, 09:56 · Demo request: Demo request']],
  ['what marketing wrote', 'notes', ['Met us at the fair.']],
  ['a way to call them', 'phone', ['+49 40 1234']],
])('a complete one tells %s', (_, name, lines) => {
  expect(linesOf(brief(COMPLETE), name)).toEqual(lines);
});

test.each<[string, Properties, readonly string[]]>([
  ['nothing is known', {}, ['name', 'email', 'phone', 'company', 'role', 'source', 'attribution', 'history', 'notes']],
  ['only blanks are known', { firstname: ' ', phone: '\u0000', email: '' }, ['name', 'email', 'phone']],
  ['there is a mobile phone', { mobilephone: '+49 170 1' }, ['name', 'email']],
])('where %s, what is missing is said and counted', (_, contact, missing) => {
  const made = brief(contact, { facts: [], company: { id: '7', properties: {} } });
  expect(made.missing).toEqual(expect.arrayContaining([...missing]));
  expect(made.completeness).toBeCloseTo(1 - made.missing.length / BRIEF_PARTS.length, 10);
  for (const name of missing) expect(partOf(made, name)).toMatchObject({ known: false, lines: ['not known'] });
  expect(made.lead).not.toMatch(/undefined|^$/);
});

test('the criteria are told with what was found, as yes, no and not known', () => {
  const { criteria } = brief({}, { facts: [] });
  expect(criteria.join('\n')).toMatch(/✗ score at least 75: 0/);
  expect(criteria.every((line) => /^ *[✓✗?] /.test(line))).toBe(true);
});

test('a history is told newest first, what no signal covers too, and how much more there is', () => {
  const page = (n: number): Fact => ({
    kind: 'page',
    subject: `https://www.example.com/blog/${n}?hs=tracker`,
    at: NOW - n * HOUR,
    source: 'history',
    evidence: 'x',
  });
  const lines = linesOf(
    brief(COMPLETE, { facts: [demo, ...Array.from({ length: 40 }, (_, n) => page(n + 1))] }),
    'history',
  );
  expect(lines).toHaveLength(21);
  expect(lines[0]).toContain('Demo request');
  expect(lines[1]).toMatch(/Page: https:\/\/www\.example\.com\/blog\/1$/);
  expect(lines.at(-1)).toBe('and 21 earlier');
});

const CYCLE: Cycle = {
  no: 1,
  state: 'handed_off',
  openedAt: NOW,
  mqlAt: NOW,
  sqlAt: NOW,
  sqlByScore: false,
  handoff: HANDOFF,
  heldBecause: null,
  spent: [],
  stageGivenUp: null,
  tookOver: [],
  ...NOTHING_PROMISED,
  endedAt: null,
};
const taskFor = (contact: Properties, company: Properties = { name: 'Hafen' }, facts: readonly Fact[] = [demo]) =>
  taskOf({
    agreement,
    contactId: '501',
    companyId: '7',
    cycle: CYCLE,
    handoff: HANDOFF,
    brief: brief(contact, { company: { id: '7', properties: company }, facts: [...facts] }),
  });

describe('what a lead types is harmless', () => {
  const NASTY = [
    '<img src=x onerror=alert(1)>',
    '"><script>alert(1)</script>',
    '<a href="javascript:alert(1)">x</a>',
    '&lt;script&gt;',
    '{{constructor}}',
    '${process.env.HOME}',
    '{lead}{Temperature}',
    '=HYPERLINK("http://evil.example","x")',
    '\u202egnp.exe',
    'a\u0000b\r\nBcc: everybody@example.com',
  ];
  const TAGS = /<(?!\/?(?:p|ul|li|strong)>)/;

  test.each(NASTY)('HTML in %j stays text in every field', (nasty) => {
    const contact = Object.fromEntries(Object.keys(COMPLETE).map((name) => [name, nasty]));
    const { body, subject } = taskFor(contact, { name: nasty }, [{ ...demo, subject: nasty }]);
    expect(body).not.toMatch(TAGS);
    expect(body).not.toMatch(/&(?!amp;|lt;|gt;|quot;|#39;)/);
    expect(`${body}${subject}`).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(body.endsWith('Baton ref 501-1</p>')).toBe(true);
  });

  test('any text at all leaves only the tags we write', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const contact = {
          firstname: text,
          message: text,
          hs_analytics_first_url: `https://x.example/?utm_source=${text}`,
        };
        const { body } = taskFor(contact, { name: text }, [{ ...demo, kind: 'page', subject: text }]);
        return !TAGS.test(body) && body.length < 65_536;
      }),
      { numRuns: 200 },
    );
  });

  test.each([
    ['{lead}', '{{constructor}}', '{{constructor}}'],
    ['{lead}', '{Temperature}', '{Temperature}'],
    ['{constructor} {__proto__} {toString}', 'x', '{constructor} {__proto__} {toString}'],
    ['$& {lead} $1', '$`', '$& $` $1'],
  ])('a template %j with %j is %j: only its own placeholders are filled, once', (template, lead, made) => {
    expect(fill(template, { lead })).toBe(made);
  });

  test('fields of any length leave a body that HubSpot takes', () => {
    const long = '&'.repeat(100_000);
    const contact = Object.fromEntries(Object.keys(COMPLETE).map((name) => [name, long]));
    // https://developers.hubspot.com/docs/api-reference/crm-tasks-v3/guide: 65,536 characters.
    expect(taskFor(contact, { name: long }, [{ ...demo, subject: long }]).body.length).toBeLessThan(65_536);
  });
});

test.each([
  ['hot', 5 * MINUTE, 2.5 * MINUTE],
  ['warm', HOUR, 30 * MINUTE],
  ['cold', 24 * HOUR, 30 * MINUTE],
  ['past', 0, 0],
])('a %s promise is reminded of when half of it is left, or half an hour before', (_, promised, before) => {
  expect(NOW + promised - remindAt(NOW, NOW + promised)).toBe(before);
});
