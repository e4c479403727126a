/**
 * The settings and the app page as people use them, in a real browser against the whole town: a broken draft, a good one, two
 * signatures, and scores that change; a queue that follows.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { watchAgreement } from '../../src/cli/agreement-watch.ts';
import { installBaton } from '../../src/cli/demo/installed.ts';
import { inForceOf } from '../../src/worker/in-force.ts';
import { drain } from '../../src/worker/worker.ts';
import { readOrThrow } from '../agreement/small.ts';
import type { Town } from '../support/town.ts';
import { openTown } from '../support/town.ts';
import { seriousFindings } from './audit.ts';
import { extension, openBrowser } from './opened.ts';
import type { Opened } from './opened.ts';

const FIRST = readFileSync(join(import.meta.dirname, '../../agreement.yaml'), 'utf8');
const NEXT = FIRST.replace(/^version: \d+/m, 'version: 2').replace('TELECOMMUNICATIONS: 6', 'TELECOMMUNICATIONS: 1');
const BROKEN = NEXT.replace('TELECOMMUNICATIONS: 1', 'TELECOMMUNICATIONS: one');
const BROKEN_LINE = BROKEN.split('\n').findIndex((line) => line.includes('TELECOMMUNICATIONS: one')) + 1;

let town: Town;
let browser: Opened;
let page: Page;
let lead: string;

beforeAll(async () => {
  const agreement = readOrThrow(FIRST);
  town = await openTown({ agreement });
  const { store } = town.deps;
  await store.putAgreementInForce(
    { hash: agreement.hash, text: FIRST, name: agreement.name, version: agreement.version },
    town.clock.now(),
  );
  installBaton(town.portal, town.url);
  lead = town.portal.createContact({
    properties: { email: 'nora@hafen.example', firstname: 'Nora', lastname: 'Lind', jobtitle: 'VP Sales' },
    changeSource: 'FORM',
  }).id;
  town.portal.createRecord({
    type: 'company',
    properties: { name: 'Hafen', industry: 'TELECOMMUNICATIONS', numberofemployees: '300', country: 'Germany' },
    contact: lead,
  });
  town.portal.submitForm({ contact: lead, form: 'Demo request', url: 'https://www.example.com/demo' });
  await town.settle();
  browser = await openBrowser();
  page = await browser.page();
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await town?.close();
});
afterEach(() => expect(browser.complaints()).toEqual([]));

const at = (path: string, who: string): string => {
  const { portalId } = town.portal.settings();
  return `${town.portal.url}${path.replace(':portal', String(portalId))}?as=${who}@example.com`;
};
async function settingsOf(who: 'maria' | 'sam' | 'anna'): Promise<Locator> {
  await page.goto(at('/connected-apps/:portal/installed/39522895/settings', who));
  const frame = await extension(page, 'baton_settings');
  await frame.getByRole('tab', { name: 'In force' }).waitFor();
  return frame;
}
const score = (): number => Number(town.contact(lead)?.properties['baton_score']);

test('marketing uploads a broken draft and sees line and reason, then a good one', async () => {
  const frame = await settingsOf('maria');
  await frame.getByRole('tab', { name: 'Drafts' }).click();
  await frame.getByLabel('The agreement, as YAML').fill(BROKEN);
  await frame.getByRole('button', { name: 'Check and keep' }).click();
  await frame.getByText('1 problem: nothing was kept').waitFor();
  const problem = frame.getByRole('row').filter({ hasText: `Line ${BROKEN_LINE}, column` });
  await problem.getByText('one').first().waitFor();
  await frame.getByLabel('The agreement, as YAML').fill(NEXT);
  await frame.getByRole('button', { name: 'Check and keep' }).click();
  await frame.getByText(/^Kept: .*version 2/).waitFor();
});

test('marketing reads what it would change, and signs', async () => {
  const frame = await settingsOf('maria');
  await frame.getByRole('tab', { name: 'Drafts' }).click();
  await frame.getByRole('button', { name: 'Open', exact: true }).click();
  await frame.getByText('1 contact known').waitFor();
  await frame.getByText(/^Nora Lind: /).waitFor();
  await frame.getByRole('button', { name: 'Sign for marketing' }).click();
  await frame.getByText(/Signed by maria@example.com/).waitFor();
  await frame.getByText('no signature for sales', { exact: false }).waitFor();
  expect(await seriousFindings(page)).toEqual([]);
});

test('sales signs and puts it in force; every contact is scored by it in HubSpot', async () => {
  const before = score();
  const { store } = town.deps;
  const first = readOrThrow(FIRST);
  let current = inForceOf(first);
  const watch = watchAgreement(
    { store, clock: town.clock, log: town.deps.log, known: first.hash },
    (agreement) => void (current = inForceOf(agreement)),
  );
  const frame = await settingsOf('sam');
  await frame.getByRole('tab', { name: 'Drafts' }).click();
  await frame.getByRole('button', { name: 'Open', exact: true }).click();
  await frame.getByRole('button', { name: 'Sign for sales' }).click();
  await frame.getByRole('button', { name: 'Put in force' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Put in force' }).click();
  await frame.getByRole('tab', { name: 'In force' }).click();
  await frame.getByRole('heading', { name: /version 2/ }).waitFor();
  for (let looks = 0; looks < 200 && score() === before; looks += 1) {
    town.clock.advance(3_000);
    await drain({ ...town.deps, inForce: () => current });
    await town.portal.flush();
  }
  await watch.stop();
  expect(score()).toBe(before - 5);
  expect((await store.authorityLog(10)).map(({ action, who, allowed }) => [action, who, allowed])).toEqual([
    ['upload', 'maria@example.com', true],
    ['sign', 'maria@example.com', true],
    ['sign', 'sam@example.com', true],
    ['apply', 'sam@example.com', true],
  ]);
});

test('a rep may read the settings and change nothing', async () => {
  const frame = await settingsOf('anna');
  await frame.getByText(/You may read/).waitFor();
  expect(await frame.getByRole('button', { name: 'Pause Baton' }).count()).toBe(0);
});

test('the queue shows whose turn it is to call; away is said and shown', async () => {
  const owner = town.contact(lead)?.properties['hubspot_owner_id'];
  const who = owner === undefined ? 'anna' : ownerOf(owner);
  await page.goto(at('/app/:portal/39522895', who));
  const frame = await extension(page, 'baton_pages');
  await frame.getByRole('link', { name: 'Nora Lind' }).waitFor();
  await frame
    .getByText(/left$|^Broken/)
    .first()
    .waitFor();
  await frame.getByRole('button', { name: 'I am away' }).click();
  await frame.getByText(/^You are away until/).waitFor();
  await frame.getByRole('button', { name: 'I am back' }).click();
  await frame.getByText('You get leads by your working hours.').waitFor();
  expect(await seriousFindings(page)).toEqual([]);
});

test('each tab of the app page is an address, and the manager sees who was not handed off', async () => {
  await page.goto(at('/app/:portal/39522895', 'sam'));
  const frame = await extension(page, 'baton_pages');
  await frame.getByRole('tab', { name: 'Not handed off' }).click();
  await frame.getByText('Leads in no state: 0').waitFor();
  expect(new URL(page.url()).pathname).toMatch(/\/waiting$/);
  expect(await seriousFindings(page)).toEqual([]);
  await frame.getByRole('tab', { name: 'Agreement' }).click();
  await frame.getByRole('heading', { name: 'What we mean' }).waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await frame.getByRole('tab', { name: 'Health' }).click();
  await frame.getByText('The figures of the funnel will stand here', { exact: false }).waitFor();
  expect(await seriousFindings(page)).toEqual([]);
});

/** The name before the @ of this owner's address. */
function ownerOf(id: string): string {
  const found = town.portal.dump({ types: [] }).owners.find((one) => one.id === id);
  return found?.email?.split('@')[0] ?? 'anna';
}
