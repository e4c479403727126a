/** Whose turn it is, shared by every process: read and moved under one lock. */
import type pg from 'pg';
import type { Instant } from '../core/agreement.ts';
import { afterTurn } from '../core/route.ts';
import type { Desk, Turn, Turns } from '../core/snapshot.ts';
import type { Queryable } from './connection.ts';
import type { Decision } from './store.ts';

/** Held to the end of the transaction. Any constant will do, as long as every process uses the same. */
const DESK_LOCK = 7_221_002;
const HOUR_MS = 3_600_000;

interface TurnRow {
  readonly rotation: string;
  readonly owner_id: string;
  readonly given: number;
  readonly last_seq: number;
}

/** The desk as it stands at `now`; nobody else moves it before this transaction ends. */
export async function lockDesk(client: pg.PoolClient, now: Instant): Promise<Desk> {
  await client.query({ name: 'desk-lock', text: 'SELECT pg_advisory_xact_lock($1)', values: [DESK_LOCK] });
  // After the lock, by a statement of its own: it sees the turns the last holder took.
  return readDesk(client, now);
}

/** The desk as it stands at `now`, for those who only want to foresee: it may have moved on when they look again. */
export async function readDesk(client: Queryable, now: Instant): Promise<Desk> {
  const turns = await client.query<TurnRow>({
    name: 'desk-turns',
    text: 'SELECT rotation, owner_id, given, last_seq FROM baton.rotation_turn',
  });
  const handoffs = await client.query<{ count: number }>({
    name: 'desk-handoffs',
    // The handoff of a contact merged away lives on in the winner's cycle and counts there.
    text: `SELECT count(*) AS count FROM baton.cycle AS y WHERE handoff_at > $1 AND handoff_at <= $2
      AND NOT EXISTS (SELECT FROM baton.record AS r WHERE r.contact_id = y.contact_id AND r.gone_at IS NOT NULL)`,
    values: [now - HOUR_MS, now],
  });
  const byRotation = new Map<string, Map<string, Turn>>();
  for (const row of turns.rows) {
    const rotation = byRotation.get(row.rotation) ?? new Map<string, Turn>();
    byRotation.set(row.rotation, rotation.set(row.owner_id, { given: row.given, lastSeq: row.last_seq }));
  }
  return { turns: byRotation, handoffsLastHour: handoffs.rows[0]?.count ?? 0 };
}

/** Counts the turns these decisions took, by the rule the plans used. Only under `lockDesk`. */
export async function takeTurns(client: pg.PoolClient, before: Turns, decisions: readonly Decision[]): Promise<void> {
  const taken = decisions.flatMap((decision) => decision.turn ?? []);
  if (taken.length === 0) return;
  const after = taken.reduce(afterTurn, before);
  const moved = [...new Set(taken.map((turn) => turn.rotation))].flatMap((rotation) =>
    [...(after.get(rotation) ?? [])].map(([ownerId, turn]) => ({ rotation, ownerId, ...turn })),
  );
  await client.query({
    name: 'take-turns',
    text: `INSERT INTO baton.rotation_turn (rotation, owner_id, given, last_seq)
      SELECT * FROM unnest($1::text[], $2::text[], $3::float8[], $4::bigint[])
      ON CONFLICT (rotation, owner_id) DO UPDATE SET given = excluded.given, last_seq = excluded.last_seq`,
    values: [
      moved.map((turn) => turn.rotation),
      moved.map((turn) => turn.ownerId),
      moved.map((turn) => turn.given),
      moved.map((turn) => turn.lastSeq),
    ],
  });
}
