// The closed union of things Baton may do to the world. Data only: src/worker/execute.ts carries them out.
// Refuses to know how, or whether it worked.
import type { Instant } from './agreement.ts';

export type Effect = UpdateContact | CreateTask;

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
  readonly priority: 'HIGH' | 'MEDIUM' | 'LOW';
  readonly type: 'CALL' | 'EMAIL' | 'TODO';
}
