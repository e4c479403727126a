/** The same client against a HubSpot that keeps state, on both families of paths and with both ways of telling partial failures. */
import { afterEach, describe, expect, test } from '@jest/globals';
import type { CreateTask } from '../../src/core/effect.ts';
import { connectHubSpot } from '../../src/hubspot/connect.ts';
import type { HubSpot } from '../../src/hubspot/hubspot.ts';
import { rollingWindow } from '../../src/hubspot/limiter.ts';
import { ensureProperties } from '../../src/hubspot/setup.ts';
import { startPortal } from '../../src/portal/portal.ts';
import type { Portal, PortalOptions } from '../../src/portal/portal.ts';
import { START, steppingClock } from './stepping-clock.ts';
import type { SteppingClock } from './stepping-clock.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface World {
  readonly portal: Portal;
  readonly hubspot: HubSpot;
  readonly clock: SteppingClock;
}

async function world(options: PortalOptions = {}, apiVersion = '2026-09'): Promise<World> {
  const clock = steppingClock();
  const portal = await startPortal({ clock, accessToken: 'pat-test', indexLagMs: 0, ...options });
  const hubspot = connectHubSpot({
    baseUrl: portal.url,
    apiVersion,
    token: () => 'pat-test',
    clock,
    log: { debug: () => undefined, warn: () => undefined },
    reserve: rollingWindow(clock),
    seed: 1,
  });
  closing.push(async () => {
    await hubspot.close();
    await portal.close();
  });
  return { portal, hubspot, clock };
}

const contact = (portal: Portal, n: number): string =>
  portal.createContact({ properties: { email: `lead${n}@example.com`, jobtitle: 'CTO' } }).id;

function taskFor(contactId: string, ownerId: string): CreateTask {
  return {
    kind: 'CreateTask',
    key: `handoff:${contactId}:1`,
    contactId,
    companyId: null,
    ownerId,
    subject: 'Call',
    body: `<p>Because.</p><p>baton ${contactId}-1</p>`,
    marker: `baton ${contactId}-1`,
    dueAt: START + 300_000,
    remindAt: null,
    priority: 'HIGH',
    type: 'CALL',
  };
}

describe.each<[string, PortalOptions, string]>([
  ['dated paths, partial failures as 207', {}, '2026-09'],
  ['dated paths, partial failures as 200', { batchStatus: 200 }, '2026-09'],
  ['v3 paths', {}, 'v3'],
])('%s', (_, options, version) => {
  test('from an empty portal to a task that is found again', async () => {
    const { portal, hubspot } = await world(options, version);
    const account = await hubspot.account();
    expect(account).toMatchObject({
      portalId: String(portal.settings().portalId),
      appId: String(portal.settings().appId),
    });

    expect(await ensureProperties(hubspot, { apply: true })).toMatchObject({ missing: 18, created: 18, problems: 0 });
    expect(await ensureProperties(hubspot, { apply: false })).toMatchObject({ missing: 0, problems: 0 });

    const anna = portal.createOwner({ email: 'Anna@example.com', firstName: 'Anna', lastName: 'A' });
    const owners = await hubspot.owners();
    expect(owners).toContainEqual({
      id: anna.id,
      email: 'anna@example.com',
      name: 'Anna A',
      kind: 'person',
      active: true,
    });

    const ids = [1, 2, 3].map((n) => contact(portal, n));
    const outcomes = await hubspot.updateContacts(
      [...ids, '999999999'].map((id) => ({ id, properties: { baton_score: '77', baton_grade: 'unknown-1' } })),
    );
    expect(outcomes.map(({ id, ok }) => [id, ok])).toEqual([...ids.map((id) => [id, true]), ['999999999', false]]);
    expect(outcomes[3]).toMatchObject({ gone: true });

    const { found, missing } = await hubspot.readContacts([...ids, '999999999'], {
      properties: ['baton_score', 'baton_grade', 'jobtitle'],
      history: ['baton_score'],
    });
    expect(missing).toEqual(['999999999']);
    expect(found[0]?.properties).toEqual({ baton_score: '77', baton_grade: 'unknown-1', jobtitle: 'CTO' });
    expect(found[0]?.history['baton_score']?.[0]).toMatchObject({ value: '77', sourceType: 'INTEGRATION' });

    const contactId = ids[0]!;
    const task = taskFor(contactId, anna.id);
    expect(await hubspot.findTasks(contactId, task.marker)).toEqual([]);
    const { id } = await hubspot.createTask(task);
    expect(await hubspot.findTasks(contactId, task.marker)).toEqual([{ id, status: 'NOT_STARTED', ownerId: anna.id }]);
    expect(await hubspot.findTasks(ids[1]!, task.marker)).toEqual([]);

    const company = portal.createRecord({ type: 'company', properties: { name: 'Acme', industry: 'INTERNET' } });
    portal.associate({ fromType: 'contact', fromId: contactId, toType: 'company', toId: company.id });
    expect(await hubspot.companiesOf(ids)).toEqual(new Map([[contactId, company.id]]));
    expect((await hubspot.readCompanies([company.id], ['name'])).get(company.id)).toMatchObject({ name: 'Acme' });

    const searched = await hubspot.searchContacts({
      property: 'lastmodifieddate',
      since: START - 1,
      limit: 10,
      properties: ['baton_score'],
    });
    expect(searched.map((one) => one.id).sort()).toEqual([...ids].sort());
  });
});

describe('what goes wrong', () => {
  test('one refused value sinks nobody else', async () => {
    const { portal, hubspot } = await world();
    await ensureProperties(hubspot, { apply: true });
    const ids = Array.from({ length: 20 }, (_, n) => contact(portal, n));
    const outcomes = await hubspot.updateContacts(
      ids.map((id, n) => ({ id, properties: { baton_grade: n === 7 ? 'Z9' : 'A1' } })),
    );
    expect(outcomes.filter(({ ok }) => !ok).map(({ id }) => id)).toEqual([ids[7]]);
    expect(
      portal.dump({ types: ['contact'] }).records.contact?.filter((c) => c.properties['baton_grade'] === 'A1'),
    ).toHaveLength(19);
  });

  test('a property that is not there is refused by name', async () => {
    const { portal, hubspot } = await world();
    const ids = [1, 2, 3].map((n) => contact(portal, n));
    const outcomes = await hubspot.updateContacts(ids.map((id) => ({ id, properties: { baton_score: '1' } })));
    expect(outcomes.map(({ ok }) => ok)).toEqual([false, false, false]);
    expect(outcomes[0]).toMatchObject({ message: expect.stringContaining('baton_score') });
  });

  test('a merged contact answers under the survivor’s id', async () => {
    const { portal, hubspot } = await world();
    const [primary, secondary] = [contact(portal, 1), contact(portal, 2)] as const;
    const survivor = portal.mergeContacts({ primary, secondary }).id;
    const { found, missing } = await hubspot.readContacts([primary, secondary], { properties: [], history: [] });
    expect(missing).toEqual([]);
    expect(found.map(({ id, askedFor }) => [askedFor, id]).sort()).toEqual(
      [
        [primary, survivor],
        [secondary, survivor],
      ].sort(),
    );
  });

  test.each<[string, Parameters<Portal['addFault']>[0]]>([
    ['a connection dropped after the task was made', { kind: 'drop', afterCommit: true, route: 'POST */tasks' }],
    [
      'a 502 after the task was made',
      { kind: 'status', status: 502, body: 'html', afterCommit: true, route: 'POST */tasks' },
    ],
    ['a 504 after the task was made', { kind: 'status', status: 504, afterCommit: true, route: 'POST */tasks' }],
  ])('%s: ambiguous, and found by reading back', async (_, fault) => {
    const { portal, hubspot } = await world();
    const anna = portal.createOwner({ email: 'anna@example.com' });
    const contactId = contact(portal, 1);
    const task = taskFor(contactId, anna.id);
    portal.addFault(fault);
    await expect(hubspot.createTask(task)).rejects.toMatchObject({ code: 'AMBIGUOUS_WRITE' });
    expect(await hubspot.findTasks(contactId, task.marker)).toHaveLength(1);
    expect(portal.dump({ types: ['task'] }).records.task).toHaveLength(1);
  });

  test.each<[string, Parameters<Portal['addFault']>[0]]>([
    ['dropped before', { kind: 'drop', afterCommit: false, route: 'batch/update' }],
    ['dropped after', { kind: 'drop', afterCommit: true, route: 'batch/update' }],
    ['423', { kind: 'status', status: 423, route: 'batch/update' }],
    ['429', { kind: 'status', status: 429, route: 'batch/update' }],
    ['503, HTML', { kind: 'status', status: 503, body: 'html', route: 'batch/update' }],
  ])('an update survives: %s', async (_, fault) => {
    const { portal, hubspot } = await world();
    await ensureProperties(hubspot, { apply: true });
    const id = contact(portal, 1);
    portal.addFault(fault);
    expect(await hubspot.updateContacts([{ id, properties: { baton_score: '5' } }])).toMatchObject([{ id, ok: true }]);
  });

  test('1,000 calls as fast as allowed: 97 % of the window, and never a 429', async () => {
    const { portal, hubspot, clock } = await world({ tier: 'professional' });
    const id = contact(portal, 1);
    await hubspot.readContacts([id], { properties: [], history: [] });
    clock.advance(10_000);
    const startedAt = clock.now();
    for (let n = 0; n < 1_000; n += 1) await hubspot.readContacts([id], { properties: [], history: [] });
    expect(portal.calls().rateLimited).toBe(0);
    // 184 of 190 in each ten seconds: the 1,000th is sent when five windows have passed.
    expect(clock.now() - startedAt).toBe(50_000);
  });
});
