/** The whole state of one portal, and the few things every part of it needs. */
import type { App } from './app/project.ts';
import { createChance } from './chance.ts';
import type { Chance } from './chance.ts';
import { wallClock } from './clock.ts';
import type { Clock } from './clock.ts';
import type { PortalForm } from './forms.ts';
import { OBJECT_TYPE_NAMES } from './object-types.ts';
import type { ObjectType } from './object-types.ts';
import { adminRuleShape, DEFAULT_SUBSCRIPTIONS } from './options.ts';
import type { KnownAdminRule, PortalOptions } from './options.ts';
import { createOutbox } from './outbox.ts';
import type { Outbox } from './outbox.ts';
import type { Origin, PortalRecord } from './record.ts';
import { createSchema } from './schema.ts';
import type { Schema } from './schema.ts';
import { createSearchIndex } from './search-index.ts';
import type { SearchIndex } from './search-index.ts';
import { createSubscriptions } from './subscriptions.ts';
import type { Subscriptions } from './subscriptions.ts';

export interface Owner {
  readonly id: string;
  readonly type: 'PERSON' | 'QUEUE';
  readonly email: string | null;
  readonly firstName: string;
  readonly lastName: string;
  readonly userId: number | null;
  readonly teams: readonly { readonly id: string; readonly name: string; readonly primary: boolean }[];
  readonly createdAt: number;
  updatedAt: number;
  archived: boolean;
}

export interface ListMembership {
  readonly firstAddedAt: number;
  lastAddedAt: number;
}

export interface PortalList {
  readonly listId: string;
  readonly name: string;
  readonly createdAt: number;
  /** Contact id → since when. */
  readonly members: Map<string, ListMembership>;
}

/** One effective change, as an auditor would want to read it. */
export interface WriteEntry {
  readonly seq: number;
  readonly at: number;
  readonly objectType: ObjectType;
  readonly objectId: string;
  readonly action: 'created' | 'changed' | 'archived' | 'restored' | 'purged' | 'merged' | 'associated' | 'dissociated';
  readonly changes: readonly { readonly name: string; readonly from: string | null; readonly to: string | null }[];
  readonly changeSource: string;
  readonly sourceId: string;
  /** The API call that did it; null for what people and HubSpot do. */
  readonly callId: number | null;
}

export type Settings = Required<
  Omit<PortalOptions, 'port' | 'clock' | 'advance' | 'webhook' | 'adminRules' | 'subscriptions'>
>;

export interface World {
  readonly clock: Clock;
  /** Moves the clock ahead, where somebody may; null: time only passes. */
  readonly advance: ((ms: number) => Promise<void> | void) | null;
  /** Of records and events: the same doings give the same ids, whatever deliveries and faults do meanwhile. */
  readonly chance: Chance;
  /** Of correlation ids, which nothing depends on. */
  readonly noise: Chance;
  readonly settings: Settings;
  readonly schema: Schema;
  readonly records: Readonly<Record<ObjectType, Map<string, PortalRecord>>>;
  /** `type:old id` → the id it was merged into. */
  readonly aliases: Map<string, string>;
  /** `type:property:value` → record id, for every value that must be unique. */
  readonly unique: Map<string, string>;
  /** `type:id` → other type → other id → association type ids. */
  readonly links: Map<string, Map<ObjectType, Map<string, Set<number>>>>;
  readonly owners: Map<string, Owner>;
  readonly lists: Map<string, PortalList>;
  /** By the form's GUID. */
  readonly forms: Map<string, PortalForm>;
  /** E-mails removed for good: HubSpot refuses to create them again. */
  readonly blocked: Set<string>;
  readonly writes: WriteEntry[];
  /** Called after every write. */
  readonly watchers: Set<() => void>;
  /** What is installed here; its cards, pages and settings are shown in the browser. */
  app: App | null;
  readonly index: SearchIndex;
  readonly subscriptions: Subscriptions;
  readonly outbox: Outbox;
  adminRules: readonly KnownAdminRule[];
  token: string;
  callId: number | null;
  lastId: number;
}

const SECRET = 'yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy';

export function createWorld(options: PortalOptions): World {
  const clock = options.clock ?? wallClock;
  const seed = options.seed ?? 1;
  const chance = createChance(seed);
  const settings: Settings = {
    portalId: options.portalId ?? 48_975_575,
    appId: options.appId ?? 39_522_895,
    accessToken: options.accessToken ?? 'pat-eu1-local-portal',
    clientSecret: options.clientSecret ?? SECRET,
    timeZone: options.timeZone ?? 'Europe/Berlin',
    currency: options.currency ?? 'EUR',
    tier: options.tier ?? 'professional',
    scopes: options.scopes ?? 'all',
    emission: options.emission ?? 'pessimistic',
    emits: options.emits ?? {},
    signature: options.signature ?? 'v3',
    seed,
    batchStatus: options.batchStatus ?? 207,
    indexLagMs: options.indexLagMs ?? 3_000,
    defaultLifecycleStage: options.defaultLifecycleStage === undefined ? 'lead' : options.defaultLifecycleStage,
    deliveryTimeoutMs: options.deliveryTimeoutMs ?? 5_000,
    ownerIdIsUserId: options.ownerIdIsUserId ?? false,
  };
  return {
    clock,
    chance,
    noise: createChance(seed + 0x1000_0000),
    settings,
    schema: createSchema(),
    records: Object.fromEntries(OBJECT_TYPE_NAMES.map((type) => [type, new Map()])) as unknown as World['records'],
    aliases: new Map(),
    unique: new Map(),
    links: new Map(),
    owners: new Map(),
    lists: new Map(),
    forms: new Map(),
    blocked: new Set(),
    writes: [],
    watchers: new Set(),
    app: null,
    advance: options.advance ?? null,
    index: createSearchIndex(settings.indexLagMs),
    subscriptions: createSubscriptions({
      subscriptions: options.subscriptions ?? DEFAULT_SUBSCRIPTIONS,
      portalId: settings.portalId,
      appId: settings.appId,
      chance,
    }),
    outbox: createOutbox({
      clock,
      chance: createChance(seed + 0x2000_0000),
      signing: { clientSecret: settings.clientSecret, signature: settings.signature },
      targetUrl: options.webhook?.targetUrl ?? null,
      timeoutMs: settings.deliveryTimeoutMs,
    }),
    adminRules: (options.adminRules ?? []).map((rule) => adminRuleShape.parse(rule)),
    token: settings.accessToken,
    callId: null,
    lastId: 508_369_434_347,
  };
}

/** Twelve digits, ascending with gaps, as HubSpot gives them out; never one that is taken. */
export function nextId(world: World): string {
  world.lastId += world.chance.between(1, 4_000);
  return String(world.lastId);
}

/** The living record of an id, or of the one it was merged into. */
export function find(world: World, type: ObjectType, id: string): PortalRecord | null {
  const record = world.records[type].get(resolve(world, type, id));
  return record === undefined || record.archivedAt !== null ? null : record;
}

export function resolve(world: World, type: ObjectType, id: string): string {
  let known = id;
  for (let to = world.aliases.get(`${type}:${known}`); to !== undefined; to = world.aliases.get(`${type}:${known}`)) {
    known = to;
  }
  return known;
}

export const ownOrigin = (world: World): Origin => ({
  changeSource: 'INTEGRATION',
  sourceId: String(world.settings.appId),
  at: world.clock.now(),
});

export function log(world: World, entry: Omit<WriteEntry, 'seq' | 'callId'>): void {
  world.writes.push({ seq: world.writes.length + 1, callId: world.callId, ...entry });
  for (const watcher of world.watchers) watcher();
}
