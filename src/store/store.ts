/**
 * What the rest of Baton asks of the database. `openStore` (open.ts) is the only implementation: PostgreSQL everywhere.
 * Time is always an argument, never now().
 */
import type { Instant, Points } from '../core/agreement.ts';
import type { Action, Book, Role, Text } from '../core/authority.ts';
import type { Vitals } from '../core/alert.ts';
import type { Gap, GapKind, Ledgered } from '../core/audit.ts';
import type { Cycle } from '../core/cycle.ts';
import type { CreateNote, CreateTask, Creation, Tell, UpdateTask } from '../core/effect.ts';
import type { Activity } from '../core/activity.ts';
import type { Said, Saying, Speaker } from '../core/said.ts';
import type { Dealt } from '../core/route.ts';
import type { Score } from '../core/score.ts';
import type { Fact } from '../core/signal.ts';
import type { Desk, DeskQuestion, Properties, Turns } from '../core/snapshot.ts';

export type Lane = 'live' | 'import';

/** One entry of a delivery, checked; ids are strings because HubSpot's may exceed 2^53. */
export interface RecordableEvent {
  /** Unique over retries and re-batching, without attemptNumber: `portal:subscription:object:occurredAt:eventId:property`. */
  readonly dedupeKey: string;
  readonly eventId: string;
  readonly subscriptionType: string;
  readonly occurredAt: Instant;
  /** Contacts this event is about; a merge names several. Empty: nothing becomes due (own echo, unknown object). */
  readonly contactIds: readonly string[];
  /** Companies this event is about: their contacts in the mirror become due. */
  readonly companyIds?: readonly string[];
  readonly lane: Lane;
  /** False: stored for the record, makes nobody due (our own write coming back). */
  readonly makesDue: boolean;
  /** The entry as HubSpot sent it. */
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface Quarantined {
  readonly reason: string;
  /** The entry's JSON text, cut at 64 KiB. */
  readonly entry: string;
}

export interface RecordResult {
  readonly stored: number;
  readonly duplicate: number;
  /** Entries only about purged contacts: nothing of them is kept. */
  readonly forgotten: number;
  readonly quarantined: number;
  readonly madeDue: number;
}

export interface Claimed {
  readonly contactId: string;
  readonly version: string;
  readonly lane: Lane;
  /** Earliest occurredAt among the unread events, for the latency metric; null: due by clock. */
  readonly oldestEventAt: Instant | null;
  /** Why it is due, as last stated: `event`, `read-back`, `boundary`, `retry`, `watch`, `rescore`, `said`, `activity`, `clock`. */
  readonly dueBecause: string;
  /** Consecutive failures so far. */
  readonly attempts: number;
  readonly events: readonly StoredEvent[];
  /** What is stored of the contact; null on first sight. */
  readonly record: StoredContact | null;
  readonly cycle: Cycle | null;
  /** Tasks, notes and logged e-mails not known to be done, and tasks that HubSpot is to be told a change of. */
  readonly openCreations: readonly StoredCreation[];
  /** Contacts merged into this one: their facts are this contact's too, and a lead sales already has is not handed off again. */
  readonly inherited: readonly Inherited[];
  /** What people said about it, oldest first. */
  readonly sayings: readonly Saying[];
  /** What sales and the lead did with each other, as stored. */
  readonly activities: readonly Activity[];
}

/** Something somebody says, once: HubSpot repeats a card's request, so it carries a key. */
export interface Sayable {
  readonly contactId: string;
  readonly cycleNo: number;
  /** Chosen by whoever asks; said twice, the first stays. */
  readonly key: string;
  readonly by: Speaker;
  readonly through: Saying['through'];
  readonly what: Said;
}

export type MessageState = 'intended' | 'sending' | 'sent' | 'withheld' | 'failed';

/** A message and what became of it. */
export interface StoredMessage {
  readonly key: string;
  readonly tell: Tell;
  readonly state: MessageState;
  /** Channel it went by, or the reason it did not go. */
  readonly outcome: string | null;
  readonly changedAt: Instant;
}

export interface Inherited {
  readonly contactId: string;
  readonly facts: readonly Fact[];
  /** Its cycle in hand or last ended. */
  readonly cycle: Cycle | null;
}

export interface StoredEvent {
  readonly seq: string;
  readonly eventId: string;
  readonly subscriptionType: string;
  readonly occurredAt: Instant;
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface StoredContact {
  readonly properties: Properties;
  readonly companyId: string | null;
  readonly company: Properties | null;
  readonly companyReadAt: Instant | null;
  readonly facts: readonly Fact[];
  readonly readAt: Instant;
  /** HubSpot lists it is in, by id; null or absent: not read. */
  readonly lists?: Memberships | null;
  /** Set when HubSpot says the record is gone (deleted, merged away, purged). */
  readonly goneAt: Instant | null;
}

export interface Memberships {
  readonly ids: readonly string[];
  readonly readAt: Instant;
}

export type TaskState = 'intended' | 'sending' | 'ambiguous' | 'done' | 'failed';

/** Something HubSpot is to have exactly once, and how far that is. */
export interface StoredCreation extends Omit<StoredTask, 'task'> {
  readonly creation: Creation;
  /** It exists, and its owner or deadline has changed since: HubSpot is still to be told. */
  readonly outdated: boolean;
}

export interface StoredTask {
  readonly key: string;
  readonly contactId: string;
  readonly cycleNo: number;
  readonly state: TaskState;
  readonly task: CreateTask;
  readonly hubspotId: string | null;
  readonly attempts: number;
  readonly changedAt: Instant;
  readonly error: string | null;
}

/** What one plan leaves behind, written in one transaction for a whole batch. */
export interface Decision {
  readonly contactId: string;
  readonly record: StoredContact;
  readonly score: Score;
  readonly cycle: Cycle | null;
  /** The plan in words, for `explain`. */
  readonly because: readonly string[];
  readonly decidedAt: Instant;
  readonly agreement: string;
  /** Null: no task intended by this plan. Same key twice: the first stays. */
  readonly task: CreateTask | null;
  /** Notes for the timeline intended by this plan; same key twice: the first stays. */
  readonly notes?: readonly CreateNote[];
  /** Changes of tasks: one not yet made is made so, one that exists is changed. */
  readonly revisions?: readonly UpdateTask[];
  /** The assignment made by this plan; null: none. */
  readonly dealt: Dealt | null;
  /** The turn of a lead that was none: it is to count as never dealt. Absent or null: none. */
  readonly struck?: { readonly rotation: string; readonly no: number; readonly reason: string } | null;
  /** Messages intended by this plan; same key twice: the first stays. */
  readonly tells: readonly Tell[];
  /** A person had pinned the temperature, or had when the lead was handed off: nothing is to be learned from it. */
  readonly pinned: boolean;
}

export interface Settlement {
  readonly contactId: string;
  /** The version claimed. If the contact changed in hand it stays due. */
  readonly version: string;
  /** Next time to look without any event; null: never. Ignored when the contact changed in hand. */
  readonly nextDueAt: Instant | null;
  readonly nextDueBecause: string;
  /** Set: the plan failed; counts an attempt. After `attempts` reach the limit the contact is buried (parked, listed). */
  readonly failure: {
    readonly code: string;
    readonly message: string;
    readonly bury: boolean;
    /** HubSpot or the network failed as a whole: no attempt of this contact's is used up. */
    readonly isTheWorlds?: boolean;
  } | null;
}

export interface Store {
  /** Stores a delivery and makes its contacts due, in one transaction. Throws DATABASE_UNAVAILABLE (retry) when it could not. */
  record(batch: {
    events: readonly RecordableEvent[];
    quarantined: readonly Quarantined[];
    receivedAt: Instant;
  }): Promise<RecordResult>;

  /**
   * Takes up to `limit` due contacts into hand: live lane first, then earliest due. Nobody else gets them before `leaseMs` is over.
   * `worker` names one loop of one process start and no other: it decides or settles what it claimed before it claims again.
   */
  claim(options: { worker: string; limit: number; leaseMs: number; now: Instant }): Promise<readonly Claimed[]>;

  /**
   * Plans and stores in one transaction. `plan` gets the desk (whose turn it is, who has how much, handoffs decided in the hour before
   * `now`) under a lock that no other deciding transaction holds (only where it `asks`; otherwise the desk is empty and no turn may
   * be taken), and which of the contacts are still in hand, and returns what to store. Contacts whose lease was lost meanwhile are left out; their ids are returned.
   */
  decide(options: {
    worker: string;
    contactIds: readonly string[];
    asks: DeskQuestion | null;
    now: Instant;
    plan: (desk: Desk, inHand: ReadonlySet<string>) => readonly Decision[];
  }): Promise<{ readonly lost: readonly string[] }>;

  /** HubSpot has been told of this change of a task; one decided meanwhile stays to be told. */
  taskRevised(key: string, told: CreateTask): Promise<void>;
  /** Moves a task, a note or an e-mail's log from `intended` (or `ambiguous`, after reading back) to `sending`; false: somebody else did. */
  beginCreation(
    key: string,
    from: { readonly state: TaskState; readonly attempts: number },
    now: Instant,
  ): Promise<boolean>;
  endCreation(
    key: string,
    outcome: { state: TaskState; hubspotId?: string; error?: string },
    now: Instant,
  ): Promise<void>;

  /** After properties were written: the mirror follows, so that the next plan starts from what HubSpot has. */
  appliedMany(writes: readonly { contactId: string; properties: Properties }[], now: Instant): Promise<void>;

  /** Holds contacts in hand until `until`; returns those still in this worker's hand. */
  renew(options: { worker: string; contactIds: readonly string[]; until: Instant }): Promise<readonly string[]>;

  /** Lets go of contacts. Those whose lease was lost meanwhile are left alone. Returns how many were settled. */
  settle(options: { worker: string; settlements: readonly Settlement[]; now: Instant }): Promise<number>;

  /** Makes contacts due (watch, rescore, a person). Unknown ids are added. */
  makeDue(contactIds: readonly string[], options: { at: Instant; because: string; lane: Lane }): Promise<void>;

  /** What the mirror holds of these contacts; one that is not known is absent. */
  propertiesOf(contactIds: readonly string[]): Promise<ReadonlyMap<string, Properties>>;

  /** When the next contact becomes due; null: none is. */
  nextDueAt(now: Instant): Promise<Instant | null>;
  /** Calls back when another connection made something due (LISTEN/NOTIFY). Returns the way to stop. */
  onDue(callback: () => void): Promise<() => Promise<void>>;

  /** A contact HubSpot says is gone or purged (read back first). `purge` removes everything but a tombstone's keyed hash. */
  forget(contactId: string, how: { purge: boolean; mergedInto?: string }, now: Instant): Promise<void>;

  contact(contactId: string): Promise<{
    readonly record: StoredContact | null;
    readonly score: Score | null;
    readonly cycles: readonly Cycle[];
    readonly tasks: readonly StoredTask[];
    readonly sayings: readonly Saying[];
    readonly activities: readonly Activity[];
    readonly messages: readonly StoredMessage[];
    readonly because: readonly string[];
    readonly dueAt: Instant | null;
    readonly dueBecause: string | null;
    /** True while a worker has it; then `dueAt` is when that ends at the latest. */
    readonly inHand: boolean;
    readonly buried: { readonly code: string; readonly message: string } | null;
  } | null>;

  /**
   * Writes down what somebody said and makes the contact due in the live lane, in one transaction. `repeated`: that key was said
   * before, and nothing changed. `unknown`: nothing is known of this contact.
   */
  say(saying: Sayable, now: Instant): Promise<'said' | 'repeated' | 'unknown'>;
  /** Whether something was said under this key: a request that HubSpot repeats is answered as the first one was. */
  wasSaid(key: string): Promise<boolean>;
  /**
   * Keeps activities as HubSpot has them now, and makes their contacts due when one is new or changed. Those of contacts that are
   * not known are dropped. Returns how many contacts became due.
   */
  putActivities(
    activities: readonly { readonly contactId: string; readonly activity: Activity }[],
    now: Instant,
  ): Promise<number>;

  /** What an operator's alerts are made from, read in a moment. */
  vitals(now: Instant): Promise<StoreVitals>;
  /** Counts for `baton queue`, /readyz and the demo. */
  counts(now: Instant): Promise<StoreCounts>;

  /** How many open cycles are held for each reason. */
  heldReasons(): Promise<Readonly<Record<string, number>>>;
  /** Leads held for one of these reasons, the highest score first. */
  heldLeads(options: { because: readonly string[]; limit: number }): Promise<readonly HeldLead[]>;
  /** Known contacts after `after` in the order of their ids, as the ledger has them, to compare with HubSpot. */
  ledgerPage(options: { after: string | null; limit: number; now: Instant }): Promise<readonly Ledgered[]>;
  /** Contacts with an open gap that was last touched before. */
  ledgerOfGaps(options: { foundBefore: Instant; limit: number; now: Instant }): Promise<readonly Ledgered[]>;
  /** Keeps what a look at these contacts found; what is not found any more is resolved. */
  putGaps(look: { looked: readonly string[]; gaps: readonly Gap[]; now: Instant }): Promise<void>;
  /** The repair of what was found of these contacts was set going. */
  markRepaired(contactIds: readonly string[], now: Instant): Promise<void>;
  /** A task that HubSpot no longer has is intended again. False: it changed since. */
  intendTaskAgain(task: { readonly key: string; readonly hubspotId: string }, now: Instant): Promise<boolean>;
  /** What is found and not resolved, the oldest first. */
  openGaps(limit: number): Promise<readonly StoredGap[]>;
  /** Qualified leads without an owner or queue, or without a next step: how many, and the first of them. */
  inNoState(limit: number): Promise<Stateless>;
  /** Leads one of these owners has; `inAll` counts those beyond the limit too. */
  withSales(options: { ownerIds: readonly string[]; limit: number }): Promise<WithSales>;
  /** Leads that were due for handoff and did not get there. */
  notHandedOff(limit: number): Promise<NotHandedOff>;
  /** What people said about being there for leads and still holds, by e-mail in lower case. */
  availability(now: Instant): Promise<ReadonlyMap<string, SaidAvailability>>;
  /** Null: what the person said before holds no longer. */
  sayAvailability(
    person: { email: string; userId: string },
    say: { said: SaidAvailability | null; now: Instant },
  ): Promise<void>;
  /** How the work is getting on, cheaply: for pages that are looked at all day. */
  pulse(now: Instant): Promise<Pulse>;
  /** Contacts whose last score another agreement than this one gave. */
  scoredByAnother(hash: string): Promise<number>;
  /** Events received since, by what they tell. */
  observed(since: Instant): Promise<readonly Observed[]>;
  /** Counts how long events took to reach HubSpot again as writes, in milliseconds. */
  countEventToCrm(durations: readonly number[], now: Instant): Promise<void>;
  /** Those counted since the full hour of `since`, by class (core/duration-class.ts). */
  eventToCrm(since: Instant): Promise<readonly { readonly class: number; readonly n: number }[]>;
  /** How the database is set up. */
  databaseFacts(): Promise<DatabaseFacts>;

  /** Parked contacts with their last problem, newest first. */
  buried(
    limit: number,
  ): Promise<readonly { readonly contactId: string; readonly code: string; readonly message: string }[]>;
  /** Makes every parked contact due again, its attempts forgotten. Returns how many. */
  redrive(now: Instant): Promise<number>;

  /** Small named values: `live_since`, `paused`, `portal_id`, cursors. */
  setting(name: string): Promise<unknown>;
  setSetting(name: string, value: unknown, now: Instant): Promise<void>;

  /** Agreement versions: the text as written, and which one is in force. */
  agreementInForce(): Promise<{ readonly hash: string; readonly text: string; readonly appliedAt: Instant } | null>;
  putAgreementInForce(
    agreement: { hash: string; text: string; name: string; version: number },
    now: Instant,
  ): Promise<void>;

  /** Every version with its signatures, and the history of what was in force. */
  agreementBook(): Promise<Book>;
  /** The newest decisions about agreements, oldest first. */
  authorityLog(limit: number): Promise<readonly AuthorityEntry[]>;
  /** Decides about agreements with nobody else deciding at the same time; `decide` may run twice. Refusals are logged too. */
  underAuthority<R extends Resolution>(decide: (book: Book) => R, now: Instant): Promise<R>;

  /** Known people of a company that are not gone: the highest stored score first, and how many there are. */
  peopleOf(
    companyId: string,
    options: { readonly limit: number },
  ): Promise<{
    readonly people: readonly {
      readonly contactId: string;
      readonly record: StoredContact;
      readonly cycle: Cycle | null;
      readonly sayings: readonly Saying[];
    }[];
    readonly total: number;
    readonly withSales: number;
  }>;
  /** How many contacts are known and not gone. */
  countKnown(): Promise<number>;
  /** Known contacts after `after` in the order of their ids, as they are remembered. Nothing is taken into hand. */
  mirrorPage(options: { after: string | null; limit: number }): Promise<readonly Mirrored[]>;
  /** One known contact as it is remembered; null: unknown, or gone. */
  mirrored(contactId: string): Promise<Mirrored | null>;
  /** The desk at this moment, to foresee with: decisions take it under a lock. */
  desk(asks: DeskQuestion, now: Instant): Promise<Desk>;
  /** What every rotation has dealt, to show. */
  turns(): Promise<Turns>;
  /** Makes the next `limit` contacts of the rescore in hand due, and moves its cursor in the same transaction. Null: none was begun. */
  rescoreStep(options: { limit: number; now: Instant }): Promise<RescoreState | null>;
  /**
   * Makes a page of the portal's contacts due in the import lane and moves the backfill's cursor, in one transaction. Nothing happens
   * when it has moved since `from` was read. Returns how it stands now; null: none was begun.
   */
  backfillStep(page: {
    from: BackfillState;
    ids: readonly string[];
    next: string | null;
    now: Instant;
  }): Promise<BackfillState | null>;
  /** Makes due whatever another agreement scored last and nothing will look at soon. Returns how many. */
  makeStragglersDue(options: { hash: string; now: Instant }): Promise<number>;

  /**
   * A place in the portal's rolling window, shared by all processes. Returns 0 when the call may go now (and counts it), else how
   * many milliseconds to wait before asking again.
   */
  reserveCall(options: { bucket: string; limit: number; windowMs: number; now: Instant }): Promise<number>;

  /** True once every migration has run and a write succeeds. */
  ready(now: Instant): Promise<boolean>;
  close(): Promise<void>;
}

/** A contact as it is remembered. */
export type Mirrored = Pick<Claimed, 'contactId' | 'record' | 'cycle' | 'inherited' | 'sayings' | 'activities'>;

/** The setting `rescore`: how far all contacts have been made due. */
export interface RescoreState {
  /** The agreement they are rescored by. */
  readonly hash: string;
  readonly startedAt: Instant;
  /** None becomes due before: running processes notice another agreement within seconds, not at once. */
  readonly notBefore: Instant;
  /** The agreement names properties that the mirror does not hold: HubSpot is read again. */
  readonly readsAgain: boolean;
  /** The last contact made due; null: none yet. */
  readonly cursor: string | null;
  readonly done: number;
  readonly total: number;
  readonly finishedAt: Instant | null;
}

/** The setting `backfill`: how far everybody in the portal has been found and made due. */
export interface BackfillState {
  readonly startedAt: Instant;
  /** The place after the page found last, as HubSpot names it; null: at the beginning. */
  readonly cursor: string | null;
  readonly done: number;
  /** As HubSpot counted when it began. */
  readonly total: number;
  readonly finishedAt: Instant | null;
}

/** One line of the append-only log of decisions about agreements. */
export interface AuthorityEntry {
  readonly at: Instant;
  readonly action: Action;
  readonly allowed: boolean;
  readonly hash: string | null;
  readonly role: Role | null;
  /** An e-mail address, or "the server" for whoever may run commands there. */
  readonly who: string;
  /** HubSpot's user id from the signed request; null: on the server. */
  readonly userId: string | null;
  readonly because: string;
}

/** What was decided about an agreement: the line for the log, and what is done; null: it was refused. */
export interface Resolution {
  readonly entry: Omit<AuthorityEntry, 'at'>;
  readonly does:
    | null
    | {
        readonly kind: 'sign';
        readonly text: Text;
        readonly role: Role;
        readonly email: string;
        readonly userId: string | null;
      }
    | { readonly kind: 'apply' | 'rollback'; readonly text: Text; readonly rescore: RescoreState }
    /** A text to be signed. */
    | { readonly kind: 'upload'; readonly text: Text }
    /** Whether nothing is written to HubSpot. */
    | { readonly kind: 'pause'; readonly paused: boolean };
}

export interface HeldLead {
  readonly contactId: string;
  /** First and last name as HubSpot has them; empty where it has none. */
  readonly name: string;
  readonly total: Points;
  readonly grade: string;
  readonly because: string;
}

export type StoreVitals = Pick<Vitals, 'lanes' | 'oldestClockAt' | 'parked'>;

export interface StoredGap extends Gap {
  readonly foundAt: Instant;
  /** When its repair was set going; null: not yet, or Baton may not. */
  readonly repairedAt: Instant | null;
}

export interface Stateless {
  readonly count: number;
  readonly leads: readonly { readonly contactId: string; readonly kinds: readonly GapKind[] }[];
}

export interface WithSales {
  readonly inAll: number;
  readonly leads: readonly {
    readonly contactId: string;
    readonly properties: Properties;
    /** Null: none is known. */
    readonly company: Properties | null;
    readonly cycle: Cycle;
    readonly total: Points;
    /** When Baton looks at it again; null: never by itself. */
    readonly dueAt: Instant | null;
  }[];
}

export interface NotHandedOff {
  readonly inAll: number;
  readonly leads: readonly {
    readonly contactId: string;
    readonly properties: Properties;
    readonly company: string;
    readonly state: 'held' | 'unrouted';
    /** Why it is held; null: it is not, nobody was found. */
    readonly because: string | null;
    /** When it was qualified. */
    readonly since: Instant;
    readonly total: Points;
    readonly dueAt: Instant | null;
  }[];
}

export interface SaidAvailability {
  readonly available: boolean;
  /** Null: until the person says otherwise. */
  readonly until: Instant | null;
}

export interface Pulse {
  readonly dueNow: number;
  readonly oldestDueAt: Instant | null;
  readonly buried: number;
  /** When HubSpot last delivered an event that was kept; null: never. */
  readonly lastDeliveryAt: Instant | null;
}

export interface Observed {
  readonly subscriptionType: string;
  /** `0-1` contacts, `0-2` companies; null where the event does not say. */
  readonly objectTypeId: string | null;
  readonly propertyName: string | null;
  readonly events: number;
  readonly lastAt: Instant;
}

export interface DatabaseFacts {
  readonly version: string;
  readonly bytes: number;
  /** Those that decide whether a commit may be lost. */
  readonly settings: Readonly<Record<string, string>>;
  readonly migrations: { readonly applied: number; readonly known: number; readonly last: string | null };
}

export interface StoreCounts {
  readonly events: number;
  readonly quarantined: number;
  readonly contacts: number;
  readonly dueNow: number;
  readonly inHand: number;
  readonly buried: number;
  readonly oldestDueAt: Instant | null;
  readonly tasks: Readonly<Record<TaskState, number>>;
  /** By cycle state of the open cycle. */
  readonly states: Readonly<Record<string, number>>;
}
