import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import nock from 'nock';
import { ENDPOINTS, SCOPES, versioned } from '../../src/hubspot/endpoints.ts';
import type { Endpoint, Operation } from '../../src/hubspot/endpoints.ts';
import type { HubSpot } from '../../src/hubspot/hubspot.ts';
import { BATON_PROPERTIES } from '../../src/hubspot/properties.ts';
import { API, answered, connected, START, withoutNetwork } from './connected.ts';

withoutNetwork();

const names = Object.keys(ENDPOINTS) as Operation[];
const declared = (operation: Operation, version: string): string => {
  const { method, path }: Endpoint = ENDPOINTS[operation];
  return `${method} ${path.replace('{version}', version).replace('{name}', 'baton_score')}`;
};

/** Everything Baton ever asks of HubSpot, once. */
async function callEverything(hubspot: HubSpot): Promise<void> {
  const read = { properties: [], history: [] };
  await hubspot.account();
  await hubspot.readContacts(['1'], read);
  await hubspot.updateContacts([{ id: '1', properties: { baton_score: '1' } }]);
  await hubspot.searchContacts({ property: 'createdate', since: START, limit: 1, properties: [] });
  await hubspot.readCompanies(['1'], []);
  await hubspot.companiesOf(['1']);
  await hubspot.createTask({
    kind: 'CreateTask',
    key: 'k',
    contactId: '1',
    companyId: null,
    ownerId: '1',
    subject: 's',
    body: 'm',
    marker: 'm',
    dueAt: START,
    remindAt: null,
    priority: 'LOW',
    type: 'TODO',
  });
  await hubspot.findTasks('1', 'm');
  await hubspot.changeTask('{id}', { ownerId: '1', isDone: false });
  const made = { key: 'k', contactId: '1', companyId: null, ownerId: '1', marker: 'm', at: START } as const;
  await hubspot.createNote({ kind: 'CreateNote', body: 'm', ...made });
  await hubspot.findNotes('1', 'm');
  await hubspot.logEmail({ kind: 'LogEmail', from: 'a@b.c', to: 'd@e.f', subject: 's', text: 'm', ...made });
  await hubspot.findEmails('1', made);
  await hubspot.searchPage({ bounds: [{ property: 'createdate', from: START }], properties: [] });
  await hubspot.contactIds({ after: null });
  await hubspot.countContacts();
  await hubspot.listsNamed('Webinar');
  await hubspot.membershipsOf(['1']);
  await hubspot.listJoins('{list}', { after: null });
  await hubspot.forms();
  await hubspot.formSubmissions('{form}', { after: null });
  await hubspot.contactsByEmail(['a@example.com'], { properties: [] });
  await hubspot.owners();
  await hubspot.propertyDefinitions('contacts');
  await hubspot.propertyDefinitions('companies');
  await hubspot.createPropertyGroup('contacts', { name: 'baton', label: 'Baton' });
  await hubspot.createProperty('contacts', BATON_PROPERTIES[0]!);
  await hubspot.updateProperty('contacts', { name: 'baton_score', formField: false });
  await hubspot.propertyLimit('contacts');
}

/** A body that satisfies every endpoint at once. */
const ANYTHING = {
  ...answered('1'),
  results: [],
  portalId: 1,
  timeZone: 'UTC',
  hubId: 1,
  appId: 2,
  scopes: [],
  byObjectType: [],
  total: 0,
};

describe.each(['2026-09', 'v3'])('version %s', (version) => {
  test('every call made is declared, and every declared call is made', async () => {
    const made = new Set<string>();
    const reply = async (request: Request): Promise<[number, object, Record<string, string>]> => {
      const { pathname } = new URL(request.url);
      made.add(`${request.method} ${decodeURIComponent(pathname)}`);
      const links = /\/contacts\/(tasks|notes|emails)\//.test(pathname)
        ? { results: [{ from: { id: '1' }, to: [{ toObjectId: 5, associationTypes: [] }] }] }
        : {};
      return [200, { ...ANYTHING, ...links }, { 'Content-Type': 'application/json' }];
    };
    nock(API).persist().get(/.*/).reply(reply);
    nock(API).persist().post(/.*/).reply(reply);
    nock(API).persist().patch(/.*/).reply(reply);
    const { hubspot } = connected({ apiVersion: version });
    await callEverything(hubspot);

    const known = version === 'v3' ? names.map(legacy) : names.map((operation) => declared(operation, version));
    expect([...made].sort()).toEqual([...new Set(known)].sort());
    expect(Object.keys(hubspot.callCounts()).sort()).toEqual([...names].sort());
  });
});

/** The same endpoint as it stood before paths were dated. */
function legacy(operation: Operation): string {
  const { method, path }: Endpoint = ENDPOINTS[operation];
  const version = path.startsWith('/crm/associations') ? 'v4' : 'v3';
  return `${method} ${path
    .replace(/^\/crm\/([^/]+)\/\{version\}/, `/crm/${version}/$1`)
    .replace('{version}', version)
    .replace('{name}', 'baton_score')}`;
}

describe('dated paths', () => {
  test.each([
    ['/crm/v3/objects/contacts/batch/read', '/crm/objects/2026-09/contacts/batch/read'],
    ['/crm/v3/objects/0-136/search', '/crm/objects/2026-09/0-136/search'],
    ['/crm/v3/owners/', '/crm/owners/2026-09'],
    ['/crm/v3/properties/contacts/groups', '/crm/properties/2026-09/contacts/groups'],
    ['/crm/v4/associations/contacts/companies/batch/read', '/crm/associations/2026-09/contacts/companies/batch/read'],
    ['/crm/v4/objects/contacts/1/associations/tasks', '/crm/objects/2026-09/contacts/1/associations/tasks'],
    ['/account-info/v3/details', '/account-info/2026-09/details'],
    ['/oauth/v2/private-apps/get/access-token-info', '/oauth/v2/private-apps/get/access-token-info'],
    ['/', '/'],
  ])('%s → %s', (path, dated) => {
    expect(versioned(path, '2026-09')).toBe(dated);
    expect(versioned(path, 'v3')).toBe(path.length > 1 ? path.replace(/\/$/, '') : path);
  });

  test('no other file knows a version', () => {
    const folder = new URL('../../src/hubspot/', import.meta.url);
    const others = readdirSync(folder).filter((file) => file !== 'endpoints.ts');
    const found = others.flatMap((file) =>
      readFileSync(new URL(file, folder), 'utf8')
        .split('\n')
        .filter((line) => /['"`]\/[\w/-]*\/(v[34]|20\d\d-\d\d)\b/.test(line))
        .map((line) => `${file}: ${line.trim()}`),
    );
    // The client knows no call for these; their paths are translated like the others.
    expect(found).toEqual([
      expect.stringContaining("'/crm/v3/limits/custom-properties'"),
      expect.stringContaining("'/account-info/v3/details'"),
    ]);
  });
});

test('the scopes Baton needs', () => {
  expect(SCOPES).toEqual([
    'crm.lists.read',
    'crm.objects.companies.read',
    'crm.objects.contacts.read',
    'crm.objects.contacts.write',
    'crm.objects.owners.read',
    'crm.schemas.companies.read',
    'crm.schemas.contacts.read',
    'crm.schemas.contacts.write',
    'forms',
  ]);
});

test('only what sets state or reads it may be sent twice', () => {
  expect(names.filter((name) => !ENDPOINTS[name].repeatable)).toEqual(['createTask', 'createNote', 'logEmail']);
});

test('a pause holds back what people would see, and nothing else', () => {
  const writes = names.filter((name) => (ENDPOINTS[name] as Endpoint).writes === true);
  expect(writes).toEqual(['updateContacts', 'createTask', 'changeTask', 'createNote', 'logEmail']);
});
