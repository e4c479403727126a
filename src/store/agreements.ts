/** Versions, signatures, and the history of what was in force; decided under one lock, and every decision logged. */
import type pg from 'pg';
import type { Instant } from '../core/agreement.ts';
import type { Applied, Book, Role, Signature, Text, Version } from '../core/authority.ts';
import type { Queryable } from './connection.ts';
import { answered, inTransaction } from './connection.ts';
import type { AuthorityEntry, Resolution } from './store.ts';
import { storableJson, storableText } from './text.ts';

/** Held to the end of the transaction. Any constant will do, as long as every process uses the same. */
const AUTHORITY_LOCK = 7_221_004;

interface VersionRow {
  readonly hash: string;
  readonly name: string;
  readonly version: number;
  readonly text: string;
  readonly stored_at: number;
}

interface SignatureRow {
  readonly hash: string;
  readonly role: Role;
  readonly email: string;
  readonly user_id: string | null;
  readonly signed_at: number;
}

interface AppliedRow {
  readonly hash: string;
  readonly applied_at: number;
  readonly how: Applied['how'];
}

interface EntryRow {
  readonly at: number;
  readonly action: AuthorityEntry['action'];
  readonly allowed: boolean;
  readonly hash: string | null;
  readonly role: Role | null;
  readonly who: string;
  readonly user_id: string | null;
  readonly because: string;
}

export function agreementBook(pool: pg.Pool): Promise<Book> {
  return answered('reading the agreements', () => readBook(pool));
}

async function readBook(db: Queryable): Promise<Book> {
  const versions = await db.query<VersionRow>(
    'SELECT hash, name, version, text, stored_at FROM baton.agreement_version ORDER BY stored_at, version, hash',
  );
  const signatures = await db.query<SignatureRow>(
    'SELECT hash, role, email, user_id, signed_at FROM baton.agreement_signature ORDER BY signed_at, role, email',
  );
  const applied = await db.query<AppliedRow>('SELECT hash, applied_at, how FROM baton.agreement_in_force ORDER BY seq');
  return {
    versions: versions.rows.map(({ stored_at, ...row }): Version => ({ ...row, storedAt: stored_at })),
    signatures: signatures.rows.map(({ user_id, signed_at, ...row }): Signature => ({
      ...row,
      userId: user_id,
      at: signed_at,
    })),
    applied: applied.rows.map((row): Applied => ({ hash: row.hash, at: row.applied_at, how: row.how })),
  };
}

/** The newest decisions about agreements, oldest first. */
export async function authorityLog(pool: pg.Pool, limit: number): Promise<readonly AuthorityEntry[]> {
  const { rows } = await answered('reading the authority log', () =>
    pool.query<EntryRow>(
      `SELECT at, action, allowed, hash, role, who, user_id, because
      FROM (SELECT * FROM baton.authority_log ORDER BY seq DESC LIMIT $1) AS newest ORDER BY seq`,
      [limit],
    ),
  );
  return rows.map(({ user_id, ...row }): AuthorityEntry => ({ ...row, userId: user_id }));
}

/**
 * Decides about agreements with nobody else deciding at the same time, and stores what was decided, the refusals too.
 * @param decide must be quick; it may run again when the transaction lost a race.
 * @throws DATABASE_UNAVAILABLE (retry): nothing was decided.
 */
export function underAuthority<R extends Resolution>(
  pool: pg.Pool,
  decide: (book: Book) => R,
  now: Instant,
): Promise<R> {
  return answered('deciding about an agreement', () =>
    inTransaction(pool, async (client) => {
      await client.query('SELECT pg_advisory_xact_lock($1)', [AUTHORITY_LOCK]);
      const resolution = decide(await readBook(client));
      await carryOut(client, resolution, now);
      return resolution;
    }),
  );
}

async function carryOut(client: pg.PoolClient, { entry, does }: Resolution, now: Instant): Promise<void> {
  if (does !== null) await change(client, does, now);
  await client.query(
    `INSERT INTO baton.authority_log (at, action, allowed, hash, role, who, user_id, because)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      now,
      entry.action,
      entry.allowed,
      entry.hash,
      entry.role,
      storableText(entry.who),
      entry.userId,
      storableText(entry.because),
    ],
  );
}

async function change(client: pg.PoolClient, does: NonNullable<Resolution['does']>, now: Instant): Promise<void> {
  switch (does.kind) {
    case 'upload':
      return storeVersion(client, does.text, now);
    case 'sign':
      await storeVersion(client, does.text, now);
      await client.query(
        `INSERT INTO baton.agreement_signature (hash, role, email, user_id, signed_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (hash, role, email) DO NOTHING`,
        [does.text.hash, does.role, does.email.toLowerCase(), does.userId, now],
      );
      return;
    case 'apply':
    case 'rollback':
      await storeVersion(client, does.text, now);
      await client.query('INSERT INTO baton.agreement_in_force (hash, applied_at, how) VALUES ($1, $2, $3)', [
        does.text.hash,
        now,
        does.kind,
      ]);
      // In the same transaction: an agreement in force whose contacts nobody ever rescores cannot be.
      return writeSetting(client, 'rescore', { value: does.rescore, now });
    case 'pause':
      return writeSetting(client, 'paused', { value: does.paused, now });
  }
}

async function writeSetting(
  client: pg.PoolClient,
  name: string,
  { value, now }: { value: unknown; now: Instant },
): Promise<void> {
  await client.query(
    `INSERT INTO baton.setting (name, value, changed_at) VALUES ($1, $2, $3)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at`,
    [name, storableJson(value), now],
  );
}

async function storeVersion(client: pg.PoolClient, { hash, name, version, text }: Text, now: Instant): Promise<void> {
  await client.query(
    `INSERT INTO baton.agreement_version (hash, name, version, text, stored_at) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (hash) DO NOTHING`,
    [hash, storableText(name), version, storableText(text), now],
  );
}
