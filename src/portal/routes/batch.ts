/**
 * Records a hundred at a time. One bad item sinks the whole batch, unless every input carries its own
 * `objectWriteTraceId`: then the good ones are written and the bad ones are listed by it.
 */
import { asJson, asTexts, inputsOf, scopeOfType, typeParam } from '../call.ts';
import type { Call, Json, Route } from '../call.ts';
import { change } from '../change.ts';
import { iso } from '../clock.ts';
import { archive } from '../life.ts';
import type { ObjectType } from '../object-types.ts';
import type { PortalRecord } from '../record.ts';
import { publicRecord } from '../render.ts';
import { invalid, noContent, Refusal } from '../reply.ts';
import type { Context, Reply } from '../reply.ts';
import { find, ownOrigin, resolve } from '../world.ts';
import type { World } from '../world.ts';
import { check } from '../writing.ts';
import { createFrom, locate, wantedLinks } from './objects.ts';

/** https://github.com/PipedreamHQ/pipedream/issues/8462 */
const MOST_WITH_HISTORY = 50;

interface BatchError {
  readonly status: 'error';
  readonly category: string;
  readonly message: string;
  readonly context: Context;
  readonly errors?: readonly unknown[];
}

/** 207 when something failed (or the switch's 200: the 2026-09 schemas know no 207), else `status`. */
export function batchReply(
  world: World,
  {
    call,
    results,
    errors,
    status,
  }: { call: Call; results: readonly unknown[]; errors: readonly unknown[]; status: number },
): Reply {
  const failed = errors.length === 0 ? {} : { numErrors: errors.length, errors };
  return {
    status: errors.length === 0 ? status : world.settings.batchStatus,
    body: {
      status: 'COMPLETE',
      results,
      ...failed,
      startedAt: iso(call.startedAt),
      completedAt: iso(world.clock.now()),
    },
  };
}

/** One entry for all missing ids, as captured. */
const missingError = (type: ObjectType, ids: readonly string[]): readonly BatchError[] =>
  ids.length === 0
    ? []
    : [
        {
          status: 'error',
          category: 'OBJECT_NOT_FOUND',
          message: `Could not get some ${type.toUpperCase()} objects, they may be deleted or not exist. Check that ids are valid.`,
          context: { ids },
        },
      ];

const traceOf = (input: Json): string | null => {
  const trace = input['objectWriteTraceId'];
  return typeof trace === 'string' && trace !== '' ? trace : null;
};

const isTraced = (inputs: readonly Json[]): boolean =>
  inputs.every((input) => traceOf(input) !== null) && new Set(inputs.map(traceOf)).size === inputs.length;

const idOf = (input: Json): string => String(input['id'] ?? '');

/** Runs every item; a refusal of one is an error of the list when the batch is traced, else of the whole batch. */
function each(
  inputs: readonly Json[],
  { call, prepare }: { call: Call; prepare: (input: Json, index: number) => () => unknown },
): { results: unknown[]; errors: BatchError[] } {
  const traced = isTraced(inputs);
  const errors: BatchError[] = [];
  const ready: (() => unknown)[] = [];
  for (const [index, input] of inputs.entries()) {
    if (call.partial !== null && index < call.partial.items) {
      const { category, message } = call.partial;
      errors.push({ status: 'error', category, message, context: contextOf(input) });
      continue;
    }
    try {
      ready.push(prepare(input, index));
    } catch (failure) {
      if (!(failure instanceof Refusal) || !traced) throw failure;
      errors.push(itemError(failure, input));
    }
  }
  const results: unknown[] = [];
  for (const make of ready) results.push(make());
  return { results, errors };
}

const contextOf = (input: Json): Context => {
  const trace = traceOf(input);
  const id = idOf(input);
  return { ...(id === '' ? {} : { ids: [id] }), ...(trace === null ? {} : { objectWriteTraceId: [trace] }) };
};

function itemError(failure: Refusal, input: Json): BatchError {
  const body = asJson(failure.reply.body);
  const details = body['errors'];
  return {
    status: 'error',
    category: String(body['category'] ?? 'VALIDATION_ERROR'),
    message: failure.message,
    context: { ...asJson(body['context']), objectWriteTraceId: [traceOf(input) ?? ''] } as Context,
    ...(Array.isArray(details) ? { errors: details } : {}),
  };
}

function batchRead(world: World, call: Call): Reply {
  const type = typeParam(call);
  const properties = asTexts(call.body['properties']);
  const history = asTexts(call.body['propertiesWithHistory']);
  const given = call.body['inputs'];
  if (history.length > 0 && Array.isArray(given) && given.length > MOST_WITH_HISTORY) {
    throw invalid(
      `The maximum number of inputs supported in a batch request for property histories is ${MOST_WITH_HISTORY}. Please reduce the number of items and try again`,
    );
  }
  const inputs = inputsOf(call);
  const idProperty = typeof call.body['idProperty'] === 'string' ? call.body['idProperty'] : null;
  const archived = call.query.get('archived') === 'true';
  const found = new Map<string, PortalRecord>();
  const missing: string[] = [];
  for (const [index, input] of inputs.entries()) {
    const id = idOf(input);
    const record = archived
      ? (world.records[type].get(resolve(world, type, id)) ?? null)
      : locate(world, { type, id, idProperty });
    const failed = call.partial !== null && index < call.partial.items;
    if (record === null || failed || (record.archivedAt !== null) !== archived) missing.push(id);
    else found.set(record.id, record);
  }
  const results = [...found.values()].map((record) => publicRecord(world, record, { properties, history }));
  return batchReply(world, { call, results, errors: missingError(type, missing), status: 200 });
}

/** Two inputs for one record are refused, also when one of them is an id from before a merge. */
function refuseDuplicates(inputs: readonly Json[], id: (input: Json) => string): void {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const input of inputs) {
    const key = id(input);
    if (seen.has(key)) twice.add(key);
    seen.add(key);
  }
  if (twice.size === 0) return;
  throw invalid(`Duplicate IDs found in batch input: [${[...twice].join(', ')}]. IDs must be unique`, {
    context: { ids: [...twice] },
  });
}

function batchUpdate(world: World, call: Call): Reply {
  const type = typeParam(call);
  const inputs = inputsOf(call);
  const byOther = inputs.find((input) => input['idProperty'] !== undefined && input['idProperty'] !== 'hs_object_id');
  if (byOther?.['idProperty'] === 'email') {
    throw invalid('Unable to perform update/upsert by non-unique 0-1 property');
  }
  refuseDuplicates(inputs, (input) => resolve(world, type, idOf(input)));
  const target = (input: Json): PortalRecord | null =>
    locate(world, {
      type,
      id: idOf(input),
      idProperty: typeof input['idProperty'] === 'string' ? input['idProperty'] : null,
    });
  const present = inputs.filter((input) => target(input) !== null);
  const missing = inputs.filter((input) => target(input) === null).map(idOf);
  const origin = ownOrigin(world);
  const { results, errors } = each(present, {
    call,
    prepare(input) {
      const record = target(input) as PortalRecord;
      const properties = asJson(input['properties']);
      const checked = check(world, { type, record, properties, version: call.version });
      if (!checked.ok) throw checked.refusal;
      return () => {
        change(world, record, { values: checked.values, origin });
        return traced(publicRecord(world, record, { properties: Object.keys(properties) }), input);
      };
    },
  });
  return batchReply(world, { call, results, errors: [...missingError(type, missing), ...errors], status: 200 });
}

const traced = (shown: Readonly<Record<string, unknown>>, input: Json): unknown => {
  const trace = traceOf(input);
  return trace === null ? shown : { ...shown, objectWriteTraceId: trace };
};

function batchCreate(world: World, call: Call): Reply {
  const type = typeParam(call);
  const inputs = inputsOf(call);
  if (type === 'contact') refuseRepeatedEmails(inputs);
  const { results, errors } = each(inputs, {
    call,
    prepare(input) {
      const properties = asJson(input['properties']);
      const checked = check(world, { type, record: null, properties, version: call.version });
      if (!checked.ok) throw checked.refusal;
      wantedLinks(world, type, input);
      return () => {
        const record = createFrom(world, { type, input, version: call.version });
        return traced(publicRecord(world, record, { properties: Object.keys(properties) }), input);
      };
    },
  });
  return batchReply(world, { call, results, errors, status: 201 });
}

function refuseRepeatedEmails(inputs: readonly Json[]): void {
  const emails = inputs.map((input) => String(asJson(input['properties'])['email'] ?? '').toLowerCase());
  const twice = emails.find((email, i) => email !== '' && emails.indexOf(email) !== i);
  if (twice !== undefined) throw invalid(`Duplicate emails found in batch input: [${twice}]. Emails must be unique`);
}

function batchUpsert(world: World, call: Call): Reply {
  const type = typeParam(call);
  const inputs = inputsOf(call);
  const idProperty = (input: Json): string | null =>
    typeof input['idProperty'] === 'string' ? input['idProperty'] : null;
  refuseDuplicates(inputs, (input) =>
    `${idProperty(input) ?? 'hs_object_id'}=${idOf(input).toLowerCase()}`.replace('hs_object_id=', ''),
  );
  const { results, errors } = each(inputs, {
    call,
    prepare(input) {
      const name = idProperty(input);
      const record = locate(world, { type, id: idOf(input), idProperty: name });
      const given = asJson(input['properties']);
      const properties =
        name === null || name === 'hs_object_id' || name in given ? given : { ...given, [name]: idOf(input) };
      const checked = check(world, { type, record, properties, version: call.version });
      if (!checked.ok) throw checked.refusal;
      return () => {
        const upserted = record ?? createFrom(world, { type, input: { properties }, version: call.version });
        if (record !== null) change(world, record, { values: checked.values, origin: ownOrigin(world) });
        const shown = publicRecord(world, upserted, { properties: Object.keys(properties) });
        return traced({ ...shown, new: record === null }, input);
      };
    },
  });
  return batchReply(world, { call, results, errors, status: 200 });
}

function batchArchive(world: World, call: Call): Reply {
  const type = typeParam(call);
  for (const input of inputsOf(call)) {
    const record = find(world, type, idOf(input));
    if (record !== null) archive(world, record, ownOrigin(world));
  }
  return noContent;
}

const path = 'crm/objects/:type/batch';
export const batchRoutes: readonly Route[] = [
  { method: 'POST', path: `${path}/read`, bucket: 'general', scope: scopeOfType('read'), handle: batchRead },
  { method: 'POST', path: `${path}/update`, bucket: 'general', scope: scopeOfType('write'), handle: batchUpdate },
  { method: 'POST', path: `${path}/create`, bucket: 'general', scope: scopeOfType('write'), handle: batchCreate },
  { method: 'POST', path: `${path}/upsert`, bucket: 'general', scope: scopeOfType('write'), handle: batchUpsert },
  { method: 'POST', path: `${path}/archive`, bucket: 'general', scope: scopeOfType('write'), handle: batchArchive },
];
