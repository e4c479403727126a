/** What the SDK's data hooks get: https://developers.hubspot.com/docs/apps/developer-platform/add-features/ui-extensions/ui-extensions-sdk */
import { z } from 'zod';
import { linked } from '../associations.ts';
import { objectTypeNamed } from '../object-types.ts';
import type { ObjectType } from '../object-types.ts';
import { find } from '../world.ts';
import type { World } from '../world.ts';
import { shownValue } from './shown.ts';

type Values = Readonly<Record<string, string | null>>;

/** Every property of a record, raw and as HubSpot prints it; null when there is no such record. */
export function propertiesFor(
  world: World,
  type: ObjectType,
  id: string,
): { readonly raw: Values; readonly formatted: Values } | null {
  const record = find(world, type, id);
  if (record === null) return null;
  const definitions = [...world.schema[type].properties.values()];
  const each = (print: (name: string) => string | null): Values =>
    Object.fromEntries(definitions.map(({ name }) => [name, print(name)]));
  return {
    raw: each((name) => record.values.get(name) ?? null),
    formatted: each((name) => shownValue(world, world.schema[type].properties.get(name), record.values.get(name))),
  };
}

const associationsShape = z.object({
  objectTypeId: z.string(),
  objectId: z.union([z.string(), z.number()]).transform(String),
  toObjectType: z.string(),
  properties: z.array(z.string()).default([]),
  pageLength: z.number().int().min(1).max(100).default(10),
  offset: z.number().int().min(0).default(0),
  format: z.union([z.array(z.string()), z.literal('all')]).default([]),
});

/** A page of the records of a type associated with one. An unknown type has none. */
export function associationsFor(world: World, given: unknown): unknown {
  const asked = associationsShape.parse(given);
  const [from, to] = [objectTypeNamed(asked.objectTypeId), objectTypeNamed(asked.toObjectType)];
  const record = from === null ? null : find(world, from, asked.objectId);
  const all = record === null || to === null ? [] : linked(world, record, to);
  const end = asked.offset + asked.pageLength;
  return {
    results: all.slice(asked.offset, end).flatMap(({ id, types }) => {
      const other = to === null ? null : find(world, to, id);
      if (other === null) return [];
      const shows = (name: string): boolean => asked.format === 'all' || asked.format.includes(name);
      return {
        toObjectId: Number(id),
        associationTypes: types.map(({ typeId, label }) => ({
          category: 'HUBSPOT_DEFINED',
          typeId,
          label: label ?? '',
        })),
        properties: Object.fromEntries(
          asked.properties.map((name) => {
            const value = other.values.get(name);
            const definition = world.schema[other.type].properties.get(name);
            return [name, shows(name) ? shownValue(world, definition, value) : (value ?? null)];
          }),
        ),
      };
    }),
    hasMore: all.length > end,
    nextOffset: Math.min(end, all.length),
  };
}

const formatShape = z.object({
  propertiesList: z.array(z.record(z.string(), z.string().nullable())),
  objectType: z.string(),
});

/** Raw values, as HubSpot prints them. */
export function formattedProperties(world: World, given: unknown): readonly Values[] {
  const { propertiesList, objectType } = formatShape.parse(given);
  const type = objectTypeNamed(objectType);
  return propertiesList.map((values) =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => {
        const definition = type === null ? undefined : world.schema[type].properties.get(name);
        return [name, shownValue(world, definition, value ?? undefined)];
      }),
    ),
  );
}
