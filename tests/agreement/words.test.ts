/** The agreement as both teams read it. `UPDATE_GOLDEN=1` refreshes tests/golden/agreement-in-words.md. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { label } from '../../src/agreement/read.ts';
import { criterion, inWords } from '../../src/agreement/words.ts';
import { expectGolden } from './golden.ts';
import { readOrThrow, SMALL, swap } from './small.ts';

const standard = readFileSync(new URL('../../agreement.yaml', import.meta.url), 'utf8');
const words = (text: string): readonly string[] => inWords(readOrThrow(text), 'LABEL').split('\n');

test('the default agreement in words', () => {
  const agreement = readOrThrow(standard);
  expectGolden('agreement-in-words.md', inWords(agreement, label(agreement)));
});

test.each([
  ['the bar of SQL', '{ score: 75 }', '{ score: 76 }', '**SQL**'],
  ['the bar of MQL', '{ behaviour: 12 }', '{ behaviour: 13 }', '**MQL**'],
  ['how long a request counts', 'within: 30d', 'within: 31d', '**SQL**'],
  ['points', 'points: 8,', 'points: 9,', '| web | `pricing_page` | 9 |'],
  ['a half-life', 'half_life: 14d', 'half_life: 15d', 'half every 15 days'],
  ['a cap', 'cap: 40', 'cap: 41', 'never gives more than 41 points'],
  ['a value', 'SOFTWARE: 12', 'SOFTWARE: 11', '| SOFTWARE | 11 |'],
  ['a band', 'below: 1000', 'below: 999', 'from 50 to below 999'],
  ['a temperature', '{ score: 60 }', '{ score: 61 }', '**Warm**'],
  ['a weight', 'anna@example.com: 2', 'anna@example.com: 3', 'anna@example.com 3 of 4'],
  ['a response time', 'hot: 5m', 'hot: 6m', 'within 6 working minutes for a hot lead'],
  ['working hours', '09:00-18:00', '09:00-17:30', '09:00 to 17:30'],
  ['a step of the ladder', 'at: 50%', 'at: 60%', 'at 60 % of that time: remind'],
  ['a wake rule', 'after: 90d', 'after: 60d', 'may come again after 60 days'],
])('changing %s changes the sentence that says it, and only that one', (_, from, to, sentence) => {
  const before = words(SMALL);
  const after = words(swap(from, to));
  const changed = after.filter((line, index) => line !== before[index]);
  expect(after.length).toBe(before.length);
  expect(changed).toEqual([expect.stringContaining(sentence)]);
});

test('"and" within "or" stands in brackets', () => {
  const { stages } = readOrThrow(swap('{ score: 75 }', '{ score: 75, grade: [A1, B1] }'));
  expect(criterion(stages.sql)).toBe(
    '(a score of at least 75 and the grade A1 or B1) or the signal `demo_request` in the last 30 days',
  );
});
