/** One valid request for every route there is, by method and template: whoever adds a route adds its line here. */
import type { Ask } from './asking.ts';

/** As HubSpot calls an action of a workflow. */
export const enrolled = (callbackId: string, inputFields: Readonly<Record<string, string>> = {}): object => ({
  callbackId,
  origin: { portalId: 48_975_575, actionDefinitionId: 10_646_377, actionDefinitionVersion: 1 },
  context: { source: 'WORKFLOWS', workflowId: 192_814_114 },
  object: { objectId: 508_369_434_347, objectType: 'CONTACT' },
  inputFields,
});

export const EXAMPLES: Readonly<Record<string, Ask>> = {
  'post /webhooks/hubspot': { path: '/webhooks/hubspot', body: [] },
  'get /cards/contacts/:contactId': { path: '/cards/contacts/508369434347' },
  'get /cards/companies/:companyId': { path: '/cards/companies/4711' },
  'post /cards/contacts/:contactId/verdict': {
    path: '/cards/contacts/508369434347/verdict',
    body: { key: 'k-00000001', cycle: 1, verdict: 'accepted' },
  },
  'post /cards/contacts/:contactId/missing': {
    path: '/cards/contacts/508369434347/missing',
    body: { key: 'k-00000002', cycle: 1, parts: ['phone'] },
  },
  'post /cards/contacts/:contactId/pin': {
    path: '/cards/contacts/508369434347/pin',
    body: { key: 'k-00000003', cycle: 1, pin: 'set', as: 'hot', days: 7 },
  },
  'get /pages/queue': { path: '/pages/queue' },
  'get /pages/board': { path: '/pages/board' },
  'get /pages/agreement': { path: '/pages/agreement' },
  'put /pages/me/availability': { path: '/pages/me/availability', body: { available: false, until: null } },
  'get /settings/agreements': { path: '/settings/agreements' },
  'post /settings/agreements': { path: '/settings/agreements', body: { text: 'language: 1' } },
  'get /settings/agreements/:hash': { path: `/settings/agreements/${'a1'.repeat(32)}` },
  'get /settings/agreements/:hash/effect': { path: `/settings/agreements/${'a1'.repeat(32)}/effect` },
  'post /settings/agreements/:hash/sign': {
    path: `/settings/agreements/${'a1'.repeat(32)}/sign`,
    body: { inForce: 'b2'.repeat(32) },
  },
  'post /settings/agreements/:hash/apply': {
    path: `/settings/agreements/${'a1'.repeat(32)}/apply`,
    body: { inForce: 'b2'.repeat(32) },
  },
  'post /settings/agreements/:hash/rollback': {
    path: `/settings/agreements/${'a1'.repeat(32)}/rollback`,
    body: { inForce: 'a1'.repeat(32) },
  },
  'post /settings/pause': { path: '/settings/pause', body: { paused: true } },
  'get /settings/health': { path: '/settings/health' },
  'post /actions/score': { path: '/actions/score', body: enrolled('ap-48975575-1-1-0') },
  'post /actions/hand-off': {
    path: '/actions/hand-off',
    body: enrolled('ap-48975575-1-2-0', { note: 'met at the fair' }),
  },
  'post /actions/record-signal': {
    path: '/actions/record-signal',
    body: enrolled('ap-48975575-1-3-0', { signal: 'webinar_attended' }),
  },
  'get /healthz': { path: '/healthz' },
  'get /readyz': { path: '/readyz' },
};
