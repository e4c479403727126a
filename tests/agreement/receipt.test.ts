/** A receipt carries all it was computed from; whoever changes a byte of it is found out. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { exportReceipt, verifyReceipt } from '../../src/agreement/receipt.ts';
import type { ReceiptDocument } from '../../src/agreement/receipt.ts';
import { command as verify } from '../../src/cli/commands/verify.ts';
import { compile } from '../../src/core/score.ts';
import { signalsOf } from '../../src/core/signal.ts';
import { DAY, NOW, fact } from '../support/agreement.ts';
import { readOrThrow, SMALL, swap } from './small.ts';

const SEED = 20261123;
const standard = readFileSync(new URL('../../agreement.yaml', import.meta.url), 'utf8');
const agreement = readOrThrow(standard);
const facts = [
  fact({ kind: 'page', subject: 'https://example.com/pricing', at: NOW - 3 * DAY, evidence: 'event 1' }),
  fact({ kind: 'page', subject: 'https://example.com/blog', at: NOW - 2 * DAY, evidence: 'event 2' }),
  fact({ kind: 'form', subject: 'Ebook: routing', at: NOW - DAY, evidence: 'event 3' }),
];
const subject = {
  contactId: '101',
  contact: { jobtitle: 'VP Sales', email: 'vera@example.com', firstname: 'Vera' },
  company: { industry: 'INTERNET', numberofemployees: '300' },
  facts,
  now: NOW,
};
const text = exportReceipt(agreement, subject);
const parsed = JSON.parse(text) as ReceiptDocument;

test('it holds the score, the facts and the properties that decided, and nothing else of the contact', () => {
  const expected = compile(agreement).score({ ...subject, signals: signalsOf(agreement, facts) });
  expect(parsed.score).toEqual(expected);
  expect(parsed.score.total).toBeGreaterThan(4000);
  expect(parsed.facts.map(({ evidence }) => evidence)).toEqual(['event 1', 'event 3']);
  expect(parsed.contact).toEqual({ jobtitle: 'VP Sales' });
  expect(parsed.agreement.hash).toBe(agreement.hash);
});

test('it is the same text whatever order the facts came in, and verifies', () => {
  expect(exportReceipt(agreement, { ...subject, facts: [...facts].reverse() })).toBe(text);
  expect(verifyReceipt(text, agreement)).toEqual({ ok: true, document: parsed });
  expect(verifyReceipt(`${text}\n`, agreement).ok).toBe(true);
});

test.each([
  [
    'a point more',
    '"points": 1200',
    '"points": 1300',
    /score\.receipt\[\d+\]\.points: the receipt says 1300, it is 1200/,
  ],
  ['another total', '"total": 5381', '"total": 5481', /score\.total: the receipt says 5481, it is 5381/],
  ['another employee count', '"numberofemployees": "300"', '"numberofemployees": "30"', /score\.profile: /],
  ['a later visit', `"at": ${NOW - 3 * DAY},\n      "evidence"`, `"at": ${NOW - DAY},\n      "evidence"`, /digest: /],
  ['a changed source', '"source": "read"', '"source": "webhook"', /digest: /],
  ['another contact', '"contactId": "101"', '"contactId": "102"', /digest: /],
  ['a renamed agreement', 'B2B SaaS, clear', 'B2B SaaS, clean', /agreement\.name: /],
  ['a blank more', '"receipt": 1', '"receipt":  1', /line \d+: not written as a receipt is/],
  ['no JSON', '{\n', '[\n', /cannot be read as JSON/],
])('%s is named', (_, from, to, named) => {
  expect(text).toContain(from);
  const verified = verifyReceipt(text.replace(from, to), agreement);
  expect(verified.ok).toBe(false);
  expect(verified.ok ? '' : verified.differences.join('\n')).toMatch(named);
});

test('a forged digest does not help: the lines are computed again', () => {
  const forged = { ...parsed, score: { ...parsed.score, total: parsed.score.total + 100 } };
  const verified = verifyReceipt(JSON.stringify(forged, null, 2), agreement);
  expect(verified.ok ? [] : verified.differences.join('\n')).toContain('score.total: the receipt says');
});

test('another agreement is not the one that was used', () => {
  const verified = verifyReceipt(text, readOrThrow(SMALL));
  expect(verified.ok ? [] : verified.differences).toEqual([expect.stringContaining('agreement.hash: ')]);
});

test('any changed byte is found, and the right text never is', () => {
  const bytes = Buffer.from(text);
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ by;
      const verified = verifyReceipt(changed.toString('utf8'), agreement);
      expect(verified.ok).toBe(false);
      expect(verified.ok ? [] : verified.differences).not.toEqual([]);
    }),
    { numRuns: 1500, seed: SEED },
  );
});

test('a cut or doubled piece is found', () => {
  fc.assert(
    fc.property(fc.nat(text.length - 2), fc.integer({ min: 1, max: 40 }), fc.boolean(), (at, length, doubles) => {
      const piece = text.slice(at, at + length);
      const changed = text.slice(0, at) + (doubles ? piece + piece : '') + text.slice(at + length);
      expect(verifyReceipt(changed, agreement).ok).toBe(false);
    }),
    { numRuns: 500, seed: SEED },
  );
});

describe('baton verify', () => {
  const folder = mkdtempSync(join(tmpdir(), 'baton-verify-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'agreement.yaml'), standard);
  writeFileSync(join(folder, 'other.yaml'), swap('points: 8,', 'points: 9,'));

  async function run(receipt: string, args: readonly string[]) {
    writeFileSync(join(folder, 'receipt.json'), receipt);
    const printed: string[] = [];
    const out = (line: string): void => void printed.push(line);
    const code = await verify.run(args, { out, err: out, env: {}, cwd: folder, isTerminal: false });
    return { code, printed: printed.join('\n') };
  }

  test('says what it computed', async () => {
    const { code, printed } = await run(`${text}\n`, ['receipt.json', '--agreement', 'agreement.yaml']);
    expect(printed).toMatch(
      /^receipt\.json: contact 101 had [\d.]+ points, grade \S\d, at 2026-11-09T09:00:00\.000Z under /,
    );
    expect(code).toBe(0);
  });

  test.each([
    [
      'an altered one',
      text.replace('"points": 1200', '"points": 1300'),
      'agreement.yaml',
      'the receipt says 1300, it is 1200',
    ],
    ['one of another agreement', text, 'other.yaml', 'agreement.hash: '],
    ['what is no receipt', '{}', 'agreement.yaml', 'it is no receipt'],
    ['a hash that is none', text.replace(agreement.hash, '../x'), 'agreement.yaml', 'is no hash'],
  ])('refuses %s', async (_, receipt, file, says) => {
    const { code, printed } = await run(receipt, ['receipt.json', '--agreement', file]);
    expect(printed).toContain(says);
    expect(code).toBe(2);
  });

  test('tells a machine what differs', async () => {
    const altered = text.replace('"points": 1200', '"points": 1300');
    const { printed } = await run(altered, ['receipt.json', '--agreement', 'agreement.yaml', '--json']);
    expect(JSON.parse(printed)).toEqual({
      ok: false,
      differences: expect.arrayContaining([expect.stringContaining('points')]),
    });
  });

  test('a file that is not there is an error', async () => {
    await expect(run(text, ['nowhere.json'])).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
