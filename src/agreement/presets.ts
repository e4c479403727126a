/** The agreements to start from: those in `agreements/`, else the one this Baton comes with. */
import { readdir, readFile } from 'node:fs/promises';
import { basename } from 'node:path';

const ROOT = new URL('../../', import.meta.url);
/** What the agreement at the top of the checkout is for. */
const DEFAULT = 'b2b-saas';

/** By name, the default first. */
export async function presets(): Promise<ReadonlyMap<string, string>> {
  const texts = new Map([[DEFAULT, await readFile(new URL('agreement.yaml', ROOT), 'utf8')]]);
  const folder = new URL('agreements/', ROOT);
  const files = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  for (const file of files.filter((name) => name.endsWith('.yaml')).sort()) {
    texts.set(basename(file, '.yaml'), await readFile(new URL(file, folder), 'utf8'));
  }
  return texts;
}
