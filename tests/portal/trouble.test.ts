/** What HubSpot refuses and what breaks: limits, faults, and the calls that count them. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startPortal } from '../../src/portal/portal.ts';
import type { Fault, Portal, PortalOptions } from '../../src/portal/portal.ts';
import { apiOf } from './api.ts';
import { virtualClock } from './virtual-time.ts';
import type { VirtualClock } from './virtual-time.ts';

const START = Date.parse('2026-11-23T22:30:00.000Z');
const CONTACTS = '/crm/objects/2026-09/contacts';
const OWNERS = '/crm/owners/2026-09';

let portal: Portal;
let clock: VirtualClock;
const api = apiOf(() => portal);
const restart = async (options: PortalOptions): Promise<void> => {
  await portal.close();
  portal = await startPortal({ clock, ...options });
};

beforeEach(async () => {
  clock = virtualClock(START);
  portal = await startPortal({ clock });
});
afterEach(() => portal.close());

const made = (id: string): number => portal.writes({ objectId: id, action: 'changed' }).length;

describe('limits', () => {
  test.each([
    ['free', 100, 250_000],
    ['professional', 190, 625_000],
    ['enterprise', 190, 1_000_000],
  ] as const)('%s: %d in any ten seconds, %d a day, told in headers', async (tier, perTen, perDay) => {
    await restart({ tier });
    const { headers } = await api('GET', OWNERS);
    expect(Object.fromEntries([...headers].filter(([name]) => name.startsWith('x-hubspot-ratelimit')))).toMatchObject({
      'x-hubspot-ratelimit-daily': String(perDay),
      'x-hubspot-ratelimit-daily-remaining': String(perDay - 1),
      'x-hubspot-ratelimit-interval-milliseconds': '10000',
      'x-hubspot-ratelimit-max': String(perTen),
      'x-hubspot-ratelimit-remaining': String(perTen - 1),
    });
    const more = await Promise.all(Array.from({ length: perTen }, () => api('GET', OWNERS)));
    expect(more.filter(({ status }) => status === 429)).toHaveLength(1);
  });

  test('the window rolls: a call is free again ten seconds after each one', async () => {
    portal.setLimits({ perTenSeconds: 2 });
    const status = async (): Promise<number> => (await api('GET', OWNERS)).status;
    expect(await status()).toBe(200);
    await clock.advance(6_000);
    expect([await status(), await status()]).toEqual([200, 429]);
    await clock.advance(4_000);
    expect([await status(), await status()]).toEqual([200, 429]);
    expect(portal.calls()).toMatchObject({ rateLimited: 2, total: 5 });
    expect(portal.calls().byRoute['GET crm/owners']).toEqual({ 200: 3, 429: 2 });
  });

  test('the body of a refused call', async () => {
    portal.setLimits({ perTenSeconds: 0 });
    expect((await api('GET', OWNERS)).body).toMatchObject({
      status: 'error',
      message: 'You have reached your ten_secondly_rolling limit.',
      errorType: 'RATE_LIMIT',
      policyName: 'TEN_SECONDLY_ROLLING',
      groupName: 'publicapi:private_app-api-calls-ten-secondly:39522895:48975575',
    });
  });

  test('the day ends at the account’s midnight, not at UTC’s', async () => {
    portal.setLimits({ usedToday: 624_999 });
    expect((await api('GET', OWNERS)).status).toBe(200);
    const refused = await api('GET', OWNERS);
    expect(refused).toMatchObject({
      status: 429,
      body: { policyName: 'DAILY', message: 'You have reached your daily limit.' },
    });
    await clock.advance(29 * 60_000);
    expect((await api('GET', OWNERS)).status).toBe(429);
    await clock.advance(60_000);
    expect((await api('GET', OWNERS)).status).toBe(200);
  });

  test('association batches have their own ten seconds', async () => {
    portal.setLimits({ perTenSeconds: 0, associationsPerTenSeconds: 1 });
    const read = () => api('POST', '/crm/associations/2026-09/contacts/companies/batch/read', { inputs: [] });
    expect([(await read()).status, (await read()).status]).toEqual([200, 429]);
  });
});

describe('faults', () => {
  const write = (id: string) => api('PATCH', `${CONTACTS}/${id}`, { properties: { city: 'Rome' } });
  const contact = (): string => portal.createContact({ properties: { firstname: 'Ada' } }).id;

  test.each([423, 429, 477, 500, 502, 503, 504, 524])('%d, once, and nothing is written', async (status) => {
    const id = contact();
    portal.addFault({ kind: 'status', status, retryAfterSeconds: 3 });
    const failed = await write(id);
    expect(failed.status).toBe(status);
    expect(failed.headers.get('retry-after')).toBe('3');
    expect(failed.body).toMatchObject({ status: 'error', message: expect.any(String) });
    expect(made(id)).toBe(0);
    expect((await write(id)).status).toBe(200);
    expect(made(id)).toBe(1);
  });

  test('HTML in place of JSON', async () => {
    portal.addFault({ kind: 'status', status: 504, body: 'html' });
    const failed = await api('GET', OWNERS);
    expect(failed.headers.get('content-type')).toBe('text/html');
    expect(failed.text).toContain('<h1>504</h1>');
  });

  test.each([
    ['dropped before', { kind: 'drop', afterCommit: false }, 0],
    ['dropped after the commit', { kind: 'drop', afterCommit: true }, 1],
    ['a 502 after the commit', { kind: 'status', status: 502, afterCommit: true, body: 'html' }, 1],
  ] satisfies [string, Fault, number][])('%s', async (_name, fault, writes) => {
    const id = contact();
    portal.addFault(fault);
    const outcome = await write(id).catch(() => 'no answer');
    expect(outcome).toEqual(fault.kind === 'drop' ? 'no answer' : expect.objectContaining({ status: 502 }));
    expect(made(id)).toBe(writes);
  });

  test('only where the route fits, after some calls, so often, or so long', async () => {
    const id = contact();
    portal.addFault({ kind: 'status', status: 500, route: 'PATCH /crm/objects/*/contacts', skip: 1, count: 2 });
    expect((await api('GET', `${CONTACTS}/${id}`)).status).toBe(200);
    const statuses = [];
    for (let n = 0; n < 4; n++) statuses.push((await write(id)).status);
    expect(statuses).toEqual([200, 500, 500, 200]);
    portal.addFault({ kind: 'status', status: 503, forMs: 2_000 });
    expect((await write(id)).status).toBe(503);
    await clock.advance(2_000);
    expect((await write(id)).status).toBe(200);
    expect(portal.struck()).toEqual({ 'status 500': 2, 'status 503': 1 });
  });

  test('by chance, the same for the same seed', async () => {
    const strikes = async (): Promise<number[]> => {
      portal.addFault({ kind: 'status', status: 500, probability: 0.3 });
      const statuses = [];
      for (let n = 0; n < 40; n++) statuses.push((await api('GET', OWNERS)).status);
      return statuses;
    };
    await restart({ seed: 9 });
    const first = await strikes();
    expect(first.filter((status) => status === 500).length).toBeGreaterThan(4);
    expect(first.filter((status) => status === 500).length).toBeLessThan(25);
    await restart({ seed: 9 });
    expect(await strikes()).toEqual(first);
  });

  test('a part of a batch fails', async () => {
    const ids = [contact(), contact()];
    portal.addFault({ kind: 'partial', items: 1, category: 'LOCKED' });
    const inputs = ids.map((id) => ({ id, properties: { city: 'Rome' }, objectWriteTraceId: id }));
    const { status, body } = await api('POST', `${CONTACTS}/batch/update`, { inputs });
    expect(status).toBe(207);
    expect(body).toMatchObject({
      results: [{ id: ids[1] }],
      errors: [{ category: 'LOCKED', context: { objectWriteTraceId: [ids[0]] } }],
    });
    expect(ids.map(made)).toEqual([0, 1]);
  });

  test('an answer that takes its time', async () => {
    portal.addFault({ kind: 'delay', ms: 5_000 });
    let answered = false;
    const slow = api('GET', OWNERS).then((answer) => {
      answered = true;
      return answer.status;
    });
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(answered).toBe(false);
    await clock.advance(5_000);
    expect(await slow).toBe(200);
  });
});

test('bodies that are no JSON are a 400', async () => {
  expect((await api('POST', CONTACTS, '{"properties":')).status).toBe(400);
  expect((await api('POST', CONTACTS, '"text"')).status).toBe(400);
  expect((await api('POST', `${CONTACTS}/batch/read`, {})).body.context).toEqual({ missingField: ['inputs'] });
});

test('the write log: every effective change, by whom and by which call', async () => {
  const id = portal.createContact({ properties: { firstname: 'Ada' } }).id;
  await api('PATCH', `${CONTACTS}/${id}`, { properties: { city: 'Rome' } });
  await api('PATCH', `${CONTACTS}/${id}`, { properties: { city: 'Rome' } });
  const [changed, ...more] = portal.writes({ sourceId: String(portal.settings().appId) });
  expect(more).toEqual([]);
  expect(changed).toMatchObject({
    objectType: 'contact',
    objectId: id,
    action: 'changed',
    changes: [{ name: 'city', from: null, to: 'Rome' }],
    changeSource: 'INTEGRATION',
    callId: 1,
    at: START,
  });
});
