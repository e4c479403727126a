/** Properties and their groups. */
import { asJson, inputsOf, param, scopeOfType, typeParam } from '../call.ts';
import type { Call, Route } from '../call.ts';
import { OBJECT_TYPES, OBJECT_TYPE_NAMES } from '../object-types.ts';
import { noContent, notFound, ok, Refusal } from '../reply.ts';
import {
  archiveProperty,
  createGroup,
  createProperty,
  propertyNamed,
  publicDefinition,
  updateProperty,
} from '../schema.ts';
import type { TypeSchema } from '../schema.ts';
import type { World } from '../world.ts';
import { batchReply } from './batch.ts';

const schemaOf = (world: World, call: Call): TypeSchema => world.schema[typeParam(call)];

/** 1,000 per object on paid plans; the free plan's figure is unverified. */
const limitOf = (world: World): number => (world.settings.tier === 'free' ? 10 : 1_000);

const make = (world: World, call: Call, body: unknown): unknown =>
  publicDefinition(
    createProperty(schemaOf(world, call), { body: asJson(body), at: world.clock.now(), limit: limitOf(world) }),
  );

function batchCreate(world: World, call: Call): ReturnType<Route['handle']> {
  const results: unknown[] = [];
  const errors: unknown[] = [];
  for (const input of inputsOf(call)) {
    try {
      results.push(make(world, call, input));
    } catch (failure) {
      if (!(failure instanceof Refusal)) throw failure;
      errors.push({ ...asJson(failure.reply.body), context: { name: [String(input['name'])] } });
    }
  }
  return batchReply(world, { call, results, errors, status: 201 });
}

function batchRead(world: World, call: Call): ReturnType<Route['handle']> {
  const schema = schemaOf(world, call);
  const names = inputsOf(call).map((input) => String(input['name']));
  const missing = names.filter((name) => !schema.properties.has(name));
  return batchReply(world, {
    call,
    results: names.flatMap((name) => {
      const definition = schema.properties.get(name);
      return definition === undefined ? [] : [publicDefinition(definition)];
    }),
    errors:
      missing.length === 0
        ? []
        : [
            {
              status: 'error',
              category: 'OBJECT_NOT_FOUND',
              message: 'Some properties do not exist',
              context: { name: missing },
            },
          ],
    status: 200,
  });
}

const base = 'crm/properties/:type';
const scope = (access: 'read' | 'write') => (call: Call) =>
  (scopeOfType(access)(call) ?? '').replace('crm.objects', 'crm.schemas');
const read = scope('read');
const write = scope('write');

export const schemaRoutes: readonly Route[] = (
  [
    {
      method: 'GET',
      path: base,
      scope: read,
      handle(world, call) {
        const schema = schemaOf(world, call);
        const archived = call.query.get('archived') === 'true';
        const definitions = archived ? schema.archived : schema.properties;
        return ok({ results: [...definitions.values()].map((definition) => publicDefinition(definition, archived)) });
      },
    },
    { method: 'POST', path: base, scope: write, handle: (world, call) => ok(make(world, call, call.body), 201) },
    {
      method: 'GET',
      path: `${base}/groups`,
      scope: read,
      handle: (world, call) =>
        ok({ results: [...schemaOf(world, call).groups.values()].map((group) => ({ ...group, archived: false })) }),
    },
    {
      method: 'POST',
      path: `${base}/groups`,
      scope: write,
      handle: (world, call) => ok({ ...createGroup(schemaOf(world, call), call.body), archived: false }, 201),
    },
    {
      method: 'GET',
      path: `${base}/groups/:name`,
      scope: read,
      handle(world, call) {
        const group = schemaOf(world, call).groups.get(param(call, 'name'));
        if (group === undefined) throw notFound(`Property group "${param(call, 'name')}" does not exist`);
        return ok({ ...group, archived: false });
      },
    },
    { method: 'POST', path: `${base}/batch/create`, scope: write, handle: batchCreate },
    { method: 'POST', path: `${base}/batch/read`, scope: read, handle: batchRead },
    {
      method: 'GET',
      path: `${base}/:name`,
      scope: read,
      handle: (world, call) => ok(publicDefinition(propertyNamed(schemaOf(world, call), param(call, 'name')))),
    },
    {
      method: 'PATCH',
      path: `${base}/:name`,
      scope: write,
      handle(world, call) {
        const wanted = { name: param(call, 'name'), body: call.body, at: world.clock.now() };
        return ok(publicDefinition(updateProperty(schemaOf(world, call), wanted)));
      },
    },
    {
      method: 'DELETE',
      path: `${base}/:name`,
      scope: write,
      handle(world, call) {
        archiveProperty(schemaOf(world, call), param(call, 'name'));
        return noContent;
      },
    },
    {
      method: 'GET',
      path: 'crm/limits/custom-properties',
      scope: () => null,
      handle(world) {
        const limit = limitOf(world);
        const byObjectType = OBJECT_TYPE_NAMES.map((type) => {
          const usage = [...world.schema[type].properties.values()].filter((known) => !known.hubspotDefined).length;
          return {
            objectTypeId: OBJECT_TYPES[type].id,
            singularLabel: type,
            pluralLabel: OBJECT_TYPES[type].plural,
            limit,
            usage,
            percentage: usage / limit,
          };
        });
        const overallUsage = byObjectType.reduce((sum, one) => sum + one.usage, 0);
        const overallLimit = limit * byObjectType.length;
        return ok({ byObjectType, overallLimit, overallUsage, overallPercentage: overallUsage / overallLimit });
      },
    },
  ] satisfies readonly Omit<Route, 'bucket'>[]
).map((route) => ({ ...route, bucket: 'general' }));
