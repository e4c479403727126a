/** How records come to be, go to the recycle bin, come back, become one, and are forgotten. */
import { change, furnish, uniqueSlot } from './change.ts';
import type { Values } from './change.ts';
import { iso } from './clock.ts';
import { stageRank } from './derive.ts';
import type { ObjectType } from './object-types.ts';
import type { Origin, PortalRecord } from './record.ts';
import { find, log, nextId } from './world.ts';
import type { World } from './world.ts';

export function create(
  world: World,
  { type, values, origin, id }: { type: ObjectType; values: Values; origin: Origin; id?: string },
): PortalRecord {
  const record: PortalRecord = {
    id: id !== undefined && !world.records[type].has(id) && !world.aliases.has(`${type}:${id}`) ? id : nextId(world),
    type,
    values: new Map(),
    history: new Map(),
    createdAt: origin.at,
    updatedAt: origin.at,
    archivedAt: null,
  };
  world.records[type].set(record.id, record);
  const given = new Map(values);
  const stage = world.settings.defaultLifecycleStage;
  if (type === 'contact' && stage !== null && (given.get('lifecyclestage') ?? '') === '')
    given.set('lifecyclestage', stage);
  if (type === 'task' && !given.has('hs_task_status')) given.set('hs_task_status', 'NOT_STARTED');
  const events = furnish(world, record, { values: [...given, ...ofBirth(world, record, origin)], origin });
  const creation = world.subscriptions.eventsFor({ kind: 'creation', type, objectId: record.id, origin });
  // Captured deliveries list the creation anywhere among the changes of the same moment.
  world.outbox.add(events.length === 0 ? creation : world.chance.shuffle([...creation, ...events]));
  return record;
}

function ofBirth(world: World, record: PortalRecord, { changeSource, sourceId, at }: Origin): Values {
  const born: [string, string][] = [
    ['hs_object_id', record.id],
    ['createdate', iso(at)],
    ['hs_createdate', iso(at)],
    ['hs_object_source', changeSource],
    ['hs_object_source_id', sourceId],
    ['hs_object_source_label', changeSource],
  ];
  return born.filter(([name]) => world.schema[record.type].properties.has(name));
}

export function archive(world: World, record: PortalRecord, origin: Origin): void {
  record.archivedAt = origin.at;
  record.updatedAt = origin.at;
  forget(world, record);
  note(world, record, { action: 'archived', origin });
  world.outbox.add(world.subscriptions.eventsFor({ kind: 'deletion', type: record.type, objectId: record.id, origin }));
}

/** False when the record is not in the recycle bin, or its e-mail belongs to another one by now. */
export function restore(world: World, record: PortalRecord, origin: Origin): boolean {
  if (record.archivedAt === null) return false;
  const slots = uniqueSlots(world, record);
  if (slots.some((slot) => world.unique.has(slot))) return false;
  for (const slot of slots) world.unique.set(slot, record.id);
  record.archivedAt = null;
  record.updatedAt = origin.at;
  world.index.write(record, { now: world.clock.now(), values: [...record.values] });
  note(world, record, { action: 'restored', origin });
  world.outbox.add(world.subscriptions.eventsFor({ kind: 'restore', type: record.type, objectId: record.id, origin }));
  return true;
}

/** Two notices in any order: https://developers.hubspot.com/changelog/now-live-webhooks-now-support-privacy-compliant-contact-deletions */
export function purge(world: World, record: PortalRecord, origin: Origin): void {
  const { type, id } = record;
  const email = record.values.get('email');
  if (email !== undefined) world.blocked.add(email);
  forget(world, record);
  world.records[type].delete(id);
  record.values.clear();
  record.history.clear();
  note(world, record, { action: 'purged', origin });
  const both = (['deletion', 'privacyDeletion'] as const).flatMap((kind) =>
    world.subscriptions.eventsFor({ kind, type, objectId: id, origin }),
  );
  world.outbox.add(world.chance.shuffle([...both]));
}

const note = (
  world: World,
  record: PortalRecord,
  { action, origin }: { action: 'archived' | 'restored' | 'purged'; origin: Origin },
): void =>
  log(world, {
    at: origin.at,
    objectType: record.type,
    objectId: record.id,
    action,
    changes: [],
    changeSource: origin.changeSource,
    sourceId: origin.sourceId,
  });

const uniqueSlots = (world: World, record: PortalRecord): readonly string[] =>
  [...record.values]
    .filter(([name]) => world.schema[record.type].properties.get(name)?.hasUniqueValue === true)
    .map(([name, value]) => uniqueSlot(record.type, name, value));

function forget(world: World, record: PortalRecord): void {
  for (const slot of uniqueSlots(world, record)) {
    if (world.unique.get(slot) === record.id) world.unique.delete(slot);
  }
  for (const email of additionalEmails(record)) world.unique.delete(uniqueSlot('contact', 'email', email));
  world.index.write(record, { now: world.clock.now(), values: null });
}

const additionalEmails = (record: PortalRecord): readonly string[] =>
  (record.values.get('hs_additional_emails') ?? '').split(';').filter((email) => email !== '');

/** Never moved by a merge: they belong to the record, or are worked out again. */
const OWN_TO_A_RECORD =
  /^(hs_object_id|createdate|hs_createdate|lastmodifieddate|hs_lastmodifieddate|email|lifecyclestage|hs_object_source.*|hs_merged_object_ids|hs_additional_emails)$/;
const ADDED_UP = new Set(['num_conversion_events', 'hs_analytics_num_page_views', 'hs_analytics_num_visits']);
const LATEST = /^(recent_conversion_|hs_analytics_last_)/;

/**
 * Two records become one with a new id; both old ids keep leading to it. The primary's values win, its blanks are
 * filled, the furthest lifecycle stage stays, form counts add up, the other e-mail becomes an additional one:
 * https://knowledge.hubspot.com/records/merge-records. That HubSpot gives a new id to contacts is reported, not documented.
 */
export function merge(
  world: World,
  { primary, secondary, origin }: { primary: PortalRecord; secondary: PortalRecord; origin: Origin },
): PortalRecord {
  const { type } = primary;
  const values = new Map([...primary.values].filter(([name]) => name !== 'hs_object_id'));
  let moved = 0;
  const secondaryIsLater =
    (secondary.values.get('recent_conversion_date') ?? '') > (primary.values.get('recent_conversion_date') ?? '');
  for (const [name, value] of secondary.values) {
    if (OWN_TO_A_RECORD.test(name)) continue;
    const mine = values.get(name);
    if (
      mine === undefined ||
      (name.startsWith('recent_conversion_') ? secondaryIsLater : LATEST.test(name) && value > mine)
    ) {
      values.set(name, value);
      moved += 1;
    } else if (ADDED_UP.has(name)) values.set(name, String(Number(mine) + Number(value)));
  }
  const schema = world.schema[type];
  const stages = [primary, secondary].map((record) => record.values.get('lifecyclestage'));
  const furthest = stages.toSorted((a, b) => stageRank(schema, b ?? '') - stageRank(schema, a ?? ''))[0];
  if (furthest !== undefined) values.set('lifecyclestage', furthest);
  const mergedIds = [primary, secondary].flatMap((record) => [
    record.id,
    ...(record.values.get('hs_merged_object_ids') ?? '').split(';').filter((id) => id !== ''),
  ]);
  values.set('hs_merged_object_ids', mergedIds.join(';'));
  const extra = [...additionalEmails(primary), ...additionalEmails(secondary)];
  const second = secondary.values.get('email');
  if (second !== undefined && values.get('email') !== undefined) extra.push(second);
  else if (second !== undefined) values.set('email', second);
  if (extra.length > 0) values.set('hs_additional_emails', [...new Set(extra)].join(';'));

  for (const old of [primary, secondary]) {
    old.archivedAt = origin.at;
    forget(world, old);
    world.records[type].delete(old.id);
  }
  const record: PortalRecord = {
    id: nextId(world),
    type,
    values: new Map(),
    history: new Map([...primary.history].map(([name, versions]) => [name, [...versions]])),
    createdAt: Math.min(primary.createdAt, secondary.createdAt),
    updatedAt: origin.at,
    archivedAt: null,
  };
  world.records[type].set(record.id, record);
  for (const old of [primary, secondary]) {
    world.aliases.set(`${type}:${old.id}`, record.id);
    moveLinks(world, old, record);
    for (const list of world.lists.values()) {
      const since = list.members.get(old.id);
      if (since === undefined) continue;
      list.members.delete(old.id);
      list.members.set(record.id, since);
    }
  }
  for (const [name, value] of values) {
    record.values.set(name, value);
    if (schema.properties.get(name)?.hasUniqueValue === true)
      world.unique.set(uniqueSlot(type, name, value), record.id);
  }
  for (const email of additionalEmails(record)) world.unique.set(uniqueSlot(type, 'email', email), record.id);
  world.index.write(record, { now: world.clock.now(), values: [...record.values] });
  log(world, {
    at: origin.at,
    objectType: type,
    objectId: record.id,
    action: 'merged',
    changes: [
      { name: 'primaryObjectId', from: primary.id, to: record.id },
      { name: 'mergedObjectId', from: secondary.id, to: record.id },
    ],
    changeSource: origin.changeSource,
    sourceId: origin.sourceId,
  });
  world.outbox.add(
    world.subscriptions.eventsFor({
      kind: 'merge',
      type,
      primaryObjectId: primary.id,
      mergedObjectIds: [secondary.id],
      newObjectId: record.id,
      numberOfPropertiesMoved: moved,
      origin,
    }),
  );
  change(world, record, { values: [['hs_object_id', record.id]], origin });
  return record;
}

function moveLinks(world: World, from: PortalRecord, to: PortalRecord): void {
  const mine = world.links.get(`${from.type}:${from.id}`);
  if (mine === undefined) return;
  const target = world.links.get(`${to.type}:${to.id}`) ?? new Map();
  world.links.set(`${to.type}:${to.id}`, target);
  world.links.delete(`${from.type}:${from.id}`);
  for (const [otherType, others] of mine) {
    const known: Map<string, Set<number>> = target.get(otherType) ?? new Map();
    target.set(otherType, known);
    for (const [otherId, types] of others) {
      known.set(otherId, new Set([...(known.get(otherId) ?? []), ...types]));
      const back = world.links.get(`${otherType}:${otherId}`)?.get(from.type);
      const backTypes = back?.get(from.id);
      if (back === undefined || backTypes === undefined) continue;
      back.delete(from.id);
      back.set(to.id, new Set([...(back.get(to.id) ?? []), ...backTypes]));
    }
  }
}

/** A contact by id, alias or e-mail; null when there is no living one. */
export function findContact(
  world: World,
  { contact, email }: { contact?: string; email?: string },
): PortalRecord | null {
  if (contact !== undefined) return find(world, 'contact', contact);
  if (email === undefined) return null;
  const id = world.unique.get(uniqueSlot('contact', 'email', email));
  return id === undefined ? null : find(world, 'contact', id);
}
