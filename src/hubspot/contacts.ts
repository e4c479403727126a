/** Contacts: read by id, found by search, written in batches of which every item has an outcome of its own. */
import type { Client } from '@hubspot/api-client';
import type { Instant } from '../core/agreement.ts';
import type { Properties } from '../core/snapshot.ts';
import { cut, read, recordBatch, recordPage } from './answers.ts';
import type { RecordAnswer } from './answers.ts';
import type { CallOptions, Calls } from './calls.ts';
import { HubSpotError, unreadable } from './failures.ts';
import type { ContactRead, ContactReads } from './hubspot.ts';
import type { Answer, Wire } from './wire.ts';

export interface Reach {
  readonly wire: Wire;
  readonly calls: Calls;
}

/** https://developers.hubspot.com/docs/api-reference/crm-contacts-v3/guide */
const IDS_PER_READ = 100;
const IDS_PER_READ_WITH_HISTORY = 50;
/** https://developers.hubspot.com/docs/api-reference/search/guide */
const SEARCH_PAGE = 200;
const SEARCH_REACH = 10_000;
const SEARCH_BODY = 3_000;

/** Names the ids that were merged into a contact, so that an answer under another id finds its question. */
const MERGED_IDS = 'hs_merged_object_ids';

/** Reads contacts by id. An id HubSpot does not know is in `missing`; one merged away answers under the survivor's id. */
export async function readContacts(
  reach: Reach,
  ids: readonly string[],
  {
    properties,
    history,
    ...options
  }: { readonly properties: readonly string[]; readonly history: readonly string[] } & CallOptions,
): Promise<ContactReads> {
  const found: ContactRead[] = [];
  const refused: { readonly id: string; readonly message: string }[] = [];
  const wanted = [...new Set(ids)];
  for (const part of cut(wanted, history.length > 0 ? IDS_PER_READ_WITH_HISTORY : IDS_PER_READ)) {
    const read = await readWhatCanBe(reach, part, { properties, history, options, of: part.length });
    refused.push(...read.refused);
    const { results } = read;
    const unplaced = new Set(part);
    const leftover: RecordAnswer[] = [];
    for (const result of results) {
      const asked = askedFor(result, unplaced);
      if (asked.length === 0) leftover.push(result);
      for (const id of asked) {
        unplaced.delete(id);
        found.push(contactRead(result, { askedFor: id, wanted: properties }));
      }
    }
    // An answer under a new id that does not name its old ones: each open question is asked alone.
    for (const id of leftover.length > 0 ? [...unplaced] : []) {
      const [alone] = await readRecords(reach, [id], { properties, history, options, of: 1 });
      if (alone !== undefined) found.push(contactRead(alone, { askedFor: id, wanted: properties }));
    }
  }
  const answered = new Set([...found.map((contact) => contact.askedFor), ...refused.map(({ id }) => id)]);
  return { found, missing: wanted.filter((id) => !answered.has(id)), refused };
}

interface Asked {
  /** How many ids the read began with: one alone says nothing about whether it or the request is refused. */
  readonly of: number;
  readonly properties: readonly string[];
  readonly history: readonly string[];
  readonly options: CallOptions;
}

/** So many refused one by one, and none read, are not so many bad ids. */
const TELLING = 8;

/** One id that HubSpot refuses must not hold up the others: a refused read is halved until it stands alone. */
async function readWhatCanBe(
  reach: Reach,
  ids: readonly string[],
  asked: Asked,
): Promise<{ readonly results: readonly RecordAnswer[]; readonly refused: ContactReads['refused'] }> {
  try {
    return { results: await readRecords(reach, ids, asked), refused: [] };
  } catch (error) {
    if (!(error instanceof HubSpotError) || error.code !== 'HUBSPOT_REJECTED') throw error;
    const [first] = ids;
    if (first === undefined || asked.of === 1) throw error;
    if (ids.length === 1) return { results: [], refused: [{ id: first, message: error.message }] };
    const middle = ids.length >> 1;
    const before = await readWhatCanBe(reach, ids.slice(0, middle), asked);
    // When nothing at all can be read, the request is wrong and not an id: asking on would only multiply it.
    if (before.results.length === 0 && before.refused.length === middle && middle >= TELLING) throw error;
    const after = await readWhatCanBe(reach, ids.slice(middle), asked);
    return { results: [...before.results, ...after.results], refused: [...before.refused, ...after.refused] };
  }
}

async function readRecords(
  { wire, calls }: Reach,
  ids: readonly string[],
  { properties, history, options }: Asked,
): Promise<readonly RecordAnswer[]> {
  const answer = await calls.call(
    'readContacts',
    () =>
      wire.ask((crm) =>
        crm.contacts.batchApi.read({
          inputs: ids.map((id) => ({ id })),
          properties: [...new Set([...properties, MERGED_IDS])],
          propertiesWithHistory: [...history],
        }),
      ),
    options,
  );
  const { results, errors } = read('readContacts', recordBatch, answer);
  const unexpected = errors.find((error) => error.category !== 'OBJECT_NOT_FOUND');
  if (unexpected !== undefined) {
    throw new HubSpotError('readContacts', unreadable(`${unexpected.category}: ${unexpected.message.slice(0, 200)}`));
  }
  return results;
}

function askedFor(result: RecordAnswer, open: ReadonlySet<string>): readonly string[] {
  const merged = (result.properties[MERGED_IDS] ?? '').split(';').map((id) => id.trim());
  return [...new Set([result.id, ...merged])].filter((id) => open.has(id));
}

function contactRead(
  result: RecordAnswer,
  { askedFor: asked, wanted }: { askedFor: string; wanted: readonly string[] },
): ContactRead {
  const names = new Set(wanted);
  return {
    id: result.id,
    askedFor: asked,
    properties: Object.fromEntries(Object.entries(result.properties).filter(([name]) => names.has(name))),
    history: Object.fromEntries(
      Object.entries(result.propertiesWithHistory ?? {}).map(([name, versions]) => [
        name,
        versions
          .map(({ value, timestamp, sourceType, sourceId }) => ({
            value,
            at: timestamp,
            sourceType: sourceType ?? '',
            sourceId: sourceId === null || sourceId === undefined ? null : String(sourceId),
          }))
          .sort((a, b) => b.at - a.at),
      ]),
    ),
  };
}

/** Contacts whose `property` is at or after `since`, oldest first. The index lags a few seconds behind writes. */
export async function searchContacts(
  reach: Reach,
  {
    property,
    since,
    limit,
    properties,
    ...options
  }: { property: string; since: Instant; limit: number; properties: readonly string[] } & CallOptions,
): Promise<readonly { readonly id: string; readonly properties: Properties }[]> {
  const names = [...new Set([property, ...properties])];
  // Too many names make the request longer than search allows: then it finds the ids, and a read tells the rest.
  const fits = JSON.stringify(searchRequest({ property, since, limit: SEARCH_PAGE, names })).length < SEARCH_BODY - 100;
  const found: { id: string; properties: Properties }[] = [];
  const reachable = Math.min(limit, SEARCH_REACH);
  for (let after: string | null = '0'; after !== null && found.length < reachable;) {
    const request = searchRequest({
      property,
      since,
      limit: Math.min(SEARCH_PAGE, reachable - found.length),
      names: fits ? names : [property],
      after,
    });
    const answer: Answer = await reach.calls.call(
      'searchContacts',
      () => reach.wire.ask((crm) => crm.contacts.searchApi.doSearch(request)),
      options,
    );
    const page = read('searchContacts', recordPage, answer);
    found.push(...page.results.map(({ id, properties: held }) => ({ id, properties: held })));
    after = page.results.length === 0 ? null : page.paging;
  }
  if (fits) return found;
  const { found: told } = await readContacts(
    reach,
    found.map(({ id }) => id),
    { properties: names, history: [], ...options },
  );
  const byId = new Map(told.map((contact) => [contact.askedFor, contact.properties]));
  return found.map(({ id, properties: held }) => ({ id, properties: byId.get(id) ?? held }));
}

type SearchRequest = Parameters<Client['crm']['contacts']['searchApi']['doSearch']>[0];

function searchRequest({
  property,
  since,
  limit,
  names,
  after = '0',
}: {
  property: string;
  since: Instant;
  limit: number;
  names: readonly string[];
  after?: string;
}): SearchRequest {
  const request = {
    filterGroups: [{ filters: [{ propertyName: property, operator: 'GTE', value: String(since) }] }],
    sorts: [{ propertyName: property, direction: 'ASCENDING' }],
    properties: names,
    limit,
    after,
  };
  // The client's type takes a list of strings for `sorts`; HubSpot documents these objects and the client passes them on.
  return request as unknown as SearchRequest;
}
