/** `baton check` and `baton test` by outcome: what is printed and the exit code. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import type { Command } from '../../src/cli/command.ts';
import { command as check } from '../../src/cli/commands/check.ts';
import { command as testCommand } from '../../src/cli/commands/test.ts';
import { BatonError } from '../../src/errors.ts';
import { SMALL, swap } from './small.ts';

const folder = mkdtempSync(join(tmpdir(), 'baton-check-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function run(command: Command, text: string | null, args: readonly string[] = []) {
  if (text !== null) writeFileSync(join(folder, 'agreement.yaml'), text);
  const printed: string[] = [];
  const io = {
    out: (t: string) => void printed.push(t),
    err: (t: string) => void printed.push(t),
    env: {},
    cwd: folder,
    isTerminal: false,
  };
  const code = await command.run(args, io);
  return { code, printed: printed.join('\n') };
}

test('check says that a sound agreement can be used', async () => {
  const { code, printed } = await run(check, SMALL);
  expect(code).toBe(0);
  expect(printed).toMatch(/^Small · version 3 · [0-9a-f]{8}: can be used\.$/);
});

test('check shows each problem with its line, a caret, what was found and what is allowed', async () => {
  const { code, printed } = await run(
    check,
    swap('half_life: 14d', 'half_life: 14').replace('tell: sam', 'tell: samm'),
  );
  expect(code).toBe(2);
  expect(printed).toContain('agreement.yaml:14:55 error · behaviour.web.rules[0].half_life');
  expect(printed).toContain('14 |       - { signal: pricing_page, points: 8, half_life: 14 }');
  expect(printed).toContain('= found:   14');
  expect(printed).toContain('= allowed: a duration: 5m, 24h, 14d or 2w');
  expect(printed).toContain('= did you mean "sam@example.com"?');
  expect(printed).toMatch(/agreement\.yaml: 2 problems found\.$/);
});

test('check warns and still says it can be used', async () => {
  const { code, printed } = await run(check, swap('{ score: 75 }', '{ score: 95 }'));
  expect(code).toBe(0);
  expect(printed).toContain('no lead can reach sql 95: best possible score is 82');
  expect(printed).toMatch(/can be used, 1 warning\.$/);
});

test('check --json is for machines', async () => {
  const { code, printed } = await run(check, swap('hot: 5m', 'hot: soon'), ['--json']);
  expect(code).toBe(2);
  expect(JSON.parse(printed)).toMatchObject({
    file: join(folder, 'agreement.yaml'),
    ok: false,
    agreement: null,
    problems: [{ line: 38, column: 25, path: 'sla.first_contact.hot', severity: 'error', found: '"soon"' }],
  });
});

test('test runs the examples', async () => {
  const { code, printed } = await run(testCommand, SMALL);
  expect(code).toBe(0);
  expect(printed).toContain('✓ a rival asks for a demo');
  expect(printed).toMatch(/1 of 1 examples hold\.$/);
});

test('test says what came out instead, and why', async () => {
  const { code, printed } = await run(testCommand, swap('temperature: hot,', 'temperature: cold,'));
  expect(code).toBe(2);
  expect(printed).toContain('✗ a rival asks for a demo');
  expect(printed).toContain('temperature: expected cold, found hot');
  expect(printed).toContain('· score 0: behaviour 0, profile 0, grade ?4');
});

test('test --json carries each example with its misses', async () => {
  const { code, printed } = await run(testCommand, swap('held: competitor', 'stage: mql'), ['--json']);
  expect(code).toBe(2);
  expect(JSON.parse(printed)).toMatchObject({
    ok: false,
    results: [{ ok: false, misses: [{ what: 'stage', expected: 'mql', found: 'sql' }] }],
  });
});

test('test tells the problems of an agreement that cannot be used', async () => {
  const { code, printed } = await run(testCommand, swap('hot: 5m', 'hot: soon'));
  expect(code).toBe(2);
  expect(printed).toContain('agreement.yaml:38:25');
  expect(printed).toContain('cannot be tested before this is mended');
});

test.each([check, testCommand])('$name names the file that cannot be read', async (command) => {
  const failed = await run(command, null, ['nowhere.yaml']).catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(BatonError);
  expect(failed).toMatchObject({
    code: 'AGREEMENT_UNREADABLE',
    facts: { what: join(folder, 'nowhere.yaml'), found: 'ENOENT' },
  });
});

test.each([check, testCommand])('$name takes one file', async (command) => {
  await expect(run(command, null, ['a.yaml', 'b.yaml'])).rejects.toMatchObject({ code: 'USAGE' });
});
