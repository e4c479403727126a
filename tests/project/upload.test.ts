import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { shouldIgnoreFile } from '@hubspot/local-dev-lib/ignoreRules';
import { expect, test } from '@jest/globals';
import { strings } from '../../scripts/hs-project/component.ts';
import { makeCopies, planCopies } from '../../scripts/hs-project/copies.ts';
import { examplesOf, filesBelow, parseJson } from '../../scripts/hs-project/project.ts';
import { main as upload } from '../../scripts/hs-upload.ts';
import { main as verify } from '../../scripts/hs-verify.ts';
import { openDoor } from '../support/door.ts';
import { inProject } from './small-project.ts';
import type { Json } from './small-project.ts';

const ROOT = join(import.meta.dirname, '../..');
const SOURCES = join(ROOT, 'hubspot-project/src');

interface Run {
  readonly code: number;
  readonly text: string;
}

const profile = { ...(parseJson(join(ROOT, 'hubspot-project/hsprofile.production.example.json')) as object) };
const own: Json = {
  ...(profile as { readonly [key: string]: Json }),
  variables: {
    ...(profile as { variables: { [key: string]: Json } }).variables,
    API_BASE_URL: 'https://baton.acme.example.org',
  },
};

/** This project without the profiles somebody may have put into it, and a directory for commands. */
function inCopy<T>(use: (root: string) => Promise<T>): Promise<T> {
  return inProject({}, async (root) => {
    for (const file of ['hsproject.json', 'agreement.yaml', 'hubspot-project', 'extensions']) {
      const filter = (path: string): boolean => !/hsprofile\.[^.]+\.json$|\/(node_modules|dist)$/.test(path);
      cpSync(join(ROOT, file), join(root, file), { recursive: true, filter });
    }
    // As `npm run hs:sync` leaves it: the copies of extensions are not committed.
    makeCopies(await planCopies(root));
    mkdirSync(join(root, 'bin'));
    return use(root);
  });
}

const withProfile = <T>(use: (root: string) => Promise<T>): Promise<T> =>
  inCopy((root) => {
    writeFileSync(join(root, 'hubspot-project/src/hsprofile.live.json'), JSON.stringify(own));
    return use(root);
  });

async function call(main: typeof upload, root: string, ...args: string[]): Promise<Run> {
  const lines: string[] = [];
  const out = (text: string): void => void lines.push(text);
  const env = { PATH: join(root, 'bin') };
  const code = await main(args, { out, err: out, env, cwd: root, isTerminal: false });
  return { code, text: lines.join('\n') };
}

/** In place of HubSpot's tool: notes how and where it was called, and ends as told. */
function installHs(root: string, exit: number): void {
  const file = join(root, 'bin/hs');
  writeFileSync(file, `#!/bin/sh\necho "$PWD $*" > "${join(root, 'called')}"\nexit ${exit}\n`);
  chmodSync(file, 0o755);
}

test('without HubSpot’s tool the exact command is printed and nothing is uploaded', () =>
  withProfile(async (root) => {
    const { code, text } = await call(upload, root, '--profile', 'live');
    expect(code).toBe(2);
    expect(text).toMatch(
      /^verified: profile live: app, .*webhooks, .*; \d+ files\nhs project upload --profile live\nnot uploaded: /,
    );
    expect(text).toContain('npm install --global @hubspot/cli');
  }));

test.each([
  ['takes it', 0, 0],
  ['refuses it', 1, 2],
])('HubSpot’s tool is called with the profile in the project’s directory; it %s', (_what, exit, expected) =>
  withProfile(async (root) => {
    installHs(root, exit);
    expect((await call(upload, root, '--profile', 'live')).code).toBe(expected);
    expect(readFileSync(join(root, 'called'), 'utf8')).toMatch(
      new RegExp(`${root}\\S* project upload --profile live\n$`),
    );
  }),
);

test('what is not in line with the agreement is not uploaded', () =>
  withProfile(async (root) => {
    installHs(root, 0);
    const agreement = readFileSync(join(root, 'agreement.yaml'), 'utf8');
    writeFileSync(
      join(root, 'agreement.yaml'),
      agreement.replace('contact.hs_email_last_click_date', 'contact.last_click'),
    );
    const { code, text } = await call(upload, root, '--profile', 'live');
    expect(code).toBe(2);
    expect(text).toContain('+ subscription contact.propertyChange last_click');
    expect(text).toContain('not uploaded: the project is not in line with the agreement: npm run hs:sync -- --apply');
    expect(existsSync(join(root, 'called'))).toBe(false);
  }));

test('what HubSpot would refuse is not uploaded', () =>
  withProfile(async (root) => {
    installHs(root, 0);
    writeFileSync(join(root, 'hubspot-project/src/hsprofile.live.json'), JSON.stringify(profile));
    const { code, text } = await call(upload, root, '--profile', 'live');
    expect(code).toBe(2);
    expect(text).toMatch(
      /hubspot-project\/src\/hsprofile\.live\.json:1:\d+ .*https:\/\/baton\.example\.com is the example’s address/,
    );
    expect(existsSync(join(root, 'called'))).toBe(false);
  }));

test.each([[[]], [['--profile', 'production']]])('a profile that is not in the sources is refused: %j', (args) =>
  withProfile(async (root) => {
    await expect(call(upload, root, ...args)).rejects.toThrow(
      /allowed: live .*cp hubspot-project\/hsprofile\.production\.example\.json/,
    );
  }),
);

test('this project is as HubSpot wants it, with each of its examples', async () => {
  const { code, text } = await inCopy((root) => call(verify, root));
  expect(text.split('\n').slice(1)).toEqual([
    expect.stringMatching(/^verified: profile development: app, .*webhooks, (workflow-action(, |; )){3}\d+ files$/),
    expect.stringMatching(/^verified: profile production: app, .*webhooks, (workflow-action(, |; )){3}\d+ files$/),
  ]);
  expect(code).toBe(0);
});

test('of several profiles each is verified, and one that is broken is enough', () =>
  withProfile(async (root) => {
    writeFileSync(join(root, 'hubspot-project/src/hsprofile.other.json'), '{ "accountId": 7 }');
    const { code, text } = await call(verify, root);
    expect(code).toBe(2);
    expect(text).toContain('verified: profile live');
    expect(text).toMatch(
      /hubspot-project\/src\/hsprofile\.other\.json:1:1 variables\.API_BASE_URL: API_BASE_URL is missing/,
    );
    expect((await call(verify, root, '--profile', 'live')).code).toBe(0);
  }));

test('nothing of a developer’s own is uploaded, and everything HubSpot needs is', () => {
  const left = (path: string): boolean => shouldIgnoreFile(path, true);
  for (const path of [
    'app/local.json',
    'app/cards/dist/Card.js',
    'app/cards/Card.test.tsx',
    'app/cards/__tests__/a.ts',
  ])
    expect([path, left(path)]).toEqual([path, true]);
  for (const path of ['app/app-hsmeta.json', 'app/cards/package-lock.json', 'hsprofile.production.json'])
    expect([path, left(path)]).toEqual([path, false]);
});

/** Every place below Baton's own address that the project names. */
const named = filesBelow(SOURCES)
  .filter(({ path }) => path.endsWith('-hsmeta.json'))
  .flatMap(({ path }) => strings(parseJson(join(SOURCES, path))))
  .flatMap(({ text }) => /^\$\{API_BASE_URL\}(\/.+)$/.exec(text)?.[1] ?? []);

test('every place the project points at is a route that exists', async () => {
  const door = await openDoor();
  try {
    const answer = async (path: string): Promise<number> => (await door.knock({ path, signature: 'none' })).status;
    expect(await answer('/no-such-route')).toBe(404);
    expect(named).toContain('/webhooks/hubspot');
    for (const path of named) expect([path, await answer(path)]).toEqual([path, 401]);
  } finally {
    await door.close();
  }
});

test('the examples name the same variables, and another account each', () => {
  const examples = examplesOf(ROOT).map(({ file }) => parseJson(file) as { accountId: number; variables: object });
  expect(examples.map(({ variables }) => Object.keys(variables))).toEqual(
    examples.map(() => ['API_BASE_URL', 'SUPPORT_EMAIL', 'SUPPORT_URL', 'SUPPORT_PHONE']),
  );
  expect(new Set(examples.map(({ accountId }) => accountId)).size).toBe(2);
});
