// Whether marketing gives this contact to sales now, to whom, and if not, why not: the cycle's next state.
// Refuses to know how any of it is told to HubSpot.
import type { Instant, Temperature } from './agreement.ts';
import type { Assignment, Cycle, Handoff } from './cycle.ts';
import { hasLanded, isWithSales } from './cycle.ts';
import { reasonsAsOf } from './explain.ts';
import { reasonsToHold } from './held.ts';
import type { Lead, Qualification } from './qualify.ts';
import type { Assigned, Dealt, Routing } from './route.ts';
import { route } from './route.ts';
import { firstContactDue, startClocks, tighten } from './sla.ts';
import type { Desk, Snapshot } from './snapshot.ts';
import type { Agreement } from './agreement.ts';

export interface Step {
  readonly cycle: Cycle;
  /** Set when this very step made the handoff. */
  readonly handedOff: Handoff | null;
  /** The assignment this very step made, for the ledger; null: none. */
  readonly dealt: Dealt | null;
  /** The desk was asked, so the step holds only as long as the desk does: it is made again under the desk's lock. */
  readonly routed: boolean;
  readonly because: readonly string[];
  /** When to look again although nothing happens, for a lead held for a time; null: no need. */
  readonly againAt: Instant | null;
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
const NOTHING_DEALT = { handedOff: null, dealt: null, routed: false, againAt: null } as const;

/** Moves a cycle by what is known now. At most one handoff per cycle, under any order of events. */
export function advance(cycle: Cycle, input: StepInput): Step {
  const { agreement, snapshot, qualification, now } = input;
  if (cycle.endedAt !== null) {
    return {
      ...NOTHING_DEALT,
      cycle,
      againAt: cycle.endedAt + agreement.stages.cooldownMs,
      because: ['The last cycle has ended and its cool-down is running.'],
    };
  }
  if (isWithSales(cycle)) {
    const anew = handedToNobody(cycle, snapshot) ? { ...cycle, handoff: null, state: 'unrouted' as const } : null;
    return anew === null ? absorb(cycle, input) : handOff(anew, input);
  }

  const { stage } = qualification;
  const reached: Cycle = {
    ...cycle,
    mqlAt: cycle.mqlAt ?? (stage === 'none' ? null : now),
    sqlAt: cycle.sqlAt ?? (stage === 'sql' ? now : null),
    // Below the last bar the lead has left; by points it has to come back to the first one.
    sqlByScore: stage === 'sql' && (cycle.sqlByScore || qualification.by === 'score'),
  };
  const isDue = agreement.handoff.at === 'sql' ? stage === 'sql' : stage !== 'none';
  if (!isDue) {
    const state = reached.mqlAt === null ? 'nurture' : 'mql';
    return { ...NOTHING_DEALT, cycle: { ...reached, state, heldBecause: null }, because: [] };
  }

  const hold = reasonsToHold(reached, input);
  if (hold !== null) {
    return {
      ...NOTHING_DEALT,
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

/**
 * Who gets this lead, by the agreement and the desk. A step that uses it is `routed`, and carries the answer's `dealt` for the ledger.
 * @param excluded owners who may not get it, because they had it before in this cycle.
 */
export function routeLead(
  { agreement, snapshot, lead, desk }: Pick<StepInput, 'agreement' | 'snapshot' | 'lead' | 'desk'>,
  { cycle, temperature, excluded = [] }: { cycle: Cycle; temperature: Temperature; excluded?: readonly string[] },
): Routing {
  return route(agreement, lead, {
    owners: snapshot.portal.owners,
    desk,
    temperature,
    company: snapshot.company,
    deals: snapshot.deals,
    previousOwnerId: cycle.previousOwnerId,
    excluded,
  });
}

function handOff(reached: Cycle, input: StepInput): Step {
  const { agreement, lead, qualification, now } = input;
  const routing = routeLead(input, { cycle: reached, temperature: qualification.temperature });
  if (routing.kind !== 'assigned') {
    const isHeld = routing.kind === 'waiting';
    return {
      ...NOTHING_DEALT,
      cycle: { ...reached, state: isHeld ? 'held' : 'unrouted', heldBecause: isHeld ? routing.because : null },
      routed: true,
      againAt: lookAgain(routing, now),
      because: [`${isHeld ? 'Held' : 'Unrouted'}: ${routing.because}.`, ...routing.trace],
    };
  }
  const raise = qualification.handRaise;
  const { owner, because, trace } = routing;
  const { temperature } = qualification;
  const clocks = startClocks({ agreement, temperature, owner, at: now, handedOffAt: now });
  const handedOff: Handoff = {
    at: now,
    cause:
      raise !== null
        ? { kind: 'hand_raise', signalId: raise.id }
        : { kind: qualification.stage === 'sql' ? 'score' : 'stage' },
    temperature,
    ...(qualification.pin === null ? {} : { pinnedBy: qualification.pin.by }),
    ownerId: owner.id,
    ownerName: owner.name,
    assignedBecause: because,
    trace,
    reasons: reasonsAsOf({ score: lead.score, qualification, now, zone: agreement.timezone }),
    dueAt: firstContactDue(clocks) ?? now,
    agreement: agreement.hash,
  };
  return {
    cycle: {
      ...reached,
      state: 'handed_off',
      heldBecause: null,
      handoff: handedOff,
      spent: spendAll(reached, lead),
      assignments: [assignmentOf(routing, now)],
      clocks,
    },
    handedOff,
    dealt: routing.dealt,
    routed: true,
    againAt: null,
    because: [`Handed off to ${owner.name}: ${because}.`, ...trace],
  };
}

/** An assignment as the cycle keeps it. */
export function assignmentOf({ owner, because, trace, dealt: { turn } }: Assigned, at: Instant): Assignment {
  return {
    at,
    ownerId: owner.id,
    ownerName: owner.name,
    because,
    trace,
    ...(turn === null ? {} : { turn: { rotation: turn.rotation, no: turn.no } }),
  };
}

/**
 * While sales has the lead, a further hand-raise belongs to this handoff: it is spent, and the temperature may only rise. So may a
 * pinned one.
 */
function absorb(cycle: Cycle, { agreement, lead, qualification, now }: StepInput): Step {
  const { handoff } = cycle;
  const still: Step = {
    ...NOTHING_DEALT,
    cycle,
    because: handoff === null ? [] : [`With ${handoff.ownerName} since the handoff of this cycle.`],
  };
  const { handRaise, pin } = qualification;
  if (handoff === null || (handRaise === null && pin === null)) return still;
  const risen = hotter(qualification.temperature, handoff.temperature);
  const clocks =
    risen === handoff.temperature ? cycle.clocks : tighten(cycle.clocks, { agreement, temperature: risen, now });
  const dueAt = firstContactDue(clocks) ?? handoff.dueAt;
  return {
    ...still,
    cycle: {
      ...cycle,
      spent: handRaise === null ? cycle.spent : spendAll(cycle, lead),
      handoff: {
        ...handoff,
        temperature: risen,
        ...(pin === null || risen === handoff.temperature ? {} : { pinnedBy: pin.by }),
        dueAt,
      },
      clocks,
    },
    because: [
      ...still.because,
      ...(handRaise === null ? [] : ['The lead raised a hand again: it counts for the handoff in hand.']),
    ],
  };
}

/** Every hand-raise known at a handoff is spent by it: a rejection does not hand the same requests off again. */
function spendAll(cycle: Cycle, lead: Lead): readonly string[] {
  const raised = lead.signals.filter((signal) => signal.handRaise).map((signal) => signal.id);
  return [...new Set([...cycle.spent, ...raised])];
}

const WARMTH: Readonly<Record<Temperature, number>> = { cold: 0, warm: 1, hot: 2 };
const hotter = (a: Temperature, b: Temperature): Temperature => (WARMTH[a] > WARMTH[b] ? a : b);
