/** Who the account is and who works in it: token, account, usage, owners, pipelines, lists. */
import { asJson, asTexts, inputsOf, limitQuery, param, typeParam } from '../call.ts';
import type { Call, Route } from '../call.ts';
import { iso } from '../clock.ts';
import type { Limiter } from '../limits.ts';
import { objectTypeNamed, typeIdOf } from '../object-types.ts';
import { pipelineNamed, pipelinesOf, publicPipeline } from '../pipelines.ts';
import { notFound, ok, refuse } from '../reply.ts';
import type { Reply } from '../reply.ts';
import { resolve } from '../world.ts';
import type { Owner, PortalList, World } from '../world.ts';

/** Every scope the portal knows; what `scopes: 'all'` stands for. */
export const ALL_SCOPES: readonly string[] = [
  ...['contacts', 'companies', 'deals', 'leads', 'users'].flatMap((name) => [
    `crm.objects.${name}.read`,
    `crm.objects.${name}.write`,
  ]),
  ...['contacts', 'companies', 'deals', 'leads', 'users'].flatMap((name) => [
    `crm.schemas.${name}.read`,
    `crm.schemas.${name}.write`,
  ]),
  'crm.objects.owners.read',
  'crm.lists.read',
  'forms',
  'oauth',
  'sales-email-read',
];

const anyToken = (): null => null;

/** Needs no Authorization header; that a wrong token is a 401 here is unverified. */
function tokenInfo(world: World, call: Call): Reply {
  if (call.body['tokenKey'] !== world.token) {
    throw refuse(401, { category: 'INVALID_AUTHENTICATION', message: 'The access token is invalid or expired.' });
  }
  const { portalId, appId, scopes } = world.settings;
  return ok({ userId: 98_499_705, hubId: portalId, appId, scopes: scopes === 'all' ? ALL_SCOPES : scopes });
}

function details(world: World): Reply {
  const { portalId, timeZone, currency } = world.settings;
  const now = world.clock.now();
  const offsetMs = offsetOf(timeZone, now);
  const minutes = Math.abs(offsetMs) / 60_000;
  const two = (n: number): string => String(Math.floor(n)).padStart(2, '0');
  return ok({
    portalId,
    accountType: 'STANDARD',
    timeZone,
    companyCurrency: currency,
    additionalCurrencies: [],
    utcOffset: `${offsetMs < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`,
    utcOffsetMilliseconds: offsetMs,
    uiDomain: 'app.hubspot.com',
    dataHostingLocation: 'eu1',
  });
}

function offsetOf(timeZone: string, at: number): number {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' }).formatToParts(at);
  const name = parts.find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
  const [, sign, hours, minutes] = /GMT([+-])(\d{2}):(\d{2})/.exec(name) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000;
}

const publicOwner = (owner: Owner): unknown => ({
  id: owner.id,
  type: owner.type,
  ...(owner.email === null ? {} : { email: owner.email }),
  firstName: owner.firstName,
  lastName: owner.lastName,
  // A deactivated user keeps only the second of them; unverified.
  ...(owner.userId === null
    ? {}
    : { ...(owner.archived ? {} : { userId: owner.userId }), userIdIncludingInactive: owner.userId }),
  teams: owner.teams,
  createdAt: iso(owner.createdAt),
  updatedAt: iso(owner.updatedAt),
  archived: owner.archived,
});

function listOwners(world: World, call: Call): Reply {
  const limit = limitQuery(call, { fallback: 100, most: 500 });
  const archived = call.query.get('archived') === 'true';
  const email = call.query.get('email')?.toLowerCase() ?? null;
  const after = Number(call.query.get('after') ?? 0);
  const matching = [...world.owners.values()].filter(
    (owner) => owner.archived === archived && (email === null || owner.email === email),
  );
  const end = after + limit;
  const paging = end < matching.length ? { paging: { next: { after: String(end), link: `?after=${end}` } } } : {};
  return ok({ results: matching.slice(after, end).map(publicOwner), ...paging });
}

function oneOwner(world: World, call: Call): Reply {
  const id = param(call, 'id');
  const byUser = call.query.get('idProperty') === 'userId';
  const archived = call.query.get('archived') === 'true';
  const owner = byUser ? [...world.owners.values()].find((known) => String(known.userId) === id) : world.owners.get(id);
  if (owner === undefined || owner.archived !== archived) throw notFound();
  return ok(publicOwner(owner));
}

const publicList = ({ listId, name, createdAt }: PortalList): Readonly<Record<string, unknown>> => ({
  listId,
  listVersion: 1,
  name,
  objectTypeId: typeIdOf('contact'),
  processingType: 'DYNAMIC',
  processingStatus: 'COMPLETE',
  createdAt: iso(createdAt),
  updatedAt: iso(createdAt),
});

/** A search says the size as an additional property, a single list as a field. */
const foundInSearch = (list: PortalList): unknown => ({
  ...publicList(list),
  additionalProperties: { hs_list_size: String(list.members.size) },
});

const singleList = (list: PortalList): unknown => ({ ...publicList(list), size: list.members.size });

function membershipsOf(world: World, contactId: string): readonly unknown[] {
  const id = resolve(world, 'contact', contactId);
  return [...world.lists.values()].flatMap((list) => {
    const since = list.members.get(id);
    if (since === undefined) return [];
    return [
      {
        listId: list.listId,
        listVersion: 1,
        firstAddedTimestamp: iso(since.firstAddedAt),
        lastAddedTimestamp: iso(since.lastAddedAt),
        isPublicList: true,
      },
    ];
  });
}

function readMemberships(world: World, call: Call): Reply {
  const at = iso(world.clock.now());
  const results = inputsOf(call).map((input) => {
    const recordId = String(input['recordId'] ?? '');
    const objectTypeId = String(input['objectTypeId'] ?? '');
    const isContact = objectTypeNamed(objectTypeId) === 'contact';
    return { objectTypeId, recordId, recordListMemberships: isContact ? membershipsOf(world, recordId) : [] };
  });
  return ok({ status: 'COMPLETE', results, startedAt: at, completedAt: at });
}

function searchLists(world: World, call: Call): Reply {
  const query = String(call.body['query'] ?? '').toLowerCase();
  const ids = asTexts(call.body['listIds']);
  const offset = Number(call.body['offset'] ?? 0);
  const count = Number(call.body['count'] ?? 20);
  const matching = [...world.lists.values()].filter(
    (list) => list.name.toLowerCase().includes(query) && (ids.length === 0 || ids.includes(list.listId)),
  );
  const shown = matching.slice(offset, offset + count);
  return ok({
    lists: shown.map(foundInSearch),
    total: matching.length,
    offset: offset + shown.length,
    hasMore: offset + shown.length < matching.length,
  });
}

/**
 * Members in the order in which they were added; `after` alone or nothing: oldest first, `before` alone: newest first. How HubSpot writes
 * the places is unverified: here the time and the id.
 */
function joinOrder(world: World, call: Call): Reply {
  const list = world.lists.get(param(call, 'id'));
  if (list === undefined) throw notFound('List does not exist');
  const limit = limitQuery(call, { fallback: 100, most: 250 });
  const after = call.query.get('after');
  const descending = after === null && call.query.has('before');
  const place = placeFrom(after ?? call.query.get('before'));
  const sign = descending ? -1 : 1;
  const rows = [...list.members].map(([recordId, { lastAddedAt }]) => ({ recordId, at: lastAddedAt }));
  const order = (a: Joined, b: Joined): number => sign * (a.at - b.at || Number(a.recordId) - Number(b.recordId));
  const rest = rows.sort(order).filter((row) => place === null || order(row, place) > 0);
  const shown = rest.slice(0, limit);
  const last = shown.at(-1);
  const next = rest.length > shown.length && last !== undefined ? `${last.at}:${last.recordId}` : null;
  return ok({
    results: shown.map(({ recordId, at }) => ({ recordId, membershipTimestamp: iso(at) })),
    total: rows.length,
    ...(next === null ? {} : { paging: { next: { after: next, link: `?after=${next}` } } }),
  });
}

interface Joined {
  readonly recordId: string;
  readonly at: number;
}

function placeFrom(text: string | null): Joined | null {
  const [at, recordId] = (text ?? '').split(':');
  return at === undefined || recordId === undefined ? null : { at: Number(at), recordId };
}

const foundList = (list: PortalList | undefined): Reply => {
  if (list === undefined) throw notFound('List does not exist');
  return ok({ list: singleList(list) });
};

const owners = (): string => 'crm.objects.owners.read';
const lists = (): string => 'crm.lists.read';

export const accountRoutes = (limiter: Limiter): readonly Route[] => [
  {
    method: 'POST',
    path: 'oauth/private-apps/get/access-token-info',
    bucket: 'open',
    scope: anyToken,
    handle: tokenInfo,
  },
  { method: 'GET', path: 'account-info/details', bucket: 'general', scope: anyToken, handle: details },
  {
    method: 'GET',
    path: 'account-info/api-usage/daily/private-apps',
    bucket: 'general',
    scope: anyToken,
    handle(world) {
      const { limit, used, resetsAt } = limiter.usage();
      const usage = {
        name: 'private-apps-api-calls-daily',
        usageLimit: limit,
        currentUsage: used,
        collectedAt: iso(world.clock.now()),
        fetchStatus: 'SUCCESS',
        resetsAt: iso(resetsAt),
      };
      return ok({ results: [usage] });
    },
  },
  { method: 'GET', path: 'crm/owners', bucket: 'general', scope: owners, handle: listOwners },
  { method: 'GET', path: 'crm/owners/:id', bucket: 'general', scope: owners, handle: oneOwner },
  {
    method: 'GET',
    path: 'crm/pipelines/:type',
    bucket: 'general',
    scope: anyToken,
    handle: (world, call) => ok({ results: pipelinesOf(world, typeParam(call)).map(publicPipeline) }),
  },
  {
    method: 'GET',
    path: 'crm/pipelines/:type/:id',
    bucket: 'general',
    scope: anyToken,
    handle: (world, call) => ok(publicPipeline(pipelineNamed(world, typeParam(call), param(call, 'id')), 0)),
  },
  {
    method: 'GET',
    path: 'crm/pipelines/:type/:id/stages',
    bucket: 'general',
    scope: anyToken,
    handle(world, call) {
      const shown = publicPipeline(pipelineNamed(world, typeParam(call), param(call, 'id')), 0);
      return ok({ results: asJson(shown)['stages'] });
    },
  },
  {
    method: 'POST',
    path: 'crm/lists/records/memberships/batch/read',
    bucket: 'general',
    scope: lists,
    handle: readMemberships,
  },
  {
    method: 'GET',
    path: 'crm/lists/records/:type/:id/memberships',
    bucket: 'general',
    scope: lists,
    handle(world, call) {
      const results = typeParam(call) === 'contact' ? membershipsOf(world, param(call, 'id')) : [];
      return ok({ results, total: results.length });
    },
  },
  {
    method: 'GET',
    path: 'crm/lists/:id/memberships/join-order',
    bucket: 'general',
    scope: lists,
    handle: joinOrder,
  },
  { method: 'POST', path: 'crm/lists/search', bucket: 'general', scope: lists, handle: searchLists },
  {
    method: 'GET',
    path: 'crm/lists/object-type-id/:type/name/:name',
    bucket: 'general',
    scope: lists,
    handle: (world, call) => foundList([...world.lists.values()].find((list) => list.name === param(call, 'name'))),
  },
  {
    method: 'GET',
    path: 'crm/lists',
    bucket: 'general',
    scope: lists,
    handle(world, call) {
      const ids = call.query.getAll('listIds').flatMap((part) => part.split(','));
      return ok({ lists: ids.flatMap((id) => world.lists.get(id) ?? []).map(singleList) });
    },
  },
  {
    method: 'GET',
    path: 'crm/lists/:id',
    bucket: 'general',
    scope: lists,
    handle: (world, call) => foundList(world.lists.get(param(call, 'id'))),
  },
];
