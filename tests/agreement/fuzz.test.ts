/** Whatever text comes: an agreement, or problems with their place. Never a throw, never a wait, never a change to the program itself. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseDocument } from 'yaml';
import type { Reading } from '../../src/agreement/read.ts';
import { readAgreement } from '../../src/agreement/read.ts';
import { SMALL } from './small.ts';

const SEED = 20261123;
const AT_MOST_MS = 50;
const standard = readFileSync(new URL('../../agreement.yaml', import.meta.url), 'utf8');

/** Reads again where it was slow: what a busy machine or the compiler held up is not a hang, and is fast the next time. */
function readInTime(text: string): Reading {
  let fastest = Infinity;
  let read: Reading = { ok: false, problems: [] };
  for (let attempt = 0; attempt < 5 && fastest > AT_MOST_MS; attempt++) {
    const start = performance.now();
    const worked = process.cpuUsage();
    read = readAgreement(text, { file: 'fuzzed.yaml' });
    const { user, system } = process.cpuUsage(worked);
    fastest = Math.min(fastest, performance.now() - start, (user + system) / 1000);
  }
  expect(fastest).toBeLessThanOrEqual(AT_MOST_MS);
  return read;
}

function isClear(text: string, read: Reading): boolean {
  if (read.ok) return /^[0-9a-f]{64}$/.test(read.agreement.hash);
  const lines = text.split(/\r\n|\n|\r/).length;
  return (
    read.problems.length > 0 &&
    read.problems.every(
      ({ line, column, message, severity }) =>
        line >= 1 && line <= lines + 1 && column >= 1 && message !== '' && severity === 'error',
    )
  );
}

const odd = fc.constantFrom(
  '',
  ' ',
  '\n',
  '\t',
  ':',
  '- ',
  '? ',
  '{',
  '}',
  '[',
  ']',
  '"',
  "'",
  '&a ',
  '*a',
  '!!str ',
  '|',
  '>',
  '#',
  '%',
  '@',
  '`',
  '---\n',
  '...\n',
  '<<: ',
  '__proto__: ',
  'constructor: ',
  'null',
  'true',
  '.nan',
  '.inf',
  '-0',
  '1e400',
  '0x10',
  '99999999999999999999',
  '🙂',
  '\u0000',
  '\uFEFF',
  '\u2028',
  '\r',
);

/** An agreement with pieces cut out, put in, doubled and moved. */
const mutated = fc
  .tuple(
    fc.constantFrom(SMALL, SMALL, SMALL, standard),
    fc.array(
      fc.record({
        at: fc.nat(20_000),
        cut: fc.nat(60),
        put: fc.oneof(odd, fc.string({ maxLength: 12 })),
        from: fc.option(fc.nat(20_000)),
      }),
      { minLength: 1, maxLength: 6 },
    ),
  )
  .map(([text, edits]) =>
    edits.reduce((t, { at, cut, put, from }) => {
      const i = at % (t.length + 1);
      const piece = from === null ? put : t.slice(from % t.length, (from % t.length) + 80);
      return t.slice(0, i) + piece + t.slice(i + cut);
    }, text),
  );

/** An agreement of the right form with one value replaced by any other value. */
const misvalued = fc
  .tuple(fc.constantFrom(SMALL, SMALL, SMALL, standard), fc.nat(), fc.jsonValue({ maxDepth: 3 }))
  .map(([text, pick, value]) => {
    const document = parseDocument(text);
    const places: (readonly unknown[])[] = [];
    const visit = (node: unknown, path: readonly unknown[]): void => {
      if (path.length > 0) places.push(path);
      if (typeof node !== 'object' || node === null) return;
      for (const [key, inner] of Object.entries(node)) visit(inner, [...path, Array.isArray(node) ? Number(key) : key]);
    };
    visit(document.toJS(), []);
    document.setIn(places[pick % places.length] ?? [], value);
    return document.toString();
  });

const anything = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.array(odd, { maxLength: 200 }).map((parts) => parts.join('')),
  fc.jsonValue().map((value) => JSON.stringify(value)),
);

test.each([
  ['mutated agreements', mutated, 1200],
  ['agreements with a wrong value', misvalued, 600],
  ['any text', anything, 400],
] as const)('%s are read or told what is wrong with them', (_, texts, numRuns) => {
  readAgreement(standard, { file: 'warm-up.yaml' });
  let refused = 0;
  fc.assert(
    fc.property(texts, (text) => {
      const read = readInTime(text);
      if (!read.ok) refused += 1;
      expect(isClear(text, read)).toBe(true);
    }),
    { seed: SEED, numRuns },
  );
  expect(refused).toBeGreaterThan(numRuns / 4);
});

test('the names that reach into every object reach nothing', () => {
  const names = ['__proto__', 'constructor', 'prototype'];
  const homes = ['', 'signals:\n  ', 'rotations:\n  ', 'blocks:\n  ', 'people:\n  '];
  for (const name of names) {
    for (const home of homes) {
      for (const value of ['{ polluted: yes }', '{ prototype: { polluted: yes } }']) {
        const read = readInTime(
          `${SMALL.replace(home === '' ? '\u0000' : home, () => `${home}${name}: ${value}\n  `)}\n${home === '' ? `${name}: ${value}\n` : ''}`,
        );
        expect(read.ok).toBe(false);
      }
    }
  }
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  expect(Object.prototype).not.toHaveProperty('polluted');
});

test('a part repeated by aliases a billion times is refused', () => {
  const levels = Array.from({ length: 9 }, (_, i) => `l${i + 1}: &l${i + 1} [${Array(9).fill(`*l${i}`).join(', ')}]`);
  const read = readInTime(`l0: &l0 [lol]\n${levels.join('\n')}\n`);
  expect(read.ok).toBe(false);
  expect(read.ok ? [] : read.problems.map((p) => p.message)).toContain('too much in one file');
});
