// The rep's answer to a handoff, from everything that was said and done: accepted, rejected with a reason, or no answer in time.
// Refuses to know who may answer: whoever wrote it down has asked that first.
import type { Agreement, Instant } from './agreement.ts';
import { DAY } from './calendar.ts';
import type { Cycle, Recycle, Verdict } from './cycle.ts';
import type { Saying } from './said.ts';

/** So long may an answer be taken back: an acceptance rejected within a day counts as a rejection. */
export const SECOND_THOUGHTS_MS = DAY;

export interface Answer {
  /** As people said it; null: nobody has answered. */
  readonly verdict: Verdict | null;
  /** Given back after the acceptance stood: that one stays, and the lead goes back to marketing. */
  readonly givenBack: { readonly at: Instant; readonly reason: string } | null;
}

/** The answer in these words, oldest first. A rejection without a reason is none. */
export function answerIn(sayings: readonly Saying[]): Answer {
  let verdict: Verdict | null = null;
  for (const { at, by, what } of sayings) {
    if (!isAnswer(what) || (what.kind === 'rejected' && what.reason === '')) continue;
    const isSecondThought = verdict !== null && at - verdict.at <= SECOND_THOUGHTS_MS;
    if (verdict !== null && verdict.kind === what.kind) continue;
    if (verdict !== null && !isSecondThought) {
      if (what.kind === 'rejected') return { verdict, givenBack: { at, reason: what.reason } };
      continue;
    }
    const reason: string | null = what.kind === 'rejected' ? what.reason : null;
    verdict = { kind: what.kind, at, reason, note: what.note, by: by.email, inferredFrom: null };
  }
  return { verdict, givenBack: null };
}

/** What was said of this cycle: under its number, or, once others were merged into it, since its handoff. */
export function sayingsOf(cycle: Cycle, sayings: readonly Saying[]): readonly Saying[] {
  const since = cycle.handoff?.at ?? Infinity;
  return sayings.filter(
    ({ cycleNo, at }) => at >= since && (cycleNo === cycle.no || (cycle.tookOver.length > 0 && cycleNo <= cycle.no)),
  );
}

const isAnswer = (what: Saying['what']): what is Extract<Saying['what'], { kind: 'accepted' | 'rejected' }> =>
  what.kind === 'accepted' || what.kind === 'rejected';

/** Reasons that say it is no lead at all. Every agreement has them: nothing but a new hand raised brings such a contact back. */
export const NO_LEAD = ['wrong_contact_data', 'duplicate', 'spam'] as const;

/** Every reason a rejection may name under this agreement. */
export const rejectReasons = ({ recycle }: Pick<Agreement, 'recycle'>): readonly string[] => [
  ...new Set([...Object.keys(recycle), ...NO_LEAD]),
];

/** What becomes of a lead that goes back to marketing. A reason the agreement does not name wakes by nothing but a hand raised. */
export function recycleOf(
  { recycle }: Pick<Agreement, 'recycle'>,
  { reason, at }: { reason: string; at: Instant },
): Recycle {
  const rule = Object.hasOwn(recycle, reason) ? recycle[reason] : undefined;
  return rule === undefined || rule.kind === 'never'
    ? { reason, wakeAt: null, orSignal: null }
    : { reason, wakeAt: at + rule.afterMs, orSignal: rule.orSignal };
}
