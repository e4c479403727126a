// Everything one plan is made from: what is known of one contact, of the portal and of the desk, at one moment.
// Refuses to know where any of it was read.
import type { Instant, Sla } from './agreement.ts';
import type { Activity } from './activity.ts';
import type { Cycle } from './cycle.ts';
import type { Saying } from './said.ts';
import type { Fact } from './signal.ts';

/** HubSpot property values, always strings; an absent key is unknown (HubSpot's null and "" are both absent here). */
export type Properties = Readonly<Record<string, string>>;

export interface Snapshot {
  /** HubSpot record id, a string of digits. */
  readonly contactId: string;
  readonly contact: Properties;
  /** What the mirror held before HubSpot was read for this snapshot; null: not read again. */
  readonly before: Properties | null;
  readonly company: { readonly id: string; readonly properties: Properties } | null;
  /** Every fact seen so far, in no particular order; the same fact may be present from several sources. */
  readonly facts: readonly Fact[];
  /** The cycle in hand or, if none is open, the last one that ended; null before the first. */
  readonly cycle: Cycle | null;
  /** What people said about it, oldest first; absent: nothing. */
  readonly sayings?: readonly Saying[];
  /** What sales and the lead did with each other, by time; absent: nothing known. */
  readonly activities?: readonly Activity[];
  /** Of the HubSpot lists the agreement asks about, those it is in, by name; absent: not read. */
  readonly lists?: readonly string[];
  readonly portal: Portal;
}

/** What a plan needs to know of the HubSpot account. */
export interface Portal {
  /** Lifecycle stage ids in the portal's own order: a stage may only move to one further right. */
  readonly lifecycleOrder: readonly string[];
  readonly owners: readonly Owner[];
  /** Handoffs arise only from what happens after this; null: not live yet, decide and record but write nothing. */
  readonly liveSince: Instant | null;
  /** Before go-live, scores may be written if asked for. */
  readonly writesScoresBeforeGoLive: boolean;
  /** Contacts whose lead from before go-live a person released on purpose, and when; absent: none. */
  readonly released?: ReadonlyMap<string, Instant>;
  /** Lists the agreement asks about, as the agreement names them; absent: they cannot be read, or none is asked about. */
  readonly lists?: readonly NamedList[];
  /** Internal names of the contact properties that exist; a property that does not exist is not written. */
  readonly writable: ReadonlySet<string>;
}

export interface NamedList {
  /** Null: the portal has no such list, so nobody is in it. */
  readonly id: string | null;
  readonly name: string;
}

export interface Owner {
  /** CRM owner id: the one that goes into `hubspot_owner_id`; never the user id. */
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly kind: 'person' | 'queue';
  /** False: archived or its user deactivated. */
  readonly active: boolean;
  /** When they work, as HubSpot knows it; absent: not read, and the agreement's hours count. */
  readonly works?: WorkingTimes;
}

export interface WorkingTimes {
  /** IANA zone; null: not set. */
  readonly zone: string | null;
  /** Weekday 1 (Monday) … 7 (Sunday) → windows in minutes after local midnight; null: not set. */
  readonly hours: Sla['hours'] | null;
  /** Spans out of office, in any order. */
  readonly outOfOffice: readonly { readonly from: Instant; readonly until: Instant }[];
}

/** The sales desk as one decision finds it. */
export interface Desk {
  readonly turns: Turns;
  readonly handoffsLastHour: number;
}

/** Whose turn it is: what each member of each rotation has been given so far. */
export type Turns = ReadonlyMap<string, ReadonlyMap<string, Turn>>;

export interface Turn {
  /** Leads given, already divided by the member's weight; newcomers start at the rotation's minimum. */
  readonly given: number;
  /** Position of the member's latest lead in the rotation's history; 0: never. */
  readonly lastSeq: number;
}
