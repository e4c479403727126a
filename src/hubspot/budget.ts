/**
 * The day's calls. HubSpot counts them per account and starts anew at midnight of the account's time zone:
 * https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines
 */
import { Temporal } from 'temporal-polyfill';
import type { Timing } from './timing.ts';
import { wholeNumber } from './limiter.ts';

export interface Budget {
  learn(headers: Readonly<Record<string, string>>): void;
  /** The account's zone, once it is known; UTC until then. */
  setTimeZone(zone: string): void;
  /** 0 … 1 as last told today; null: not told yet today. */
  shareUsed(): number | null;
  /** The day's calls and what is left of them, as last told today; nulls: not told yet today. */
  told(): { readonly daily: number | null; readonly dailyLeft: number | null };
  /** Milliseconds until the count starts anew. */
  untilReset(): number;
}

/** A limit met this soon after midnight is yesterday's, not yet counted anew. */
const RESET_LAG_MS = 15 * 60_000;

export function createBudget(clock: Pick<Timing, 'now'>): Budget {
  let zone = 'UTC';
  let told: { readonly share: number; readonly limit: number; readonly left: number; readonly day: string } | null =
    null;
  const here = (): Temporal.ZonedDateTime =>
    Temporal.Instant.fromEpochMilliseconds(clock.now()).toZonedDateTimeISO(zone);
  const today = (): string => here().toPlainDate().toString();

  return {
    learn(headers) {
      const limit = wholeNumber(headers['x-hubspot-ratelimit-daily']);
      const left = wholeNumber(headers['x-hubspot-ratelimit-daily-remaining']);
      if (limit && left !== null) told = { share: Math.max(0, 1 - left / limit), limit, left, day: today() };
    },
    setTimeZone(name) {
      try {
        Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
        zone = name;
      } catch {
        // A zone this Node does not know: UTC stays, and the pause is at most some hours off.
      }
    },
    shareUsed: () => (told !== null && told.day === today() ? told.share : null),
    told() {
      const known = told !== null && told.day === today() ? told : null;
      return { daily: known?.limit ?? null, dailyLeft: known?.left ?? null };
    },
    untilReset() {
      const now = here();
      const since = clock.now() - now.startOfDay().epochMilliseconds;
      if (since < RESET_LAG_MS) return RESET_LAG_MS - since;
      return now.startOfDay().add({ days: 1 }).startOfDay().epochMilliseconds - clock.now();
    },
  };
}
