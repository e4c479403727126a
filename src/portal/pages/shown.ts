/** Values and records as HubSpot prints them. */
import type { Definition } from '../definition.ts';
import type { ObjectType } from '../object-types.ts';
import type { PortalRecord } from '../record.ts';
import type { World } from '../world.ts';

export const personNamed = (world: World, ownerId: string | undefined): string | null => {
  const owner = ownerId === undefined ? undefined : world.owners.get(ownerId);
  return owner === undefined ? null : `${owner.firstName} ${owner.lastName}`.trim();
};

/** An option's label, an owner's name, a number with its separators, an instant in the account's zone; other values as they are. */
export function shownValue(world: World, definition: Definition | undefined, value: string | undefined): string | null {
  if (value === undefined || value === '') return null;
  if (definition?.externalOptions === true) return personNamed(world, value) ?? value;
  switch (definition?.type) {
    case 'enumeration':
    case 'bool': {
      const labels = new Map(definition.options.map((option) => [option.value, option.label]));
      const parts = definition.fieldType === 'checkbox' ? value.split(';') : [value];
      return parts.map((part) => labels.get(part) ?? part).join(', ');
    }
    case 'number':
      return definition.name === 'hs_object_id' ? value : Number(value).toLocaleString('en-GB');
    case 'datetime':
      return shownInstant(world, Date.parse(value));
    case 'date':
      return new Date(value).toLocaleDateString('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });
    default:
      return value;
  }
}

export const shownInstant = (world: World, at: number): string =>
  new Date(at).toLocaleString('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: world.settings.timeZone,
  });

const NAME_PROPERTY: Readonly<Partial<Record<ObjectType, string>>> = {
  company: 'name',
  deal: 'dealname',
  task: 'hs_task_subject',
  lead: 'hs_lead_name',
};

export function titleOf(record: PortalRecord): string {
  const value = (name: string): string => record.values.get(name) ?? '';
  if (record.type === 'contact') {
    const name = `${value('firstname')} ${value('lastname')}`.trim();
    return name === '' ? value('email') || `Contact ${record.id}` : name;
  }
  return value(NAME_PROPERTY[record.type] ?? '') || `${record.type} ${record.id}`;
}
