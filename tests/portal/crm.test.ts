import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startPortal } from '../../src/portal/portal.ts';
import type { Portal, PortalOptions } from '../../src/portal/portal.ts';
import { apiOf } from './api.ts';
import { virtualClock } from './virtual-time.ts';
import type { VirtualClock } from './virtual-time.ts';

const START = Date.parse('2026-11-23T08:00:00.000Z');
const CONTACTS = '/crm/objects/2026-09/contacts';

let portal: Portal;
let clock: VirtualClock;
const api = apiOf(() => portal);
const restart = async (options: PortalOptions): Promise<void> => {
  await portal.close();
  portal = await startPortal({ clock, ...options });
};

beforeEach(async () => {
  clock = virtualClock(START);
  portal = await startPortal({ clock });
});
afterEach(async () => {
  expect(portal.calls().portalErrors).toBe(0);
  await portal.close();
});

const contact = (properties: Record<string, string> = { firstname: 'Ada' }): string =>
  portal.createContact({ properties }).id;
const valuesOf = async (id: string, names: readonly string[]): Promise<Record<string, string | null>> =>
  (await api('GET', `${CONTACTS}/${id}?properties=${names.join(',')}`)).body.properties;

describe('paths', () => {
  test.each([
    '/crm/v3/objects/contacts/ID',
    '/crm/objects/2026-03/contacts/ID',
    '/crm/objects/2026-09/contact/ID/',
    '/crm/v3/objects/0-1/ID?properties=email&properties=jobtitle',
    '/crm/v3/objects/CONTACTS/ID?properties=email,jobtitle',
  ])('%s is one contact', async (path) => {
    const id = contact({ email: 'ada@example.com', jobtitle: 'CTO' });
    const { status, body } = await api('GET', path.replace('ID', id));
    expect(status).toBe(200);
    expect(body).toMatchObject({ id, archived: false, properties: { email: 'ada@example.com' } });
    if (path.includes('?')) expect(body.properties.jobtitle).toBe('CTO');
  });

  test.each(['/crm/objects/2024-09/contacts/1', '/crm/objects/contacts/1', '/nothing', '/marketing/v3/emails'])(
    '%s is a 404 in HubSpot’s shape',
    async (path) => {
      const { status, body } = await api('GET', path);
      expect(status).toBe(404);
      expect(body).toMatchObject({ status: 'error', category: 'OBJECT_NOT_FOUND', correlationId: expect.any(String) });
    },
  );
});

describe('access', () => {
  test('a wrong token, and one that stopped being right', async () => {
    const wrong = await api('GET', '/crm/v3/owners', undefined, 'pat-wrong');
    expect(wrong).toMatchObject({ status: 401, body: { category: 'INVALID_AUTHENTICATION' } });
    expect((await api('GET', '/crm/v3/owners/?limit=100')).status).toBe(200);
    portal.setToken({ token: 'rotated' });
    expect((await api('GET', '/crm/v3/owners')).status).toBe(401);
    expect((await api('GET', '/crm/v3/owners', undefined, 'rotated')).status).toBe(200);
  });

  test('a missing scope is a 403 that names it', async () => {
    await restart({ scopes: ['crm.objects.contacts.read'] });
    const id = contact();
    expect((await api('GET', `${CONTACTS}/${id}`)).status).toBe(200);
    const refused = await api('PATCH', `${CONTACTS}/${id}`, { properties: { firstname: 'Eve' } });
    expect(refused).toMatchObject({
      status: 403,
      body: {
        category: 'MISSING_SCOPES',
        errors: [{ context: { requiredGranularScopes: ['crm.objects.contacts.write'] } }],
      },
    });
    expect(await valuesOf(id, ['firstname'])).toMatchObject({ firstname: 'Ada' });
  });

  test('the token tells its portal, app and scopes', async () => {
    const path = '/oauth/v2/private-apps/get/access-token-info';
    const { body } = await api('POST', path, { tokenKey: portal.settings().accessToken });
    expect(body).toMatchObject({ hubId: 48_975_575, appId: 39_522_895, scopes: expect.arrayContaining(['oauth']) });
    expect((await api('POST', path, { tokenKey: 'other' })).status).toBe(401);
  });

  test('leads need a professional account', async () => {
    await restart({ tier: 'starter' });
    expect((await api('GET', '/crm/v3/objects/leads')).status).toBe(403);
  });
});

describe('values', () => {
  test.each([
    ['a datetime in milliseconds', { closedate: '1764000000000' }, { closedate: '2025-11-24T16:00:00.000Z' }],
    [
      'a datetime with an offset',
      { closedate: '2026-01-01T01:00:00+01:00' },
      { closedate: '2026-01-01T00:00:00.000Z' },
    ],
    ['several checkboxes', { hs_buying_role: 'CHAMPION;END_USER' }, { hs_buying_role: 'CHAMPION;END_USER' }],
    ['an e-mail in capitals', { email: ' Ada@EXAMPLE.com' }, { email: 'ada@example.com' }],
    ['a number given as a number', { hs_pinned_engagement_id: 12 }, { hs_pinned_engagement_id: '12' }],
    ['null clears like ""', { firstname: null }, { firstname: null }],
  ])('%s', async (_name, written, read) => {
    const id = contact();
    const { status } = await api('PATCH', `${CONTACTS}/${id}`, { properties: written });
    expect(status).toBe(200);
    expect(await valuesOf(id, Object.keys(read))).toMatchObject(read);
  });

  test.each([
    [{ no_such: 'x' }, 'no_such', 'PROPERTY_DOESNT_EXIST', 'Property "no_such" does not exist'],
    [
      { createdate: '1' },
      'createdate',
      'READ_ONLY_VALUE',
      '"createdate" is a read only property; its value cannot be set.',
    ],
    [{ hs_lead_status: 'new' }, 'hs_lead_status', 'INVALID_OPTION', /^new was not one of the allowed options/],
    [{ associatedcompanyid: '1,000' }, 'associatedcompanyid', 'INVALID_LONG', /valid long/],
    [{ closedate: '30.2.2026' }, 'closedate', 'INVALID_LONG', /valid long/],
    [{ closedate: '2026-02-30' }, 'closedate', 'INVALID_LONG', /valid long/],
    [{ email: 'nobody' }, 'email', 'INVALID_EMAIL', /invalid/],
    [{ hubspot_owner_id: '1' }, 'hubspot_owner_id', 'INVALID_OWNER_ID', /does not exist/],
  ])('%j is refused as %s', async (properties, name, code, message) => {
    const id = contact();
    const { status, body } = await api('PATCH', `${CONTACTS}/${id}`, { properties });
    expect(status).toBe(400);
    expect(body).toMatchObject({ status: 'error', category: 'VALIDATION_ERROR' });
    expect(body.errors).toMatchObject([{ code, context: { propertyName: [name] } }]);
    expect(body.errors[0].message).toMatch(message);
    const listed = JSON.parse(body.message.replace('Property values were not valid: ', ''));
    expect(listed).toMatchObject([{ isValid: false, error: code, name, portalId: 48_975_575 }]);
  });

  test('a user id assigns nobody, an owner id does, a deactivated one no more', async () => {
    const owner = portal.createOwner({ email: 'anna@example.com' });
    const id = contact();
    const assign = (value: string) => api('PATCH', `${CONTACTS}/${id}`, { properties: { hubspot_owner_id: value } });
    expect((await assign(String(owner.userId))).status).toBe(400);
    await clock.advance(1_000);
    expect((await assign(owner.id)).status).toBe(200);
    expect(await valuesOf(id, ['hubspot_owner_assigneddate'])).toMatchObject({
      hubspot_owner_assigneddate: '2026-11-23T08:00:01.000Z',
    });
    portal.deactivateOwner({ id: owner.id });
    expect((await assign('')).status).toBe(200);
    expect((await assign(owner.id)).status).toBe(400);
  });

  test('history is newest first, with its sources', async () => {
    const id = contact({ jobtitle: 'Intern' });
    await clock.advance(1_000);
    await api('PATCH', `${CONTACTS}/${id}`, { properties: { jobtitle: 'CTO' } });
    const { body } = await api('GET', `${CONTACTS}/${id}?propertiesWithHistory=jobtitle`);
    expect(body.propertiesWithHistory.jobtitle).toEqual([
      { value: 'CTO', timestamp: '2026-11-23T08:00:01.000Z', sourceType: 'INTEGRATION', sourceId: '39522895' },
      { value: 'Intern', timestamp: '2026-11-23T08:00:00.000Z', sourceType: 'CRM_UI', sourceId: 'userId:98499705' },
    ]);
    expect(body.properties.lastmodifieddate).toBe('2026-11-23T08:00:01.000Z');
  });
});

describe('lifecycle stage', () => {
  const write = (id: string, lifecyclestage: string) =>
    api('PATCH', `${CONTACTS}/${id}`, { properties: { lifecyclestage } });
  const stage = async (id: string): Promise<string | null> =>
    (await valuesOf(id, ['lifecyclestage']))['lifecyclestage'] ?? null;

  test('goes forward, and a step back is answered with 200 and ignored', async () => {
    const id = contact();
    expect(await stage(id)).toBe('lead');
    await write(id, 'salesqualifiedlead');
    const before = portal.writes({ objectId: id }).length;
    expect((await write(id, 'marketingqualifiedlead')).status).toBe(200);
    expect(await stage(id)).toBe('salesqualifiedlead');
    expect(portal.writes({ objectId: id })).toHaveLength(before);
  });

  test('"" clears it, and then any stage can be set; every entry is stamped', async () => {
    const id = contact();
    await write(id, 'customer');
    await write(id, '');
    expect(await stage(id)).toBeNull();
    await clock.advance(5_000);
    await write(id, 'marketingqualifiedlead');
    expect(await valuesOf(id, ['lifecyclestage', 'hs_v2_date_entered_marketingqualifiedlead'])).toMatchObject({
      lifecyclestage: 'marketingqualifiedlead',
      hs_v2_date_entered_marketingqualifiedlead: '2026-11-23T08:00:05.000Z',
    });
  });

  test('a person may step back in HubSpot itself', async () => {
    const id = contact({ firstname: 'Ada', lifecyclestage: 'customer' });
    portal.setProperties({ id, properties: { lifecyclestage: 'lead' } });
    expect(await stage(id)).toBe('lead');
    portal.setProperties({ id, properties: { lifecyclestage: 'subscriber' }, changeSource: 'IMPORT' });
    expect(await stage(id)).toBe('lead');
  });
});

describe('batches', () => {
  const update = (inputs: unknown) => api('POST', `${CONTACTS}/batch/update`, { inputs });

  test('more than a hundred, or more than fifty with history, are refused', async () => {
    const inputs = Array.from({ length: 101 }, (_, n) => ({ id: String(n) }));
    expect((await api('POST', `${CONTACTS}/batch/read`, { inputs, properties: [] })).status).toBe(400);
    const some = { inputs: inputs.slice(0, 51), properties: [], propertiesWithHistory: ['email'] };
    expect((await api('POST', `${CONTACTS}/batch/read`, some)).body.message).toBe(
      'The maximum number of inputs supported in a batch request for property histories is 50. Please reduce the number of items and try again',
    );
  });

  test('the same id twice sinks the batch, also under its id from before a merge', async () => {
    const [one, two] = [contact(), contact()];
    const twice = await update([one, two, one].map((id) => ({ id, properties: { city: 'Rome' } })));
    expect(twice).toMatchObject({
      status: 400,
      body: {
        message: `Duplicate IDs found in batch input: [${one}]. IDs must be unique`,
        category: 'VALIDATION_ERROR',
        context: { ids: [one] },
      },
    });
    const merged = portal.mergeContacts({ primary: one, secondary: two });
    expect((await update([one, merged.id].map((id) => ({ id, properties: {} })))).status).toBe(400);
  });

  test('one bad property sinks all, unless every input has its own trace id', async () => {
    const [one, two] = [contact(), contact()];
    const inputs = [
      { id: one, properties: { city: 'Rome' } },
      { id: two, properties: { no_such: '1' } },
    ];
    expect((await update(inputs)).status).toBe(400);
    expect((await update(inputs.map((input) => ({ ...input, objectWriteTraceId: 'same' })))).status).toBe(400);
    expect(await valuesOf(one, ['city'])).toMatchObject({ city: null });
    const traced = await update(inputs.map((input, n) => ({ ...input, objectWriteTraceId: `t${n}` })));
    expect(traced).toMatchObject({
      status: 207,
      body: {
        status: 'COMPLETE',
        results: [{ id: one }],
        numErrors: 1,
        errors: [{ status: 'error', category: 'VALIDATION_ERROR', context: { objectWriteTraceId: ['t1'] } }],
      },
    });
    expect(await valuesOf(one, ['city'])).toMatchObject({ city: 'Rome' });
  });

  test('missing ids are one error of a 207, or of a 200 where the switch says so', async () => {
    const id = contact();
    const inputs = [id, '1', '2'].map((each) => ({ id: each, properties: { city: 'Rome' } }));
    expect(await update(inputs)).toMatchObject({
      status: 207,
      body: {
        results: [{ id }],
        numErrors: 1,
        errors: [{ category: 'OBJECT_NOT_FOUND', context: { ids: ['1', '2'] } }],
      },
    });
    await restart({ batchStatus: 200 });
    expect(await update([{ id: '1', properties: {} }])).toMatchObject({ status: 200, body: { numErrors: 1 } });
  });

  test('updates by e-mail are refused in HubSpot’s words', async () => {
    const refused = await update([{ id: 'a@example.com', idProperty: 'email', properties: {} }]);
    expect(refused.body.message).toBe('Unable to perform update/upsert by non-unique 0-1 property');
  });

  test('a refused creation makes nothing, not even the good half', async () => {
    const before = portal.dump({ types: ['task'] }).records.task!.length;
    const { status } = await api('POST', '/crm/objects/2026-09/tasks/batch/create', {
      inputs: [
        { properties: { hs_timestamp: '2026-11-24T00:00:00Z' } },
        {
          properties: { hs_timestamp: '2026-11-24T00:00:00Z' },
          associations: [{ to: { id: '1' }, types: [{ associationTypeId: 204 }] }],
        },
      ],
    });
    expect(status).toBe(400);
    expect(portal.dump({ types: ['task'] }).records.task).toHaveLength(before);
  });
});

describe('merging and deleting', () => {
  test('the primary wins, blanks are filled, counts add up, the furthest stage stays', async () => {
    const one = contact({ email: 'a@example.com', jobtitle: 'CTO', lifecyclestage: 'lead' });
    const two = contact({ email: 'b@example.com', jobtitle: 'Intern', phone: '1', lifecyclestage: 'customer' });
    for (const id of [one, two, two]) portal.submitForm({ contact: id, form: 'Demo' });
    const merged = portal.mergeContacts({ primary: one, secondary: two });
    expect(
      await valuesOf(two, ['email', 'jobtitle', 'phone', 'lifecyclestage', 'num_conversion_events']),
    ).toMatchObject({
      email: 'a@example.com',
      jobtitle: 'CTO',
      phone: '1',
      lifecyclestage: 'customer',
      num_conversion_events: '3',
    });
    const again = portal.mergeContacts({ primary: merged.id, secondary: contact() });
    const read = await api('POST', `${CONTACTS}/batch/read`, { inputs: [{ id: one }, { id: two }], properties: [] });
    expect(read.body.results.map((result: { id: string }) => result.id)).toEqual([again.id]);
    expect((await api('GET', `${CONTACTS}/b@example.com?idProperty=email`)).body.id).toBe(again.id);
  });

  test('archived is gone from every read but the recycle bin, and its e-mail is free', async () => {
    const id = contact({ email: 'ada@example.com' });
    expect((await api('DELETE', `${CONTACTS}/${id}`)).status).toBe(204);
    expect((await api('GET', `${CONTACTS}/${id}`)).status).toBe(404);
    expect((await api('PATCH', `${CONTACTS}/${id}`, { properties: {} })).status).toBe(404);
    expect((await api('GET', `${CONTACTS}/${id}?archived=true`)).body).toMatchObject({ archived: true });
    contact({ email: 'ada@example.com' });
    expect(() => portal.restoreRecord({ id })).toThrow(/cannot be restored/);
  });

  test('forgotten people cannot be written back in', async () => {
    const id = contact({ email: 'ada@example.com' });
    expect((await api('POST', `${CONTACTS}/gdpr-delete`, { objectId: id })).status).toBe(204);
    expect((await api('GET', `${CONTACTS}/${id}?archived=true`)).status).toBe(404);
    expect((await api('POST', CONTACTS, { properties: { email: 'ada@example.com' } })).status).toBe(400);
  });
});

test('an administrator’s rule binds 2026-09 writes and no older ones', async () => {
  portal.setAdminRules({ rules: [{ when: { lifecyclestage: 'salesqualifiedlead' }, required: ['hs_lead_status'] }] });
  const id = contact();
  const write = (path: string, properties: object) => api('PATCH', `${path}/${id}`, { properties });
  const refused = await write(CONTACTS, { lifecyclestage: 'salesqualifiedlead' });
  expect(refused).toMatchObject({ status: 400, body: { category: 'VALIDATION_ERROR' } });
  expect((await write('/crm/v3/objects/contacts', { lifecyclestage: 'salesqualifiedlead' })).status).toBe(200);
  expect((await write(CONTACTS, { hs_lead_status: 'OPEN' })).status).toBe(200);
});

test('a task needs its due date', async () => {
  const { status, body } = await api('POST', '/crm/v3/objects/tasks', { properties: { hs_task_subject: 'x' } });
  expect(status).toBe(400);
  expect(body).toMatchObject({
    message: 'Error creating TASK. Some required properties were not set.',
    context: { properties: ['hs_timestamp'] },
  });
});

test('lists say since when a contact is in them', async () => {
  const id = contact();
  portal.addToList({ contact: id, list: 'Visited pricing' });
  await clock.advance(60_000);
  portal.addToList({ contact: id, list: 'Visited pricing' });
  const { body: found } = await api('POST', '/crm/lists/2026-09/search', { query: 'pricing', listIds: [], offset: 0 });
  const { body } = await api('POST', '/crm/lists/2026-09/records/memberships/batch/read', {
    inputs: [{ objectTypeId: '0-1', recordId: id }],
  });
  expect(body.results).toMatchObject([
    {
      recordId: id,
      recordListMemberships: [
        {
          listId: found.lists[0].listId,
          firstAddedTimestamp: '2026-11-23T08:00:00.000Z',
          lastAddedTimestamp: '2026-11-23T08:01:00.000Z',
        },
      ],
    },
  ]);
});

test('a user record carries working hours under a third id', async () => {
  const hours = [{ days: 'MONDAY_TO_FRIDAY', startMinute: 540, endMinute: 1020 }];
  const owner = portal.createOwner({ email: 'anna@example.com', timeZone: 'Europe/Berlin', workingHours: hours });
  const { body } = await api('GET', '/crm/objects/2026-09/users?properties=hs_working_hours,hubspot_owner_id');
  expect(body.results).toHaveLength(1);
  expect(JSON.parse(body.results[0].properties.hs_working_hours)).toEqual(hours);
  expect(body.results[0].properties.hubspot_owner_id).toBe(owner.id);
  expect(new Set([body.results[0].id, owner.id, String(owner.userId)]).size).toBe(3);
});

test('the account, its day and its limits on properties', async () => {
  const { body: account } = await api('GET', '/account-info/2026-09/details');
  expect(account).toMatchObject({ portalId: 48_975_575, timeZone: 'Europe/Berlin', utcOffset: '+01:00' });
  const { body: usage } = await api('GET', '/account-info/v3/api-usage/daily/private-apps');
  expect(usage.results).toMatchObject([
    {
      name: 'private-apps-api-calls-daily',
      usageLimit: 625_000,
      currentUsage: 2,
      resetsAt: '2026-11-23T23:00:00.000Z',
    },
  ]);
  const { body: limits } = await api('GET', '/crm/limits/2026-09/custom-properties');
  expect(limits.byObjectType[0]).toMatchObject({ objectTypeId: '0-1', limit: 1_000, usage: 0 });
});

test('the lifecycle pipeline follows the property’s options', async () => {
  const { body } = await api('GET', '/crm/pipelines/2026-09/contacts');
  expect(body.results[0].stages.map((stage: { id: string }) => stage.id)).toEqual([
    'subscriber',
    'lead',
    'marketingqualifiedlead',
    'salesqualifiedlead',
    'opportunity',
    'customer',
    'evangelist',
    'other',
  ]);
});
