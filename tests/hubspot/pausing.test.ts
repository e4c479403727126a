/** Pausing at the last moment there is: right before a write is sent, and before it is sent again. */
import { expect, test } from '@jest/globals';
import type { CreateTask } from '../../src/core/effect.ts';
import {
  answer,
  answered,
  batch,
  connected,
  contactsRead,
  contactsUpdate,
  START,
  tasksCreate,
  withoutNetwork,
} from './connected.ts';

withoutNetwork();

const TASK: CreateTask = {
  kind: 'CreateTask',
  key: 'handoff:1:1',
  contactId: '1',
  companyId: null,
  ownerId: '7',
  subject: 'Call Ada',
  body: '<p>Because</p> baton-1-1',
  marker: 'baton-1-1',
  dueAt: START,
  remindAt: null,
  priority: 'HIGH',
  type: 'CALL',
};
const update = [{ id: '1', properties: { baton_score: '1' } }];

test('while paused no write is sent, and reading goes on', async () => {
  const written = answer('POST', contactsUpdate, [200, batch([answered('1')])]);
  const created = answer('POST', tasksCreate, [201, answered('9')]);
  answer('POST', contactsRead, [200, batch([answered('1')])]);
  const { hubspot } = connected({ paused: async () => true });
  const paused = { code: 'PAUSED', retry: true, message: expect.stringContaining('npx baton resume') };
  await expect(hubspot.updateContacts(update)).rejects.toMatchObject(paused);
  await expect(hubspot.createTask(TASK)).rejects.toMatchObject(paused);
  expect([written, created]).toEqual([[], []]);
  expect((await hubspot.readContacts(['1'], { properties: [], history: [] })).found).toHaveLength(1);
});

test('a write that HubSpot refused for the moment is not sent again once a pause has come', async () => {
  let paused = false;
  const written = answer('POST', contactsUpdate, () => {
    paused = true;
    return [503, ''];
  });
  const { hubspot } = connected({ paused: async () => paused });
  await expect(hubspot.updateContacts(update)).rejects.toMatchObject({ code: 'PAUSED' });
  expect(written).toHaveLength(1);
});

test('after resuming the same write goes out', async () => {
  let paused = true;
  const written = answer('POST', contactsUpdate, [200, batch([answered('1')])]);
  const { hubspot } = connected({ paused: async () => paused });
  await expect(hubspot.updateContacts(update)).rejects.toMatchObject({ code: 'PAUSED' });
  paused = false;
  expect(await hubspot.updateContacts(update)).toMatchObject([{ id: '1', ok: true }]);
  expect(written).toHaveLength(1);
});
