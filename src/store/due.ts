/** What is due is state of the contact: claimed under a lease, settled with the version claimed, planned again if it changed in hand. */
import type pg from 'pg';
import type { Instant } from '../core/agreement.ts';
import type { Cycle } from '../core/cycle.ts';
import type { Fact } from '../core/signal.ts';
import { answered, inTransaction } from './connection.ts';
import { LANES, laneOf } from './lane.ts';
import type { ActivityRow, RecordRow, SaidRow, CreationRow } from './rows.ts';
import {
  ACTIVITY_COLUMNS,
  activityOf,
  RECORD_COLUMNS,
  SAID_COLUMNS,
  saying,
  storedContact,
  storedCreation,
  CREATION_COLUMNS,
} from './rows.ts';
import type { Claimed, Lane, Settlement, StoredEvent } from './store.ts';
import { storableText } from './text.ts';

// In hand, due_at is the end of the lease: a worker that died gives its contacts back without anybody looking for them.
// The lanes are read one after the other so that each scan starts where something is due.
const free = (lane: number, limit: string): string => `
  SELECT contact_id, due_at FROM baton.contact
  WHERE lane = ${lane} AND due_at <= $3 AND (lease_until IS NULL OR lease_until <= $3)
  ORDER BY due_at, contact_id LIMIT ${limit} FOR UPDATE SKIP LOCKED`;

const CLAIM = `
WITH live AS (${free(0, '$2')}
), import AS (${free(1, '$2 - (SELECT count(*) FROM live)')}
)
UPDATE baton.contact AS c
SET lease_by = $1, lease_until = $4, due_at = $4, claimed_version = c.version,
  in_hand = c.in_hand || c.unread, unread = '{}'
FROM (SELECT * FROM live UNION ALL SELECT * FROM import) AS was
WHERE c.contact_id = was.contact_id
RETURNING c.contact_id, c.version::text, c.lane, c.due_because, c.attempts, was.due_at AS was_due_at`;

/** Reasons for which what is remembered is good enough: they do not ask HubSpot again, and never hide one that does. */
const FROM_MEMORY = "('rescore', 'boundary', 'held', 'said', 'activity', 'clock')";

interface ClaimRow {
  readonly contact_id: string;
  readonly version: string;
  readonly lane: number;
  readonly due_because: string;
  readonly attempts: number;
  readonly was_due_at: number;
}

interface EventRow {
  readonly contact_id: string;
  readonly seq: string;
  readonly event_id: string;
  readonly subscription_type: string;
  readonly occurred_at: number;
  readonly payload: string | null;
}

interface LoadedRow extends RecordRow {
  readonly contact_id: string;
  readonly cycle: Cycle | null;
}

interface InheritedRow {
  readonly contact_id: string;
  readonly merged_into: string;
  readonly facts: readonly Fact[];
  readonly cycle: Cycle | null;
}

/** @throws DATABASE_UNAVAILABLE (retry): nothing was taken into hand. */
export async function claim(
  pool: pg.Pool,
  { worker, limit, leaseMs, now }: { worker: string; limit: number; leaseMs: number; now: Instant },
): Promise<readonly Claimed[]> {
  return answered('claiming due contacts', () =>
    inTransaction(pool, async (client) => {
      const { rows } = await client.query<ClaimRow>({
        name: 'claim',
        text: CLAIM,
        values: [worker, limit, now, now + leaseMs],
      });
      if (rows.length === 0) return [];
      const ids = rows.map((row) => row.contact_id);
      // Read after the rows are locked, by statements of their own: each sees everything that made those versions.
      const events = await client.query<EventRow>({
        name: 'claim-events',
        text: `SELECT c.contact_id, e.seq::text, e.event_id, e.subscription_type, e.occurred_at, e.payload
          FROM baton.contact AS c CROSS JOIN unnest(c.in_hand) AS held (seq) JOIN baton.event AS e ON e.seq = held.seq
          WHERE c.contact_id = ANY ($1) ORDER BY e.seq`,
        values: [ids],
      });
      const records = await client.query<LoadedRow>({
        name: 'claim-records',
        text: `SELECT wanted.contact_id, ${RECORD_COLUMNS}, y.cycle
          FROM unnest($1::text[]) AS wanted (contact_id)
          LEFT JOIN baton.record AS r ON r.contact_id = wanted.contact_id
          LEFT JOIN LATERAL (
            SELECT cycle FROM baton.cycle WHERE contact_id = wanted.contact_id ORDER BY no DESC LIMIT 1
          ) AS y ON true
          WHERE r.contact_id IS NOT NULL OR y.cycle IS NOT NULL`,
        values: [ids],
      });
      const tasks = await client.query<CreationRow>({
        name: 'claim-creations',
        text: `SELECT ${CREATION_COLUMNS} FROM baton.task_effect
          WHERE contact_id = ANY ($1) AND (state <> 'done' OR outdated) ORDER BY kind DESC, key`,
        values: [ids],
      });
      const inherited = await client.query<InheritedRow>({
        name: 'claim-inherited',
        text: `SELECT r.contact_id, r.merged_into, r.facts,
            (SELECT cycle FROM baton.cycle AS y WHERE y.contact_id = r.contact_id ORDER BY no DESC LIMIT 1) AS cycle
          FROM baton.record AS r WHERE r.merged_into = ANY ($1) ORDER BY r.contact_id`,
        values: [ids],
      });
      const said = await client.query<SaidRow>({
        name: 'claim-said',
        text: `SELECT ${SAID_COLUMNS} FROM baton.said WHERE contact_id = ANY ($1) ORDER BY said.seq`,
        values: [ids],
      });
      const activities = await client.query<ActivityRow>({
        name: 'claim-activities',
        text: `SELECT ${ACTIVITY_COLUMNS} FROM baton.activity WHERE contact_id = ANY ($1) ORDER BY at, kind, id`,
        values: [ids],
      });
      return assemble(rows, {
        events: Map.groupBy(events.rows, (row) => row.contact_id),
        records: new Map(records.rows.map((row) => [row.contact_id, row])),
        tasks: Map.groupBy(tasks.rows, (row) => row.contact_id),
        inherited: Map.groupBy(inherited.rows, (row) => row.merged_into),
        said: Map.groupBy(said.rows, (row) => row.contact_id),
        activities: Map.groupBy(activities.rows, (row) => row.contact_id),
      });
    }),
  );
}

function assemble(
  rows: readonly ClaimRow[],
  loaded: {
    readonly events: ReadonlyMap<string, readonly EventRow[]>;
    readonly records: ReadonlyMap<string, LoadedRow>;
    readonly tasks: ReadonlyMap<string, readonly CreationRow[]>;
    readonly inherited: ReadonlyMap<string, readonly InheritedRow[]>;
    readonly said: ReadonlyMap<string, readonly SaidRow[]>;
    readonly activities: ReadonlyMap<string, readonly ActivityRow[]>;
  },
): readonly Claimed[] {
  return [...rows]
    .sort((a, b) => a.lane - b.lane || a.was_due_at - b.was_due_at || (a.contact_id < b.contact_id ? -1 : 1))
    .map((row) => {
      const events = loaded.events.get(row.contact_id) ?? [];
      const record = loaded.records.get(row.contact_id);
      return {
        contactId: row.contact_id,
        version: row.version,
        lane: laneOf(row.lane),
        oldestEventAt: events.length === 0 ? null : Math.min(...events.map((event) => event.occurred_at)),
        dueBecause: row.due_because,
        attempts: row.attempts,
        events: events.map(storedEvent),
        record: record === undefined ? null : storedContact(record),
        cycle: record?.cycle ?? null,
        openCreations: (loaded.tasks.get(row.contact_id) ?? []).map(storedCreation),
        inherited: (loaded.inherited.get(row.contact_id) ?? []).map(({ contact_id, facts, cycle }) => ({
          contactId: contact_id,
          facts,
          cycle,
        })),
        sayings: (loaded.said.get(row.contact_id) ?? []).map(saying),
        activities: (loaded.activities.get(row.contact_id) ?? []).map(activityOf),
      };
    });
}

const storedEvent = (row: EventRow): StoredEvent => ({
  seq: row.seq,
  eventId: row.event_id,
  subscriptionType: row.subscription_type,
  occurredAt: row.occurred_at,
  payload: row.payload === null ? {} : (JSON.parse(row.payload) as Readonly<Record<string, unknown>>),
});

// A contact that changed in hand keeps the due time and the reason the change gave it, and is not buried: the change may be the
// cure. A failure waits for its next attempt even then, or events that go on arriving would use up the attempts while the world
// is broken.
const SETTLE = `
WITH input AS (
  SELECT * FROM unnest($3::text[], $4::bigint[], $5::bigint[], $6::text[], $7::text[], $8::text[], $9::boolean[], $10::integer[])
    AS s (contact_id, version, next_at, next_because, code, message, bury, attempt)
), held AS (
  SELECT c.contact_id FROM baton.contact AS c JOIN input USING (contact_id)
  WHERE c.lease_by = $1 AND c.claimed_version = input.version
  ORDER BY c.contact_id FOR UPDATE OF c
)
UPDATE baton.contact AS c
SET lease_by = NULL, lease_until = NULL, claimed_version = NULL,
  planned_version = CASE WHEN s.code IS NULL THEN s.version ELSE c.planned_version END,
  due_at = CASE
    WHEN c.version > s.version AND (s.code IS NULL OR s.bury) THEN least(c.due_at, $2)
    WHEN s.bury THEN NULL
    ELSE s.next_at
  END,
  -- A reason that asks HubSpot again is not lost to one that came meanwhile and does not.
  due_because = CASE
    WHEN c.version > s.version
      AND NOT (c.due_because IN ${FROM_MEMORY} AND s.next_because IN ('read-back', 'retry', 'history', 'watch'))
    THEN c.due_because ELSE s.next_because END,
  attempts = CASE WHEN s.code IS NULL THEN 0 ELSE c.attempts + s.attempt END,
  in_hand = CASE WHEN s.code IS NULL THEN '{}' ELSE c.in_hand END,
  buried_at = CASE WHEN s.bury AND c.version = s.version THEN $2 END,
  buried_code = CASE WHEN s.bury AND c.version = s.version THEN s.code END,
  buried_message = CASE WHEN s.bury AND c.version = s.version THEN s.message END
FROM input AS s JOIN held USING (contact_id)
WHERE c.contact_id = s.contact_id`;

/**
 * Lets go of contacts still in this worker's hand.
 * @throws DATABASE_UNAVAILABLE (retry): nothing was settled; the leases end by themselves.
 */
export async function settle(
  pool: pg.Pool,
  { worker, settlements, now }: { worker: string; settlements: readonly Settlement[]; now: Instant },
): Promise<number> {
  if (settlements.length === 0) return 0;
  const of = <T>(pick: (settlement: Settlement) => T): T[] => settlements.map(pick);
  const { rowCount } = await answered('settling contacts', () =>
    pool.query({
      name: 'settle',
      text: SETTLE,
      values: [
        worker,
        now,
        of((s) => s.contactId),
        of((s) => s.version),
        of((s) => s.nextDueAt),
        of((s) => s.nextDueBecause),
        of((s) => s.failure?.code ?? null),
        of((s) => (s.failure === null ? null : storableText(s.failure.message))),
        of((s) => s.failure?.bury ?? false),
        of((s) => (s.failure?.isTheWorlds === true ? 0 : 1)),
      ],
    }),
  );
  return rowCount ?? 0;
}

// Reasons that do not ask HubSpot again never hide one that does.
export const MAKE_DUE = `
INSERT INTO baton.contact AS c (contact_id, lane, due_at, due_because)
SELECT id, $2, $3, $4
FROM (SELECT DISTINCT id COLLATE "C" AS id FROM unnest($1::text[]) AS wanted (id)) AS wanted
WHERE NOT EXISTS (SELECT FROM baton.tombstone)
  OR NOT EXISTS (SELECT FROM baton.tombstone AS t WHERE t.hash = baton.tombstone_of(id))
ORDER BY id
ON CONFLICT (contact_id) DO UPDATE SET
  lane = CASE WHEN c.due_at <= excluded.due_at OR c.lease_by IS NOT NULL THEN least(c.lane, excluded.lane) ELSE excluded.lane END,
  due_because = CASE
    WHEN excluded.due_because IN ${FROM_MEMORY}
      AND (CASE WHEN c.lease_by IS NULL THEN c.due_at <= excluded.due_at ELSE c.version > c.claimed_version END)
    THEN c.due_because
    ELSE excluded.due_because
  END,
  due_at = least(c.due_at, excluded.due_at),
  version = c.version + 1`;

export async function makeDue(
  pool: pg.Pool,
  contactIds: readonly string[],
  { at, because, lane }: { at: Instant; because: string; lane: Lane },
): Promise<void> {
  if (contactIds.length === 0) return;
  await answered('making contacts due', () =>
    pool.query({ name: 'make-due', text: MAKE_DUE, values: [contactIds, LANES.indexOf(lane), at, because] }),
  );
}

const earliest = (condition: string): string => `
  SELECT least(${[0, 1].map((lane) => `(SELECT due_at FROM baton.contact WHERE lane = ${lane} AND due_at IS NOT NULL AND ${condition} ORDER BY due_at LIMIT 1)`).join(', ')}) AS at`;

/** When the next contact can be claimed; null: nothing is due. In hand counts from the end of its lease. */
export async function nextDueAt(pool: pg.Pool, now: Instant): Promise<Instant | null> {
  return answered('reading what is due next', async () => {
    const free = await pool.query<{ at: number | null }>({
      name: 'next-free',
      text: earliest('(lease_until IS NULL OR lease_until <= due_at)'),
    });
    const at = free.rows[0]?.at ?? null;
    if (at !== null && at <= now) return at;
    // Changed in hand: due already, but nobody else's before the lease ends.
    const changed = await pool.query<{ at: number | null }>({
      name: 'next-changed',
      text: 'SELECT min(lease_until) AS at FROM baton.contact WHERE lane IN (0, 1) AND due_at <= $1 AND due_at < lease_until',
      values: [now],
    });
    const until = changed.rows[0]?.at ?? null;
    return at === null || until === null ? (at ?? until) : Math.min(at, until);
  });
}

/** Parked contacts with their last problem, newest first. */
export async function buried(
  pool: pg.Pool,
  limit: number,
): Promise<readonly { readonly contactId: string; readonly code: string; readonly message: string }[]> {
  const { rows } = await answered('listing parked contacts', () =>
    pool.query<{ contact_id: string; buried_code: string; buried_message: string }>(
      `SELECT contact_id, buried_code, buried_message FROM baton.contact
      WHERE buried_at IS NOT NULL ORDER BY buried_at DESC, contact_id LIMIT $1`,
      [limit],
    ),
  );
  return rows.map((row) => ({ contactId: row.contact_id, code: row.buried_code, message: row.buried_message }));
}

/** Makes every parked contact due again, its attempts forgotten. */
export async function redrive(pool: pg.Pool, now: Instant): Promise<number> {
  const { rowCount } = await answered('redriving parked contacts', () =>
    pool.query(
      `WITH parked AS (
        SELECT contact_id FROM baton.contact WHERE buried_at IS NOT NULL AND lease_by IS NULL ORDER BY contact_id FOR UPDATE
      )
      UPDATE baton.contact AS c
      SET due_at = $1, due_because = 'retry', version = version + 1, attempts = 0,
        buried_at = NULL, buried_code = NULL, buried_message = NULL
      FROM parked WHERE c.contact_id = parked.contact_id`,
      [now],
    ),
  );
  return rowCount ?? 0;
}

/**
 * Holds contacts in hand for longer. Returns those still in this worker's hand: the others belong to somebody else by now.
 * @throws DATABASE_UNAVAILABLE (retry).
 */
export async function renew(
  pool: pg.Pool,
  { worker, contactIds, until }: { worker: string; contactIds: readonly string[]; until: Instant },
): Promise<readonly string[]> {
  if (contactIds.length === 0) return [];
  const { rows } = await answered('holding contacts', () =>
    pool.query<{ contact_id: string }>({
      name: 'renew',
      // What would be due when the lease ended is due when the new one does.
      text: `UPDATE baton.contact AS c SET lease_until = $3, due_at = CASE WHEN c.due_at = c.lease_until THEN $3 ELSE c.due_at END FROM (
          SELECT contact_id FROM baton.contact WHERE contact_id = ANY ($2) AND lease_by = $1 ORDER BY contact_id FOR UPDATE
        ) AS held WHERE c.contact_id = held.contact_id RETURNING c.contact_id`,
      values: [worker, contactIds, until],
    }),
  );
  return rows.map((row) => row.contact_id);
}
