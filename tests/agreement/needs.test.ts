import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { mirrorOf, subscriptionsOf, WRITTEN_BACK } from '../../src/agreement/needs.ts';
import { BATON_PROPERTIES } from '../../src/hubspot/properties.ts';
import { readOrThrow, SMALL, swap } from './small.ts';

const standard = readOrThrow(readFileSync(new URL('../../agreement.yaml', import.meta.url), 'utf8'));

test('an agreement needs what it names and what Baton itself works with, each once', () => {
  const { contact, company, history } = mirrorOf(standard);
  expect(contact).toEqual(
    expect.arrayContaining([
      'email',
      'lifecyclestage',
      'hubspot_owner_id',
      'hs_email_last_click_date',
      'hs_email_hard_bounce_reason_enum',
    ]),
  );
  expect(contact).toEqual(expect.arrayContaining([...WRITTEN_BACK]));
  expect(company).toEqual(['name', 'domain', 'industry', 'numberofemployees', 'annualrevenue', 'country']);
  expect(history).toEqual([
    'recent_conversion_event_name',
    'recent_conversion_date',
    'hs_analytics_last_url',
    'hs_analytics_last_timestamp',
    'hs_email_last_click_date',
    'hs_sales_email_last_replied',
    'hs_email_last_send_date',
    'hs_email_first_send_date',
  ]);
  for (const names of [contact, company, history]) expect(new Set(names).size).toBe(names.length);
});

test('a history is read only where a source needs it', () => {
  const noPages = readOrThrow(swap('page: "/pricing*"', 'property: contact.last_visit'));
  expect(mirrorOf(noPages).history).toEqual(['recent_conversion_event_name', 'recent_conversion_date', 'last_visit']);
});

test.each([
  ['in a profile rule', swap('company.industry', 'contact.hs_seniority'), 'hs_seniority'],
  ['in a block', swap('contact.email: {', 'contact.website: {'), 'website'],
  ['within "not" within "any"', swap('{ hand_raise: true }', '{ not: { contact.city: Rome } }'), 'city'],
  ['in a routing line', swap('{ owner: existing }', '{ when: { contact.zip: known }, rotation: world }'), 'zip'],
  ['as the source of a signal', swap('page: "/pricing*"', 'property: contact.last_visit'), 'last_visit'],
])('a property is mirrored when it stands %s', (_, text, name) => {
  expect(mirrorOf(readOrThrow(SMALL)).contact).not.toContain(name);
  expect(mirrorOf(readOrThrow(text)).contact).toContain(name);
});

test('HubSpot is asked to tell of every change that matters, and not of our own writing', () => {
  const { crmObjects, hubEvents } = subscriptionsOf(standard);
  const changes = crmObjects.filter((s) => s.subscriptionType === 'object.propertyChange');
  const ofContact = changes.filter((s) => s.objectType === 'contact').map((s) => s.propertyName ?? '');
  expect(ofContact).toEqual(
    expect.arrayContaining(['jobtitle', 'lifecyclestage', 'baton_verdict', 'baton_reject_reason']),
  );
  expect(ofContact.filter((name) => name.startsWith('baton_'))).toEqual(['baton_verdict', 'baton_reject_reason']);
  expect(ofContact).not.toContain('num_unique_conversion_events');
  expect(changes.filter((s) => s.objectType === 'company').map((s) => s.propertyName)).toContain('industry');
  expect(crmObjects.map((s) => s.subscriptionType)).toEqual(
    expect.arrayContaining([
      'object.creation',
      'object.deletion',
      'object.merge',
      'object.restore',
      'object.associationChange',
    ]),
  );
  expect(hubEvents).toEqual([{ subscriptionType: 'contact.privacyDeletion', active: true }]);
});

test('what is read back is exactly what setup creates', () => {
  expect([...WRITTEN_BACK].sort()).toEqual(BATON_PROPERTIES.map((property) => property.name).sort());
});

test('each reason of the default agreement can be chosen in HubSpot', () => {
  const reasons = BATON_PROPERTIES.find((property) => property.name === 'baton_reject_reason')?.options ?? [];
  const values = reasons.map((reason) => reason.value);
  expect(Object.keys(standard.recycle).filter((reason) => !values.includes(reason))).toEqual([]);
});

test('when mails went out is read where clicks count, and no webhook is asked for it: every mail would send one', () => {
  expect(mirrorOf(standard).contact).toContain('hs_email_last_send_date');
  expect(subscriptionsOf(standard).crmObjects.map(({ propertyName }) => propertyName)).not.toContain(
    'hs_email_last_send_date',
  );
  expect(mirrorOf(readOrThrow(SMALL)).contact).not.toContain('hs_email_last_send_date');
});
