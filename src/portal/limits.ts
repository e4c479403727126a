/**
 * HubSpot's rate limits: https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines
 * Whether refused calls use up the window is unverified; here they do not, they are only counted.
 */
import type { Bucket } from './call.ts';
import type { Clock } from './clock.ts';
import type { Tier } from './options.ts';
import { errorReply } from './reply.ts';
import type { Reply } from './reply.ts';

const WINDOW_MS = 10_000;
const SECOND_MS = 1_000;
const SEARCHES_PER_SECOND = 5;

interface TierLimits {
  readonly perTenSeconds: number;
  readonly perDay: number;
  readonly associationsPerTenSeconds: number;
}

/** Professional: 625,000 a day by the usage page; an older changelog says 650,000. */
const LIMITS: Readonly<Record<Tier, TierLimits>> = {
  free: { perTenSeconds: 100, perDay: 250_000, associationsPerTenSeconds: 100 },
  starter: { perTenSeconds: 100, perDay: 250_000, associationsPerTenSeconds: 100 },
  professional: { perTenSeconds: 190, perDay: 625_000, associationsPerTenSeconds: 150 },
  enterprise: { perTenSeconds: 190, perDay: 1_000_000, associationsPerTenSeconds: 150 },
};

export interface Limiter {
  /** Null: the call may pass, and is counted. Else the 429. */
  admit(bucket: Bucket): Reply | null;
  headers(bucket: Bucket): Readonly<Record<string, string>>;
  usage(): { readonly limit: number; readonly used: number; readonly resetsAt: number };
  /** What is allowed, for a test that needs another figure. */
  set(limits: Partial<TierLimits>): void;
  /** Pretends that so many calls were made today. */
  useToday(calls: number): void;
}

export function createLimiter({
  clock,
  tier,
  timeZone,
  appId,
  portalId,
}: {
  clock: Clock;
  tier: Tier;
  timeZone: string;
  appId: number;
  portalId: number;
}): Limiter {
  let limits = LIMITS[tier];
  const general = createWindow(WINDOW_MS);
  const associations = createWindow(WINDOW_MS);
  const search = createWindow(SECOND_MS);
  const dayOf = createDays(timeZone);
  let today = dayOf(clock.now());
  let usedToday = 0;

  const turnOfDay = (now: number): void => {
    const day = dayOf(now);
    if (day === today) return;
    today = day;
    usedToday = 0;
  };

  const tooMany = (policyName: string, message: string): Reply => {
    const reply = errorReply(429, { category: 'RATE_LIMITS', message });
    const groupName = `publicapi:private_app-api-calls-ten-secondly:${appId}:${portalId}`;
    const extras = policyName === 'TEN_SECONDLY_ROLLING' ? { groupName } : {};
    return { ...reply, body: { status: 'error', message, errorType: 'RATE_LIMIT', policyName, ...extras } };
  };

  return {
    admit(bucket) {
      if (bucket === 'open') return null;
      const now = clock.now();
      turnOfDay(now);
      if (usedToday >= limits.perDay) return tooMany('DAILY', 'You have reached your daily limit.');
      switch (bucket) {
        case 'search':
          if (search.count(now) >= SEARCHES_PER_SECOND) {
            return tooMany('SECONDLY', 'You have reached your secondly limit.');
          }
          search.add(now);
          break;
        case 'associations':
          if (associations.count(now) >= limits.associationsPerTenSeconds) {
            return tooMany('TEN_SECONDLY_ROLLING', 'You have reached your ten_secondly_rolling limit.');
          }
          associations.add(now);
          break;
        case 'general':
          if (general.count(now) >= limits.perTenSeconds) {
            return tooMany('TEN_SECONDLY_ROLLING', 'You have reached your ten_secondly_rolling limit.');
          }
          general.add(now);
      }
      usedToday += 1;
      return null;
    },
    headers(bucket) {
      if (bucket === 'search' || bucket === 'open') return {};
      const daily = {
        'X-HubSpot-RateLimit-Daily': String(limits.perDay),
        'X-HubSpot-RateLimit-Daily-Remaining': String(Math.max(0, limits.perDay - usedToday)),
      };
      if (bucket === 'associations') return daily;
      const perSecond = Math.ceil(limits.perTenSeconds / 10);
      return {
        ...daily,
        'X-HubSpot-RateLimit-Interval-Milliseconds': String(WINDOW_MS),
        'X-HubSpot-RateLimit-Max': String(limits.perTenSeconds),
        'X-HubSpot-RateLimit-Remaining': String(Math.max(0, limits.perTenSeconds - general.count(clock.now()))),
        // Deprecated and still sent; not enforced.
        'X-HubSpot-RateLimit-Secondly': String(perSecond),
        'X-HubSpot-RateLimit-Secondly-Remaining': String(perSecond - 1),
      };
    },
    usage() {
      turnOfDay(clock.now());
      return { limit: limits.perDay, used: usedToday, resetsAt: endOfDay(dayOf, clock.now()) };
    },
    set(given) {
      limits = { ...limits, ...given };
    },
    useToday(calls) {
      turnOfDay(clock.now());
      usedToday = calls;
    },
  };
}

/** A rolling window: how many calls in the last `lengthMs`. */
function createWindow(lengthMs: number): { count(now: number): number; add(now: number): void } {
  let times: number[] = [];
  let expired = 0;
  return {
    count(now) {
      while (expired < times.length && (times[expired] ?? 0) <= now - lengthMs) expired += 1;
      if (expired > 1_000) {
        times = times.slice(expired);
        expired = 0;
      }
      return times.length - expired;
    },
    add: (now) => void times.push(now),
  };
}

function createDays(timeZone: string): (at: number) => string {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return (at) => format.format(at);
}

/** The account's next midnight, found by halving: days are 23 to 25 hours long. */
function endOfDay(dayOf: (at: number) => string, now: number): number {
  const day = dayOf(now);
  let before = now;
  let after = now + 26 * 3_600_000;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (dayOf(middle) === day) before = middle;
    else after = middle;
  }
  return after;
}
