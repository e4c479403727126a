/** Records one at a time: list, read, create, update, archive, merge, privacy deletion. */
import { change, uniqueSlot } from '../change.ts';
import { asJson, limitQuery, listQuery, param, scopeOfType, typeParam } from '../call.ts';
import type { Call, Json, Route } from '../call.ts';
import { associationType } from '../association-types.ts';
import type { AssociationType } from '../association-types.ts';
import { associate } from '../associations.ts';
import { archive, create, findContact, merge, purge } from '../life.ts';
import type { ObjectType } from '../object-types.ts';
import type { PortalRecord } from '../record.ts';
import { publicRecord } from '../render.ts';
import { invalid, noContent, notFound, ok, refuse } from '../reply.ts';
import { rollUp } from '../rollups.ts';
import { find, ownOrigin } from '../world.ts';
import type { World } from '../world.ts';
import { check } from '../writing.ts';

/** By record id, or by a property with unique values when `idProperty` names one. */
export function locate(
  world: World,
  { type, id, idProperty }: { type: ObjectType; id: string; idProperty: string | null },
): PortalRecord | null {
  if (idProperty === null || idProperty === '' || idProperty === 'hs_object_id') return find(world, type, id);
  if (world.schema[type].properties.get(idProperty)?.hasUniqueValue !== true) {
    throw invalid(`Property "${idProperty}" does not have unique values and cannot be an idProperty`);
  }
  const known = world.unique.get(uniqueSlot(type, idProperty, id));
  return known === undefined ? null : find(world, type, known);
}

const located = (world: World, call: Call): PortalRecord => {
  const type = typeParam(call);
  const id = param(call, 'id');
  const record = locate(world, { type, id, idProperty: call.query.get('idProperty') });
  if (record !== null) return record;
  const binned = call.query.get('archived') === 'true' ? world.records[type].get(id) : undefined;
  if (binned === undefined) throw notFound();
  return binned;
};

const shownFrom = (
  call: Call,
): { properties: readonly string[]; history: readonly string[]; associations: readonly string[] } => ({
  properties: listQuery(call, 'properties'),
  history: listQuery(call, 'propertiesWithHistory'),
  associations: listQuery(call, 'associations'),
});

function list(world: World, call: Call): ReturnType<Route['handle']> {
  const type = typeParam(call);
  const shown = shownFrom(call);
  const limit = limitQuery(call, { fallback: 10, most: shown.history.length > 0 ? 50 : 100 });
  const after = call.query.get('after');
  const archived = call.query.get('archived') === 'true';
  const from = after === null ? 0 : Number(after);
  const rest = [...world.records[type].values()]
    .filter((record) => (record.archivedAt !== null) === archived && Number(record.id) >= from)
    .sort((a, b) => Number(a.id) - Number(b.id));
  const results = rest.slice(0, limit);
  const next = rest[limit]?.id ?? null;
  return ok({
    results: results.map((record) => publicRecord(world, record, shown)),
    ...(next === null ? {} : { paging: { next: { after: next, link: `?after=${next}` } } }),
  });
}

interface WantedLink {
  readonly to: PortalRecord;
  readonly type: AssociationType;
}

/** The associations of a creation, all of them checked before anything is made. */
export function wantedLinks(world: World, from: ObjectType, input: Json): readonly WantedLink[] {
  const given = input['associations'];
  if (given === undefined || given === null) return [];
  if (!Array.isArray(given)) throw invalid('Invalid input JSON: associations must be a list');
  return given.flatMap((entry: unknown) => {
    const association = asJson(entry);
    const toId = String(asJson(association['to'])['id'] ?? '');
    const types = association['types'];
    if (toId === '' || !Array.isArray(types) || types.length === 0) {
      throw invalid('Invalid input JSON: an association needs to.id and types');
    }
    return types.map((spec: unknown): WantedLink => {
      const typeId = Number(asJson(spec)['associationTypeId']);
      const found = ENDS.flatMap((to) => associationType({ from, to }, typeId) ?? [])[0];
      if (found === undefined) throw invalid(`Association type ${typeId} is not valid from ${from}`);
      const to = find(world, found.to, toId);
      if (to === null) {
        throw invalid(`One or more associations are not valid: ${found.to} ${toId} does not exist`);
      }
      return { to, type: found };
    });
  });
}

const ENDS = [
  'contact',
  'company',
  'deal',
  'task',
  'note',
  'lead',
  'call',
  'meeting',
  'email',
  'communication',
] as const;

export function createFrom(
  world: World,
  { type, input, version }: { type: ObjectType; input: Json; version: string },
): PortalRecord {
  const checked = check(world, { type, record: null, properties: asJson(input['properties']), version });
  if (!checked.ok) throw checked.refusal;
  const links = wantedLinks(world, type, input);
  if (type === 'lead' && !links.some((link) => link.type.typeId === 578)) {
    throw invalid('Error creating LEAD. It must be associated with a primary contact.');
  }
  const record = create(world, { type, values: checked.values, origin: ownOrigin(world) });
  for (const { to, type: association } of links) {
    associate(world, { from: record, to }, { type: association, origin: ownOrigin(world) });
    rollUp(world, to, record);
  }
  return record;
}

function requireTier(world: World, call: Call): void {
  const { tier } = world.settings;
  if (typeParam(call) !== 'lead' || tier === 'professional' || tier === 'enterprise') return;
  throw refuse(403, {
    category: 'MISSING_SCOPES',
    message: 'This account does not have access to leads: they need Sales Hub Professional.',
  });
}

const tiered =
  (handle: Route['handle']): Route['handle'] =>
  (world, call) => {
    requireTier(world, call);
    return handle(world, call);
  };

const read = scopeOfType('read');
const write = scopeOfType('write');
const one = 'crm/objects/:type/:id';

export const objectRoutes: readonly Route[] = (
  [
    { method: 'GET', path: 'crm/objects/:type', scope: read, handle: list },
    {
      method: 'POST',
      path: 'crm/objects/:type',
      scope: write,
      handle(world, call) {
        const record = createFrom(world, { type: typeParam(call), input: call.body, version: call.version });
        return ok(publicRecord(world, record, { properties: Object.keys(asJson(call.body['properties'])) }), 201);
      },
    },
    {
      method: 'POST',
      path: 'crm/objects/:type/merge',
      scope: write,
      handle(world, call) {
        const type = typeParam(call);
        const [primary, secondary] = ['primaryObjectId', 'objectIdToMerge'].map((key) =>
          find(world, type, String(call.body[key] ?? '')),
        );
        if (!primary || !secondary) throw notFound();
        if (primary === secondary) throw invalid('A record cannot be merged with itself');
        const merged = merge(world, { primary, secondary, origin: ownOrigin(world) });
        return ok(publicRecord(world, merged, { properties: [] }));
      },
    },
    {
      method: 'POST',
      path: 'crm/objects/:type/gdpr-delete',
      scope: write,
      handle(world, call) {
        const id = String(call.body['objectId'] ?? '');
        const byEmail = call.body['idProperty'] === 'email';
        const record = findContact(world, byEmail ? { email: id } : { contact: id });
        if (record !== null) purge(world, record, ownOrigin(world));
        else if (byEmail) world.blocked.add(id.toLowerCase());
        else throw notFound();
        return noContent;
      },
    },
    {
      method: 'GET',
      path: one,
      scope: read,
      handle: (world, call) => ok(publicRecord(world, located(world, call), shownFrom(call))),
    },
    {
      method: 'PATCH',
      path: one,
      scope: write,
      handle(world, call) {
        const record = located(world, call);
        if (record.archivedAt !== null) throw notFound();
        const properties = asJson(call.body['properties']);
        const checked = check(world, { type: record.type, record, properties, version: call.version });
        if (!checked.ok) throw checked.refusal;
        change(world, record, { values: checked.values, origin: ownOrigin(world) });
        return ok(publicRecord(world, record, { properties: Object.keys(properties) }));
      },
    },
    {
      method: 'DELETE',
      path: one,
      scope: write,
      handle(world, call) {
        const record = find(world, typeParam(call), param(call, 'id'));
        if (record !== null) archive(world, record, ownOrigin(world));
        return noContent;
      },
    },
  ] satisfies readonly Omit<Route, 'bucket'>[]
).map((route: Omit<Route, 'bucket'>) => ({ ...route, bucket: 'general', handle: tiered(route.handle) }));
