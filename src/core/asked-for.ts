// Whether somebody asked for this lead to be handed off, whatever its score: a workflow, or a person.
// Refuses to know whether it may be: a block stands, and so does go-live.
import type { Instant } from './agreement.ts';
import type { Cycle } from './cycle.ts';
import type { Saying } from './said.ts';
import { HAND_STAYS_UP_MS } from './signal.ts';

export interface AskedFor {
  /** What spends it, beside the ids of hand-raises; no signal's id looks like it. */
  readonly id: string;
  readonly at: Instant;
  readonly through: Saying['through'];
  /** E-mail address, "the server" or "HubSpot". */
  readonly by: string;
  readonly note: string;
}

/** The latest request that no handoff has answered; null: none stands. What was asked before the last cycle ended belonged to it. */
export function askedForAt(
  sayings: readonly Saying[],
  { cycle, now }: { cycle: Pick<Cycle, 'spent' | 'endedAt'> | null; now: Instant },
): AskedFor | null {
  const since = Math.max(now - HAND_STAYS_UP_MS, cycle?.endedAt ?? -Infinity);
  for (const { seq, at, through, by, what } of sayings.toReversed()) {
    if (what.kind !== 'hand_off' || at > now || at < since) continue;
    const id = `said#${seq}`;
    if (cycle?.spent.includes(id) !== true) return { id, at, through, by: by.email, note: what.note };
  }
  return null;
}

/** "A HubSpot workflow asked for it: came from the fair". */
export function askedSentence({ through, by, note }: AskedFor): string {
  const who = through === 'workflow' ? 'A HubSpot workflow' : by;
  return `${who} asked for it${note === '' ? '' : `: ${note}`}`;
}
