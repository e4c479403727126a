/** `baton sources` against portals that give more and less. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PortalOptions } from '../../src/portal/portal.ts';
import { startPortal } from '../../src/portal/portal.ts';
import type { Desk, Ran } from './run.ts';
import { openDesk, ranIn, urlOf } from './run.ts';

const TEXT = readFileSync(new URL('../../agreement.yaml', import.meta.url), 'utf8');

let desk: Desk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

async function sources(options: PortalOptions, text: string, ...args: string[]): Promise<Ran> {
  const portal = await startPortal(options);
  try {
    writeFileSync(join(desk.folder, 'agreement.yaml'), text);
    const lead = portal.createContact({ properties: { email: 'nora@hafen.example' } });
    for (const list of ['Visited pricing', 'webinar ATTENDED']) portal.addToList({ contact: lead.id, list });
    portal.submitForm({ contact: lead.id, form: 'Demo request' });
    return await ranIn(desk.folder, ['sources', ...args], {
      HUBSPOT_ACCESS_TOKEN: portal.settings().accessToken,
      HUBSPOT_CLIENT_SECRET: 'not-used',
      HUBSPOT_API_URL: portal.url,
      AGREEMENT: join(desk.folder, 'agreement.yaml'),
      DATABASE_URL: urlOf(desk.connection),
    });
  } finally {
    await portal.close();
  }
}

test('per signal the source this portal gives and how complete it is', async () => {
  const { code, out } = await sources({}, TEXT);
  expect(out).toMatch(/^demo_request +all$/m);
  expect(out).toContain('form "*demo*": every submission of 1 form');
  expect(out).toMatch(/^webinar_attended +all$/m);
  expect(out).toMatch(/^webinar_registered +last only$/m);
  expect(out).toContain('none       list "Webinar registered": the portal has no list of contacts of this name');
  expect(out).toMatch(/^case_study +last only$/m);
  expect(out).toMatch(/^mail_click +last only$/m);
  expect(out).toContain('best possible score here: 100');
  expect(code).toBe(0);
});

test('without scopes: which are missing, and what is left', async () => {
  const scopes = ['crm.objects.contacts.read', 'crm.schemas.contacts.read'];
  const { code, out } = await sources({ scopes }, TEXT, '--json');
  const { signals } = JSON.parse(out) as { signals: { signal: string; completeness: string; sources: object[] }[] };
  expect(signals.find(({ signal }) => signal === 'demo_request')?.completeness).toBe('last only');
  expect(signals.find(({ signal }) => signal === 'webinar_attended')?.sources).toContainEqual({
    source: 'list "Webinar attended"',
    completeness: 'none',
    because: 'the app lacks the scope crm.lists.read',
  });
  expect(code).toBe(0);
});

test('a bar no lead can reach with the live sources is refused, with the best possible score', async () => {
  const behaviour = TEXT.indexOf('\nbehaviour:');
  const combinations = TEXT.indexOf('\ncombinations:');
  const onlyWebinars =
    TEXT.slice(0, behaviour).replace(
      "{ list: Webinar attended, form: '*webinar attended*' }",
      '{ list: Webinar of another portal }',
    ) +
    '\nbehaviour:\n  events:\n    rules:\n      - { signal: webinar_attended, points: 40, half_life: 30d }\n      - { signal: mail_click, points: 8, half_life: 7d, per_week: 1 }\n' +
    TEXT.slice(combinations)
      .replace(/tests:[\s\S]*$/, '')
      .replace(/\{ signal: demo_request, within: 30d \}/, '{ score: 90 }');
  const { code, out } = await sources({}, onlyWebinars);
  expect(out).toMatch(/best possible score here: 7\d/);
  expect(out).toMatch(/no lead can reach sql: score 90: the best possible here is 7\d/);
  expect(code).toBe(2);
});
