import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cleanHtml } from '../../src/portal/clean-html.ts';
import { startPortal } from '../../src/portal/portal.ts';
import type { Portal } from '../../src/portal/portal.ts';
import { apiOf } from './api.ts';

let portal: Portal;
const api = apiOf(() => portal);
beforeAll(async () => {
  portal = await startPortal();
});
afterAll(() => portal.close());

const PROPERTIES = '/crm/properties/2026-09/contacts';
const GRADE = {
  name: 'grade',
  label: 'Grade',
  groupName: 'contactinformation',
  type: 'enumeration',
  fieldType: 'select',
  options: [
    { label: 'A', value: 'a', displayOrder: 0, hidden: false },
    { label: 'B', value: 'b', displayOrder: 1, hidden: false },
  ],
};

describe('defining properties', () => {
  test.each([
    ['no label', { label: undefined }],
    ['a name in capitals', { name: 'Grade' }],
    ['a name that starts with a digit', { name: '1grade' }],
    ['an unknown group', { groupName: 'nowhere' }],
    ['an unknown type', { type: 'json' }],
    ['a field type of another type', { fieldType: 'text' }],
    ['no options', { options: [] }],
    ['an option value twice', { options: [GRADE.options[0], { ...GRADE.options[1], value: 'a' }] }],
    ['a bool without its two options', { type: 'bool', fieldType: 'booleancheckbox', options: [] }],
  ])('%s is a 400', async (_name, change) => {
    const { status, body } = await api('POST', PROPERTIES, { ...GRADE, ...change });
    expect(status).toBe(400);
    expect(body).toMatchObject({ category: 'VALIDATION_ERROR', message: expect.any(String) });
  });

  test('made once, extended with an option, archived; its values are checked meanwhile', async () => {
    expect((await api('POST', PROPERTIES, GRADE)).status).toBe(201);
    expect((await api('POST', PROPERTIES, GRADE)).status).toBe(409);
    const { id } = portal.createContact({ properties: { firstname: 'Ada' } });
    const write = (grade: string) => api('PATCH', `/crm/v3/objects/contacts/${id}`, { properties: { grade } });
    expect([(await write('a')).status, (await write('c')).status]).toEqual([200, 400]);
    const options = [...GRADE.options, { label: 'C', value: 'c', displayOrder: 2, hidden: false }];
    expect((await api('PATCH', `${PROPERTIES}/grade`, { options })).body.options).toHaveLength(3);
    expect((await write('c')).status).toBe(200);
    expect((await api('DELETE', `${PROPERTIES}/grade`)).status).toBe(204);
    expect((await write('a')).status).toBe(400);
    expect((await api('GET', `${PROPERTIES}/grade`)).status).toBe(404);
  });

  test('HubSpot’s own properties can be neither deleted nor renamed', async () => {
    expect((await api('DELETE', `${PROPERTIES}/email`)).status).toBe(400);
    expect((await api('PATCH', `${PROPERTIES}/email`, { label: 'Address' })).status).toBe(400);
  });

  test('a batch makes the good ones and lists the others', async () => {
    const inputs = [
      { ...GRADE, name: 'one' },
      { ...GRADE, name: 'email' },
    ];
    const { status, body } = await api('POST', `${PROPERTIES}/batch/create`, { inputs });
    expect(status).toBe(207);
    expect(body).toMatchObject({
      results: [{ name: 'one' }],
      errors: [{ category: 'CONFLICT', context: { name: ['email'] } }],
    });
  });

  test('two records cannot share a unique value', async () => {
    const unique = {
      ...GRADE,
      name: 'customer_no',
      type: 'string',
      fieldType: 'text',
      options: [],
      hasUniqueValue: true,
    };
    await api('POST', PROPERTIES, unique);
    const [one, two] = ['Ada', 'Eve'].map((firstname) => portal.createContact({ properties: { firstname } }).id);
    const write = (id: string | undefined) =>
      api('PATCH', `/crm/v3/objects/contacts/${id}`, { properties: { customer_no: 'K1' } });
    expect([(await write(one)).status, (await write(two)).status, (await write(one)).status]).toEqual([200, 409, 200]);
    expect((await api('GET', '/crm/v3/objects/contacts/k1?idProperty=customer_no')).body.id).toBe(one);
  });
});

test.each([
  ['plain text', '5 < 6 & 7', '5 < 6 & 7'],
  ['a comment', 'a<!-- marker:17 -->b', 'ab'],
  ['an open comment', 'a<!-- b', 'a'],
  ['a script with its content', '<p>a</p><SCRIPT>alert("</p>")</SCRIPT>b', '<p>a</p>b'],
  ['handlers and data attributes', '<p onclick="x()" data-id="7" title="t">a</p>', '<p title="t">a</p>'],
  ['a script link', '<a href="javascript:x()">a</a>', '<a>a</a>'],
  ['a good link', '<a href="https://a.example/?x=1&y=2">a</a>', '<a href="https://a.example/?x=1&y=2">a</a>'],
  ['an unknown tag keeps its text', '<custom x="1">a</custom><br/>', 'a<br />'],
  ['a > inside an attribute', '<p title="a>b" onload=\'x>y\'>c</p>', '<p title="a>b">c</p>'],
])('cleaning a body: %s', (_name, html, expected) => {
  expect(cleanHtml(html)).toBe(expected);
});
