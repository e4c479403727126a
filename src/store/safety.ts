/** Refuses a database that may lose what it acknowledged. */
import type pg from 'pg';
import { BatonError } from '../errors.ts';

/** Each off makes a commit that a crash of the machine can undo. https://www.postgresql.org/docs/current/non-durability.html */
export const CHECKED_SETTINGS: readonly string[] = ['fsync', 'full_page_writes', 'synchronous_commit'];

/** @throws DATABASE_UNSAFE naming every setting that is off. */
export async function checkSafety(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ name: string; setting: string }>(
    `SELECT name, setting FROM pg_settings WHERE name = ANY ($1) AND setting = 'off' ORDER BY name`,
    [CHECKED_SETTINGS],
  );
  if (rows.length === 0) return;
  throw new BatonError('DATABASE_UNSAFE', {
    what: 'the PostgreSQL settings of this database and role',
    found: rows.map((row) => `${row.name} = ${row.setting}`).join(', '),
    allowed: CHECKED_SETTINGS.map((name) => `${name} = on`).join(', '),
    fix: 'switch them on in postgresql.conf, ALTER DATABASE or ALTER ROLE; HubSpot does not send again what was acknowledged',
  });
}
