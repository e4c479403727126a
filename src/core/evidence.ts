// What counts as contact, graded: a conversation, a human attempt, the lead's own word, or automation, which never counts.
// Refuses to know what was promised, and by when.
import type { Activity } from './activity.ts';
import type { Instant } from './agreement.ts';
import type { Proof } from './cycle.ts';
import type { Properties } from './snapshot.ts';
import { span } from './words.ts';

export type Grade =
  | 'conversation'
  | 'human attempt'
  /** The lead wrote or called. */
  | 'inbound'
  /** Sequence steps, workflow mail, auto-replies, tasks merely completed: no person turned to the lead. */
  | 'automation'
  /** Not sent, not yet held, not readable. */
  | 'nothing';

export interface Graded {
  readonly grade: Grade;
  /** "a connected call of 3 minutes", in plain words. */
  readonly because: string;
}

/** A connected call of less than this is a greeting. */
const CONVERSATION_MS = 30_000;

/**
 * Outcomes of calls as every portal has them; a portal may add its own.
 * https://developers.hubspot.com/docs/api-reference/crm-calls-v3/guide
 */
const DISPOSITIONS: Readonly<Record<string, string>> = {
  '9d9162e7-6cf3-4944-bf63-4dff82258764': 'busy',
  'f240bbac-87c9-4f6e-bf70-924b57d47db7': 'connected',
  'a4c4c377-d246-4b32-a13b-75a56a4cd0ff': 'a message was left with somebody',
  'b2cf5968-551e-4856-9783-52b3da59a7d0': 'a message was left on the voicemail',
  '73a0d17f-1163-4015-bdd5-ec830791da20': 'no answer',
  '17b47fee-58de-441e-a44c-c6300d46f273': 'wrong number',
};

/** Calls that were not made, or not yet. */
const NO_CALL = new Set(['QUEUED', 'CONNECTING', 'RINGING', 'CALLING_CRM_USER', 'IN_PROGRESS', 'FAILED', 'CANCELED']);
const NOT_SENT = new Set(['BOUNCED', 'FAILED', 'SCHEDULED', 'SENDING', 'DRAFT']);

/**
 * What made the record, where it was no person: values of `hs_engagement_source`, from the enumeration in HubSpot's own specification
 * of meetings (https://github.com/HubSpot/HubSpot-public-api-spec-collection).
 */
const MACHINES = new Set([
  'SEQUENCES',
  'WORKFLOWS',
  'AUTOMATION_PLATFORM',
  'AUTOMATION_JOURNEY',
  'PRIMARY_AUTOMATION',
  'PROSPECTING_AGENT',
  'BREEZE_AGENT',
  'CUSTOMER_AGENT',
  'BOT',
]);

/** Subjects of mails that a mailbox writes by itself, at their beginning; the languages our users' leads write in. */
const AUTOMATIC =
  /^(?:auto(?:matic|mated)?[ -]?(?:reply|response|antwort)|automatische antwort|out of (?:the )?office|abwesenheit|ooo\b|réponse automatique|absence du bureau|respuesta automática|risposta automatica|automatisch antwoord|undeliver|unzustellbar|delivery (?:status|failure)|mail delivery|returned mail|failure notice)/i;

/** Grades one activity by itself. @param activity with the properties of `GRADED_BY`. */
export function gradeOf({ kind, properties }: Activity): Graded {
  const source = properties['hs_engagement_source'] ?? '';
  switch (kind) {
    case 'call':
      return MACHINES.has(source) ? by(source) : call(properties);
    case 'email':
      return email(properties, source);
    case 'meeting':
      return meeting(properties);
    case 'communication':
      if (MACHINES.has(source)) return by(source);
      return {
        grade: 'human attempt',
        because: CHANNELS[properties['hs_communication_channel_type'] ?? ''] ?? 'a message',
      };
    case 'task':
      return properties['hs_task_status'] === 'COMPLETED'
        ? { grade: 'automation', because: 'a task was ticked off, which tells nothing about the lead' }
        : { grade: 'nothing', because: 'a task is a plan' };
    case 'note':
      return { grade: 'nothing', because: 'a note reaches nobody' };
  }
}

const CHANNELS: Readonly<Record<string, string>> = {
  SMS: 'a text message',
  WHATS_APP: 'a WhatsApp message',
  LINKEDIN_MESSAGE: 'a LinkedIn message',
};

const by = (source: string): Graded => ({
  grade: 'automation',
  because: `made by ${source.toLowerCase().replaceAll('_', ' ')}, not by a person`,
});

function call(properties: Properties): Graded {
  const status = properties['hs_call_status'] ?? '';
  const disposition = properties['hs_call_disposition'];
  const outcome =
    disposition === undefined ? undefined : (DISPOSITIONS[disposition] ?? 'an outcome of this portal’s own');
  const ms = Number(properties['hs_call_duration'] ?? Number.NaN);
  const length = Number.isFinite(ms) && ms > 0 ? ` of ${seconds(ms)}` : '';
  const isInbound = properties['hs_call_direction'] === 'INBOUND';
  if (NO_CALL.has(status))
    return { grade: 'nothing', because: `a call that is ${status.toLowerCase().replaceAll('_', ' ')}` };
  // Without an outcome, or with one that only this portal knows, a completed call of that length was spoken in.
  const spoken = outcome === 'connected' || (status === 'COMPLETED' && !KNOWN_SILENT.has(outcome ?? ''));
  if (spoken && ms >= CONVERSATION_MS) {
    return { grade: 'conversation', because: `${isInbound ? 'the lead called: ' : ''}a connected call${length}` };
  }
  if (isInbound) return { grade: 'inbound', because: 'the lead called, and nobody talked to them' };
  if (outcome === 'connected') {
    return {
      grade: 'human attempt',
      because: length === '' ? 'a call said to be connected, its length not known' : `a connected call${length} only`,
    };
  }
  return { grade: 'human attempt', because: `a call${length}${outcome === undefined ? '' : `: ${outcome}`}` };
}

const KNOWN_SILENT = new Set(Object.values(DISPOSITIONS).filter((outcome) => outcome !== 'connected'));

function email(properties: Properties, source: string): Graded {
  const status = properties['hs_email_status'] ?? '';
  switch (properties['hs_email_direction']) {
    case 'INCOMING_EMAIL':
      return AUTOMATIC.test((properties['hs_email_subject'] ?? '').trim())
        ? { grade: 'automation', because: 'a mailbox answered by itself' }
        : { grade: 'inbound', because: 'the lead wrote a mail' };
    case 'EMAIL':
      if (properties['hs_sequence_id'] !== undefined) return { grade: 'automation', because: 'a step of a sequence' };
      if (MACHINES.has(source)) return by(source);
      if (NOT_SENT.has(status)) return { grade: 'nothing', because: `a mail that is ${status.toLowerCase()}` };
      return { grade: 'human attempt', because: 'a mail from one person to another' };
    case 'FORWARDED_EMAIL':
      return { grade: 'nothing', because: 'a mail forwarded to HubSpot: who wrote to whom is not told' };
    case undefined:
      return {
        grade: 'nothing',
        because: 'a mail without a direction: HubSpot tells it with the scope sales-email-read',
      };
    default:
      return { grade: 'nothing', because: `a mail of direction ${properties['hs_email_direction']}` };
  }
}

function meeting(properties: Properties): Graded {
  switch (properties['hs_meeting_outcome']) {
    case 'COMPLETED':
      return { grade: 'conversation', because: 'a meeting was held' };
    case 'NO_SHOW':
      return { grade: 'human attempt', because: 'a meeting the lead did not come to' };
    case 'CANCELED':
      return { grade: 'nothing', because: 'a meeting that was cancelled' };
    case 'SCHEDULED':
    case 'RESCHEDULED':
      return { grade: 'nothing', because: 'a meeting that is planned' };
    default:
      return { grade: 'nothing', because: 'a meeting of which nobody said whether it was held' };
  }
}

const seconds = (ms: number): string => (ms < 60_000 ? `${Math.round(ms / 1_000)} seconds` : span(ms));

export interface Evidence {
  /** The first human attempt or conversation. */
  readonly attempt: Proof | null;
  /** The first conversation: by one activity, or a human answer to what a human wrote. */
  readonly contact: Proof | null;
  /** The lead turned to us before anybody had tried. */
  readonly inbound: Proof | null;
  /** The first meeting that was held. */
  readonly meeting: Proof | null;
}

/**
 * What sales and the lead did with each other since `since`, by when it happened and not by when it was logged: in whatever order
 * HubSpot tells it, the evidence is the same. What lies after `now` has not happened yet.
 */
export function evidenceOf(
  activities: readonly Activity[],
  { since, now }: { since: Instant; now: Instant },
): Evidence {
  const graded = activities
    .filter(({ at }) => at >= since && at <= now)
    .map((activity) => ({ activity, ...gradeOf(activity) }))
    .sort((a, b) => a.activity.at - b.activity.at || compare(nameOf(a.activity), nameOf(b.activity)));
  const first: { -readonly [Key in keyof Evidence]: Evidence[Key] } = {
    attempt: null,
    contact: null,
    inbound: null,
    meeting: null,
  };
  let leadSpoke = false;
  for (const { activity, grade, because } of graded) {
    const proof = (as: Proof['grade'], why = because): Proof => ({
      at: activity.at,
      grade: as,
      evidence: nameOf(activity),
      because: why,
      ownerId: activity.ownerId,
      loggedAt: activity.loggedAt,
    });
    const fromLead = grade === 'inbound' || activity.properties['hs_call_direction'] === 'INBOUND';
    if (fromLead && grade !== 'nothing' && grade !== 'automation' && first.attempt === null)
      first.inbound ??= proof('inbound');
    switch (grade) {
      case 'conversation':
        first.attempt ??= proof('conversation');
        first.contact ??= proof('conversation');
        if (activity.kind === 'meeting') first.meeting ??= proof('conversation');
        break;
      case 'human attempt':
        first.attempt ??= proof('human attempt');
        // A call that nobody took answers nobody.
        if (leadSpoke && activity.kind !== 'call' && activity.kind !== 'meeting')
          first.contact ??= proof('conversation', `${because}, in answer to the lead`);
        break;
      case 'inbound':
        if (activity.kind === 'call') break;
        if (first.attempt !== null) first.contact ??= proof('conversation', `${because}, in answer to us`);
        leadSpoke = true;
        break;
      case 'automation':
      case 'nothing':
        break;
    }
  }
  return first;
}

const nameOf = ({ kind, id }: Activity): string => `${kind} ${id}`;
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Properties that grade an activity, by kind; `hs_lastmodifieddate` is where the watch reads on. */
export const GRADED_BY: Readonly<Record<Activity['kind'], readonly string[]>> = {
  call: ['hs_call_status', 'hs_call_disposition', 'hs_call_duration', 'hs_call_direction', 'hs_engagement_source'],
  email: ['hs_email_direction', 'hs_email_status', 'hs_email_subject', 'hs_sequence_id', 'hs_engagement_source'],
  meeting: ['hs_meeting_outcome', 'hs_meeting_start_time', 'hs_meeting_end_time', 'hs_engagement_source'],
  communication: ['hs_communication_channel_type', 'hs_communication_logged_from', 'hs_engagement_source'],
  task: ['hs_task_status', 'hs_task_type'],
  note: [],
};
