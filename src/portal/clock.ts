/** The portal's own notion of time: it is told what time it is, like everything it talks to. */
export interface Clock {
  /** Milliseconds since 1970, virtual or real. */
  now(): number;
  /** Resolves after `ms` of this clock's time, or at once when `signal` aborts. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
}

const LONGEST_TIMER_MS = 2 ** 31 - 1;

export const wallClock: Clock = {
  now: () => Date.now(),
  wait: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const done = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, Math.min(Math.max(ms, 0), LONGEST_TIMER_MS));
      signal?.addEventListener('abort', done, { once: true });
    }),
};

export const iso = (at: number): string => new Date(at).toISOString();
