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
  /** Open deals of the contact, newest first; absent: not read. */
  readonly deals?: readonly OpenDeal[];
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
  /** Values of `hs_lead_status` that the portal has; absent: not read. */
  readonly leadStatuses?: ReadonlySet<string>;
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
  /** HubSpot's own switch; absent: not read, or never set. */
  readonly status?: 'available' | 'away';
  /** What the person said to Baton; absent: nothing, or it has run out. */
  readonly said?: { readonly available: boolean; readonly until: Instant | null };
}

/** An open deal, as far as routing asks. */
export interface OpenDeal {
  readonly id: string;
  readonly ownerId: string | null;
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
  /** What each owner has in hand and was given; an owner that is absent: nothing. */
  readonly loads: ReadonlyMap<string, OwnerLoad>;
  /** To whom each rotation last gave a lead of one of the companies asked about, by `CompanyMark`. */
  readonly companies: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

export const EMPTY_DESK: Desk = { turns: new Map(), handoffsLastHour: 0, loads: new Map(), companies: new Map() };

/** What a decision asks the ledger, beside whose turn it is. */
export interface DeskQuestion {
  /** Where the local day and the local week began. */
  readonly dayFrom: Instant;
  readonly weekFrom: Instant;
  /** Companies whose leads are planned. */
  readonly companies: readonly CompanyMark[];
}

/** How a company is recognised from one lead to the next: `company:<record id>` or `domain:<of the e-mail address>`. */
export type CompanyMark = string;

export interface OwnerLoad {
  /** Leads in hand: handed over, and their cycle not ended. */
  readonly open: number;
  /** Handed over since the local day, and the local week, began. */
  readonly today: number;
  readonly thisWeek: number;
  /** Rejected since the local day began. */
  readonly rejectedToday: number;
}

/** What each rotation has dealt so far. */
export type Turns = ReadonlyMap<string, RotationLedger>;

export interface RotationLedger {
  /** Leads dealt so far: the next turn is one more. */
  readonly dealt: number;
  /** The most a dealt lead was worth. */
  readonly largest: number;
  readonly accounts: ReadonlyMap<string, Account>;
  /** Turns whose lead was none, and that are still in the accounts: oldest first. */
  readonly owed: readonly StruckTurn[];
}

/** What one member was entitled to and has received, in leads and in what they were worth. */
export interface Account {
  readonly entitled: number;
  readonly received: number;
  readonly entitledValue: number;
  readonly receivedValue: number;
  /** The latest turn this member had; 0: none. */
  readonly lastTurn: number;
}

export interface StruckTurn {
  readonly no: number;
  readonly ownerId: string;
  readonly value: number;
  readonly eligible: readonly Eligible[];
}

export interface Eligible {
  readonly ownerId: string;
  readonly weight: number;
}
