/** What people at a page ask of the ledger: who has which lead, and who should have got one and did not, and how the work gets on. */
import type pg from 'pg';
import type { Instant } from '../core/agreement.ts';
import type { Cycle } from '../core/cycle.ts';
import type { Properties } from '../core/snapshot.ts';
import { answered } from './connection.ts';
import type { NotHandedOff, Pulse, WithSales } from './store.ts';

interface Row {
  readonly contact_id: string;
  readonly properties: Properties;
  readonly company: Properties | null;
  readonly cycle: Cycle;
  readonly total: number | null;
  readonly due_at: number | null;
  readonly in_all: number;
}

/** Open cycles AS y with what is shown of their contacts; records that are gone or merged away are nobody's. */
const OPEN = `
SELECT y.contact_id, r.properties, r.company, y.cycle, s.total, c.due_at, count(*) OVER () AS in_all
FROM baton.cycle AS y
JOIN baton.record AS r USING (contact_id)
JOIN baton.contact AS c USING (contact_id)
LEFT JOIN baton.score AS s USING (contact_id)
WHERE y.ended_at IS NULL AND r.gone_at IS NULL`;

/** Leads that one of these owners has, by the ledger or as HubSpot shows it; the earliest deadline first. */
export async function withSales(
  pool: pg.Pool,
  { ownerIds, limit }: { ownerIds: readonly string[]; limit: number },
): Promise<WithSales> {
  if (ownerIds.length === 0) return { leads: [], inAll: 0 };
  const { rows } = await answered('reading a queue', () =>
    pool.query<Row>({
      name: 'with-sales',
      text: `${OPEN} AND y.handoff_at IS NOT NULL AND y.state NOT IN ('opportunity', 'rejected', 'expired')
          AND (y.cycle->'handoff'->>'ownerId' = ANY ($1) OR r.properties->>'hubspot_owner_id' = ANY ($1))
        ORDER BY (y.cycle->'handoff'->>'dueAt')::bigint, y.contact_id LIMIT $2`,
      values: [ownerIds, limit],
    }),
  );
  return {
    inAll: rows[0]?.in_all ?? 0,
    leads: rows.map((row) => ({
      contactId: row.contact_id,
      properties: row.properties,
      company: row.company,
      cycle: row.cycle,
      total: row.total ?? 0,
      dueAt: row.due_at,
    })),
  };
}

/** Leads that were due for handoff and are held, or found nobody; the longest wait first. */
export async function notHandedOff(pool: pg.Pool, limit: number): Promise<NotHandedOff> {
  const { rows } = await answered('listing who was not handed off', () =>
    pool.query<Row>({
      name: 'not-handed-off',
      text: `${OPEN} AND y.state IN ('held', 'unrouted')
        ORDER BY coalesce(y.cycle->>'sqlAt', y.cycle->>'mqlAt')::bigint NULLS LAST, y.contact_id LIMIT $1`,
      values: [limit],
    }),
  );
  return {
    inAll: rows[0]?.in_all ?? 0,
    leads: rows.map((row) => ({
      contactId: row.contact_id,
      properties: row.properties,
      company: row.company?.['name'] ?? '',
      state: row.cycle.state === 'held' ? 'held' : 'unrouted',
      because: row.cycle.heldBecause,
      since: row.cycle.sqlAt ?? row.cycle.mqlAt ?? row.cycle.openedAt,
      total: row.total ?? 0,
      dueAt: row.due_at,
    })),
  };
}

interface PulseRow {
  readonly due_now: number;
  readonly oldest: number | null;
  readonly buried: number;
  readonly last: number | null;
}

export async function pulse(pool: pg.Pool, now: Instant): Promise<Pulse> {
  const { rows } = await answered('feeling the pulse', () =>
    pool.query<PulseRow>({
      name: 'pulse',
      // A contact in hand has its lease's end as due_at, unless it changed meanwhile.
      text: `SELECT count(*) AS due_now, min(due_at) AS oldest,
          (SELECT count(*) FROM baton.contact WHERE buried_at IS NOT NULL) AS buried,
          (SELECT received_at FROM baton.event ORDER BY seq DESC LIMIT 1) AS last
        FROM baton.contact WHERE due_at <= $1 AND (lease_until IS NULL OR lease_until <= $1)`,
      values: [now],
    }),
  );
  const [row] = rows;
  return {
    dueNow: row?.due_now ?? 0,
    oldestDueAt: row?.oldest ?? null,
    buried: row?.buried ?? 0,
    lastDeliveryAt: row?.last ?? null,
  };
}

export async function scoredByAnother(pool: pg.Pool, hash: string): Promise<number> {
  const { rows } = await answered('counting what is to be scored anew', () =>
    pool.query<{ n: number }>(
      `SELECT count(*) AS n FROM baton.score AS s JOIN baton.record AS r USING (contact_id)
        JOIN baton.contact AS c USING (contact_id)
      WHERE s.agreement <> $1 AND r.gone_at IS NULL AND c.buried_at IS NULL`,
      [hash],
    ),
  );
  return rows[0]?.n ?? 0;
}
