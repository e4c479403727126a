import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { feed, feedTarget } from '../../src/portal/feed.ts';
import { startPortal } from '../../src/portal/portal.ts';
import type { Portal } from '../../src/portal/portal.ts';
import { remotePortal } from '../../src/portal/remote.ts';
import { startReceiver } from './receiver.ts';
import type { Receiver } from './receiver.ts';
import { virtualClock } from './virtual-time.ts';

let folder: string;
let portal: Portal;
let receiver: Receiver;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'portal-feed-'));
  receiver = await startReceiver();
  portal = await startPortal({ webhook: { targetUrl: receiver.url } });
});
afterEach(async () => {
  await portal.close();
  await receiver.close();
  rmSync(folder, { recursive: true });
});

const file = (name: string, content: string | Buffer): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const ndjson = (values: readonly unknown[]): string => values.map((value) => JSON.stringify(value)).join('\n');
const event = (n: number, eventType: string, occurredAt: string, properties: object = {}) => ({
  eventId: `7-${n}`,
  objectId: '7',
  eventType,
  occurredAt,
  properties,
});

const CONTACT = {
  id: '7',
  properties: {
    email: 'lead7@example.com',
    createdate: '2025-01-01T00:00:00.000Z',
    lifecyclestage: 'customer',
    closedate: '2025-05-15T02:00:00.000Z',
    hs_analytics_num_page_views: 18,
    hs_email_optout: false,
    occupation: 'Student',
    heard_about_us: null,
    LEAK_tags: 'Closed',
  },
};

const EVENTS = [
  event(1, 'session_start', '2024-12-31T23:30:00.000Z', { pageViews: 2 }),
  event(2, 'page_view', '2024-12-31T23:30:00.000Z'),
  event(3, 'page_view', '2024-12-31T23:31:00.000Z', { url: 'https://acme.example/pricing' }),
  event(4, 'form_submission', '2025-01-02T00:00:00.000Z', { form: 'landing_page' }),
  event(5, 'email_click', '2025-01-03T00:00:00.000Z'),
  event(6, 'sms_sent', '2025-01-04T00:00:00.000Z', { last: true }),
  event(7, 'event_attended', '2025-01-05T00:00:00.000Z'),
];

test.each(['plain', 'gzip', 'over HTTP'])(
  'recorded leads become portal changes with their own times: %s',
  async (how) => {
    const pack = (text: string): string | Buffer => (how === 'gzip' ? gzipSync(text) : text);
    const suffix = how === 'gzip' ? '.gz' : '';
    const files = {
      contacts: file(`contacts.ndjson${suffix}`, pack(ndjson([CONTACT]))),
      events: file(`events.ndjson${suffix}`, pack(ndjson(EVENTS.toReversed()))),
    };
    const target = how === 'over HTTP' ? feedTarget(remotePortal(portal.url)) : portal;
    const progress: number[] = [];
    const report = await feed(target, files, { onProgress: ({ done }) => progress.push(done) });
    await portal.settled();
    expect(report).toMatchObject({
      contacts: 1,
      events: 7,
      skipped: 0,
      lastAt: Date.parse('2025-01-05T00:00:00.000Z'),
    });
    expect(progress).toEqual([8]);
    const [contact] = portal.dump({ types: ['contact'] }).records.contact ?? [];
    expect(contact).toMatchObject({
      id: '7',
      properties: {
        createdate: '2025-01-01T00:00:00.000Z',
        lifecyclestage: 'lead',
        occupation: 'Student',
        hs_email_optout: 'false',
        hs_analytics_num_page_views: '2',
        hs_analytics_num_visits: '1',
        hs_analytics_last_url: 'https://acme.example/pricing',
        hs_analytics_last_timestamp: '2024-12-31T23:31:00.000Z',
        recent_conversion_event_name: 'landing_page',
        hs_email_last_click_date: '2025-01-03T00:00:00.000Z',
        hs_sa_first_engagement_object_type: 'COMMUNICATION',
      },
    });
    for (const dropped of ['LEAK_tags', 'closedate', 'heard_about_us'])
      expect(contact?.properties).not.toHaveProperty(dropped);
    const created = receiver.events().find((e) => e['subscriptionType'] === 'object.creation');
    expect(created).toMatchObject({ objectId: 7, occurredAt: Date.parse('2025-01-01T00:00:00.000Z') });
  },
);

test('bad lines are reported with their place and skipped', async () => {
  const contacts = file(
    'contacts.ndjson',
    `${JSON.stringify(CONTACT)}\n{"id":\n\n{"id":"x9","properties":{}}\n{"id":"8","properties":{"createdate":"soon"}}\n${JSON.stringify(CONTACT)}`,
  );
  const events = file(
    'events.ndjson',
    ndjson([
      { ...EVENTS[0], occurredAt: 'yesterday' },
      { ...EVENTS[0], objectId: '404' },
      { ...EVENTS[0], eventType: 'teleported' },
      EVENTS[1],
    ]),
  );
  const report = await feed(portal, { contacts, events });
  expect(report).toMatchObject({ contacts: 1, events: 1, skipped: 7 });
  const places = report.badLines.map((bad) => `${bad.file === contacts ? 'contacts' : 'events'}:${bad.line}`).sort();
  expect(places).toEqual(['contacts:2', 'contacts:4', 'contacts:5', 'contacts:6', 'events:1', 'events:2', 'events:3']);
  expect(report.badLines.find((bad) => bad.line === 2 && bad.file === contacts)?.why).toMatch(/^not JSON/);
  expect(report.badLines.find((bad) => bad.line === 3)?.why).toMatch(/teleported/);
});

test('a file that is not there, or not what its name says, ends the feed', async () => {
  const contacts = file('contacts.ndjson', ndjson([CONTACT]));
  await expect(feed(portal, { contacts, events: join(folder, 'none.ndjson') })).rejects.toThrow(/ENOENT/);
  await expect(feed(portal, { contacts: join(folder, 'none.gz'), events: contacts })).rejects.toThrow(/ENOENT/);
  await expect(feed(portal, { contacts: file('text.gz', 'text'), events: contacts })).rejects.toThrow(/header/);
});

test('at the clock’s pace each thing waits for its time', async () => {
  const clock = virtualClock(Date.parse('2025-01-01T00:00:00.000Z'));
  const files = {
    contacts: file('contacts.ndjson', ndjson([CONTACT])),
    events: file('events.ndjson', ndjson(EVENTS)),
  };
  let done = 0;
  const feeding = feed(portal, files, { pace: 'clock', clock, onProgress: (progress) => (done = progress.done) });
  const seen: number[] = [];
  for (let day = 1; day <= 5; day++) {
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setTimeout(resolve, 20));
    seen.push(done);
    await clock.advance(86_400_000);
  }
  await feeding;
  expect(seen).toEqual([4, 5, 6, 7, 8]);
});
