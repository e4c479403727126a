/** The activities tab: what people logged on a record, and what HubSpot's own properties remember of the lead's doings. */
import { linked } from '../associations.ts';
import { ACTIVITY_TYPES, isActivity } from '../object-types.ts';
import type { ObjectType } from '../object-types.ts';
import type { PortalRecord, Version } from '../record.ts';
import { find } from '../world.ts';
import type { World } from '../world.ts';
import { personNamed, shownValue, titleOf } from './shown.ts';
import type { TaskView, TimelineEntry } from './views.ts';

const SHOWN_AT_MOST = 200;

/** Latest first. */
export function timelineOf(world: World, record: PortalRecord): readonly TimelineEntry[] {
  const logged = ACTIVITY_TYPES.flatMap((type) =>
    linked(world, record, type).flatMap(({ id }) => {
      const activity = find(world, type, id);
      return activity === null ? [] : [logEntry(world, activity)];
    }),
  );
  return [...logged, ...remembered(world, record)].sort((a, b) => b.at - a.at).slice(0, SHOWN_AT_MOST);
}

const TITLES: Readonly<Partial<Record<ObjectType, readonly [property: string, otherwise: string]>>> = {
  call: ['hs_call_title', 'Logged call'],
  email: ['hs_email_subject', 'Logged e-mail'],
  meeting: ['hs_meeting_title', 'Meeting'],
  communication: ['', 'Message'],
  note: ['', 'Note'],
};
/** Kept as HTML, cleaned of everything active; the bodies of e-mails and messages are text. */
const BODIES: Readonly<Partial<Record<ObjectType, readonly [property: string, as: 'html' | 'text']>>> = {
  note: ['hs_note_body', 'html'],
  call: ['hs_call_body', 'html'],
  meeting: ['hs_meeting_body', 'html'],
  email: ['hs_email_text', 'text'],
  communication: ['hs_communication_body', 'text'],
};

function logEntry(world: World, activity: PortalRecord): TimelineEntry {
  const { type, values, id } = activity;
  const at = activity.createdAt;
  const by = personNamed(world, values.get('hubspot_owner_id'));
  if (type === 'task') {
    const task = taskView(world, activity);
    return { key: `task ${id}`, at, kind: 'task', title: task.subject, by, task };
  }
  const [property, otherwise] = TITLES[type] ?? ['', 'Activity'];
  const [bodyProperty, as] = BODIES[type] ?? ['', 'text'];
  const body = values.get(bodyProperty);
  return {
    key: `${type} ${id}`,
    at: Date.parse(values.get('hs_timestamp') ?? '') || at,
    kind: isActivity(type) ? type : 'change',
    title: values.get(property) ?? otherwise,
    by,
    ...(body === undefined ? {} : { [as]: body }),
  };
}

export function taskView(world: World, task: PortalRecord): TaskView {
  const { values } = task;
  const due = Date.parse(values.get('hs_timestamp') ?? '');
  const [contact] = linked(world, task, 'contact').flatMap(({ id }) => find(world, 'contact', id) ?? []);
  return {
    id: task.id,
    subject: titleOf(task),
    html: values.get('hs_task_body') ?? '',
    priority: values.get('hs_task_priority') ?? 'NONE',
    done: values.get('hs_task_status') === 'COMPLETED',
    dueAt: Number.isNaN(due) ? null : due,
    owner: personNamed(world, values.get('hubspot_owner_id')),
    ownerId: values.get('hubspot_owner_id') ?? null,
    contact: contact === undefined ? null : { id: contact.id, title: titleOf(contact) },
  };
}

interface Remembered {
  readonly property: string;
  readonly kind: TimelineEntry['kind'];
  readonly title: (value: string) => string;
}

const pathOf = (url: string): string => (URL.canParse(url) ? new URL(url).pathname : url);

const REMEMBERED: readonly Remembered[] = [
  { property: 'recent_conversion_event_name', kind: 'form', title: (form) => `Submitted the form “${form}”` },
  { property: 'hs_analytics_last_url', kind: 'page', title: (url) => `Viewed ${pathOf(url)}` },
  { property: 'hs_email_last_open_date', kind: 'mail', title: () => 'Opened a marketing e-mail' },
  { property: 'hs_email_last_click_date', kind: 'mail', title: () => 'Clicked in a marketing e-mail' },
];
const TOLD_AS_CHANGES = ['lifecyclestage', 'hubspot_owner_id', 'hs_lead_status'];

function remembered(world: World, record: PortalRecord): readonly TimelineEntry[] {
  const versions = (property: string): readonly Version[] => record.history.get(property) ?? [];
  const doings = REMEMBERED.flatMap(({ property, kind, title }) =>
    versions(property)
      .filter(({ value }) => value !== '')
      .map(({ value, at }, i) => ({ key: `${property} ${i}`, at, kind, title: title(value), by: null })),
  );
  const changes = TOLD_AS_CHANGES.flatMap((property) => {
    const definition = world.schema[record.type].properties.get(property);
    return versions(property).map(({ value, at, sourceType, sourceId }, i) => ({
      key: `${property} ${i}`,
      at,
      kind: 'change' as const,
      title: `${definition?.label ?? property}: ${shownValue(world, definition, value) ?? 'nobody'}`,
      by: sourceOf(world, sourceType, sourceId),
    }));
  });
  return [...doings, ...changes];
}

function sourceOf(world: World, sourceType: string, sourceId: string): string | null {
  const userId = /^userId:(\d+)$/.exec(sourceId)?.[1];
  const person = [...world.owners.values()].find((owner) => String(owner.userId) === userId);
  if (person !== undefined) return `${person.firstName} ${person.lastName}`.trim();
  if (sourceId === String(world.settings.appId)) return world.app?.name ?? 'the app';
  return sourceType === 'INTEGRATION' ? 'another app' : null;
}
