import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createLimiter, rollingWindow } from '../../src/hubspot/limiter.ts';
import { steppingClock } from './stepping-clock.ts';

/** The most calls in any 10 s, by the times they were sent. */
const busiest = (times: readonly number[], windowMs = 10_000): number =>
  Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + windowMs).length));

const headers = (max: number): Record<string, string> => ({
  'x-hubspot-ratelimit-max': String(max),
  'x-hubspot-ratelimit-interval-milliseconds': '10000',
});

async function calls(
  n: number,
  { max, background = false }: { max?: number; background?: boolean },
): Promise<readonly number[]> {
  const clock = steppingClock();
  const limiter = createLimiter({ clock, reserve: rollingWindow(clock) });
  if (max !== undefined) limiter.learn(headers(max));
  const times: number[] = [];
  for (let i = 0; i < n; i += 1) {
    await limiter.take('general', { background });
    times.push(clock.now());
  }
  return times;
}

describe('a rolling window', () => {
  test.each([
    ['before anything is learned', undefined, 100],
    ['Free and Starter', 100, 100],
    ['Professional and Enterprise', 190, 190],
    ['with an API limit increase', 250, 250],
  ])('%s: at least 95 % of what is allowed, and never more', async (_, max, allowed) => {
    const times = await calls(2_000, { ...(max === undefined ? {} : { max }) });
    expect(busiest(times)).toBeLessThanOrEqual(allowed);
    // Every whole window of ten seconds but the last, which is not full.
    const start = times[0]!;
    const windows = Math.floor((times[times.length - 1]! - start) / 10_000);
    const inWindows = times.filter((at) => at < start + windows * 10_000).length;
    expect(inWindows / windows).toBeGreaterThanOrEqual(allowed * 0.95);
  });

  test('background calls leave a fifth of it to live ones', async () => {
    expect(busiest(await calls(500, { max: 190, background: true }))).toBe(Math.floor(190 * 0.97 * 0.8));
  });

  test('no run of calls, however spaced, ever exceeds it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 4_000 }), { minLength: 20, maxLength: 60 }), async (gaps) => {
        const clock = steppingClock();
        const reserve = rollingWindow(clock);
        const times: number[] = [];
        for (const gap of gaps) {
          clock.advance(gap);
          for (let wait = 1; wait > 0;) {
            wait = await reserve({ bucket: 'x', limit: 5, windowMs: 10_000 });
            if (wait > 0) clock.advance(wait);
          }
          times.push(clock.now());
        }
        expect(busiest(times)).toBeLessThanOrEqual(5);
      }),
    );
  });

  test('buckets do not know each other', async () => {
    const reserve = rollingWindow(steppingClock());
    const one = { limit: 1, windowMs: 10_000 };
    expect(await reserve({ bucket: 'general', ...one })).toBe(0);
    expect(await reserve({ bucket: 'search', ...one })).toBe(0);
    expect(await reserve({ bucket: 'general', ...one })).toBe(10_000);
  });

  test.each(['', 'many', '-1', '0', '1e3', '99999999999999999999'])('a limit of %j teaches nothing', async (max) => {
    const clock = steppingClock();
    const asked: number[] = [];
    const limiter = createLimiter({ clock, reserve: async ({ limit }) => (asked.push(limit), 0) });
    limiter.learn({ ...headers(1), 'x-hubspot-ratelimit-max': max });
    await limiter.take('general', { background: false });
    expect(asked).toEqual([97]);
  });

  test('a pause holds its own bucket only', async () => {
    const clock = steppingClock();
    const limiter = createLimiter({ clock, reserve: async () => 0 });
    limiter.pause('search', 3_000);
    await limiter.take('general', { background: false });
    expect(clock.waits).toEqual([]);
    await limiter.take('search', { background: false });
    expect(clock.waits).toEqual([3_000]);
  });
});
