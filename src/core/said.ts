// What people say about a contact: on a card, in a workflow, by editing a property, on the command line. Facts, kept as said.
// Refuses to know whether they may: whoever writes it down has asked that first.
import type { Instant, Temperature } from './agreement.ts';

export interface Saying {
  /** Position in the log of everything ever said; digits. */
  readonly seq: string;
  readonly at: Instant;
  /** The cycle that was shown when it was said. */
  readonly cycleNo: number;
  readonly by: Speaker;
  readonly through: 'card' | 'property' | 'workflow' | 'command';
  readonly what: Said;
}

export interface Speaker {
  /** HubSpot's user id from the signed query, never an owner id; null: not told (a property edit, the server's own command line). */
  readonly userId: string | null;
  /** Lower case; "the server" for whoever may run commands there, "HubSpot" where only the change itself is known. */
  readonly email: string;
}

export type Said =
  /** The rep's answer. */
  | { readonly kind: 'accepted'; readonly note: string }
  /** `reason`: a key of the agreement's `recycle`. */
  | { readonly kind: 'rejected'; readonly reason: string; readonly note: string }
  /** What the handoff lacked, from the closed list of the brief's parts, and a suggestion to marketing. */
  | { readonly kind: 'missing'; readonly parts: readonly string[]; readonly suggestion: string }
  /** "Treat as hot": sticks until then, and is no training data. */
  | { readonly kind: 'pinned'; readonly as: Temperature; readonly until: Instant; readonly note: string }
  | { readonly kind: 'unpinned' }
  /** Withheld clicks looked at by a person: let count, or confirmed as a scanner's. */
  | { readonly kind: 'clicks_released' | 'clicks_confirmed'; readonly ids: readonly string[] }
  /** The promise stands still, for a reason of the closed list. */
  | { readonly kind: 'paused'; readonly reason: PauseReason; readonly until: Instant | null; readonly note: string }
  | { readonly kind: 'resumed' }
  /** A workflow or a person hands this lead off whatever its score. */
  | { readonly kind: 'hand_off'; readonly note: string }
  /** A workflow saw something that no webhook tells. */
  | { readonly kind: 'signal'; readonly signal: string; readonly subject: string };

export type PauseReason = 'invalid_phone' | 'asked_for_later' | 'legal_hold';
export const PAUSE_REASONS: readonly PauseReason[] = ['invalid_phone', 'asked_for_later', 'legal_hold'];
