/** What a contact shows of the activities logged on it: read-only, and silent on the pessimistic profile. */
import { change } from './change.ts';
import { iso } from './clock.ts';
import { isActivity } from './object-types.ts';
import type { ActivityType } from './object-types.ts';
import type { PortalRecord } from './record.ts';
import type { World } from './world.ts';

const ENGAGEMENT_NAMES: Readonly<Record<ActivityType, string | null>> = {
  call: 'CALL',
  meeting: 'MEETING_EVENT',
  email: 'EMAIL',
  communication: 'COMMUNICATION',
  task: null,
  note: null,
};

/** Call once when an activity is associated with a contact. */
export function rollUp(world: World, contact: PortalRecord, activity: PortalRecord): void {
  if (contact.type !== 'contact' || !isActivity(activity.type)) return;
  const at = world.clock.now();
  const happenedAt = activity.values.get('hs_timestamp') ?? iso(activity.createdAt);
  const values: [string, string][] = [
    ['num_notes', plusOne(contact, 'num_notes')],
    ['notes_last_updated', latest(contact, 'notes_last_updated', iso(activity.createdAt))],
  ];
  if (activity.type === 'task') {
    const next = contact.values.get('notes_next_activity_date');
    if (Date.parse(happenedAt) > at && (next === undefined || happenedAt < next)) {
      values.push(['notes_next_activity_date', happenedAt]);
    }
  }
  const engagement = ENGAGEMENT_NAMES[activity.type];
  if (engagement !== null) {
    values.push(
      ['num_contacted_notes', plusOne(contact, 'num_contacted_notes')],
      ['notes_last_contacted', latest(contact, 'notes_last_contacted', happenedAt)],
    );
    if (!contact.values.has('hs_sa_first_engagement_date')) {
      values.push(
        ['hs_sa_first_engagement_date', happenedAt],
        ['hs_sa_first_engagement_object_type', engagement],
        ['hs_first_engagement_object_id', activity.id],
        // The unit is unverified: milliseconds, from the owner's assignment, else from the contact's creation.
        ['hs_time_to_first_engagement', String(Math.max(0, Date.parse(happenedAt) - countedFrom(contact)))],
      );
    }
  }
  if (activity.type === 'meeting') {
    values.push(
      ['hs_latest_meeting_activity', happenedAt],
      ['engagements_last_meeting_booked', iso(activity.createdAt)],
    );
  }
  change(world, contact, {
    values,
    origin: { changeSource: 'CALCULATED', sourceId: 'RollupProperties', at: activity.createdAt },
  });
}

const countedFrom = (contact: PortalRecord): number =>
  Date.parse(contact.values.get('hubspot_owner_assigneddate') ?? iso(contact.createdAt));

export const plusOne = (record: PortalRecord, name: string): string =>
  String(Number(record.values.get(name) ?? '0') + 1);

const latest = (record: PortalRecord, name: string, value: string): string => {
  const known = record.values.get(name) ?? '';
  return known > value ? known : value;
};
