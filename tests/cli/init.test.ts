/** `baton init`, `docs` and `diff` on files: neither HubSpot nor a database. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { askAll } from '../../src/cli/commands/init.ts';
import { SMALL } from '../agreement/small.ts';
import { ranIn } from './run.ts';

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'baton-init-'));
  folders.push(folder);
});
const file = (name: string): string => join(folder, name);
const run = (...args: readonly string[]) => ranIn(folder, args);

const ANSWERS = [
  'sells: b2b-saas',
  'people: "DE: anna@you.example, ben@you.example; others: carla@you.example"',
  'target: COMPUTER_SOFTWARE; 50-1000',
  'hours: Europe/Berlin; monday-friday; 09:00-18:00',
  'promise: 75; 5m 1h 24h',
  'signers: maria@you.example, sam@you.example',
].join('\n');

test('six answers: printed first, written when asked, and usable at once', async () => {
  writeFileSync(file('answers.yaml'), ANSWERS);
  const dry = await run('init', '--answers', 'answers.yaml');
  expect(dry.code).toBe(0);
  expect(dry.out).toContain('signers: { marketing: maria@you.example, sales: sam@you.example }');
  expect(dry.err).toContain('Nothing was written');
  expect(existsSync(file('agreement.yaml'))).toBe(false);

  expect((await run('init', '--answers', 'answers.yaml', '--write', 'agreement.yaml')).code).toBe(0);
  expect(readFileSync(file('agreement.yaml'), 'utf8')).toBe(dry.out);
  expect((await run('check')).code).toBe(0);
  expect((await run('test')).code).toBe(0);
});

test('a file that is there stays, unless it is forced', async () => {
  writeFileSync(file('answers.yaml'), ANSWERS);
  writeFileSync(file('agreement.yaml'), 'mine');
  const refused = await run('init', '--answers', 'answers.yaml', '--write', 'agreement.yaml');
  expect([refused.code, readFileSync(file('agreement.yaml'), 'utf8')]).toEqual([2, 'mine']);
  expect(refused.err).toContain('--force');
  const forced = await run('init', '--answers', 'answers.yaml', '--write', 'agreement.yaml', '--force');
  expect(forced.code).toBe(0);
  expect(readFileSync(file('agreement.yaml'), 'utf8')).toContain('maria@you.example');
});

test('what is said beside the file wins over it', async () => {
  writeFileSync(file('answers.yaml'), ANSWERS);
  const ran = await run('init', '--answers', 'answers.yaml', '--promise', '90; 5m 1h 24h');
  expect(ran.out).toContain('{ score: 90 }');
  expect(ran.out).not.toContain('{ score: 75 }');
});

test('without a terminal nothing is asked: every missing answer is named', async () => {
  const ran = await run('init', '--sells', 'shoes');
  expect(ran.code).toBe(2);
  for (const name of ['sells: found "shoes"', 'people: nothing was answered', 'signers: nothing was answered']) {
    expect(ran.err).toContain(name);
  }
});

test.each([
  ['an unknown key', 'sell: x', 'the key "sell"'],
  ['no text', 'sells: 3', 'sells is no text'],
  ['no mapping', '- a', 'object'],
])('an answers file with %s is refused', async (_, text, says) => {
  writeFileSync(file('answers.yaml'), text);
  const ran = await run('init', '--answers', 'answers.yaml');
  expect([ran.code, ran.err]).toEqual([2, expect.stringContaining(says)]);
});

test('at a terminal a question is asked again until its answer can be used, and none that was answered before', async () => {
  const replies = [
    'nobody',
    'others: a@you.example',
    'RETAIL; 10+',
    'UTC; monday; 09:00-17:00',
    '75',
    '75; 5m 1h 24h',
    'a@you.example, b@you.example',
  ];
  const told: string[] = [];
  const answers = await askAll(
    { sells: 'b2b-saas' },
    { presetNames: ['b2b-saas'], ask: async () => replies.shift() ?? '', tell: (text) => void told.push(text) },
  );
  expect(replies).toEqual([]);
  expect(answers.people).toBe('others: a@you.example');
  expect(told).toEqual([
    'people: "nobody" is no e-mail address',
    'promise: found "" for the times, allowed: three that do not get shorter, as in 5m 1h 24h',
  ]);
});

test('docs prints the agreement, as Markdown and as a page', async () => {
  writeFileSync(file('agreement.yaml'), SMALL);
  expect((await run('docs')).out).toMatch(/^# Small, version 3\n/);
  expect((await run('docs', 'agreement.yaml', '--html')).out).toMatch(/^<!doctype html>\n/);
  expect((await run('docs', 'a.yaml', 'b.yaml')).code).toBe(2);
  writeFileSync(file('agreement.yaml'), SMALL.replace('hot: 5m', 'hot: soon'));
  expect((await run('docs')).err).toContain('agreement.yaml:38:25');
});

test('diff of two files', async () => {
  writeFileSync(file('a.yaml'), SMALL);
  writeFileSync(file('b.yaml'), SMALL.replace('{ score: 75 }', '{ score: 70 }'));
  const ran = await run('diff', 'a.yaml', 'b.yaml');
  expect([ran.code, ran.out]).toEqual([
    0,
    expect.stringMatching(/^Small · version 3 · \w{8} {2}→ {2}Small · version 3 · \w{8}\n {2}SQL bar: 75 → 70\n$/),
  ]);
  expect((await run('diff', 'a.yaml', 'a.yaml')).out).toContain('The same agreement.');
  expect(JSON.parse((await run('diff', 'a.yaml', 'b.yaml', '--json')).out)).toMatchObject({
    changes: ['SQL bar: 75 → 70'],
  });
  expect((await run('diff')).code).toBe(2);
});
