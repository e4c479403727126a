/**
 * `npm run bench [NAME …] [--write]`: measures, prints, and says whether each ratio and limit holds. Ratios decide; absolute
 * figures are reported with the machine. `--write` renews docs/benchmarks.md.
 */
import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchCalls } from './calls.ts';
import { benchIntake } from './intake.ts';
import { benchLatency } from './latency.ts';
import type { BenchResult } from './result.ts';
import { benchScoring } from './scoring.ts';
import { benchWatch } from './watch.ts';

const BENCHES: Readonly<Record<string, () => Promise<BenchResult>>> = {
  intake: benchIntake,
  calls: benchCalls,
  scoring: benchScoring,
  latency: benchLatency,
  watch: benchWatch,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { write: { type: 'boolean', default: false } },
});
const names = positionals.length > 0 ? positionals : Object.keys(BENCHES);
const results: BenchResult[] = [];
let failed = 0;
for (const name of names) {
  const bench = BENCHES[name];
  if (bench === undefined) throw new Error(`there is no bench "${name}"; there are ${Object.keys(BENCHES).join(', ')}`);
  process.stderr.write(`measuring ${name} …\n`);
  const result = await bench();
  results.push(result);
  process.stdout.write(`${text(result)}\n`);
  failed += result.ratios.filter((r) => !(r.value >= r.atLeast)).length;
  failed += (result.limits ?? []).filter((l) => !(l.value <= l.atMost)).length;
}
if (values.write) writeFileSync(join(import.meta.dirname, '../docs/benchmarks.md'), page(results));
process.stdout.write(failed === 0 ? 'every ratio and limit holds\n' : `${failed} do not hold\n`);
process.exitCode = failed === 0 ? 0 : 2;

function text({ name, rows, ratios, limits = [] }: BenchResult): string {
  return [
    name,
    ...rows.map(({ label, value, unit }) => `  ${label.padEnd(52)} ${figure(value).padStart(10)} ${unit}`),
    ...ratios.map(
      ({ label, value, atLeast }) =>
        `  ${label.padEnd(52)} ${figure(value).padStart(10)} ×  at least ${figure(atLeast)}  ${value >= atLeast ? 'holds' : 'DOES NOT HOLD'}`,
    ),
    ...limits.map(
      ({ label, value, atMost, unit }) =>
        `  ${label.padEnd(52)} ${figure(value).padStart(10)} ${unit}  at most ${figure(atMost)}  ${value <= atMost ? 'holds' : 'DOES NOT HOLD'}`,
    ),
  ].join('\n');
}

function page(all: readonly BenchResult[]): string {
  const [cpu] = cpus();
  return [
    '# Benchmarks',
    '',
    'Written by `npm run bench -- --write`. Ratios are taken within one run, in interleaved rounds, and decide; absolute figures depend on the',
    `machine: ${cpus().length} × ${cpu?.model ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}.`,
    ...all.flatMap(({ name, rows, ratios, limits = [] }) => [
      '',
      `## ${name}`,
      '',
      '| what | figure | must be |',
      '| --- | ---: | --- |',
      ...rows.map(({ label, value, unit }) => `| ${label} | ${figure(value)} ${unit} | |`),
      ...ratios.map(({ label, value, atLeast }) => `| ${label} | ${figure(value)} × | at least ${figure(atLeast)} |`),
      ...limits.map(
        ({ label, value, atMost, unit }) =>
          `| ${label} | ${figure(value)} ${unit} | at most ${figure(atMost)} ${unit} |`,
      ),
    ]),
    '',
  ].join('\n');
}

function figure(value: number): string {
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en-US') : String(Number(value.toPrecision(3)));
}
