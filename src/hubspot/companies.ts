/** Companies of contacts, and what stands in them. */
import type { Properties } from '../core/snapshot.ts';
import { associationsOf } from './associations.ts';
import { cut, read, recordBatch } from './answers.ts';
import type { CallOptions } from './calls.ts';
import type { Reach } from './contacts.ts';

const IDS_PER_READ = 100;

/** `Primary company` from a contact: https://developers.hubspot.com/docs/api-reference/crm-associations-v4/guide */
const PRIMARY_COMPANY = 1;

/** A company that is gone is absent from the result. */
export async function readCompanies(
  { wire, calls }: Reach,
  ids: readonly string[],
  { properties, ...options }: { readonly properties: readonly string[] } & CallOptions,
): Promise<ReadonlyMap<string, Properties>> {
  const found = new Map<string, Properties>();
  for (const part of cut([...new Set(ids)], IDS_PER_READ)) {
    const answer = await calls.call(
      'readCompanies',
      () =>
        wire.ask((crm) =>
          crm.companies.batchApi.read({
            inputs: part.map((id) => ({ id })),
            properties: [...properties],
            propertiesWithHistory: [],
          }),
        ),
      options,
    );
    const { results } = read('readCompanies', recordBatch, answer);
    for (const { id, properties: held } of results) found.set(id, held);
    // A merged company answers under the survivor's id; asked alone, the answer's place is clear.
    const asked = new Set(part);
    const [open, ...others] = part.filter((id) => !found.has(id));
    const [strange, ...strangers] = results.filter(({ id }) => !asked.has(id));
    if (open !== undefined && strange !== undefined && others.length === 0 && strangers.length === 0) {
      found.set(open, strange.properties);
    }
  }
  return found;
}

/** The primary company of each contact, else the first one HubSpot names; a contact without one is absent. */
export async function companiesOf(
  reach: Reach,
  contactIds: readonly string[],
  options: CallOptions = {},
): Promise<ReadonlyMap<string, string>> {
  const linked = await associationsOf(reach, contactIds, { operation: 'companiesOf', to: 'companies', ...options });
  const companies = new Map<string, string>();
  for (const [contactId, ends] of linked) {
    const chosen = ends.find(({ types }) => types.includes(PRIMARY_COMPANY)) ?? ends[0];
    if (chosen !== undefined) companies.set(contactId, chosen.id);
  }
  return companies;
}
