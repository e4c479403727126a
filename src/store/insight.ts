/** What people ask of the database when they look after Baton: who is held and why, what HubSpot told lately, how it is set up. */
import type pg from 'pg';
import type { Instant } from '../core/agreement.ts';
import { answered } from './connection.ts';
import { readMigrations } from './migrate.ts';
import { CHECKED_SETTINGS } from './safety.ts';
import type { DatabaseFacts, HeldLead, Observed } from './store.ts';

/** How many open cycles are held for each reason, the commonest first. */
export async function heldReasons(pool: pg.Pool): Promise<Readonly<Record<string, number>>> {
  const { rows } = await answered('counting who is held', () =>
    pool.query<{ because: string; n: number }>(
      `SELECT coalesce(cycle->>'heldBecause', '') AS because, count(*) AS n FROM baton.cycle
        WHERE ended_at IS NULL AND state = 'held' GROUP BY 1 ORDER BY 2 DESC, 1`,
    ),
  );
  return Object.fromEntries(rows.map((row) => [row.because, row.n]));
}

interface HeldRow {
  readonly contact_id: string;
  readonly total: number | null;
  readonly grade: string | null;
  readonly name: string;
  readonly because: string;
}

/** Leads held for one of these reasons, the highest score first; ties by the order of ids. */
export async function heldLeads(
  pool: pg.Pool,
  { because, limit }: { because: readonly string[]; limit: number },
): Promise<readonly HeldLead[]> {
  const { rows } = await answered('listing who is held', () =>
    pool.query<HeldRow>(
      `SELECT y.contact_id, s.total, s.grade, y.cycle->>'heldBecause' AS because,
          trim(concat_ws(' ', r.properties->>'firstname', r.properties->>'lastname')) AS name
        FROM baton.cycle AS y
        LEFT JOIN baton.score AS s USING (contact_id)
        JOIN baton.record AS r USING (contact_id)
        WHERE y.ended_at IS NULL AND y.state = 'held' AND y.cycle->>'heldBecause' = ANY ($1) AND r.gone_at IS NULL
        ORDER BY s.total DESC NULLS LAST, y.contact_id LIMIT $2`,
      [because, limit],
    ),
  );
  return rows.map((row) => ({
    contactId: row.contact_id,
    name: row.name,
    total: row.total ?? 0,
    grade: row.grade ?? '?',
    because: row.because,
  }));
}

interface ObservedRow {
  readonly subscription_type: string;
  readonly object_type_id: string | null;
  readonly property: string | null;
  readonly n: number;
  readonly last_at: number;
}

/**
 * Events received since, by what they tell. Payloads are text, verbatim, and may be no valid JSON for PostgreSQL, so two fields are
 * found by their pattern; inside a value a quotation mark is escaped, so none can be mistaken for a field.
 */
export async function observed(pool: pg.Pool, since: Instant): Promise<readonly Observed[]> {
  const { rows } = await answered('counting what HubSpot told', () =>
    pool.query<ObservedRow>(
      `SELECT subscription_type, substring(payload FROM '"objectTypeId":"([0-9-]+)"') AS object_type_id,
          substring(payload FROM '"propertyName":"([A-Za-z0-9_]+)"') AS property, count(*) AS n, max(received_at) AS last_at
        FROM baton.event WHERE received_at >= $1 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
      [since],
    ),
  );
  return rows.map((row) => ({
    subscriptionType: row.subscription_type,
    objectTypeId: row.object_type_id,
    propertyName: row.property,
    events: row.n,
    lastAt: row.last_at,
  }));
}

/** How the database is set up, as far as it concerns what was acknowledged. */
export async function databaseFacts(pool: pg.Pool): Promise<DatabaseFacts> {
  const wanted = await readMigrations();
  return answered('looking at the database', async () => {
    const [server, settings, applied] = await Promise.all([
      pool.query<{ version: string; bytes: number }>(
        `SELECT current_setting('server_version') AS version, pg_database_size(current_database()) AS bytes`,
      ),
      pool.query<{ name: string; setting: string }>(
        'SELECT name, setting FROM pg_settings WHERE name = ANY ($1) ORDER BY name',
        [CHECKED_SETTINGS],
      ),
      pool.query<{ name: string }>('SELECT name FROM baton.schema_migration ORDER BY number'),
    ]);
    return {
      version: server.rows[0]?.version ?? 'unknown',
      bytes: server.rows[0]?.bytes ?? 0,
      settings: Object.fromEntries(settings.rows.map((row) => [row.name, row.setting])),
      migrations: { applied: applied.rows.length, known: wanted.length, last: applied.rows.at(-1)?.name ?? null },
    };
  });
}
