/** HubSpot, connected: the interface the rest of Baton asks, over one call path. */
import { createBudget } from './budget.ts';
import { createCalls } from './calls.ts';
import { companiesOf, readCompanies } from './companies.ts';
import { readContacts, searchContacts } from './contacts.ts';
import { readAccount, readOwners } from './directory.ts';
import {
  createProperty,
  createPropertyGroup,
  readPropertyDefinitions,
  readPropertyLimit,
  updateProperty,
} from './definitions.ts';
import { contactsByEmail, formSubmissions, readForms } from './forms.ts';
import { createGate } from './gate.ts';
import type { Account, HubSpot } from './hubspot.ts';
import { createLimiter } from './limiter.ts';
import type { Reserve } from './limiter.ts';
import { listJoins, listsNamed, membershipsOf } from './lists.ts';
import { contactIds, countContacts } from './portal-contacts.ts';
import { searchPage } from './search.ts';
import { changeTask, create, findCreated, tasksThere } from './creations.ts';
import { seededRandom } from './timing.ts';
import type { CallLog, Timing } from './timing.ts';
import { updateContacts } from './updates.ts';
import { connectWire } from './wire.ts';

export interface HubSpotOptions {
  /** `https://api.hubapi.com`, or a local portal. */
  readonly baseUrl: string;
  /** `2026-09`, or `v3`. */
  readonly apiVersion: string;
  /** Asked before every request. */
  readonly token: () => string;
  readonly clock: Timing;
  readonly log: CallLog;
  /** A place in the rolling window that all processes share; `rollingWindow(clock)` where there is only one. */
  readonly reserve: Reserve;
  /** Silence of this long ends a request, in real milliseconds. */
  readonly timeoutMs?: number;
  /** Share of the day's calls after which background calls are refused. */
  readonly dailyStopShare?: number;
  /** Asked right before each write of contacts and tasks: true, and it is not sent but refused with PAUSED. */
  readonly paused?: () => Promise<boolean>;
  /** Of the jitter between attempts. */
  readonly seed?: number;
}

const TIMEOUT_MS = 20_000;
const DAILY_STOP_SHARE = 0.6;

export function connectHubSpot({
  baseUrl,
  apiVersion,
  token,
  clock,
  log,
  reserve,
  timeoutMs = TIMEOUT_MS,
  dailyStopShare = DAILY_STOP_SHARE,
  paused = async () => false,
  seed = process.pid,
}: HubSpotOptions): HubSpot {
  const budget = createBudget(clock);
  const gate = createGate({ clock, token });
  const limiter = createLimiter({ clock, reserve });
  const calls = createCalls({
    baseUrl,
    clock,
    log,
    gate,
    budget,
    limiter,
    random: seededRandom(seed),
    dailyStopShare,
    paused,
  });
  const wire = connectWire({ baseUrl, apiVersion, token, timeoutMs });
  const reach = { wire, calls };

  return {
    async account(): Promise<Account> {
      const account = await readAccount(reach, token);
      budget.setTimeZone(account.timeZone);
      return account;
    },
    readContacts: (ids, want) => readContacts(reach, ids, want),
    contactIds: (from) => contactIds(reach, from),
    countContacts: (urgency) => countContacts(reach, urgency),
    readCompanies: (ids, properties, urgency) => readCompanies(reach, ids, { properties, ...urgency }),
    companiesOf: (contactIds, urgency) => companiesOf(reach, contactIds, urgency),
    updateContacts: (updates, urgency) => updateContacts(reach, updates, urgency),
    createTask: (task) => create(reach, task),
    findTasks: (contactId, marker) => findCreated(reach, contactId, { kind: 'CreateTask', marker }),
    changeTask: (id, change) => changeTask(reach, id, change),
    createNote: (note) => create(reach, note),
    findNotes: (contactId, marker) => findCreated(reach, contactId, { kind: 'CreateNote', marker }),
    logEmail: (email) => create(reach, email),
    findEmails: (contactId, { marker, at }) => findCreated(reach, contactId, { kind: 'LogEmail', marker, at }),
    tasksThere: (ids, urgency) => tasksThere(reach, ids, urgency),
    owners: () => readOwners(reach),
    propertyDefinitions: (object) => readPropertyDefinitions(reach, object),
    createPropertyGroup: (object, group) => createPropertyGroup(reach, object, group),
    createProperty: (object, definition) => createProperty(reach, object, definition),
    updateProperty: (object, change) => updateProperty(reach, object, change),
    propertyLimit: (object) => readPropertyLimit(reach, object),
    searchContacts: (query) => searchContacts(reach, query),
    searchPage: (query) => searchPage(reach, query),
    listsNamed: (name, urgency) => listsNamed(reach, name, urgency),
    membershipsOf: (contactIds, urgency) => membershipsOf(reach, contactIds, urgency),
    listJoins: (listId, from) => listJoins(reach, listId, from),
    forms: (urgency) => readForms(reach, urgency),
    formSubmissions: (formId, from) => formSubmissions(reach, formId, from),
    contactsByEmail: (emails, want) => contactsByEmail(reach, emails, want),
    allowance: () => ({ ...limiter.window(), ...budget.told() }),
    dailyShareUsed: () => budget.shareUsed(),
    clockSkewMs: () => calls.clockSkewMs(),
    refusal: () => gate.refusal(),
    callCounts: () => calls.counts(),
    async close() {
      wire.close();
    },
  };
}
