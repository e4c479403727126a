import { describe, expect, test } from '@jest/globals';
import { answer, answered, batch, connected, contactsSearch, refusal, START, withoutNetwork } from './connected.ts';

withoutNetwork();

const submissions = '/form-integrations/v1/submissions/forms/f-1';

test('every form, page by page', async () => {
  const { hubspot } = connected();
  const asked = answer(
    'GET',
    '/marketing/v3/forms',
    [200, { results: [{ id: 'f-1', name: 'Demo request', formType: 'hubspot' }], paging: { next: { after: '1' } } }],
    [200, { results: [{ id: 'f-2', name: 'Ebook' }] }],
  );
  expect(await hubspot.forms()).toEqual([
    { id: 'f-1', name: 'Demo request' },
    { id: 'f-2', name: 'Ebook' },
  ]);
  expect(asked.map(({ query }) => query)).toEqual([{ limit: '100' }, { limit: '100', after: '1' }]);
});

describe('submissions', () => {
  test('with their time, their address in lower case, and the way on', async () => {
    const { hubspot } = connected();
    const asked = answer('GET', submissions, [
      200,
      {
        results: [
          {
            conversionId: 'c',
            submittedAt: 1_795_420_800_123,
            values: [
              { name: 'firstname', value: 'Nora' },
              { name: 'email', value: ' Nora@Hafen.example ' },
            ],
            pageUrl: 'https://www.example.com/demo',
          },
          { submittedAt: 1_795_420_700_000, values: [{ name: 'consent', value: true }] },
        ],
        paging: { next: { after: 'n2', link: 'x' } },
      },
    ]);
    expect(await hubspot.formSubmissions('f-1', { after: 'n1' })).toEqual({
      submissions: [
        { at: 1_795_420_800_123, email: 'nora@hafen.example', pageUrl: 'https://www.example.com/demo' },
        { at: 1_795_420_700_000, email: null, pageUrl: null },
      ],
      next: 'n2',
    });
    expect(asked[0]?.query).toEqual({ limit: '50', after: 'n1' });
  });

  test('of a deleted form there are none; without the scope it is said which one is missing', async () => {
    const { hubspot } = connected();
    answer('GET', submissions, [404, refusal('OBJECT_NOT_FOUND', 'no')], [403, refusal('MISSING_SCOPES', 'no')]);
    expect(await hubspot.formSubmissions('f-1', { after: null })).toBeNull();
    await expect(hubspot.formSubmissions('f-1', { after: null })).rejects.toMatchObject({
      code: 'HUBSPOT_SCOPE',
      message: expect.stringContaining('forms'),
    });
  });
});

test('contacts by e-mail: any case, further addresses too, and an unknown one is absent', async () => {
  const { hubspot } = connected();
  const asked = answer('POST', '/crm/objects/2026-09/contacts/batch/read', [
    207,
    batch(
      [
        answered('1', { email: 'nora@hafen.example' }),
        answered('2', { email: 'new@firm.example', hs_additional_emails: 'Old@firm.example;older@firm.example' }),
      ],
      { numErrors: 1, errors: [refusal('OBJECT_NOT_FOUND', 'some', { context: { ids: ['who@firm.example'] } })] },
    ),
  ]);
  const found = await hubspot.contactsByEmail(['Nora@hafen.example', 'old@firm.example', 'who@firm.example'], {
    properties: ['jobtitle'],
  });
  expect([...found].map(([email, { id }]) => [email, id])).toEqual([
    ['nora@hafen.example', '1'],
    ['old@firm.example', '2'],
  ]);
  expect(asked[0]?.json).toMatchObject({
    idProperty: 'email',
    inputs: [{ id: 'nora@hafen.example' }, { id: 'old@firm.example' }, { id: 'who@firm.example' }],
    properties: ['email', 'hs_additional_emails', 'jobtitle'],
  });
});

describe('one page of a search by several dates', () => {
  test('any of the bounds, sorted by the first, and whether that was all', async () => {
    const { hubspot } = connected();
    const asked = answer('POST', contactsSearch, [
      200,
      { total: 300, results: [answered('1', { email: 'a@example.com' })], paging: { next: { after: '200' } } },
    ]);
    const page = await hubspot.searchPage({
      bounds: [
        { property: 'recent_conversion_date', from: START },
        { property: 'lastmodifieddate', from: START - 60_000 },
      ],
      properties: ['email'],
    });
    expect(page).toMatchObject({ complete: false, found: [{ id: '1' }] });
    expect(asked[0]?.json).toMatchObject({
      filterGroups: [
        { filters: [{ propertyName: 'recent_conversion_date', operator: 'GTE', value: String(START) }] },
        { filters: [{ propertyName: 'lastmodifieddate', operator: 'GTE', value: String(START - 60_000) }] },
      ],
      sorts: [{ propertyName: 'recent_conversion_date', direction: 'ASCENDING' }],
      limit: 200,
    });
  });

  test('one instant, from an id on, by id', async () => {
    const { hubspot } = connected();
    const asked = answer('POST', contactsSearch, [200, { total: 0, results: [] }]);
    const bounds = [{ property: 'lastmodifieddate', from: START, to: START, afterId: '77' }];
    expect(await hubspot.searchPage({ bounds, properties: [] })).toEqual({ found: [], complete: true });
    expect(asked[0]?.json).toMatchObject({
      filterGroups: [
        {
          filters: [
            { propertyName: 'lastmodifieddate', operator: 'GTE', value: String(START) },
            { propertyName: 'lastmodifieddate', operator: 'LTE', value: String(START) },
            { propertyName: 'hs_object_id', operator: 'GT', value: '77' },
          ],
        },
      ],
      sorts: [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }],
    });
  });

  test('more properties than a search may name are asked for in a second one, and put together', async () => {
    const { hubspot } = connected();
    const asked = answer('POST', contactsSearch, ({ json }) => {
      const { properties } = json as { properties: string[] };
      return [200, { total: 1, results: [answered('1', Object.fromEntries(properties.map((name) => [name, 'x'])))] }];
    });
    const properties = Array.from({ length: 120 }, (_, i) => `a_property_with_quite_a_long_name_${i}`);
    const { found } = await hubspot.searchPage({ bounds: [{ property: 'lastmodifieddate', from: START }], properties });
    expect(asked.length).toBeGreaterThan(1);
    for (const { json } of asked) expect(JSON.stringify(json).length).toBeLessThanOrEqual(3_000);
    expect(Object.keys(found[0]?.properties ?? {})).toEqual(expect.arrayContaining(properties));
  });
});
