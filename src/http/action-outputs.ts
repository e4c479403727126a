/** What an action leaves for the next step of a workflow: the names and types that its definition in the HubSpot project declares. */
import type { Cycle } from '../core/cycle.ts';
import type { Owner } from '../core/snapshot.ts';
import type { Store } from '../deps.ts';

export interface Outputs {
  readonly score: number | null;
  readonly grade: string;
  readonly stage: 'none' | 'mql' | 'sql';
  readonly state: string;
  readonly temperature: string;
  /** CRM owner id and e-mail; empty: nobody has it. */
  readonly owner: string;
  readonly owner_email: string;
  /** One sentence: why it stands where it stands, or why nothing was done. */
  readonly reason: string;
  /** https://developers.hubspot.com/docs/api-reference/automation-actions-v4-v4/custom-action-reference */
  readonly hs_execution_state: 'SUCCESS' | 'FAIL_CONTINUE';
}

type View = Awaited<ReturnType<Store['contact']>>;

function stageOf(cycle: Cycle | null): Outputs['stage'] {
  if (cycle === null) return 'none';
  if (cycle.sqlAt !== null) return 'sql';
  return cycle.mqlAt === null ? 'none' : 'mql';
}

/** @param view null: it is not planned yet; what was asked for is written down all the same. */
export function outputsOf(view: View, { owners }: { owners: readonly Owner[] }): Outputs {
  const cycle = view?.cycles.at(-1) ?? null;
  const score = view?.score ?? null;
  const handoff = cycle?.handoff ?? null;
  const ownerId = handoff?.ownerId ?? view?.record?.properties['hubspot_owner_id'] ?? '';
  return {
    score: score === null ? null : Math.floor(score.total / 100),
    grade: score?.grade ?? '',
    stage: stageOf(cycle),
    state: cycle?.state ?? '',
    temperature: handoff?.temperature ?? '',
    owner: ownerId,
    owner_email: owners.find((owner) => owner.id === ownerId)?.email ?? '',
    reason: cycle?.heldBecause ?? handoff?.reasons ?? view?.because[0] ?? 'written down; it is planned in a moment',
    hs_execution_state: 'SUCCESS',
  };
}
