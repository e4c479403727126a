/** The agreements to start from: sound, without a warning, and with an example for each signal of the field. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { readAgreement } from '../../src/agreement/read.ts';
import { NOON, runAgreementTests } from '../../src/agreement/tests.ts';
import { readOrThrow } from './small.ts';

const folder = new URL('../../agreements/', import.meta.url);
const presets = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

/** What the field calls the signals of a lead for marketing and of one for sales. */
const MQL = [/gated resource/, /webinar|event/, /several times|three times/, /pieces? of content/, /perfect fit/];
const SQL = [/demo|consultation/, /contact/, /case study, then/, /budget/, /starts within/];

test('there is one for software and one for services', () => {
  expect(presets.sort()).toEqual(['b2b-saas.yaml', 'professional-services.yaml']);
});

describe.each(presets)('%s', (name) => {
  const text = readFileSync(new URL(name, folder), 'utf8');

  test('can be used as it stands, without a warning', () => {
    const read = readAgreement(text, { file: name });
    expect(read.ok ? read.warnings : read.problems).toEqual([]);
  });

  test('all its examples hold', () => {
    const results = runAgreementTests(readOrThrow(text), NOON);
    expect(results.flatMap(({ name: what, misses }) => misses.map((miss) => ({ example: what, ...miss })))).toEqual([]);
  });

  test.each([
    ['MQL', MQL],
    ['SQL', SQL],
  ] as const)('has one example for each signal of an %s', (stage, signals) => {
    const named = readOrThrow(text)
      .tests.map((one) => one.name)
      .filter((one) => one.startsWith(`${stage} signal: `));
    expect(named).toHaveLength(signals.length);
    for (const signal of signals) expect(named.filter((one) => signal.test(one))).toHaveLength(1);
  });

  test('names its schema in the first line', () => {
    expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=../schema/agreement.schema.json');
  });

  test.each([
    ['budget holder', /BUDGET_HOLDER, DECISION_MAKER/, 'NOBODY', 'who holds the budget'],
    ['time of start', /planned_start: \{ next: \d+d \}/, 'planned_start: { next: 1d }', 'who starts within'],
    ['order', /in_order: \[case_study, (\w+)\]/, 'in_order: [$1, case_study]', 'a case study, then'],
    ['resource', /resource, points: 6/, 'resource, points: 5', 'a gated resource'],
  ])('another %s breaks its example', (_, from, to, example) => {
    expect(text).toMatch(from);
    const results = runAgreementTests(readOrThrow(text.replace(from, to)), NOON);
    expect(
      results
        .filter((one) => !one.ok)
        .map((one) => one.name)
        .join('\n'),
    ).toContain(example);
  });
});
