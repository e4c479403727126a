/** What HubSpot sets by itself when a property changes. */
import { iso } from './clock.ts';
import type { PortalRecord } from './record.ts';
import type { TypeSchema } from './schema.ts';

export interface Derivation {
  readonly record: PortalRecord;
  readonly name: string;
  readonly from: string | undefined;
  readonly to: string;
  readonly at: number;
}

type Derived = readonly (readonly [name: string, value: string])[];

export function derived(schema: TypeSchema, { record, name, from, to, at }: Derivation): Derived {
  switch (name) {
    case 'lifecyclestage':
      return stamps(schema, { from, to, at });
    case 'hubspot_owner_id':
      return known(schema, [
        ['hubspot_owner_assigneddate', to === '' ? '' : iso(at)],
        ['hs_all_owner_ids', to],
      ]);
    case 'email':
      return known(schema, [['hs_email_domain', to.split('@')[1] ?? '']]);
    case 'hs_task_status':
      return known(schema, [
        ['hs_task_completion_date', to === 'COMPLETED' ? iso(at) : ''],
        ['hs_task_is_completed', to === 'COMPLETED' ? '1' : '0'],
      ]);
    case 'dealstage':
      if (record.type !== 'deal') return [];
      return [
        ['hs_is_closed', String(to.startsWith('closed'))],
        ['hs_is_closed_won', String(to === 'closedwon')],
      ];
    default:
      return [];
  }
}

const known = (schema: TypeSchema, values: Derived): Derived => values.filter(([name]) => schema.properties.has(name));

/** A stage is entered once per way through it; clearing the stage leaves the entry date and dates the exit. */
function stamps(schema: TypeSchema, { from, to, at }: { from: string | undefined; to: string; at: number }): Derived {
  return known(schema, [
    ...(from === undefined ? [] : ([[`hs_v2_date_exited_${from}`, iso(at)]] as const)),
    ...(to === ''
      ? []
      : ([
          [`hs_v2_date_entered_${to}`, iso(at)],
          [`hs_lifecyclestage_${to}_date`, iso(at)],
        ] as const)),
  ]);
}

/** The stages of the portal in its order; custom ones are options with numeric values. */
export function stageRank(schema: TypeSchema, stage: string): number {
  const options = schema.properties.get('lifecyclestage')?.options ?? [];
  return options.find((option) => option.value === stage)?.displayOrder ?? -1;
}

/**
 * Only people in HubSpot's own pages move a lifecycle stage backwards; everybody else's attempt is answered as a
 * success and changes nothing. Clearing is always possible:
 * https://knowledge.hubspot.com/object-settings/create-and-customize-lifecycle-stages
 */
export function isIgnoredStage(
  schema: TypeSchema,
  { from, to, changeSource }: { from: string | undefined; to: string; changeSource: string },
): boolean {
  if (from === undefined || to === '' || changeSource.startsWith('CRM_UI') || changeSource === 'MERGE_OBJECTS')
    return false;
  return stageRank(schema, to) < stageRank(schema, from);
}
