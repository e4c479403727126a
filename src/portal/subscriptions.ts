/** Which happenings an app is told of, and each one's payload. Field names as in captured deliveries. */
import type { Chance } from './chance.ts';
import { objectTypeNamed, typeIdOf } from './object-types.ts';
import type { ObjectType } from './object-types.ts';
import { subscriptionShape } from './options.ts';
import type { Subscription } from './options.ts';
import type { Origin } from './record.ts';

const KINDS = [
  'creation',
  'deletion',
  'merge',
  'restore',
  'privacyDeletion',
  'propertyChange',
  'associationChange',
] as const;
type Kind = (typeof KINDS)[number];

interface Watch {
  readonly id: number;
  readonly subscriptionType: string;
  readonly generic: boolean;
}

export type WebhookEvent = Readonly<Record<string, unknown>> & { readonly eventId: number };

/** What happened, before it is known who is told. */
export type Happening = { readonly type: ObjectType; readonly origin: Origin } & (
  | { readonly kind: 'creation' | 'deletion' | 'restore' | 'privacyDeletion'; readonly objectId: string }
  | { readonly kind: 'propertyChange'; readonly objectId: string; readonly name: string; readonly value: string }
  | {
      readonly kind: 'merge';
      readonly primaryObjectId: string;
      readonly mergedObjectIds: readonly string[];
      readonly newObjectId: string;
      readonly numberOfPropertiesMoved: number;
    }
  | {
      readonly kind: 'associationChange';
      readonly toType: ObjectType;
      readonly fromObjectId: string;
      readonly toObjectId: string;
      readonly associationTypeId: number;
      readonly removed: boolean;
      readonly primary: boolean;
    }
);

export interface Subscriptions {
  /** Every notification of a happening, one per subscription that matches. */
  eventsFor(happening: Happening): readonly WebhookEvent[];
  watchesProperty(type: ObjectType, name: string): boolean;
  list(): readonly (Watch & { readonly kind: Kind; readonly type: ObjectType; readonly propertyName?: string })[];
  replace(subscriptions: readonly Subscription[]): void;
  /** Until changed: the share of events that take over the id of the event before them. */
  collide(probability: number): void;
}

const CHANGE_FLAGS = { creation: 'CREATED', deletion: 'DELETED', restore: 'RESTORED' } as const;

export function createSubscriptions({
  subscriptions,
  portalId,
  appId,
  chance,
}: {
  subscriptions: readonly Subscription[];
  portalId: number;
  appId: number;
  chance: Chance;
}): Subscriptions {
  let watched = new Map<string, Watch[]>();
  let listed: ReturnType<Subscriptions['list']> = [];
  let lastEventId = 0;
  let collisions = 0;

  const replace = (given: readonly Subscription[]): void => {
    watched = new Map();
    const all = [];
    for (const [index, subscription] of given.entries()) {
      const {
        id = 6_527_000 + index,
        subscriptionType,
        objectType,
        propertyName,
        active,
      } = subscriptionShape.parse(subscription);
      const [prefix = '', kindName = ''] = subscriptionType.split('.');
      const generic = prefix === 'object';
      const type = objectTypeNamed(generic ? (objectType ?? '') : prefix);
      const kind = KINDS.find((known) => known === kindName);
      if (type === null || kind === undefined || (generic && kind === 'privacyDeletion')) {
        throw new RangeError(
          `Subscription ${JSON.stringify(subscription)} is none HubSpot has: object.* with an objectType, or ${KINDS.map((k) => `contact.${k}`).join(', ')}`,
        );
      }
      if ((kind === 'propertyChange') !== (propertyName !== undefined)) {
        throw new RangeError(
          `Subscription ${JSON.stringify(subscription)}: a propertyName goes with propertyChange and only with it`,
        );
      }
      if (!active) continue;
      const watch = { id, subscriptionType, generic };
      const key = keyOf(kind, type, propertyName);
      watched.set(key, [...(watched.get(key) ?? []), watch]);
      all.push({ ...watch, kind, type, ...(propertyName === undefined ? {} : { propertyName }) });
    }
    listed = all;
  };
  replace(subscriptions);

  const nextEventId = (): number => {
    if (lastEventId === 0 || !chance.happens(collisions)) lastEventId = chance.between(1_000, 2 ** 32 - 1);
    return lastEventId;
  };

  return {
    eventsFor(happening) {
      const name = happening.kind === 'propertyChange' ? happening.name : undefined;
      const watches = watched.get(keyOf(happening.kind, happening.type, name));
      if (watches === undefined) return [];
      return watches.map((watch) => ({
        eventId: nextEventId(),
        subscriptionId: watch.id,
        portalId,
        appId,
        occurredAt: happening.origin.at,
        subscriptionType: watch.subscriptionType,
        ...(watch.generic ? { objectTypeId: typeIdOf(happening.type) } : {}),
        ...particulars(happening, watch.generic),
        changeSource: happening.origin.changeSource,
        sourceId: happening.origin.sourceId,
      }));
    },
    watchesProperty: (type, name) => watched.has(keyOf('propertyChange', type, name)),
    list: () => listed,
    replace,
    collide: (probability) => {
      collisions = probability;
    },
  };
}

const keyOf = (kind: Kind, type: ObjectType, name: string | undefined): string =>
  name === undefined ? `${kind}:${type}` : `${kind}:${type}:${name}`;

/**
 * Unverified: `objectId` on merges and association changes (left out here), the generic form of association changes,
 * the flag of a restoration.
 */
function particulars(happening: Happening, generic: boolean): Readonly<Record<string, unknown>> {
  switch (happening.kind) {
    case 'creation':
    case 'deletion':
    case 'restore':
      return { objectId: Number(happening.objectId), changeFlag: CHANGE_FLAGS[happening.kind] };
    case 'privacyDeletion':
      return { objectId: Number(happening.objectId) };
    case 'propertyChange':
      return {
        objectId: Number(happening.objectId),
        propertyName: happening.name,
        propertyValue: happening.value,
        ...(generic ? { isSensitive: false } : {}),
      };
    case 'merge':
      return {
        primaryObjectId: Number(happening.primaryObjectId),
        mergedObjectIds: happening.mergedObjectIds.map(Number),
        newObjectId: Number(happening.newObjectId),
        numberOfPropertiesMoved: happening.numberOfPropertiesMoved,
      };
    case 'associationChange':
      return {
        associationType: `${happening.type}_TO_${happening.toType}`.toUpperCase(),
        fromObjectId: Number(happening.fromObjectId),
        toObjectId: Number(happening.toObjectId),
        associationRemoved: happening.removed,
        isPrimaryAssociation: happening.primary,
        ...(generic
          ? {
              associationTypeId: happening.associationTypeId,
              associationCategory: 'HUBSPOT_DEFINED',
              fromObjectTypeId: typeIdOf(happening.type),
              toObjectTypeId: typeIdOf(happening.toType),
            }
          : {}),
      };
  }
}

/** The subscriptions of a project's `webhooks-hsmeta.json`, as they are uploaded. */
export function subscriptionsOfProject(meta: unknown): readonly Subscription[] {
  const parts = projectShape(meta);
  return parts.flatMap((list) => list.map((entry) => subscriptionShape.parse(entry)));
}

function projectShape(meta: unknown): readonly (readonly unknown[])[] {
  const at = (value: unknown, key: string): unknown =>
    typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  const subscriptions = at(at(meta, 'config'), 'subscriptions');
  return ['crmObjects', 'legacyCrmObjects', 'hubEvents'].map((key) => {
    const list = at(subscriptions, key);
    return Array.isArray(list) ? list : [];
  });
}
