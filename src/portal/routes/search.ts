/** https://developers.hubspot.com/docs/api-reference/search/guide */
import { asJson, asTexts, scopeOfType, typeParam } from '../call.ts';
import type { Call, Json, Route } from '../call.ts';
import { linked } from '../associations.ts';
import { objectTypeNamed } from '../object-types.ts';
import type { ObjectType } from '../object-types.ts';
import { shownProperties } from '../render.ts';
import { invalid, ok } from '../reply.ts';
import type { Reply } from '../reply.ts';
import { iso } from '../clock.ts';
import type { Indexed } from '../search-index.ts';
import type { World } from '../world.ts';

const MOST_GROUPS = 5;
const MOST_FILTERS_IN_A_GROUP = 6;
const MOST_FILTERS = 18;
const MOST_RESULTS = 10_000;
const MOST_PER_PAGE = 200;
const LONGEST_REQUEST = 3_000;

const OPERATORS = [
  'LT',
  'LTE',
  'GT',
  'GTE',
  'EQ',
  'NEQ',
  'BETWEEN',
  'IN',
  'NOT_IN',
  'HAS_PROPERTY',
  'NOT_HAS_PROPERTY',
  'CONTAINS_TOKEN',
  'NOT_CONTAINS_TOKEN',
] as const;
type Operator = (typeof OPERATORS)[number];

interface Filter {
  readonly propertyName: string;
  readonly operator: Operator;
  readonly value: string;
  readonly highValue: string;
  readonly values: readonly string[];
}

type Test = (candidate: Indexed) => boolean;

function filterFrom(given: unknown): Filter {
  const { propertyName, operator, value, highValue, values } = asJson(given);
  const known = OPERATORS.find((name) => name === operator);
  if (typeof propertyName !== 'string' || known === undefined) {
    throw invalid(`There was a problem with the request: ${JSON.stringify(given)} is not a filter`);
  }
  const needsOne = !['IN', 'NOT_IN', 'HAS_PROPERTY', 'NOT_HAS_PROPERTY'].includes(known);
  if (needsOne && (value === undefined || value === null)) {
    throw invalid(`A filter with operator ${known} on "${propertyName}" needs a value`);
  }
  if ((known === 'IN' || known === 'NOT_IN') && !Array.isArray(values)) {
    throw invalid(`A filter with operator ${known} on "${propertyName}" needs values`);
  }
  if (known === 'BETWEEN' && (highValue === undefined || highValue === null)) {
    throw invalid(`A filter with operator BETWEEN on "${propertyName}" needs a highValue`);
  }
  return {
    propertyName,
    operator: known,
    value: String(value ?? ''),
    highValue: String(highValue ?? ''),
    values: asTexts(values),
  };
}

function groupsFrom(body: Json): readonly (readonly Filter[])[] {
  const given = Array.isArray(body['filterGroups']) ? body['filterGroups'] : [];
  const loose = Array.isArray(body['filters']) && body['filters'].length > 0 ? [{ filters: body['filters'] }] : [];
  const groups = [...given, ...loose].map((group: unknown) => {
    const filters = asJson(group)['filters'];
    return (Array.isArray(filters) ? filters : []).map(filterFrom);
  });
  if (groups.length > MOST_GROUPS) throw invalid(`Too many filterGroups: at most ${MOST_GROUPS} are allowed`);
  if (groups.some((group) => group.length > MOST_FILTERS_IN_A_GROUP)) {
    throw invalid(`Too many filters in a filterGroup: at most ${MOST_FILTERS_IN_A_GROUP} are allowed`);
  }
  if (groups.flat().length > MOST_FILTERS) throw invalid(`Too many filters: at most ${MOST_FILTERS} are allowed`);
  return groups;
}

/** Dates compare as instants whether the filter writes ISO or milliseconds; numbers as numbers. */
type Comparable = (text: string) => number | string;

function comparable(world: World, type: ObjectType, name: string): Comparable {
  switch (world.schema[type].properties.get(name)?.type) {
    case 'datetime':
    case 'date':
      return (text) => (/^-?\d+$/.test(text) ? Number(text) : Date.parse(text));
    case 'number':
      return Number;
    case 'enumeration':
      return (text) => text;
    default:
      return (text) => text.toLowerCase();
  }
}

const tokens = (text: string): readonly string[] =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}@._-]+|[@._-]/u)
    .filter((t) => t !== '');

function containsToken(text: string, wanted: string): boolean {
  const held = tokens(text);
  return tokens(wanted.replaceAll('*', '')).every((token) =>
    wanted.includes('*') ? held.some((other) => other.includes(token)) : held.includes(token),
  );
}

function testOf(world: World, type: ObjectType, filter: Filter): Test {
  const { propertyName, operator } = filter;
  if (propertyName.startsWith('associations.')) return associationTest(world, type, filter);
  if (!world.schema[type].properties.has(propertyName)) {
    // That an unknown property is refused is unverified.
    throw invalid(`There was a problem with the request. Property "${propertyName}" does not exist`, {
      context: { propertyName: [propertyName] },
    });
  }
  const key = comparable(world, type, propertyName);
  const value = key(filter.value);
  const high = key(filter.highValue);
  const isEnum = world.schema[type].properties.get(propertyName)?.type === 'enumeration';
  // Strings in IN and NOT_IN are matched against the lower-cased index: upper-case values find nothing.
  const values = new Set(
    filter.values.map((text) => (isEnum ? text : typeof key(text) === 'string' ? text : key(text))),
  );
  const at = (candidate: Indexed): string | undefined => candidate.values.get(propertyName);
  const compare =
    (holds: (held: number | string) => boolean): Test =>
    (candidate) => {
      const held = at(candidate);
      return held !== undefined && holds(key(held));
    };
  switch (operator) {
    case 'LT':
      return compare((held) => held < value);
    case 'LTE':
      return compare((held) => held <= value);
    case 'GT':
      return compare((held) => held > value);
    case 'GTE':
      return compare((held) => held >= value);
    case 'EQ':
      return compare((held) => held === value);
    case 'NEQ':
      return compare((held) => held !== value);
    case 'BETWEEN':
      return compare((held) => held >= value && held <= high);
    case 'IN':
      return compare((held) => values.has(held));
    case 'NOT_IN':
      return compare((held) => !values.has(held));
    case 'HAS_PROPERTY':
      return (candidate) => at(candidate) !== undefined;
    case 'NOT_HAS_PROPERTY':
      return (candidate) => at(candidate) === undefined;
    case 'CONTAINS_TOKEN':
      return (candidate) => containsToken(at(candidate) ?? '', filter.value);
    case 'NOT_CONTAINS_TOKEN':
      return (candidate) => !containsToken(at(candidate) ?? '', filter.value);
  }
}

function associationTest(world: World, type: ObjectType, { propertyName, operator, value, values }: Filter): Test {
  const to = objectTypeNamed(propertyName.slice('associations.'.length));
  if (to === null || !['EQ', 'IN'].includes(operator)) throw invalid(`Invalid filter on ${propertyName}`);
  const wanted = new Set(operator === 'EQ' ? [value] : values);
  return ({ record }) => record.type === type && linked(world, record, to).some(({ id }) => wanted.has(id));
}

const TEXT_SEARCHED = [
  'firstname',
  'lastname',
  'email',
  'phone',
  'company',
  'name',
  'domain',
  'website',
  'hs_task_subject',
  'hs_task_body',
];

function search(world: World, call: Call): Reply {
  const type = typeParam(call);
  const { body } = call;
  if (call.rawLength > LONGEST_REQUEST) throw invalid(`The request body is longer than ${LONGEST_REQUEST} characters`);
  const groups = groupsFrom(body);
  const limit = Number(body['limit'] ?? 10);
  if (!Number.isInteger(limit) || limit < 0 || limit > MOST_PER_PAGE) {
    throw invalid(`Invalid limit: ${String(body['limit'])}. It must be at most ${MOST_PER_PAGE}.`);
  }
  const after = Number(body['after'] ?? 0);
  if (!Number.isInteger(after) || after < 0) throw invalid(`Invalid after: ${String(body['after'])}`);
  if (after + limit > MOST_RESULTS) {
    throw invalid(`Paging past ${MOST_RESULTS} results is not possible: narrow the filters`);
  }
  const order = orderFrom(world, type, body);
  const tests = groups.map((group) => group.map((filter) => testOf(world, type, filter)));
  const query = typeof body['query'] === 'string' ? body['query'].trim() : '';
  const matched: Indexed[] = [];
  for (const candidate of candidates(world, type, groups)) {
    if (tests.length > 0 && !tests.some((group) => group.every((test) => test(candidate)))) continue;
    if (query !== '' && !TEXT_SEARCHED.some((name) => containsToken(candidate.values.get(name) ?? '', `*${query}*`)))
      continue;
    matched.push(candidate);
  }
  matched.sort(order);
  const page = matched.slice(after, after + limit);
  const properties = asTexts(body['properties']);
  const next = after + limit;
  return ok({
    total: matched.length,
    results: page.map(({ id, record, values, modifiedAt }) => ({
      id,
      properties: shownProperties(world, { type, values }, properties),
      createdAt: iso(record.createdAt),
      updatedAt: iso(modifiedAt),
      archived: false,
    })),
    ...(next < matched.length ? { paging: { next: { after: String(next), link: `?after=${next}` } } } : {}),
  });
}

/** A lower bound on the last modification in every group spares looking at the rest. */
function candidates(world: World, type: ObjectType, groups: readonly (readonly Filter[])[]): Iterable<Indexed> {
  const now = world.clock.now();
  const since = groups.map((group) => {
    const bounds = group.flatMap(({ propertyName, operator, value }) =>
      /^(hs_)?lastmodifieddate$/.test(propertyName) && ['GT', 'GTE', 'BETWEEN', 'EQ'].includes(operator)
        ? [Number(comparable(world, type, propertyName)(value))]
        : [],
    );
    return bounds.length === 0 ? Number.NEGATIVE_INFINITY : Math.max(...bounds);
  });
  const lowest = Math.min(...since, Number.POSITIVE_INFINITY);
  if (groups.length === 0 || !Number.isFinite(lowest)) return world.index.all(type, now).values();
  return world.index.modifiedSince(type, { now, since: lowest });
}

/** One sort only, as `{propertyName, direction}` or as the client's plain string; else by creation. */
function orderFrom(world: World, type: ObjectType, body: Json): (a: Indexed, b: Indexed) => number {
  const sorts = Array.isArray(body['sorts']) ? body['sorts'] : [];
  if (sorts.length > 1) throw invalid('Only one sort is allowed');
  const byId = (a: Indexed, b: Indexed): number => Number(a.id) - Number(b.id);
  const first: unknown = sorts[0];
  if (first === undefined) return (a, b) => a.record.createdAt - b.record.createdAt || byId(a, b);
  const given = typeof first === 'string' ? { propertyName: first } : asJson(first);
  const named = String(given['propertyName'] ?? '');
  const propertyName = named.replace(/^-/, '');
  const sign = named.startsWith('-') || given['direction'] === 'DESCENDING' ? -1 : 1;
  const key = comparable(world, type, propertyName);
  return (a, b) => {
    const [left, right] = [a.values.get(propertyName), b.values.get(propertyName)];
    if (left === undefined || right === undefined) {
      return left === right ? byId(a, b) : left === undefined ? 1 : -1;
    }
    const [x, y] = [key(left), key(right)];
    return x < y ? -sign : x > y ? sign : byId(a, b);
  };
}

export const searchRoutes: readonly Route[] = [
  { method: 'POST', path: 'crm/objects/:type/search', bucket: 'search', scope: scopeOfType('read'), handle: search },
];
