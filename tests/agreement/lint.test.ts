/** Every warning, as a person sees it. `UPDATE_GOLDEN=1` refreshes tests/golden/agreement-warnings.txt. */
import { expect, test } from '@jest/globals';
import { problemBlock } from '../../src/agreement/problem.ts';
import { readAgreement } from '../../src/agreement/read.ts';
import { expectGolden } from './golden.ts';
import { SMALL, swap } from './small.ts';

const RULE = '- { signal: pricing_page, points: 8, half_life: 14d }';
const many = Array.from({ length: 24 }, (_, i) => `  extra_${i + 1}: { form: "extra ${i + 1}" }`).join('\n');
const more = Array.from({ length: 24 }, (_, i) => `      - { signal: extra_${i + 1}, points: 1 }`).join('\n');

const cases: readonly (readonly [what: string, text: string])[] = [
  ['a bar no lead can reach', swap('{ score: 75 }', '{ score: 95 }')],
  ['a bar of one axis no lead can reach', swap('{ behaviour: 12 }', '{ behaviour: 45 }')],
  ['a lead that leaves where it comes in', swap('  sql: {', '  leave_sql_below: 80\n  sql: {')],
  ['a rule beyond its cap', swap('cap: 40', 'cap: 6')],
  [
    'a rule beyond its cap, beside others',
    swap('cap: 40', 'cap: 6').replace(RULE, `${RULE}\n      - { signal: demo_request, points: 2 }`),
  ],
  ['a cap never reached', swap('half_life: 14d', 'half_life: 7d, per_week: 1')],
  ['a cap above the axis', swap('cap: 40', 'cap: 60')],
  ['two rules for one signal', swap(RULE, `${RULE}\n      ${RULE}`)],
  ['a signal nothing uses', swap('  pricing_page: {', '  unused: { form: x }\n  pricing_page: {')],
  ['a signal nothing tells of', swap('page: "/pricing*"', 'list: Visited pricing')],
  ['too many signals', swap('behaviour:\n', `${many}\nbehaviour:\n`).replace(RULE, `${RULE}\n${more}`)],
  ['numbers between two bands', swap('below: 50, points: 6', 'below: 40, points: 6')],
  [
    'a word twice',
    swap('values: { SOFTWARE: 12 }', 'words: [{ any: [vp, head of], points: 12 }, { any: [VP], points: 3 }]'),
  ],
  ['a value twice', swap('values: { SOFTWARE: 12 }', 'values: { SOFTWARE: 12, Software: 3 }')],
  [
    'a line behind one for everybody',
    swap(
      '- { rotation: world }',
      '- { rotation: world }\n  - { when: { company.country: DE }, owner: ben@example.com }\n  - { owner: ben@example.com }',
    ),
  ],
  [
    'a line behind one with the same leads',
    swap(
      '- { owner: existing }',
      '- { when: { company.country: [DE, AT] }, rotation: world }\n  - { when: { company.country: [at] }, owner: ben@example.com }',
    ),
  ],
  ['a last line for some', swap('- { rotation: world }', '- { when: { company.country: DE }, rotation: world }')],
  ['a last line for owned contacts', swap('  - { rotation: world }\n', '')],
  [
    'a rotation with nobody',
    swap('{ anna@example.com: 2, ben@example.com: 1 }', '{}').replace('people:', 'people:\n  ben@example.com: {}'),
  ],
  ['no fallback', swap('fallback: { tell: sam@example.com }\n', '')],
];

test('each kind of warning is told, and the agreement can be used all the same', () => {
  const told = cases.map(([what, text]) => {
    const read = readAgreement(text, { file: 'agreement.yaml' });
    const warnings = read.ok
      ? read.warnings
      : [{ ...read.problems[0]!, message: `NOT USABLE: ${read.problems[0]?.message}` }];
    expect({ what, count: warnings.length > 0 }).toEqual({ what, count: true });
    return `## ${what}\n\n${warnings.map((warning) => problemBlock(warning, text)).join('\n\n')}\n`;
  });
  expect(told.filter((one) => one.includes('NOT USABLE'))).toEqual([]);
  expectGolden('agreement-warnings.txt', told.join('\n'));
});

test('a sound agreement has no warnings', () => {
  expect(readAgreement(SMALL, { file: 'agreement.yaml' })).toMatchObject({ ok: true, warnings: [] });
});

test.each([
  [
    'a second line for everybody is a fallback',
    swap('- { rotation: world }', '- { rotation: world }\n  - { owner: ben@example.com }'),
  ],
  [
    'a person before the rotation of the same leads',
    swap(
      '- { owner: existing }',
      '- { when: { company.country: DE }, owner: ben@example.com }\n  - { when: { company.country: DE }, rotation: world }',
    ),
  ],
  ['a bar exactly at the best possible score', swap('{ score: 75 }', '{ score: 82 }')],
  ['a bar in the contrary', swap('{ score: 60 }', '{ not: { score: 95 } }')],
  [
    'bands written from high to low',
    swap(
      '{ from: 50, below: 1000, points: 30 }, { from: 10, below: 50, points: 6 }',
      '{ from: 50, points: 30 }, { below: 50, points: 6 }',
    ),
  ],
])('no warning: %s', (_, text) => {
  expect(readAgreement(text, { file: 'agreement.yaml' })).toMatchObject({ ok: true, warnings: [] });
});
