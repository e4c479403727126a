/** What the pages think they are told is what they are told. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../..');
const COPY = join(ROOT, 'extensions/shared/pages-contract.ts');
const HEADER =
  '/** A copy of src/http/pages-contract.ts, not edited: UPDATE_GOLDEN=1 makes tests/extensions/contract.test.ts refresh it. */\n\n';

test('the extensions’ copy of the contract is the contract', () => {
  const wanted = HEADER + readFileSync(join(ROOT, 'src/http/pages-contract.ts'), 'utf8');
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(COPY, wanted);
  expect(readFileSync(COPY, 'utf8')).toBe(wanted);
});
