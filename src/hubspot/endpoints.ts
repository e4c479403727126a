/**
 * Every endpoint Baton calls, and what calling it needs. Paths are written with the version as a word, because HubSpot dates them:
 * https://developers.hubspot.com/changelog/legacy-apis-and-legacy-apps-whats-going-unsupported-and-when
 */

export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  /** All of them are needed. */
  readonly scopes: readonly string[];
  /** True: it changes what people see in HubSpot, so a pause holds it back. */
  readonly writes?: true;
  /** Search has a limit of its own: https://developers.hubspot.com/docs/api-reference/search/guide */
  readonly bucket: 'general' | 'search';
  /** True: sending it a second time leaves HubSpot as the first did. */
  readonly repeatable: boolean;
}

const reading = (path: string, scopes: readonly string[]): Endpoint => ({
  method: 'POST',
  path,
  scopes,
  bucket: 'general',
  repeatable: true,
});

export const ENDPOINTS = {
  account: { ...reading('/account-info/{version}/details', []), method: 'GET' },
  accessToken: reading('/oauth/v2/private-apps/get/access-token-info', []),

  readContacts: reading('/crm/objects/{version}/contacts/batch/read', ['crm.objects.contacts.read']),
  /** Sets state: the same properties twice are the same properties. */
  updateContacts: {
    ...reading('/crm/objects/{version}/contacts/batch/update', ['crm.objects.contacts.write']),
    writes: true,
  },
  searchContacts: {
    ...reading('/crm/objects/{version}/contacts/search', ['crm.objects.contacts.read']),
    bucket: 'search',
  },

  /** Everybody, archived ones left out, and how many there are. */
  listContacts: { ...reading('/crm/objects/{version}/contacts', ['crm.objects.contacts.read']), method: 'GET' },
  countContacts: {
    ...reading('/crm/objects/{version}/contacts/search', ['crm.objects.contacts.read']),
    bucket: 'search',
  },

  readCompanies: reading('/crm/objects/{version}/companies/batch/read', ['crm.objects.companies.read']),
  companiesOf: reading('/crm/associations/{version}/contacts/companies/batch/read', [
    'crm.objects.contacts.read',
    'crm.objects.companies.read',
  ]),

  /** Tasks stand under the contacts' scopes. HubSpot offers no idempotency key for them. */
  createTask: {
    ...reading('/crm/objects/{version}/tasks', ['crm.objects.contacts.write']),
    repeatable: false,
    writes: true,
  },
  tasksOf: reading('/crm/associations/{version}/contacts/tasks/batch/read', ['crm.objects.contacts.read']),
  readTasks: reading('/crm/objects/{version}/tasks/batch/read', ['crm.objects.contacts.read']),
  changeTask: {
    ...reading('/crm/objects/{version}/tasks/{id}', ['crm.objects.contacts.write']),
    method: 'PATCH',
    writes: true,
  },

  /** Notes and logged e-mails likewise. */
  createNote: {
    ...reading('/crm/objects/{version}/notes', ['crm.objects.contacts.write']),
    repeatable: false,
    writes: true,
  },
  notesOf: reading('/crm/associations/{version}/contacts/notes/batch/read', ['crm.objects.contacts.read']),
  readNotes: reading('/crm/objects/{version}/notes/batch/read', ['crm.objects.contacts.read']),
  logEmail: {
    ...reading('/crm/objects/{version}/emails', ['crm.objects.contacts.write']),
    repeatable: false,
    writes: true,
  },
  emailsOf: reading('/crm/associations/{version}/contacts/emails/batch/read', ['crm.objects.contacts.read']),
  readEmails: reading('/crm/objects/{version}/emails/batch/read', ['crm.objects.contacts.read']),

  owners: { ...reading('/crm/owners/{version}', ['crm.objects.owners.read']), method: 'GET' },

  contactProperties: { ...reading('/crm/properties/{version}/contacts', ['crm.schemas.contacts.read']), method: 'GET' },
  companyProperties: {
    ...reading('/crm/properties/{version}/companies', ['crm.schemas.companies.read']),
    method: 'GET',
  },
  /** Creating what exists is refused with 409, so that a repeated creation is noticed and harmless. */
  createPropertyGroup: reading('/crm/properties/{version}/contacts/groups', ['crm.schemas.contacts.write']),
  createProperty: reading('/crm/properties/{version}/contacts', ['crm.schemas.contacts.write']),
  updateProperty: {
    ...reading('/crm/properties/{version}/contacts/{name}', ['crm.schemas.contacts.write']),
    method: 'PATCH',
  },
  /** No scope is documented for it; where HubSpot refuses it the limit is unknown. */
  propertyLimits: { ...reading('/crm/limits/{version}/custom-properties', []), method: 'GET' },

  /** The watch asks the same endpoint by e-mail address; counted apart, because it is the watch's. */
  contactsByEmail: reading('/crm/objects/{version}/contacts/batch/read', ['crm.objects.contacts.read']),
  lists: reading('/crm/lists/{version}/search', ['crm.lists.read']),
  listMemberships: reading('/crm/lists/{version}/records/memberships/batch/read', ['crm.lists.read']),
  /** Members in the order in which they joined: https://developers.hubspot.com/docs/api-reference/latest/crm/lists/memberships/get-memberships-by-added-date */
  listJoins: {
    ...reading('/crm/lists/{version}/{list}/memberships/join-order', ['crm.lists.read']),
    method: 'GET',
  },
  forms: { ...reading('/marketing/v3/forms', ['forms']), method: 'GET' },
  /** Exists in this version only: https://developers.hubspot.com/docs/api-reference/legacy/forms-v1/submissions/get-form-integrations-v1-submissions-forms-form_guid */
  formSubmissions: { ...reading('/form-integrations/v1/submissions/forms/{form}', ['forms']), method: 'GET' },
} as const satisfies Record<string, Endpoint>;

export type Operation = keyof typeof ENDPOINTS;

/** Every scope some endpoint asks for, sorted; what the app can do without stands in scopes.ts. */
export const SCOPES: readonly string[] = [
  ...new Set(Object.values<Endpoint>(ENDPOINTS).flatMap((endpoint) => endpoint.scopes)),
].sort();

/** The path of an operation as it stood before paths were dated, its places filled: what `versioned` starts from. */
export function undated(operation: Operation, places: Readonly<Record<string, string>> = {}): string {
  const { path }: Endpoint = ENDPOINTS[operation];
  return path
    .replace(/^\/crm\/([^/]+)\/\{version\}/, '/crm/v3/$1')
    .replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(places[name] ?? ''));
}

const DATED = /^\d{4}-\d{2}/;

/**
 * The official client knows v3 and v4 paths only: `/crm/v3/objects/contacts` becomes `/crm/objects/2026-09/contacts`. With
 * `v3` as the version its own paths stay.
 */
export function versioned(path: string, apiVersion: string): string {
  const trimmed = path.length > 1 ? path.replace(/\/+$/, '') : path;
  if (!DATED.test(apiVersion)) return trimmed;
  return trimmed
    .replace(/^\/crm\/v[34]\/([^/]+)/, `/crm/$1/${apiVersion}`)
    .replace(/^\/account-info\/v3(?=\/|$)/, `/account-info/${apiVersion}`);
}
