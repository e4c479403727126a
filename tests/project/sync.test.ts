import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import * as prettier from 'prettier';
import { subscriptionsOf } from '../../src/agreement/needs.ts';
import type { ExitCode } from '../../src/cli/command.ts';
import type { Agreement } from '../../src/core/agreement.ts';
import { FIRST_SETS, scopesOf } from '../../src/hubspot/scopes.ts';
import { subscriptionsOfProject } from '../../src/portal/subscriptions.ts';
import { main, planSync } from '../../scripts/hs-sync.ts';
import { verifyProject } from '../../scripts/hs-project/verify.ts';
import { readOrThrow, SMALL as SMALL_AGREEMENT, swap } from '../agreement/small.ts';
import { changed, HSPROJECT, inProject, SMALL } from './small-project.ts';
import type { Files } from './small-project.ts';

const APP = 'app/app-hsmeta.json';
const WEBHOOKS = 'app/webhooks/webhooks-hsmeta.json';
const NONE = { crmObjects: [], legacyCrmObjects: [], hubEvents: [] };

/** A project nobody has synchronised yet. */
const FRESH: Files = {
  [APP]: changed(SMALL[APP], ['config', 'auth', 'requiredScopes'], []),
  [WEBHOOKS]: changed(SMALL[WEBHOOKS], ['config', 'subscriptions'], NONE),
};

interface Uploaded {
  readonly scopes: readonly string[];
  readonly crmObjects: readonly {
    readonly subscriptionType: string;
    readonly objectType: string;
    readonly propertyName?: string;
    readonly active: boolean;
  }[];
}

interface Desk {
  /** Synchronises with this text as the agreement; what was printed is in `lines`. */
  sync(agreement: string, ...args: string[]): Promise<ExitCode>;
  lines(): readonly string[];
  text(file: string): string;
  write(file: string, text: string): void;
  now(): Uploaded;
  about(property: string): Uploaded['crmObjects'];
}

/** A project in which commands are run one after the other. */
function desk(root: string): Desk {
  let lines: string[] = [];
  const at = (file: string): string => join(root, HSPROJECT.srcDir, file);
  const text = (file: string): string => readFileSync(at(file), 'utf8');
  const now = (): Uploaded => {
    const { config } = JSON.parse(text(APP)) as { config: { auth: { requiredScopes: string[] } } };
    const webhooks = JSON.parse(text(WEBHOOKS)) as { config: { subscriptions: Uploaded } };
    return { scopes: config.auth.requiredScopes, crmObjects: webhooks.config.subscriptions.crmObjects };
  };
  return {
    sync(agreement, ...args) {
      writeFileSync(join(root, 'agreement.yaml'), agreement);
      lines = [];
      const out = (line: string): void => void lines.push(line);
      return main(args, { out, err: out, env: {}, cwd: root, isTerminal: false });
    },
    lines: () => lines,
    text,
    write: (file, content) => writeFileSync(at(file), content),
    now,
    about: (property) => now().crmObjects.filter(({ propertyName }) => propertyName === property),
  };
}

const atDesk = (files: Files, work: (desk: Desk) => Promise<void>): Promise<void> =>
  inProject(files, (root) => work(desk(root)));

test('without --apply the difference is shown and nothing is written', () =>
  atDesk(FRESH, async (desk) => {
    const before = [desk.text(APP), desk.text(WEBHOOKS)];
    expect(await desk.sync(SMALL_AGREEMENT)).toBe(2);
    expect(desk.lines()).toEqual(
      expect.arrayContaining([
        '+ scope crm.objects.contacts.read',
        '+ subscription contact.creation',
        '+ subscription company.propertyChange industry',
        '+ subscription contact.privacyDeletion',
      ]),
    );
    expect(desk.lines().at(-1)).toMatch(/^differs: .*Nothing was written: npm run hs:sync -- --apply$/);
    expect([desk.text(APP), desk.text(WEBHOOKS)]).toEqual(before);
  }));

test('applied, the files hold what the agreement needs, and a second run finds nothing to do', () =>
  atDesk(FRESH, async (desk) => {
    expect(await desk.sync(SMALL_AGREEMENT, '--apply')).toBe(0);
    expect(desk.now().scopes).toEqual(scopesOf(FIRST_SETS));
    const needed = subscriptionsOf(readOrThrow(SMALL_AGREEMENT));
    expect(desk.now().crmObjects).toHaveLength(needed.crmObjects.length);
    expect(desk.now().crmObjects).toEqual(expect.arrayContaining([...needed.crmObjects]));
    const written = [desk.text(APP), desk.text(WEBHOOKS)];
    expect(await desk.sync(SMALL_AGREEMENT)).toBe(0);
    expect(desk.lines()).toEqual([
      'note: forms are seen better (each submission) with: --with forms',
      expect.stringMatching(/^in line: Small/),
    ]);
    expect([desk.text(APP), desk.text(WEBHOOKS)]).toEqual(written);
  }));

test('what a person wrote beside scopes and subscriptions stays, in its order', () =>
  atDesk(FRESH, async (desk) => {
    await desk.sync(SMALL_AGREEMENT, '--apply');
    const app = JSON.parse(desk.text(APP)) as (typeof SMALL)[typeof APP];
    expect(Object.keys(app)).toEqual(Object.keys(SMALL[APP]));
    expect(Object.keys(app.config)).toEqual(Object.keys(SMALL[APP].config));
    expect({ ...app.config, auth: 0 }).toEqual({ ...SMALL[APP].config, auth: 0 });
    expect(JSON.parse(desk.text(WEBHOOKS))).toMatchObject({
      config: { settings: SMALL[WEBHOOKS].config.settings },
    });
  }));

const OTHER = swap('company.industry', 'contact.hs_seniority');

test('a subscription that is no longer needed stays with active: false, and comes back when it is', () =>
  atDesk(FRESH, async (desk) => {
    await desk.sync(SMALL_AGREEMENT, '--apply');
    expect(desk.about('industry')).toMatchObject([{ objectType: 'company', active: true }]);

    expect(await desk.sync(OTHER)).toBe(2);
    expect(desk.lines().slice(0, -1)).toEqual([
      '~ subscription company.propertyChange industry: no longer needed, active: false',
      '+ subscription contact.propertyChange hs_seniority',
      'note: forms are seen better (each submission) with: --with forms',
    ]);
    await desk.sync(OTHER, '--apply');
    expect(desk.about('industry')).toMatchObject([{ objectType: 'company', active: false }]);

    await desk.sync(SMALL_AGREEMENT, '--apply');
    expect(desk.lines()).toContain('~ subscription company.propertyChange industry: active again');
    expect(desk.about('industry')).toMatchObject([{ objectType: 'company', active: true }]);
    expect(desk.about('hs_seniority')).toMatchObject([{ active: false }]);
  }));

test('before the first upload, --forget leaves out what is no longer needed', () =>
  atDesk(FRESH, async (desk) => {
    await desk.sync(OTHER, '--apply');
    await desk.sync(SMALL_AGREEMENT, '--forget', '--apply');
    expect(desk.lines()).toContain('- subscription contact.propertyChange hs_seniority');
    expect(desk.about('hs_seniority')).toEqual([]);
  }));

test('a set chosen once stays chosen, until it is taken away', () =>
  atDesk(FRESH, async (desk) => {
    await desk.sync(SMALL_AGREEMENT, '--with', 'lists, leads', '--apply');
    const more = ['crm.lists.read', 'crm.objects.leads.read', 'crm.objects.leads.write'];
    expect(desk.now().scopes).toEqual([...scopesOf(FIRST_SETS), ...more].sort());
    expect(await desk.sync(SMALL_AGREEMENT)).toBe(0);
    expect(desk.lines().at(-1)).toContain('scopes for core, companies, activities, lists, leads');

    expect(await desk.sync(SMALL_AGREEMENT, '--without', 'leads')).toBe(2);
    expect(desk.lines().slice(0, -1)).toEqual([
      '- scope crm.objects.leads.read',
      '- scope crm.objects.leads.write',
      'note: forms are seen better (each submission) with: --with forms',
    ]);
    await desk.sync(SMALL_AGREEMENT, '--without', 'leads', '--apply');
    expect(desk.now().scopes).toEqual([...scopesOf(FIRST_SETS), 'crm.lists.read'].sort());
  }));

test('without the set companies nothing of companies is asked for or told, and HubSpot would take it', () =>
  atDesk(FRESH, async (desk) => {
    await desk.sync(SMALL_AGREEMENT, '--apply');
    await desk.sync(SMALL_AGREEMENT, '--without', 'companies', '--apply');
    expect(desk.now().scopes.filter((scope) => scope.includes('companies'))).toEqual([]);
    expect(desk.now().crmObjects.filter(({ objectType, active }) => objectType === 'company' && active)).toEqual([]);
    expect(await desk.sync(SMALL_AGREEMENT)).toBe(0);
  }));

test('core cannot be taken away, and a scope of no set does not stay', () => {
  const extra = changed(SMALL[APP], ['config', 'auth', 'requiredScopes'], [...scopesOf(FIRST_SETS), 'tickets']);
  return atDesk({ ...FRESH, [APP]: extra }, async (desk) => {
    await desk.sync(SMALL_AGREEMENT, '--without', 'core', '--apply');
    expect(desk.lines()).toContain('- scope tickets');
    expect(desk.now().scopes).toEqual(scopesOf(FIRST_SETS));
  });
});

test('a set that does not exist is refused with those that do', () =>
  atDesk(FRESH, async (desk) => {
    await expect(desk.sync(SMALL_AGREEMENT, '--with', 'list')).rejects.toThrow(/found: list · allowed: core, .*lists/);
  }));

test('an agreement with problems changes nothing', () =>
  atDesk(FRESH, async (desk) => {
    const before = desk.text(WEBHOOKS);
    expect(await desk.sync(swap('half_life: 14d', 'half_life: soon'), '--apply')).toBe(2);
    expect(desk.lines().join('\n')).toMatch(/half_life/);
    expect(desk.text(WEBHOOKS)).toBe(before);
  }));

test('the order of the agreement does not matter, nor who wrote the file before', async () => {
  const texts = new Set<string>();
  const turned = swap(
    '  demo_request: { form: "*demo*", hand_raise: true }\n  pricing_page: { page: "/pricing*" }\n',
    '  pricing_page: { page: "/pricing*" }\n  demo_request: { form: "*demo*", hand_raise: true }\n',
  );
  for (const agreement of [SMALL_AGREEMENT, turned]) {
    await atDesk(FRESH, async (desk) => {
      await desk.sync(agreement, '--apply');
      const reversed = JSON.parse(desk.text(WEBHOOKS)) as { config: { subscriptions: { crmObjects: object[] } } };
      reversed.config.subscriptions.crmObjects.reverse();
      texts.add(desk.text(WEBHOOKS));
      desk.write(WEBHOOKS, JSON.stringify(reversed));
      await desk.sync(agreement, '--apply');
      texts.add(desk.text(WEBHOOKS));
    });
  }
  expect(texts.size).toBe(1);
});

const ROOT = join(import.meta.dirname, '../..');
const standard: Agreement = readOrThrow(readFileSync(join(ROOT, 'agreement.yaml'), 'utf8'));
const committed = (file: string): string => readFileSync(join(ROOT, 'hubspot-project/src', file), 'utf8');

test('the files of this project are those of agreement.yaml', async () => {
  expect(await planSync(standard, { root: ROOT })).toMatchObject({ changes: [], files: [] });
});

test('and they are what comes of nothing: no subscription is left over, no scope beyond the first sets', async () => {
  const app = JSON.parse(committed(APP)) as (typeof SMALL)[typeof APP];
  const webhooks = JSON.parse(committed(WEBHOOKS)) as (typeof SMALL)[typeof WEBHOOKS];
  await atDesk(
    {
      [APP]: changed(app, ['config', 'auth', 'requiredScopes'], []),
      [WEBHOOKS]: changed(webhooks, ['config', 'subscriptions'], NONE),
    },
    async (desk) => {
      await desk.sync(readFileSync(join(ROOT, 'agreement.yaml'), 'utf8'), '--apply');
      expect(desk.text(APP)).toBe(committed(APP));
      expect(desk.text(WEBHOOKS)).toBe(committed(WEBHOOKS));
    },
  );
});

test.each([APP, WEBHOOKS])('%s is as prettier leaves it', async (file) => {
  const options = await prettier.resolveConfig(join(ROOT, 'package.json'));
  expect(await prettier.check(committed(file), { ...options, filepath: file })).toBe(true);
});

test('the local HubSpot takes the subscriptions of this project as they are uploaded', () => {
  const taken = subscriptionsOfProject(JSON.parse(committed(WEBHOOKS)));
  const { crmObjects, hubEvents } = subscriptionsOf(standard);
  expect(taken).toHaveLength(crmObjects.length + hubEvents.length);
});

test('after any sync HubSpot would take the project', () =>
  inProject(FRESH, async (root) => {
    const plan = await planSync(standard, { root, add: ['lists', 'forms', 'leads', 'mail', 'deals'] });
    for (const { path, text } of plan.files) writeFileSync(path, text);
    expect((await verifyProject(root, { agreement: standard })).findings).toEqual([]);
  }));
