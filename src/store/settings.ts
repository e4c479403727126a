/** Small named values, and the agreements: every version as written, and how each came into force. */
import type pg from 'pg';
import type { Instant } from '../core/agreement.ts';
import { answered, inTransaction } from './connection.ts';
import { storableJson, storableText } from './text.ts';

/** Null when it was never set. */
export async function setting(pool: pg.Pool, name: string): Promise<unknown> {
  const { rows } = await answered(`reading setting ${name}`, () =>
    pool.query<{ value: unknown }>('SELECT value FROM baton.setting WHERE name = $1', [name]),
  );
  return rows[0]?.value ?? null;
}

/** Null or undefined removes it. */
export async function setSetting(
  pool: pg.Pool,
  name: string,
  { value, now }: { value: unknown; now: Instant },
): Promise<void> {
  await answered(`writing setting ${name}`, () =>
    value === null || value === undefined
      ? pool.query('DELETE FROM baton.setting WHERE name = $1', [name])
      : pool.query(
          `INSERT INTO baton.setting (name, value, changed_at) VALUES ($1, $2, $3)
          ON CONFLICT (name) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at`,
          [name, storableJson(value), now],
        ),
  );
}

export async function agreementInForce(
  pool: pg.Pool,
): Promise<{ readonly hash: string; readonly text: string; readonly appliedAt: Instant } | null> {
  const { rows } = await answered('reading the agreement in force', () =>
    pool.query<{ hash: string; text: string; applied_at: number }>(
      `SELECT v.hash, v.text, f.applied_at FROM baton.agreement_in_force AS f JOIN baton.agreement_version AS v USING (hash)
      ORDER BY f.seq DESC LIMIT 1`,
    ),
  );
  const [row] = rows;
  return row === undefined ? null : { hash: row.hash, text: row.text, appliedAt: row.applied_at };
}

export async function putAgreementInForce(
  pool: pg.Pool,
  agreement: { hash: string; text: string; name: string; version: number },
  now: Instant,
): Promise<void> {
  await answered('putting an agreement in force', () =>
    inTransaction(pool, async (client) => {
      await client.query(
        `INSERT INTO baton.agreement_version (hash, name, version, text, stored_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (hash) DO NOTHING`,
        [agreement.hash, storableText(agreement.name), agreement.version, storableText(agreement.text), now],
      );
      await client.query('INSERT INTO baton.agreement_in_force (hash, applied_at) VALUES ($1, $2)', [
        agreement.hash,
        now,
      ]);
    }),
  );
}
