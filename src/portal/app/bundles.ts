/** Bundles for the browser, made when they are first asked for and again when a source has changed; kept between runs. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, parse } from 'node:path';
import { promisify } from 'node:util';

export interface Bundles {
  /** `page.js`, `page.css` and `worker.js`: the portal's own pages. Rejects with the bundler's words. */
  host(file: 'page.js' | 'page.css' | 'worker.js'): Promise<string>;
  /** The bundle of the extension whose entry file this is, as HubSpot's builder makes it. Rejects with the bundler's words. */
  extension(entry: string): Promise<string>;
}

const MAKER = join(import.meta.dirname, 'make-bundle.ts');
const BROWSER = join(import.meta.dirname, '../browser');
const ROOT = join(import.meta.dirname, '../../..');
const KEPT = join(ROOT, 'node_modules/.cache/baton-portal');
const MAKING_TAKES_AT_MOST_MS = 180_000;

export function createBundles(): Bundles {
  const making = new Map<string, Promise<string>>();
  const folderOf = async (kind: 'host' | 'extension', entry: string): Promise<string> => {
    const sources = kind === 'host' ? BROWSER : dirname(dirname(entry));
    const key = `${kind}-${parse(entry).name}-${await fingerprint(sources, entry)}`;
    const known = making.get(key);
    if (known !== undefined) return known;
    const folder = made(key, [kind, entry]);
    making.set(key, folder);
    // A failure is tried again the next time: the source may have been mended.
    folder.catch(() => making.delete(key));
    return folder;
  };
  return {
    host: async (file) => readFile(join(await folderOf('host', join(BROWSER, 'page.tsx')), file), 'utf8'),
    extension: async (entry) => readFile(join(await folderOf('extension', entry), `${parse(entry).name}.js`), 'utf8'),
  };
}

/** The folder with the files, from an earlier run or made now; several processes may make the same one. */
async function made(key: string, [kind, entry]: readonly [string, string]): Promise<string> {
  const kept = join(KEPT, key);
  if (existsSync(kept)) return kept;
  const parent = await mkdir(KEPT, { recursive: true }).then(
    () => KEPT,
    () => tmpdir(),
  );
  const fresh = await mkdtemp(join(parent, 'making-'));
  try {
    await promisify(execFile)(process.execPath, [MAKER, kind, fresh, entry], {
      cwd: ROOT,
      timeout: MAKING_TAKES_AT_MOST_MS,
      env: { ...process.env, NODE_OPTIONS: '', NODE_ENV: 'production' },
    });
  } catch (failure) {
    await rm(fresh, { recursive: true, force: true });
    throw new Error(`${entry} could not be bundled: ${saidBy(failure)}`, { cause: failure });
  }
  if (parent !== KEPT) return fresh;
  return rename(fresh, kept).then(
    () => kept,
    async () => {
      await rm(fresh, { recursive: true, force: true });
      return kept;
    },
  );
}

const saidBy = (failure: unknown): string =>
  typeof failure === 'object' && failure !== null && 'stderr' in failure && String(failure.stderr) !== ''
    ? String(failure.stderr).trim()
    : String(failure);

/** Of every source that may be in the bundle, and of what is installed. */
async function fingerprint(folder: string, entry: string): Promise<string> {
  const hash = createHash('sha256').update(entry);
  const files = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((file) => file.isFile() && !/[\\/](node_modules|dist)([\\/]|$)/.test(file.parentPath))
    .map((file) => join(file.parentPath, file.name))
    .sort();
  for (const file of [join(ROOT, 'package-lock.json'), MAKER, ...files]) hash.update(file).update(await readFile(file));
  return hash.digest('hex').slice(0, 16);
}
