import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createPool, silent } from '../../src/store/connection.ts';
import { isMigrated, migrate, readMigrations } from '../../src/store/migrate.ts';
import { openStore } from '../../src/store/open.ts';
import type { TestDatabase } from '../support/database.ts';
import { asAdmin, freshDatabase, testServer } from '../support/database.ts';
import { describeSchema } from './describe-schema.ts';

let database: TestDatabase;
let pool: ReturnType<typeof createPool>;
beforeEach(async () => {
  database = await freshDatabase('template0');
  pool = createPool(database.connection, { size: 4, log: silent });
});
afterEach(async () => {
  await pool.end();
  await database.drop();
});

test('the schema is the one that was reviewed (UPDATE_GOLDEN=1 writes it anew)', async () => {
  await migrate(pool);
  const found = await describeSchema(pool);
  const golden = new URL('../golden/schema.sql', import.meta.url);
  if (process.env['UPDATE_GOLDEN'] === '1') await writeFile(golden, found);
  expect(found).toBe(await readFile(golden, 'utf8'));
});

test('invariant 2: no statement of the store, and no column, reads the server’s clock', async () => {
  const { readdir } = await import('node:fs/promises');
  const folder = new URL('../../src/store/', import.meta.url);
  const clock =
    /(?<!performance\.)\bnow\(\)|current_timestamp|current_date|localtimestamp|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday|Date\.now|new Date\(\)/i;
  const names = (await readdir(folder, { recursive: true })).filter((name) => /\.(ts|sql)$/.test(name));
  expect(names.length).toBeGreaterThan(15);
  for (const name of names) {
    const text = (await readFile(new URL(name, folder), 'utf8')).replace(/^\s*(\*|\/\/|\/\*|--).*$/gm, '');
    // The jobs take the clock as a function: `now()` there is that argument.
    const found = text.replaceAll('now: now()', '').match(clock);
    expect([name, found?.[0]]).toEqual([name, undefined]);
  }
});

describe('migrations', () => {
  test('run once, and by one of several processes that start together', async () => {
    const runs = await Promise.all([migrate(pool), migrate(pool), migrate(pool)]);
    expect(runs.flat().sort()).toEqual((await readMigrations()).map((m) => m.name));
    expect(await isMigrated(pool)).toBe(true);
    expect(await migrate(pool)).toEqual([]);
  });

  test('an edited old file is noticed, with both hashes and what to do', async () => {
    await migrate(pool);
    const edited = (await readMigrations()).map((m) =>
      m.number === 1 ? { ...m, sql: `${m.sql}\n`, hash: 'f'.repeat(64) } : m,
    );
    await expect(migrate(pool, edited)).rejects.toMatchObject({
      code: 'MIGRATION_FAILED',
      retry: false,
      facts: {
        what: 'migration 0001_ground.sql',
        found: 'a file with hash ffffffffffff',
        fix: expect.stringContaining('new file'),
      },
    });
  });

  test('a database newer than this Baton is left alone', async () => {
    await migrate(pool);
    await pool.query("INSERT INTO baton.schema_migration (number, name, hash) VALUES (9001, '9001_later.sql', 'x')");
    await expect(migrate(pool)).rejects.toMatchObject({
      code: 'MIGRATION_FAILED',
      facts: { found: 'migration 9001_later.sql, which this version of Baton does not know' },
    });
    expect(await isMigrated(pool)).toBe(false);
  });

  test('a file that fails leaves nothing of itself; those before it stay', async () => {
    const [first] = await readMigrations();
    if (first === undefined) throw new Error('no migrations');
    const bad = { number: 2, name: '0002_bad.sql', sql: 'CREATE TABLE baton.half (a int); SELECT 1 / 0;', hash: 'b' };
    await expect(migrate(pool, [first, bad])).rejects.toMatchObject({
      code: 'MIGRATION_FAILED',
      facts: { what: 'migration 0002_bad.sql', found: 'division by zero' },
    });
    expect(
      (
        await pool.query(
          "SELECT to_regclass('baton.half') AS half, to_regclass('baton.contact') IS NOT NULL AS contact",
        )
      ).rows,
    ).toEqual([{ half: null, contact: true }]);
  });

  test('a gap in the numbers is an error', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'baton-migrations-'));
    await writeFile(join(folder, '0001_a.sql'), '');
    await writeFile(join(folder, '0003_c.sql'), '');
    await expect(readMigrations(pathToFileURL(`${folder}/`))).rejects.toMatchObject({
      facts: { what: 'migration 0003_c.sql' },
    });
    await rm(folder, { recursive: true });
  });
});

describe('opening', () => {
  test('a database that commits before it has written is refused', async () => {
    await asAdmin(testServer(), `ALTER DATABASE ${database.name} SET synchronous_commit = off`);
    await expect(openStore({ connection: database.connection })).rejects.toMatchObject({
      code: 'DATABASE_UNSAFE',
      facts: { found: 'synchronous_commit = off' },
    });
  });

  test('a server that does not answer is said so, and that it may be tried again', async () => {
    await expect(
      openStore({ connection: { host: '/nowhere', port: 5432, user: 'x', database: 'x' } }),
    ).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
      retry: true,
    });
  });

  test('it is ready once migrated and able to write, and not after it is closed', async () => {
    const store = await openStore({ connection: database.connection });
    expect(await store.ready(1)).toBe(true);
    const reconnect = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'baton' AND datname = '${database.name}'`;
    await asAdmin(testServer(), `ALTER DATABASE ${database.name} SET default_transaction_read_only = on`);
    await asAdmin(testServer(), reconnect);
    expect(await store.ready(2)).toBe(false);
    await asAdmin(testServer(), `ALTER DATABASE ${database.name} RESET default_transaction_read_only`);
    await asAdmin(testServer(), reconnect);
    // A connection found broken counts as "not ready" once; the one after it is new.
    let answers = 0;
    while (!(await store.ready(3)) && answers < 20) answers += 1;
    expect(answers).toBeLessThan(20);
    await store.close();
    expect(await store.ready(4)).toBe(false);
  });

  test('settings and agreements: the last one applied is in force, every version is kept', async () => {
    const store = await openStore({ connection: database.connection });
    expect(await store.setting('live_since')).toBeNull();
    await store.setSetting('live_since', { at: 5 }, 1);
    expect(await store.setting('live_since')).toEqual({ at: 5 });
    await store.setSetting('live_since', null, 2);
    expect(await store.setting('live_since')).toBeNull();
    expect(await store.agreementInForce()).toBeNull();
    const a = { hash: 'a', text: 'name: a', name: 'a', version: 1 };
    const b = { hash: 'b', text: 'name: b', name: 'b', version: 2 };
    await store.putAgreementInForce(a, 10);
    await store.putAgreementInForce(b, 20);
    await store.putAgreementInForce(a, 30);
    expect(await store.agreementInForce()).toEqual({ hash: 'a', text: 'name: a', appliedAt: 30 });
    expect((await pool.query('SELECT hash FROM baton.agreement_version ORDER BY hash')).rows).toEqual([
      { hash: 'a' },
      { hash: 'b' },
    ]);
    await store.close();
  });
});
