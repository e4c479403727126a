import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startPortal } from '../../src/portal/portal.ts';
import type { Portal } from '../../src/portal/portal.ts';
import { remotePortal } from '../../src/portal/remote.ts';
import { virtualClock } from './virtual-time.ts';
import type { VirtualClock } from './virtual-time.ts';

const START = Date.parse('2026-11-23T08:00:00.000Z');
let portal: Portal;
let clock: VirtualClock;
beforeEach(async () => {
  clock = virtualClock(START);
  portal = await startPortal({ clock });
});
afterEach(() => portal.close());

const contactValues = (id: string): Readonly<Record<string, string>> =>
  portal.dump({ types: ['contact'] }).records.contact?.find((record) => record.id === id)?.properties ?? {};

test('a form: the contact comes to be, fields count as FORM, conversions are counted', async () => {
  const fields = { firstname: 'Ada', jobtitle: 'CTO', hs_email_optout: 'true', nonsense: 'x' };
  const { id } = portal.submitForm({
    email: 'ada@example.com',
    form: 'Demo',
    url: 'https://acme.example/demo',
    fields,
  });
  await clock.advance(60_000);
  portal.submitForm({ email: 'ADA@example.com', form: 'E-book' });
  portal.submitForm({ contact: id, form: 'Demo' });
  expect(contactValues(id)).toMatchObject({
    firstname: 'Ada',
    jobtitle: 'CTO',
    hs_object_source: 'FORM',
    first_conversion_event_name: 'Demo',
    first_conversion_date: '2026-11-23T08:00:00.000Z',
    recent_conversion_event_name: 'Demo',
    recent_conversion_date: '2026-11-23T08:01:00.000Z',
    num_conversion_events: '3',
    num_unique_conversion_events: '2',
    hs_analytics_last_url: 'https://acme.example/demo',
    hs_last_sales_activity_type: 'FORM_SUBMITTED',
  });
  expect(contactValues(id)).not.toHaveProperty('hs_email_optout');
  expect(() => portal.submitForm({ contact: '1', form: 'Demo' })).toThrow(/known contact/);
});

test('page views open a session after half an hour of silence', async () => {
  const { id } = portal.createContact({ properties: { email: 'ada@example.com' } });
  for (const [page, wait] of [
    ['/a', 29],
    ['/b', 31],
    ['/c', 0],
  ] as const) {
    portal.visitPage({ contact: id, url: `https://acme.example${page}` });
    await clock.advance(wait * 60_000);
  }
  expect(contactValues(id)).toMatchObject({
    hs_analytics_num_page_views: '3',
    hs_analytics_num_visits: '2',
    hs_analytics_average_page_views: '1.5',
    hs_analytics_first_url: 'https://acme.example/a',
    hs_analytics_last_url: 'https://acme.example/c',
    hs_analytics_last_visit_timestamp: '2026-11-23T09:00:00.000Z',
  });
});

test('e-mail reports and logged activities leave their traces', async () => {
  const { id } = portal.createContact({ properties: { email: 'ada@example.com' } });
  portal.clickEmail({ email: 'ada@example.com', name: 'May news' });
  portal.reportEmail({ contact: id, report: 'unsubscribe' });
  await clock.advance(1_000);
  portal.logActivity({ contact: id, type: 'note', properties: { hs_note_body: 'x' } });
  portal.logActivity({ contact: id, type: 'call', properties: { hs_call_status: 'COMPLETED' } });
  portal.logActivity({ contact: id, type: 'task', properties: { hs_timestamp: '2026-11-25T08:00:00Z' } });
  expect(contactValues(id)).toMatchObject({
    hs_email_click: '1',
    hs_email_last_click_date: '2026-11-23T08:00:00.000Z',
    hs_email_last_email_name: 'May news',
    hs_email_optout: 'true',
    num_notes: '3',
    num_contacted_notes: '1',
    hs_sa_first_engagement_object_type: 'CALL',
    hs_sa_first_engagement_date: '2026-11-23T08:00:01.000Z',
    notes_next_activity_date: '2026-11-25T08:00:00.000Z',
  });
});

test('the same controls from another process', async () => {
  const remote = remotePortal(portal.url);
  const owner = await remote('createOwner', { email: 'anna@example.com' });
  const made = await remote('createContact', { properties: { email: 'ada@example.com', hubspot_owner_id: owner.id } });
  await remote('settled');
  expect(await remote('writes', { objectId: made.id })).toEqual(portal.writes({ objectId: made.id }));
  const got = await fetch(`${portal.url}/_portal/writes?objectType=contact&limit=1`);
  expect(await got.json()).toMatchObject({ result: [{ objectId: made.id, action: 'created' }] });
  await expect(remote('visitPage', { contact: '1', url: 'https://acme.example' })).rejects.toThrow(/no contact 1/);
  await expect(remote('createContact', { properties: { no_such: '1' } })).rejects.toThrow(/no property "no_such"/);
  await expect(remote('createOwner', {} as never)).rejects.toThrow(/email/);
});

test('a web page of another origin cannot drive the portal, and no secret is shown', async () => {
  const simple = await fetch(`${portal.url}/_portal/holdDeliveries`, { method: 'POST', body: '{}' });
  expect(simple.status).toBe(415);
  expect((await fetch(`${portal.url}/_portal/holdDeliveries`)).status).toBe(405);
  expect((await fetch(`${portal.url}/_portal/constructor`)).status).toBe(404);
  const settings = await (await fetch(`${portal.url}/_portal/settings`)).text();
  expect(settings).toContain('48975575');
  expect(settings).not.toContain(portal.settings().accessToken);
  expect(settings).not.toContain(portal.settings().clientSecret);
});
