// Whether marketing gives this contact to sales now, to whom, and if not, why not: the cycle's next state.
// Refuses to know how any of it is told to HubSpot.
import type { Instant } from './agreement.ts';
import type { AskedFor } from './asked-for.ts';
import { askedSentence } from './asked-for.ts';
import type { Cycle, Handoff } from './cycle.ts';
import { cycleAt, hasLanded, isAskedFor, isWithSales, NOTHING_PROMISED, wakesAt } from './cycle.ts';
import type { Tell } from './effect.ts';
import { reasonsAsOf } from './explain.ts';
import { reasonsToHold } from './held.ts';
import type { Lead, Qualification } from './qualify.ts';
import type { Dealt } from './route.ts';
import { assignmentOf, routeLead } from './assignment.ts';
import { spentBy } from './follow.ts';
import { nextStepAt } from './ladder.ts';
import { isHandedOff, keepUp } from './sales.ts';
import { firstContactDue, startClocks } from './sla.ts';
import type { Desk, Snapshot } from './snapshot.ts';
import type { Agreement } from './agreement.ts';
import { english } from './words.ts';

export interface Step {
  readonly cycle: Cycle;
  /** Set when this very step made the handoff. */
  readonly handedOff: Handoff | null;
  /** The assignment this very step made, for the ledger; null: none. */
  readonly dealt: Dealt | null;
  /** The desk was asked, so the step holds only as long as the desk does: it is made again under the desk's lock. */
  readonly routed: boolean;
  readonly because: readonly string[];
  /** What people are to be told, beside what a handoff tells. */
  readonly tells: readonly Tell[];
  /** When to look again although nothing happens, for a lead held for a time; null: no need. */
  readonly againAt: Instant | null;
  /** When a promise or a wait runs out; null: none does. */
  readonly clockAt: Instant | null;
}

export interface StepInput {
  readonly agreement: Agreement;
  readonly snapshot: Snapshot;
  readonly lead: Lead;
  readonly qualification: Qualification;
  readonly desk: Desk;
  readonly now: Instant;
}

/** What most steps do not do. */
const NOTHING_ELSE = { handedOff: null, dealt: null, routed: false, tells: [], againAt: null, clockAt: null } as const;

/** Moves the last cycle on by what is known now, or opens the next one. At most one handoff per cycle, under any order of events. */
export function advance(last: Cycle | null, input: StepInput): Step {
  const { agreement, snapshot, lead, qualification, now } = input;
  let known = last;
  if (isHandedOff(last)) {
    if (isWithSales(last) && handedToNobody(last, snapshot)) {
      return handOff({ ...last, ...NOTHING_PROMISED, woke: last.woke, handoff: null, state: 'unrouted' }, input);
    }
    const step = keepUp(last, input);
    if (last.endedAt === null || step.cycle.endedAt === null) return step;
    known = step.cycle;
  }
  const handRaised = qualification.handRaise !== null;
  const current = cycleAt(known, { agreement, lead, handRaised, now });
  if (current.endedAt === null) return qualified(current, input);
  return {
    ...NOTHING_ELSE,
    cycle: current,
    clockAt: wakesAt(current, agreement),
    because: [english.waitsToWake(current.recycle)],
  };
}

/** Moves a cycle that marketing has. */
function qualified(cycle: Cycle, input: StepInput): Step {
  const { agreement, qualification, now } = input;
  const { stage } = qualification;
  const reached: Cycle = {
    ...cycle,
    mqlAt: cycle.mqlAt ?? (stage === 'none' ? null : now),
    sqlAt: cycle.sqlAt ?? (stage === 'sql' ? now : null),
    // Below the last bar the lead has left; by points it has to come back to the first one.
    sqlByScore: stage === 'sql' && (cycle.sqlByScore || qualification.by === 'score'),
  };
  const isDue = isAskedFor(input.lead, cycle) || (agreement.handoff.at === 'sql' ? stage === 'sql' : stage !== 'none');
  if (!isDue) {
    const state = reached.mqlAt === null ? 'nurture' : 'mql';
    return { ...NOTHING_ELSE, cycle: { ...reached, state, heldBecause: null }, because: [] };
  }

  const hold = reasonsToHold(reached, input);
  if (hold !== null) {
    return {
      ...NOTHING_ELSE,
      cycle: { ...reached, state: 'held', heldBecause: hold.because },
      againAt: hold.againAt,
      because: [`Held: ${hold.because}.`],
    };
  }

  return handOff(reached, input);
}

/** The handoff has not reached HubSpot, and never will: its owner can own nothing any more. */
function handedToNobody({ handoff }: Cycle, { contact, portal }: Snapshot): boolean {
  if (handoff === null || hasLanded(handoff, contact)) return false;
  return !portal.owners.some((owner) => owner.id === handoff.ownerId && owner.active);
}

/** Where nobody says when somebody is back, and while a lead has nobody at all, it is looked at this often. */
const LOOK_FOR_SOMEBODY_MS = 5 * 60_000;

/** A lead that waits for a shift is looked at when it begins; people who come back sooner make it due themselves. */
function lookAgain(
  { kind, againAt }: { kind: 'waiting' | 'unrouted'; againAt: Instant | null },
  now: Instant,
): Instant {
  const soon = now + LOOK_FOR_SOMEBODY_MS;
  if (againAt === null) return soon;
  return kind === 'waiting' ? againAt : Math.min(againAt, soon);
}

function handOff(reached: Cycle, input: StepInput): Step {
  const { agreement, lead, qualification, now } = input;
  const routing = routeLead(input, { cycle: reached, temperature: qualification.temperature });
  if (routing.kind !== 'assigned') {
    const isHeld = routing.kind === 'waiting';
    return {
      ...NOTHING_ELSE,
      cycle: { ...reached, state: isHeld ? 'held' : 'unrouted', heldBecause: isHeld ? routing.because : null },
      routed: true,
      againAt: lookAgain(routing, now),
      because: [`${isHeld ? 'Held' : 'Unrouted'}: ${routing.because}.`, ...routing.trace],
    };
  }
  const askedFor = isAskedFor(lead, reached) ? (lead.askedFor ?? null) : null;
  const why = reasonsAsOf({ score: lead.score, qualification, now, zone: agreement.timezone });
  const { owner, because, trace } = routing;
  const { temperature } = qualification;
  const clocks = startClocks({ agreement, temperature, owner, at: now, handedOffAt: now });
  const handedOff: Handoff = {
    at: now,
    cause: causeOf(askedFor, qualification),
    temperature,
    ...(qualification.pin === null ? {} : { pinnedBy: qualification.pin.by }),
    ownerId: owner.id,
    ownerName: owner.name,
    assignedBecause: because,
    trace,
    reasons: askedFor === null ? why : `${askedSentence(askedFor)}; ${why}`,
    stageBefore: input.snapshot.contact['lifecyclestage'] ?? null,
    dueAt: firstContactDue(clocks) ?? now,
    agreement: agreement.hash,
  };
  return {
    ...NOTHING_ELSE,
    cycle: {
      ...reached,
      // Whom somebody asked for is an SQL from now on, whatever the bars say.
      mqlAt: reached.mqlAt ?? now,
      sqlAt: reached.sqlAt ?? (askedFor === null ? null : now),
      state: 'handed_off',
      heldBecause: null,
      handoff: handedOff,
      spent: spentBy(reached, lead, Infinity),
      assignments: [assignmentOf(routing, now)],
      clocks,
    },
    handedOff,
    dealt: routing.dealt,
    routed: true,
    clockAt: nextStepAt({ ...reached, clocks }, agreement),
    because: [
      ...(askedFor === null ? [] : [`${askedSentence(askedFor)}.`]),
      `Handed off to ${owner.name}: ${because}.`,
      ...trace,
    ],
  };
}

function causeOf(askedFor: AskedFor | null, { handRaise, stage }: Qualification): Handoff['cause'] {
  if (askedFor !== null) return { kind: 'workflow', saidId: askedFor.id };
  if (handRaise !== null) return { kind: 'hand_raise', signalId: handRaise.id };
  return { kind: stage === 'sql' ? 'score' : 'stage' };
}
