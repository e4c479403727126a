/**
 * When the next call may go. A rolling log of calls, not a fixed window: a fixed one lets twice the limit through around its edge.
 * What HubSpot allows is learned from its answers: https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines
 */
import type { Timing } from './timing.ts';

/** Takes a place in a rolling window: 0 and the call may go, else the milliseconds after which to ask again. */
export type Reserve = (window: {
  readonly bucket: string;
  readonly limit: number;
  readonly windowMs: number;
}) => Promise<number>;

export interface Limiter {
  /** Resolves when the call may go. */
  take(bucket: 'general' | 'search', options: { readonly background: boolean }): Promise<void>;
  /** Nothing of this bucket goes before then: HubSpot has said so. */
  pause(bucket: 'general' | 'search', ms: number): void;
  learn(headers: Readonly<Record<string, string>>): void;
  /** What HubSpot allows in a rolling window, as last told. */
  window(): { readonly limit: number; readonly windowMs: number };
}

/** Free and Starter portals allow 100 in 10 s; no portal allows less. */
const FIRST = { limit: 100, windowMs: 10_000 };
/** Calls leave evenly and arrive less so: a little stays free, that HubSpot never counts one too many. */
const SHARE = 0.97;
/** Search allows 5 in a second for the whole account and tells nothing in headers. */
const SEARCH = { limit: 4, windowMs: 1_000 };
/** Backfills and rescores leave this much of each window to live work. */
const BACKGROUND_SHARE = 0.8;

export function createLimiter({ clock, reserve }: { clock: Timing; reserve: Reserve }): Limiter {
  let general = FIRST;
  const pausedUntil = { general: 0, search: 0 };
  return {
    async take(bucket, { background }) {
      for (;;) {
        const pause = pausedUntil[bucket] - clock.now();
        const { limit, windowMs } = bucket === 'search' ? SEARCH : general;
        const share = (bucket === 'search' ? 1 : SHARE) * (background ? BACKGROUND_SHARE : 1);
        const wait =
          pause > 0 ? pause : await reserve({ bucket, limit: Math.max(1, Math.floor(limit * share)), windowMs });
        if (wait <= 0) return;
        await clock.wait(wait);
      }
    },
    pause(bucket, ms) {
      pausedUntil[bucket] = Math.max(pausedUntil[bucket], clock.now() + ms);
    },
    learn(headers) {
      const limit = wholeNumber(headers['x-hubspot-ratelimit-max']);
      const windowMs = wholeNumber(headers['x-hubspot-ratelimit-interval-milliseconds']);
      if (limit && windowMs) general = { limit, windowMs };
    },
    window: () => general,
  };
}

/** A rolling window for one process; several share the store's. */
export function rollingWindow(clock: Pick<Timing, 'now'>): Reserve {
  const logs = new Map<string, number[]>();
  return async ({ bucket, limit, windowMs }) => {
    const now = clock.now();
    const log = (logs.get(bucket) ?? []).filter((at) => at > now - windowMs);
    logs.set(bucket, log);
    const first = log[log.length - limit];
    if (first !== undefined) return first + windowMs - now;
    log.push(now);
    return 0;
  };
}

/** A count in a header; anything else teaches nothing. */
export function wholeNumber(header: string | undefined): number | null {
  return header !== undefined && /^\d{1,12}$/.test(header.trim()) ? Number(header) : null;
}
