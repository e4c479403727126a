/** One worked example for each thing HubSpot's own lead scoring can say, computed by hand and written in docs/agreement.md. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { compile } from '../../src/core/score.ts';
import { DAY, NOW, daysAgo } from '../support/agreement.ts';
import { readOrThrow, SMALL } from './small.ts';

const page = readFileSync(new URL('../../docs/agreement.md', import.meta.url), 'utf8');
const table = page.slice(page.indexOf('## Beside HubSpot'), page.indexOf('## Questions'));

interface Given {
  readonly did?: readonly (readonly [signal: string, daysAgo: number])[];
  readonly contact?: Readonly<Record<string, string>>;
  readonly company?: Readonly<Record<string, string>>;
  readonly lists?: readonly string[];
}

/** Points of a lead under SMALL with some parts replaced. */
function pointsOf(parts: string, { did = [], contact = {}, company = {}, lists }: Given): number {
  const agreement = readOrThrow(stringify({ ...(parse(SMALL) as object), tests: [], ...(parse(parts) as object) }));
  const lead = { contact, company, lists, signals: daysAgo(...did), now: NOW };
  const { total, receipt } = compile(agreement).score(lead);
  expect(receipt.reduce((sum, line) => sum + line.points, 0)).toBe(total);
  expect(compile(agreement).total(lead).total).toBe(total);
  return total / 100;
}

const web = (rules: string, group = ''): string => `behaviour: { web: { ${group} rules: [${rules}] } }\nprofile: []`;
const who = (rules: string): string => `behaviour: {}\nprofile: [${rules}]`;
const asks = (test: string): string => who(`{ when: { ${test} }, points: 7, because: asked }`);
const visits = (...days: readonly number[]): Given => ({ did: days.map((day) => ['pricing_page', day] as const) });
const on = (iso: string): Given => ({ contact: { renewal: iso } });
const inDays = (days: number): Given => on(new Date(NOW + days * DAY).toISOString());

test.each<readonly [row: string, example: string, parts: string, given: Given, points: number]>([
  ['CONSTANT', '3 × 8 = 24', web('{ signal: pricing_page, points: 8 }'), visits(1, 2, 3), 24],
  [
    'MATCH',
    'INTERNET: 12',
    who('{ property: company.industry, values: { INTERNET: 12, RETAIL: 2 } }'),
    { company: { industry: 'INTERNET' } },
    12,
  ],
  [
    'MATCH',
    'FARMING: 3 by default',
    who(
      '{ property: company.industry, values: { INTERNET: 12 } }, { when: { not: { company.industry: [INTERNET] } }, points: 3, because: another industry }',
    ),
    { company: { industry: 'FARMING' } },
    3,
  ],
  [
    'CONDITIONAL',
    '12 − 8 = 4',
    who(
      '{ property: contact.role, values: { buyer: 12 } }, { when: { company.name: unknown, contact.email: { domain: [gmail.com] } }, points: -8, because: free mail and no company }',
    ),
    { contact: { role: 'buyer', email: 'a@gmail.com' } },
    4,
  ],
  [
    'MULTI',
    '12 + 5 = 17',
    who(
      '{ property: contact.jobtitle, words: [{ any: [vp], points: 12 }] }, { property: contact.jobtitle, words: [{ any: [sales], points: 5 }] }',
    ),
    { contact: { jobtitle: 'VP Sales' } },
    17,
  ],
  [
    'MULTI_UE, frequency',
    '4 visits in 30 days = 10',
    web(
      '{ signal: pricing_page, points: 5, times: { from: 1, below: 3 }, within: 30d }, { signal: pricing_page, points: 10, times: { from: 3, below: 6 }, within: 30d }',
    ),
    visits(1, 2, 3, 4, 40),
    10,
  ],
  ['MULTI_UE, timeframe', '2 × 8 = 16', web('{ signal: pricing_page, points: 8, within: 7d }'), visits(1, 7, 8), 16],
  [
    'SEGMENT_MEMBERSHIP',
    'in the list: 9',
    who('{ when: { list: Target accounts }, points: 9, because: a target account }'),
    { lists: ['target accounts'] },
    9,
  ],
  [
    'group decay',
    '8 − 2 × 25 % = 4',
    web('{ signal: pricing_page, points: 8 }', 'fade: { percent: 25, every: 30d },'),
    visits(70),
    4,
  ],
  ['rule limit', '3 × 8 → 20', web('{ signal: pricing_page, points: 8, cap: 20 }'), visits(1, 2, 3), 20],
  [
    'rule limit',
    '12 − 3 × 6 → 12 − 10 = 2',
    web('{ signal: demo_request, points: 12 }, { signal: pricing_page, points: -6, floor: -10 }'),
    {
      did: [
        ['demo_request', 1],
        ['pricing_page', 1],
        ['pricing_page', 2],
        ['pricing_page', 3],
      ],
    },
    2,
  ],
  ['group limit', '6 × 8 → 40', web('{ signal: pricing_page, points: 8 }', 'cap: 40,'), visits(1, 2, 3, 4, 5, 6), 40],
  [
    'group limit',
    '20 + 12 → 25',
    who(
      '{ group: firm, cap: 25, rules: [{ property: company.industry, values: { INTERNET: 20 } }, { property: company.size, values: { L: 12 } }] }',
    ),
    { company: { industry: 'INTERNET', size: 'L' } },
    25,
  ],
  ['category limit', '7 × 8 → 50', web('{ signal: pricing_page, points: 8 }'), visits(1, 2, 3, 4, 5, 6, 7), 50],
  [
    'include and exclude lists',
    'not in the list: 0',
    `${web('{ signal: pricing_page, points: 8 }')}\nonly: { list: Scored, not: { list: Partners } }`,
    { ...visits(1), lists: ['Partners'] },
    0,
  ],
  [
    'include and exclude lists',
    'in the list: 8',
    `${web('{ signal: pricing_page, points: 8 }')}\nonly: { list: Scored, not: { list: Partners } }`,
    { ...visits(1), lists: ['Scored'] },
    8,
  ],
  ['is any of', 'DE: 7', asks('company.country: [DE, AT]'), { company: { country: 'Germany' } }, 7],
  ['is none of', 'US: 7', asks('not: { company.country: [DE] }'), { company: { country: 'US' } }, 7],
  [
    'contains',
    'Sales Lead: 7',
    asks('contact.jobtitle: { like: "*lead*" }'),
    { contact: { jobtitle: 'Sales Lead' } },
    7,
  ],
  [
    'starts with',
    'Sales Lead: 7',
    asks('contact.jobtitle: { like: "sales*" }'),
    { contact: { jobtitle: 'Sales Lead' } },
    7,
  ],
  [
    'ends with',
    'Sales Lead: 7',
    asks('contact.jobtitle: { like: ["*chief", "*lead"] }'),
    { contact: { jobtitle: 'Sales Lead' } },
    7,
  ],
  ['is known', 'a phone: 7', asks('contact.phone: known'), { contact: { phone: '+49' } }, 7],
  ['is unknown', 'no phone: 7', asks('contact.phone: unknown'), {}, 7],
  ['is greater than or equal to', '500: 7', asks('company.size: 500'), { company: { size: '500' } }, 7],
  ['is less than', '9: 7', asks('company.size: { below: 10 }'), { company: { size: '9' } }, 7],
  ['is between', '10: 0', asks('company.size: { from: 5, below: 10 }'), { company: { size: '10' } }, 0],
  ['is before', '2026-12-31: 7', asks('contact.renewal: { below: "2027-01-01" }'), on('2026-12-31'), 7],
  ['is after', '2027-01-01: 7', asks('contact.renewal: { from: "2027-01-01" }'), on('2027-01-01'), 7],
  [
    'is between dates',
    '00:30 in Berlin on the first day: 7',
    asks('contact.renewal: { from: "2027-01-01", below: "2027-02-01" }'),
    on('2026-12-31T23:30:00Z'),
    7,
  ],
  ['in the last', '30 days ago: 7', asks('contact.renewal: { last: 30d }'), inDays(-30), 7],
  ['in the next', '91 days ahead: 0', asks('contact.renewal: { next: 90d }'), inDays(91), 0],
  ['is more than … ago', '31 days ago: 7', asks('contact.renewal: { older: 30d }'), inDays(-31), 7],
  [
    'order',
    'case study, then pricing: 5 × ½ after 10 days = 2.5',
    'signals: { case: { page: /case* }, price: { page: /price* } }\nbehaviour: {}\nprofile: []\nstages: { mql: { score: 40 }, sql: { score: 75 } }\nrecycle: {}\ncombinations: [{ in_order: [case, price], within: 14d, half_life: 10d, points: 5, because: compared }]',
    {
      did: [
        ['case', 12],
        ['price', 10],
      ],
    },
    2.5,
  ],
  [
    'order',
    'pricing, then case study: 0',
    'signals: { case: { page: /case* }, price: { page: /price* } }\nbehaviour: {}\nprofile: []\nstages: { mql: { score: 40 }, sql: { score: 75 } }\nrecycle: {}\ncombinations: [{ in_order: [case, price], within: 14d, points: 5, because: compared }]',
    {
      did: [
        ['price', 12],
        ['case', 10],
      ],
    },
    0,
  ],
  ['once', '8, however often', web('{ signal: pricing_page, points: 8, once: true }'), visits(1, 5, 9), 8],
  [
    'comes back',
    '2 returns × 4 = 8',
    web('{ signal: pricing_page, points: 4, returns_within: 7d }'),
    visits(20, 12, 6, 5.99, 1),
    8,
  ],
])('%s: %s', (row, example, parts, given, points) => {
  expect(pointsOf(parts, given)).toBe(points);
  expect(table).toContain(`| ${row} `);
  expect(table).toContain(example);
});

test('what has no source below Enterprise stands in the table as such', () => {
  for (const row of ['ASSOCIATIONS', 'ASSOCIATION_UE', 'THRESHOLD', 'MATRIX']) expect(table).toContain(`| ${row} `);
  expect(table).toContain('not here');
});

test('a combination counts only for the leads it is for', () => {
  const parts = (when: string): string =>
    `signals: { case: { page: /case* }, price: { page: /price* } }\nbehaviour: {}\nstages: { mql: { score: 40 }, sql: { score: 75 } }\nrecycle: {}\nprofile: [{ property: company.industry, values: { INTERNET: 20, RETAIL: 19 } }]\ncombinations: [{ all: [case, price], within: 14d, when: ${when}, points: 5, because: compared }]`;
  const did = [
    ['case', 2],
    ['price', 1],
  ] as const;
  expect(pointsOf(parts('{ profile: 20 }'), { did, company: { industry: 'INTERNET' } })).toBe(25);
  expect(pointsOf(parts('{ profile: 20 }'), { did, company: { industry: 'RETAIL' } })).toBe(19);
  expect(pointsOf(parts('{ company.country: DE }'), { did, company: { industry: 'RETAIL' } })).toBe(19);
});

test.each([
  [
    'times with half_life',
    'half_life: 14d }',
    'half_life: 14d, times: 3 }',
    '"half_life" does not go together with times',
  ],
  [
    'half_life with fade',
    'half_life: 14d }',
    'half_life: 14d, fade: { percent: 50, every: 30d } }',
    '"fade" does not go together with half_life',
  ],
  ['times that hold for no number', 'half_life: 14d }', 'times: { from: 3, below: 3 } }', 'no number is in this band'],
  [
    'points that depend on points',
    'values: { SOFTWARE: 12 }',
    'values: { SOFTWARE: 12 }\n  - { when: { score: 20 }, points: 5, because: x }',
    '"score" does not go together with points that depend on it',
  ],
  [
    'a question without points',
    'values: { SOFTWARE: 12 }',
    'values: { SOFTWARE: 12 }\n  - { when: { contact.phone: known }, because: x }',
    '"points" is missing',
  ],
  [
    'a rule that is a group',
    'values: { SOFTWARE: 12 }',
    'values: { SOFTWARE: 12 }\n    cap: 10',
    '"cap" does not go together with a rule',
  ],
  [
    'a group without a name',
    'values: { SOFTWARE: 12 }',
    'values: { SOFTWARE: 12 }\n  - { cap: 10, rules: [{ property: contact.a, values: { a: 1 } }] }',
    '"group" is missing',
  ],
  [
    'dates the wrong way round',
    '{ score: 60 }',
    '{ contact.renewal: { from: "2026-02-01", below: "2026-01-01" } }',
    'nothing is between these',
  ],
  [
    'a date and a number',
    '{ score: 60 }',
    '{ contact.renewal: { from: "2026-02-01", below: 7 } }',
    'nothing is between these',
  ],
  ['no time at all', '{ score: 60 }', '{ contact.renewal: { last: 0d } }', 'this is no time at all'],
  ['a target group that is none', '{ score: 60 }', '{ target_group: saas }', 'there is no target group "saas"'],
  ['a floor above nothing', 'cap: 40', 'cap: 40\n    floor: 3', '"floor" cannot be this'],
])('%s is refused with its place', (_, from, to, message) => {
  expect(SMALL.split(from)).toHaveLength(2);
  const refused = (): unknown => readOrThrow(SMALL.replace(from, () => to));
  expect(refused).toThrow(message);
  expect(refused).toThrow(/^\d+:\d+ /);
});

test('agreements of before keep their hash, and so their meaning', () => {
  expect(readOrThrow(SMALL).hash).toBe('bf076fd600963cf42c52ca72df4a4f0f1c858dab16353649625b6c835e5ca84e');
  expect(readOrThrow(SMALL).behaviour[0]?.rules[0]).toEqual({
    signal: 'pricing_page',
    points: 800,
    halfLifeMs: 14 * DAY,
    perDay: null,
    perWeek: null,
  });
});
