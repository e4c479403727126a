// Who gets a lead of this cycle, and how the cycle keeps it: for a handoff and for every time it is given on.
// Refuses to know why it is given.
import type { Instant, Temperature } from './agreement.ts';
import type { Assignment, Cycle } from './cycle.ts';
import type { StepInput } from './handoff.ts';
import type { Assigned, Routing } from './route.ts';
import { route } from './route.ts';

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
