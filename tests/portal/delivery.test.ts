import { createHash, createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { signatureV1, signatureV3, startPortal, subscriptionsOfProject } from '../../src/portal/portal.ts';
import type { Portal, PortalOptions } from '../../src/portal/portal.ts';
import { startReceiver } from './receiver.ts';
import type { Receiver } from './receiver.ts';
import { virtualClock } from './virtual-time.ts';
import type { VirtualClock } from './virtual-time.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const START = Date.parse('2026-11-23T08:00:00Z');

let receiver: Receiver;
let portal: Portal;
let clock: VirtualClock;

const start = async (options: PortalOptions = {}): Promise<void> => {
  portal = await startPortal({ clock, webhook: { targetUrl: receiver.url }, ...options });
};
const named = (events: readonly Record<string, unknown>[], name: string): Record<string, unknown>[] =>
  events.filter((event) => event['propertyName'] === name);

beforeEach(async () => {
  receiver = await startReceiver();
  clock = virtualClock(START);
});
afterEach(async () => {
  await portal.close();
  await receiver.close();
});

describe('what is told', () => {
  test('a creation and one change per subscribed property, at one moment, under different ids', async () => {
    await start();
    const made = portal.createContact({
      properties: { email: 'ada@example.com', jobtitle: 'CTO', city: 'London' },
      changeSource: 'CRM_UI',
    });
    await portal.settled();
    const events = receiver.events();
    expect(events.map((event) => event['propertyName'] ?? event['subscriptionType']).sort()).toEqual([
      'email',
      'jobtitle',
      'lifecyclestage',
      'object.creation',
    ]);
    expect(new Set(events.map((event) => event['eventId'])).size).toBe(4);
    for (const event of events) {
      expect(event).toMatchObject({
        objectId: Number(made.id),
        objectTypeId: '0-1',
        occurredAt: START,
        attemptNumber: 0,
        changeSource: 'CRM_UI',
        sourceId: 'userId:98499705',
        portalId: 48_975_575,
        appId: 39_522_895,
      });
    }
    expect(events.find((event) => event['subscriptionType'] === 'object.creation')).toMatchObject({
      changeFlag: 'CREATED',
    });
    expect(named(events, 'email')).toMatchObject([{ propertyValue: 'ada@example.com', isSensitive: false }]);
  });

  test('legacy subscriptions carry no object type and no sensitivity; both kinds may watch one property', async () => {
    await start({
      subscriptions: [
        { subscriptionType: 'contact.propertyChange', propertyName: 'closedate' },
        { subscriptionType: 'object.propertyChange', objectType: '0-1', propertyName: 'closedate' },
        { subscriptionType: 'contact.creation', active: false },
      ],
    });
    portal.createContact({ properties: { firstname: 'Ada', closedate: '2026-11-30T00:00:00Z' } });
    await portal.settled();
    const events = receiver.events();
    expect(events).toHaveLength(2);
    // Dates travel as milliseconds.
    for (const event of events) expect(event['propertyValue']).toBe(String(Date.parse('2026-11-30T00:00:00Z')));
    expect(events.map((event) => [event['subscriptionType'], event['objectTypeId'], event['isSensitive']])).toEqual([
      ['contact.propertyChange', undefined, undefined],
      ['object.propertyChange', '0-1', false],
    ]);
  });

  test('writing the value that is there already tells nobody', async () => {
    await start();
    const made = portal.createContact({ properties: { firstname: 'Ada' } });
    await portal.settled();
    const before = receiver.events().length;
    portal.setProperties({ id: made.id, properties: { firstname: 'Ada' } });
    await portal.settled();
    expect(receiver.events()).toHaveLength(before);
  });

  test('own writes come back as INTEGRATION with the app id, like everything else', async () => {
    await start();
    const made = portal.createContact({ properties: { firstname: 'Ada' } });
    await fetch(`${portal.url}/crm/objects/2026-09/contacts/${made.id}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${portal.settings().accessToken}` },
      body: JSON.stringify({ properties: { hs_lead_status: 'OPEN' } }),
    });
    await portal.settled();
    expect(named(receiver.events(), 'hs_lead_status')).toMatchObject([
      { propertyValue: 'OPEN', changeSource: 'INTEGRATION', sourceId: '39522895' },
    ]);
  });

  test.each([
    ['pessimistic', 0],
    ['optimistic', 1],
  ] as const)('calculated properties on the %s profile: %d webhooks', async (emission, expected) => {
    const watched = [
      'recent_conversion_date',
      'hs_analytics_last_url',
      'hs_email_last_click_date',
      'notes_last_contacted',
    ];
    await start({
      emission,
      subscriptions: [...watched, 'num_unique_conversion_events', 'hs_lastmodifieddate'].map((propertyName) => ({
        subscriptionType: 'contact.propertyChange',
        propertyName,
      })),
    });
    const made = portal.submitForm({ email: 'ada@example.com', form: 'Demo', url: 'https://acme.example/demo' });
    portal.clickEmail({ contact: made.id });
    portal.logActivity({ contact: made.id, type: 'call' });
    await portal.settled();
    for (const name of watched) expect(named(receiver.events(), name)).toHaveLength(expected);
    expect(named(receiver.events(), 'num_unique_conversion_events')).toEqual([]);
    expect(named(receiver.events(), 'hs_lastmodifieddate')).toEqual([]);
  });

  test('a merge names the primary, the other one and the new id', async () => {
    await start();
    const [one, two] = ['a@example.com', 'b@example.com'].map((email) =>
      portal.createContact({ properties: { email } }),
    );
    portal.setProperties({ id: two!.id, properties: { phone: '123', jobtitle: 'VP' } });
    const merged = portal.mergeContacts({ primary: one!.id, secondary: two!.id });
    await portal.settled();
    const [event] = receiver.events().filter((e) => e['subscriptionType'] === 'object.merge');
    expect(event).toMatchObject({
      primaryObjectId: Number(one!.id),
      mergedObjectIds: [Number(two!.id)],
      newObjectId: Number(merged.id),
      numberOfPropertiesMoved: 2,
    });
    expect(event).not.toHaveProperty('objectId');
  });

  test('a privacy deletion is two notices', async () => {
    await start();
    const made = portal.createContact({ properties: { email: 'ada@example.com' } });
    portal.privacyDelete({ id: made.id });
    await portal.settled();
    const kinds = receiver.events().map((event) => event['subscriptionType']);
    expect(kinds).toEqual(expect.arrayContaining(['contact.privacyDeletion', 'object.deletion']));
    expect(JSON.stringify(portal.dump())).not.toContain('ada@example.com');
  });

  test('an association is told on both sides, once per type', async () => {
    await start({
      subscriptions: [
        { subscriptionType: 'contact.associationChange' },
        { subscriptionType: 'object.associationChange', objectType: 'company' },
      ],
    });
    const contact = portal.createContact({ properties: { firstname: 'Ada' } });
    const company = portal.createRecord({ type: 'company', properties: { name: 'Acme' } });
    portal.associate({ fromType: 'contact', fromId: contact.id, toType: 'company', toId: company.id });
    await portal.settled();
    const told = receiver.events().map((e) => [e['associationType'], e['fromObjectId'], e['isPrimaryAssociation']]);
    expect(told).toEqual([
      ['CONTACT_TO_COMPANY', Number(contact.id), false],
      ['COMPANY_TO_CONTACT', Number(company.id), false],
      ['CONTACT_TO_COMPANY', Number(contact.id), true],
      ['COMPANY_TO_CONTACT', Number(company.id), true],
    ]);
  });

  test('the Test button sends ids that do not exist', async () => {
    await start();
    portal.pressTestButton();
    await portal.settled();
    expect(receiver.events()).toMatchObject([{ eventId: 100, objectId: 123, changeFlag: 'NEW', changeSource: 'CRM' }]);
  });

  test('the subscriptions of a project file', () => {
    const config = {
      subscriptions: {
        crmObjects: [{ subscriptionType: 'object.creation', objectType: 'contact', active: true }],
        hubEvents: [{ subscriptionType: 'contact.privacyDeletion', active: false }],
      },
    };
    expect(subscriptionsOfProject({ config })).toMatchObject([
      { subscriptionType: 'object.creation', objectType: 'contact', active: true },
      { subscriptionType: 'contact.privacyDeletion', active: false },
    ]);
    return start({ subscriptions: subscriptionsOfProject({ config }) });
  });

  test('a subscription HubSpot does not have ends the start', async () => {
    await start();
    await expect(
      startPortal({ subscriptions: [{ subscriptionType: 'object.privacyDeletion', objectType: 'contact' }] }),
    ).rejects.toThrow(/none HubSpot has/);
  });
});

describe('signatures', () => {
  test('the published vectors', async () => {
    await start();
    const example = {
      method: 'POST',
      uri: 'https://www.example.com/webhook_uri',
      body: "{'example_field':'example_value'}",
    };
    const secret = 'yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy';
    expect(signatureV3(secret, { ...example, timestamp: 1_693_657_560_000 })).toBe(
      'K36dawei4A+QBNolUOqo7s91KQDWQ5MXZ/QufNYuk/Y=',
    );
    expect(signatureV3(secret, { ...example, timestamp: 1_700_000_300_000 })).toBe(
      'RnbPH7+UMKVkbV32P8bz450N4M56aPmcru1+D3kSDtw=',
    );
    const escaped = { ...example, uri: 'https://www.example.com/webhook_uri?a=%2Fb%20c' };
    const plain = { ...example, uri: 'https://www.example.com/webhook_uri?a=/b%20c' };
    expect(signatureV3(secret, { ...escaped, timestamp: 1 })).toBe(signatureV3(secret, { ...plain, timestamp: 1 }));
    expect(signatureV1('s', 'b')).toBe(createHash('sha256').update('sb').digest('hex'));
  });

  test('every attempt is signed anew over method, URL, body and its own time', async () => {
    await start();
    receiver.answer = (_delivery, index) => (index === 0 ? 500 : 204);
    portal.createContact({ properties: { firstname: 'Ada' } });
    await portal.flush();
    await clock.advance(2 * MINUTE);
    await portal.settled();
    expect(receiver.deliveries).toHaveLength(2);
    for (const [index, { headers, body }] of receiver.deliveries.entries()) {
      const timestamp = String(START + index * 2 * MINUTE);
      expect(headers['x-hubspot-request-timestamp']).toBe(timestamp);
      const expected = createHmac('sha256', portal.settings().clientSecret)
        .update(`POST${receiver.url}${body}${timestamp}`)
        .digest('base64');
      expect(headers['x-hubspot-signature-v3']).toBe(expected);
      expect(headers['x-hubspot-signature']).toBeUndefined();
    }
  });

  test('v1 alone carries no time', async () => {
    await start({ signature: 'v1' });
    portal.createContact({ properties: { firstname: 'Ada' } });
    await portal.settled();
    const { headers, body } = receiver.deliveries[0]!;
    expect(headers['x-hubspot-signature']).toBe(signatureV1(portal.settings().clientSecret, body));
    expect(headers['x-hubspot-signature-version']).toBe('v1');
    expect(headers['x-hubspot-signature-v3']).toBeUndefined();
  });
});

describe('how it is delivered', () => {
  const importMany = (count: number): void => {
    portal.importContacts({ contacts: Array.from({ length: count }, (_, n) => ({ email: `lead${n}@example.com` })) });
  };

  test('a burst leaves in posts of 100, at most ten in flight', async () => {
    await start();
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    receiver.answer = async () => {
      await gate;
      return 204;
    };
    importMany(1_000);
    while (receiver.highestInFlight() < 10) await new Promise((resolve) => setTimeout(resolve, 1));
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(receiver.highestInFlight()).toBe(10);
    open();
    await portal.settled();
    // Creation, e-mail and lifecycle stage of each.
    expect(receiver.events()).toHaveLength(3_000);
    expect(receiver.deliveries.map(({ events }) => events.length)).toEqual(Array(30).fill(100));
    expect(receiver.highestInFlight()).toBe(10);
    expect(receiver.events().every((event) => event['changeSource'] === 'IMPORT')).toBe(true);
  });

  test('whatever is not 2xx is tried ten times more within 24 hours, then lost', async () => {
    await start();
    receiver.answer = (_delivery, index) => [500, 404, 302, 401][index % 4] ?? 500;
    portal.createContact({ properties: { firstname: 'Ada' } });
    await portal.flush();
    let elapsed = 0;
    while (portal.backlog().awaitingRetry > 0 && elapsed < 2 * DAY) {
      await clock.advance(10_000);
      elapsed += 10_000;
      while (portal.backlog().ready + portal.backlog().inFlight > 0)
        await new Promise((resolve) => setTimeout(resolve, 1));
    }
    const attempts = receiver.deliveries.map(({ events }) => events[0]!['attemptNumber']);
    expect(attempts).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(elapsed).toBeGreaterThan(12 * 60 * MINUTE);
    expect(elapsed).toBeLessThanOrEqual(DAY);
    const ids = new Set(receiver.deliveries.map(({ events }) => events[0]!['eventId']));
    expect(ids.size).toBe(1);
    expect(portal.deliveries().lost).toBe(receiver.deliveries[0]!.events.length);
  });

  test('no answer within the timeout counts as a failure', async () => {
    await start({ deliveryTimeoutMs: 50 });
    receiver.answer = (_delivery, index) => (index === 0 ? null : 204);
    portal.createContact({ properties: { firstname: 'Ada' } });
    await portal.flush();
    expect(portal.deliveries().attempts).toMatchObject([{ answer: 'timeout' }]);
    await portal.flush();
    expect(portal.deliveries()).toMatchObject({ accepted: 3, failedPosts: 1, awaitingRetry: 0 });
  });

  test('nobody listening is a failure, too', async () => {
    await start({ webhook: { targetUrl: 'http://127.0.0.1:9/nobody' } });
    portal.createContact({ properties: { firstname: 'Ada' } });
    await portal.flush();
    expect(portal.deliveries()).toMatchObject({ awaitingRetry: 3, accepted: 0 });
    expect(portal.deliveries().attempts).toMatchObject([{ answer: 'no connection' }]);
  });

  test('duplicates, disorder, colliding ids, holding and replaying, on demand', async () => {
    await start({ seed: 7 });
    portal.setDeliveryFaults({ duplicate: 1, shuffle: true, sameEventId: 0.5 });
    portal.holdDeliveries();
    importMany(50);
    await portal.settled();
    expect(receiver.deliveries).toEqual([]);
    portal.releaseDeliveries();
    await portal.settled();
    const events = receiver.events();
    expect(events).toHaveLength(300);
    const contents = events.map(({ attemptNumber: _, ...event }) => JSON.stringify(event));
    expect(new Set(contents).size).toBe(150);
    expect(new Set(events.map((event) => event['eventId'])).size).toBeLessThan(120);
    const order = events.map((event) => Number(event['objectId']));
    expect(order).not.toEqual(order.toSorted((a, b) => a - b));
    portal.setDeliveryFaults({ duplicate: 0 });
    expect(portal.replayDeliveries({ count: 20 })).toBe(20);
    await portal.settled();
    expect(receiver.events()).toHaveLength(320);
  });

  test('the same seed and the same doings make the same events', async () => {
    await start({ seed: 3 });
    importMany(5);
    await portal.settled();
    const first = receiver.events();
    await portal.close();
    receiver.deliveries.length = 0;
    await start({ seed: 3 });
    importMany(5);
    await portal.settled();
    expect(receiver.events()).toEqual(first);
    await portal.close();
    receiver.deliveries.length = 0;
    await start({ seed: 4 });
    importMany(5);
    await portal.settled();
    expect(receiver.events()).not.toEqual(first);
  });
});
