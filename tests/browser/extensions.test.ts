/** Extensions where HubSpot shows them: on records, as app pages, in the settings; what they know and what they may do. */
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { startPortal } from '../../src/portal/portal.ts';
import type { Portal } from '../../src/portal/portal.ts';
import { seriousFindings } from './audit.ts';
import { extension, openBrowser } from './opened.ts';
import type { Opened } from './opened.ts';

let portal: Portal;
let browser: Opened;
let page: Page;
let backend: Server;
let asked: string[];
let contact: string;
let company: string;

beforeAll(async () => {
  asked = [];
  backend = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      asked.push(`${request.method} ${request.url} ${body}`);
      response.end(JSON.stringify({ method: request.method }));
    });
  });
  await new Promise<void>((resolve) => backend.listen(0, '127.0.0.1', resolve));
  portal = await startPortal();
  portal.createOwner({ email: 'anna@example.com', firstName: 'Anna', lastName: 'Albers' });
  portal.createOwner({ email: 'ben@example.com', firstName: 'Ben', lastName: 'Brandt' });
  portal.installApp({
    project: join(import.meta.dirname, 'project'),
    variables: { API_BASE_URL: `http://127.0.0.1:${(backend.address() as AddressInfo).port}` },
  });
  contact = portal.createContact({
    properties: { email: 'nora@hafen.example', firstname: 'Nora', lastname: 'Lind' },
  }).id;
  company = portal.createRecord({ type: 'company', properties: { name: 'Hafen Logistik' }, contact }).id;
  browser = await openBrowser();
  page = await browser.page();
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await portal?.close();
  backend?.close();
});
afterEach(() => expect(browser.complaints()).toEqual([]));

const at = (path: string): string => `${portal.url}${path.replace(':portal', String(portal.settings().portalId))}`;
const contactPage = (): string => at(`/contacts/:portal/record/0-1/${contact}`);

test('a card knows who looks and at what, and others looking is another card', async () => {
  await page.goto(contactPage());
  const card = await extension(page, 'doings');
  await card.getByText(`anna@example.com on ${contact}`).waitFor();
  await page.getByLabel('Looking as').selectOption('Ben Brandt');
  await (await extension(page, 'doings')).getByText(`ben@example.com on ${contact}`).waitFor();
  await page.goto(`${contactPage()}?as=anna@example.com`);
  await (await extension(page, 'doings')).getByText(`anna@example.com on ${contact}`).waitFor();
});

test('properties and associations are HubSpot’s, and follow what is written', async () => {
  const card = await extension(page, 'doings');
  await card.getByText('Nora is Lead', { exact: true }).waitFor();
  await card.getByText('Hafen Logistik').waitFor();
  portal.setProperties({ id: contact, properties: { firstname: 'Norah', lifecyclestage: 'salesqualifiedlead' } });
  await card.getByText(/^Norah is Sales/).waitFor();
  await page.getByRole('heading', { name: 'Norah Lind' }).waitFor();
});

test('hubspot.fetch reaches the app’s server with who asks, and nowhere else', async () => {
  const card = await extension(page, 'doings');
  await card.getByRole('button', { name: 'Ask', exact: true }).click();
  await card.getByText('200 {"method":"GET"}').waitFor();
  expect(asked.at(-1)).toMatch(
    /^GET \/cards\/hello\?a=b%20c&userId=\d+&portalId=\d+&userEmail=anna%40example\.com&appId=\d+ $/,
  );
  await card.getByRole('button', { name: 'Tell' }).click();
  await card.getByText('200 {"method":"POST"}').waitFor();
  expect(asked.at(-1)).toMatch(/^POST .* \{"yes":true\}$/);
  const before = asked.length;
  await card.getByRole('button', { name: 'Ask elsewhere' }).click();
  await card.getByText(/permittedUrls/).waitFor();
  expect(asked).toHaveLength(before);
});

test('a browser’s own fetch is refused in the worker', async () => {
  const card = await extension(page, 'doings');
  await card.getByRole('button', { name: 'Use the browser' }).click();
  await card.getByText('fetch is not available in UI extensions').waitFor();
});

test('an alert appears, and can be dismissed', async () => {
  const card = await extension(page, 'doings');
  await card.getByRole('button', { name: 'Alert' }).click();
  const notice = page.locator('.notices').getByText('It is done');
  await notice.waitFor();
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await notice.waitFor({ state: 'detached' });
});

test('a window of HubSpot’s own is named, not drawn', async () => {
  await (await extension(page, 'doings')).getByRole('button', { name: 'Note' }).click();
  await page.locator('.notices').getByText('a new note on the record').waitFor();
});

test('the company’s page shows the card of companies, and the way back', async () => {
  await page.getByRole('link', { name: 'Hafen Logistik' }).click();
  await page.getByRole('heading', { name: 'Hafen Logistik' }).waitFor();
  await (await extension(page, 'doings')).getByText(`anna@example.com on ${company}`).waitFor();
  await page.getByRole('link', { name: 'Norah Lind' }).click();
  await page.getByRole('heading', { name: 'Norah Lind' }).waitFor();
});

test('app pages have paths, parameters, and the browser’s way back', async () => {
  await page.getByRole('link', { name: 'Fixture' }).click();
  const frame = await extension(page, 'fixture_pages');
  await frame.getByRole('link', { name: 'Lead 7' }).click();
  await frame.getByText('{"id":"7","sort":"due"}').waitFor();
  expect(new URL(page.url()).pathname).toMatch(/\/leads\/7$/);
  await page.reload();
  await (await extension(page, 'fixture_pages')).getByText('{"id":"7","sort":"due"}').waitFor();
  await page.getByRole('link', { name: 'Home' }).click();
  await page.getByRole('heading', { name: 'Home' }).waitFor();
  await page.goBack();
  await page.getByRole('heading', { name: 'A lead' }).waitFor();
});

test('settings have their page; an extension that breaks says so and takes nothing with it', async () => {
  await page.getByRole('link', { name: 'App settings' }).click();
  const frame = await extension(page, 'fixture_settings');
  await frame.getByText('en-gb').waitFor();
  await frame.getByRole('button', { name: 'Break' }).click();
  await page.getByRole('alert').getByText('the settings broke').waitFor();
  await page.getByRole('link', { name: 'Contacts' }).click();
  await page.getByRole('heading', { name: 'Contacts' }).waitFor();
  // React tells the console of the worker too.
  browser.complaints();
});

test('a merged contact leads to the one it lives on in', async () => {
  const other = portal.createContact({ properties: { email: 'n@hafen.example' } }).id;
  const merged = portal.mergeContacts({ primary: contact, secondary: other });
  await page.goto(contactPage());
  await page.getByRole('heading', { name: 'Norah Lind' }).waitFor();
  expect(page.url()).toContain(merged.id);
});

test.each([
  ['contacts', '/contacts/:portal/objects/0-1/views/all/list'],
  ['companies', '/contacts/:portal/objects/0-2/views/all/list'],
  ['tasks', '/tasks/:portal/view/all'],
  ['an app page', '/app/:portal/39522895'],
  ['settings', '/connected-apps/:portal/installed/39522895/settings'],
])('axe finds nothing serious on %s', async (_name, path) => {
  await page.goto(at(path));
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  expect(await seriousFindings(page)).toEqual([]);
});
