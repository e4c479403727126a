/** Fading by table is the power, rounded, to the last hundredth. */
import { expect, test } from '@jest/globals';
import { faded, fadedBy, rounded } from '../../src/core/decay.ts';
import { DAY } from '../support/agreement.ts';
import { dice } from '../support/dice.ts';

const exact = (raw: number, halvings: number): number => rounded(raw * 2 ** -halvings);

test('for a million lines of any points, age and half-life', () => {
  const next = dice(20261123);
  for (let i = 0; i < 1_000_000; i++) {
    const size = 10 ** (1 + (i % 6));
    const raw = next(2 * size) - size;
    const age = next(400) * DAY + next(DAY);
    const halfLife = 1 + next(120) * DAY + next(DAY);
    const found = faded(raw, age, halfLife);
    if (!Object.is(found, exact(raw, age / halfLife))) throw new Error(`${raw} after ${age} of ${halfLife}: ${found}`);
  }
});

test('on both sides of the middle between two hundredths, as near as numbers get', () => {
  for (const raw of [1, 2, 7, 800, 2_500, 5_000, 99_999, -1, -800, -5_000]) {
    const size = Math.abs(raw);
    for (let k = 0; k < Math.min(size, 400); k++) {
      const middle = Math.log2(size / (k + 0.5));
      for (const off of [0, 1e-15, -1e-15, 1e-12, -1e-12, 1e-9, -1e-9, 1e-6, -1e-6]) {
        expect(fadedBy(raw, middle + off)).toBe(exact(raw, middle + off));
      }
    }
  }
});

test.each([
  ['nothing has passed', 800, 0, 800],
  ['it does not fade', 800, 0 / Infinity, 800],
  ['a half-life has passed', 800, 1, 400],
  ['taken points fade as given ones do', -801, 1, -401],
  ['no points are no points, and not minus none', -1, 3, 0],
  ['beyond the table', 800, 30, 0],
  ['more points than the table holds', 1_000_000, 1, 500_000],
  ['from the future', 800, -1, 1_600],
])('%s', (_, raw, halvings, left) => {
  expect(fadedBy(raw, halvings)).toBe(left);
});
