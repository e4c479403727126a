import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { http } from '@hubspot/local-dev-lib/http';
import { expect, test } from '@jest/globals';
import { unreachable } from '../../scripts/hs-project/addresses.ts';
import { findingLine, verifyProject } from '../../scripts/hs-project/verify.ts';
import type { VerifyOptions } from '../../scripts/hs-project/verify.ts';
import { changed, HSPROJECT, inProject, SMALL } from './small-project.ts';
import type { Files, Json } from './small-project.ts';

async function linesOf(files: Files, options: VerifyOptions = {}, hsproject: Json = HSPROJECT): Promise<string> {
  const lines = async (root: string): Promise<string> =>
    (await verifyProject(root, options)).findings.map((finding) => findingLine(root, finding)).join('\n');
  return inProject(files, lines, hsproject);
}

const APP = 'app/app-hsmeta.json';
const WEBHOOKS = 'app/webhooks/webhooks-hsmeta.json';
const CARD = 'app/cards/card-hsmeta.json';
const ACTION = 'app/workflow-actions/record-hsmeta.json';

/** The small project with one value of one file changed. */
const but = (file: keyof typeof SMALL, path: readonly (string | number)[], to: Json | undefined): Files => ({
  ...SMALL,
  [file]: changed(SMALL[file], path, to),
});
const crm = (index: number, ...path: string[]) => ['config', 'subscriptions', 'crmObjects', index, ...path];
const withCrm = (entry: Json): Files => but(WEBHOOKS, crm(3), entry);

test('one component of every type an app with a static token may have is as HubSpot wants it', async () => {
  const verdict = await inProject(SMALL, (root) => verifyProject(root));
  expect(verdict).toEqual({
    findings: [],
    components: [
      'app',
      'app-function',
      'card',
      'crm-bulk-action',
      'page',
      'settings',
      'telemetry',
      'webhooks',
      'workflow-action',
    ],
    files: Object.keys(SMALL).length,
  });
});

test.each<[string, Files, RegExp]>([
  [
    'a uid with a space',
    but(APP, ['uid'], 'small app'),
    /app-hsmeta\.json:2:10 'uid' should use only letters, numbers/,
  ],
  ['a uid of 65 characters', but(CARD, ['uid'], 'x'.repeat(65)), /card-hsmeta\.json:2:10 'uid' must be 64 characters/],
  ['no uid', but(CARD, ['uid'], undefined), /card-hsmeta\.json:1:1 .*Missing required field: 'uid'/],
  [
    'one uid twice',
    but(CARD, ['uid'], 'small_pages'),
    /hsproject\.json:1:1 Duplicate uid 'small_pages' found in:.*card/,
  ],
  ['no type', but(CARD, ['type'], undefined), /card-hsmeta\.json:1:1 .*Missing required field: 'type'/],
  [
    'a type nobody knows',
    but(CARD, ['type'], 'crm-cards'),
    /card-hsmeta\.json:3:11 Unsupported type: crm-cards|type: Unsupported type: crm-cards/,
  ],
  ['no config', but(CARD, ['config'], undefined), /card-hsmeta\.json:1:1 .*Missing required field: 'config'/],
  [
    'a key beside config',
    but(CARD, ['configuration'], {}),
    /card-hsmeta\.json:\d+:\d+ Unexpected top-level properties found: configuration/,
  ],
  ['text that is no JSON', { ...SMALL, [CARD]: '{ "uid": ' }, /card-hsmeta\.json:1:1 Invalid JSON/],
  [
    'a component in the directory of another type',
    {
      ...SMALL,
      'app/cards/settings-hsmeta.json': changed(SMALL['app/settings/settings-hsmeta.json'], ['uid'], 'other'),
    },
    /cards\/settings-hsmeta\.json:3:11 .*The directory 'app\/cards' is incorrect for type 'settings'/,
  ],
  [
    'a component one directory too deep',
    { ...SMALL, 'app/cards/deep/card-hsmeta.json': changed(SMALL[CARD], ['uid'], 'deep') },
    /cards\/deep\/card-hsmeta\.json:1:1 HubSpot reads no component in app\/cards\/deep, and says nothing/,
  ],
  [
    'webhooks twice',
    { ...SMALL, 'app/webhooks/more-hsmeta.json': changed(SMALL[WEBHOOKS], ['uid'], 'more') },
    /webhooks\/more-hsmeta\.json:1:1 Only one webhooks component is allowed/,
  ],
  [
    'the app gone',
    Object.fromEntries(Object.entries(SMALL).filter(([file]) => file !== APP)),
    /card-hsmeta\.json:\S+ .*must be a child of the 'app' component/,
  ],
  [
    'a distribution that does not exist',
    but(APP, ['config', 'distribution'], 'public'),
    /:7:21 config\.distribution: "public" is none of private, marketplace/,
  ],
  [
    'a static token for the marketplace',
    but(APP, ['config', 'distribution'], 'marketplace'),
    /app-hsmeta\.json:7:21 config\.distribution: an app with a static token is private · to fix it: write "private"/,
  ],
  [
    'optional scopes with a static token',
    but(APP, ['config', 'auth', 'optionalScopes'], ['forms']),
    /config\.auth\.optionalScopes: an app with a static token can only require scopes/,
  ],
  [
    'a scope of sensitive data',
    but(APP, ['config', 'auth', 'requiredScopes', 1], 'crm.objects.contacts.sensitive.read.v2'),
    /config\.auth\.requiredScopes\.1: with crm\.objects\.contacts\.sensitive\.read\.v2, .* no card may fetch/,
  ],
  [
    'a misspelt key of auth',
    but(APP, ['config', 'auth', 'requiredScope'], ['oauth']),
    /:\d+:\d+ config\.auth\.requiredScope: is no key HubSpot knows here/,
  ],
  [
    'no support phone',
    but(APP, ['config', 'support', 'supportPhone'], undefined),
    /app-hsmeta\.json:26:16 config\.support\.supportPhone: is missing/,
  ],
  [
    'an app object, which a static token cannot have',
    {
      ...SMALL,
      'app/app-objects/car-hsmeta.json': { uid: 'car', type: 'app-object', config: { name: 'CAR' } },
    },
    /car-hsmeta\.json:3:11 .*an app with a static token cannot have a component of type app-object/,
  ],
  [
    'a permitted URL with a path',
    but(APP, ['config', 'permittedUrls', 'fetch', 0], 'https://small.example.org/cards'),
    /fetch\.0: https:\/\/small\.example\.org\/cards is more than an origin.*write "https:\/\/small\.example\.org"/,
  ],
  [
    'a permitted URL of this machine',
    but(APP, ['config', 'permittedUrls', 'fetch', 0], 'https://localhost:3000'),
    /https:\/\/localhost:3000 names a host that cannot be reached from outside/,
  ],
  [
    'a target without https',
    but(WEBHOOKS, ['config', 'settings', 'targetUrl'], 'http://small.example.org/webhooks/hubspot'),
    /webhooks-hsmeta\.json:6:20 config\.settings\.targetUrl: .* begins with http:\/\/, and HubSpot calls https only/,
  ],
  [
    'a target in a private network',
    but(WEBHOOKS, ['config', 'settings', 'targetUrl'], 'https://192.168.1.7/webhooks/hubspot'),
    /targetUrl: https:\/\/192\.168\.1\.7\/webhooks\/hubspot names a host that cannot be reached/,
  ],
  [
    'a target with a query',
    but(WEBHOOKS, ['config', 'settings', 'targetUrl'], 'https://small.example.org/webhooks/hubspot?key=1'),
    /targetUrl: .* ends in a query, a fragment or a slash: the signature would not match/,
  ],
  [
    'a variable without a profile',
    but(WEBHOOKS, ['config', 'settings', 'targetUrl'], '${API_BASE_URL}/webhooks/hubspot'),
    /webhooks-hsmeta\.json:6:20 config\.settings\.targetUrl: nothing gives a value to \$\{API_BASE_URL\}/,
  ],
  [
    'too few requests at once',
    but(WEBHOOKS, ['config', 'settings', 'maxConcurrentRequests'], 5),
    /maxConcurrentRequests: 5 must be > 5/,
  ],
  [
    'a number of requests as text',
    but(WEBHOOKS, ['config', 'settings', 'maxConcurrentRequests'], '10'),
    /:7:32 config\.settings\.maxConcurrentRequests: "10" must be integer/,
  ],
  [
    'a misspelt event',
    but(WEBHOOKS, crm(0, 'subscriptionType'), 'object.created'),
    /config\.subscriptions\.crmObjects\.0\.subscriptionType: "object\.created" is none of object\.creation/,
  ],
  [
    'a privacy deletion among the objects',
    withCrm({ subscriptionType: 'object.privacyDeletion', objectType: 'contact', active: true }),
    /crmObjects\.3\.subscriptionType: contact\.privacyDeletion is told as a hub event only · to fix it: move to hubEvents/,
  ],
  [
    'a property change of no property',
    withCrm({ subscriptionType: 'object.propertyChange', objectType: 'contact', active: true }),
    /config\.subscriptions\.crmObjects\.3\.propertyName: contact\.propertyChange names no property/,
  ],
  [
    'a property HubSpot never tells of',
    but(WEBHOOKS, crm(1, 'propertyName'), 'num_unique_conversion_events'),
    /crmObjects\.1\.propertyName: HubSpot never tells of num_unique_conversion_events/,
  ],
  [
    'the time of the last change, of companies too',
    but(WEBHOOKS, crm(2, 'propertyName'), 'hs_lastmodifieddate'),
    /crmObjects\.2\.propertyName: HubSpot never tells of hs_lastmodifieddate/,
  ],
  [
    'a property that does not exist',
    but(WEBHOOKS, crm(1, 'propertyName'), 'jobtitel'),
    /crmObjects\.1\.propertyName: jobtitel is no property of HubSpot’s contact, .* to fix it: perhaps jobtitle/,
  ],
  [
    'one subscription in both formats',
    but(WEBHOOKS, ['config', 'subscriptions', 'legacyCrmObjects', 0, 'propertyName'], 'jobtitle'),
    /legacyCrmObjects\.0: the same subscription as crmObjects\.1/,
  ],
  [
    'a subscription whose scope nobody asks for',
    withCrm({ subscriptionType: 'object.creation', objectType: 'deal', active: true }),
    /crmObjects\.3\.subscriptionType: deal\.creation needs the scope crm\.objects\.deals\.read · to fix it: npm run hs:sync -- --with deals --apply/,
  ],
  [
    '1,001 subscriptions',
    but(
      WEBHOOKS,
      ['config', 'subscriptions', 'crmObjects'],
      Array.from({ length: 999 }, (_, n) => ({
        subscriptionType: 'object.propertyChange',
        objectType: 'contact',
        propertyName: `field_${n}`,
        active: false,
      })),
    ),
    /config\.subscriptions: 1001 subscriptions, and an app may have 1000/,
  ],
  [
    'a card at a place that does not exist',
    but(CARD, ['config', 'location'], 'crm.record.left'),
    /config\.location: "crm\.record\.left" is none of crm\.record\.tab/,
  ],
  [
    'a card whose file is missing',
    but(CARD, ['config', 'entrypoint'], '/app/cards/Kard.tsx'),
    /config\.entrypoint: \/app\/cards\/Kard\.tsx is not among the files of the upload/,
  ],
  [
    'a card whose file lies elsewhere',
    but(CARD, ['config', 'entrypoint'], '/app/pages/Pages.tsx'),
    /config\.entrypoint: \/app\/pages\/Pages\.tsx lies in another directory than this file/,
  ],
  [
    'a workflow action without English',
    but(ACTION, ['config', 'labels'], { de: { actionName: 'Merken' } }),
    /config\.labels\.en: is missing/,
  ],
  [
    'a workflow action that HubSpot cannot call',
    but(ACTION, ['config', 'actionUrl'], 'https://baton.internal/actions/record'),
    /config\.actionUrl: .* names a host that cannot be reached from outside/,
  ],
])('refused with its place: %s', async (_what, files, expected) => {
  expect(await linesOf(files)).toMatch(expected);
});

test('each problem is told of its own file, also beside a file that is no JSON and a uid that is a number', async () => {
  const telemetry = changed(SMALL['app/telemetry/telemetry-hsmeta.json'], ['config', 'providerType'], undefined);
  const action = changed(changed(SMALL[ACTION], ['uid'], '7'), ['config', 'isPublished'], 'yes');
  const files = { ...SMALL, [CARD]: '{', [ACTION]: action, 'app/telemetry/telemetry-hsmeta.json': telemetry };
  expect((await linesOf(files)).split('\n').sort()).toEqual([
    'project/src/app/cards/card-hsmeta.json:1:1 Invalid JSON',
    'project/src/app/telemetry/telemetry-hsmeta.json:4:13 config.providerType: is missing',
    'project/src/app/workflow-actions/record-hsmeta.json:6:20 config.isPublished: "yes" must be boolean',
  ]);
});

test('exactly 1,000 subscriptions are taken', async () => {
  const names = Array.from({ length: 998 }, (_, n) => ({
    subscriptionType: 'object.propertyChange',
    objectType: 'contact',
    propertyName: `field_${n}`,
    active: false,
  }));
  expect(await linesOf(but(WEBHOOKS, ['config', 'subscriptions', 'crmObjects'], names))).toBe('');
});

test('a subscription that is switched off may name what no longer exists', async () => {
  const off = { subscriptionType: 'object.propertyChange', objectType: 'deal', propertyName: 'gone', active: false };
  expect(await linesOf(withCrm(off))).toBe('');
});

test('HubSpot’s own code asks for schemas again afterwards as before', async () => {
  const before = http.get;
  await inProject(SMALL, (root) => verifyProject(root));
  expect(http.get).toBe(before);
});

test.each([
  ['https://baton.example.org', null],
  ['https://8.8.8.8:8443', null],
  ['https://172.15.255.255', null],
  ['baton.example.org', 'is no URL'],
  ['http://baton.example.org', 'begins with http://, and HubSpot calls https only'],
  ['https://me:secret@baton.example.org', 'carries a user name or password'],
  ['https://me@baton.example.org', 'carries a user name or password'],
  ...[
    'https://baton',
    'https://localhost',
    'https://baton.local',
    'https://baton.internal',
    'https://10.1.2.3',
    'https://100.64.0.1',
    'https://127.0.0.1:3000',
    'https://169.254.1.1',
    'https://172.16.0.1',
    'https://172.31.255.255',
    'https://192.168.0.1',
    'https://0x7f000001',
    'https://[::1]',
  ].map((url) => [url, 'names a host that cannot be reached from outside'] as const),
])('can HubSpot call %s? %s', (url, why) => {
  expect(unreachable(url)).toBe(why);
});

test('a symbolic link is refused, because HubSpot cannot build it', async () => {
  const found = await inProject(SMALL, async (root) => {
    symlinkSync(join(root, 'nowhere.tsx'), join(root, 'project/src/app/cards/Linked.tsx'));
    return (await verifyProject(root)).findings.map((finding) => findingLine(root, finding));
  });
  expect(found).toEqual([
    'project/src/app/cards/Linked.tsx:1:1 a symbolic link, which HubSpot cannot build · to fix it: copy it in',
  ]);
});

test.each<[string, Json, RegExp]>([
  [
    'without a platform version',
    { name: 'small', srcDir: 'project/src' },
    /missing required field\(s\): platformVersion/,
  ],
  ['of sources outside it', { ...HSPROJECT, srcDir: '../elsewhere' }, /"srcDir" in hsproject\.json must be within/],
  ['of sources that are not there', { ...HSPROJECT, srcDir: 'src' }, /"srcDir" .* does not exist: src/],
  [
    'of a platform that does not exist',
    { ...HSPROJECT, platformVersion: '2026.10' },
    /Unsupported platform version: '2026\.10'/,
  ],
  ['that is no JSON', '{', /hsproject\.json:1:1 Failed to parse hsproject\.json: invalid JSON/],
])('refused with its place: a project %s', async (_what, hsproject, expected) => {
  const found = await linesOf(SMALL, {}, hsproject);
  expect(found).toMatch(expected);
  expect(found).toMatch(/^hsproject\.json:1:1 /);
});

const TARGET = '${API_BASE_URL}/webhooks/hubspot';
const withVariables = (profile: Json): Files => ({
  ...but(WEBHOOKS, ['config', 'settings', 'targetUrl'], TARGET),
  'hsprofile.live.json': profile,
});
const live = { accountId: 7, variables: { API_BASE_URL: 'https://live.example.org', MOST: 12 } };

test('a profile puts its values in, and a number stays a number', async () => {
  const files = withVariables(live);
  const most = changed(files[WEBHOOKS] ?? null, ['config', 'settings', 'maxConcurrentRequests'], '${MOST}');
  expect(await linesOf({ ...files, [WEBHOOKS]: most }, { profile: 'live' })).toBe('');
});

test.each<[string, Json, RegExp]>([
  [
    'without an account',
    changed(live, ['accountId'], undefined),
    /hsprofile\.live\.json:1:1 accountId: undefined is no HubSpot account/,
  ],
  [
    'of http',
    changed(live, ['variables', 'API_BASE_URL'], 'http://live.example.org'),
    /:4:21 .*API_BASE_URL begins with http:\/\//,
  ],
  [
    'whose address ends in a slash',
    changed(live, ['variables', 'API_BASE_URL'], 'https://live.example.org/'),
    /is more than an origin · to fix it: https:\/\/live\.example\.org$/m,
  ],
  [
    'with an example’s address',
    changed(live, ['variables', 'API_BASE_URL'], 'https://baton.example.com'),
    /is the example’s address · to fix it: the same as PUBLIC_URL/,
  ],
  [
    'without an address',
    changed(live, ['variables', 'API_BASE_URL'], undefined),
    /Missing value for API_BASE_URL in app\/webhooks/,
  ],
  [
    'with a list for a value',
    changed(live, ['variables', 'API_BASE_URL'], ['https://live.example.org']),
    /API_BASE_URL is neither a text nor a number/,
  ],
  ['that is no JSON', '{', /hsprofile\.live\.json:1:1 cannot be read as JSON/],
])('refused with its place: a profile %s', async (_what, profile, expected) => {
  const options = { profile: 'live', invented: new Set(['https://baton.example.com']) };
  expect(await linesOf(withVariables(profile), options)).toMatch(expected);
});
