/** Records as the API shows them. */
import { linked } from './associations.ts';
import { iso } from './clock.ts';
import { OBJECT_TYPES, objectTypeNamed } from './object-types.ts';
import type { ObjectType } from './object-types.ts';
import type { PortalRecord } from './record.ts';
import type { World } from './world.ts';

export interface Shown {
  readonly properties: readonly string[];
  readonly history?: readonly string[];
  readonly associations?: readonly string[];
}

const DEFAULTS: Readonly<Partial<Record<ObjectType, readonly string[]>>> = {
  contact: ['createdate', 'email', 'firstname', 'hs_object_id', 'lastmodifieddate', 'lastname'],
  company: ['createdate', 'domain', 'hs_lastmodifieddate', 'hs_object_id', 'name'],
  deal: [
    'amount',
    'closedate',
    'createdate',
    'dealname',
    'dealstage',
    'hs_lastmodifieddate',
    'hs_object_id',
    'pipeline',
  ],
};
const ALWAYS: Readonly<Partial<Record<ObjectType, readonly string[]>>> = {
  contact: ['createdate', 'hs_object_id', 'lastmodifieddate'],
  company: ['createdate', 'hs_lastmodifieddate', 'hs_object_id'],
  deal: ['createdate', 'hs_lastmodifieddate', 'hs_object_id'],
};
const ELSEWHERE = ['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id'];

/** Unknown property names are ignored; known ones without a value are null. */
export function shownProperties(
  world: World,
  { type, values }: { type: ObjectType; values: ReadonlyMap<string, string> },
  wanted: readonly string[],
): Readonly<Record<string, string | null>> {
  const names =
    wanted.length === 0 ? (DEFAULTS[type] ?? ELSEWHERE) : [...new Set([...wanted, ...(ALWAYS[type] ?? ELSEWHERE)])];
  const schema = world.schema[type];
  const shown: Record<string, string | null> = {};
  for (const name of names) if (schema.properties.has(name)) shown[name] = values.get(name) ?? null;
  return shown;
}

export function publicRecord(world: World, record: PortalRecord, shown: Shown): Readonly<Record<string, unknown>> {
  return {
    id: record.id,
    properties: shownProperties(world, record, [...shown.properties, ...(shown.history ?? [])]),
    ...(shown.history === undefined || shown.history.length === 0
      ? {}
      : { propertiesWithHistory: histories(record, shown.history) }),
    createdAt: iso(record.createdAt),
    updatedAt: iso(record.updatedAt),
    archived: record.archivedAt !== null,
    ...(record.archivedAt === null ? {} : { archivedAt: iso(record.archivedAt) }),
    url: `https://app.hubspot.com/contacts/${world.settings.portalId}/record/${OBJECT_TYPES[record.type].id}/${record.id}`,
    ...(shown.associations === undefined || shown.associations.length === 0
      ? {}
      : { associations: associationsOf(world, record, shown.associations) }),
  };
}

/** Newest first. */
function histories(record: PortalRecord, names: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const versions = record.history.get(name);
      if (versions === undefined) return [];
      const shown = versions
        .map(({ value, at, sourceType, sourceId }) => ({ value, timestamp: iso(at), sourceType, sourceId }))
        .reverse();
      return [[name, shown]];
    }),
  );
}

function associationsOf(
  world: World,
  record: PortalRecord,
  names: readonly string[],
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const to = objectTypeNamed(name);
      if (to === null) return [];
      const results = linked(world, record, to).flatMap(({ id, types }) =>
        types.map((type) => ({
          id,
          type: type.primary ? `${record.type}_to_${to}` : `${record.type}_to_${to}_unlabeled`,
        })),
      );
      return results.length === 0 ? [] : [[OBJECT_TYPES[to].plural, { results }]];
    }),
  );
}
