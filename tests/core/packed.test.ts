import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { pack, packedTotals } from '../../src/core/packed.ts';
import { compile } from '../../src/core/score.ts';
import { DAY, NOW, daysAgo, happened, perfectFit, testAgreement } from '../support/agreement.ts';
import { someAgreement, somePerson, someSignals } from '../support/generators.ts';

test('invariant 5: the packed total of every contact is its receipt’s total, for any agreement', () => {
  const contacts = fc.array(fc.record({ person: somePerson, signals: someSignals() }), { maxLength: 8 });
  fc.assert(
    fc.property(someAgreement(), contacts, fc.integer({ min: -30 * DAY, max: 60 * DAY }), (agreement, leads, shift) => {
      const { tables, profile, score, total } = compile(agreement);
      const now = NOW + shift;
      const packable = leads.map(({ person, signals }) => ({ ...person, signals }));
      const totals = packedTotals({ tables, profile, columns: pack(tables, profile, packable), now });
      const receipts = packable.map((lead) => score({ ...lead, now }));
      expect([...totals.behaviour]).toEqual(receipts.map((r) => r.behaviour));
      expect([...totals.profile]).toEqual(receipts.map((r) => r.profile));
      expect([...totals.total]).toEqual(receipts.map((r) => r.total));
      expect(packable.map((lead) => total({ ...lead, now }).total)).toEqual(receipts.map((r) => r.total));
    }),
    { numRuns: 300 },
  );
});

test('one contact leaves nothing behind for the next', () => {
  const { tables, profile } = compile(testAgreement());
  const busy = { ...perfectFit, signals: daysAgo(['pricing_page', 1], ['pricing_page', 1], ['case_study', 1]) };
  const quiet = { contact: {}, company: null, signals: [] };
  const columns = pack(tables, profile, [busy, quiet, busy]);
  const { total } = packedTotals({ tables, profile, columns, now: NOW });
  expect(total[1]).toBe(0);
  expect(total[2]).toBe(total[0]);
  expect(total[0]).toBeGreaterThan(6000);
});

test('a signal that the agreement does not name is left out', () => {
  const { tables, profile } = compile(testAgreement());
  const columns = pack(tables, profile, [{ contact: {}, company: null, signals: [happened('unheard_of', NOW)] }]);
  expect([...columns.from]).toEqual([0, 0]);
});

test('no contacts are no totals', () => {
  const { tables, profile } = compile(testAgreement());
  const totals = packedTotals({ tables, profile, columns: pack(tables, profile, []), now: NOW });
  expect(totals.total).toHaveLength(0);
});
