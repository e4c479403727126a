/** A portal's property definitions: reading them, making Baton's own, and how many there may be. */
import type { Client } from '@hubspot/api-client';
import { propertyLimits, propertyList, read } from './answers.ts';
import type { Reach } from './contacts.ts';
import { HubSpotError } from './failures.ts';
import type { NewProperty, PropertyChange, PropertyDefinition } from './hubspot.ts';

export async function readPropertyDefinitions(
  { wire, calls }: Reach,
  object: 'contacts' | 'companies',
): Promise<ReadonlyMap<string, PropertyDefinition>> {
  const operation = object === 'contacts' ? 'contactProperties' : 'companyProperties';
  const answer = await calls.call(operation, () => wire.ask((crm) => crm.properties.coreApi.getAll(object)));
  const { results } = read(operation, propertyList, answer);
  return new Map(
    results.map(({ modificationMetadata, ...property }) => [
      property.name,
      { ...property, readOnly: modificationMetadata?.readOnlyValue ?? false },
    ]),
  );
}

export async function createPropertyGroup(
  { wire, calls }: Reach,
  object: 'contacts',
  { name, label }: { name: string; label: string },
): Promise<'created' | 'exists'> {
  return createdOrThere(() =>
    calls.call('createPropertyGroup', () =>
      wire.ask((crm) => crm.properties.groupsApi.create(object, { name, label, displayOrder: -1 })),
    ),
  );
}

type PropertyInput = Parameters<Client['crm']['properties']['coreApi']['create']>[1];

export async function createProperty(
  { wire, calls }: Reach,
  object: 'contacts',
  { options, ...definition }: NewProperty,
): Promise<'created' | 'exists'> {
  const input = {
    ...definition,
    formField: false,
    ...(options === undefined
      ? {}
      : { options: options.map((option, displayOrder) => ({ ...option, displayOrder, hidden: false })) }),
  };
  return createdOrThere(() =>
    calls.call('createProperty', () =>
      // The client types the kinds as enumerations whose members are these strings.
      wire.ask((crm) => crm.properties.coreApi.create(object, input as unknown as PropertyInput)),
    ),
  );
}

type PropertyUpdate = Parameters<Client['crm']['properties']['coreApi']['update']>[2];

export async function updateProperty(
  { wire, calls }: Reach,
  object: 'contacts',
  { name, ...change }: PropertyChange,
): Promise<void> {
  await calls.call('updateProperty', () =>
    wire.ask((crm) => crm.properties.coreApi.update(object, name, change as PropertyUpdate)),
  );
}

/** Contacts are object type 0-1: https://developers.hubspot.com/docs/api-reference/crm-understanding-the-crm/guide */
const OBJECT_TYPE_IDS = { contacts: '0-1' } as const;

/** The limit depends on the subscription, so it is read and never assumed. */
export async function readPropertyLimit(
  { wire, calls }: Reach,
  object: 'contacts',
): Promise<{ readonly limit: number; readonly usage: number } | null> {
  try {
    const answer = await calls.call('propertyLimits', () => wire.send('GET', '/crm/v3/limits/custom-properties'));
    const { byObjectType } = read('propertyLimits', propertyLimits, answer);
    const found = byObjectType.find((one) => one.objectTypeId === OBJECT_TYPE_IDS[object]);
    return found === undefined ? null : { limit: found.limit, usage: found.usage ?? 0 };
  } catch (error) {
    // Nothing depends on knowing it: what is too much HubSpot refuses.
    if (error instanceof HubSpotError && ['not found', 'scope', 'rejected', 'unreadable'].includes(error.failure.kind))
      return null;
    throw error;
  }
}

async function createdOrThere(create: () => Promise<unknown>): Promise<'created' | 'exists'> {
  try {
    await create();
    return 'created';
  } catch (error) {
    if (error instanceof HubSpotError && error.failure.kind === 'exists') return 'exists';
    throw error;
  }
}
