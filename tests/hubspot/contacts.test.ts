import { describe, expect, test } from '@jest/globals';
import {
  answer,
  answered,
  batch,
  connected,
  contactsRead,
  contactsSearch,
  withoutNetwork,
  RATE,
  refusal,
  START,
} from './connected.ts';
import type { Asked } from './connected.ts';

withoutNetwork();

const idsOf = (asked: Asked | undefined): string[] =>
  (asked?.json as { inputs: { id: string }[] }).inputs.map((input) => input.id);
const some = (n: number): string[] => Array.from({ length: n }, (_, i) => String(1000 + i));
const notFound = (ids: readonly string[]): object =>
  refusal(
    'OBJECT_NOT_FOUND',
    'Could not get some CONTACT objects, they may be deleted or not exist. Check that ids are valid.',
    {
      context: { ids },
    },
  );
const nothing = { properties: [], history: [] } as const;

describe('reading contacts', () => {
  test('one call per 100 ids, with the token, on a dated path, and nothing that was not asked for', async () => {
    const { hubspot } = connected();
    const asked = answer('POST', contactsRead, (request) => [
      200,
      batch(idsOf(request).map((id) => answered(id, { jobtitle: 'CTO', phone: '', city: null }))),
    ]);
    const { found, missing } = await hubspot.readContacts([...some(150), '1000'], {
      properties: ['jobtitle', 'phone', 'city'],
      history: [],
    });
    expect(asked.map((request) => idsOf(request).length)).toEqual([100, 50]);
    expect(asked[0]?.headers['authorization']).toBe('Bearer pat-eu1-test');
    expect(asked[0]?.json).toMatchObject({
      properties: ['jobtitle', 'phone', 'city', 'hs_merged_object_ids'],
      propertiesWithHistory: [],
    });
    expect(missing).toEqual([]);
    expect(found).toHaveLength(150);
    // Null and "" are absent.
    expect(found[0]).toEqual({ id: '1000', askedFor: '1000', properties: { jobtitle: 'CTO' }, history: {} });
    expect(hubspot.callCounts()).toEqual({ readContacts: 2 });
  });

  test('one call per 50 ids with history, newest first', async () => {
    const { hubspot } = connected();
    const version = (value: string, timestamp: string): object => ({
      value,
      timestamp,
      sourceType: 'FORM',
      sourceId: 'form-1',
      updatedByUserId: 7,
    });
    const asked = answer('POST', contactsRead, (request) => [
      200,
      batch(
        idsOf(request).map((id) => ({
          ...answered(id),
          propertiesWithHistory: {
            jobtitle: [version('CTO', '2026-11-01T00:00:00.000Z'), version('VP', '2026-11-02T00:00:00.000Z')],
          },
        })),
      ),
    ]);
    const { found } = await hubspot.readContacts(some(60), { properties: [], history: ['jobtitle'] });
    expect(asked.map((request) => idsOf(request).length)).toEqual([50, 10]);
    expect(asked[0]?.json).toMatchObject({ propertiesWithHistory: ['jobtitle'] });
    expect(found[0]?.history['jobtitle']).toEqual([
      { value: 'VP', at: Date.parse('2026-11-02T00:00:00.000Z'), sourceType: 'FORM', sourceId: 'form-1' },
      { value: 'CTO', at: Date.parse('2026-11-01T00:00:00.000Z'), sourceType: 'FORM', sourceId: 'form-1' },
    ]);
  });

  test.each([
    ['a 207', 207],
    ['a 200 with errors, as from 2026-09 on', 200],
  ])('ids HubSpot does not know are missing and no error: %s', async (_, status) => {
    const { hubspot } = connected();
    answer('POST', contactsRead, [status, batch([answered('1')], { numErrors: 1, errors: [notFound(['2', '3'])] })]);
    const { found, missing } = await hubspot.readContacts(['1', '2', '3'], nothing);
    expect(found.map((contact) => contact.id)).toEqual(['1']);
    expect(missing).toEqual(['2', '3']);
  });

  test('a contact merged away answers under the survivor’s id', async () => {
    const { hubspot } = connected();
    const asked = answer('POST', contactsRead, [
      200,
      batch([answered('99', { hs_merged_object_ids: '11;12', city: 'Köln' }), answered('2')]),
    ]);
    const { found, missing } = await hubspot.readContacts(['11', '2', '12'], { properties: ['city'], history: [] });
    expect(found).toEqual([
      { id: '99', askedFor: '11', properties: { city: 'Köln' }, history: {} },
      { id: '99', askedFor: '12', properties: { city: 'Köln' }, history: {} },
      { id: '2', askedFor: '2', properties: {}, history: {} },
    ]);
    expect(missing).toEqual([]);
    expect(asked).toHaveLength(1);
  });

  test('an answer under a new id that names no old one is asked for again, alone', async () => {
    const { hubspot } = connected();
    const asked = answer(
      'POST',
      contactsRead,
      [200, batch([answered('99'), answered('2')])],
      [200, batch([answered('99')])],
      [207, batch([], { errors: [notFound(['13'])] })],
    );
    const { found, missing } = await hubspot.readContacts(['11', '2', '13'], nothing);
    expect(asked.map(idsOf)).toEqual([['11', '2', '13'], ['11'], ['13']]);
    expect(found.map(({ id, askedFor }) => [id, askedFor])).toEqual([
      ['2', '2'],
      ['99', '11'],
    ]);
    expect(missing).toEqual(['13']);
  });

  test('ids beyond 2^53 are exact, also where a proxy makes numbers of them', async () => {
    const { hubspot } = connected();
    const text = JSON.stringify(batch([{ ...answered('x'), id: 'ID' }])).replace('"ID"', '9007199254740993');
    answer('POST', contactsRead, [200, text, { 'Content-Type': 'application/json' }]);
    const { found } = await hubspot.readContacts(['9007199254740993'], nothing);
    expect(found[0]?.id).toBe('9007199254740993');
  });

  test.each<[string, string, string]>([
    ['v3', 'https://api.hubapi.test', '/crm/v3/objects/contacts/batch/read'],
    ['2027-03', 'https://api.hubapi.test', '/crm/objects/2027-03/contacts/batch/read'],
    ['2026-09-beta', 'https://api.hubapi.test/', '/crm/objects/2026-09-beta/contacts/batch/read'],
    ['2026-09', 'https://api.hubapi.test/behind/a/proxy', '/behind/a/proxy/crm/objects/2026-09/contacts/batch/read'],
  ])('the version %s under %s', async (apiVersion, baseUrl, path) => {
    const { hubspot } = connected({ apiVersion, baseUrl });
    const asked = answer('POST', path, [200, batch([answered('1')])]);
    await hubspot.readContacts(['1'], nothing);
    expect(asked).toHaveLength(1);
  });

  test('the token is the one of the moment', async () => {
    const tokens = ['pat-one', 'pat-two'];
    const { hubspot } = connected({ token: () => tokens[0] ?? '' });
    const asked = answer('POST', contactsRead, [200, batch([answered('1')])]);
    await hubspot.readContacts(['1'], nothing);
    tokens.shift();
    await hubspot.readContacts(['1'], nothing);
    expect(asked.map((request) => request.headers['authorization'])).toEqual(['Bearer pat-one', 'Bearer pat-two']);
  });

  test('nothing asked, nothing sent', async () => {
    const { hubspot } = connected();
    expect(await hubspot.readContacts([], nothing)).toEqual({ found: [], missing: [], refused: [] });
    expect(hubspot.callCounts()).toEqual({});
  });
});

describe('searching contacts', () => {
  const query = { property: 'lastmodifieddate', since: START, limit: 2_000, properties: ['city'] };
  const page = (ids: readonly string[], after?: string): object => ({
    total: 1_000,
    results: ids.map((id) => answered(id, { lastmodifieddate: '2026-11-23T08:00:00.000Z', city: 'Köln', phone: null })),
    ...(after === undefined ? {} : { paging: { next: { after } } }),
  });

  test('from a moment on, oldest first, page after page', async () => {
    const { hubspot } = connected();
    const asked = answer('POST', contactsSearch, [200, page(['1', '2'], '200'), {}], [200, page(['3']), {}]);
    const found = await hubspot.searchContacts(query);
    expect(asked.map((request) => request.json)).toEqual([
      {
        filterGroups: [{ filters: [{ propertyName: 'lastmodifieddate', operator: 'GTE', value: String(START) }] }],
        sorts: [{ propertyName: 'lastmodifieddate', direction: 'ASCENDING' }],
        properties: ['lastmodifieddate', 'city'],
        limit: 200,
        after: '0',
      },
      expect.objectContaining({ after: '200' }),
    ]);
    expect(found.map((contact) => contact.id)).toEqual(['1', '2', '3']);
    expect(found[0]?.properties).toMatchObject({ city: 'Köln' });
    expect(found[0]?.properties).not.toHaveProperty('phone');
  });

  test('no more than was asked for', async () => {
    const { hubspot } = connected();
    const asked = answer('POST', contactsSearch, [200, page(some(200), '200'), {}], [200, page(some(50), '250'), {}]);
    expect(await hubspot.searchContacts({ ...query, limit: 250 })).toHaveLength(250);
    expect(asked.map((request) => (request.json as { limit: number }).limit)).toEqual([200, 50]);
  });

  test('a request longer than search allows names no properties; they are read afterwards', async () => {
    const { hubspot } = connected();
    const properties = Array.from({ length: 120 }, (_, i) => `a_property_with_a_long_name_${i}`);
    const searched = answer('POST', contactsSearch, [200, page(['1', '2']), {}]);
    const readBack = answer('POST', contactsRead, [200, batch([answered('1', { [properties[0]!]: 'x' })])]);
    const found = await hubspot.searchContacts({ ...query, properties });
    expect(JSON.stringify(searched[0]?.json).length).toBeLessThan(3_000);
    expect(idsOf(readBack[0])).toEqual(['1', '2']);
    expect(found[0]?.properties).toEqual({ [properties[0]!]: 'x' });
    expect(found[1]?.id).toBe('2');
  });

  test('no more than four in a second, whatever the rest does', async () => {
    const { hubspot, clock } = connected();
    answer('POST', contactsSearch, [200, page([]), {}]);
    const sentAt: number[] = [];
    for (let i = 0; i < 9; i += 1) {
      await hubspot.searchContacts(query);
      sentAt.push(clock.now() - START);
    }
    expect(sentAt).toEqual([0, 0, 0, 0, 1_000, 1_000, 1_000, 1_000, 2_000]);
  });

  test('search tells nothing of the day’s calls', async () => {
    const { hubspot } = connected();
    answer('POST', contactsSearch, [200, page([]), {}]);
    await hubspot.searchContacts(query);
    expect(hubspot.dailyShareUsed()).toBeNull();
    answer('POST', contactsRead, [200, batch([]), { ...RATE, 'X-HubSpot-RateLimit-Daily-Remaining': '156250' }]);
    await hubspot.readContacts(['1'], nothing);
    expect(hubspot.dailyShareUsed()).toBe(0.75);
  });
});
