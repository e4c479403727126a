/** One page of a search by several dates at once: what a look at a quiet portal costs is one call. */
import type { Client } from '@hubspot/api-client';
import type { Properties } from '../core/snapshot.ts';
import { read, recordPage } from './answers.ts';
import type { CallOptions } from './calls.ts';
import type { Reach } from './contacts.ts';
import type { SearchBound } from './hubspot.ts';

/** https://developers.hubspot.com/docs/api-reference/search/guide */
const PAGE = 200;
const BODY = 3_000;

interface Found {
  readonly id: string;
  readonly properties: Properties;
}

type SearchRequest = Parameters<Client['crm']['contacts']['searchApi']['doSearch']>[0];

/** At most 200 contacts of whom any of the bounds holds, by the first bound's property, or by id where an id bounds it. */
export async function searchPage(
  { wire, calls }: Reach,
  {
    bounds,
    properties,
    ...options
  }: { readonly bounds: readonly SearchBound[]; readonly properties: readonly string[] } & CallOptions,
): Promise<{ readonly found: readonly Found[]; readonly complete: boolean }> {
  const dates = [...new Set(bounds.map(({ property }) => property))];
  const parts = fitting(bounds, { always: dates, names: [...new Set(properties)].filter((p) => !dates.includes(p)) });
  let found: readonly Found[] = [];
  let complete = true;
  for (const [index, names] of parts.entries()) {
    const request = requestOf(bounds, names);
    const answer = await calls.call(
      'searchContacts',
      () => wire.ask((crm) => crm.contacts.searchApi.doSearch(request)),
      options,
    );
    const page = read('searchContacts', recordPage, answer);
    if (index === 0) {
      found = page.results.map(({ id, properties: held }) => ({ id, properties: held }));
      complete = page.paging === null;
      if (found.length === 0) break;
    } else {
      // A contact that moved on to another page meanwhile is looked at by the next search.
      const more = new Map(page.results.map((result) => [result.id, result.properties]));
      found = found.flatMap(({ id, properties: held }) => {
        const rest = more.get(id);
        return rest === undefined ? [] : [{ id, properties: { ...rest, ...held } }];
      });
    }
  }
  return { found, complete };
}

/** A search takes 3,000 characters: more names than fit are asked for in a second search with the same bounds. */
function fitting(
  bounds: readonly SearchBound[],
  { always, names }: { readonly always: readonly string[]; readonly names: readonly string[] },
): readonly (readonly string[])[] {
  const room = BODY - 100 - JSON.stringify(requestOf(bounds, always)).length;
  const parts: string[][] = [[...always]];
  let left = room;
  for (const name of names) {
    const takes = name.length + 3;
    if (takes > left) {
      parts.push([...always]);
      left = room;
    }
    parts.at(-1)?.push(name);
    left -= takes;
  }
  return parts;
}

function requestOf(bounds: readonly SearchBound[], properties: readonly string[]): SearchRequest {
  const [first] = bounds;
  const byId = first?.afterId !== undefined;
  const request = {
    filterGroups: bounds.map(({ property, from, to, afterId }) => ({
      filters: [
        { propertyName: property, operator: 'GTE', value: String(from) },
        ...(to === undefined ? [] : [{ propertyName: property, operator: 'LTE', value: String(to) }]),
        ...(afterId === undefined ? [] : [{ propertyName: 'hs_object_id', operator: 'GT', value: afterId }]),
      ],
    })),
    sorts: [{ propertyName: byId ? 'hs_object_id' : (first?.property ?? 'hs_object_id'), direction: 'ASCENDING' }],
    properties,
    limit: PAGE,
    after: '0',
  };
  // The client's type takes a list of strings for `sorts`; HubSpot documents these objects and the client passes them on.
  return request as unknown as SearchRequest;
}
