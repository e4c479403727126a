/**
 * Everybody who was in the portal before Baton: no webhook and no search ever tells of somebody who does nothing. Ids are read 100 a
 * call, and each page makes its contacts due in the transaction that moves the cursor: killed anywhere, it goes on there.
 */
import type { BackfillState, Deps } from '../deps.ts';

export const BACKFILL = 'backfill';

type BackfillDeps = Pick<Deps, 'clock' | 'hubspot' | 'store'>;

/** The backfill in hand or last finished; null: there never was one. */
export async function backfillInHand({ store }: Pick<Deps, 'store'>): Promise<BackfillState | null> {
  const value = await store.setting(BACKFILL);
  return typeof value === 'object' && value !== null ? (value as BackfillState) : null;
}

/** Begins anew. `total` is HubSpot's word, for the progress alone. */
export async function beginBackfill(
  { clock, store }: Pick<Deps, 'clock' | 'store'>,
  total: number,
): Promise<BackfillState> {
  const state: BackfillState = { startedAt: clock.now(), cursor: null, done: 0, total, finishedAt: null };
  await store.setSetting(BACKFILL, state, clock.now());
  return state;
}

/**
 * Makes everybody due, behind everything that is live, until all are or `signal` aborts between two pages. Several processes may do it
 * at once: a page belongs to whoever moves the cursor.
 * @throws what HubSpot or the database refuses; run again, it goes on where it was.
 */
export async function continueBackfill(
  { clock, hubspot, store }: BackfillDeps,
  { signal, onProgress }: { signal?: AbortSignal; onProgress?: (state: BackfillState) => void } = {},
): Promise<BackfillState | null> {
  let state = await backfillInHand({ store });
  while (state !== null && state.finishedAt === null && signal?.aborted !== true) {
    const page = await hubspot.contactIds({ after: state.cursor, background: true });
    state = await store.backfillStep({ from: state, ...page, now: clock.now() });
    if (state !== null) onProgress?.(state);
  }
  return state;
}
