/** The examples in an agreement run through the core, and fail when the agreement no longer keeps them. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { NOON, runAgreementTests } from '../../src/agreement/tests.ts';
import { readOrThrow } from './small.ts';

const standard = readFileSync(new URL('../../agreement.yaml', import.meta.url), 'utf8');
const run = (text: string) => runAgreementTests(readOrThrow(text), NOON);

test('all examples of the default agreement hold', () => {
  const results = run(standard);
  expect(results.length).toBeGreaterThanOrEqual(10);
  expect(results.flatMap(({ name, misses }) => misses.map((miss) => ({ name, ...miss })))).toEqual([]);
});

test('they hold at any hour of any day of a year', () => {
  const agreement = readOrThrow(standard);
  const HOUR = 3_600_000;
  for (let hour = 0; hour < 365 * 24; hour += 211) {
    const failed = runAgreementTests(agreement, NOON + hour * HOUR).filter((result) => !result.ok);
    expect({ hour, failed }).toEqual({ hour, failed: [] });
  }
});

test.each([
  [
    'a higher bar',
    'sql: { any: [{ score: 75 }',
    'sql: { any: [{ score: 77 }',
    'a manager at a company of 80',
    'stage: sql, found mql',
  ],
  [
    'a slower decay',
    'points: 8, half_life: 14d, per_day: 2',
    'points: 8, half_life: 90d, per_day: 2',
    'a VP who fits in everything and has been busy',
    'score: below 84.8',
  ],
  [
    'a competitor taken off the list',
    'rival.example, ',
    '',
    'a competitor who asks',
    'held: competitor, found not held',
  ],
  [
    'another country for the team',
    'company.country: [DE, AT, CH] }, rotation',
    'company.country: [AT, CH] }, rotation',
    'a VP asks for a demo',
    'rotation: dach, found world',
  ],
  [
    'a hand-raise that is only warm',
    '      - { hand_raise: true }\n',
    '',
    'a VP asks for a demo',
    'temperature: hot, found cold',
  ],
  [
    'no line for existing owners',
    '  - { owner: existing }\n',
    '',
    'a contact that somebody owns',
    'owner: carla@example.com, found ',
  ],
])('%s breaks an example, which says what came out instead', (_, from, to, name, miss) => {
  expect(standard.split(from)).toHaveLength(2);
  const failed = run(standard.replace(from, to)).filter((result) => !result.ok);
  const told = failed.map((result) => ({
    name: result.name,
    misses: result.misses.map(({ what, expected, found }) => `${what}: ${expected}, found ${found}`).join('; '),
  }));
  expect(told).toContainEqual({ name: expect.stringContaining(name), misses: expect.stringContaining(miss) });
});

test('a held lead is given to nobody', () => {
  const text = standard.replace('expect: { held: customer }', 'expect: { held: customer, rotation: dach }');
  const [failed] = run(text).filter((result) => !result.ok);
  expect(failed?.misses).toEqual([{ what: 'rotation', expected: 'dach', found: 'nobody: held as customer' }]);
});
