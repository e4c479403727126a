/** The one place that knows what time it is. Everything else is told. */
import { BatonError } from './errors.ts';

export interface Clock {
  /** Milliseconds since 1970, virtual or real. */
  now(): number;
  /** Resolves after `ms` of this clock's time, or at once when `signal` aborts. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
}

function realWait(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, Math.min(Math.max(ms, 0), 2 ** 31 - 1));
    signal?.addEventListener('abort', done, { once: true });
  });
}

export const realClock: Clock = { now: () => Date.now(), wait: realWait };

/**
 * A clock that shows `startAt` when the real one shows `anchorAt` and runs `speed` times as fast.
 * Written `BATON_CLOCK=2026-11-23T08:00:00Z@60` (anchored now) or with a third part, the anchor, so that several
 * processes share one time: `2026-11-23T08:00:00Z@60@2026-11-23T20:00:00.000Z`.
 */
export function scaledClock(startAt: number, speed: number, anchorAt: number = Date.now()): Clock {
  return {
    now: () => startAt + Math.round((Date.now() - anchorAt) * speed),
    wait: (ms, signal) => realWait(ms / speed, signal),
  };
}

export function parseClock(text: string): Clock {
  const [start = '', speed = '', anchor] = text.split('@');
  const startAt = Date.parse(start);
  const factor = Number(speed);
  const anchorAt = anchor === undefined ? Date.now() : Date.parse(anchor);
  if (Number.isNaN(startAt) || Number.isNaN(anchorAt) || !(factor > 0)) {
    throw new BatonError('CLOCK', {
      what: 'BATON_CLOCK',
      found: text,
      allowed: 'START@SPEED or START@SPEED@ANCHOR, with ISO instants and a speed above 0: 2026-11-23T08:00:00Z@60',
    });
  }
  return scaledClock(startAt, factor, anchorAt);
}

/** A clock that runs in real time and can be moved ahead: those waiting for a moment that was jumped over wake at once. */
export interface JumpClock extends Clock {
  jump(ms: number): void;
}

export function jumpClock(startAt: number): JumpClock {
  const anchor = performance.now();
  let jumped = 0;
  const now = (): number => Math.round(startAt + jumped + performance.now() - anchor);
  const sleepers = new Set<() => void>();
  return {
    now,
    jump(ms) {
      jumped += ms;
      for (const check of [...sleepers]) check();
    },
    wait(ms, signal) {
      const until = now() + ms;
      return new Promise((resolve) => {
        if (signal?.aborted || ms <= 0) return resolve();
        let timer: NodeJS.Timeout;
        const done = (): void => {
          clearTimeout(timer);
          sleepers.delete(check);
          signal?.removeEventListener('abort', done);
          resolve();
        };
        const check = (): void => {
          const left = until - now();
          if (left <= 0) return done();
          clearTimeout(timer);
          timer = setTimeout(check, Math.min(left, 2 ** 31 - 1));
        };
        sleepers.add(check);
        signal?.addEventListener('abort', done, { once: true });
        timer = setTimeout(check, Math.min(ms, 2 ** 31 - 1));
      });
    },
  };
}
