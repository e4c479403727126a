import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { errorsPage } from '../scripts/errors.ts';
import { BatonError } from '../src/errors.ts';

test('an error says what, found, allowed and how to fix it, and ends with its code', () => {
  const error = new BatonError('CONFIG_INVALID', {
    what: 'PORT',
    found: '"abc"',
    allowed: '0 to 65535',
    fix: 'set PORT',
  });
  expect(error.message).toBe(
    'An environment variable is missing, unknown or malformed. PORT · found: "abc" · allowed: 0 to 65535 · to fix it: set PORT [CONFIG_INVALID]',
  );
  expect(error.retry).toBe(false);
});

test('docs/errors.md lists every code; "node scripts/errors.ts" writes it', () => {
  expect(readFileSync(join(import.meta.dirname, '../docs/errors.md'), 'utf8')).toBe(errorsPage());
});
