/** Lists (HubSpot calls them segments): found by name, and who is in them since when. */
import { z } from 'zod';
import type { Instant } from '../core/agreement.ts';
import { cut, instant, paging, read, recordId } from './answers.ts';
import type { CallOptions } from './calls.ts';
import type { Reach } from './contacts.ts';
import { undated } from './endpoints.ts';
import { HubSpotError } from './failures.ts';
import type { ContactList, ListMembership } from './hubspot.ts';

/** https://developers.hubspot.com/docs/api-reference/latest/crm/lists/guide */
const LISTS_PER_PAGE = 100;
const RECORDS_PER_READ = 100;
const JOINS_PER_PAGE = 250;
/** A name that so many lists contain is no name to find one by. */
const LISTS_AT_MOST = 1_000;

const CONTACT = '0-1';

const listPage = z.object({
  lists: z
    .array(z.object({ listId: recordId, name: z.string(), objectTypeId: z.string().nullish() }))
    .nullish()
    .transform((given) => given ?? []),
  hasMore: z.boolean().nullish(),
  offset: z.number().nullish(),
});

const membershipBatch = z.object({
  results: z
    .array(
      z.object({
        recordId,
        recordListMemberships: z
          .array(z.object({ listId: recordId, firstAddedTimestamp: instant.nullish(), lastAddedTimestamp: instant }))
          .nullish()
          .transform((given) => given ?? []),
      }),
    )
    .nullish()
    .transform((given) => given ?? []),
});

const joinPage = z.object({
  results: z.array(z.object({ recordId, membershipTimestamp: instant })),
  paging,
});

/** Lists of contacts whose name contains the text. */
export async function listsNamed(
  { wire, calls }: Reach,
  name: string,
  options: CallOptions = {},
): Promise<readonly ContactList[]> {
  const found: ContactList[] = [];
  for (let offset = 0, more = true; more && offset < LISTS_AT_MOST;) {
    const body = { query: name, offset, count: LISTS_PER_PAGE };
    const page = read(
      'lists',
      listPage,
      await calls.call('lists', () => wire.send('POST', undated('lists'), body), options),
    );
    found.push(
      ...page.lists
        .filter(({ objectTypeId }) => (objectTypeId ?? CONTACT) === CONTACT)
        .map(({ listId, name: itsName }) => ({ id: listId, name: itsName })),
    );
    offset = page.offset ?? offset + page.lists.length;
    more = page.hasMore === true && page.lists.length > 0;
  }
  return found;
}

/** The lists each contact is in now, and since when. */
export async function membershipsOf(
  { wire, calls }: Reach,
  contactIds: readonly string[],
  options: CallOptions = {},
): Promise<ReadonlyMap<string, readonly ListMembership[]>> {
  const memberships = new Map<string, readonly ListMembership[]>();
  for (const part of cut([...new Set(contactIds)], RECORDS_PER_READ)) {
    const body = { inputs: part.map((id) => ({ objectTypeId: CONTACT, recordId: id })) };
    const answer = await calls.call(
      'listMemberships',
      () => wire.send('POST', undated('listMemberships'), body),
      options,
    );
    for (const { recordId: id, recordListMemberships: held } of read('listMemberships', membershipBatch, answer)
      .results) {
      if (held.length === 0) continue;
      memberships.set(
        id,
        held.map(({ listId, firstAddedTimestamp, lastAddedTimestamp }) => ({
          listId,
          firstAddedAt: firstAddedTimestamp ?? lastAddedTimestamp,
          lastAddedAt: lastAddedTimestamp,
        })),
      );
    }
  }
  return memberships;
}

/** One page of a list's members in the order in which they were added; null: there is no such list. */
export async function listJoins(
  { wire, calls }: Reach,
  listId: string,
  { after, ...options }: { readonly after: string | null } & CallOptions,
): Promise<{
  readonly joins: readonly { readonly contactId: string; readonly at: Instant }[];
  readonly next: string | null;
} | null> {
  const query = new URLSearchParams({ limit: String(JOINS_PER_PAGE), ...(after === null ? {} : { after }) });
  const path = `${undated('listJoins', { list: listId })}?${query.toString()}`;
  try {
    const page = read('listJoins', joinPage, await calls.call('listJoins', () => wire.send('GET', path), options));
    return {
      joins: page.results.map(({ recordId: contactId, membershipTimestamp: at }) => ({ contactId, at })),
      next: page.results.length === 0 ? null : page.paging,
    };
  } catch (error) {
    if (error instanceof HubSpotError && error.failure.kind === 'not found') return null;
    throw error;
  }
}
