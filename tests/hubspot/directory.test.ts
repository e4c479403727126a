import { describe, expect, test } from '@jest/globals';
import { BATON_GROUP, BATON_PROPERTIES } from '../../src/hubspot/properties.ts';
import { answer, answered, batch, connected, refusal, withoutNetwork } from './connected.ts';

withoutNetwork();

describe('the account', () => {
  const details = {
    portalId: 48975575,
    accountType: 'STANDARD',
    timeZone: 'Europe/Berlin',
    companyCurrency: 'EUR',
    utcOffset: '+01:00',
  };

  test('is read from the token', async () => {
    const { hubspot } = connected();
    answer('GET', '/account-info/2026-09/details', [200, details]);
    const asked = answer('POST', '/oauth/v2/private-apps/get/access-token-info', [
      200,
      { userId: 1, hubId: 48975575, appId: 39522895, scopes: ['crm.objects.contacts.read'] },
    ]);
    expect(await hubspot.account()).toEqual({
      portalId: '48975575',
      appId: '39522895',
      timeZone: 'Europe/Berlin',
      currency: 'EUR',
      scopes: ['crm.objects.contacts.read'],
    });
    expect(asked[0]?.json).toEqual({ tokenKey: 'pat-eu1-test' });
  });

  test.each([404, 400, 403])('without an app where HubSpot does not tell it (%i)', async (status) => {
    const { hubspot } = connected();
    answer('GET', '/account-info/2026-09/details', [200, details]);
    answer('POST', '/oauth/v2/private-apps/get/access-token-info', [status, '']);
    expect(await hubspot.account()).toMatchObject({ portalId: '48975575', appId: null, scopes: null });
  });

  test('a refused token says what to do', async () => {
    const { hubspot } = connected();
    answer('GET', '/account-info/2026-09/details', [401, refusal('INVALID_AUTHENTICATION', 'no')]);
    await expect(hubspot.account()).rejects.toThrow(/HUBSPOT_ACCESS_TOKEN/);
  });
});

test('owners: active and archived, people and queues, every page, by owner id and never by user id', async () => {
  const { hubspot } = connected();
  const owner = (id: string, rest: object = {}): object => ({
    id,
    email: `Owner${id}@Example.com`,
    firstName: 'Anna',
    lastName: `Nr ${id}`,
    type: 'PERSON',
    userId: 9_000 + Number(id),
    archived: false,
    createdAt: '2026-01-01T00:00:00Z',
    updatedAt: '2026-01-01T00:00:00Z',
    ...rest,
  });
  const asked = answer('GET', '/crm/owners/2026-09', ({ query }) =>
    query['archived'] === 'true'
      ? [200, { results: [owner('3', { archived: true, userId: null })] }]
      : query['after'] === undefined
        ? [
            200,
            {
              results: [owner('1'), owner('2', { type: 'QUEUE', email: null })],
              paging: { next: { after: 'p2', link: 'x' } },
            },
          ]
        : [
            200,
            {
              results: [
                owner('4', { userId: null, userIdIncludingInactive: 9_004 }),
                owner('5', { firstName: '', lastName: '' }),
              ],
            },
          ],
  );
  const owners = await hubspot.owners();
  expect(asked.map(({ query }) => query)).toEqual([
    { limit: '100', archived: 'true' },
    { limit: '100', archived: 'false' },
    { limit: '100', archived: 'false', after: 'p2' },
  ]);
  expect(owners).toEqual([
    { id: '3', email: 'owner3@example.com', name: 'Anna Nr 3', kind: 'person', active: false },
    { id: '1', email: 'owner1@example.com', name: 'Anna Nr 1', kind: 'person', active: true },
    { id: '2', email: '', name: 'Anna Nr 2', kind: 'queue', active: true },
    { id: '4', email: 'owner4@example.com', name: 'Anna Nr 4', kind: 'person', active: false },
    { id: '5', email: 'owner5@example.com', name: 'Owner5@Example.com', kind: 'person', active: true },
  ]);
});

describe('companies', () => {
  const companiesOf = '/crm/associations/2026-09/contacts/companies/batch/read';
  const end = (toObjectId: number | string, ...typeIds: number[]): object => ({
    toObjectId,
    associationTypes: typeIds.map((typeId) => ({ category: 'HUBSPOT_DEFINED', typeId, label: null })),
  });

  test('the primary one, else the first, and none is no error', async () => {
    const { hubspot } = connected();
    answer('POST', companiesOf, [
      207,
      batch(
        [
          { from: { id: '1' }, to: [end(10, 279), end(11, 279, 1)] },
          { from: { id: '2' }, to: [end('20', 279), end(21, 279)] },
          {
            from: { id: '3' },
            to: [{ toObjectId: 30, associationTypes: [{ category: 'USER_DEFINED', typeId: 1 }] }, end(31, 1)],
          },
        ],
        {
          numErrors: 1,
          errors: [
            refusal('OBJECT_NOT_FOUND', 'No company is associated with contact 4.', {
              subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND',
              context: { fromObjectId: ['4'] },
            }),
          ],
        },
      ),
    ]);
    expect(await hubspot.companiesOf(['1', '2', '3', '4'])).toEqual(
      new Map([
        ['1', '11'],
        ['2', '20'],
        ['3', '31'],
      ]),
    );
  });

  test('1,000 contacts to a call', async () => {
    const { hubspot } = connected();
    const asked = answer('POST', companiesOf, [200, batch([])]);
    await hubspot.companiesOf(Array.from({ length: 1_001 }, (_, i) => String(i + 1)));
    expect(asked.map(({ json }) => (json as { inputs: unknown[] }).inputs.length)).toEqual([1_000, 1]);
  });

  test('read by id; one that is gone is absent, one merged away is found', async () => {
    const { hubspot } = connected();
    const asked = answer(
      'POST',
      '/crm/objects/2026-09/companies/batch/read',
      [
        207,
        batch([answered('10', { industry: 'INTERNET', name: '' })], {
          errors: [refusal('OBJECT_NOT_FOUND', 'gone', { context: { ids: ['11'] } })],
        }),
      ],
      [200, batch([answered('99', { industry: 'BANKING' })])],
    );
    const found = await hubspot.readCompanies(['10', '11'], ['industry', 'name']);
    expect(found.get('10')).toEqual({ hs_object_id: '10', industry: 'INTERNET' });
    expect(found.has('11')).toBe(false);
    expect((await hubspot.readCompanies(['12'], ['industry'])).get('12')).toMatchObject({ industry: 'BANKING' });
    expect(asked[0]?.json).toMatchObject({ properties: ['industry', 'name'] });
  });
});

describe('properties', () => {
  test('definitions by name', async () => {
    const { hubspot } = connected();
    answer('GET', '/crm/properties/2026-09/contacts', [
      200,
      {
        results: [
          {
            name: 'lifecyclestage',
            label: 'Stage',
            type: 'enumeration',
            fieldType: 'radio',
            options: [{ value: 'lead', label: 'Lead', displayOrder: 1, hidden: false }],
            modificationMetadata: { readOnlyValue: false, archivable: false },
          },
          {
            name: 'num_notes',
            label: 'Notes',
            type: 'number',
            fieldType: 'number',
            calculated: true,
            modificationMetadata: { readOnlyValue: true },
          },
          { name: 'bare', type: 'string', fieldType: 'text' },
        ],
      },
    ]);
    const definitions = await hubspot.propertyDefinitions('contacts');
    expect(definitions.get('lifecyclestage')).toEqual({
      name: 'lifecyclestage',
      label: 'Stage',
      type: 'enumeration',
      fieldType: 'radio',
      description: '',
      groupName: '',
      formField: false,
      calculated: false,
      readOnly: false,
      options: [{ value: 'lead', label: 'Lead', displayOrder: 1, hidden: false }],
    });
    expect(definitions.get('num_notes')).toMatchObject({ calculated: true, readOnly: true, options: [] });
    expect(definitions.get('bare')).toMatchObject({ label: '', options: [] });
  });

  test('are created as HubSpot wants them, never on forms', async () => {
    const { hubspot } = connected();
    const asked = answer('POST', '/crm/properties/2026-09/contacts', [201, { name: 'x' }]);
    const temperature = BATON_PROPERTIES.find(({ name }) => name === 'baton_temperature')!;
    expect(await hubspot.createProperty('contacts', temperature)).toBe('created');
    expect(asked[0]?.json).toEqual({
      name: 'baton_temperature',
      label: 'Baton temperature',
      description: temperature.description,
      groupName: 'baton',
      type: 'enumeration',
      fieldType: 'select',
      formField: false,
      options: [
        { value: 'hot', label: 'Hot', displayOrder: 0, hidden: false },
        { value: 'warm', label: 'Warm', displayOrder: 1, hidden: false },
        { value: 'cold', label: 'Cold', displayOrder: 2, hidden: false },
      ],
    });
  });

  test.each<[string, number, string]>([
    ['409', 409, 'OBJECT_ALREADY_EXISTS'],
    ['400 that says so', 400, 'VALIDATION_ERROR'],
  ])('what exists already, exists: %s', async (_, status, category) => {
    const { hubspot } = connected();
    const body = refusal(category, "Property 'baton_score' already exists");
    answer('POST', '/crm/properties/2026-09/contacts', [status, body]);
    answer('POST', '/crm/properties/2026-09/contacts/groups', [status, body]);
    expect(await hubspot.createProperty('contacts', BATON_PROPERTIES[0]!)).toBe('exists');
    expect(await hubspot.createPropertyGroup('contacts', BATON_GROUP)).toBe('exists');
  });
});
