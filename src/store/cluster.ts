/** The files of the embedded database: where they lie, who owns them, how they are made, and what says that a server runs on them. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  access,
  chmod,
  chown,
  constants,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { BatonError } from '../errors.ts';
import type { RunAs } from './access.ts';
import { closedTo, NOBODY } from './access.ts';
import type { Binaries } from './binaries.ts';
import { codeOf } from './connection.ts';

export interface Cluster {
  readonly dataDir: string;
  /** The folder `initdb` made. */
  readonly folder: string;
  readonly log: string;
  /** Null: as the user that runs this process. */
  readonly runAs: RunAs | null;
  /** What the operator should know about the place; null when it is the one asked for. */
  readonly notice: string | null;
}

export const DATABASE_USER = 'baton';
const FALLBACK_DIR = '/var/lib/baton';
export const SOCKET_FOLDER = 'run';
const PASSWORD_FILE = 'baton.password';
// The address of a socket holds 104 bytes on macOS, 108 on Linux; the file's name takes 14 of them.
const SOCKET_FOLDER_LIMIT = 88;

/**
 * Decides where the database lies and makes the folder.
 * @throws DATABASE_EMBEDDED naming the folder that cannot be entered or made.
 */
export async function placeCluster({
  dataDir,
  explicitDataDir,
}: {
  dataDir: string;
  explicitDataDir: boolean;
}): Promise<Cluster> {
  const wanted = resolve(dataDir);
  const isRoot = process.getuid?.() === 0;
  if (!isRoot) return place(wanted, { runAs: null, notice: null });
  const closed = await closedTo(join(wanted, 'postgres'), await userOf(wanted));
  if (closed === null) return place(wanted, { runAs: await userOf(wanted), notice: null });
  if (explicitDataDir) {
    throw new BatonError('DATABASE_EMBEDDED', {
      what: `DATA_DIR ${wanted}`,
      found: `${closed} is closed to other users`,
      allowed: 'a folder that an unprivileged user can enter: PostgreSQL refuses to run as root and runs as uid 65534',
      fix: `chmod o+x ${closed}, another DATA_DIR, or run Baton as an ordinary user`,
    });
  }
  return place(FALLBACK_DIR, {
    runAs: await userOf(FALLBACK_DIR),
    notice: `the database lies in ${FALLBACK_DIR}: ${closed} is closed to the unprivileged user PostgreSQL runs as`,
  });
}

/** Files that exist keep their owner: a database made by an ordinary user stays theirs when root starts it. */
async function userOf(dataDir: string): Promise<RunAs> {
  const found = await stat(join(dataDir, 'postgres')).catch(() => null);
  return found === null || found.uid === 0 ? NOBODY : { uid: found.uid, gid: found.gid };
}

async function place(
  dataDir: string,
  { runAs, notice }: { runAs: RunAs | null; notice: string | null },
): Promise<Cluster> {
  try {
    const made = await mkdir(dataDir, { recursive: true });
    // Others may pass through, to reach what is theirs, and see nothing.
    if (made !== undefined) await chmod(dataDir, runAs === null ? 0o700 : 0o711);
    await access(dataDir, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new BatonError('DATABASE_EMBEDDED', {
      what: `DATA_DIR ${dataDir}`,
      found: `this user cannot make it or write in it (${codeOf(error)})`,
      fix: 'set DATA_DIR to a folder this user can write, or DATABASE_URL to a PostgreSQL server',
      cause: error,
    });
  }
  return { dataDir, folder: join(dataDir, 'postgres'), log: join(dataDir, 'postgres.log'), runAs, notice };
}

/** For what is made aside and then moved into place. */
export const uniqueName = (): string => `${process.pid}-${randomBytes(4).toString('hex')}`;

export const exists = async (path: string): Promise<boolean> => (await lstat(path).catch(() => null)) !== null;

export async function give(path: string, runAs: RunAs | null): Promise<void> {
  if (runAs !== null) await chown(path, runAs.uid, runAs.gid);
}

/** Makes the cluster unless it is there. Made aside and moved into place: two processes that start at once end up with one. */
export async function initCluster(cluster: Cluster, binaries: Binaries): Promise<void> {
  if (await exists(cluster.folder)) return checkVersion(cluster, binaries);
  const aside = `${cluster.folder}.${uniqueName()}`;
  const passwordFile = `${aside}.password`;
  const password = randomBytes(24).toString('base64url');
  await mkdir(aside, { mode: 0o700 });
  await give(aside, cluster.runAs);
  await writeFile(passwordFile, password, { mode: 0o600 });
  await give(passwordFile, cluster.runAs);
  try {
    await run(binaries.initdb, {
      args: [
        ...['-D', aside, '-U', DATABASE_USER, `--pwfile=${passwordFile}`, '-A', 'scram-sha-256'],
        ...[
          '--encoding=UTF8',
          '--locale-provider=builtin',
          '--locale=C.UTF-8',
          '--data-checksums',
          '--no-instructions',
        ],
      ],
      cluster,
    });
    await rename(passwordFile, join(aside, PASSWORD_FILE));
    await rename(aside, cluster.folder);
  } catch (error) {
    if (!(await exists(cluster.folder))) throw error;
  } finally {
    await rm(passwordFile, { force: true });
    await rm(aside, { recursive: true, force: true });
  }
}

async function checkVersion(cluster: Cluster, binaries: Binaries): Promise<void> {
  const found = (await readFile(join(cluster.folder, 'PG_VERSION'), 'utf8').catch(notOurs(cluster))).trim();
  if (found === binaries.major) return;
  throw new BatonError('DATABASE_EMBEDDED', {
    what: `the database in ${cluster.dataDir}`,
    found: `it was made by PostgreSQL ${found}`,
    allowed: `PostgreSQL ${binaries.major}, which is installed`,
    fix: 'back it up with the Baton that made it (baton backup), and restore into an empty DATA_DIR (baton restore)',
  });
}

export const readPassword = async (cluster: Cluster): Promise<string> =>
  (await readFile(join(cluster.folder, PASSWORD_FILE), 'utf8').catch(notOurs(cluster))).trim();

const notOurs =
  (cluster: Cluster) =>
  (error: unknown): never => {
    throw new BatonError('DATABASE_EMBEDDED', {
      what: `the database in ${cluster.dataDir}`,
      found: `it cannot be read by this user (${codeOf(error)})`,
      fix: 'run Baton as the user that made it, or set another DATA_DIR',
      cause: error,
    });
  };

/** A folder for the socket that only its owner enters; below the data folder, or under the temporary one where that path is too long. */
export async function makeSocketFolder(cluster: Cluster): Promise<string> {
  const near = join(cluster.dataDir, SOCKET_FOLDER);
  const folder = Buffer.byteLength(near) <= SOCKET_FOLDER_LIMIT ? near : await mkdtemp(join(tmpdir(), 'baton-'));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  await give(folder, cluster.runAs);
  return folder;
}

export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  readonly socketFolder: string;
}

/** What postmaster.pid says; null when there is none or it is not complete yet. */
export async function readPostmaster(cluster: Cluster): Promise<Postmaster | null> {
  const text = await readFile(join(cluster.folder, 'postmaster.pid'), 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return '';
    return notOurs(cluster)(error);
  });
  const [pid = '', , , port = '', socketFolder = ''] = text.split('\n');
  if (!/^-?\d+$/.test(pid) || !/^\d+$/.test(port) || socketFolder === '') return null;
  return { pid: Math.abs(Number(pid)), port: Number(port), socketFolder };
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** Whether a process with this id lives and is a PostgreSQL: after a restart of the machine the id may be anybody's. */
export async function isPostgres(pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false;
  const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => null);
  return name === null ? process.platform !== 'linux' : name.trim().startsWith('postgres');
}

/** Environment for PostgreSQL's programs: nothing of ours, or a PG… variable would reach into the server. */
export const postgresEnv = (): NodeJS.ProcessEnv => ({ PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' });

function run(program: string, { args, cluster }: { args: readonly string[]; cluster: Cluster }): Promise<void> {
  return new Promise((done, fail) => {
    const child = spawn(program, args, {
      ...(cluster.runAs ?? {}),
      cwd: '/',
      env: postgresEnv(),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const failed = (found: string, cause?: unknown): void =>
      fail(
        new BatonError('DATABASE_EMBEDDED', {
          what: `initdb in ${cluster.dataDir}`,
          found: `${found} ${said.trim()}`.trim(),
          fix: 'see what it says, or set DATABASE_URL to a PostgreSQL server',
          cause,
        }),
      );
    child.on('error', (error) => failed(error.message, error));
    child.on('close', (code) => (code === 0 ? done() : failed(`exit code ${code}.`)));
  });
}
