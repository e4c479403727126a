/** Logging what happened with a contact: calls, meetings, messages, notes, tasks, by people and by other apps. */
import { associate } from './associations.ts';
import { defaultType } from './association-types.ts';
import type { Values } from './change.ts';
import { iso } from './clock.ts';
import { create } from './life.ts';
import type { ActivityType } from './object-types.ts';
import type { Origin, PortalRecord } from './record.ts';
import { rollUp } from './rollups.ts';
import type { World } from './world.ts';

export function logActivity(
  world: World,
  contact: PortalRecord,
  { type, values, origin }: { type: ActivityType; values: Values; origin: Origin },
): PortalRecord {
  const given = new Map(values);
  if (!given.has('hs_timestamp')) given.set('hs_timestamp', iso(origin.at));
  const activity = create(world, { type, values: given, origin });
  const association = defaultType(type, contact.type);
  if (association !== null) associate(world, { from: activity, to: contact }, { type: association, origin });
  rollUp(world, contact, activity);
  return activity;
}
