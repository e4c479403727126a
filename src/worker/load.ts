/** From contacts in hand to snapshots: what HubSpot says now, what is remembered, and what the events told in between. */
import type { Instant } from '../core/agreement.ts';
import type { Fact } from '../core/signal.ts';
import { inheritCycle } from '../core/cycle.ts';
import { factsFromChange, factsFromHistory, factsFromRead, factsFromSayings } from '../core/facts.ts';
import { mergeFacts } from '../core/signal.ts';
import type { Portal, Properties, Snapshot } from '../core/snapshot.ts';
import { listsOf, membershipsFor } from './memberships.ts';
import { factWatched } from './watch-facts.ts';
import type { Claimed, ContactRead, Deps, InForce, Mirrored, StoredContact, StoredEvent, Urgency } from '../deps.ts';

export type Loaded = Present | Gone | Joined | Unreadable;

export interface Present {
  readonly kind: 'present';
  readonly claimed: Claimed;
  readonly snapshot: Snapshot;
  readonly record: StoredContact;
  /** More than one visit or form lies between two reads: only the property's history tells the others. */
  readonly missedSome: boolean;
}

/** HubSpot was asked and has no such record, or answers with another one. */
export interface Gone {
  readonly kind: 'gone';
  readonly claimed: Claimed;
  readonly how: { readonly purge: boolean; readonly mergedInto?: string };
}

/**
 * HubSpot says that others were merged into this one, and the ledger does not know it yet: first they are, then this contact is
 * planned, with all they bring. Planned without them, a lead sales already has would be handed off again.
 */
export interface Joined {
  readonly kind: 'joined';
  readonly claimed: Claimed;
  readonly others: readonly string[];
}

/** HubSpot refuses to read this one. */
export interface Unreadable {
  readonly kind: 'unreadable';
  readonly claimed: Claimed;
  readonly message: string;
}

/** Reasons to be due for which the mirror is good enough; all others read HubSpot again. */
const FROM_MIRROR = new Set(['boundary', 'rescore', 'held', 'said', 'activity', 'clock']);
/** Reasons for which single changes may have gone by unseen, so that the history is read too. */
const WITH_HISTORY = new Set(['watch', 'history']);

/** Ids of the contacts merged into one, separated by semicolons. */
const MERGED_IDS = 'hs_merged_object_ids';

/** A company's properties are read again after this long even if no webhook said so. */
const COMPANY_KEEP_MS = 24 * 60 * 60_000;

const COUNTERS = ['hs_analytics_num_page_views', 'num_conversion_events'] as const;

/** Loads a batch with as few calls as HubSpot allows: one per 100 known contacts, one per 50 whose history is wanted. */
export async function load(
  deps: Pick<Deps, 'hubspot' | 'clock' | 'log' | 'store' | 'inForce'>,
  {
    claimed,
    inForce,
    portal,
    urgency,
  }: { claimed: readonly Claimed[]; inForce: InForce; portal: Portal; urgency: Urgency },
): Promise<readonly Loaded[]> {
  const { hubspot, clock, store } = deps;
  const mirrored = claimed.filter((c) => c.record !== null && c.events.length === 0 && FROM_MIRROR.has(c.dueBecause));
  const rest = claimed.filter((c) => !mirrored.includes(c));
  const first = rest.filter((c) => c.record === null || WITH_HISTORY.has(c.dueBecause));
  const again = rest.filter((c) => !first.includes(c));
  const { history, company: companyProperties } = inForce.needs;
  const properties = [...inForce.needs.contact, MERGED_IDS];

  const reads = new Map<string, ContactRead>();
  const unreadable = new Map<string, string>();
  for (const [some, names] of [
    [first, history],
    [again, []],
  ] as const) {
    if (some.length === 0) continue;
    const { found, refused } = await hubspot.readContacts(
      some.map((c) => c.contactId),
      { properties, history: names, ...urgency },
    );
    for (const read of found) reads.set(read.askedFor, read);
    for (const { id, message } of refused) unreadable.set(id, message);
  }
  const readAt = clock.now();
  const joining = await notYetJoined(store, rest, reads);

  const present = rest.filter((c) => reads.get(c.contactId)?.id === c.contactId);
  const companies = await loadCompanies(hubspot, { present, properties: companyProperties, now: readAt, urgency });

  const memberships = await membershipsFor(deps, {
    claimed: [...mirrored, ...present],
    readAgain: new Set(present),
    urgency,
  });

  return claimed.map((c): Loaded => {
    const { record } = c;
    const lists = memberships.get(c.contactId) ?? record?.lists ?? null;
    if (record !== null && mirrored.includes(c)) {
      const recorded = factsFromSayings(c.sayings);
      const facts = recorded.length === 0 ? record.facts : mergeFacts(record.facts, recorded, inForce.agreement);
      return fromMirror(c, { record: { ...record, facts, lists }, portal, now: readAt });
    }
    const read = reads.get(c.contactId);
    const message = unreadable.get(c.contactId);
    if (message !== undefined) return { kind: 'unreadable', claimed: c, message };
    if (read === undefined) return { kind: 'gone', claimed: c, how: { purge: c.events.some(isPrivacyDeletion) } };
    if (read.id !== c.contactId) return { kind: 'gone', claimed: c, how: { purge: false, mergedInto: read.id } };

    const others = joining.get(c.contactId);
    if (others !== undefined) return { kind: 'joined', claimed: c, others };

    const told: readonly Fact[] = [
      ...factsFromRead(read.properties, readAt),
      ...factsFromHistory(read.history),
      ...c.events.flatMap(factOf),
      ...factsFromSayings(c.sayings),
    ];
    const company = companies.get(c.contactId) ?? (record === null ? NO_COMPANY : companyOf(record));
    const fresh: StoredContact = {
      properties: read.properties,
      companyId: company.id,
      company: company.properties,
      companyReadAt: company.readAt,
      facts: mergeFacts([...(record?.facts ?? []), ...c.inherited.flatMap((i) => i.facts)], told, inForce.agreement),
      readAt,
      lists,
      goneAt: null,
    };
    return {
      kind: 'present',
      claimed: c,
      record: fresh,
      snapshot: snapshotOf(c, { record: fresh, before: record?.properties ?? null, portal, now: readAt }),
      missedSome:
        again.includes(c) && COUNTERS.some((name) => grewByMoreThanOne(name, record?.properties, read.properties)),
    };
  });
}

/** Merged contacts, as HubSpot lists them on the one that remains, that the ledger still holds as contacts of their own. */
async function notYetJoined(
  store: Deps['store'],
  claimed: readonly Claimed[],
  reads: ReadonlyMap<string, ContactRead>,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const listed = claimed.flatMap((c) => {
    const joined = new Set(c.inherited.map((i) => i.contactId));
    const ids = (reads.get(c.contactId)?.properties[MERGED_IDS] ?? '').split(';');
    const others = ids.filter((id) => id !== '' && id !== c.contactId && !joined.has(id));
    return others.length === 0 ? [] : [{ contactId: c.contactId, others }];
  });
  if (listed.length === 0) return new Map();
  const known = await store.propertiesOf(listed.flatMap(({ others }) => others));
  return new Map(
    listed.flatMap(({ contactId, others }) => {
      const unjoined = others.filter((id) => known.has(id));
      return unjoined.length === 0 ? [] : [[contactId, unjoined] as const];
    }),
  );
}

interface CompanyRead {
  readonly id: string | null;
  readonly properties: Properties | null;
  readonly readAt: Instant | null;
}

const NO_COMPANY: CompanyRead = { id: null, properties: null, readAt: null };
const companyOf = (record: StoredContact): CompanyRead => ({
  id: record.companyId,
  properties: record.company,
  readAt: record.companyReadAt,
});

/** Associations are read on first sight and when an event touched them; a company when it is new, old or was changed. */
async function loadCompanies(
  hubspot: Deps['hubspot'],
  {
    present,
    properties,
    now,
    urgency,
  }: { present: readonly Claimed[]; properties: readonly string[]; now: Instant; urgency: Urgency },
): Promise<ReadonlyMap<string, CompanyRead>> {
  const unsure = present.filter((c) => c.record === null || c.events.some(isAssociationChange));
  const linked =
    unsure.length === 0
      ? new Map<string, string>()
      : await hubspot.companiesOf(
          unsure.map((c) => c.contactId),
          urgency,
        );

  const wanted = new Map<string, string>();
  for (const c of present) {
    const known = c.record;
    const id = unsure.includes(c) ? (linked.get(c.contactId) ?? null) : (known?.companyId ?? null);
    if (id === null) continue;
    const isFresh =
      known?.companyId === id && known.companyReadAt !== null && now - known.companyReadAt < COMPANY_KEEP_MS;
    if (!isFresh || c.events.some(isCompanyChange)) wanted.set(c.contactId, id);
  }
  const read =
    wanted.size === 0
      ? new Map<string, Properties>()
      : await hubspot.readCompanies([...new Set(wanted.values())], properties, urgency);

  const result = new Map<string, CompanyRead>();
  for (const c of unsure) if (!linked.has(c.contactId)) result.set(c.contactId, NO_COMPANY);
  for (const [contactId, id] of wanted) {
    const found = read.get(id);
    result.set(contactId, found === undefined ? NO_COMPANY : { id, properties: found, readAt: now });
  }
  return result;
}

function fromMirror(
  claimed: Claimed,
  { record, portal, now }: { record: StoredContact; portal: Portal; now: Instant },
): Present {
  return {
    kind: 'present',
    claimed,
    record,
    snapshot: snapshotOf(claimed, { record, before: null, portal, now }),
    missedSome: false,
  };
}

export function snapshotOf(
  { contactId, cycle, inherited, sayings, activities }: Omit<Mirrored, 'record'>,
  { record, before, portal, now }: { record: StoredContact; before: Properties | null; portal: Portal; now: Instant },
): Snapshot {
  const lists = listsOf(record.lists, { named: portal.lists, now });
  return {
    contactId,
    contact: record.properties,
    before,
    company: record.companyId === null ? null : { id: record.companyId, properties: record.company ?? {} },
    facts: record.facts,
    cycle: inheritCycle(cycle, inherited),
    sayings,
    activities,
    ...(lists === undefined ? {} : { lists }),
    portal,
  };
}

const endsWith =
  (...ends: readonly string[]) =>
  (event: StoredEvent): boolean =>
    ends.some((end) => event.subscriptionType.endsWith(end));

const isPrivacyDeletion = endsWith('.privacyDeletion');
const isAssociationChange = endsWith('.associationChange', '.merge');
const isCompanyChange = (event: StoredEvent): boolean =>
  event.subscriptionType.startsWith('company.') || event.payload['objectTypeId'] === '0-2';

/** A property change tells a fact even when a later read no longer shows it. */
function factOf(event: StoredEvent): readonly Fact[] {
  const watched = factWatched(event);
  if (watched !== null) return [watched];
  const { propertyName, propertyValue, changeSource } = event.payload;
  if (!event.subscriptionType.endsWith('.propertyChange') || isCompanyChange(event) || typeof propertyName !== 'string')
    return [];
  return factsFromChange({
    propertyName,
    propertyValue: propertyValue === undefined || propertyValue === null ? '' : String(propertyValue),
    occurredAt: event.occurredAt,
    eventId: event.eventId,
    ...(typeof changeSource === 'string' ? { changeSource } : {}),
  });
}

function grewByMoreThanOne(name: string, before: Properties | undefined, after: Properties): boolean {
  const growth = Number(after[name] ?? 0) - Number(before?.[name] ?? 0);
  return before !== undefined && growth > 1;
}
