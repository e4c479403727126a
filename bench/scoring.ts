/**
 * Scoring against rule engines on the same 40 rules and contacts with about 100 events each. Results are asserted equal to the
 * hundredth of a point before anything is timed; rounds are interleaved, so that a busy machine slows everybody alike.
 */
import { deepStrictEqual } from 'node:assert/strict';
import { pack, packedTotals } from '../src/core/packed.ts';
import { compile } from '../src/core/score.ts';
import type { BenchResult } from './result.ts';
import type { Contender } from './scoring-contenders.ts';
import { celJs, jsonLogicEngine, jsonRulesEngine, zenEngine } from './scoring-contenders.ts';
import type { BenchContact } from './scoring-subject.ts';
import { NOW, benchAgreement, contacts } from './scoring-subject.ts';
import { median } from './statistics.ts';

const ROUNDS = 7;
const CONTACTS = 10_000;
/** The slow contenders get fewer contacts per round; figures are per contact. */
const SHARE_OF_SLOWEST = 0.05;
const COMPARED = 500;

interface Entry {
  readonly label: string;
  readonly run: Contender;
  readonly contacts: readonly BenchContact[];
}

/** Contacts per second of each contender, and the ratios that decide. Takes about 30 s. */
export async function benchScoring(): Promise<BenchResult> {
  const scorer = compile(benchAgreement());
  const { tables, profile } = scorer;
  const all = contacts(CONTACTS);
  const columns = pack(tables, profile, all);
  const few = all.slice(0, Math.round(CONTACTS * SHARE_OF_SLOWEST));

  const receipts: Entry = {
    label: 'Baton, with receipt',
    run: (some) => some.map((lead) => scorer.score(lead).total),
    contacts: all,
  };
  const totals: Entry = {
    label: 'Baton, total of one contact at a time',
    run: (some) => some.map((lead) => scorer.total(lead).total),
    contacts: all,
  };
  const packed: Entry = {
    label: 'Baton, packed columns',
    run: () => packedTotals({ tables, profile, columns, now: NOW }).total,
    contacts: all,
  };
  const rulesEngine: Entry = { label: 'json-rules-engine', run: jsonRulesEngine(), contacts: few };
  const jsonLogic: Entry = { label: 'json-logic-engine, compiled', run: jsonLogicEngine(), contacts: all };
  const cel: Entry = { label: '@marcbachmann/cel-js', run: celJs(), contacts: all };
  const zen: Entry = { label: '@gorules/zen-engine, 64 at once', run: zenEngine(), contacts: few };
  const entries = [receipts, totals, packed, rulesEngine, jsonLogic, cel, zen];

  const compared = all.slice(0, COMPARED);
  const expected = Array.from(await receipts.run(compared));
  for (const { label, run } of entries) {
    const found = Array.from(await run(compared)).slice(0, COMPARED);
    deepStrictEqual(found, expected, `${label} comes to other totals`);
  }

  const perSecond = new Map<Entry, number[]>(entries.map((entry) => [entry, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const entry of entries) {
      const started = process.hrtime.bigint();
      await entry.run(entry.contacts);
      const seconds = Number(process.hrtime.bigint() - started) / 1e9;
      perSecond.get(entry)?.push(entry.contacts.length / seconds);
    }
  }

  const figure = (entry: Entry): number => median(perSecond.get(entry) ?? []);
  const bestLibrary = Math.max(...[rulesEngine, jsonLogic, cel, zen].map(figure));
  return {
    name: 'Scoring, 40 rules, about 100 events per contact',
    rows: entries.map((entry) => ({ label: entry.label, value: Math.round(figure(entry)), unit: 'contacts/s' })),
    ratios: [
      {
        label: 'Total of one contact at a time against json-rules-engine',
        value: figure(totals) / figure(rulesEngine),
        atLeast: 30,
      },
      {
        label: 'Packed columns against json-rules-engine',
        value: figure(packed) / figure(rulesEngine),
        atLeast: 30,
      },
      {
        label: 'Total of one contact at a time against the best library',
        value: figure(totals) / bestLibrary,
        atLeast: 1.5,
      },
      { label: 'Packed columns against the best library', value: figure(packed) / bestLibrary, atLeast: 4 },
    ],
  };
}
