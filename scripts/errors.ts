/** Writes docs/errors.md from the one table of error codes. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ERROR_CODES } from '../src/errors.ts';

export const errorsPage = (): string =>
  [
    '# Errors',
    '',
    'A broken world ends in one of these. Each message says what failed on which thing, what was found, what is allowed and how to fix it;',
    'the code stands in square brackets at its end. Written from `src/errors.ts` by `node scripts/errors.ts`.',
    '',
    '| code | means |',
    '| --- | --- |',
    ...Object.entries(ERROR_CODES).map(([code, meaning]) => `| \`${code}\` | ${meaning} |`),
    '',
  ].join('\n');

if (import.meta.main) writeFileSync(join(import.meta.dirname, '../docs/errors.md'), errorsPage());
