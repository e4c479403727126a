// Whether marketing gives this contact to sales now, to whom, and if not, why not: the cycle's next state.
// Refuses to know how any of it is told to HubSpot.
import type { Instant, Temperature } from './agreement.ts';
import type { Cycle, Handoff } from './cycle.ts';
import { hasLanded, isWithSales } from './cycle.ts';
import { reasonsAsOf } from './explain.ts';
import { reasonsToHold } from './held.ts';
import type { Lead, Qualification } from './qualify.ts';
import type { TurnTaken } from './route.ts';
import { route } from './route.ts';
import { firstContactDue, startClocks, tighten } from './sla.ts';
import type { Desk, Snapshot } from './snapshot.ts';
import type { Agreement } from './agreement.ts';

export interface Step {
  readonly cycle: Cycle;
  /** Set when this very step made the handoff. */
  readonly handedOff: Handoff | null;
  readonly turn: TurnTaken | null;
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

/** Moves a cycle by what is known now. At most one handoff per cycle, under any order of events. */
export function advance(cycle: Cycle, input: StepInput): Step {
  const { agreement, snapshot, qualification, now } = input;
  if (cycle.endedAt !== null) {
    return {
      cycle,
      handedOff: null,
      turn: null,
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
    return { cycle: { ...reached, state, heldBecause: null }, handedOff: null, turn: null, againAt: null, because: [] };
  }

  const hold = reasonsToHold(reached, input);
  if (hold !== null) {
    return {
      cycle: { ...reached, state: 'held', heldBecause: hold.because },
      handedOff: null,
      turn: null,
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

/** Until somebody is back, an unrouted lead is looked at this often. */
const LOOK_FOR_SOMEBODY_MS = 5 * 60_000;

function handOff(reached: Cycle, { agreement, snapshot, lead, qualification, desk, now }: StepInput): Step {
  const routing = route(agreement, lead, { owners: snapshot.portal.owners, turns: desk.turns });
  if (routing.kind === 'unrouted') {
    return {
      cycle: { ...reached, state: 'unrouted', heldBecause: null },
      handedOff: null,
      turn: null,
      againAt: now + LOOK_FOR_SOMEBODY_MS,
      because: [`Unrouted: ${routing.because}.`, ...routing.trace],
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
      assignments: [{ at: now, ownerId: owner.id, ownerName: owner.name, because, trace }],
      clocks,
    },
    handedOff,
    turn: routing.turn,
    againAt: null,
    because: [`Handed off to ${owner.name}: ${because}.`, ...trace],
  };
}

/**
 * While sales has the lead, a further hand-raise belongs to this handoff: it is spent, and the temperature may only rise. So may a
 * pinned one.
 */
function absorb(cycle: Cycle, { agreement, lead, qualification, now }: StepInput): Step {
  const { handoff } = cycle;
  const still: Step = {
    cycle,
    handedOff: null,
    turn: null,
    againAt: null,
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
