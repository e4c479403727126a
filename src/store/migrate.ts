/** Brings the schema to this version of Baton: numbered files, forward only, each applied once and never edited afterwards. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type pg from 'pg';
import { BatonError } from '../errors.ts';
import { inTransaction } from './connection.ts';

export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
  readonly hash: string;
}

/** Any constant will do, as long as every version of Baton uses the same. */
const MIGRATION_LOCK = 7_221_001;
const FILE = /^(\d{4})_[a-z0-9_]+\.sql$/;
const FOLDER = new URL('./sql/', import.meta.url);

/** The migrations of this version, in order. @throws MIGRATION_FAILED for a gap or a name out of order. */
export async function readMigrations(folder: URL = FOLDER): Promise<readonly Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name, index) => {
      const number = Number(FILE.exec(name)?.[1]);
      if (number !== index + 1) {
        throw new BatonError('MIGRATION_FAILED', {
          what: `migration ${name}`,
          found: `it stands at place ${index + 1}`,
          allowed: 'NNNN_name.sql, numbered 0001, 0002 … without a gap',
        });
      }
      const sql = await readFile(new URL(name, folder), 'utf8');
      return { number, name, sql, hash: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

/**
 * Applies what is missing, each file in its own transaction, one process at a time.
 * @returns the names applied by this call.
 * @throws MIGRATION_FAILED when a file that was applied has been edited, when the database is newer than this version of
 *   Baton, or when a file fails; the files before it stay applied.
 */
export async function migrate(pool: pg.Pool, migrations?: readonly Migration[]): Promise<readonly string[]> {
  const wanted = migrations ?? (await readMigrations());
  const applied: string[] = [];
  for (;;) {
    const name = await inTransaction(pool, (client) => applyNext(client, wanted));
    if (name === null) return applied;
    applied.push(name);
  }
}

/** True when every migration of this version, and no unknown one, has been applied. */
export async function isMigrated(pool: pg.Pool): Promise<boolean> {
  const wanted = await readMigrations();
  const { rows } = await pool.query<{ hash: string }>('SELECT hash FROM baton.schema_migration ORDER BY number');
  return rows.length === wanted.length && rows.every((row, index) => row.hash === wanted[index]?.hash);
}

async function applyNext(client: pg.PoolClient, wanted: readonly Migration[]): Promise<string | null> {
  // Waiting for another process that migrates may take longer than a usual lock, and so may the file itself.
  await client.query("SELECT set_config('lock_timeout', '0', true), set_config('statement_timeout', '0', true)");
  await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
  await client.query('CREATE SCHEMA IF NOT EXISTS baton');
  await client.query(
    'CREATE TABLE IF NOT EXISTS baton.schema_migration (number integer PRIMARY KEY, name text NOT NULL, hash text NOT NULL)',
  );
  const { rows } = await client.query<{ number: number; name: string; hash: string }>(
    'SELECT number, name, hash FROM baton.schema_migration ORDER BY number',
  );
  for (const row of rows) checkApplied(row, wanted);
  const next = wanted[rows.length];
  if (next === undefined) return null;
  try {
    await client.query(next.sql);
  } catch (error) {
    throw new BatonError('MIGRATION_FAILED', {
      what: `migration ${next.name}`,
      found: error instanceof Error ? error.message : String(error),
      fix: 'nothing of this file was applied; put right what it met and start again',
      cause: error,
    });
  }
  await client.query('INSERT INTO baton.schema_migration (number, name, hash) VALUES ($1, $2, $3)', [
    next.number,
    next.name,
    next.hash,
  ]);
  return next.name;
}

function checkApplied(row: { number: number; name: string; hash: string }, wanted: readonly Migration[]): void {
  const file = wanted[row.number - 1];
  if (file === undefined) {
    throw new BatonError('MIGRATION_FAILED', {
      what: 'the database',
      found: `migration ${row.name}, which this version of Baton does not know`,
      allowed: `migrations up to ${wanted.at(-1)?.name ?? 'none'}`,
      fix: 'the database was used by a newer Baton: start that version, or restore a backup made before it',
    });
  }
  if (file.hash !== row.hash) {
    throw new BatonError('MIGRATION_FAILED', {
      what: `migration ${file.name}`,
      found: `a file with hash ${file.hash.slice(0, 12)}`,
      allowed: `the file that was applied, with hash ${row.hash.slice(0, 12)}`,
      fix: 'restore src/store/sql to what was released; a change of the schema is a new file',
    });
  }
}
