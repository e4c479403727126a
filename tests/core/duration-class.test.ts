/** Classes of duration: a percentile is at most a tenth too high and never too low. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { atMostMs, classOf, percentile } from '../../src/core/duration-class.ts';

const counted = (durations: readonly number[]) =>
  [...Map.groupBy(durations, classOf)].map(([of, all]) => ({ class: of, n: all.length }));

test('every duration lies within its class, whose end is at most a tenth above it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 90 * 86_400_000 }), (ms) => {
      const end = atMostMs(classOf(ms));
      expect(end).toBeGreaterThanOrEqual(ms - 1);
      expect(end).toBeLessThanOrEqual(ms * 1.1 + 1);
    }),
  );
});

test('a percentile is that of the sorted durations, rounded up by at most a tenth', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 3_600_000 }), { minLength: 1, maxLength: 200 }),
      fc.constantFrom(0.5, 0.95),
      (durations, share) => {
        const exact = [...durations].sort((a, b) => a - b)[Math.ceil(durations.length * share) - 1] ?? 0;
        const found = percentile(counted(durations), share) ?? 0;
        expect(found).toBeGreaterThanOrEqual(exact - 1);
        expect(found).toBeLessThanOrEqual(exact * 1.1 + 1);
      },
    ),
  );
});

test('of nothing there is no percentile', () => {
  expect(percentile([], 0.5)).toBeNull();
});

test('what took no time is counted', () => {
  expect(percentile([{ class: classOf(0), n: 3 }], 0.95)).toBe(1);
});
