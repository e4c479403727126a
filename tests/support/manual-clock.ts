import type { Clock } from '../../src/clock.ts';

/** A clock that stands still until it is told to move; waiting on it ends when it passes the moment. */
export interface ManualClock extends Clock {
  advance(ms: number): void;
  set(at: number): void;
}

export function manualClock(startAt: number): ManualClock {
  let at = startAt;
  const sleepers = new Set<{ readonly until: number; readonly wake: () => void }>();
  const set = (to: number): void => {
    at = to;
    for (const sleeper of [...sleepers]) if (sleeper.until <= at) sleeper.wake();
  };
  return {
    now: () => at,
    set,
    advance: (ms) => set(at + ms),
    wait: (ms, signal) =>
      new Promise((resolve) => {
        if (ms <= 0 || signal?.aborted) return resolve();
        const sleeper = {
          until: at + ms,
          wake: (): void => {
            sleepers.delete(sleeper);
            signal?.removeEventListener('abort', sleeper.wake);
            resolve();
          },
        };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', sleeper.wake, { once: true });
      }),
  };
}
