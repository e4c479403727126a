/** Makes all known contacts due in steps: by another agreement, or because somebody asked. Goes on where it was interrupted. */
import { mirrorOf } from '../agreement/needs.ts';
import type { Mirror } from '../agreement/needs.ts';
import type { Agreement, Instant } from '../core/agreement.ts';
import type { Clock, RescoreState, Store } from '../deps.ts';

const STEP = 1_000;

/** Running processes look for another agreement every few seconds; nothing may be rescored by the old one meanwhile. */
export const NOTICED_WITHIN_MS = 10_000;

type Needs = Mirror;

/**
 * The beginning of a rescore.
 * @param before by what contacts were scored until now; null: by this very agreement, and nobody has to notice anything.
 */
export function beginRescore({
  after,
  before,
  total,
  now,
}: {
  after: Agreement;
  before: Agreement | null;
  total: number;
  now: Instant;
}): RescoreState {
  return {
    hash: after.hash,
    startedAt: now,
    notBefore: before === null ? now : now + NOTICED_WITHIN_MS,
    readsAgain: before !== null && lacking(mirrorOf(after), mirrorOf(before)).length > 0,
    cursor: null,
    done: 0,
    total,
    finishedAt: null,
  };
}

/** What is needed and the mirror does not hold: `contact.name`, `company.name`, and memberships of lists. */
export function lacking(needs: Needs, mirrored: Needs): readonly string[] {
  const of = (kind: 'contact' | 'company'): readonly string[] =>
    needs[kind].filter((name) => !mirrored[kind].includes(name)).map((name) => `${kind}.${name}`);
  const history = needs.history.filter((name) => !mirrored.history.includes(name)).map((name) => `contact.${name}`);
  // Whoever reads the lists of a contact reads all of them.
  const lists = needs.lists.length > 0 && mirrored.lists.length === 0 ? ['the lists a contact is in'] : [];
  return [...new Set([...of('contact'), ...of('company'), ...history, ...lists])];
}

/** The rescore in hand or last finished; null: there never was one. */
export async function rescoreInHand(store: Pick<Store, 'setting'>): Promise<RescoreState | null> {
  const value = await store.setting('rescore');
  return typeof value === 'object' && value !== null ? (value as RescoreState) : null;
}

/**
 * Makes contacts due until every one was, or until `signal` aborts between two steps; may be called by several processes at once,
 * and again after a kill: each contact is made due once.
 */
export async function continueRescore(
  { store, clock }: { readonly store: Pick<Store, 'rescoreStep'>; readonly clock: Clock },
  {
    step = STEP,
    signal,
    onProgress,
  }: { step?: number; signal?: AbortSignal; onProgress?: (state: RescoreState) => void } = {},
): Promise<RescoreState | null> {
  for (;;) {
    const state = await store.rescoreStep({ limit: step, now: clock.now() });
    if (state === null) return null;
    onProgress?.(state);
    if (state.finishedAt !== null || signal?.aborted === true) return state;
  }
}
