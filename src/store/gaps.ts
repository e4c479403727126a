/** What a reconciliation needs of the ledger, what it found, and the leads in no state. */
import type pg from 'pg';
import type { Instant } from '../core/agreement.ts';
import type { Gap, GapKind, Ledgered, Repair } from '../core/audit.ts';
import type { Cycle } from '../core/cycle.ts';
import type { Properties } from '../core/snapshot.ts';
import { answered, inTransaction } from './connection.ts';
import type { Stateless, StoredGap } from './store.ts';
import { storableText } from './text.ts';

interface LedgerRow {
  readonly contact_id: string;
  readonly properties: Properties;
  readonly cycle: Cycle | null;
  readonly task_key: string | null;
  readonly task_id: string | null;
  readonly due_at: number | null;
  readonly parked: boolean;
  readonly under_way: boolean;
}

const LEDGER = `
SELECT c.contact_id, r.properties, y.cycle, t.key AS task_key, t.hubspot_id AS task_id, c.due_at,
  c.buried_at IS NOT NULL AS parked,
  coalesce(c.lease_until > $1, false) OR coalesce(c.due_at <= $1, false) OR c.unread <> '{}' AS under_way
FROM baton.contact AS c JOIN baton.record AS r USING (contact_id)
LEFT JOIN LATERAL (
  SELECT no, cycle FROM baton.cycle WHERE contact_id = c.contact_id ORDER BY no DESC LIMIT 1
) AS y ON true
LEFT JOIN baton.task_effect AS t ON t.contact_id = c.contact_id AND t.cycle_no = y.no AND t.kind = 'task' AND t.state = 'done'
WHERE r.gone_at IS NULL`;

const ledgered = (row: LedgerRow): Ledgered => ({
  contactId: row.contact_id,
  properties: row.properties,
  cycle: row.cycle,
  task: row.task_key === null || row.task_id === null ? null : { key: row.task_key, hubspotId: row.task_id },
  dueAt: row.due_at,
  parked: row.parked,
  underWay: row.under_way,
});

/** Known contacts after `after` in the order of their ids, as the ledger has them at `now`. */
export async function ledgerPage(
  pool: pg.Pool,
  { after, limit, now }: { after: string | null; limit: number; now: Instant },
): Promise<readonly Ledgered[]> {
  const { rows } = await answered('reading the ledger', () =>
    pool.query<LedgerRow>({
      name: 'ledger-page',
      text: `${LEDGER} AND c.contact_id > $2 ORDER BY c.contact_id LIMIT $3`,
      values: [now, after ?? '', limit],
    }),
  );
  return rows.map(ledgered);
}

/** Contacts with an open gap, the one looked at longest ago first. */
export async function ledgerOfGaps(
  pool: pg.Pool,
  { foundBefore, limit, now }: { foundBefore: Instant; limit: number; now: Instant },
): Promise<readonly Ledgered[]> {
  const { rows } = await answered('reading what was found', () =>
    pool.query<LedgerRow>({
      name: 'ledger-gaps',
      text: `${LEDGER} AND c.contact_id IN (
          SELECT contact_id FROM baton.gap WHERE resolved_at IS NULL
            AND coalesce(repaired_at, found_at) <= $2 ORDER BY found_at LIMIT $3)
        ORDER BY c.contact_id`,
      values: [now, foundBefore, limit],
    }),
  );
  return rows.map(ledgered);
}

/**
 * Keeps what a look at these contacts found. What was found before and is not found now is resolved.
 * @param looked every contact that was looked at, also those of which nothing is said.
 */
export async function putGaps(
  pool: pg.Pool,
  { looked, gaps, now }: { looked: readonly string[]; gaps: readonly Gap[]; now: Instant },
): Promise<void> {
  if (looked.length === 0) return;
  await answered('storing what was found', () =>
    inTransaction(pool, async (client) => {
      await client.query(
        `UPDATE baton.gap AS f SET resolved_at = $2 WHERE f.contact_id = ANY ($1) AND f.resolved_at IS NULL
          AND NOT EXISTS (SELECT FROM unnest($3::text[], $4::text[]) AS i (contact_id, kind)
            WHERE i.contact_id = f.contact_id AND i.kind = f.kind)`,
        [looked, now, gaps.map((f) => f.contactId), gaps.map((f) => f.kind)],
      );
      await client.query(
        `INSERT INTO baton.gap AS f (contact_id, kind, because, repair, found_at)
        SELECT i.contact_id, i.kind, i.because, i.repair, $5
        FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS i (contact_id, kind, because, repair)
        WHERE EXISTS (SELECT FROM baton.contact AS c WHERE c.contact_id = i.contact_id)
        ORDER BY i.contact_id, i.kind
        ON CONFLICT (contact_id, kind) DO UPDATE SET because = excluded.because, repair = excluded.repair, resolved_at = NULL,
          found_at = CASE WHEN f.resolved_at IS NULL THEN f.found_at ELSE excluded.found_at END,
          repaired_at = CASE WHEN f.resolved_at IS NULL THEN f.repaired_at END`,
        [
          gaps.map((f) => f.contactId),
          gaps.map((f) => f.kind),
          gaps.map((f) => storableText(f.because)),
          gaps.map((f) => f.repair),
          now,
        ],
      );
    }),
  );
}

/** The repair of these gaps was set going. */
export async function markRepaired(pool: pg.Pool, contactIds: readonly string[], now: Instant): Promise<void> {
  if (contactIds.length === 0) return;
  await answered('storing what was repaired', () =>
    pool.query(
      `UPDATE baton.gap SET repaired_at = $2 WHERE contact_id = ANY ($1) AND resolved_at IS NULL AND repair IS NOT NULL`,
      [contactIds, now],
    ),
  );
}

/** A task that HubSpot no longer has is intended again; one that changed since is left alone. Returns whether it was. */
export async function intendTaskAgain(
  pool: pg.Pool,
  task: { readonly key: string; readonly hubspotId: string },
  now: Instant,
): Promise<boolean> {
  const { rowCount } = await answered(`intending task ${task.key} again`, () =>
    pool.query(
      `UPDATE baton.task_effect SET state = 'intended', hubspot_id = NULL, attempts = 0, error = NULL, changed_at = $3
        WHERE key = $1 AND state = 'done' AND hubspot_id = $2`,
      [task.key, task.hubspotId, now],
    ),
  );
  return rowCount === 1;
}

interface GapRow {
  readonly contact_id: string;
  readonly kind: GapKind;
  readonly because: string;
  readonly repair: Repair | null;
  readonly found_at: number;
  readonly repaired_at: number | null;
}

/** What is found and not resolved, the oldest first. */
export async function openGaps(pool: pg.Pool, limit: number): Promise<readonly StoredGap[]> {
  const { rows } = await answered('listing what was found', () =>
    pool.query<GapRow>(
      `SELECT contact_id, kind, because, repair, found_at, repaired_at FROM baton.gap
        WHERE resolved_at IS NULL ORDER BY found_at, contact_id, kind LIMIT $1`,
      [limit],
    ),
  );
  return rows.map((row) => ({
    contactId: row.contact_id,
    kind: row.kind,
    because: row.because,
    repair: row.repair,
    foundAt: row.found_at,
    repairedAt: row.repaired_at,
  }));
}

// What is only listed for a person has a place where it waits: it is known, and not in no state.
const STATELESS = `
SELECT contact_id, kind FROM baton.gap WHERE resolved_at IS NULL AND repair IS NOT NULL
UNION
SELECT y.contact_id, CASE WHEN c.buried_at IS NOT NULL THEN 'parked' WHEN c.due_at IS NULL THEN 'nothing_next' ELSE 'owner_cleared' END
FROM baton.cycle AS y JOIN baton.contact AS c USING (contact_id) LEFT JOIN baton.record AS r USING (contact_id)
WHERE y.ended_at IS NULL AND y.state NOT IN ('nurture', 'mql') AND r.gone_at IS NULL
  AND NOT EXISTS (SELECT FROM baton.cycle AS later WHERE later.contact_id = y.contact_id AND later.no > y.no)
  AND (c.due_at IS NULL
    OR y.handoff_at IS NOT NULL AND coalesce(y.cycle->'handoff'->>'ownerId', '') = '')`;

/** Leads in no state: qualified, and without an owner or queue, or without a next step. The number that has to be 0. */
export async function inNoState(pool: pg.Pool, limit: number): Promise<Stateless> {
  const { rows } = await answered('counting leads in no state', () =>
    pool.query<{ contact_id: string; kinds: GapKind[]; total: number }>(
      `SELECT contact_id, array_agg(kind ORDER BY kind) AS kinds, count(*) OVER () AS total
        FROM (${STATELESS}) AS s GROUP BY contact_id ORDER BY contact_id LIMIT $1`,
      [limit],
    ),
  );
  return {
    count: rows[0]?.total ?? 0,
    leads: rows.map((row) => ({ contactId: row.contact_id, kinds: row.kinds })),
  };
}
