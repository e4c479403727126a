import { describe, expect, test } from '@jest/globals';
import type { CreateTask } from '../../src/core/effect.ts';
import { carries } from '../../src/hubspot/creations.ts';
import { answer, answered, batch, connected, refusal, tasksCreate, withoutNetwork } from './connected.ts';

withoutNetwork();

const tasksOf = '/crm/associations/2026-09/contacts/tasks/batch/read';
const tasksRead = '/crm/objects/2026-09/tasks/batch/read';

const TASK: CreateTask = {
  kind: 'CreateTask',
  key: 'handoff:51:1',
  contactId: '51',
  companyId: '77',
  ownerId: '7',
  subject: 'Call Ada Lovelace - Hot Lead',
  body: '<p>Asked for a demo.</p><p>baton 51-1</p>',
  marker: 'baton 51-1',
  dueAt: Date.parse('2026-11-23T08:05:00.000Z'),
  remindAt: null,
  priority: 'HIGH',
  type: 'CALL',
};

describe('making a task', () => {
  test('for the owner, on the contact and the company, due when promised', async () => {
    const { hubspot } = connected();
    const asked = answer('POST', tasksCreate, [201, answered('900')]);
    expect(await hubspot.createTask(TASK)).toEqual({ id: '900' });
    expect(asked[0]?.json).toEqual({
      properties: {
        hs_timestamp: '2026-11-23T08:05:00.000Z',
        hs_task_subject: 'Call Ada Lovelace - Hot Lead',
        hs_task_body: '<p>Asked for a demo.</p><p>baton 51-1</p>',
        hs_task_status: 'NOT_STARTED',
        hs_task_priority: 'HIGH',
        hs_task_type: 'CALL',
        hubspot_owner_id: '7',
      },
      associations: [
        { to: { id: '51' }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 204 }] },
        { to: { id: '77' }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 192 }] },
      ],
    });
  });

  test('without a company', async () => {
    const { hubspot } = connected();
    const asked = answer('POST', tasksCreate, [201, answered('900')]);
    await hubspot.createTask({ ...TASK, companyId: null });
    expect((asked[0]?.json as { associations: unknown[] }).associations).toHaveLength(1);
  });
});

describe('finding a task again', () => {
  const linked = (ids: readonly number[], after?: string): object => ({
    from: { id: '51' },
    to: ids.map((toObjectId) => ({
      toObjectId,
      associationTypes: [{ category: 'HUBSPOT_DEFINED', typeId: 203, label: null }],
    })),
    ...(after === undefined ? {} : { paging: { next: { after } } }),
  });
  const task = (id: string, body: string | null, createdAt: string): object => ({
    ...answered(id, { hs_task_body: body, hs_task_status: 'NOT_STARTED', hubspot_owner_id: '7' }),
    createdAt,
  });

  test('among all tasks of the contact, by the text it carries, oldest first', async () => {
    const { hubspot } = connected();
    const links = answer('POST', tasksOf, [200, batch([linked([1, 2, 3], '500')])], [200, batch([linked([4])])]);
    const read = answer('POST', tasksRead, [
      200,
      batch([
        task('1', '<div>baton&nbsp;<b>51</b>-1</div>', '2026-11-23T08:02:00Z'),
        task('2', 'baton 51-2', '2026-11-23T08:00:00Z'),
        task('3', null, '2026-11-23T08:00:00Z'),
        task('4', 'Asked.\n baton\n 51-1', '2026-11-23T08:01:00Z'),
      ]),
    ]);
    expect(await hubspot.findTasks('51', 'baton 51-1')).toEqual([
      { id: '4', status: 'NOT_STARTED', ownerId: '7' },
      { id: '1', status: 'NOT_STARTED', ownerId: '7' },
    ]);
    expect(links.map((request) => request.json)).toEqual([
      { inputs: [{ id: '51' }] },
      { inputs: [{ id: '51', after: '500' }] },
    ]);
    expect(read[0]?.json).toMatchObject({ inputs: [{ id: '1' }, { id: '2' }, { id: '3' }, { id: '4' }] });
  });

  test('100 tasks to a read', async () => {
    const { hubspot } = connected();
    answer('POST', tasksOf, [200, batch([linked(Array.from({ length: 250 }, (_, i) => i + 1))])]);
    const read = answer('POST', tasksRead, [200, batch([])]);
    expect(await hubspot.findTasks('51', 'baton 51-1')).toEqual([]);
    expect(read).toHaveLength(3);
  });

  test.each<[string, number, object]>([
    ['an empty list', 200, batch([])],
    [
      'a 207 that says so',
      207,
      batch([], {
        numErrors: 1,
        errors: [
          refusal('OBJECT_NOT_FOUND', 'No task is associated with contact 51.', {
            subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND',
          }),
        ],
      }),
    ],
  ])('a contact without tasks: %s', async (_, status, body) => {
    const { hubspot } = connected();
    answer('POST', tasksOf, [status, body]);
    expect(await hubspot.findTasks('51', 'x')).toEqual([]);
  });

  test('any other error never reads as "no task", or the task would be made twice', async () => {
    const { hubspot } = connected();
    answer('POST', tasksOf, [207, batch([], { errors: [refusal('INTERNAL_ERROR', 'oops')] })]);
    await expect(hubspot.findTasks('51', 'x')).rejects.toMatchObject({ code: 'HUBSPOT_UNKNOWN_ANSWER', retry: true });
  });

  test('neither does an error in reading the tasks themselves', async () => {
    const { hubspot } = connected();
    answer('POST', tasksOf, [200, batch([linked([1])])]);
    answer('POST', tasksRead, [207, batch([], { errors: [refusal('INTERNAL_ERROR', 'oops')] })]);
    await expect(hubspot.findTasks('51', 'x')).rejects.toMatchObject({ code: 'HUBSPOT_UNKNOWN_ANSWER', retry: true });
  });

  test('a task deleted between the two reads is not found, and nothing more', async () => {
    const { hubspot } = connected();
    answer('POST', tasksOf, [200, batch([linked([1])])]);
    answer('POST', tasksRead, [
      207,
      batch([], { errors: [refusal('OBJECT_NOT_FOUND', 'gone', { context: { ids: ['1'] } })] }),
    ]);
    expect(await hubspot.findTasks('51', 'x')).toEqual([]);
  });
});

describe('a body carries a marker', () => {
  test.each([
    ['as it was written', 'a baton 51-1', true],
    ['with tags inside', 'ba<i>ton</i> <b>51</b>-1', true],
    ['with other spaces', 'baton&nbsp;\n  51-1', true],
    ['with entities', 'x &amp; baton 51&#39;1', false],
    ['not at all', 'baton 51-2', false],
    ['only inside a tag', '<a href="baton 51-1">x</a>', false],
    ['as the beginning of another cycle’s', 'baton 51-12', false],
    ['beside another cycle’s', 'baton 51-12 baton 51-1', true],
  ])('%s', (_, body, found) => {
    expect(carries(body, 'baton 51-1')).toBe(found);
  });

  test('60,000 open angle brackets are no trap', () => {
    const before = performance.now();
    expect(carries('<'.repeat(60_000), 'x')).toBe(false);
    expect(performance.now() - before).toBeLessThan(1_000);
  });
});

describe('what else exists once', () => {
  const AT = Date.parse('2026-11-23T08:00:00.000Z');
  const made = { key: 'k', contactId: '51', companyId: null, ownerId: '7', at: AT } as const;

  test('a note stands on the timeline of contact and company', async () => {
    const { hubspot } = connected();
    const asked = answer('POST', '/crm/objects/2026-09/notes', [201, answered('901')]);
    const note = { ...made, kind: 'CreateNote', companyId: '77', body: '<p>Baton note 51-1</p>', marker: 'x' } as const;
    expect(await hubspot.createNote(note)).toEqual({ id: '901' });
    expect(asked[0]?.json).toEqual({
      properties: {
        hs_timestamp: '2026-11-23T08:00:00.000Z',
        hs_note_body: '<p>Baton note 51-1</p>',
        hubspot_owner_id: '7',
      },
      associations: [
        { to: { id: '51' }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 202 }] },
        { to: { id: '77' }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 190 }] },
      ],
    });
  });

  test('an e-mail is logged as sent by us', async () => {
    const { hubspot } = connected();
    const asked = answer('POST', '/crm/objects/2026-09/emails', [201, answered('902')]);
    const mail = { from: 'anna@example.com', to: 'nora@hafen.example', subject: 'Thanks', text: 'Hello', marker: 'x' };
    expect(await hubspot.logEmail({ ...made, kind: 'LogEmail', ...mail })).toEqual({ id: '902' });
    expect(asked[0]?.json).toMatchObject({
      properties: {
        hs_email_direction: 'EMAIL',
        hs_email_status: 'SENT',
        hs_email_subject: 'Thanks',
        hs_email_text: 'Hello',
      },
      associations: [{ to: { id: '51' }, types: [{ associationTypeId: 198 }] }],
    });
  });

  const found = (id: string, properties: object): object => ({ ...answered(id), properties });
  const linked = {
    from: { id: '51' },
    to: [
      { toObjectId: 1, associationTypes: [] },
      { toObjectId: 2, associationTypes: [] },
    ],
  };

  test('a logged e-mail is found by its marker, and by its moment where HubSpot blanks the text', async () => {
    const { hubspot } = connected();
    answer('POST', '/crm/associations/2026-09/contacts/emails/batch/read', [200, batch([linked])]);
    answer('POST', '/crm/objects/2026-09/emails/batch/read', [
      200,
      batch([
        found('1', { hs_email_text: 'Hello Baton mail 51-1', hs_timestamp: '2026-11-23T07:00:00Z' }),
        found('2', { hs_timestamp: '2026-11-23T08:00:00Z' }),
      ]),
    ]);
    const ids = await hubspot.findEmails('51', { marker: 'Baton mail 51-1', at: AT });
    expect(ids.map(({ id }) => id)).toEqual(['1', '2']);
  });

  test('a task is given to somebody else; one that is gone is no failure', async () => {
    const { hubspot } = connected();
    const change = { ownerId: '8', isDone: true };
    const asked = answer('PATCH', '/crm/objects/2026-09/tasks/900', [200, answered('900')]);
    expect(await hubspot.changeTask('900', change)).toBe(true);
    expect(asked[0]?.json).toEqual({
      properties: { hubspot_owner_id: '8', hs_task_status: 'COMPLETED' },
    });
    answer('PATCH', '/crm/objects/2026-09/tasks/901', [404, refusal('OBJECT_NOT_FOUND', 'resource not found')]);
    expect(await hubspot.changeTask('901', change)).toBe(false);
  });
});
