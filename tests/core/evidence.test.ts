/** What counts as contact: every kind of activity HubSpot logs, graded, and what several of them prove together. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Activity, ActivityKind } from '../../src/core/activity.ts';
import { evidenceOf, gradeOf } from '../../src/core/evidence.ts';
import { HOUR, MINUTE, NOW } from '../support/agreement.ts';

const CONNECTED = 'f240bbac-87c9-4f6e-bf70-924b57d47db7';
const VOICEMAIL = 'b2cf5968-551e-4856-9783-52b3da59a7d0';
const NO_ANSWER = '73a0d17f-1163-4015-bdd5-ec830791da20';
const OWN_OUTCOME = '11111111-2222-3333-4444-555555555555';

let ids = 5_000;
const activity = (
  kind: ActivityKind,
  properties: Readonly<Record<string, string>> = {},
  overrides: Partial<Activity> = {},
): Activity => {
  const at = overrides.at ?? NOW + MINUTE;
  return { kind, id: String((ids += 1)), at, loggedAt: at, ownerId: '101', properties, ...overrides };
};

const call = (
  status: string,
  seconds: number | null,
  disposition?: string,
  more: Readonly<Record<string, string>> = {},
) => ({
  hs_call_status: status,
  ...(seconds === null ? {} : { hs_call_duration: String(seconds * 1_000) }),
  ...(disposition === undefined ? {} : { hs_call_disposition: disposition }),
  ...more,
});
const sent = (more: Readonly<Record<string, string>> = {}) => ({
  hs_email_direction: 'EMAIL',
  hs_email_status: 'SENT',
  ...more,
});
const mail = (subject: string) => ({ hs_email_direction: 'INCOMING_EMAIL', hs_email_subject: subject });

describe('one activity by itself', () => {
  test.each([
    ['a connected call of 30 seconds', 'call', call('COMPLETED', 30, CONNECTED), 'conversation'],
    ['a connected call of 29 seconds', 'call', call('COMPLETED', 29, CONNECTED), 'human attempt'],
    ['a call said to be connected, of no known length', 'call', call('COMPLETED', null, CONNECTED), 'human attempt'],
    ['a zero-second call', 'call', call('COMPLETED', 0), 'human attempt'],
    ['a completed call of three minutes without an outcome', 'call', call('COMPLETED', 180), 'conversation'],
    ['a long call with an outcome of the portal’s own', 'call', call('COMPLETED', 95, OWN_OUTCOME), 'conversation'],
    ['a minute on the voicemail', 'call', call('COMPLETED', 60, VOICEMAIL), 'human attempt'],
    ['a call that rang for a minute', 'call', call('NO_ANSWER', 60, NO_ANSWER), 'human attempt'],
    ['a busy line', 'call', call('BUSY', 2), 'human attempt'],
    ['a call logged by hand with nothing in it', 'call', {}, 'human attempt'],
    ['a call that failed', 'call', call('FAILED', 0), 'nothing'],
    ['a call that still rings', 'call', call('RINGING', null), 'nothing'],
    ['a call under way', 'call', call('IN_PROGRESS', null), 'nothing'],
    [
      'the lead called and was answered',
      'call',
      call('COMPLETED', 240, CONNECTED, { hs_call_direction: 'INBOUND' }),
      'conversation',
    ],
    [
      'the lead called and nobody answered',
      'call',
      call('NO_ANSWER', 0, undefined, { hs_call_direction: 'INBOUND' }),
      'inbound',
    ],
    [
      'a call by an agent that is no person',
      'call',
      call('COMPLETED', 90, CONNECTED, { hs_engagement_source: 'PROSPECTING_AGENT' }),
      'automation',
    ],
    ['a one-to-one mail', 'email', sent(), 'human attempt'],
    ['a mail logged by BCC, its status not told', 'email', { hs_email_direction: 'EMAIL' }, 'human attempt'],
    ['a step of a sequence', 'email', sent({ hs_sequence_id: '77' }), 'automation'],
    ['a mail made by sequences, its id not told', 'email', sent({ hs_engagement_source: 'SEQUENCES' }), 'automation'],
    ['a mail of a workflow', 'email', sent({ hs_engagement_source: 'WORKFLOWS' }), 'automation'],
    ['a mail of the automation platform', 'email', sent({ hs_engagement_source: 'AUTOMATION_PLATFORM' }), 'automation'],
    ['a mail that bounced', 'email', { hs_email_direction: 'EMAIL', hs_email_status: 'BOUNCED' }, 'nothing'],
    ['a mail scheduled for later', 'email', { hs_email_direction: 'EMAIL', hs_email_status: 'SCHEDULED' }, 'nothing'],
    ['the lead writes', 'email', mail('Re: your demo'), 'inbound'],
    ['an out-of-office reply', 'email', mail('Out of office: back on Monday'), 'automation'],
    ['an automatic reply', 'email', mail('Automatic reply: your demo'), 'automation'],
    ['an automatic reply in German', 'email', mail('Automatische Antwort: Ihre Anfrage'), 'automation'],
    ['an absence note in German', 'email', mail('Abwesenheitsnotiz'), 'automation'],
    ['a mail that could not be delivered', 'email', mail('Undeliverable: your demo'), 'automation'],
    ['a reply about an office', 'email', mail('Re: our office in Berlin'), 'inbound'],
    ['a mail forwarded to the CRM', 'email', { hs_email_direction: 'FORWARDED_EMAIL' }, 'nothing'],
    ['a mail whose direction the portal does not tell', 'email', {}, 'nothing'],
    ['a meeting that was held', 'meeting', { hs_meeting_outcome: 'COMPLETED' }, 'conversation'],
    ['a meeting nobody came to', 'meeting', { hs_meeting_outcome: 'NO_SHOW' }, 'human attempt'],
    ['a meeting that is planned', 'meeting', { hs_meeting_outcome: 'SCHEDULED' }, 'nothing'],
    ['a meeting that was moved', 'meeting', { hs_meeting_outcome: 'RESCHEDULED' }, 'nothing'],
    ['a meeting that was cancelled', 'meeting', { hs_meeting_outcome: 'CANCELED' }, 'nothing'],
    ['a meeting without an outcome', 'meeting', {}, 'nothing'],
    ['a text message', 'communication', { hs_communication_channel_type: 'SMS' }, 'human attempt'],
    ['a WhatsApp message', 'communication', { hs_communication_channel_type: 'WHATS_APP' }, 'human attempt'],
    ['a LinkedIn message', 'communication', { hs_communication_channel_type: 'LINKEDIN_MESSAGE' }, 'human attempt'],
    [
      'a text message by a workflow',
      'communication',
      { hs_communication_channel_type: 'SMS', hs_engagement_source: 'WORKFLOWS' },
      'automation',
    ],
    ['a task merely completed', 'task', { hs_task_status: 'COMPLETED', hs_task_type: 'CALL' }, 'automation'],
    ['an open task', 'task', { hs_task_status: 'NOT_STARTED' }, 'nothing'],
    ['a note', 'note', {}, 'nothing'],
  ] as const)('%s', (_, kind, properties, grade) => {
    const graded = gradeOf(activity(kind, properties));
    expect(graded.grade).toBe(grade);
    expect(graded.because).not.toBe('');
  });
});

describe('several together', () => {
  const window = { since: NOW, now: NOW + 8 * HOUR };
  const at = (minutes: number): Partial<Activity> => ({ at: NOW + minutes * MINUTE });

  test.each([
    ['nothing at all', [], null, null, null],
    ['a mail that nobody answers', [activity('email', sent(), at(2))], 2, null, null],
    [
      'a mail, and the lead answers',
      [activity('email', sent(), at(2)), activity('email', mail('Re: hello'), at(30))],
      2,
      30,
      null,
    ],
    [
      'a mail, and a mailbox answers',
      [activity('email', sent(), at(2)), activity('email', mail('Automatic reply'), at(3))],
      2,
      null,
      null,
    ],
    ['the lead writes before anybody tried', [activity('email', mail('When?'), at(1))], null, null, 1],
    [
      'the lead writes first and is answered',
      [activity('email', mail('When?'), at(1)), activity('email', sent(), at(9))],
      9,
      9,
      1,
    ],
    [
      'the lead writes first and is called in vain',
      [activity('email', mail('When?'), at(1)), activity('call', call('NO_ANSWER', 0), at(9))],
      9,
      null,
      1,
    ],
    [
      'the lead calls and is answered',
      [activity('call', call('COMPLETED', 90, CONNECTED, { hs_call_direction: 'INBOUND' }), at(4))],
      4,
      4,
      4,
    ],
    [
      'two calls, the second connected',
      [activity('call', call('NO_ANSWER', 0), at(3)), activity('call', call('COMPLETED', 45, CONNECTED), at(50))],
      3,
      50,
      null,
    ],
    [
      'only a sequence',
      [
        activity('email', sent({ hs_sequence_id: '7' }), at(1)),
        activity('email', sent({ hs_sequence_id: '7' }), at(60)),
      ],
      null,
      null,
      null,
    ],
    [
      'a sequence that the lead answers',
      [activity('email', sent({ hs_sequence_id: '7' }), at(1)), activity('email', mail('Re: hi'), at(60))],
      null,
      null,
      60,
    ],
    ['a call before the handoff', [activity('call', call('COMPLETED', 90, CONNECTED), at(-1))], null, null, null],
    [
      'a meeting that lies ahead',
      [activity('meeting', { hs_meeting_outcome: 'COMPLETED' }, at(600))],
      null,
      null,
      null,
    ],
    [
      'a call at the very moment of the handoff',
      [activity('call', call('COMPLETED', 90, CONNECTED), at(0))],
      0,
      0,
      null,
    ],
  ] as const)('%s', (_, activities, attempt, contact, inbound) => {
    const minutes = (proof: { readonly at: number } | null): number | null =>
      proof === null ? null : (proof.at - NOW) / MINUTE;
    const evidence = evidenceOf(activities, window);
    expect([minutes(evidence.attempt), minutes(evidence.contact), minutes(evidence.inbound)]).toEqual([
      attempt,
      contact,
      inbound,
    ]);
  });

  test('what was logged long after counts from when it happened, and says when it was logged', () => {
    const late = activity('call', call('COMPLETED', 90, CONNECTED), { at: NOW + 3 * MINUTE, loggedAt: NOW + 7 * HOUR });
    expect(evidenceOf([late], window).contact).toMatchObject({ at: NOW + 3 * MINUTE, loggedAt: NOW + 7 * HOUR });
  });

  test('the evidence is the same in whatever order it was told, and told twice', () => {
    const some = fc.constantFrom(
      activity('email', sent(), at(5)),
      activity('email', mail('Re: hello'), at(5)),
      activity('email', mail('Out of office'), at(6)),
      activity('call', call('NO_ANSWER', 0), at(5)),
      activity('call', call('COMPLETED', 31, CONNECTED), at(20)),
      activity('meeting', { hs_meeting_outcome: 'COMPLETED' }, at(90)),
      activity('communication', { hs_communication_channel_type: 'SMS' }, at(2)),
    );
    fc.assert(
      fc.property(fc.array(some, { maxLength: 7 }), fc.infiniteStream(fc.nat()), (told, dice) => {
        const shuffled = told
          .map((one) => ({ one, by: dice.next().value as number }))
          .sort((a, b) => a.by - b.by)
          .map(({ one }) => one);
        expect(evidenceOf(shuffled, window)).toEqual(evidenceOf(told, window));
        expect(evidenceOf([...told, ...shuffled], window)).toEqual(evidenceOf(told, window));
      }),
    );
  });
});
