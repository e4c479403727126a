/** A source of the watch that this portal may not give: off with one line in the log, and tried again now and then. */
import type { Instant } from '../core/agreement.ts';
import type { Deps } from '../deps.ts';
import { BatonError } from '../errors.ts';

/** Scopes are added and plans bought rarely, and without a word to the app. */
const AGAIN_AFTER_MS = 60 * 60_000;

/** What the portal refused is no fault of the moment: a missing scope, a tier without it, a property it does not have. */
const REFUSALS: readonly string[] = ['HUBSPOT_SCOPE', 'HUBSPOT_REJECTED', 'NOT_FOUND'];

export interface Off {
  readonly because: string;
  readonly at: Instant;
}

export const featureSetting = (feature: string): string => `watch:off:${feature}`;

export function offIn(value: unknown): Off | null {
  if (typeof value !== 'object' || value === null || !('because' in value) || !('at' in value)) return null;
  return typeof value.at === 'number' ? { because: String(value.because), at: value.at } : null;
}

/** Does it, unless the portal has refused it within the hour. Null: it is off. Whatever else fails is thrown on. */
export async function ifGiven<Result>(
  { clock, log, store }: Pick<Deps, 'clock' | 'log' | 'store'>,
  feature: string,
  attempt: () => Promise<Result>,
): Promise<Result | null> {
  const now = clock.now();
  const off = offIn(await store.setting(featureSetting(feature)));
  if (off !== null && now - off.at < AGAIN_AFTER_MS) return null;
  try {
    const result = await attempt();
    if (off !== null) {
      await store.setSetting(featureSetting(feature), null, now);
      log.info({ feature }, 'the watch looks at this again');
    }
    return result;
  } catch (error) {
    if (!(error instanceof BatonError) || !REFUSALS.includes(error.code)) throw error;
    await store.setSetting(featureSetting(feature), { because: error.message, at: now }, now);
    if (off === null) log.warn({ feature, because: error.message }, 'the watch does without this source');
    return null;
  }
}
