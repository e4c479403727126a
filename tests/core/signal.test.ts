import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Fact } from '../../src/core/signal.ts';
import {
  FACTS_KEPT,
  factsFromChange,
  factsFromHistory,
  factsFromRead,
  isSpent,
  mergeFacts,
  signalsOf,
} from '../../src/core/signal.ts';
import { DAY, HOUR, MINUTE, NOW, fact, ref, testAgreement } from '../support/agreement.ts';

const agreement = testAgreement();
const names = (facts: readonly Fact[]): readonly string[] => signalsOf(agreement, facts).map((s) => s.id);
const SECOND = 1000;

describe('facts from what a contact looks like now', () => {
  test('the latest and the first form and page are facts at their own dates', () => {
    const facts = factsFromRead(
      {
        recent_conversion_event_name: 'Demo request DE',
        recent_conversion_date: '2026-11-09T08:56:00.000Z',
        first_conversion_event_name: 'Ebook: handoff',
        first_conversion_date: '1762000000000',
        hs_analytics_last_url: 'https://example.com/pricing',
        hs_analytics_last_timestamp: '2026-11-08T10:00:00Z',
        hs_analytics_first_url: 'https://example.com/',
        jobtitle: 'VP Sales',
      },
      NOW,
    );
    expect(facts).toEqual([
      fact({ at: Date.parse('2026-11-09T08:56:00Z') }),
      fact({ subject: 'Ebook: handoff', at: 1762000000000, evidence: 'first_conversion_date' }),
      fact({
        kind: 'page',
        subject: 'https://example.com/pricing',
        at: Date.parse('2026-11-08T10:00:00Z'),
        evidence: 'hs_analytics_last_timestamp',
      }),
    ]);
  });

  test.each([
    [
      'a datetime is a fact at that time',
      { hs_email_last_click_date: '2026-11-08T10:00:00.000Z' },
      ['2026-11-08T10:00:00.000Z'],
    ],
    ['a date is a fact at midnight UTC', { webinar_attended_on: '2026-11-05' }, ['2026-11-05T00:00:00.000Z']],
    ['a property without a date makes none', { webinar_attended: 'yes', score: '12', phone: '+49 30 1234567' }, []],
    ['a date in the future is a plan', { renewal_date: '2027-03-01' }, []],
    [
      'a clock that runs a little ahead is no plan',
      { hs_email_last_click_date: '2026-11-09T09:00:20Z' },
      ['2026-11-09T09:00:20.000Z'],
    ],
    [
      'when the record was changed is no happening',
      { createdate: '2026-11-01T00:00:00Z', lastmodifieddate: '2026-11-09T00:00:00Z' },
      [],
    ],
    ['what Baton wrote is no happening', { baton_scored_at: '2026-11-09T00:00:00Z' }, []],
    ['a form without a date makes none', { recent_conversion_event_name: 'Demo' }, []],
    [
      'a date that is none makes none',
      { recent_conversion_event_name: 'Demo', recent_conversion_date: '2026-13-45' },
      [],
    ],
  ])('%s', (_, properties, at) => {
    expect(factsFromRead(properties, NOW).map((f) => new Date(f.at).toISOString())).toEqual(at);
  });
});

describe('facts from history and from changes', () => {
  const version = (value: string, at: number, sourceType = 'FORM') => ({ value, at, sourceType });

  test('each form in the history is dated by the date written with it', () => {
    const facts = factsFromHistory({
      recent_conversion_event_name: [version('Demo', NOW + SECOND), version('Ebook', NOW - DAY + SECOND)],
      recent_conversion_date: [
        version(String(NOW), NOW + 2 * SECOND),
        version(new Date(NOW - DAY).toISOString(), NOW - DAY + 2 * SECOND),
      ],
    });
    expect(facts.map((f) => [f.subject, f.at])).toEqual([
      ['Ebook', NOW - DAY],
      ['Demo', NOW],
    ]);
  });

  test('the same form once more changes only the date, and is one more fact', () => {
    const facts = factsFromHistory({
      recent_conversion_event_name: [version('Demo', NOW - DAY)],
      recent_conversion_date: [version(String(NOW), NOW), version(String(NOW - DAY), NOW - DAY)],
    });
    expect(facts.map((f) => [f.subject, f.at])).toEqual([
      ['Demo', NOW - DAY],
      ['Demo', NOW],
    ]);
  });

  test('two forms within a minute keep their own dates', () => {
    const facts = factsFromHistory({
      recent_conversion_event_name: [version('Ebook', NOW + MINUTE), version('Demo', NOW)],
      recent_conversion_date: [version(String(NOW + MINUTE), NOW + MINUTE), version(String(NOW), NOW)],
    });
    expect(facts.map((f) => [f.subject, f.at])).toEqual([
      ['Demo', NOW],
      ['Ebook', NOW + MINUTE],
    ]);
  });

  test.each([
    ['a date property is dated by its value', [version(String(NOW - DAY), NOW)], [NOW - DAY]],
    ['another property by the time of its change', [version('yes', NOW)], [NOW]],
    ['a value repeated is no change', [version('yes', NOW), version('yes', NOW - DAY)], [NOW - DAY]],
    ['a value cleared is no happening', [version('', NOW), version('yes', NOW - DAY)], [NOW - DAY]],
    ['what a merge brought in did not happen then', [version('yes', NOW, 'MERGE_OBJECTS')], []],
    ['a date far ahead is a plan', [version(String(NOW + 30 * DAY), NOW)], []],
  ])('%s', (_, versions, at) => {
    expect(factsFromHistory({ webinar_attended: versions }).map((f) => f.at)).toEqual(at);
  });

  test.each([
    ['a date comes as epoch milliseconds', 'hs_email_last_click_date', String(NOW - HOUR), [NOW - HOUR]],
    ['or as ISO text', 'hs_email_last_click_date', '2026-11-09T08:00:00Z', [NOW - HOUR]],
    ['another property happened when it changed', 'trial_started', 'true', [NOW]],
    ['a form happened when it changed', 'recent_conversion_event_name', 'Demo', [NOW]],
    ['the date of a form alone says nothing', 'recent_conversion_date', String(NOW), []],
    ['what came first is read, not told', 'first_conversion_event_name', 'Demo', []],
    ['a value cleared is no happening', 'trial_started', '', []],
    ['our own properties are no happening', 'baton_handoff_at', String(NOW), []],
  ])('%s', (_, propertyName, propertyValue, at) => {
    const facts = factsFromChange({ propertyName, propertyValue, occurredAt: NOW, eventId: '60775291' });
    expect(facts.map((f) => f.at)).toEqual(at);
    expect(facts.every((f) => f.evidence === 'event 60775291')).toBe(true);
  });

  test('a merge changes properties and nothing happened', () => {
    const change = {
      propertyName: 'recent_conversion_event_name',
      propertyValue: 'Demo',
      occurredAt: NOW,
      eventId: '1',
    };
    expect(factsFromChange({ ...change, changeSource: 'MERGE_OBJECTS' })).toEqual([]);
  });
});

describe('one happening, however often it is told', () => {
  const webhook = { source: 'webhook', evidence: 'event 1' } as const;
  test.each([
    [
      'a form told by a webhook and by a read',
      [fact(), fact({ ...webhook, at: NOW + 40 * SECOND })],
      [`demo_request@${NOW}`],
    ],
    ['two minutes apart is still one', [fact(), fact({ ...webhook, at: NOW + 2 * MINUTE })], [`demo_request@${NOW}`]],
    [
      'a millisecond more and it is two',
      [fact(), fact({ ...webhook, at: NOW + 2 * MINUTE + 1 })],
      [`demo_request@${NOW}`, `demo_request@${NOW + 2 * MINUTE + 1}`],
    ],
    [
      'the same source at two times tells of two',
      [fact(webhook), fact({ ...webhook, at: NOW + 10 * SECOND })],
      [`demo_request@${NOW}`, `demo_request@${NOW + 10 * SECOND}`],
    ],
    [
      'exactly equal is one, whatever the source',
      [fact(), fact({ source: 'history' }), fact(webhook)],
      [`demo_request@${NOW}`],
    ],
    [
      'two pages told by one source are two',
      [
        fact({ kind: 'page', subject: 'https://example.com/pricing' }),
        fact({ kind: 'page', subject: 'https://example.com/pricing/teams', at: NOW + 20 * SECOND }),
      ],
      [`pricing_page@${NOW}`, `pricing_page@${NOW + 20 * SECOND}`],
    ],
    [
      'a visit told as a page and as a list joined is one',
      [
        fact({ kind: 'page', subject: 'https://example.com/pricing' }),
        fact({ kind: 'list', subject: 'visited pricing', source: 'recorded', at: NOW + 20 * SECOND }),
      ],
      [`pricing_page@${NOW}`],
    ],
    [
      'a read between two webhooks belongs to one of them',
      [fact(webhook), fact({ at: NOW + 60 * SECOND }), fact({ ...webhook, at: NOW + 61 * SECOND })],
      [`demo_request@${NOW}`, `demo_request@${NOW + 61 * SECOND}`],
    ],
    ['a fact without a meaning is no signal', [fact({ subject: 'Newsletter' })], []],
    [
      'a fact with two meanings is two signals',
      [fact({ subject: 'Demo and ebook' })],
      [`demo_request@${NOW}`, `resource@${NOW}`],
    ],
  ])('%s', (_, facts, ids) => {
    expect(names(facts)).toEqual(ids);
    expect(names([...facts].reverse())).toEqual(ids);
  });

  test('a date property is a signal at its value', () => {
    const facts = factsFromRead({ hs_email_last_click_date: '2026-11-08T10:00:00Z' }, NOW);
    expect(names(facts)).toEqual([`mail_click@${Date.parse('2026-11-08T10:00:00Z')}`]);
  });

  test('a property of a company is another property', () => {
    const company = testAgreement({
      signals: [{ name: 'x', handRaise: false, sources: [{ kind: 'property', property: ref('company.trial') }] }],
    });
    expect(signalsOf(company, [fact({ kind: 'property', subject: 'contact.trial' })])).toEqual([]);
    expect(signalsOf(company, [fact({ kind: 'property', subject: 'company.trial' })])).toHaveLength(1);
  });
});

describe('a hand-raise is spent once', () => {
  const [raised] = signalsOf(agreement, [fact()]);
  test.each([
    ['by its own id', `demo_request@${NOW}`, true],
    ['also when a later telling dates it some seconds earlier', `demo_request@${NOW + 30 * SECOND}`, true],
    ['not by another of the same name an hour before', `demo_request@${NOW - HOUR}`, false],
    ['not by another signal at the same time', `contact_sales@${NOW}`, false],
    ['not by something that is no id', 'demo_request', false],
  ])('%s', (_, id, expected) => {
    expect(isSpent(raised!, [id])).toBe(expected);
  });
});

describe('remembering facts', () => {
  const someFact: fc.Arbitrary<Fact> = fc.record({
    kind: fc.constantFrom('form' as const, 'page' as const, 'list' as const),
    subject: fc.constantFrom('Demo', 'Ebook', 'https://example.com/pricing', 'Visited pricing', 'Webinar attended'),
    at: fc.integer({ min: 0, max: 20 }).map((n) => NOW + n * 20 * SECOND),
    source: fc.constantFrom('webhook' as const, 'read' as const, 'history' as const, 'search' as const),
    evidence: fc.constantFrom('event 1', 'event 2', 'recent_conversion_date'),
  });

  test('invariant 10: signals do not depend on the order or the number of deliveries', () => {
    fc.assert(
      fc.property(fc.array(someFact, { maxLength: 30 }), fc.infiniteStream(fc.nat()), (facts, keys) => {
        const inOrder = signalsOf(agreement, facts);
        const shuffled = [...facts, ...facts]
          .map((f) => ({ f, key: keys.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ f }) => f);
        expect(signalsOf(agreement, shuffled)).toEqual(inOrder);
        expect(new Set(inOrder.map((s) => s.id)).size).toBe(inOrder.length);
      }),
    );
  });

  test('merging is a set union: any order, any grouping, any repetition', () => {
    fc.assert(
      fc.property(fc.array(someFact), fc.array(someFact), fc.array(someFact), (a, b, c) => {
        const once = mergeFacts(mergeFacts(a, b), c);
        expect(mergeFacts(a, mergeFacts(c, b))).toEqual(once);
        expect(mergeFacts(once, once)).toEqual(once);
      }),
    );
  });

  test('a flood of page views does not push out the request that makes the lead', () => {
    const request = fact({ at: NOW - DAY });
    const views = Array.from({ length: 3 * FACTS_KEPT }, (_, i) =>
      fact({ kind: 'page', subject: '/pricing', at: NOW + i * HOUR }),
    );
    for (const kept of [mergeFacts([request], views), mergeFacts([request], views, agreement)]) {
      expect(kept).toHaveLength(FACTS_KEPT + 1);
      expect(kept).toContainEqual(request);
      expect(kept.at(-1)).toEqual(views.at(-1));
    }
    expect(mergeFacts([fact({ subject: 'Newsletter', at: NOW - DAY })], views, agreement)).toHaveLength(FACTS_KEPT);
  });

  test('a flood of hand-raises is bounded, too', () => {
    const requests = Array.from({ length: 4 * FACTS_KEPT }, (_, i) => fact({ at: NOW + i * HOUR }));
    expect(mergeFacts([], requests, agreement)).toHaveLength(2 * FACTS_KEPT);
  });
});
