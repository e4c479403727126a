/**
 * A real PostgreSQL of our own, for when no DATABASE_URL names one. Whoever comes first starts it, everybody else connects, and
 * the last one to leave stops it; one that outlived its users is adopted. Who uses it is known from the server itself: each
 * process holds a shared advisory lock on one connection, which ends with the process however that dies.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { BatonError } from '../errors.ts';
import { findBinaries } from './binaries.ts';
import type { Binaries } from './binaries.ts';
import {
  DATABASE_USER,
  initCluster,
  isAlive,
  isPostgres,
  makeSocketFolder,
  placeCluster,
  postgresEnv,
  readPassword,
  readPostmaster,
  SOCKET_FOLDER,
} from './cluster.ts';
import type { Cluster, Postmaster } from './cluster.ts';
import { codeOf, connectionFor, isUnavailable, silent, unavailable } from './connection.ts';
import type { Connection, StoreLog } from './connection.ts';

export interface Database {
  readonly kind: 'server' | 'embedded';
  /** For `openStore` and `openJobs`. */
  readonly connection: Connection;
  /** Where the embedded database lies; null for a server. */
  readonly dataDir: string | null;
  /** A sentence for the operator when the place is not the one asked for; null otherwise. */
  readonly notice: string | null;
  /** Leaves the database: close stores first. The last one to leave an embedded database stops it. */
  stop(): Promise<void>;
}

const DATABASE = 'baton';
/** Each process that uses the embedded database holds it shared. Any constant will do. */
const USERS_LOCK = 7_221_003;
const POLL_MS = 20;
/** A server that recovers from a crash replays its log first; one that is only starting needs 30 ms. */
const START_MS = 120_000;
/** Of two processes that start it at once one fails, and may look before the other's server can be seen. */
const STARTS = 3;
const STOP_MS = 15_000;
const OLD_LOG_BYTES = 1_000_000;
const REJOIN_MS = [0, 100, 500, 2_000, 5_000] as const;

/**
 * The database to work on.
 * @throws DATABASE_EMBEDDED saying which folder, file or package is in the way; DATABASE_UNAVAILABLE when it does not come up.
 */
export async function openDatabase({
  databaseUrl,
  dataDir,
  explicitDataDir,
  log = silent,
}: {
  databaseUrl?: string | null;
  dataDir: string;
  explicitDataDir: boolean;
  log?: StoreLog;
}): Promise<Database> {
  if (databaseUrl !== undefined && databaseUrl !== null) {
    return {
      kind: 'server',
      connection: { connectionString: databaseUrl },
      dataDir: null,
      notice: null,
      stop: async () => {},
    };
  }
  const cluster = await placeCluster({ dataDir, explicitDataDir });
  if (cluster.notice !== null) log.info({ dataDir: cluster.dataDir }, cluster.notice);
  const binaries = await findBinaries({ runAs: cluster.runAs, copyTo: cluster.dataDir });
  await initCluster(cluster, binaries);
  const user = await stay(cluster, { binaries, log });
  return {
    kind: 'embedded',
    connection: user.connection,
    dataDir: cluster.dataDir,
    notice: cluster.notice,
    stop: user.leave,
  };
}

/** Joins the users of the server and joins again when the connection breaks, starting the server if it went away. */
async function stay(
  cluster: Cluster,
  { binaries, log }: { binaries: Binaries; log: StoreLog },
): Promise<{ readonly connection: Connection; leave(): Promise<void> }> {
  let leaving = false;
  let joined = await enterOrStart(cluster, binaries);
  const { connection } = joined;
  let rejoining: Promise<void> = Promise.resolve();

  const watch = (client: pg.Client): void => {
    client.on('end', () => {
      if (!leaving) rejoining = rejoin();
    });
  };
  const rejoin = async (): Promise<void> => {
    for (let attempt = 0; !leaving; attempt += 1) {
      await sleep(REJOIN_MS[Math.min(attempt, REJOIN_MS.length - 1)], undefined, { ref: false });
      try {
        joined = await enterOrStart(cluster, binaries);
        watch(joined.client);
        return log.warn({ dataDir: cluster.dataDir }, 'the embedded database went away and is back');
      } catch (error) {
        log.warn({ err: error, dataDir: cluster.dataDir }, 'the embedded database is away');
      }
    }
  };
  watch(joined.client);

  return {
    connection,
    async leave() {
      if (leaving) return;
      leaving = true;
      await rejoining;
      await leaveServer(cluster, joined.client);
    },
  };
}

/** Connects to the running server, or starts it, and is counted among its users. */
async function enterOrStart(
  cluster: Cluster,
  binaries: Binaries,
): Promise<{ readonly client: pg.Client; readonly connection: Connection }> {
  const password = await readPassword(cluster);
  const deadline = performance.now() + START_MS;
  let child: ChildProcess | null = null;
  let starts = 0;
  let met: unknown = null;
  while (performance.now() < deadline) {
    const postmaster = await readPostmaster(cluster);
    const lives = postmaster !== null && (await isPostgres(postmaster.pid));
    if (lives) {
      const connection = {
        host: postmaster.socketFolder,
        port: postmaster.port,
        user: DATABASE_USER,
        password,
        database: DATABASE,
      };
      try {
        return { client: await enter(connection), connection };
      } catch (error) {
        if (codeOf(error) !== '3D000' && !isUnavailable(error)) throw error;
        met = error;
      }
    } else if (child === null || child.exitCode !== null || child.signalCode !== null) {
      if (child !== null && starts === STARTS) throw await diedAtStart(cluster, child);
      starts += 1;
      if (postmaster !== null) await removeMisleading(cluster, postmaster);
      child = await start(cluster, binaries);
    }
    await sleep(POLL_MS);
  }
  throw unavailable(`the embedded database in ${cluster.dataDir}, after ${START_MS / 1_000} s`, met);
}

/**
 * A server that died with its machine leaves postmaster.pid behind. PostgreSQL sees through that by itself, unless the id now
 * belongs to another living process: it would take that one for a server and refuse to start, for ever in a container.
 */
async function removeMisleading(cluster: Cluster, stale: Postmaster): Promise<void> {
  if (!isAlive(stale.pid) || (await readPostmaster(cluster))?.pid !== stale.pid) return;
  await rm(join(cluster.folder, 'postmaster.pid'), { force: true });
}

/** Opens the connection that counts as "in use". While the last user stops the server this waits, fails and is tried again. */
async function enter(connection: Connection): Promise<pg.Client> {
  const client = new pg.Client(connectionFor(connection, 'baton keeper'));
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('SELECT pg_advisory_lock_shared($1)', [USERS_LOCK]);
    return client;
  } catch (error) {
    await client.end().catch(() => {});
    if (codeOf(error) === '3D000') await createDatabase(connection);
    throw error;
  }
}

async function createDatabase(connection: Connection): Promise<void> {
  const client = new pg.Client(connectionFor({ ...connection, database: 'postgres' }, 'baton'));
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query(`CREATE DATABASE ${DATABASE}`);
  } catch (error) {
    // Another process was first.
    if (codeOf(error) !== '42P04' && codeOf(error) !== '23505') throw error;
  } finally {
    await client.end().catch(() => {});
  }
}

async function start(cluster: Cluster, binaries: Binaries): Promise<ChildProcess> {
  const socketFolder = await makeSocketFolder(cluster);
  const old = await stat(cluster.log).catch(() => null);
  if (old !== null && old.size > OLD_LOG_BYTES) await rename(cluster.log, `${cluster.log}.old`);
  const output = await open(cluster.log, 'a', 0o600);
  const settings: Readonly<Record<string, string>> = {
    listen_addresses: '',
    unix_socket_directories: socketFolder,
    unix_socket_permissions: '0700',
    max_connections: '100',
    max_parallel_workers_per_gather: '0',
    jit: 'off',
    log_checkpoints: 'off',
    // Details and statements in messages may name people.
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
  };
  try {
    const child = spawn(
      binaries.postgres,
      ['-D', cluster.folder, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      {
        ...(cluster.runAs ?? {}),
        cwd: '/',
        env: postgresEnv(),
        // A group of its own: Ctrl-C in the terminal reaches Baton, which first finishes what it has in hand.
        detached: true,
        stdio: ['ignore', output.fd, output.fd],
      },
    );
    child.on('error', () => {});
    child.unref();
    return child;
  } finally {
    await output.close();
  }
}

async function diedAtStart(cluster: Cluster, child: ChildProcess): Promise<BatonError> {
  const lines = (await readFile(cluster.log, 'utf8').catch(() => '')).trimEnd().split('\n').slice(-4);
  return new BatonError('DATABASE_EMBEDDED', {
    what: `PostgreSQL in ${cluster.dataDir}`,
    found: `it ended at once (${child.signalCode ?? `exit code ${child.exitCode}`}): ${lines.join(' | ')}`,
    fix: `see ${cluster.log}, or set DATABASE_URL to a PostgreSQL server`,
  });
}

async function leaveServer(cluster: Cluster, client: pg.Client): Promise<void> {
  try {
    await client.query('SELECT pg_advisory_unlock_shared($1)', [USERS_LOCK]);
    const { rows } = await client.query<{ last: boolean }>('SELECT pg_try_advisory_lock($1) AS last', [USERS_LOCK]);
    const postmaster = rows[0]?.last === true ? await readPostmaster(cluster) : null;
    if (postmaster !== null) await stopServer(postmaster);
  } catch (error) {
    // The server is gone already: nothing is left to stop.
    if (!isUnavailable(error)) throw error;
  } finally {
    await client.end().catch(() => {});
  }
}

/** Fast shutdown: sessions end, everything is written, nothing needs recovery. */
async function stopServer({ pid, socketFolder }: Postmaster): Promise<void> {
  const deadline = performance.now() + STOP_MS;
  process.kill(pid, 'SIGINT');
  while (await isPostgres(pid)) {
    if (performance.now() > deadline) {
      process.kill(pid, 'SIGQUIT');
      break;
    }
    await sleep(POLL_MS / 2);
  }
  // The one in the data folder stays: the next process may be starting its server there at this moment.
  if (basename(socketFolder) !== SOCKET_FOLDER) await rm(socketFolder, { recursive: true, force: true });
}
