/** A clock for portal tests: time moves only when told. */
import type { Clock } from '../../src/portal/portal.ts';

export interface VirtualClock extends Clock {
  advance(ms: number): Promise<void>;
}

export function virtualClock(startAt: number): VirtualClock {
  let now = startAt;
  let waiting: { at: number; resolve: () => void }[] = [];
  return {
    now: () => now,
    wait: (ms, signal) =>
      new Promise((resolve) => {
        if (ms <= 0 || signal?.aborted) return resolve();
        const waiter = { at: now + ms, resolve };
        waiting.push(waiter);
        signal?.addEventListener('abort', () => {
          waiting = waiting.filter((other) => other !== waiter);
          resolve();
        });
      }),
    async advance(ms) {
      now += ms;
      const due = waiting.filter((waiter) => waiter.at <= now);
      waiting = waiting.filter((waiter) => waiter.at > now);
      for (const { resolve } of due) resolve();
      // The portal goes on in the next turn of the event loop.
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}
