/** Everybody in the portal, page by page: what a first backfill starts from. */
import { z } from 'zod';
import { paging, read, recordId } from './answers.ts';
import type { CallOptions } from './calls.ts';
import type { Reach } from './contacts.ts';
import { undated } from './endpoints.ts';

/** https://developers.hubspot.com/docs/api-reference/crm-contacts-v3/basic/get-crm-v3-objects-contacts */
const PER_PAGE = 100;

const idPage = z.object({ results: z.array(z.object({ id: recordId })), paging });
const counted = z.object({ total: z.int().nonnegative() });

/** Ids of at most 100 contacts that are not archived, in HubSpot's own order; `next`: the place after them, null: they were the last. */
export async function contactIds(
  { wire, calls }: Reach,
  { after, ...options }: { readonly after: string | null } & CallOptions,
): Promise<{ readonly ids: readonly string[]; readonly next: string | null }> {
  // One property that every contact has: without a name HubSpot answers with a set of its own.
  const query = new URLSearchParams({
    limit: String(PER_PAGE),
    properties: 'hs_object_id',
    archived: 'false',
    ...(after === null ? {} : { after }),
  });
  const path = `${undated('listContacts')}?${query.toString()}`;
  const page = read('listContacts', idPage, await calls.call('listContacts', () => wire.send('GET', path), options));
  return { ids: page.results.map(({ id }) => id), next: page.paging };
}

/** How many contacts the portal has, as its search index says. */
export async function countContacts({ wire, calls }: Reach, options: CallOptions = {}): Promise<number> {
  const body = { filterGroups: [], properties: ['hs_object_id'], limit: 1 };
  const answer = await calls.call('countContacts', () => wire.send('POST', undated('countContacts'), body), options);
  return read('countContacts', counted, answer).total;
}
