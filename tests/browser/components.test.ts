/** Every component as an extension uses it, in a real browser. The extension is bundled as HubSpot bundles it and runs in a worker. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { startPortal } from '../../src/portal/portal.ts';
import type { Portal } from '../../src/portal/portal.ts';
import { seriousFindings } from './audit.ts';
import { extension, openBrowser } from './opened.ts';
import type { Opened } from './opened.ts';

const PROJECT = join(import.meta.dirname, 'project');
let portal: Portal;
let browser: Opened;
let page: Page;
let card: Locator;

beforeAll(async () => {
  portal = await startPortal();
  portal.createOwner({ email: 'anna@example.com', firstName: 'Anna', lastName: 'Albers' });
  portal.installApp({ project: PROJECT });
  const { id } = portal.createContact({ properties: { email: 'nora@hafen.example', firstname: 'Nora' } });
  browser = await openBrowser();
  page = await browser.page();
  await page.goto(`${portal.url}/contacts/${portal.settings().portalId}/record/0-1/${id}`);
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await portal?.close();
});
beforeEach(async () => {
  card = await extension(page, 'every_component');
  expect(browser.complaints()).toEqual([]);
});

const heard = async (what: string): Promise<void> =>
  card.getByTestId('heard').filter({ hasText: what }).waitFor({ state: 'attached' });

test('each component of the SDK that the fixture names is drawn', async () => {
  expect(await card.getByText(/The local portal does not draw/).count()).toBe(0);
  const source = readFileSync(join(PROJECT, 'app/cards/Everything.tsx'), 'utf8');
  const drawn = readFileSync(join(import.meta.dirname, '../../src/portal/browser/components/controller.tsx'), 'utf8');
  const used = [...new Set([...source.matchAll(/<([A-Z]\w+)/g)].map(([, name]) => name ?? ''))];
  expect(used.filter((name) => name !== 'Everything' && !new RegExp(`\\b${name}\\b`).test(drawn))).toEqual([]);
});

test.each([
  ['a score has a name for those who cannot see it', 'img', 'Score 87 of 100'],
  ['a progress bar is named and measured', 'progressbar', 'Behaviour'],
  ['a table has its columns', 'columnheader', 'Points'],
  ['an icon with words is an image', 'img', 'Mail'],
  ['a chart is an image with a name', 'img', 'Leads by week'],
  ['a heading is a heading', 'heading', 'Shown'],
  ['a warning is a status', 'status', ''],
  ['an error state is an alert', 'alert', ''],
] as const)('%s', async (_sentence, role, name) => {
  await card
    .getByRole(role, name === '' ? {} : { name })
    .first()
    .waitFor();
});

test('tabs are chosen with the arrow keys, and only the chosen one is shown', async () => {
  await card.getByRole('tab', { name: 'First tab' }).focus();
  await page.keyboard.press('ArrowRight');
  await card.getByText('Behind the second tab').waitFor();
  expect(await card.getByText('Behind the first tab').count()).toBe(0);
  expect(await card.getByRole('tab', { name: 'Second tab' }).getAttribute('aria-selected')).toBe('true');
});

test('an accordion opens and closes', async () => {
  const button = card.getByRole('button', { name: 'More' }).first();
  await button.click();
  await card.getByText('Behind the accordion').waitFor();
  await button.click();
  await card.getByText('Behind the accordion').waitFor({ state: 'hidden' });
});

test('a table tells of its pages and of sorting', async () => {
  await card.getByRole('button', { name: 'Next' }).click();
  await card.getByText('Visited pricing, page 2').waitFor();
  await card.getByRole('button', { name: 'Signal' }).click();
  await heard('sort: "ascending"');
});

test.each([
  ['Input', 'Name', 'Nora', '"Nora"'],
  ['TextArea', 'Words', 'many words', '"many words"'],
  ['NumberInput', 'Points', '12', '10'],
  ['CurrencyInput', 'Money', '9.5', '9.5'],
  ['DateInput', 'Day', '2026-11-25', '"month":10,"date":25'],
  ['TimeInput', 'Time', '09:30', '"hours":9,"minutes":30'],
])('%s is heard when it is left', async (component, label, text, value) => {
  const field = card.getByLabel(label, { exact: true });
  await field.fill(text);
  await field.blur();
  await heard(`${component}: `);
  await heard(value);
});

test.each([
  ['SearchInput', 'Search', 'lo', '"lo"'],
  ['wrong', 'Wrong', 'x', '"x"'],
])('%s is heard while it is written', async (component, label, text, value) => {
  await card.getByLabel(label, { exact: true }).fill(text);
  await heard(`${component}: ${value}`);
});

test('what is wrong with a field is tied to it', async () => {
  const field = card.getByLabel('Wrong', { exact: true });
  expect(await field.getAttribute('aria-invalid')).toBe('true');
  const message = await field.getAttribute('aria-describedby');
  expect(await page.locator(`[id="${message}"]`).textContent()).toBe('This cannot be');
});

test('choices are heard', async () => {
  await card.getByLabel('Colour', { exact: true }).selectOption({ label: 'Green' });
  await heard('Select: "green"');
  await card.getByRole('group', { name: 'Colours' }).getByLabel('Red').check();
  await heard('MultiSelect: ["red"]');
  await card.getByRole('group', { name: 'Pick' }).getByLabel('Green').check();
  await heard('ToggleGroup: "green"');
  await card.getByLabel('I agree').check();
  await heard('Checkbox: true');
  await card.getByRole('switch', { name: 'Available' }).click();
  await heard('Toggle: true');
  await card.getByRole('button', { name: 'More' }).last().click();
  await heard('StepperInput: 4');
});

test('a form sends what stands in it, with Enter too, and a busy button does nothing', async () => {
  await card.getByRole('button', { name: 'Working' }).click();
  const field = card.getByLabel('Name', { exact: true });
  await field.fill('Lea');
  await field.press('Enter');
  await heard('"name":"Lea"');
  await heard('"colour":"green"');
  expect(await card.getByTestId('heard').textContent()).not.toContain('LoadingButton');
});

test('a modal keeps the focus, sends its own form only, ends on Escape and gives the focus back', async () => {
  await card.getByRole('button', { name: 'Ask' }).click();
  const modal = page.getByRole('dialog', { name: 'Really?' });
  await modal.getByLabel('Why').fill('so');
  await modal.getByRole('button', { name: 'Because' }).click();
  await heard('modal: "sent"');
  expect((await card.getByTestId('heard').textContent())?.match(/submit/g)).toHaveLength(1);
  expect(await seriousFindings(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await modal.waitFor({ state: 'detached' });
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Ask');
  await card.getByRole('button', { name: 'Ask' }).click();
  await modal.getByRole('button', { name: 'Never mind' }).click();
  await modal.waitFor({ state: 'detached' });
});

test('a panel opens at the side and closes', async () => {
  await card.getByRole('button', { name: 'Open the panel' }).click();
  const panel = page.getByRole('dialog', { name: 'At the side' });
  await panel.getByText('In the panel').waitFor();
  await panel.getByRole('button', { name: 'Close' }).click();
  await panel.waitFor({ state: 'detached' });
});

test('a tooltip describes its button, and the button still acts', async () => {
  const button = card.getByRole('button', { name: 'Explained' });
  await button.hover();
  await card.getByRole('tooltip').getByText('What it does').waitFor();
  await button.click();
  await heard('button: "pressed"');
});

test('a menu is opened, walked through and left with the keyboard', async () => {
  const button = card.getByRole('button', { name: 'Choose' });
  await button.focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await heard('dropdown: "that"');
  expect(await button.getAttribute('aria-expanded')).toBe('false');
  expect(await page.evaluate('document.activeElement.textContent')).toContain('Choose');
});

test('axe finds nothing serious', async () => {
  expect(await seriousFindings(page)).toEqual([]);
});
