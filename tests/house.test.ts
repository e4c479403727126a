/** The house holds its own rules, and each rule is shown to be able to fail. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { spawnSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { ESLint } from 'eslint';

const root = join(import.meta.dirname, '..');

/** Runs the project's boundaries on a small tree of its own, and returns the names of the rules it breaks. */
function brokenBoundaries(files: Readonly<Record<string, string>>): readonly string[] {
  const dir = mkdtempSync(join(tmpdir(), 'boundaries-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(join(dir, path), text);
    }
    writeFileSync(join(dir, 'package.json'), '{"type":"module"}');
    for (const file of ['.dependency-cruiser.cjs', 'tsconfig.json', 'node_modules'])
      symlinkSync(join(root, file), join(dir, file));
    const run = spawnSync(
      join(root, 'node_modules/.bin/depcruise'),
      ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'src'],
      { cwd: dir, encoding: 'utf8' },
    );
    const report = JSON.parse(run.stdout) as { summary: { violations: { rule: { name: string } }[] } };
    return [...new Set(report.summary.violations.map((violation) => violation.rule.name))].sort();
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

const thing = 'export const thing = 1;\nexport type Thing = number;\n';

test.each([
  [
    'the core may not import the store',
    'core-imports-only-core',
    { 'src/core/a.ts': "import { thing } from '../store/b.ts';\nexport const a = thing;", 'src/store/b.ts': thing },
  ],
  [
    'not even as a type',
    'core-imports-only-core',
    { 'src/core/a.ts': "import type { Thing } from '../store/b.ts';\nexport type A = Thing;", 'src/store/b.ts': thing },
  ],
  [
    'the core may not import an impure package',
    'core-uses-only-pure-packages',
    { 'src/core/a.ts': "import pg from 'pg';\nexport const a = pg;" },
  ],
  [
    'the store may not import HubSpot',
    'store-stands-alone',
    {
      'src/store/a.ts': "import { thing } from '../hubspot/b.ts';\nexport const a = thing;",
      'src/hubspot/b.ts': thing,
    },
  ],
  [
    'the local portal may not import even the errors',
    'portal-imports-nothing-of-ours',
    { 'src/portal/a.ts': "import { thing } from '../errors.ts';\nexport const a = thing;", 'src/errors.ts': thing },
  ],
  [
    'the worker may not use an adapter behind deps.ts',
    'adapters-come-through-deps',
    { 'src/worker/a.ts': "import { thing } from '../store/b.ts';\nexport const a = thing;", 'src/store/b.ts': thing },
  ],
  [
    'the service may not know the portal',
    'only-cli-knows-the-portal',
    { 'src/main.ts': "import { thing } from './portal/b.ts';\nexport const a = thing;", 'src/portal/b.ts': thing },
  ],
])('boundaries: %s', (_sentence, rule, files) => {
  expect(brokenBoundaries(files)).toContain(rule);
});

test('boundaries: an adapter imported as a type is fine', () => {
  expect(
    brokenBoundaries({
      'src/worker/a.ts': "import type { Thing } from '../store/b.ts';\nexport type A = Thing;",
      'src/store/b.ts': thing,
    }),
  ).toEqual([]);
});

const lint = new ESLint({ cwd: root });

test.each([
  ['reads the clock', 'export const now = () => Date.now();'],
  ['makes a date of now', 'export const now = () => new Date();'],
  ['draws lots', 'export const draw = () => Math.random();'],
  ['reads the environment', 'export const home = () => process.env;'],
  ['waits', 'export const later = (f: () => void) => setTimeout(f, 1);'],
  ['calls out', "export const get = () => fetch('https://example.com');"],
  ['is asynchronous', 'export async function f(): Promise<number> { return 1; }'],
])('invariant 2: the linter refuses a core that %s', async (_what, code) => {
  // An existing file's path, so that the project's types are known; the text is linted, the file is not read.
  const [result] = await lint.lintText(`${code}\n`, { filePath: join(root, 'src/core/sla.ts') });
  expect(result?.messages.map((message) => message.ruleId)).toContainEqual(expect.stringMatching(/^no-restricted-/));
});

function filesBelow(folder: string, ending: RegExp): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && ending.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

/** The invariants of ARCHITECTURE.md that code exists for. */
const IN_FORCE = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14];

test.each(IN_FORCE.map((n) => [n]))('house: invariant %i has a test named after it', (n) => {
  const named = filesBelow('tests', /\.test\.tsx?$/).filter((file) =>
    new RegExp(`['"\`]invariant ${n}: `).test(readFileSync(join(root, file), 'utf8')),
  );
  expect(named).not.toEqual([]);
});

test('house: each file of the core opens with the decision it makes and what it refuses to know', () => {
  const without = filesBelow('src/core', /\.ts$/).filter((file) => {
    const head = readFileSync(join(root, file), 'utf8').split('\n').slice(0, 4).join('\n');
    return !head.startsWith('// ') || !/Refuses to/.test(head);
  });
  expect(without).toEqual([]);
});
