// What sales and the lead did with each other, as HubSpot logs it: calls, e-mails, meetings, messages, tasks and notes.
// Refuses to know what counts as contact: that is graded in evidence.ts.
import type { Instant } from './agreement.ts';
import type { Properties } from './snapshot.ts';

export type ActivityKind = 'call' | 'email' | 'meeting' | 'communication' | 'task' | 'note';

export interface Activity {
  readonly kind: ActivityKind;
  /** HubSpot record id, unique per kind. */
  readonly id: string;
  /** `hs_timestamp`: when it happened, which may be long before it was logged. */
  readonly at: Instant;
  /** `hs_createdate`: when it was logged. */
  readonly loggedAt: Instant;
  /** CRM owner id; null: nobody's. */
  readonly ownerId: string | null;
  /** The properties that grade it, as HubSpot has them. */
  readonly properties: Properties;
}
