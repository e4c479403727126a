/** Leads from before go-live that a person lets go on purpose: kept as a setting, so that every process sees the same ones. */
import type { Instant } from '../core/agreement.ts';
import type { Store } from '../deps.ts';

/** The setting: contact id → when it was released. */
export const RELEASED = 'released';

/** More at once would be a list nobody looked at, and each batch of work reads the setting. */
export const RELEASED_AT_MOST = 500;

export function releasedIn(stored: unknown): ReadonlyMap<string, Instant> {
  if (typeof stored !== 'object' || stored === null) return new Map();
  return new Map(Object.entries(stored).filter((entry): entry is [string, Instant] => typeof entry[1] === 'number'));
}

/**
 * Marks these contacts as released and makes them due, read anew. Each is handed off once, unless something else holds it: a block,
 * the hour's limit, nobody to give it to.
 */
export async function release(
  store: Pick<Store, 'setting' | 'setSetting' | 'makeDue'>,
  { contactIds, now }: { contactIds: readonly string[]; now: Instant },
): Promise<void> {
  const before = releasedIn(await store.setting(RELEASED));
  const after = new Map([...before, ...contactIds.map((id) => [id, now] as const)]);
  await store.setSetting(RELEASED, Object.fromEntries(after), now);
  await store.makeDue(contactIds, { at: now, because: 'released', lane: 'live' });
}
