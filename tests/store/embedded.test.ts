import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { closedTo, NOBODY } from '../../src/store/access.ts';
import { findBinaries } from '../../src/store/binaries.ts';
import type { Database } from '../../src/store/embedded.ts';
import { openDatabase } from '../../src/store/embedded.ts';

const isRoot = process.getuid?.() === 0;
let folder: string;
let dataDir: string;
let opened: Database[] = [];
/** A database that was made and left once; most tests start from a copy, which saves them the making. */
let made: string;
beforeAll(async () => {
  made = await mkdtemp(join(tmpdir(), 'baton-embedded-'));
  await chmod(made, 0o711);
  await (await openDatabase({ dataDir: join(made, 'data'), explicitDataDir: true })).stop();
});
afterAll(() => rm(made, { recursive: true, force: true }));
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'baton-embedded-'));
  await chmod(folder, 0o711);
  dataDir = join(folder, 'data');
  opened = [];
});
const startFromCopy = (): void => {
  mkdirSync(dirname(dataDir), { recursive: true });
  execFileSync('cp', ['-a', join(made, 'data'), dataDir]);
};
afterEach(async () => {
  for (const database of opened) await database.stop();
  await rm(folder, { recursive: true, force: true });
});

async function openHere(given: Partial<Parameters<typeof openDatabase>[0]> = {}): Promise<Database> {
  const database = await openDatabase({ dataDir, explicitDataDir: true, ...given });
  opened.push(database);
  return database;
}

async function ask(database: Database, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(database.connection);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

const postmasterPid = async (): Promise<number | null> => {
  const text = await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').catch(() => '');
  return text === '' ? null : Number(text.split('\n')[0]);
};

/** A process of its own that opens the database, says so, and then waits to be ended. */
async function openElsewhere(): Promise<{ kill(signal: NodeJS.Signals): Promise<void> }> {
  const module = new URL('../../src/store/embedded.ts', import.meta.url).href;
  const code = `
    const { openDatabase } = await import(${JSON.stringify(module)});
    const database = await openDatabase({ dataDir: ${JSON.stringify(dataDir)}, explicitDataDir: true });
    process.on('SIGTERM', () => database.stop().then(() => process.exit(0)));
    setInterval(() => {}, 1_000);
    console.log('open');`;
  const child = spawn(process.execPath, ['--input-type=module', '--no-warnings', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'] },
  });
  const exit = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve());
    void exit.then(() => reject(new Error('the other process ended before it opened the database')));
  });
  return {
    kill: (signal) => {
      child.kill(signal);
      return exit;
    },
  };
}

test('it starts, for root as somebody else, reachable by its socket alone and by password alone', async () => {
  const database = await openHere();
  expect(
    await ask(
      database,
      "SELECT current_setting('listen_addresses') AS listen, current_setting('fsync') AS fsync, current_setting('data_checksums') AS sums, current_database() AS db",
    ),
  ).toEqual([{ listen: '', fsync: 'on', sums: 'on', db: 'baton' }]);
  expect(
    await ask(
      database,
      "SELECT datcollate, pg_encoding_to_char(encoding) AS enc FROM pg_database WHERE datname = 'baton'",
    ),
  ).toEqual([{ datcollate: 'C.UTF-8', enc: 'UTF8' }]);
  const cluster = await stat(join(dataDir, 'postgres'));
  expect([cluster.mode & 0o777, cluster.uid]).toEqual([0o700, isRoot ? NOBODY.uid : process.getuid?.()]);
  expect((await stat(join(dataDir, 'postgres', 'baton.password'))).mode & 0o777).toBe(0o600);
  expect((await stat(join(dataDir, 'run'))).mode & 0o777).toBe(0o700);
  const stranger = new pg.Client({ ...database.connection, password: 'guess' });
  await expect(stranger.connect()).rejects.toMatchObject({ code: '28P01' });
});

test('invariant 1: what was committed is there after the database was left and opened again', async () => {
  startFromCopy();
  const first = await openHere();
  await ask(first, 'CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)');
  await first.stop();
  expect(await postmasterPid()).toBeNull();
  expect(await ask(await openHere(), 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
});

test('who comes second connects to the same server; the last one to leave stops it, whoever started it', async () => {
  startFromCopy();
  const first = await openHere();
  const second = await openHere();
  const pid = await postmasterPid();
  expect(second.connection).toEqual(first.connection);
  await first.stop();
  expect(await postmasterPid()).toBe(pid);
  expect(await ask(second, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await second.stop();
  expect(await postmasterPid()).toBeNull();
});

test('five processes’ worth of first starts at once end up on one server', async () => {
  const all = await Promise.all(Array.from({ length: 5 }, () => openHere()));
  expect(new Set(all.map((database) => JSON.stringify(database.connection))).size).toBe(1);
});

test('opening while the last one leaves waits and starts it again', async () => {
  startFromCopy();
  let database = await openHere();
  for (let round = 0; round < 5; round += 1) {
    const [next] = await Promise.all([openHere(), database.stop()]);
    expect(await ask(next, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    database = next;
  }
});

test('a server whose owner was killed is adopted, and stopped by the adopter', async () => {
  startFromCopy();
  const owner = await openElsewhere();
  const pid = await postmasterPid();
  await owner.kill('SIGKILL');
  const adopter = await openHere();
  expect(await postmasterPid()).toBe(pid);
  expect(await ask(adopter, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await adopter.stop();
  expect(await postmasterPid()).toBeNull();
});

test('a command beside a running service leaves the server to it; the service, told to end, stops it', async () => {
  startFromCopy();
  const service = await openElsewhere();
  const command = await openHere();
  await command.stop();
  expect(await postmasterPid()).not.toBeNull();
  await service.kill('SIGTERM');
  expect(await postmasterPid()).toBeNull();
});

test('a server that was killed is started again for those who use it, with everything committed', async () => {
  startFromCopy();
  const database = await openHere();
  await ask(database, 'CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)');
  const killed = await postmasterPid();
  if (killed === null) throw new Error('no server');
  process.kill(killed, 'SIGKILL');
  const again = await openHere();
  expect(await ask(again, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
  expect(await ask(database, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
});

test('a postmaster.pid whose number now belongs to another process does not keep the server from starting', async () => {
  startFromCopy();
  const file = join(dataDir, 'postgres', 'postmaster.pid');
  await writeFile(file, `${process.pid}\n${dataDir}/postgres\n1\n5432\n${dataDir}/run\n\n\nready\n`);
  expect(await ask(await openHere(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('a path too long for a socket’s address puts the socket elsewhere', async () => {
  dataDir = join(folder, 'a-rather-long-name-for-a-folder'.repeat(4), 'data');
  startFromCopy();
  const database = await openHere();
  expect(database.connection.host).not.toContain(dataDir);
  expect(await ask(database, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('a database of another PostgreSQL is left alone and named', async () => {
  startFromCopy();
  await writeFile(join(dataDir, 'postgres', 'PG_VERSION'), '15\n');
  await expect(openHere()).rejects.toMatchObject({
    code: 'DATABASE_EMBEDDED',
    facts: { found: 'it was made by PostgreSQL 15' },
  });
});

test('a server that ends at once is reported with what it said', async () => {
  startFromCopy();
  await writeFile(join(dataDir, 'postgres', 'postgresql.conf'), 'no_such_setting = 1\n');
  await expect(openHere()).rejects.toMatchObject({
    code: 'DATABASE_EMBEDDED',
    facts: { found: expect.stringContaining('no_such_setting') },
  });
});

test('DATABASE_URL is used as it is, and nothing is started', async () => {
  const database = await openHere({ databaseUrl: 'postgres://u@db.example/x' });
  expect(database).toMatchObject({
    kind: 'server',
    connection: { connectionString: 'postgres://u@db.example/x' },
    dataDir: null,
  });
  expect(await stat(dataDir).catch(() => null)).toBeNull();
});

const asRoot = isRoot ? test : test.skip;

asRoot('as root, an explicit DATA_DIR under a closed folder ends the start and names that folder', async () => {
  const closed = join(folder, 'home');
  await mkdir(closed, { mode: 0o700 });
  dataDir = join(closed, 'checkout', 'data');
  await expect(openHere()).rejects.toMatchObject({
    code: 'DATABASE_EMBEDDED',
    facts: { what: `DATA_DIR ${dataDir}`, found: `${closed} is closed to other users` },
  });
});

asRoot('as root, the folder that closes the way is found wherever it is', async () => {
  await mkdir(join(folder, 'open', 'shut', 'inner'), { recursive: true });
  await chmod(join(folder, 'open', 'shut'), 0o750);
  expect(await closedTo(join(folder, 'open', 'shut', 'inner', 'x'), NOBODY)).toBe(join(folder, 'open', 'shut'));
  expect(await closedTo(join(folder, 'open', 'x', 'y'), NOBODY)).toBeNull();
  expect(await closedTo(join(folder, 'open', 'shut', 'inner', 'x'), null)).toBeNull();
});

asRoot(
  'as root, binaries under a closed home, installed without their links, are copied to where they run',
  async () => {
    const installed = await findBinaries({ runAs: null, copyTo: folder });
    const home = join(folder, 'home');
    await mkdir(home, { mode: 0o700 });
    const source = join(installed.postgres, '..', '..', '..');
    const links = JSON.parse(await readFile(join(source, 'native', 'pg-symlinks.json'), 'utf8')) as {
      target: string;
    }[];
    await cp(source, join(home, 'package'), { recursive: true, verbatimSymlinks: true });
    for (const { target } of links) await rm(join(home, 'package', target));
    const copyTo = join(folder, 'copies');
    const [one, two] = await Promise.all(
      [1, 2].map(() => findBinaries({ runAs: NOBODY, copyTo, folder: join(home, 'package') })),
    );
    expect(one?.postgres).toBe(two?.postgres);
    expect(one?.postgres).toContain(copyTo);
    const version = execFileSync(one?.postgres ?? '', ['--version'], { ...NOBODY, cwd: '/', encoding: 'utf8' });
    expect(version).toContain(`(PostgreSQL) ${one?.major}`);
  },
);

asRoot('a user who may not write in the data folder is told so', async () => {
  startFromCopy();
  const module = new URL('../../src/store/embedded.ts', import.meta.url).href;
  const code = `
    const { openDatabase } = await import(${JSON.stringify(module)});
    await openDatabase({ dataDir: ${JSON.stringify(dataDir)}, explicitDataDir: true }).then(
      () => console.log('opened'), (error) => console.log(error.code, error.message));`;
  const said = execFileSync(process.execPath, ['--input-type=module', '--no-warnings', '-e', code], {
    uid: 2,
    gid: 2,
    cwd: '/',
    encoding: 'utf8',
  });
  expect(said).toMatch(/^DATABASE_EMBEDDED .*DATA_DIR .* cannot make it or write in it \(EACCES\)/);
});
