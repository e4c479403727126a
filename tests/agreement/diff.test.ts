/** Differences in words: what each says, and that none is missed. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { differences } from '../../src/agreement/diff.ts';
import type { Agreement } from '../../src/core/agreement.ts';
import { readOrThrow, SMALL, swap } from './small.ts';

const DEFAULT = readOrThrow(readFileSync(new URL('../../agreement.yaml', import.meta.url), 'utf8'));
const before = readOrThrow(SMALL);

test.each([
  ['points of a signal', 'points: 8, half', 'points: 6, half', ['pricing_page: 8 points → 6 points']],
  ['a half-life', 'half_life: 14d', 'half_life: 36h', ['pricing_page half-life: 14 days → 36 hours']],
  [
    'a cap per day that was not there',
    'half_life: 14d',
    'half_life: 14d, per_day: 2',
    ['pricing_page counted per day: none → 2'],
  ],
  ['the cap of a group', 'cap: 40', 'cap: 35', ['group web cap: 40 points → 35 points']],
  ['a bar', 'mql: { all: [{ score: 40 }', 'mql: { all: [{ score: 45 }', ['MQL bar: 40 → 45']],
  ['a bar on one axis', '{ behaviour: 12 }', '{ behaviour: 15.5 }', ['MQL bar (behaviour): 12 → 15.5']],
  [
    'how recent a signal must be',
    'within: 30d }] }',
    'within: 14d }] }',
    ['SQL bar: the signal `demo_request` in the last 30 days → the signal `demo_request` in the last 14 days'],
  ],
  [
    'a criterion of another shape',
    '{ any: [{ hand_raise: true }, { grade: [A1] }] }',
    '{ hand_raise: true }',
    ['temperature hot: was a hand raised or the grade A1; is a hand raised'],
  ],
  [
    'somebody leaves a rotation',
    'anna@example.com: 2, ben@example.com: 1',
    'anna@example.com: 2',
    ['rotation world: ben@example.com leaves'],
  ],
  [
    'somebody joins a rotation',
    'ben@example.com: 1 }',
    'ben@example.com: 1, sam@example.com: 3 }',
    ['rotation world: sam@example.com joins with weight 3'],
  ],
  [
    'a share of a rotation',
    'anna@example.com: 2',
    'anna@example.com: 4',
    ['rotation world anna@example.com weight: 2 → 4'],
  ],
  [
    'a value of a property',
    '{ SOFTWARE: 12 }',
    '{ SOFTWARE: 12, BANKING: 4 }',
    ['company.industry BANKING: nothing → 4 points'],
  ],
  [
    'a band',
    'from: 50, below: 1000, points: 30',
    'from: 50, below: 1000, points: 25',
    ['company.numberofemployees 50 to below 1000: 30 points → 25 points'],
  ],
  ['a promise', 'hot: 5m', 'hot: 10m', ['promise first contact hot: 5 minutes → 10 minutes']],
  ['a holiday', '["2026-12-25"]', '["2026-12-24", "2026-12-25"]', ['promise holidays: now also 2026-12-24']],
  ['a signer', 'marketing: maria@', 'marketing: ben@', ['signers marketing: maria@example.com → ben@example.com']],
  [
    'a block',
    'domain: [rival.example]',
    'domain: [rival.example, foe.example]',
    ['block competitor: `contact.email` at rival.example → `contact.email` at rival.example or foe.example'],
  ],
  [
    'a source of a signal',
    'page: "/pricing*"',
    'page: ["/pricing*", "/preise*"]',
    ['signal pricing_page sources: now also page /preise*'],
  ],
  [
    'a new signal',
    '  pricing_page: {',
    '  case_study: { page: "/cases*" }\n  pricing_page: {',
    ['signal case_study: new, raises a hand no, sources page /cases*'],
  ],
  [
    'the order of what answers first',
    '  - { owner: existing }\n  - { rotation: world }',
    '  - { rotation: world }\n  - { owner: existing }',
    ['routing: the order is now “world”, “existing”'],
  ],
  [
    'an example',
    'name: a rival asks',
    'name: the rival asks',
    ['example “a rival asks for a demo”: taken out', 'example “the rival asks for a demo”: new'],
  ],
  ['a reason to come again', 'after: 90d', 'after: 60d', ['rejected as no_answer after: 90 days → 60 days']],
] as const)('%s', (_, part, by, lines) => {
  expect(differences(before, readOrThrow(swap(part, by)))).toEqual(lines);
});

test('layout and comments are no difference', () => {
  expect(differences(before, readOrThrow(`# hello\n${SMALL.replace('cap: 40', 'cap:   40')}`))).toEqual([]);
});

describe('no difference is missed', () => {
  type Leaf = readonly (string | number)[];
  const leavesOf = (value: unknown, path: Leaf = []): readonly Leaf[] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, inner]) =>
          leavesOf(inner, [...path, Array.isArray(value) ? Number(key) : key]),
        )
      : [path];
  const leaves = leavesOf(DEFAULT).filter(([top]) => top !== 'hash');
  const changed = (agreement: Agreement, path: Leaf): Agreement => {
    const copy = JSON.parse(JSON.stringify(agreement)) as Record<string | number, unknown>;
    let home = copy;
    for (const step of path.slice(0, -1)) home = home[step] as Record<string | number, unknown>;
    const last = path.at(-1) ?? '';
    const was = home[last];
    home[last] =
      typeof was === 'number'
        ? was + 60_000
        : typeof was === 'boolean'
          ? !was
          : was === null
            ? 7
            : `${String(was)} otherwise`;
    copy['hash'] = 'f'.repeat(64);
    return copy as unknown as Agreement;
  };

  test('each of the figures, names and words of the default agreement', () => {
    expect(leaves.length).toBeGreaterThan(300);
    const silent = leaves.filter(
      (path) => path.at(-1) !== 'kind' && differences(DEFAULT, changed(DEFAULT, path)).length === 0,
    );
    expect(silent).toEqual([]);
  });

  test('and every two of them are both told', () => {
    const index = fc.nat(leaves.length - 1);
    fc.assert(
      fc.property(index, index, (i, j) => {
        const [a, b] = [leaves[i] ?? [], leaves[j] ?? []];
        fc.pre(i !== j && a[0] !== b[0] && a.at(-1) !== 'kind' && b.at(-1) !== 'kind');
        const both = differences(DEFAULT, changed(changed(DEFAULT, a), b));
        for (const path of [a, b]) {
          for (const line of differences(DEFAULT, changed(DEFAULT, path))) expect(both).toContain(line);
        }
      }),
      { numRuns: 150, seed: 1 },
    );
  });
});
