/** One valid request for every route there is, by method and template: whoever adds a route adds its line here. */
import type { Ask } from './asking.ts';

export const EXAMPLES: Readonly<Record<string, Ask>> = {
  'post /webhooks/hubspot': { path: '/webhooks/hubspot', body: [] },
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
  'get /healthz': { path: '/healthz' },
  'get /readyz': { path: '/readyz' },
};
