/** What can be played: each doing is one of the portal's controls. */
import type { PersonView, RecordView } from '../../pages/views.ts';

export interface Doing {
  readonly text: string;
  readonly control: string;
  readonly input: (who: Who) => unknown;
}

export interface Who {
  readonly contact: string;
  readonly viewer: PersonView;
  /** Of this record, not completed. */
  readonly openTask: string | null;
}

const SITE = 'https://www.example.com';
const NEWSLETTER = 'Newsletter';

export const LEAD: readonly Doing[] = [
  { text: 'Visit pricing', control: 'visitPage', input: ({ contact }) => ({ contact, url: `${SITE}/pricing` }) },
  {
    text: 'Read a case study',
    control: 'visitPage',
    input: ({ contact }) => ({ contact, url: `${SITE}/case-studies/harbour` }),
  },
  {
    text: 'Request a demo',
    control: 'submitForm',
    input: ({ contact }) => ({ contact, form: 'Demo request', url: `${SITE}/demo` }),
  },
  {
    text: 'Download a paper',
    control: 'submitForm',
    input: ({ contact }) => ({ contact, form: 'Whitepaper: the state of the handoff', url: `${SITE}/resources` }),
  },
  { text: 'Open the mail', control: 'openEmail', input: ({ contact }) => ({ contact, name: NEWSLETTER }) },
  { text: 'Click in the mail', control: 'clickEmail', input: ({ contact }) => ({ contact, name: NEWSLETTER }) },
];

const by = ({ viewer }: Who): Readonly<Record<string, unknown>> => ({
  changeSource: 'CRM_UI',
  sourceId: `userId:${viewer.userId}`,
});

/** HubSpot's own id of the outcome "Connected": https://developers.hubspot.com/docs/api-reference/crm-calls-v3/guide */
const CONNECTED = 'f240bbac-87c9-4f6e-bf70-924b57d47db7';

export const REP: readonly Doing[] = [
  {
    text: 'Log a call',
    control: 'logActivity',
    input: (who) => ({
      contact: who.contact,
      type: 'call',
      properties: {
        hs_call_title: `Call with ${who.viewer.firstName}`,
        hs_call_direction: 'OUTBOUND',
        hs_call_status: 'COMPLETED',
        hs_call_disposition: CONNECTED,
        hs_call_duration: 240_000,
        hubspot_owner_id: who.viewer.ownerId,
      },
      ...by(who),
    }),
  },
  {
    text: 'Send a mail',
    control: 'logActivity',
    input: (who) => ({
      contact: who.contact,
      type: 'email',
      properties: {
        hs_email_subject: 'Your request',
        hs_email_text: 'Thank you for getting in touch. When would a call suit you?',
        hs_email_direction: 'EMAIL',
        hs_email_status: 'SENT',
        hubspot_owner_id: who.viewer.ownerId,
      },
      ...by(who),
    }),
  },
  {
    text: 'Complete the task',
    control: 'setProperties',
    input: (who) => ({ type: 'task', id: who.openTask, properties: { hs_task_status: 'COMPLETED' }, ...by(who) }),
  },
];

const MINUTE = 60_000;
export const LEAPS: readonly (readonly [text: string, ms: number])[] = [
  ['1 minute', MINUTE],
  ['5 minutes', 5 * MINUTE],
  ['1 hour', 60 * MINUTE],
  ['A night', 15 * 60 * MINUTE],
  ['A weekend', 64 * 60 * MINUTE],
];

export const openTaskOf = (record: RecordView): string | null =>
  record.timeline.find(({ task }) => task?.done === false)?.task?.id ?? null;
