/** Setting a portal up: dry run, creation, repair, and the portal's limit, against a HubSpot that keeps state. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { connectHubSpot } from '../../src/hubspot/connect.ts';
import type { HubSpot } from '../../src/hubspot/hubspot.ts';
import { rollingWindow } from '../../src/hubspot/limiter.ts';
import { BATON_PROPERTIES, batonProperties, essentialOf } from '../../src/hubspot/properties.ts';
import { ensureProperties } from '../../src/hubspot/setup.ts';
import { startPortal } from '../../src/portal/portal.ts';
import type { Portal, PortalOptions } from '../../src/portal/portal.ts';
import { steppingClock } from './stepping-clock.ts';

let portal: Portal;
let hubspot: HubSpot;

async function open(options: PortalOptions = {}): Promise<void> {
  const clock = steppingClock();
  portal = await startPortal({ clock, accessToken: 'pat-test', ...options });
  hubspot = connectHubSpot({
    baseUrl: portal.url,
    apiVersion: '2026-09',
    token: () => 'pat-test',
    clock,
    log: { debug() {}, warn() {} },
    reserve: rollingWindow(clock),
  });
}
async function close(): Promise<void> {
  await hubspot.close();
  await portal.close();
}
beforeEach(() => open());
afterEach(close);

/** What a person does on HubSpot's property page. */
async function inHubSpot(method: 'PATCH' | 'DELETE' | 'POST', path: string, body: unknown = {}): Promise<void> {
  const answer = await fetch(`${portal.url}/crm/properties/2026-09/contacts${path}`, {
    method,
    headers: { authorization: 'Bearer pat-test', 'content-type': 'application/json' },
    ...(method === 'DELETE' ? {} : { body: JSON.stringify(body) }),
  });
  expect(answer.ok).toBe(true);
}
const property = async (name: string) => (await hubspot.propertyDefinitions('contacts')).get(name);
/** Calls that change a definition, whoever made them. */
const writes = (): number =>
  Object.entries(portal.calls().byRoute)
    .filter(([route]) => /^(POST|PATCH|DELETE) .*crm\/properties/.test(route))
    .flatMap(([, byStatus]) => Object.values(byStatus))
    .reduce((sum, count) => sum + count, 0);

describe('connecting: an empty portal', () => {
  test('a dry run says what is missing and changes nothing', async () => {
    const plan = await ensureProperties(hubspot, { apply: false });
    expect(plan).toMatchObject({ missing: 18, drifted: 0, created: 0, repaired: 0, problems: 0 });
    expect(plan.lines[0]).toBe('missing  baton_score: number, “Baton score”');
    expect(await property('baton_score')).toBeUndefined();
  });

  test('applied it creates the group and all properties, hidden from forms; a second time it writes nothing', async () => {
    expect(await ensureProperties(hubspot, { apply: true })).toMatchObject({ missing: 18, created: 18, problems: 0 });
    expect(await property('baton_score')).toMatchObject({ groupName: 'baton', formField: false, type: 'number' });
    const before = writes();
    expect(before).toBeGreaterThanOrEqual(19);
    expect(await ensureProperties(hubspot, { apply: true })).toEqual({
      lines: [],
      missing: 0,
      drifted: 0,
      created: 0,
      repaired: 0,
      problems: 0,
    });
    expect(writes()).toBe(before);
  });

  test('one that somebody archived is created again', async () => {
    await ensureProperties(hubspot, { apply: true });
    await inHubSpot('DELETE', '/baton_tag');
    expect(await ensureProperties(hubspot, { apply: true })).toMatchObject({ missing: 1, created: 1 });
    expect(await property('baton_tag')).toBeDefined();
  });
});

describe('what somebody changed', () => {
  beforeEach(async () => {
    await ensureProperties(hubspot, { apply: true });
  });

  test('options that are missing are added behind those that are there, which stay with their labels', async () => {
    const own = [
      { value: 'icy', label: 'Icy', displayOrder: 0, hidden: false },
      { value: 'hot', label: 'Heiß', displayOrder: 4, hidden: false },
    ];
    await inHubSpot('PATCH', '/baton_temperature', { options: own });
    const words = 'baton_temperature: adds the options warm, cold';
    expect((await ensureProperties(hubspot, { apply: false })).lines).toEqual([`repair   ${words}`]);
    expect((await ensureProperties(hubspot, { apply: true })).lines).toEqual([`repaired ${words}`]);
    expect((await property('baton_temperature'))?.options).toEqual([
      ...own,
      { value: 'warm', label: 'Warm', displayOrder: 5, hidden: false },
      { value: 'cold', label: 'Cold', displayOrder: 6, hidden: false },
    ]);
    expect((await ensureProperties(hubspot, { apply: true })).lines).toEqual([]);
  });

  test('reject reasons of another agreement are added, none is taken away', async () => {
    const wanted = batonProperties(['moved_to_mars']);
    expect((await ensureProperties(hubspot, { apply: true, wanted })).lines).toEqual([
      'repaired baton_reject_reason: adds the options moved_to_mars',
    ]);
    const values = (await property('baton_reject_reason'))?.options.map((option) => option.value);
    expect(values).toEqual(expect.arrayContaining(['no_budget', 'moved_to_mars']));
  });

  test('a property put on forms or into another group is put right', async () => {
    await inHubSpot('PATCH', '/baton_score', { formField: true, groupName: 'contactinformation' });
    expect((await ensureProperties(hubspot, { apply: true })).lines).toEqual([
      'repaired baton_score: takes it off forms: visitors must not set it; moves it back to the group baton',
    ]);
    expect(await property('baton_score')).toMatchObject({ formField: false, groupName: 'baton' });
  });

  test('a portal’s own wording is named and stays, unless it is to be Baton’s again', async () => {
    await inHubSpot('PATCH', '/baton_temperature', { label: 'Wie heiß?', description: 'Unsere Worte.' });
    const kept = await ensureProperties(hubspot, { apply: true });
    expect(kept).toMatchObject({ drifted: 0, repaired: 0, problems: 0 });
    expect(kept.lines).toEqual([
      'kept     baton_temperature is called “Wie heiß?” here and has a description of its own; --wording restores Baton’s',
    ]);
    expect((await property('baton_temperature'))?.label).toBe('Wie heiß?');
    expect(await ensureProperties(hubspot, { apply: true, wording: true })).toMatchObject({ repaired: 1 });
    expect((await property('baton_temperature'))?.label).toBe('Baton temperature');
  });

  test('a type cannot be changed by anybody: it is named for a person, and the rest is done', async () => {
    await inHubSpot('DELETE', '/baton_score');
    const other = { name: 'baton_score', label: 'Baton score', groupName: 'baton', type: 'string', fieldType: 'text' };
    await inHubSpot('POST', '', other);
    await inHubSpot('DELETE', '/baton_tag');
    const setup = await ensureProperties(hubspot, { apply: true });
    expect(setup).toMatchObject({ created: 1, problems: 1 });
    expect(setup.lines).toContain(
      'differs  baton_score is a string, not a number: archive it in HubSpot and run setup again',
    );
  });
});

describe('a portal with room for ten custom properties', () => {
  beforeEach(async () => {
    await close();
    await open({ tier: 'free' });
  });

  test('none is created where not all fit; limit, usage and need are named', async () => {
    const setup = await ensureProperties(hubspot, { apply: true });
    expect(setup).toMatchObject({ missing: 18, created: 0, problems: 1 });
    expect(setup.lines[0]).toBe(
      'refused  18 contact properties are needed and 10 fit: this portal may have 10 custom ones and has 0. Nothing was created.' +
        ' Archive some that nobody uses, raise the subscription, or say --essential for the 10 that the handoff cannot do without.',
    );
    expect(writes()).toBe(0);
  });

  test('the essential ten fit', async () => {
    const wanted = essentialOf(BATON_PROPERTIES);
    expect(await ensureProperties(hubspot, { apply: true, wanted })).toMatchObject({ created: 10, problems: 0 });
    expect(await ensureProperties(hubspot, { apply: true, wanted })).toMatchObject({ lines: [] });
  });

  test('one that is in use already leaves too little room, and there is no smaller set', async () => {
    await inHubSpot('POST', '/groups', { name: 'ours', label: 'Ours' });
    await inHubSpot('POST', '', {
      name: 'shoe_size',
      label: 'Shoe size',
      groupName: 'ours',
      type: 'number',
      fieldType: 'number',
    });
    const setup = await ensureProperties(hubspot, { apply: true, wanted: essentialOf(BATON_PROPERTIES) });
    expect(setup.lines[0]).toContain('10 contact properties are needed and 9 fit');
    expect(setup.lines[0]).not.toContain('--essential');
  });
});

test('where HubSpot does not tell the limit, setup goes on', async () => {
  const silent = { ...hubspot, propertyLimit: async () => null };
  expect(await ensureProperties(silent, { apply: true })).toMatchObject({ created: 18 });
});
