/** What stands at the other end of contacts' associations, in batches. */
import { associationBatch, cut, read } from './answers.ts';
import type { CallOptions } from './calls.ts';
import type { Reach } from './contacts.ts';
import type { ErrorBody } from './error-body.ts';
import { HubSpotError, unreadable } from './failures.ts';

export interface AssociationEnd {
  readonly id: string;
  /** HubSpot's own association type ids; a portal's labels have numbers of their own and are left out. */
  readonly types: readonly number[];
}

/** https://developers.hubspot.com/docs/api-reference/crm-associations-v4/guide */
const IDS_PER_READ = 1_000;

/** @throws HUBSPOT_UNKNOWN_ANSWER rather than to report "none" for a contact that could not be read. */
export async function associationsOf(
  { wire, calls }: Reach,
  contactIds: readonly string[],
  {
    operation,
    to,
    ...options
  }: {
    readonly operation: 'companiesOf' | 'tasksOf' | 'notesOf' | 'emailsOf';
    readonly to: 'companies' | 'tasks' | 'notes' | 'emails';
  } & CallOptions,
): Promise<ReadonlyMap<string, readonly AssociationEnd[]>> {
  const ends = new Map<string, AssociationEnd[]>();
  let open: readonly { readonly id: string; readonly after?: string }[] = [...new Set(contactIds)].map((id) => ({
    id,
  }));
  while (open.length > 0) {
    const more: { id: string; after: string }[] = [];
    for (const part of cut(open, IDS_PER_READ)) {
      const answer = await calls.call(
        operation,
        () => wire.ask((crm) => crm.associations.v4.batchApi.getPage('contacts', to, { inputs: [...part] })),
        options,
      );
      const { results, errors } = read(operation, associationBatch, answer);
      const unexpected = errors.find((error) => !saysNone(error));
      if (unexpected !== undefined) {
        throw new HubSpotError(operation, unreadable(`${unexpected.category}: ${unexpected.message.slice(0, 200)}`));
      }
      for (const { from, to: found, paging } of results) {
        const known = ends.get(from.id) ?? [];
        ends.set(from.id, known);
        for (const { toObjectId, associationTypes } of found) {
          const types = associationTypes.filter(({ category }) => category === 'HUBSPOT_DEFINED').map((t) => t.typeId);
          known.push({ id: toObjectId, types });
        }
        if (paging !== null) more.push({ id: from.id, after: paging });
      }
    }
    open = more;
  }
  return ends;
}

/** "No company is associated with contact 1.": how HubSpot says that there is none, as an error in a 207. */
const saysNone = ({ subCategory, message }: ErrorBody): boolean =>
  subCategory.endsWith('NO_ASSOCIATIONS_FOUND') || /^No \w+ (is|are) associated with/i.test(message);
