/**
 * What the rest of Baton asks of HubSpot. `connectHubSpot` (connect.ts) implements it over @hubspot/api-client with
 * date-versioned paths; one retry layer, one limiter, nothing sent twice blindly.
 */
import type { Instant } from '../core/agreement.ts';
import type { CreateNote, CreateTask, LogEmail, UpdateTask } from '../core/effect.ts';
import type { Owner, Properties } from '../core/snapshot.ts';

export interface Account {
  readonly portalId: string;
  /** From the private-app token info; null where HubSpot does not say. */
  readonly appId: string | null;
  readonly timeZone: string;
  readonly currency: string;
  readonly scopes: readonly string[] | null;
}

export interface ContactRead {
  /** The id HubSpot answered with: differs from the one asked for after a merge. */
  readonly id: string;
  readonly askedFor: string;
  /** Null and "" are absent. */
  readonly properties: Properties;
  /** Only when history was asked for: newest first. */
  readonly history: Readonly<
    Record<
      string,
      readonly {
        readonly value: string;
        readonly at: Instant;
        readonly sourceType: string;
        readonly sourceId: string | null;
      }[]
    >
  >;
}

export interface ContactReads {
  readonly found: readonly ContactRead[];
  readonly missing: readonly string[];
  /** Ids HubSpot refuses to read, with its words; the others were read. */
  readonly refused: readonly { readonly id: string; readonly message: string }[];
}

export type WriteOutcome =
  | { readonly id: string; readonly ok: true; readonly properties: Properties }
  | {
      readonly id: string;
      readonly ok: false;
      readonly gone: boolean;
      readonly category: string;
      readonly message: string;
      readonly retry: boolean;
    };

/** How urgent a call is. */
export interface Urgency {
  /**
   * True for backfills and rescores: refused with HUBSPOT_DAILY once 60 % of the day's calls are used, and kept off a part of each
   * window, so that live leads never wait behind them.
   */
  readonly background?: boolean;
}

export interface HubSpot {
  account(): Promise<Account>;

  /** ≤100 ids per call, ≤50 with history (cut here, more ids may be given). A missing id is in `missing`, not an error. */
  readContacts(
    ids: readonly string[],
    want: { properties: readonly string[]; history: readonly string[] } & Urgency,
  ): Promise<ContactReads>;
  /** Ids of at most 100 contacts in HubSpot's own order, after a place in it (null: from the beginning); `next` null: the last ones. */
  contactIds(
    from: { readonly after: string | null } & Urgency,
  ): Promise<{ readonly ids: readonly string[]; readonly next: string | null }>;
  /** How many contacts the portal has, as its lagging index says. */
  countContacts(urgency?: Urgency): Promise<number>;
  readCompanies(
    ids: readonly string[],
    properties: readonly string[],
    urgency?: Urgency,
  ): Promise<ReadonlyMap<string, Properties>>;
  /** Primary company of each contact, else its first; ≤1,000 ids per call. */
  companiesOf(contactIds: readonly string[], urgency?: Urgency): Promise<ReadonlyMap<string, string>>;

  /** Per item; one bad property does not sink the others. */
  updateContacts(
    updates: readonly { readonly id: string; readonly properties: Properties }[],
    urgency?: Urgency,
  ): Promise<readonly WriteOutcome[]>;

  /** Throws AMBIGUOUS_WRITE when it may have happened. Never sent a second time by itself. */
  createTask(task: CreateTask): Promise<{ readonly id: string }>;
  /** Every task associated with the contact whose body carries the marker's text, oldest first. Reads associations, not the lagging search. */
  findTasks(contactId: string, marker: string): Promise<readonly Found[]>;
  /** Gives a task to another owner, or ticks it off; what a rep did to its state otherwise stays. False: HubSpot no longer has it. */
  changeTask(id: string, change: TaskChange): Promise<boolean>;
  /** As for tasks. */
  createNote(note: CreateNote): Promise<{ readonly id: string }>;
  findNotes(contactId: string, marker: string): Promise<readonly Found[]>;
  logEmail(email: LogEmail): Promise<{ readonly id: string }>;
  /** Where HubSpot blanks the text of e-mails for this app, the one logged at this instant. */
  findEmails(contactId: string, marked: Pick<LogEmail, 'marker' | 'at'>): Promise<readonly Found[]>;

  /** Which of these tasks HubSpot still has; ≤100 ids per call. */
  tasksThere(ids: readonly string[], urgency?: Urgency): Promise<ReadonlySet<string>>;

  owners(): Promise<readonly Owner[]>;
  /** Property definitions of an object type by internal name. */
  propertyDefinitions(object: 'contacts' | 'companies'): Promise<ReadonlyMap<string, PropertyDefinition>>;
  createPropertyGroup(object: 'contacts', group: { name: string; label: string }): Promise<'created' | 'exists'>;
  createProperty(object: 'contacts', definition: NewProperty): Promise<'created' | 'exists'>;

  /** Changes what people see of a property; its name, type and values held stay. `options` are all of them, old and new. */
  updateProperty(object: 'contacts', change: PropertyChange): Promise<void>;
  /** How many custom properties the portal may have and has; null: HubSpot does not tell this app. */
  propertyLimit(object: 'contacts'): Promise<{ readonly limit: number; readonly usage: number } | null>;

  /** Contacts whose `property` is ≥ `since`, ascending, at most `limit`; the index lags a few seconds behind writes. */
  searchContacts(
    query: {
      property: string;
      since: Instant;
      limit: number;
      properties: readonly string[];
    } & Urgency,
  ): Promise<readonly { readonly id: string; readonly properties: Properties }[]>;

  /**
   * One page of at most 200 contacts of whom any of the bounds holds, ascending by the first bound's property, or by id where it has an
   * `afterId`. `complete`: there are no more. The index lags a few seconds behind writes.
   */
  searchPage(
    query: { readonly bounds: readonly SearchBound[]; readonly properties: readonly string[] } & Urgency,
  ): Promise<{
    readonly found: readonly { readonly id: string; readonly properties: Properties }[];
    readonly complete: boolean;
  }>;

  /** Lists of contacts whose name contains the text, any case. */
  listsNamed(name: string, urgency?: Urgency): Promise<readonly ContactList[]>;
  /** The lists each contact is in now; a contact in none is absent. ≤100 ids per call. */
  membershipsOf(
    contactIds: readonly string[],
    urgency?: Urgency,
  ): Promise<ReadonlyMap<string, readonly ListMembership[]>>;
  /**
   * Members in the order they were added, oldest first, at most 250, after a place in that order (null: from the beginning).
   * `next` is the place after this page; null: it was the last one. Null as a whole: there is no such list.
   */
  listJoins(
    listId: string,
    from: { readonly after: string | null } & Urgency,
  ): Promise<{
    readonly joins: readonly { readonly contactId: string; readonly at: Instant }[];
    readonly next: string | null;
  } | null>;

  /** Every form of the portal. */
  forms(urgency?: Urgency): Promise<readonly { readonly id: string; readonly name: string }[]>;
  /** Submissions of a form, newest first, at most 50; `next` as for `listJoins`. Null as a whole: there is no such form. */
  formSubmissions(
    formId: string,
    from: { readonly after: string | null } & Urgency,
  ): Promise<{ readonly submissions: readonly FormSubmission[]; readonly next: string | null } | null>;
  /** Contacts by e-mail address, lower case, further addresses included; an unknown address is absent. */
  contactsByEmail(
    emails: readonly string[],
    want: { readonly properties: readonly string[] } & Urgency,
  ): Promise<ReadonlyMap<string, { readonly id: string; readonly properties: Properties }>>;

  /** What HubSpot allows, as its answers told: calls in a rolling window, calls a day and how many are left today; null: not told. */
  allowance(): {
    readonly limit: number;
    readonly windowMs: number;
    readonly daily: number | null;
    readonly dailyLeft: number | null;
  };
  /** Share of the day's calls already used, 0 … 1, as last told by HubSpot; null: not yet known. */
  dailyShareUsed(): number | null;
  /** This machine's clock minus HubSpot's, from the last answer's Date header; null: no answer yet. */
  clockSkewMs(): number | null;
  /** Why HubSpot currently refuses every call (token, account migration, daily limit), in words; null: it does not. */
  refusal(): string | null;
  /** Calls made since start by operation, for reports and benches. */
  callCounts(): Readonly<Record<string, number>>;
  close(): Promise<void>;
}

export interface Found {
  readonly id: string;
  /** Of a task; empty for anything else. */
  readonly status: string;
  readonly ownerId: string | null;
}

export type TaskChange = Pick<UpdateTask, 'ownerId' | 'isDone'>;

/** `from ≤ property`, and `≤ to` where given; with `afterId` only records whose id is greater. */
export interface SearchBound {
  readonly property: string;
  readonly from: Instant;
  readonly to?: Instant;
  readonly afterId?: string;
}

export interface ContactList {
  readonly id: string;
  readonly name: string;
}

export interface ListMembership {
  readonly listId: string;
  readonly firstAddedAt: Instant;
  readonly lastAddedAt: Instant;
}

export interface FormSubmission {
  readonly at: Instant;
  /** Lower case; null: the form did not ask for one. */
  readonly email: string | null;
  readonly pageUrl: string | null;
}

export interface PropertyDefinition {
  readonly name: string;
  readonly label: string;
  readonly type: string;
  readonly fieldType: string;
  readonly description: string;
  readonly groupName: string;
  /** Whether forms may ask for it. */
  readonly formField: boolean;
  readonly calculated: boolean;
  readonly readOnly: boolean;
  readonly options: readonly PropertyOption[];
}

export interface PropertyOption {
  readonly value: string;
  readonly label: string;
  readonly displayOrder: number;
  readonly hidden: boolean;
}

export interface PropertyChange {
  readonly name: string;
  readonly label?: string;
  readonly description?: string;
  readonly groupName?: string;
  readonly formField?: boolean;
  readonly options?: readonly PropertyOption[];
}

export interface NewProperty {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly groupName: string;
  readonly type: 'string' | 'number' | 'enumeration' | 'datetime';
  readonly fieldType: 'text' | 'textarea' | 'number' | 'select' | 'date';
  readonly options?: readonly { readonly value: string; readonly label: string }[];
}
