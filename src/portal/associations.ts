/** The graph of associations; every association stands on both records, and both sides are told. */
import { change } from './change.ts';
import { associationType, primaryType } from './association-types.ts';
import type { AssociationType } from './association-types.ts';
import type { ObjectType } from './object-types.ts';
import type { Origin, PortalRecord } from './record.ts';
import { find, log } from './world.ts';
import type { World } from './world.ts';

export interface Linked {
  readonly id: string;
  readonly types: readonly AssociationType[];
}

interface Ends {
  readonly from: PortalRecord;
  readonly to: PortalRecord;
}

const side = (world: World, record: PortalRecord, other: ObjectType): Map<string, Set<number>> => {
  const key = `${record.type}:${record.id}`;
  const all = world.links.get(key) ?? new Map<ObjectType, Map<string, Set<number>>>();
  world.links.set(key, all);
  const one = all.get(other) ?? new Map<string, Set<number>>();
  all.set(other, one);
  return one;
};

/** The living records of a type associated with a record, in the order they were associated. */
export function linked(world: World, record: PortalRecord, to: ObjectType): readonly Linked[] {
  const others = world.links.get(`${record.type}:${record.id}`)?.get(to);
  if (others === undefined) return [];
  return [...others].flatMap(([id, typeIds]) => {
    if (find(world, to, id) === null) return [];
    const types = [...typeIds].flatMap((typeId) => associationType({ from: record.type, to }, typeId) ?? []);
    return [{ id, types }];
  });
}

/**
 * Adds an association. A primary one also adds the unlabelled one, and the first company of a contact becomes its
 * primary; each of them is a webhook of its own, in both directions.
 */
export function associate(
  world: World,
  { from, to }: Ends,
  { type, origin }: { type: AssociationType; origin: Origin },
): void {
  const unlabelled = type.primary ? unlabelledBeside(type) : null;
  if (unlabelled !== null) add(world, { from, to }, { type: unlabelled, origin });
  if (type.primary) dropPrimary(world, { from, to }, origin);
  add(world, { from, to }, { type, origin });
  const primary = primaryType(from.type, to.type);
  if (!type.primary && primary !== null && isContactWithCompany(from.type, to.type)) {
    const contact = from.type === 'contact' ? from : to;
    const has = linked(world, contact, 'company').some((other) => other.types.some((t) => t.primary));
    if (!has) add(world, { from, to }, { type: primary, origin });
  }
}

const isContactWithCompany = (a: ObjectType, b: ObjectType): boolean =>
  (a === 'contact' && b === 'company') || (a === 'company' && b === 'contact');

const unlabelledBeside = (type: AssociationType): AssociationType | null => {
  const ids: Readonly<Record<number, number>> = { 1: 279, 2: 280, 5: 341, 6: 342, 578: 608, 579: 609 };
  const typeId = ids[type.typeId];
  return typeId === undefined ? null : associationType(type, typeId);
};

/** One primary company per contact and deal: the former one stays associated, without the label. */
function dropPrimary(world: World, { from, to }: Ends, origin: Origin): void {
  const holder = from.type === 'company' ? to : from;
  const other = holder === from ? to : from;
  for (const { id, types } of linked(world, holder, other.type)) {
    const held = types.find((t) => t.primary);
    const former = find(world, other.type, id);
    if (held !== undefined && former !== null && id !== other.id) {
      drop(world, { from: holder, to: former }, { types: [held], origin });
    }
  }
}

function add(world: World, { from, to }: Ends, { type, origin }: { type: AssociationType; origin: Origin }): void {
  const there = side(world, from, to.type);
  const types = there.get(to.id) ?? new Set();
  if (types.has(type.typeId)) return;
  there.set(to.id, types.add(type.typeId));
  const back = side(world, to, from.type);
  back.set(from.id, (back.get(from.id) ?? new Set()).add(type.inverseId));
  told(world, { from, to }, { type, origin, removed: false });
}

/** Removes the given types, or all there are; returns whether anything was there. */
export function dissociate(world: World, { from, to }: Ends, origin: Origin): boolean {
  const found = linked(world, from, to.type).find((other) => other.id === to.id);
  if (found === undefined) return false;
  drop(world, { from, to }, { types: found.types, origin });
  return true;
}

function drop(
  world: World,
  { from, to }: Ends,
  { types, origin }: { types: readonly AssociationType[]; origin: Origin },
): void {
  const there = side(world, from, to.type);
  const back = side(world, to, from.type);
  for (const type of types) {
    there.get(to.id)?.delete(type.typeId);
    back.get(from.id)?.delete(type.inverseId);
    told(world, { from, to }, { type, origin, removed: true });
  }
  if (there.get(to.id)?.size === 0) there.delete(to.id);
  if (back.get(from.id)?.size === 0) back.delete(from.id);
}

function told(
  world: World,
  { from, to }: Ends,
  { type, origin, removed }: { type: AssociationType; origin: Origin; removed: boolean },
): void {
  log(world, {
    at: origin.at,
    objectType: from.type,
    objectId: from.id,
    action: removed ? 'dissociated' : 'associated',
    changes: [{ name: `${to.type}:${type.typeId}`, from: removed ? to.id : null, to: removed ? null : to.id }],
    changeSource: origin.changeSource,
    sourceId: origin.sourceId,
  });
  const happening = { kind: 'associationChange', origin, removed, primary: type.primary } as const;
  world.outbox.add([
    ...world.subscriptions.eventsFor({
      ...happening,
      type: from.type,
      toType: to.type,
      fromObjectId: from.id,
      toObjectId: to.id,
      associationTypeId: type.typeId,
    }),
    ...world.subscriptions.eventsFor({
      ...happening,
      type: to.type,
      toType: from.type,
      fromObjectId: to.id,
      toObjectId: from.id,
      associationTypeId: type.inverseId,
    }),
  ]);
  const contact = from.type === 'contact' ? from : to;
  const company = from.type === 'contact' ? to : from;
  if (type.primary && contact.type === 'contact' && company.type === 'company') {
    change(world, contact, { values: [['associatedcompanyid', removed ? '' : company.id]], origin });
  }
}
