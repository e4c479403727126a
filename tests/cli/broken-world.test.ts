/** A broken world ends in a message that says what, where and what to do; never in a stack trace, never with a secret. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runCommand } from '../../src/cli/main.ts';
import type { Portal } from '../../src/portal/portal.ts';
import { startPortal } from '../../src/portal/portal.ts';
import type { TestDatabase } from '../support/database.ts';
import { databaseUrl, freshDatabase } from '../support/database.ts';

let portal: Portal;
let database: TestDatabase;
beforeAll(async () => {
  portal = await startPortal();
  database = await freshDatabase();
});
afterAll(async () => {
  await portal.close();
  await database.drop();
});

async function baton(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  let out = '';
  let err = '';
  const code = await runCommand(argv, {
    out: (text) => void (out += `${text}\n`),
    err: (text) => void (err += `${text}\n`),
    env,
    cwd: process.cwd(),
    isTerminal: false,
  });
  return { code, out, err };
}

const environment = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
  HUBSPOT_API_URL: portal.url,
  HUBSPOT_ACCESS_TOKEN: portal.settings().accessToken,
  HUBSPOT_CLIENT_SECRET: portal.settings().clientSecret,
  DATABASE_URL: databaseUrl(database),
  LOG_LEVEL: 'silent',
  ...more,
});

test('no command, an unknown command, a command used wrongly', async () => {
  expect((await baton([], {})).out).toContain('baton <command> [options]');
  const unknown = await baton(['strat'], {});
  expect(unknown.code).toBe(2);
  expect(unknown.err).toContain('There is no command "strat"');
  const wrong = await baton(['explain', 'nora'], environment());
  expect(wrong.code).toBe(2);
  expect(wrong.err).toContain('found: nora · allowed: one HubSpot contact id');
});

test('bad configuration: every problem at once', async () => {
  const { code, err } = await baton(['start'], { PORT: 'x', HUBSPOT_ACCESS_TOKEN: 'pat-eu1-0123456789abcdef' });
  expect(code).toBe(1);
  expect(err).toContain('HUBSPOT_CLIENT_SECRET is missing');
  expect(err).toContain('PORT: found "x"');
  expect(err).toContain('docs/operating.md');
  expect(err).not.toContain('pat-eu1-0123456789abcdef');
});

test('a bad agreement: file, line and column of each problem, before anything is written', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'agreement-')), 'agreement.yaml');
  writeFileSync(file, 'language: 1\nname: X\nsgnals: {}\n');
  const { code, err } = await baton(['start'], environment({ AGREEMENT: file }));
  expect(code).toBe(1);
  expect(err).toContain('[AGREEMENT_INVALID]');
  expect(err).toContain(`${file}:3:1`);
  expect(err).toContain('npx baton check');
});

test('no agreement file', async () => {
  const { code, err } = await baton(['start'], environment({ AGREEMENT: '/no/such/agreement.yaml' }));
  expect(code).toBe(1);
  expect(err).toContain('/no/such/agreement.yaml · found: ENOENT');
});

test('an expired token (401)', async () => {
  const { code, err } = await baton(['setup'], environment({ HUBSPOT_ACCESS_TOKEN: 'pat-eu1-expired' }));
  expect(code).toBe(1);
  expect(err).toContain('[HUBSPOT_TOKEN]');
  expect(err).toContain('to fix it:');
  expect(err).not.toContain('pat-eu1-expired');
});

test('a missing scope (403) is named', async () => {
  const narrow = await startPortal({ scopes: ['oauth', 'crm.objects.contacts.read'] });
  try {
    const { code, err } = await baton(['setup'], environment({ HUBSPOT_API_URL: narrow.url }));
    expect(code).toBe(1);
    expect(err).toContain('[HUBSPOT_SCOPE]');
    expect(err).toContain('crm.schemas.contacts.read');
  } finally {
    await narrow.close();
  }
});

test('an unreachable HubSpot', async () => {
  const { code, err } = await baton(['setup'], environment({ HUBSPOT_API_URL: 'http://127.0.0.1:59321' }));
  expect(code).toBe(1);
  expect(err).toContain('[HUBSPOT_UNREACHABLE]');
  expect(err).toContain('127.0.0.1:59321');
});

test('an unreachable database', async () => {
  const { code, err } = await baton(
    ['queue'],
    environment({ DATABASE_URL: 'postgres://baton:hunter2@127.0.0.1:9/baton' }),
  );
  expect(code).toBe(1);
  expect(err).toContain('[DATABASE_UNAVAILABLE]');
  expect(err).not.toContain('hunter2');
});

test('setup, twice: creates what is missing, then has nothing to do; go-live says what it would do first', async () => {
  const plan = await baton(['setup'], environment());
  expect(plan.out).toContain('to create. Say --apply to do it.');
  const first = await baton(['setup', '--apply'], environment());
  expect(first.code).toBe(0);
  const second = await baton(['setup', '--apply'], environment());
  expect(second.out).toContain('Everything is there: nothing to do.');
  expect((await baton(['go-live'], environment())).out).toContain('Would go live now');
  expect((await baton(['go-live', '--apply'], environment())).out).toContain('Live since');
  expect((await baton(['go-live', '--apply'], environment())).out).toContain('nothing to do');
  expect((await baton(['pause'], environment())).out).toContain('Paused');
  expect((await baton(['resume'], environment())).out).toContain('Resumed');
  expect((await baton(['queue'], environment())).code).toBe(0);
});
