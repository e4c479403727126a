// A lead that sales has: what is to happen next, while its promises run, when they are broken, and when it comes back.
// Refuses to know how a handoff is made.
import { assignmentOf, routeLead } from './assignment.ts';
import type { Clock, Cycle, Handoff } from './cycle.ts';
import { wakesAt } from './cycle.ts';
import type { Tell } from './effect.ts';
import { assign, follow } from './follow.ts';
import type { Step, StepInput } from './handoff.ts';
import { climb, nextStepAt, tellOf } from './ladder.ts';
import { english } from './words.ts';

/** The next step of a cycle that was handed off, ended or not. */
export function keepUp(last: Cycle & { readonly handoff: Handoff }, input: StepInput): Step {
  const { agreement, now } = input;
  const followed = follow(last, input);
  const still: Step = {
    cycle: followed,
    handedOff: null,
    dealt: null,
    routed: false,
    tells: [],
    againAt: null,
    clockAt: null,
    because: [standing(last, followed)],
  };
  if (followed.endedAt !== null) {
    // Whether something wakes it is asked once this end is in the ledger.
    const clockAt = last.endedAt === null ? now : wakesAt(followed, agreement);
    return { ...still, clockAt };
  }
  const climbed = climb(followed, input);
  const why = isOwnerGone(followed, input) ? english.ownerGone : climbed.reassigns ? english.tooLate : null;
  const step =
    why === null
      ? { ...still, cycle: climbed.cycle, because: [] }
      : passOn(climbed.cycle, input, why(followed.handoff.ownerName));
  const cycle = step.cycle;
  return {
    ...step,
    tells: [...climbed.tells, ...step.tells, ...silence(last, followed, input)],
    because: [...still.because, ...climbed.because, ...step.because],
    clockAt: nextStepAt(cycle, agreement),
  };
}

/** Whoever has it was deactivated since: nobody works on it any more. */
function isOwnerGone({ handoff }: Cycle & { readonly handoff: Handoff }, { snapshot }: StepInput): boolean {
  const shown = snapshot.contact['hubspot_owner_id'] ?? handoff.ownerId;
  return shown === handoff.ownerId && !snapshot.portal.owners.some(({ id, active }) => id === shown && active);
}

/** Gives it to the next who may have it; nobody who had it before gets it again. */
function passOn(cycle: Cycle & { readonly handoff: Handoff }, input: StepInput, why: string): Step {
  const { agreement, now } = input;
  const excluded = [...new Set(cycle.assignments.map(({ ownerId }) => ownerId))];
  const routing = routeLead(input, { cycle, temperature: cycle.handoff.temperature, excluded });
  const still = { handedOff: null, dealt: null, routed: true, tells: [], againAt: null, clockAt: null };
  if (routing.kind !== 'assigned') {
    return {
      ...still,
      cycle,
      because: [`It stays with ${cycle.handoff.ownerName}: ${routing.because}.`, ...routing.trace],
    };
  }
  const { owner, trace, dealt } = routing;
  const because = `${routing.because}; ${why}`;
  const given = assign(cycle, { agreement, owner, assignment: { ...assignmentOf(routing, now), because } });
  const clock = firstContactOf(given);
  const tell =
    clock === undefined
      ? null
      : tellOf(given, {
          ...input,
          clock,
          occasion: 'reassigned',
          audience: 'owner',
          nth: String(given.assignments.length),
        });
  return {
    ...still,
    cycle: given,
    dealt,
    tells: tell === null ? [] : [tell],
    because: [`Given to ${owner.name}: ${because}.`, ...trace],
  };
}

/** Nobody said in time whether the lead is taken: the owner is asked, and the manager hears of it. */
function silence(
  last: Cycle,
  followed: Cycle & { readonly handoff: Handoff },
  input: Pick<StepInput, 'agreement' | 'snapshot' | 'now'>,
): readonly Tell[] {
  if (followed.verdict?.kind !== 'expired' || last.verdict?.kind === 'expired') return [];
  const clock = followed.clocks.findLast(({ kind }) => kind === 'verdict');
  if (clock === undefined) return [];
  return (['owner', 'manager'] as const).flatMap(
    (audience) => tellOf(followed, { ...input, clock, occasion: 'breach', audience, nth: 'verdict' }) ?? [],
  );
}

const firstContactOf = ({ clocks }: Cycle): Clock | undefined =>
  clocks.findLast(({ kind }) => kind === 'first_contact');

function standing(last: Cycle, { state, handoff, endedAt }: Cycle & { readonly handoff: Handoff }): string {
  if (endedAt !== null) return `This cycle has ended: ${english.states[state]}.`;
  const moved = last.state === state ? '' : ` It is now ${english.states[state]}.`;
  return `With ${handoff.ownerName} since the handoff of this cycle.${moved}`;
}

export const isHandedOff = (cycle: Cycle | null): cycle is Cycle & { readonly handoff: Handoff } =>
  cycle !== null && cycle.handoff !== null;
