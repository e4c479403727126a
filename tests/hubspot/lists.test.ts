import { describe, expect, test } from '@jest/globals';
import { answer, batch, connected, refusal, withoutNetwork } from './connected.ts';

withoutNetwork();

const joins = '/crm/lists/2026-09/101/memberships/join-order';

describe('finding a list', () => {
  test('by a part of its name, every page, lists of contacts only', async () => {
    const { hubspot } = connected();
    const list = (listId: string | number, name: string, objectTypeId = '0-1'): object => ({
      listId,
      name,
      objectTypeId,
    });
    const asked = answer(
      'POST',
      '/crm/lists/2026-09/search',
      [
        200,
        {
          lists: [list(101, 'Webinar attended'), list('7', 'Webinar firms', '0-2')],
          hasMore: true,
          offset: 2,
          total: 3,
        },
      ],
      [200, { lists: [list('102', 'webinar registered')], hasMore: false, offset: 3, total: 3 }],
    );
    expect(await hubspot.listsNamed('webinar')).toEqual([
      { id: '101', name: 'Webinar attended' },
      { id: '102', name: 'webinar registered' },
    ]);
    expect(asked.map(({ json }) => json)).toEqual([
      { query: 'webinar', offset: 0, count: 100 },
      { query: 'webinar', offset: 2, count: 100 },
    ]);
  });

  test('without the scope it says which one is missing', async () => {
    const { hubspot } = connected();
    answer('POST', '/crm/lists/2026-09/search', [403, refusal('MISSING_SCOPES', 'no')]);
    await expect(hubspot.listsNamed('x')).rejects.toMatchObject({
      code: 'HUBSPOT_SCOPE',
      message: expect.stringContaining('crm.lists.read'),
    });
  });
});

describe('memberships', () => {
  test('of contacts: first and last time, list ids as text, nobody twice, 100 to a call', async () => {
    const { hubspot } = connected();
    const asked = answer('POST', '/crm/lists/2026-09/records/memberships/batch/read', [
      200,
      batch([
        {
          objectTypeId: '0-1',
          recordId: '1',
          recordListMemberships: [
            {
              listId: 13,
              listVersion: 2,
              firstAddedTimestamp: '2023-06-28T22:00:15.001Z',
              lastAddedTimestamp: '2023-09-28T22:03:17.998Z',
            },
            { listId: '14', lastAddedTimestamp: '2023-09-28T22:03:17.998Z' },
          ],
        },
        { objectTypeId: '0-1', recordId: '2', recordListMemberships: [] },
      ]),
    ]);
    const last = Date.parse('2023-09-28T22:03:17.998Z');
    expect(await hubspot.membershipsOf(['1', '2', '1', ...Array.from({ length: 99 }, (_, i) => `${i + 10}`)])).toEqual(
      new Map([
        [
          '1',
          [
            { listId: '13', firstAddedAt: Date.parse('2023-06-28T22:00:15.001Z'), lastAddedAt: last },
            { listId: '14', firstAddedAt: last, lastAddedAt: last },
          ],
        ],
      ]),
    );
    expect(asked.map(({ json }) => (json as { inputs: object[] }).inputs.length)).toEqual([100, 1]);
    expect((asked[0]?.json as { inputs: object[] }).inputs[0]).toEqual({ objectTypeId: '0-1', recordId: '1' });
  });

  test('of a list in the order of joining, from a place on', async () => {
    const { hubspot } = connected();
    const row = { recordId: '508369434347', membershipTimestamp: '2026-11-23T08:00:00.000Z' };
    const asked = answer(
      'GET',
      joins,
      [200, { results: [row], total: 2, paging: { next: { after: 'MTIz', link: 'x' } } }],
      [200, { results: [], total: 2, paging: { next: { after: 'MTIz', link: 'x' } } }],
    );
    expect(await hubspot.listJoins('101', { after: null })).toEqual({
      joins: [{ contactId: '508369434347', at: Date.parse('2026-11-23T08:00:00.000Z') }],
      next: 'MTIz',
    });
    // A page without anybody is the last one, whatever it says of a next.
    expect(await hubspot.listJoins('101', { after: 'MTIz' })).toEqual({ joins: [], next: null });
    expect(asked.map(({ query }) => query)).toEqual([{ limit: '250' }, { limit: '250', after: 'MTIz' }]);
  });

  test('a list that was deleted is none, and no failure', async () => {
    const { hubspot } = connected();
    answer('GET', joins, [404, refusal('OBJECT_NOT_FOUND', 'List does not exist')]);
    expect(await hubspot.listJoins('101', { after: null })).toBeNull();
  });

  test('an answer without a time is refused by name, not taken for a membership of 1970', async () => {
    const { hubspot } = connected();
    answer('GET', joins, [200, { results: [{ recordId: '1', membershipTimestamp: null }] }]);
    await expect(hubspot.listJoins('101', { after: null })).rejects.toMatchObject({
      code: 'HUBSPOT_UNKNOWN_ANSWER',
      message: expect.stringContaining('membershipTimestamp'),
    });
  });
});
