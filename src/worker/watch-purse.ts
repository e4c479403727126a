/**
 * What the watch may spend: a tenth of the day's calls, spread over the day. The purse fills with time, holds a few minutes' worth, and
 * lies in the store, so that a restart or a second process does not fill it anew.
 */
import type { Instant } from '../core/agreement.ts';
import type { Deps } from '../deps.ts';

const SETTING = 'watch:purse';
const DAY_MS = 24 * 60 * 60_000;

/** A tenth is promised; what one look may overdraw, and what a full purse holds in advance, stays free. */
const SHARE = 0.095;
const HOLDS_MS = 5 * 60_000;

/** Free and Starter portals; none allows less: https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines */
const SMALLEST_DAY = 250_000;

/** Operations that only the watch asks for, so that HubSpot's client counts them for it, repetitions included. */
const ITS_OWN = [
  'searchContacts',
  'lists',
  'listMemberships',
  'listJoins',
  'forms',
  'formSubmissions',
  'contactsByEmail',
];

export interface Purse {
  /** Calls that may still be made; below 1: none. */
  left(): number;
  /** Milliseconds until there is enough for a look. */
  untilNext(): number;
  /** Puts what is left back into the store. */
  close(): Promise<void>;
}

/** Calls per millisecond. Other apps use the same day's calls up: what counts is what is left of them. */
function rateOf({ daily, dailyLeft }: { readonly daily: number | null; readonly dailyLeft: number | null }): number {
  return (SHARE * Math.min(daily ?? SMALLEST_DAY, dailyLeft ?? SMALLEST_DAY)) / DAY_MS;
}

export async function openPurse({ clock, store, hubspot }: Pick<Deps, 'clock' | 'store' | 'hubspot'>): Promise<Purse> {
  const openedAt = clock.now();
  const known = heldIn(await store.setting(SETTING));
  const rate = rateOf(hubspot.allowance());
  const most = Math.max(1, rate * HOLDS_MS);
  const held = known === null ? most : Math.min(most, known.calls + rate * Math.max(0, openedAt - known.at));
  const before = spent(hubspot.callCounts());
  const left = (): number => held - (spent(hubspot.callCounts()) - before);
  return {
    left,
    untilNext: () => (left() >= 1 ? 0 : Math.min(DAY_MS, Math.ceil((1 - left()) / Math.max(rate, 1 / DAY_MS)))),
    close: () => store.setSetting(SETTING, { calls: left(), at: openedAt }, clock.now()),
  };
}

/** When the watch last looked, in any process; null: never. */
export const lastLookAt = async (store: Pick<Deps['store'], 'setting'>): Promise<Instant | null> =>
  heldIn(await store.setting(SETTING))?.at ?? null;

/** Calls made for the watch since this process started. */
export const spent = (counts: Readonly<Record<string, number>>): number =>
  ITS_OWN.reduce((sum, operation) => sum + (counts[operation] ?? 0), 0);

function heldIn(value: unknown): { readonly calls: number; readonly at: Instant } | null {
  if (typeof value !== 'object' || value === null || !('calls' in value) || !('at' in value)) return null;
  const { calls, at } = value;
  return typeof calls === 'number' && typeof at === 'number' ? { calls, at } : null;
}
