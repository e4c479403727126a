import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makeCopies, planCopies, POINTS } from '../../scripts/hs-project/copies.ts';
import { filesBelow } from '../../scripts/hs-project/project.ts';
import type { Staged } from '../support/staged-extensions.ts';
import { stageExtensions } from '../support/staged-extensions.ts';

const AUTHORED = {
  'hsproject.json': '{ "name": "small", "srcDir": "hubspot-project/src", "platformVersion": "2026.09" }',
  'hubspot-project/src/app/cards/small-hsmeta.json':
    '{ "uid": "small", "type": "card", "config": { "entrypoint": "/app/cards/Small.tsx" } }',
  'extensions/package.json':
    '{ "version": "1.2.3", "dependencies": { "@hubspot/ui-extensions": "0.17.0", "react": "18.3.1" } }',
  'extensions/cards/Small.tsx': `import { hubspot, Text } from '@hubspot/ui-extensions';
import { greeting } from '../shared/words.ts';
import { Part } from './parts/Part.tsx';

hubspot.extend<'crm.record.tab'>(() => (
  <>
    <Text>{greeting}</Text>
    <Part />
  </>
));
`,
  'extensions/cards/parts/Part.tsx': `import { Text } from '@hubspot/ui-extensions';
import { greeting } from '../../shared/words.ts';

export const Part = () => <Text>{greeting}</Text>;
`,
  'extensions/shared/words.ts': `import { name } from './deep/name.ts';

export const greeting = 'hello ' + name;
`,
  'extensions/shared/deep/name.ts': `import type { Words } from '../kinds.ts';

export const name: Words = 'Baton';
`,
  'extensions/shared/kinds.ts': 'export type Words = string;\n',
};

let staged: Staged;
beforeAll(async () => {
  staged = await stageExtensions();
});
afterAll(() => staged.remove());

describe('copies', () => {
  let root: string;
  let small: Staged;
  beforeAll(async () => {
    const { root: from, remove } = await stageExtensions();
    for (const dir of ['extensions', 'hubspot-project']) rmSync(join(from, dir), { recursive: true });
    for (const [path, text] of Object.entries(AUTHORED)) {
      mkdirSync(dirname(join(from, path)), { recursive: true });
      writeFileSync(join(from, path), text);
    }
    small = await stageExtensions(from);
    root = small.root;
    remove();
  });
  afterAll(() => small.remove());

  const copy = (path: string): string => readFileSync(join(small.app, 'cards', path), 'utf8');

  test('what is shared lies in each point, and imports lead there', () => {
    expect(copy('Small.tsx')).toContain("from './shared/words.ts'");
    expect(copy('Small.tsx')).toContain("from './parts/Part.tsx'");
    expect(copy('parts/Part.tsx')).toContain("from '../shared/words.ts'");
    expect(copy('shared/words.ts')).toBe(AUTHORED['extensions/shared/words.ts']);
    expect(copy('shared/deep/name.ts')).toBe(AUTHORED['extensions/shared/deep/name.ts']);
    expect(JSON.parse(copy('package.json'))).toMatchObject({
      name: 'baton-cards',
      version: '1.2.3',
      type: 'module',
      dependencies: { '@hubspot/ui-extensions': '0.17.0', react: '18.3.1' },
    });
  });

  test('a point for which nothing is authored gets nothing', () => {
    expect(existsSync(join(small.app, 'pages'))).toBe(false);
  });

  test('HubSpot’s bundler builds the very files', () => {
    expect(bundle(join(small.app, 'cards'), 'Small.tsx')).toContain('hello ');
  });

  test('HubSpot’s own rules hold there, and would speak', () => {
    expect(linted(join(small.app, 'cards'))).toEqual([]);
    writeFileSync(
      join(small.app, 'cards/Wrong.tsx'),
      `import '../webhooks/x.ts';
export const Wrong = () => <div onClick={() => fetch('https://x.example')}>{window.name}</div>;
`,
    );
    const rules = linted(join(small.app, 'cards')).map(({ rule }) => rule);
    for (const rule of ['no-html-elements', 'no-native-http', 'no-parent-imports']) {
      expect(rules).toContain(`@hubspot/ui-extensions/${rule}`);
    }
    rmSync(join(small.app, 'cards/Wrong.tsx'));
  });

  test('in line afterwards; what differs is named and made, what is gone is removed, a description stays', async () => {
    expect(await planCopies(root)).toEqual({ changes: [], write: [], remove: [] });
    writeFileSync(join(root, 'extensions/shared/kinds.ts'), 'export type Words = "Baton";\n');
    rmSync(join(root, 'extensions/cards/parts'), { recursive: true });
    writeFileSync(join(root, 'extensions/cards/More.ts'), 'export const more = 1;\n');
    const plan = await planCopies(root);
    expect(plan.changes).toEqual(['+ app/cards/More.ts', '~ app/cards/shared/kinds.ts', '- app/cards/parts/Part.tsx']);
    makeCopies(plan);
    expect((await planCopies(root)).changes).toEqual([]);
    expect(copy('small-hsmeta.json')).toBe(AUTHORED['hubspot-project/src/app/cards/small-hsmeta.json']);
  });
});

/** Every entry point of this project, as its description names it. */
function entries(): readonly { readonly point: string; readonly entry: string }[] {
  const app = join(import.meta.dirname, '../../hubspot-project/src/app');
  return POINTS.filter((point) => existsSync(join(app, point))).flatMap((point) =>
    filesBelow(join(app, point))
      .filter(({ path }) => path.endsWith('-hsmeta.json'))
      .map(({ path }) => {
        const { config } = JSON.parse(readFileSync(join(app, point, path), 'utf8')) as {
          config: { entrypoint: string };
        };
        return { point, entry: basename(config.entrypoint) };
      }),
  );
}

describe('this project', () => {
  test('every point with a description has sources, and the other way round', () => {
    const described = new Set(entries().map(({ point }) => point));
    const authored = POINTS.filter((point) => existsSync(join(staged.root, 'extensions', point)));
    expect([...described].sort()).toEqual([...authored].sort());
  });

  test('HubSpot’s bundler builds every entry point from the upload’s own files', () => {
    for (const { point, entry } of entries()) expect(bundle(join(staged.app, point), entry)).toContain('extend');
  });

  test('HubSpot’s own rules find nothing in any of them', () => {
    for (const point of new Set(entries().map((entry) => entry.point))) {
      expect(linted(join(staged.app, point))).toEqual([]);
    }
  });
});

/** Builds as HubSpot's remote builder does, without installing: the packages are those of this checkout. */
function bundle(dir: string, entry: string): string {
  const script = `import { remoteBuild } from '@hubspot/ui-extensions-dev-server/build';
await remoteBuild({ root: process.cwd(), entryPoint: process.argv[1], outputDir: 'dist', logLevel: 'error', appConfig: { variables: {} } });`;
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', script, entry], {
    cwd: dir,
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: 'production' },
  });
  expect({ status: run.status, error: run.stderr.replace(/.*DeprecationWarning.*\n?/g, '') }).toMatchObject({
    status: 0,
  });
  const built = join(dir, 'dist', entry.replace(/\.tsx?$/, '.js'));
  const text = readFileSync(built, 'utf8');
  // HubSpot gives these at run time; a second copy in the bundle would break every hook.
  expect(text.includes('react.production.min')).toBe(false);
  rmSync(join(dir, 'dist'), { recursive: true });
  return text;
}

/** With the configuration that is uploaded beside the files. */
function linted(dir: string): readonly { readonly file: string; readonly rule: string; readonly message: string }[] {
  const run = spawnSync(process.execPath, [join(staged.root, 'node_modules/eslint/bin/eslint.js'), '.', '-f', 'json'], {
    cwd: dir,
    encoding: 'utf8',
  });
  if (run.stdout === '') throw new Error(run.stderr);
  const files = JSON.parse(run.stdout) as {
    filePath: string;
    messages: { ruleId: string | null; message: string }[];
  }[];
  return files.flatMap(({ filePath, messages }) =>
    messages.map(({ ruleId, message }) => ({ file: basename(filePath), rule: ruleId ?? '', message })),
  );
}
