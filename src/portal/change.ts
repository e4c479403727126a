/** The one way a property changes: rules, history, write log, search and webhooks all hang on it. */
import { iso } from './clock.ts';
import { derived, isIgnoredStage } from './derive.ts';
import type { ObjectType } from './object-types.ts';
import { remember } from './record.ts';
import type { Origin, PortalRecord } from './record.ts';
import type { WebhookEvent } from './subscriptions.ts';
import { uniqueKey, webhookValue } from './values.ts';
import { log } from './world.ts';
import type { World, WriteEntry } from './world.ts';

export type Values = Iterable<readonly [name: string, value: string]>;

interface Applied {
  readonly name: string;
  readonly from: string | null;
  readonly to: string | null;
}

/**
 * Normalised values onto a living record. Writing what is already there is no change: no history, no webhook, no
 * entry in the write log (unverified, but what captured portals suggest).
 */
export function change(
  world: World,
  record: PortalRecord,
  { values, origin }: { values: Values; origin: Origin },
): void {
  const applied = apply(world, record, { values, origin });
  if (applied.length === 0) return;
  settle(world, record, { action: 'changed', applied, origin });
  world.outbox.add(changeEvents(world, record, { applied, origin }));
}

/** As `change`, for a record that is just being born: returns its webhooks instead of sending them. */
export function furnish(
  world: World,
  record: PortalRecord,
  { values, origin }: { values: Values; origin: Origin },
): readonly WebhookEvent[] {
  const applied = apply(world, record, { values, origin });
  settle(world, record, { action: 'created', applied, origin });
  return changeEvents(world, record, { applied, origin });
}

function apply(
  world: World,
  record: PortalRecord,
  { values, origin }: { values: Values; origin: Origin },
): readonly Applied[] {
  const schema = world.schema[record.type];
  const applied: Applied[] = [];
  const set = (name: string, to: string): void => {
    const from = record.values.get(name);
    if ((from ?? '') === to) return;
    if (name === 'lifecyclestage' && isIgnoredStage(schema, { from, to, changeSource: origin.changeSource })) return;
    if (schema.properties.get(name)?.hasUniqueValue === true) reserve(world, record, { name, from, to });
    if (to === '') record.values.delete(name);
    else record.values.set(name, to);
    remember(record, name, { value: to, at: origin.at, sourceType: origin.changeSource, sourceId: origin.sourceId });
    applied.push({ name, from: from ?? null, to: to === '' ? null : to });
    for (const [other, value] of derived(schema, { record, name, from, to, at: origin.at })) set(other, value);
  };
  for (const [name, value] of values) set(name, value);
  return applied;
}

/** Recorded changes keep their time in history and webhooks; the record itself was modified now. */
function settle(
  world: World,
  record: PortalRecord,
  { action, applied, origin }: { action: WriteEntry['action']; applied: readonly Applied[]; origin: Origin },
): void {
  const now = Math.max(world.clock.now(), origin.at);
  record.updatedAt = now;
  const modified = iso(now);
  record.values.set('hs_lastmodifieddate', modified);
  const seen: [string, string][] = applied.map(({ name, to }) => [name, to ?? '']);
  seen.push(['hs_lastmodifieddate', modified]);
  if (record.type === 'contact') {
    record.values.set('lastmodifieddate', modified);
    seen.push(['lastmodifieddate', modified]);
  }
  world.index.write(record, { now: world.clock.now(), values: seen });
  log(world, {
    at: origin.at,
    objectType: record.type,
    objectId: record.id,
    action,
    changes: applied,
    changeSource: origin.changeSource,
    sourceId: origin.sourceId,
  });
}

function changeEvents(
  world: World,
  record: PortalRecord,
  { applied, origin }: { applied: readonly Applied[]; origin: Origin },
): readonly WebhookEvent[] {
  const events: WebhookEvent[] = [];
  for (const { name, to } of applied) {
    if (!world.subscriptions.watchesProperty(record.type, name) || !emits(world, record.type, name)) continue;
    const definition = world.schema[record.type].properties.get(name);
    events.push(
      ...world.subscriptions.eventsFor({
        kind: 'propertyChange',
        type: record.type,
        objectId: record.id,
        name,
        value: webhookValue(definition, to ?? ''),
        origin,
      }),
    );
  }
  return events;
}

/** Whether a change of the property sends a webhook on this portal's profile. */
export function emits(world: World, type: ObjectType, name: string): boolean {
  const told = type === 'contact' ? world.settings.emits[name] : undefined;
  if (told !== undefined) return told;
  switch (world.schema[type].properties.get(name)?.emission ?? 'always') {
    case 'always':
      return true;
    case 'unsure':
      return world.settings.emission === 'optimistic';
    case 'never':
      return false;
  }
}

export const uniqueSlot = (type: ObjectType, name: string, value: string): string =>
  `${type}:${name}:${uniqueKey(value)}`;

function reserve(
  world: World,
  record: PortalRecord,
  { name, from, to }: { name: string; from: string | undefined; to: string },
): void {
  if (from !== undefined) {
    const slot = uniqueSlot(record.type, name, from);
    if (world.unique.get(slot) === record.id) world.unique.delete(slot);
  }
  if (to !== '') world.unique.set(uniqueSlot(record.type, name, to), record.id);
}
