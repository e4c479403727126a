/** docs/agreement.md shows each key with an example, and every example is read. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { agreementJsonSchema } from '../../src/agreement/json-schema.ts';
import { readAgreement } from '../../src/agreement/read.ts';
import { NOON, runAgreementTests } from '../../src/agreement/tests.ts';
import { readOrThrow, SMALL } from './small.ts';

const page = readFileSync(new URL('../../docs/agreement.md', import.meta.url), 'utf8');
const examples = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = '']) => text);

/** An example shows some top-level keys; the rest of the agreement comes from a small whole one. */
const completed = (example: string): string => {
  const base = parse(SMALL) as object;
  return stringify({ ...base, tests: [], ...(parse(example) as object) });
};

test.each(examples.map((example) => [Object.keys(parse(example) as object).join(', '), example]))(
  'the example of %s can be used as it stands',
  (_, example) => {
    const read = readAgreement(completed(example), { file: 'docs/agreement.md' });
    expect(read.ok ? [] : read.problems).toEqual([]);
  },
);

test('the examples of tests hold', () => {
  const example = examples.find((text) => text.startsWith('tests:')) ?? '';
  const results = runAgreementTests(readOrThrow(completed(example)), NOON);
  expect(results.map(({ name, misses }) => ({ name, misses }))).toEqual(
    results.map(({ name }) => ({ name, misses: [] })),
  );
  expect(results).toHaveLength(5);
});

test('every key of the language stands in an example', () => {
  const schema: unknown = JSON.parse(agreementJsonSchema());
  const shown = new Set(examples.flatMap((example) => keysIn(parse(example))));
  const missing = [...declaredIn(schema)].filter((key) => !shown.has(key));
  expect(missing).toEqual([]);
  expect(declaredIn(schema).size).toBeGreaterThan(60);
});

function keysIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(keysIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...keysIn(inner)]);
}

/** Names under `properties` anywhere in a JSON Schema. */
function declaredIn(schema: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'properties') for (const name of Object.keys(inner as object)) found.add(name);
      visit(inner);
    }
  };
  visit(schema);
  return found;
}
