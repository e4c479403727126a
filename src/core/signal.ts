// What a HubSpot fact means: facts (dated, with their source) become the agreement's signals.
// Refuses to know which of the facts arrived first, or by which door.
import type { Instant } from './agreement.ts';

/**
 * Something that happened to a contact at a moment, as HubSpot told it. The same happening may be told several times
 * (a webhook, a read, a history, a search); `signalsOf` makes one of them.
 */
export interface Fact {
  readonly kind: 'form' | 'page' | 'list' | 'property';
  /** Form name, URL, list name, or `contact.<property>`. */
  readonly subject: string;
  readonly at: Instant;
  readonly source: 'webhook' | 'read' | 'history' | 'search' | 'recorded';
  /** What an operator can look up: `event 60775291`, `recent_conversion_date`, `list 42`. */
  readonly evidence: string;
}

/** A dated fact that the agreement gives a meaning. */
export interface Signal {
  /** Stable over deliveries, orders and sources: `demo_request@1782371969536`. */
  readonly id: string;
  readonly name: string;
  readonly at: Instant;
  readonly handRaise: boolean;
  readonly evidence: string;
  /** Form name, URL … as HubSpot has it. */
  readonly subject: string;
}
