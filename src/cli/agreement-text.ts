/** The agreement file a command is about: the one named, else AGREEMENT, else ./agreement.yaml. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { BatonError } from '../errors.ts';
import type { Io } from './command.ts';

/** @throws USAGE when several files are named, AGREEMENT_UNREADABLE when the file cannot be read. */
export async function agreementText(
  named: readonly string[],
  { cwd, env }: Pick<Io, 'cwd' | 'env'>,
): Promise<{ readonly file: string; readonly text: string }> {
  if (named.length > 1) {
    throw new BatonError('USAGE', { what: 'agreement file', found: named.join(' '), allowed: 'one file' });
  }
  const file = named[0] ?? env['AGREEMENT'] ?? 'agreement.yaml';
  try {
    return { file, text: await readFile(resolve(cwd, file), 'utf8') };
  } catch (cause) {
    const found = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : String(cause);
    const fix = 'name a file that can be read, or set AGREEMENT';
    throw new BatonError('AGREEMENT_UNREADABLE', { what: resolve(cwd, file), found, fix, cause });
  }
}
