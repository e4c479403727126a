/** A HubSpot project with one component of every type an app with a static token may have, in a directory of its own. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
/** Path inside the sources → text as it is, or a value to be written as JSON. */
export type Files = Readonly<Record<string, Json>>;

const field = (name: string, more: Readonly<Record<string, Json>> = {}): Json => ({
  typeDefinition: { name, type: 'string', fieldType: 'text', ...more },
  supportedValueTypes: ['STATIC_VALUE', 'OBJECT_PROPERTY'],
  isRequired: true,
});

export const SMALL = {
  'app/app-hsmeta.json': {
    uid: 'small_app',
    type: 'app',
    config: {
      name: 'Small',
      description: 'An app with one of each.',
      distribution: 'private',
      auth: {
        type: 'static',
        requiredScopes: [
          'oauth',
          'crm.objects.contacts.read',
          'crm.objects.companies.read',
          'crm.schemas.companies.read',
        ],
        optionalScopes: [],
        conditionallyRequiredScopes: [],
      },
      permittedUrls: { fetch: ['https://small.example.org'], iframe: [], img: [] },
      support: {
        supportEmail: 'help@example.org',
        documentationUrl: 'https://example.org/docs',
        supportUrl: 'https://example.org/help',
        supportPhone: '+49 30 1234567',
      },
    },
  },
  'app/webhooks/webhooks-hsmeta.json': {
    uid: 'small_webhooks',
    type: 'webhooks',
    config: {
      settings: { targetUrl: 'https://small.example.org/webhooks/hubspot', maxConcurrentRequests: 10 },
      subscriptions: {
        crmObjects: [
          { subscriptionType: 'object.creation', objectType: 'contact', active: true },
          { subscriptionType: 'object.propertyChange', objectType: 'contact', propertyName: 'jobtitle', active: true },
          { subscriptionType: 'object.propertyChange', objectType: 'company', propertyName: 'industry', active: true },
        ],
        legacyCrmObjects: [{ subscriptionType: 'contact.propertyChange', propertyName: 'lastname', active: false }],
        hubEvents: [{ subscriptionType: 'contact.privacyDeletion', active: true }],
      },
    },
  },
  'app/cards/card-hsmeta.json': {
    uid: 'small_card',
    type: 'card',
    config: {
      name: 'A card',
      location: 'crm.record.tab',
      entrypoint: '/app/cards/Card.tsx',
      objectTypes: ['contacts'],
    },
  },
  'app/cards/Card.tsx': 'export const card = 1;\n',
  'app/settings/settings-hsmeta.json': {
    uid: 'small_settings',
    type: 'settings',
    config: { entrypoint: '/app/settings/Settings.tsx' },
  },
  'app/settings/Settings.tsx': 'export const settings = 1;\n',
  'app/pages/pages-hsmeta.json': {
    uid: 'small_pages',
    type: 'page',
    config: { entrypoint: '/app/pages/Pages.tsx' },
  },
  'app/pages/Pages.tsx': 'export const pages = 1;\n',
  'app/actions/action-hsmeta.json': {
    uid: 'small_bulk_action',
    type: 'crm-bulk-action',
    config: {
      label: 'To many at once',
      entrypoint: '/app/actions/Action.tsx',
      objectTypes: ['contacts'],
      displayMode: 'PANEL',
    },
  },
  'app/actions/Action.tsx': 'export const action = 1;\n',
  'app/functions/function-hsmeta.json': {
    uid: 'small_function',
    type: 'app-function',
    config: { entrypoint: '/app/functions/run.js', secretKeys: [] },
  },
  'app/functions/run.js': 'exports.main = async () => 1;\n',
  'app/functions/package.json': { name: 'functions', version: '1.0.0' },
  'app/telemetry/telemetry-hsmeta.json': {
    uid: 'small_telemetry',
    type: 'telemetry',
    config: { providerType: 'SENTRY', logTypes: ['WEBHOOKS'], logLevels: ['ERROR'] },
  },
  'app/workflow-actions/record-hsmeta.json': {
    uid: 'small_workflow_action',
    type: 'workflow-action',
    config: {
      actionUrl: 'https://small.example.org/actions/record',
      isPublished: true,
      supportedClients: [{ client: 'WORKFLOWS' }],
      inputFields: [
        field('what'),
        field('kind', { type: 'enumeration', fieldType: 'select', options: [{ value: 'a', label: 'A' }] }),
      ],
      labels: { en: { actionName: 'Record', inputFieldLabels: { what: 'What', kind: 'Kind' } } },
      objectTypes: ['CONTACT'],
    },
  },
} as const satisfies Files;

export const HSPROJECT = { name: 'small', srcDir: 'project/src', platformVersion: '2026.09' };

/** Writes the files, hands over the directory of `hsproject.json`, and removes it afterwards. */
export async function inProject<T>(
  files: Files,
  use: (root: string) => Promise<T>,
  hsproject: Json = HSPROJECT,
): Promise<T> {
  const root = mkdtempSync(join(tmpdir(), 'small-project-'));
  try {
    const all: Files = {
      'hsproject.json': hsproject,
      ...Object.fromEntries(Object.entries(files).map(([path, content]) => [`project/src/${path}`, content])),
    };
    for (const [path, content] of Object.entries(all)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content, null, 2));
    }
    return await use(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** A copy with the value at a path replaced, or left out when `to` is undefined. */
export function changed(value: Json, [head, ...rest]: readonly (string | number)[], to: Json | undefined): Json {
  if (head === undefined) return to ?? null;
  if (Array.isArray(value)) {
    const items: readonly Json[] = value;
    const copy = [...items];
    copy[Number(head)] = changed(copy[Number(head)] ?? null, rest, to);
    return copy;
  }
  const object = typeof value === 'object' && value !== null ? (value as { readonly [key: string]: Json }) : {};
  const { [String(head)]: old = null, ...others } = object;
  if (rest.length === 0 && to === undefined) return others;
  return { ...object, [String(head)]: changed(old, rest, to) };
}
