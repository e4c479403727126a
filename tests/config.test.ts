import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readConfig } from '../src/config.ts';

const SECRETS = { HUBSPOT_ACCESS_TOKEN: 'pat-eu1-secret-token', HUBSPOT_CLIENT_SECRET: 'the-client-secret' };

function problems(env: NodeJS.ProcessEnv): string {
  try {
    readConfig(env);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'accepted';
}

test('two secrets are enough; everything else has a default', () => {
  const config = readConfig(SECRETS);
  expect(config.hubspot.token()).toBe('pat-eu1-secret-token');
  expect(config.hubspot.apiUrl).toBe('https://api.hubapi.com');
  expect(config.publicUrl).toBe('http://localhost:3000');
  expect(config.signatures).toEqual(['v3']);
  expect(config.clockIsVirtual).toBe(false);
});

test.each([
  [
    'a missing token',
    { HUBSPOT_CLIENT_SECRET: 'x' },
    'HUBSPOT_ACCESS_TOKEN is missing: set it, or HUBSPOT_ACCESS_TOKEN_FILE',
  ],
  ['a token given twice', { ...SECRETS, HUBSPOT_ACCESS_TOKEN_FILE: '/x' }, 'are both set: set one'],
  [
    'a secret file that is not there',
    { ...SECRETS, HUBSPOT_CLIENT_SECRET: '', HUBSPOT_CLIENT_SECRET_FILE: '/no/such/file' },
    '/no/such/file cannot be read (ENOENT)',
  ],
  ['a port that is none', { ...SECRETS, PORT: 'abc' }, 'PORT: found "abc", allowed is a port, 0 to 65535'],
  [
    'a URL that is none',
    { ...SECRETS, HUBSPOT_API_URL: 'hubspot' },
    'HUBSPOT_API_URL: found "hubspot", allowed is an http:// or https:// URL',
  ],
  ['a public URL with a query', { ...SECRETS, PUBLIC_URL: 'https://x.example/?a=1' }, 'PUBLIC_URL: found'],
  [
    'an unknown setting with our prefix',
    { ...SECRETS, HUBSPOT_ACCESS_TOKN: 'x' },
    'HUBSPOT_ACCESS_TOKN is not a setting of Baton. Did you mean HUBSPOT_ACCESS_TOKEN',
  ],
  [
    'a signature version that does not exist',
    { ...SECRETS, WEBHOOK_SIGNATURES: 'v2' },
    'WEBHOOK_SIGNATURES: found "v2", allowed is v3 | v3,v1',
  ],
  [
    'virtual time against HubSpot itself',
    { ...SECRETS, BATON_CLOCK: '2026-11-23T08:00:00Z@60' },
    'BATON_CLOCK: virtual time is refused',
  ],
  [
    'a clock that cannot be read',
    { ...SECRETS, HUBSPOT_API_URL: 'http://127.0.0.1:1', BATON_CLOCK: 'noon' },
    'BATON_CLOCK',
  ],
  ['an admin that is no e-mail', { ...SECRETS, ADMINS: 'sam' }, 'ADMINS: found "sam"'],
  [
    'a database of another kind',
    { ...SECRETS, DATABASE_URL: 'mysql://u:p@h/d' },
    'DATABASE_URL: found "mysql://…@h/d", allowed is a postgres:// URL',
  ],
])('%s is named', (_what, env, message) => {
  expect(problems(env)).toContain(message);
});

test('all problems are reported at once and no secret is printed', () => {
  const message = problems({
    ...SECRETS,
    PORT: '-1',
    LOG_LEVEL: 'loud',
    BATON_NONSENSE: '1',
    DATABASE_URL: 'mysql://u:hunter2@h/d',
  });
  expect(message).toContain('4 problems in the environment');
  expect(message).not.toContain('pat-eu1-secret-token');
  expect(message).not.toContain('the-client-secret');
  expect(message).not.toContain('hunter2');
});

test('a secret file is read again when it changes, and two client secrets are accepted while rotating', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'config-')), 'secret');
  writeFileSync(file, 'old\n');
  const config = readConfig({ HUBSPOT_ACCESS_TOKEN: 'x', HUBSPOT_CLIENT_SECRET_FILE: file });
  expect(config.hubspot.clientSecrets()).toEqual(['old']);
  writeFileSync(file, 'newer, old\n');
  expect(config.hubspot.clientSecrets()).toEqual(['newer', 'old']);
});
