import { afterEach, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { startPortal } from '../../src/portal/portal.ts';
import type { Portal } from '../../src/portal/portal.ts';
import { apiOf } from './api.ts';
import { virtualClock } from './virtual-time.ts';
import type { VirtualClock } from './virtual-time.ts';

const START = Date.parse('2026-11-23T08:00:00.000Z');
let portal: Portal;
let clock: VirtualClock;
const api = apiOf(() => portal);
const search = async (body: object) => {
  await clock.advance(1_000);
  return api('POST', '/crm/objects/2026-09/contacts/search', { properties: [], limit: 100, ...body });
};
const where = (...filters: object[]) => ({ filterGroups: [{ filters }] });
const emails = (body: { results: { properties: Record<string, string> }[] }): (string | undefined)[] =>
  body.results.map((result) => result.properties['email']);

beforeEach(async () => {
  clock = virtualClock(START);
  portal = await startPortal({ clock });
});
afterEach(() => portal.close());

test('a write is invisible until the index has caught up, and what is archived disappears', async () => {
  const made = portal.createContact({ properties: { email: 'ada@example.com' } });
  const query = where({ propertyName: 'email', operator: 'EQ', value: 'ADA@example.com' });
  expect((await search(query)).body.total).toBe(0);
  await clock.advance(2_000);
  expect((await search(query)).body.total).toBe(1);
  portal.setProperties({ id: made.id, properties: { jobtitle: 'CTO' } });
  expect((await search({ ...query, properties: ['jobtitle'] })).body.results[0].properties.jobtitle).toBeNull();
  await clock.advance(3_000);
  expect((await search({ ...query, properties: ['jobtitle'] })).body.results[0].properties.jobtitle).toBe('CTO');
  portal.deleteRecord({ id: made.id });
  await clock.advance(3_000);
  expect((await search(query)).body.total).toBe(0);
});

test.each([
  ['EQ on text ignores case', { propertyName: 'jobtitle', operator: 'EQ', value: 'vp sales' }, ['b']],
  ['an option is case-sensitive', { propertyName: 'lifecyclestage', operator: 'EQ', value: 'LEAD' }, []],
  ['IN wants lower case', { propertyName: 'jobtitle', operator: 'IN', values: ['VP Sales', 'cto'] }, ['a']],
  ['NEQ leaves out who has none', { propertyName: 'jobtitle', operator: 'NEQ', value: 'CTO' }, ['b']],
  ['HAS_PROPERTY', { propertyName: 'jobtitle', operator: 'HAS_PROPERTY' }, ['a', 'b']],
  ['NOT_HAS_PROPERTY', { propertyName: 'jobtitle', operator: 'NOT_HAS_PROPERTY' }, ['c']],
  ['a token', { propertyName: 'jobtitle', operator: 'CONTAINS_TOKEN', value: 'sales' }, ['b']],
  ['numbers compare as numbers', { propertyName: 'associatedcompanyid', operator: 'GT', value: '9' }, ['b']],
  [
    'BETWEEN has both ends',
    { propertyName: 'associatedcompanyid', operator: 'BETWEEN', value: '9', highValue: '10' },
    ['a', 'b'],
  ],
  ['a date in milliseconds', { propertyName: 'closedate', operator: 'LT', value: String(START) }, ['a']],
  ['a date in ISO', { propertyName: 'closedate', operator: 'GTE', value: '2026-11-23T08:00:00Z' }, ['b']],
])('%s', async (_name, filter, expected) => {
  const people = [
    { email: 'a@x.example', jobtitle: 'CTO', associatedcompanyid: '9', closedate: '2026-01-01T00:00:00Z' },
    { email: 'b@x.example', jobtitle: 'VP Sales', associatedcompanyid: '10', closedate: '2026-12-01T00:00:00Z' },
    { email: 'c@x.example' },
  ];
  for (const properties of people) portal.createContact({ properties });
  await clock.advance(3_000);
  const { status, body } = await search({ ...where(filter), properties: ['email'] });
  expect(status).toBe(200);
  expect(emails(body)).toEqual(expected.map((letter) => `${letter}@x.example`));
});

test.each([
  ['six groups', { filterGroups: Array(6).fill({ filters: [{ propertyName: 'email', operator: 'HAS_PROPERTY' }] }) }],
  ['seven filters in a group', where(...Array(7).fill({ propertyName: 'email', operator: 'HAS_PROPERTY' }))],
  ['an unknown property', where({ propertyName: 'no_such', operator: 'HAS_PROPERTY' })],
  ['an unknown operator', where({ propertyName: 'email', operator: 'LIKE', value: 'x' })],
  ['two sorts', { sorts: ['email', 'city'] }],
  ['more than 200 a page', { limit: 201 }],
  ['paging past 10,000', { after: '9901', limit: 100 }],
  ['a request over 3,000 characters', where({ propertyName: 'email', operator: 'EQ', value: 'x'.repeat(3_000) })],
])('%s is a 400', async (_name, body) => {
  const answer = await search(body);
  expect(answer).toMatchObject({ status: 400, body: { status: 'error', category: 'VALIDATION_ERROR' } });
});

test('five a second; the sixth hears of a secondly limit, and no search tells its limits', async () => {
  const ask = () => api('POST', '/crm/v3/objects/contacts/search', { filterGroups: [] });
  const answers = await Promise.all(Array.from({ length: 6 }, ask));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 429]);
  expect(answers.find(({ status }) => status === 429)?.body).toMatchObject({
    message: 'You have reached your secondly limit.',
    errorType: 'RATE_LIMIT',
  });
  for (const { headers } of answers) expect([...headers.keys()].some((name) => name.includes('ratelimit'))).toBe(false);
  await clock.advance(1_000);
  expect((await ask()).status).toBe(200);
});

test('tasks are found by their contact', async () => {
  const [ada, eve] = ['Ada', 'Eve'].map((firstname) => portal.createContact({ properties: { firstname } }));
  const task = portal.logActivity({ contact: ada!.id, type: 'task', properties: { hs_task_subject: 'Call' } });
  await clock.advance(3_000);
  for (const [contact, expected] of [
    [ada, [task.id]],
    [eve, []],
  ] as const) {
    const filter = { propertyName: 'associations.contact', operator: 'EQ', value: contact!.id };
    const { body } = await api('POST', '/crm/objects/2026-09/tasks/search', where(filter));
    expect(body.results.map((result: { id: string }) => result.id)).toEqual(expected);
  }
});

test('the index by last modification finds what a full scan finds, in order', async () => {
  const step = fc.record({
    who: fc.nat(4),
    waitMs: fc.integer({ min: 0, max: 4_000 }),
    city: fc.constantFrom('Rome', 'Bonn'),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), fc.nat(60_000), async (steps, since) => {
      await portal.close();
      clock = virtualClock(START);
      portal = await startPortal({ clock });
      const ids = Array.from(
        { length: 5 },
        (_, n) => portal.createContact({ properties: { firstname: String(n) } }).id,
      );
      for (const { who, waitMs, city } of steps) {
        await clock.advance(waitMs);
        portal.setProperties({ id: ids[who]!, properties: { city } });
      }
      await clock.advance(3_000);
      const bound = new Date(START + since).toISOString();
      const sorts = [{ propertyName: 'lastmodifieddate', direction: 'ASCENDING' }];
      const indexed = await search({
        ...where({ propertyName: 'lastmodifieddate', operator: 'GTE', value: bound }),
        sorts,
      });
      const all = await search({ filterGroups: [], sorts });
      const expected = all.body.results.filter(
        (r: { properties: Record<string, string> }) => r.properties['lastmodifieddate']! >= bound,
      );
      expect(indexed.body.results).toEqual(expected);
    }),
    { numRuns: 25 },
  );
});
