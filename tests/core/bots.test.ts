/** A scanner's clicks are held back in sight of everybody, and come back when a person says so. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { rulingsOf, siftClicks, withheldSignals } from '../../src/core/bots.ts';
import { receiptLines } from '../../src/core/explain.ts';
import { compile } from '../../src/core/score.ts';
import type { Saying } from '../../src/core/said.ts';
import type { Fact } from '../../src/core/signal.ts';
import { signalsOf } from '../../src/core/signal.ts';
import { DAY, HOUR, MINUTE, NOW, fact, testAgreement } from '../support/agreement.ts';

const SECOND = 1_000;
const at = (kind: Fact['kind'], subject: string, when: number): Fact =>
  fact({ kind, subject, at: when, source: 'webhook' });
const click = (when: number): Fact => at('property', 'contact.hs_email_last_click_date', when);
const sent = (when: number): Fact => at('property', 'contact.hs_email_last_send_date', when);
const view = (when: number): Fact => at('page', '/pricing', when);
const T = NOW - HOUR;

test.each<readonly [string, readonly Fact[], readonly string[]]>([
  [
    'four links in three seconds',
    [0, 1, 2, 3].map((s) => click(T + s * SECOND)),
    Array<string>(4).fill('4 links in 3 s'),
  ],
  ['three links in three seconds are a quick reader', [0, 1, 2].map((s) => click(T + s * SECOND)), []],
  ['four links in a minute are, too', [0, 20, 40, 60].map((s) => click(T + s * SECOND)), []],
  ['one telling of a click four times is one click', [click(T), click(T), click(T), click(T)], []],
  ['a click two seconds after the mail was sent', [sent(T), click(T + 2 * SECOND)], ['2 s after the mail was sent']],
  ['a click a minute after it', [sent(T), click(T + MINUTE)], []],
  ['a click before it was sent belongs to another mail', [click(T), sent(T + SECOND)], []],
  [
    'a click without a page, by somebody whose pages are seen',
    [view(T - DAY), click(T)],
    ['no page was seen after the click'],
  ],
  ['with a page', [view(T - DAY), click(T), view(T + 3 * SECOND)], []],
  ['without a page, by somebody whose pages never were', [click(T)], []],
  ['pages and forms are never held back', [view(T), view(T + 1), view(T + 2), view(T + 3), fact({ at: T })], []],
])('%s', (_, facts, because) => {
  const { kept, withheld } = siftClicks(facts);
  expect(withheld.map((one) => one.because)).toEqual(because);
  expect(kept).toHaveLength(facts.length - because.length);
});

test('what a person released counts, and only that', () => {
  const facts = [0, 1, 2, 3].map((s) => click(T + s * SECOND));
  const [first] = siftClicks(facts).withheld;
  const again = siftClicks(facts, [{ id: first?.id ?? '', is: 'released', by: 'maria@example.com', at: NOW }]);
  expect(again.kept).toEqual([facts[0]]);
  expect(again.withheld).toHaveLength(3);
});

test('what a person confirmed stays out, also where nothing looks odd about it', () => {
  const by = 'maria@example.com';
  const { withheld } = siftClicks(
    [click(T)],
    [{ id: `contact.hs_email_last_click_date@${T}`, is: 'confirmed', by, at: NOW }],
  );
  expect(withheld.map(({ because }) => because)).toEqual(['confirmed by maria@example.com']);
});

test('the last word on a click counts, and names who said it', () => {
  const said = (seq: string, kind: 'clicks_released' | 'clicks_confirmed', email: string): Saying => ({
    seq,
    at: NOW + Number(seq),
    cycleNo: 1,
    by: { userId: null, email },
    through: 'card',
    what: { kind, ids: ['a', 'b'] },
  });
  const first = said('1', 'clicks_confirmed', 'ben@example.com');
  expect(
    rulingsOf([
      first,
      { ...said('2', 'clicks_released', 'anna@example.com'), what: { kind: 'clicks_released', ids: ['b'] } },
    ]),
  ).toEqual([
    { id: 'a', is: 'confirmed', by: 'ben@example.com', at: NOW + 1 },
    { id: 'b', is: 'released', by: 'anna@example.com', at: NOW + 2 },
  ]);
});

test('one withheld click told by two sources is one line of the receipt', () => {
  const facts = [0, 1, 2, 3].map((s) => click(T + s * SECOND));
  const { withheld } = siftClicks([...facts, ...facts.map((one) => ({ ...one, source: 'read' as const }))]);
  expect(withheld).toHaveLength(8);
  expect(withheldSignals(testAgreement(), withheld)).toHaveLength(4);
});

test('five hundred clicks are sifted as fast as five: a burst is found in one pass', () => {
  const facts = Array.from({ length: 500 }, (_, i) => click(T - i * 2_500));
  const { withheld } = siftClicks(facts);
  expect(withheld).toHaveLength(500);
  // The earliest stretch of ten seconds a click lies in: 0, 2.5, 5, 7.5 and 10 s.
  expect(new Set(withheld.map(({ because }) => because))).toEqual(new Set(['5 links in 10 s']));
});

test('order changes nothing, and nothing is lost', () => {
  const some = fc.array(
    fc
      .tuple(fc.constantFrom(click, sent, view), fc.integer({ min: 0, max: 40 }))
      .map(([make, s]) => make(T + s * SECOND)),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(some, (facts) => {
      const one = siftClicks(facts);
      const other = siftClicks([...facts].reverse());
      const ids = (sifted: typeof one): readonly string[] =>
        sifted.withheld.map(({ id, why }) => `${id} ${why}`).sort();
      expect(ids(other)).toEqual(ids(one));
      expect(one.kept.length + one.withheld.length).toBe(facts.length);
    }),
    { numRuns: 300, seed: 20261123 },
  );
});

test('the receipt shows what was withheld, why, and what it would be worth; the score does not have it', () => {
  const agreement = testAgreement();
  const facts = [0, 1, 2, 3].map((s) => click(T + s * SECOND));
  const { kept, withheld } = siftClicks(facts);
  const score = compile(agreement).score({
    contact: {},
    company: null,
    signals: signalsOf(agreement, kept),
    withheld: withheldSignals(agreement, withheld),
    now: NOW,
  });
  expect(score.total).toBe(0);
  expect(score.receipt.filter(({ state }) => state === 'withheld')).toHaveLength(4);
  expect(receiptLines(score)).toContain(
    '0 mail click 4 times, withheld as a scanner’s: 4 links in 3 s (+8 if it counts)',
  );
});
