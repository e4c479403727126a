// Why a lead that is due for handoff is deliberately not handed off. A closed list: each reason is shown to people as it stands.
// Refuses to know who would have got the lead.
import type { Agreement, Instant } from './agreement.ts';
import { leavesOf } from './ask.ts';
import type { Cycle } from './cycle.ts';
import type { StepInput } from './handoff.ts';
import { qualify } from './qualify.ts';

export interface Hold {
  readonly because: string;
  /** When it may be over although nothing happens; null: only something new ends it. */
  readonly againAt: Instant | null;
}

/** Without these a handoff could not be told from one that was never written. */
const REQUIRED = ['baton_handoff_at', 'baton_state'] as const;

export const NOT_LIVE = 'Baton is not live yet';
export const BEFORE_GO_LIVE = 'before go-live: it was already due when Baton went live';

/** More leads are due than sales agreed to take in an hour. */
export const beyondTheHour = (atMostPerHour: number): string => `more than ${atMostPerHour} handoffs in an hour`;

const LOOK_AGAIN_MS = 5 * 60_000;

/** Who is taken off a list makes no noise in HubSpot. */
const LOOK_AT_LISTS_MS = 60 * 60_000;

const asksForLists = ({ blocks }: Agreement, block: string): boolean =>
  blocks.some(({ name, when }) => name === block && leavesOf(when).some(({ kind }) => kind === 'list'));

/** The first reason that applies, or null: hand it off. */
export function reasonsToHold(
  cycle: Cycle,
  { agreement, snapshot, lead, qualification, desk, now }: StepInput,
): Hold | null {
  const { portal } = snapshot;
  if (qualification.blockedBy !== null) {
    const { name, because } = qualification.blockedBy;
    return { because, againAt: asksForLists(agreement, name) ? now + LOOK_AT_LISTS_MS : null };
  }
  if (portal.liveSince === null) return { because: NOT_LIVE, againAt: null };
  if (!isReleased(cycle, snapshot) && !happenedSince(portal.liveSince, { agreement, lead, qualification })) {
    return { because: BEFORE_GO_LIVE, againAt: null };
  }
  const missing = REQUIRED.filter((name) => !portal.writable.has(name));
  if (missing.length > 0) {
    // Setup sends no event: without another look a lead would wait for something new to happen.
    return { because: `the portal lacks ${missing.join(' and ')}: run "baton setup"`, againAt: now + LOOK_AGAIN_MS };
  }
  const { atMostPerHour } = agreement.handoff;
  if (atMostPerHour !== null && desk.handoffsLastHour >= atMostPerHour) {
    return { because: beyondTheHour(atMostPerHour), againAt: now + LOOK_AGAIN_MS };
  }
  return null;
}

/** A person let this lead go although it was due before. It holds for the cycle it was said of, and for no later one. */
function isReleased(cycle: Cycle, { contactId, portal }: StepInput['snapshot']): boolean {
  const releasedAt = portal.released?.get(contactId);
  return releasedAt !== undefined && cycle.openedAt <= releasedAt;
}

/**
 * Nothing is handed off for what happened before go-live: the hand-raise must be later, or, for a lead that is due without the old
 * ones, the newest signal. A score that is known late but was earned before is no news.
 */
function happenedSince(
  liveSince: Instant,
  { agreement, lead, qualification }: Pick<StepInput, 'agreement' | 'lead' | 'qualification'>,
): boolean {
  if (lead.askedFor && lead.askedFor.at >= liveSince) return true;
  const { handRaise } = qualification;
  if (handRaise !== null && handRaise.at >= liveSince) return true;
  if (!lead.signals.some((signal) => signal.at >= liveSince && signal.at <= lead.now)) return false;
  if (handRaise === null) return true;
  const old = lead.signals.filter((signal) => signal.handRaise && signal.at < liveSince).map((signal) => signal.id);
  const { stage } = qualify(agreement, { ...lead, spent: [...lead.spent, ...old] });
  return agreement.handoff.at === 'sql' ? stage === 'sql' : stage !== 'none';
}
