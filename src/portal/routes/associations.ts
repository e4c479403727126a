/**
 * Associations, v4 and dated. The dated specification has no listing by GET; it is answered all the same, unverified.
 * `toObjectId` is a string by specification and a number in captured answers: a number here.
 */
import { associate, dissociate, linked } from '../associations.ts';
import type { Linked } from '../associations.ts';
import { associationType, defaultType } from '../association-types.ts';
import type { AssociationType } from '../association-types.ts';
import { asJson, inputsOf, limitQuery, objectScope, param, scopeOfType, typeParam } from '../call.ts';
import type { Call, Json, Route } from '../call.ts';
import { typeIdOf } from '../object-types.ts';
import type { ObjectType } from '../object-types.ts';
import type { PortalRecord } from '../record.ts';
import { invalid, noContent, notFound, ok } from '../reply.ts';
import type { Reply } from '../reply.ts';
import { rollUp } from '../rollups.ts';
import { find, ownOrigin } from '../world.ts';
import type { World } from '../world.ts';
import { batchReply } from './batch.ts';

const MOST_READ = 1_000;
const MOST_WRITTEN = 2_000;
const PAGE = 500;

const shownTo = ({ id, types }: Linked): unknown => ({
  toObjectId: Number(id),
  associationTypes: types.map(({ typeId, label }) => ({ category: 'HUBSPOT_DEFINED', typeId, label })),
});

interface Ends {
  readonly from: ObjectType;
  readonly to: ObjectType;
}

const endsOf = (call: Call): Ends => ({ from: typeParam(call, 'type'), to: typeParam(call, 'toType') });

function page(
  all: readonly Linked[],
  { after, limit }: { after: string | null; limit: number },
): {
  readonly shown: readonly Linked[];
  readonly paging: Readonly<Record<string, unknown>>;
} {
  const start = after === null ? 0 : Number(after);
  const shown = all.slice(start, start + limit);
  const end = start + shown.length;
  return {
    shown,
    paging: end < all.length ? { paging: { next: { after: String(end), link: `?after=${end}` } } } : {},
  };
}

function list(world: World, call: Call): Reply {
  const { from, to } = endsOf(call);
  const record = find(world, from, param(call, 'id'));
  if (record === null) throw notFound();
  const limit = limitQuery(call, { fallback: PAGE, most: PAGE });
  const { shown, paging } = page(linked(world, record, to), { after: call.query.get('after'), limit });
  if (call.version === 'v3') {
    const results = shown.flatMap(({ id, types }) =>
      types.map((type) => ({ id, type: type.primary ? `${from}_to_${to}` : `${from}_to_${to}_unlabeled` })),
    );
    return ok({ results, ...paging });
  }
  return ok({ results: shown.map(shownTo), ...paging });
}

/** Ids without associations, and ids of nobody, come back as errors, not as empty lists. */
function batchRead(world: World, call: Call): Reply {
  const { from, to } = endsOf(call);
  const results: unknown[] = [];
  const errors: unknown[] = [];
  for (const [index, input] of inputsOf(call, MOST_READ).entries()) {
    const id = String(input['id'] ?? '');
    const record = find(world, from, id);
    const all = record === null ? [] : linked(world, record, to);
    if (all.length === 0 || (call.partial !== null && index < call.partial.items)) {
      errors.push({
        status: 'error',
        category: 'OBJECT_NOT_FOUND',
        subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND',
        message: `No ${to} is associated with ${from} ${id}.`,
        context: { fromObjectId: [id], fromObjectType: [from], toObjectType: [to] },
      });
      continue;
    }
    const after = typeof input['after'] === 'string' ? input['after'] : null;
    const { shown, paging } = page(all, { after, limit: PAGE });
    results.push({ from: { id }, to: shown.map(shownTo), ...paging });
  }
  return batchReply(world, { call, results, errors, status: 200 });
}

function specFrom(ends: Ends, spec: Json): AssociationType {
  const typeId = Number(spec['associationTypeId']);
  const found = associationType(ends, typeId);
  if (found === null) throw invalid(`Association type ${typeId} is not valid from ${ends.from} to ${ends.to}`);
  return found;
}

const idIn = (input: Json, key: string): string => String(asJson(input[key])['id'] ?? '');

function link(world: World, pair: { from: PortalRecord; to: PortalRecord }, type: AssociationType): void {
  const isNew = !linked(world, pair.from, pair.to.type).some((other) => other.id === pair.to.id);
  associate(world, pair, { type, origin: ownOrigin(world) });
  if (!isNew) return;
  rollUp(world, pair.to, pair.from);
  rollUp(world, pair.from, pair.to);
}

function batchCreate(world: World, call: Call): Reply {
  const ends = endsOf(call);
  const isDefault = call.params['default'] === 'yes';
  const usual = defaultType(ends.from, ends.to);
  if (isDefault && usual === null) throw invalid(`There is no default association from ${ends.from} to ${ends.to}`);
  const results: unknown[] = [];
  const errors: unknown[] = [];
  const wanted = inputsOf(call, MOST_WRITTEN).map((input) => {
    const specs = input['types'];
    const types =
      isDefault && usual !== null
        ? [usual]
        : (Array.isArray(specs) ? specs : []).map((spec) => specFrom(ends, asJson(spec)));
    if (types.length === 0) throw invalid('Invalid input JSON: Some required fields were not set: [types]');
    return { fromId: idIn(input, 'from'), toId: idIn(input, 'to'), types };
  });
  for (const { fromId, toId, types } of wanted) {
    const [from, to] = [find(world, ends.from, fromId), find(world, ends.to, toId)];
    if (from === null || to === null) {
      const missing = from === null ? `${ends.from} ${fromId}` : `${ends.to} ${toId}`;
      errors.push({
        status: 'error',
        category: 'OBJECT_NOT_FOUND',
        message: `${missing} does not exist`,
        context: { fromObjectId: [fromId], toObjectId: [toId] },
      });
      continue;
    }
    for (const type of types) link(world, { from, to }, type);
    results.push(
      ...(isDefault ? types.flatMap((type) => defaultResults({ from, to, type })) : [pairResult({ from, to, types })]),
    );
  }
  return batchReply(world, { call, results, errors, status: isDefault ? 200 : 201 });
}

interface Made {
  readonly from: PortalRecord;
  readonly to: PortalRecord;
}

const pairResult = ({ from, to, types }: Made & { types: readonly AssociationType[] }): unknown => ({
  fromObjectTypeId: typeIdOf(from.type),
  fromObjectId: Number(from.id),
  toObjectTypeId: typeIdOf(to.type),
  toObjectId: Number(to.id),
  labels: types.flatMap(({ label }) => label ?? []),
});

/** Both directions, as the default endpoint answers. */
const defaultResults = ({ from, to, type }: Made & { type: AssociationType }): readonly unknown[] => [
  {
    from: { id: from.id },
    to: { id: to.id },
    associationSpec: { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: type.typeId },
  },
  {
    from: { id: to.id },
    to: { id: from.id },
    associationSpec: { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: type.inverseId },
  },
];

function pairOf(world: World, call: Call): Made {
  const ends = endsOf(call);
  const from = find(world, ends.from, param(call, 'id'));
  const to = find(world, ends.to, param(call, 'toId'));
  if (from === null || to === null) throw notFound();
  return { from, to };
}

function putDefault(world: World, call: Call): Reply {
  const pair = pairOf(world, call);
  const type = defaultType(pair.from.type, pair.to.type);
  if (type === null) throw invalid(`There is no default association from ${pair.from.type} to ${pair.to.type}`);
  link(world, pair, type);
  return batchReply(world, { call, results: defaultResults({ ...pair, type }), errors: [], status: 200 });
}

function putLabelled(world: World, call: Call): Reply {
  const pair = pairOf(world, call);
  const specs = Array.isArray(call.body) ? call.body : [];
  const ends = { from: pair.from.type, to: pair.to.type };
  const types = specs.map((spec: unknown) => specFrom(ends, asJson(spec)));
  if (types.length === 0) throw invalid('Invalid input JSON: a list of association types is needed');
  for (const type of types) link(world, pair, type);
  return ok(pairResult({ ...pair, types }), 201);
}

function batchArchive(world: World, call: Call): Reply {
  const ends = endsOf(call);
  for (const input of inputsOf(call, MOST_WRITTEN)) {
    const from = find(world, ends.from, idIn(input, 'from'));
    const targets = Array.isArray(input['to']) ? input['to'] : [];
    for (const target of targets) {
      const to = find(world, ends.to, String(asJson(target)['id'] ?? ''));
      if (from !== null && to !== null) dissociate(world, { from, to }, ownOrigin(world));
    }
  }
  return noContent;
}

const one = 'crm/objects/:type/:id/associations';
const many = 'crm/associations/:type/:toType/batch';
const read = scopeOfType('read');
const write = (call: Call): string => objectScope(typeParam(call), 'write');

export const associationRoutes: readonly Route[] = [
  { method: 'PUT', path: `${one}/default/:toType/:toId`, bucket: 'general', scope: write, handle: putDefault },
  { method: 'GET', path: `${one}/:toType`, bucket: 'general', scope: read, handle: list },
  { method: 'PUT', path: `${one}/:toType/:toId`, bucket: 'general', scope: write, handle: putLabelled },
  {
    method: 'DELETE',
    path: `${one}/:toType/:toId`,
    bucket: 'general',
    scope: write,
    handle(world, call) {
      dissociate(world, pairOf(world, call), ownOrigin(world));
      return noContent;
    },
  },
  { method: 'POST', path: `${many}/read`, bucket: 'associations', scope: read, handle: batchRead },
  { method: 'POST', path: `${many}/create`, bucket: 'associations', scope: write, handle: batchCreate },
  {
    method: 'POST',
    path: `${many}/associate/default`,
    bucket: 'associations',
    scope: write,
    handle: (world, call) => batchCreate(world, { ...call, params: { ...call.params, default: 'yes' } }),
  },
  { method: 'POST', path: `${many}/archive`, bucket: 'associations', scope: write, handle: batchArchive },
];
