/**
 * One delivery, read: events to record, entries put aside with the reason, and what is not ours. Nothing here decides anything; a
 * bad entry never costs its neighbours, and no body of up to 8 MB holds the process for long.
 */
import { parseExact } from './exact-json.ts';
import { splitList } from './entries.ts';
import type { Entry } from './entries.ts';
import { readEvent, subjectsOf } from './event.ts';
import type { WebhookEvent } from './event.ts';

/** One entry, checked and ready to be stored; ids are strings because HubSpot's may exceed 2^53. */
export interface DeliveredEvent {
  /** Unique over retries and re-batching, without attemptNumber: `portal:subscription:object:occurredAt:eventId:property`. */
  readonly dedupeKey: string;
  readonly eventId: string;
  readonly subscriptionType: string;
  /** Milliseconds since 1970. */
  readonly occurredAt: number;
  readonly contactIds: readonly string[];
  readonly companyIds: readonly string[];
  readonly lane: 'live' | 'import';
  /** False: our own write coming back, or an object nobody here is interested in. */
  readonly makesDue: boolean;
  /** HubSpot's fields under HubSpot's names, and no others. */
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface QuarantinedEntry {
  readonly reason: string;
  /** The entry's text, cut at 64 KiB. */
  readonly entry: string;
}

export type Delivery =
  | { readonly kind: 'not a list'; readonly because: string }
  | {
      readonly kind: 'delivery';
      readonly events: readonly DeliveredEvent[];
      readonly quarantined: readonly QuarantinedEntry[];
      readonly ignored: { readonly foreignPortal: number; readonly foreignApp: number; readonly testEvents: number };
    };

/** HubSpot sends at most 100: https://developers.hubspot.com/docs/api-reference/webhooks-webhooks-v3/guide */
const ENTRIES_AT_MOST = 1_000;
/** An entry is flat but for a list of merged ids. */
const DEPTH_AT_MOST = 8;
const COMMAS_AT_MOST = 2_000;
/** The longest legal value, 65,536 characters, with every one of them escaped. */
const ENTRY_BYTES_AT_MOST = 512 * 1024;
const KEPT_OF_QUARANTINED = 64 * 1024;

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads the body of a verified delivery.
 *
 * @param raw the bytes as they arrived.
 * @param own the portal and app Baton runs for; `appId` null where HubSpot does not tell it.
 * @returns never throws: what cannot be read is quarantined with its reason, and a body that is no JSON list says why.
 */
export function readDelivery(raw: Buffer, own: { readonly portalId: string; readonly appId: string | null }): Delivery {
  const list = splitList(raw, { atMost: ENTRIES_AT_MOST });
  if (list.kind === 'not a list') return list;

  const events: DeliveredEvent[] = [];
  const quarantined: QuarantinedEntry[] = [];
  const ignored = { foreignPortal: 0, foreignApp: 0, testEvents: 0 };
  if (list.kind === 'too many') {
    quarantined.push({ reason: `more than ${ENTRIES_AT_MOST} entries in one delivery`, entry: kept(raw) });
    return { kind: 'delivery', events, quarantined, ignored };
  }
  for (const entry of list.entries) {
    const read = readEntry(entry);
    if ('wrong' in read) quarantined.push({ reason: read.wrong, entry: kept(entry.bytes) });
    else if (isTestEvent(read)) ignored.testEvents += 1;
    else if (read.fields.portalId !== own.portalId) ignored.foreignPortal += 1;
    else if (own.appId !== null && read.fields.appId && read.fields.appId !== own.appId) ignored.foreignApp += 1;
    else events.push(toDelivered(read, own.appId ?? read.fields.appId ?? null));
  }
  return { kind: 'delivery', events, quarantined, ignored };
}

function readEntry({ bytes, depth, commas }: Entry): WebhookEvent | { readonly wrong: string } {
  if (bytes.length > ENTRY_BYTES_AT_MOST) return { wrong: `the entry is longer than ${ENTRY_BYTES_AT_MOST} bytes` };
  if (depth > DEPTH_AT_MOST) return { wrong: `the entry is nested deeper than ${DEPTH_AT_MOST} levels` };
  if (commas > COMMAS_AT_MOST) return { wrong: `the entry has more than ${COMMAS_AT_MOST} values` };
  let text: string;
  try {
    text = strictUtf8.decode(bytes);
  } catch {
    return { wrong: 'the entry is not valid UTF-8' };
  }
  try {
    return readEvent(parseExact(text));
  } catch {
    return { wrong: 'the entry is not valid JSON' };
  }
}

function toDelivered(event: WebhookEvent, appId: string | null): DeliveredEvent {
  const { kind, subscriptionType, fields } = event;
  const { contacts, companies } = subjectsOf(event);
  return {
    dedupeKey: dedupeKey(event),
    eventId: fields.eventId,
    subscriptionType,
    occurredAt: fields.occurredAt,
    contactIds: contacts,
    companyIds: companies,
    lane: fields.changeSource === 'IMPORT' ? 'import' : 'live',
    makesDue: contacts.length + companies.length > 0 && !isOwnWrite(kind, { ...fields, appId }),
    payload: { subscriptionType, ...fields },
  };
}

/** `eventId` is not unique and a retry counts `attemptNumber` up, so the key is made of what the event says. */
function dedupeKey({ kind, subscriptionType, fields }: WebhookEvent): string {
  const start = `${fields.portalId}:${fields.subscriptionId ?? subscriptionType}`;
  const end = `${fields.occurredAt}:${fields.eventId}`;
  switch (kind) {
    case 'merge':
      return `${start}:${fields.primaryObjectId}<${fields.mergedObjectIds.join('+')}:${end}:`;
    case 'associationChange':
      return `${start}:${fields.fromObjectId}>${fields.toObjectId}:${end}:${fields.associationType ?? fields.associationTypeId ?? ''}${fields.associationRemoved === true ? '-' : '+'}`;
    case 'propertyChange':
      return `${start}:${fields.objectId}:${end}:${fields.propertyName}`;
    case 'creation':
    case 'deletion':
    case 'restore':
    case 'privacyDeletion':
      return `${start}:${fields.objectId}:${end}:`;
  }
}

/** Writes of this app come back with its id; another integration's do not. Baton never deletes or merges, so those are news. */
function isOwnWrite(
  kind: WebhookEvent['kind'],
  {
    changeSource,
    sourceId,
    appId,
  }: Pick<WebhookEvent['fields'], 'changeSource' | 'sourceId'> & { appId: string | null },
): boolean {
  const isWriting = kind === 'propertyChange' || kind === 'creation' || kind === 'associationChange';
  return isWriting && changeSource === 'INTEGRATION' && appId !== null && String(sourceId ?? '') === appId;
}

/** What the "Test" button of HubSpot's subscription page sends. */
const isTestEvent = ({ kind, fields }: WebhookEvent): boolean =>
  fields.eventId === '100' &&
  fields.changeFlag === 'NEW' &&
  kind !== 'merge' &&
  kind !== 'associationChange' &&
  fields.objectId === '123';

/** PostgreSQL's text holds no NUL. */
const kept = (bytes: Buffer): string =>
  bytes.subarray(0, KEPT_OF_QUARANTINED).toString('utf8').replaceAll('\0', '\uFFFD');
