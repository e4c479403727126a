// One pass of a contact through the funnel, in our own ledger: HubSpot's lifecycle stage cannot go back.
// Refuses to know how a state is shown in HubSpot.
import type { Instant, Temperature } from './agreement.ts';

export type CycleState =
  /** Known and scored, not qualified. */
  | 'nurture'
  | 'mql'
  /** SQL, and deliberately not handed off, with the reason. */
  | 'held'
  /** SQL, and nobody could be found. */
  | 'unrouted'
  | 'handed_off'
  | 'attempted'
  | 'contacted'
  | 'accepted'
  | 'rejected'
  | 'expired'
  | 'opportunity'
  | 'won'
  | 'lost'
  | 'recycled';

export interface Cycle {
  /** 1, 2, 3 … per contact. */
  readonly no: number;
  readonly state: CycleState;
  readonly openedAt: Instant;
  readonly mqlAt: Instant | null;
  readonly sqlAt: Instant | null;
  readonly handoff: Handoff | null;
  readonly heldBecause: string | null;
  /** Signal ids of hand-raises that already caused a handoff (in this or an earlier cycle). */
  readonly spent: readonly string[];
  readonly endedAt: Instant | null;
}

export interface Handoff {
  readonly at: Instant;
  readonly cause:
    | { readonly kind: 'hand_raise'; readonly signalId: string }
    | { readonly kind: 'score' }
    | { readonly kind: 'stage' };
  readonly temperature: Temperature;
  readonly ownerId: string;
  readonly assignedBecause: string;
  /** Deadline for first contact. */
  readonly dueAt: Instant;
  /** Agreement under which it was made. */
  readonly agreement: string;
}
