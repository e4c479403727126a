/** Recorded contacts and events become what HubSpot would show of them. */
import { z } from 'zod';
import { logActivity } from './activity.ts';
import { engaged, reportEmail, startSession, submitForm, visitPage } from './lead.ts';
import type { EmailReport } from './lead.ts';
import { create, findContact } from './life.ts';
import { addToList } from './lists.ts';
import type { PortalRecord } from './record.ts';
import { ensureTextProperty } from './schema.ts';
import { asText, normalise } from './values.ts';
import { find } from './world.ts';
import type { World } from './world.ts';

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

export const recordedContactShape = z.object({
  id: z.string().regex(/^\d{1,15}$/, 'an id is digits'),
  properties: z.record(z.string(), scalar),
});
export const recordedEventShape = z.object({
  eventId: z.string(),
  objectId: z.string(),
  eventType: z.string(),
  occurredAt: z.iso.datetime({ offset: true }),
  properties: z.record(z.string(), z.unknown()).default({}),
});
export type RecordedContact = z.output<typeof recordedContactShape>;
export type RecordedEvent = z.output<typeof recordedEventShape>;

const itemShape = z.union([z.object({ contact: recordedContactShape }), z.object({ event: recordedEventShape })]);
export const replayShape = z.object({ items: z.array(itemShape) });
export type ReplayItem = z.output<typeof itemShape>;

export interface Skipped {
  /** Position in the items given. */
  readonly index: number;
  readonly why: string;
}

export interface ReplayOutcome {
  readonly contacts: number;
  readonly events: number;
  readonly skipped: readonly Skipped[];
}

/** Each item happens at its own time; an event older than its contact is told with the contact's creation. */
export function replay(world: World, { items }: { items: readonly ReplayItem[] }): ReplayOutcome {
  const skipped: Skipped[] = [];
  let contacts = 0;
  let events = 0;
  for (const [index, item] of items.entries()) {
    const why = 'contact' in item ? birth(world, item.contact) : happen(world, item.event);
    if (why !== null) skipped.push({ index, why });
    else if ('contact' in item) contacts += 1;
    else events += 1;
  }
  return { contacts, events, skipped };
}

/** Null: done. Else why not. */
function birth(world: World, { id, properties }: RecordedContact): string | null {
  if (world.records.contact.has(id)) return `contact ${id} is there already`;
  const email = asText(properties['email']);
  if (email !== '' && findContact(world, { email }) !== null)
    return `the e-mail of contact ${id} belongs to another one`;
  const at = Date.parse(asText(properties['createdate']));
  const values: [string, string][] = [];
  for (const [name, given] of Object.entries(properties)) {
    const text = asText(given);
    if (name === 'createdate' || text === '') continue;
    ensureTextProperty(world.schema.contact, { name, at: world.clock.now() });
    const definition = world.schema.contact.properties.get(name);
    if (definition === undefined) continue;
    const normalised = normalise(definition, text);
    if (!normalised.ok) return `contact ${id}: ${normalised.problem.message}`;
    values.push([name, normalised.value]);
  }
  const origin = { changeSource: 'INTEGRATION', sourceId: 'recorded', at: Number.isNaN(at) ? world.clock.now() : at };
  create(world, { type: 'contact', values, origin, id });
  return null;
}

const EMAIL_EVENTS: Readonly<Record<string, EmailReport>> = {
  email_delivered: 'delivered',
  email_open: 'open',
  email_click: 'click',
  email_bounce: 'bounce',
  email_unsubscribe: 'unsubscribe',
  email_resubscribe: 'resubscribe',
  email_spam: 'spam',
  email_received: 'replied',
};

function happen(world: World, { objectId, eventType, occurredAt, properties }: RecordedEvent): string | null {
  const contact = find(world, 'contact', objectId);
  if (contact === null) return `there is no contact ${objectId}`;
  const at = Date.parse(occurredAt);
  const text = (name: string): string | undefined => {
    const value = properties[name];
    return typeof value === 'string' ? value : undefined;
  };
  const report = EMAIL_EVENTS[eventType];
  if (report !== undefined) {
    reportEmail(world, contact, { report, at });
    return null;
  }
  switch (eventType) {
    case 'session_start':
      startSession(world, contact, at);
      return null;
    case 'page_view': {
      const url = text('url');
      visitPage(world, contact, { at, newSession: false, ...(url === undefined ? {} : { url }) });
      return null;
    }
    case 'form_submission':
      submitForm(world, { contact: contact.id, form: text('form') ?? 'form', url: text('url'), at });
      return null;
    case 'chat_conversation':
      engaged(world, contact, { type: 'CONVERSATION', at });
      return null;
    case 'event_attended':
      addToList(world, contact, { list: text('name') ?? 'Event attended', at });
      return null;
    default:
      return logged(world, contact, { eventType, at }) ? null : `"${eventType}" is no event the portal knows`;
  }
}

function logged(world: World, contact: PortalRecord, { eventType, at }: { eventType: string; at: number }): boolean {
  const origin = { changeSource: 'CRM_UI', sourceId: 'userId:98499705', at };
  switch (eventType) {
    case 'sms_sent':
      logActivity(world, contact, {
        type: 'communication',
        values: [
          ['hs_communication_channel_type', 'SMS'],
          ['hs_communication_logged_from', 'CRM'],
        ],
        origin,
      });
      return true;
    case 'call_no_answer':
    case 'call_connected':
      logActivity(world, contact, {
        type: 'call',
        values: [
          ['hs_call_direction', 'OUTBOUND'],
          ['hs_call_status', eventType === 'call_connected' ? 'COMPLETED' : 'NO_ANSWER'],
        ],
        origin,
      });
      return true;
    case 'meeting':
      logActivity(world, contact, { type: 'meeting', values: [['hs_meeting_outcome', 'COMPLETED']], origin });
      return true;
    default:
      return false;
  }
}
