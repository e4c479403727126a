// Why a lead that is due for handoff is deliberately not handed off. A closed list: each reason is shown to people as it stands.
// Refuses to know who would have got the lead.
import type { Instant } from './agreement.ts';
import type { Cycle } from './cycle.ts';
import type { StepInput } from './handoff.ts';

export interface Hold {
  readonly because: string;
  /** When it may be over although nothing happens; null: only something new ends it. */
  readonly againAt: Instant | null;
}

/** Without these a handoff could not be told from one that was never written. */
const REQUIRED = ['baton_handoff_at', 'baton_state'] as const;

const RETRY_WHEN_FULL_MS = 5 * 60_000;

/** The first reason that applies, or null: hand it off. */
export function reasonsToHold(
  cycle: Cycle,
  { agreement, snapshot, lead, qualification, desk, now }: StepInput,
): Hold | null {
  const { portal } = snapshot;
  if (qualification.blockedBy !== null) return { because: qualification.blockedBy.because, againAt: null };
  if (portal.liveSince === null) return { because: 'Baton is not live yet', againAt: null };
  if (!happenedSince(portal.liveSince, cycle, { lead, qualification })) {
    return { because: 'before go-live: it was already due when Baton went live', againAt: null };
  }
  const missing = REQUIRED.filter((name) => !portal.writable.has(name));
  if (missing.length > 0)
    return { because: `the portal lacks ${missing.join(' and ')}: run "baton setup"`, againAt: null };
  const { atMostPerHour } = agreement.handoff;
  if (atMostPerHour !== null && desk.handoffsLastHour >= atMostPerHour) {
    return { because: `more than ${atMostPerHour} handoffs in an hour`, againAt: now + RETRY_WHEN_FULL_MS };
  }
  return null;
}

/**
 * Nothing is handed off for what happened before go-live: the hand-raise or the newest signal must be later, or the score must
 * have crossed the bar later in a cycle that was already being watched.
 */
function happenedSince(
  liveSince: Instant,
  cycle: Cycle,
  { lead, qualification }: Pick<StepInput, 'lead' | 'qualification'>,
): boolean {
  if (qualification.handRaise !== null) return qualification.handRaise.at >= liveSince;
  if (lead.signals.some((signal) => signal.at >= liveSince && signal.at <= lead.now)) return true;
  return cycle.sqlAt !== null && cycle.sqlAt >= liveSince && cycle.openedAt < cycle.sqlAt;
}
