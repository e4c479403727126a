/** HubSpot's own client, unchanged, against the local portal. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client } from '@hubspot/api-client';
import { startPortal } from '../../src/portal/portal.ts';
import type { Portal } from '../../src/portal/portal.ts';

let portal: Portal;
let client: Client;

beforeAll(async () => {
  portal = await startPortal({ indexLagMs: 0 });
  client = new Client({ accessToken: portal.settings().accessToken, basePath: portal.url, numberOfApiCallRetries: 0 });
});
afterAll(() => portal.close());

const NO_ASSOCIATIONS = { associations: [] };

test('contacts: create, read with history, update, archive', async () => {
  const api = client.crm.contacts.basicApi;
  const made = await api.create({ properties: { email: 'Ada@Example.com', firstname: 'Ada' }, ...NO_ASSOCIATIONS });
  expect(made.properties['email']).toBe('ada@example.com');
  await api.update(made.id, { properties: { jobtitle: 'CTO' } });
  const read = await api.getById(made.id, ['jobtitle', 'lifecyclestage'], ['jobtitle']);
  expect(read.properties).toMatchObject({ jobtitle: 'CTO', lifecyclestage: 'lead', hs_object_id: made.id });
  expect(read.propertiesWithHistory?.['jobtitle']?.[0]).toMatchObject({
    value: 'CTO',
    sourceType: 'INTEGRATION',
    sourceId: String(portal.settings().appId),
  });
  expect(read.createdAt).toBeInstanceOf(Date);
  const byEmail = await api.getById('ADA@example.com', ['email'], undefined, undefined, undefined, 'email');
  expect(byEmail.id).toBe(made.id);
  await api.archive(made.id);
  await expect(api.getById(made.id)).rejects.toMatchObject({ code: 404 });
});

test('contacts: a second one with the same e-mail is a 409 that names the first', async () => {
  const api = client.crm.contacts.basicApi;
  const first = await api.create({ properties: { email: 'twice@example.com' }, ...NO_ASSOCIATIONS });
  await expect(api.create({ properties: { email: 'TWICE@example.com' }, ...NO_ASSOCIATIONS })).rejects.toMatchObject({
    code: 409,
    body: { category: 'CONFLICT', message: `Contact already exists. Existing ID: ${first.id}` },
  });
});

test('contacts: batch create, read with a missing id as 207, update, upsert', async () => {
  const api = client.crm.contacts.batchApi;
  const made = await api.create({
    inputs: [1, 2].map((n) => ({ properties: { email: `batch${n}@example.com` }, ...NO_ASSOCIATIONS })),
  });
  const [first, second] = made.results;
  const read = await api.read({
    inputs: [{ id: first!.id }, { id: '42' }],
    properties: ['email'],
    propertiesWithHistory: [],
  });
  expect(read).toMatchObject({
    numErrors: 1,
    errors: [{ category: 'OBJECT_NOT_FOUND', context: { ids: ['42'] } }],
    results: [{ id: first!.id, properties: { email: 'batch1@example.com' } }],
  });
  const updated = await api.update({
    inputs: [
      { id: first!.id, properties: { jobtitle: 'VP' }, objectWriteTraceId: 'a' },
      { id: second!.id, properties: { no_such: '1' }, objectWriteTraceId: 'b' },
    ],
  });
  expect(updated).toMatchObject({
    results: [{ id: first!.id, objectWriteTraceId: 'a' }],
    errors: [{ category: 'VALIDATION_ERROR', context: { objectWriteTraceId: ['b'] } }],
  });
  const upserted = await api.upsert({
    inputs: ['batch1@example.com', 'batch3@example.com'].map((id) => ({
      id,
      idProperty: 'email',
      properties: { company: 'Acme' },
    })),
  });
  expect(upserted.results.map((result) => result._new)).toEqual([false, true]);
});

test('contacts: search finds by a token, sorts and pages', async () => {
  await client.crm.contacts.batchApi.create({
    inputs: [1, 2, 3].map((n) => ({
      properties: { email: `s${n}@found.example`, jobtitle: 'Finder' },
      ...NO_ASSOCIATIONS,
    })),
  });
  const query = {
    filterGroups: [{ filters: [{ propertyName: 'jobtitle', operator: 'EQ' as never, value: 'finder' }] }],
    sorts: ['-email'],
    properties: ['email'],
    limit: 2,
  };
  const first = await client.crm.contacts.searchApi.doSearch({ ...query, after: '0' });
  expect(first.total).toBe(3);
  expect(first.results.map((r) => r.properties['email'])).toEqual(['s3@found.example', 's2@found.example']);
  const second = await client.crm.contacts.searchApi.doSearch({ ...query, after: first.paging?.next?.after ?? '' });
  expect(second.results.map((r) => r.properties['email'])).toEqual(['s1@found.example']);
  expect(second.paging).toBeUndefined();
});

test('owners: people and queues, the deactivated ones apart', async () => {
  const anna = portal.createOwner({ email: 'anna@example.com', timeZone: 'Europe/Berlin' });
  const ben = portal.createOwner({ email: 'ben@example.com' });
  portal.createQueue({ name: 'Inbound' });
  portal.deactivateOwner({ id: ben.id });
  const page = await client.crm.owners.ownersApi.getPage(undefined, undefined, 100, false);
  expect(page.results.map((owner) => [owner.type, owner.email ?? null])).toEqual([
    ['PERSON', 'anna@example.com'],
    ['QUEUE', null],
  ]);
  expect(page.results[0]?.userId).not.toBe(Number(anna.id));
  const gone = await client.crm.owners.ownersApi.getPage(undefined, undefined, 100, true);
  expect(gone.results).toMatchObject([{ id: ben.id, archived: true, userIdIncludingInactive: ben.userId }]);
});

test('properties: a group and a property, once', async () => {
  const { groupsApi, coreApi } = client.crm.properties;
  await groupsApi.create('contacts', { name: 'scores', label: 'Scores', displayOrder: -1 });
  const property = {
    name: 'my_score',
    label: 'Score',
    groupName: 'scores',
    type: 'number' as never,
    fieldType: 'number' as never,
    formField: false,
  };
  const made = await coreApi.create('contacts', property);
  expect(made).toMatchObject({
    name: 'my_score',
    hubspotDefined: false,
    modificationMetadata: { readOnlyValue: false },
  });
  await expect(coreApi.create('contacts', property)).rejects.toMatchObject({ code: 409 });
  const all = await coreApi.getAll('contacts', false);
  expect(all.results.find((p) => p.name === 'recent_conversion_date')).toMatchObject({
    calculated: true,
    modificationMetadata: { readOnlyValue: true },
  });
});

test('tasks: created on a contact, read back over associations', async () => {
  const contact = portal.createContact({ properties: { email: 'task@example.com' } });
  const owner = portal.createOwner({ email: 'owner@example.com' });
  const task = await client.crm.objects.tasks.basicApi.create({
    properties: {
      hs_timestamp: '2026-11-24T09:00:00Z',
      hs_task_subject: 'Call Ada',
      hs_task_body: '<p onclick="x()">Why: <!-- hidden --><b>demo</b></p><script>alert(1)</script> [B-17]',
      hubspot_owner_id: owner.id,
    },
    associations: [
      { to: { id: contact.id }, types: [{ associationCategory: 'HUBSPOT_DEFINED' as never, associationTypeId: 204 }] },
    ],
  });
  const linked = await client.crm.associations.v4.basicApi.getPage('contacts', contact.id, 'tasks');
  expect(linked.results.map((r) => String(r.toObjectId))).toEqual([task.id]);
  const read = await client.crm.objects.tasks.batchApi.read({
    inputs: [{ id: task.id }],
    properties: ['hs_task_body', 'hs_task_status'],
    propertiesWithHistory: [],
  });
  expect(read.results[0]?.properties).toMatchObject({
    hs_task_body: '<p>Why: <b>demo</b></p> [B-17]',
    hs_task_status: 'NOT_STARTED',
  });
});

test('associations: default, primary company, and ids without any as errors', async () => {
  const contact = portal.createContact({ properties: { email: 'linked@example.com' } });
  const lonely = portal.createContact({ properties: { email: 'lonely@example.com' } });
  const company = await client.crm.companies.basicApi.create({ properties: { name: 'Acme' }, ...NO_ASSOCIATIONS });
  await client.crm.associations.v4.basicApi.createDefault('contacts', contact.id, 'companies', company.id);
  const read = await client.crm.associations.v4.batchApi.getPage('contacts', 'companies', {
    inputs: [{ id: contact.id }, { id: lonely.id }],
  });
  expect(read.results[0]?.to[0]?.associationTypes.map((type) => type.typeId)).toEqual([279, 1]);
  expect(read).toMatchObject({
    numErrors: 1,
    errors: [{ subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND', category: 'OBJECT_NOT_FOUND' }],
  });
});

test('merge: a new id, and the old ids still lead to it', async () => {
  const [one, two] = ['m1', 'm2'].map((name) => portal.createContact({ properties: { email: `${name}@example.com` } }));
  const merged = await client.crm.contacts.basicApi.merge({ primaryObjectId: one!.id, objectIdToMerge: two!.id });
  expect([one!.id, two!.id]).not.toContain(merged.id);
  const read = await client.crm.contacts.basicApi.getById(two!.id, ['email', 'hs_additional_emails']);
  expect(read).toMatchObject({
    id: merged.id,
    properties: { email: 'm1@example.com', hs_additional_emails: 'm2@example.com' },
  });
});
