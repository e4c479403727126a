// The closed union of things Baton may do to the world. Data only: src/worker/execute.ts carries them out.
// Refuses to know how, or whether it worked.
import type { Instant, Temperature } from './agreement.ts';

export type Effect = UpdateContact | Creation | UpdateTask | Tell;

/** What has to exist in HubSpot exactly once. HubSpot has no idempotency key: each carries a marker as visible text. */
export type Creation = CreateTask | CreateNote | LogEmail;

/** Set HubSpot properties of one contact. State, not a command: safe to run twice. */
export interface UpdateContact {
  readonly kind: 'UpdateContact';
  readonly contactId: string;
  /** "" clears. Only values that differ from what HubSpot has. */
  readonly properties: Readonly<Record<string, string>>;
}

/** One CRM task per cycle. HubSpot has no idempotency key, so the body ends with a visible marker. */
export interface CreateTask {
  readonly kind: 'CreateTask';
  readonly key: string;
  readonly contactId: string;
  readonly companyId: string | null;
  readonly ownerId: string;
  readonly subject: string;
  /** HTML as HubSpot accepts it; ends with `marker` as text. */
  readonly body: string;
  readonly marker: string;
  readonly dueAt: Instant;
  /** When HubSpot reminds the owner by e-mail; null: it does not. */
  readonly remindAt: Instant | null;
  readonly priority: 'HIGH' | 'MEDIUM' | 'LOW';
  readonly type: 'CALL' | 'EMAIL' | 'TODO';
  /** Ticked off before HubSpot even had it; absent: it is to do. */
  readonly isDone?: boolean;
}

/** One note per handoff on the timeline of contact and company, found again by its marker as the task is. */
export interface CreateNote {
  readonly kind: 'CreateNote';
  readonly key: string;
  readonly contactId: string;
  readonly companyId: string | null;
  readonly ownerId: string;
  /** HTML as HubSpot accepts it; ends with `marker` as text. */
  readonly body: string;
  readonly marker: string;
  readonly at: Instant;
}

/** An e-mail Baton sent by another way, on the timeline. It is automation, says so, and never counts as contact. */
export interface LogEmail {
  readonly kind: 'LogEmail';
  readonly key: string;
  readonly contactId: string;
  readonly companyId: null;
  readonly ownerId: string;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  /** Plain text; ends with `marker`. */
  readonly text: string;
  readonly marker: string;
  readonly at: Instant;
}

/** The task of a cycle follows its lead: to another owner, or ticked off. State, not a command: safe to run twice. */
export interface UpdateTask {
  readonly kind: 'UpdateTask';
  /** Of the `CreateTask` it is about. */
  readonly key: string;
  readonly contactId: string;
  readonly ownerId: string;
  readonly isDone: boolean;
}

/** Tell somebody something, once. Stored with the decision as an intent; a job sends it. Never counts as contact. */
export interface Tell {
  readonly kind: 'Tell';
  /** Same key twice: the first stays. `tell:<contact>:<cycle>:<occasion>:<audience>[:<n>]` */
  readonly key: string;
  readonly contactId: string;
  readonly cycleNo: number;
  readonly occasion: Occasion;
  readonly audience: 'owner' | 'backup' | 'manager' | 'fallback' | 'lead';
  /** Who that is when it is decided: an owner or a person of the agreement by e-mail; null for the lead. */
  readonly email: string | null;
  readonly temperature: Temperature;
  /** Sentences from the core, plain text; the adapter words nothing. */
  readonly subject: string;
  readonly lines: readonly string[];
  readonly at: Instant;
}

export type Occasion = 'handoff' | 'remind' | 'breach' | 'reassigned' | 'held' | 'unrouted' | 'woke' | 'recycled';
