/** Whose turn it is and who has how much, shared by every process: read and moved under one lock. */
import type pg from 'pg';
import type { Instant } from '../core/agreement.ts';
import { afterTurn } from '../core/share.ts';
import type { Account, Desk, DeskQuestion, Eligible, OwnerLoad, StruckTurn, Turns } from '../core/snapshot.ts';
import type { Queryable } from './connection.ts';
import type { Decision } from './store.ts';
import { storableJson } from './text.ts';

/** Held to the end of the transaction. Any constant will do, as long as every process uses the same. */
const DESK_LOCK = 7_221_002;
const HOUR_MS = 3_600_000;

/** The desk as it stands at `now`; nobody else moves it before this transaction ends. */
export async function lockDesk(client: pg.PoolClient, asks: DeskQuestion, now: Instant): Promise<Desk> {
  await client.query({ name: 'desk-lock', text: 'SELECT pg_advisory_xact_lock($1)', values: [DESK_LOCK] });
  // After the lock, by statements of their own: they see the turns the last holder took.
  return readDesk(client, asks, now);
}

/** The desk as it stands at `now`, for those who only want to foresee: it may have moved on when they look again. */
export async function readDesk(client: Queryable, asks: DeskQuestion, now: Instant): Promise<Desk> {
  const turns = await readTurns(client);
  const handoffs = await client.query<{ count: number }>({
    name: 'desk-handoffs',
    // The handoff of a contact merged away lives on in the winner's cycle and counts there.
    text: `SELECT count(*) AS count FROM baton.cycle AS y WHERE handoff_at > $1 AND handoff_at <= $2
      AND NOT EXISTS (SELECT FROM baton.record AS r WHERE r.contact_id = y.contact_id AND r.gone_at IS NOT NULL)`,
    values: [now - HOUR_MS, now],
  });
  return {
    turns,
    handoffsLastHour: handoffs.rows[0]?.count ?? 0,
    loads: await readLoads(client, asks),
    companies: asks.companies.length === 0 ? new Map() : await readCompanies(client, asks.companies),
  };
}

export async function readTurns(client: Queryable): Promise<Turns> {
  const rotations = await client.query<{ rotation: string; dealt: number; largest: number }>({
    name: 'desk-rotations',
    text: 'SELECT rotation, dealt, largest FROM baton.rotation',
  });
  const accounts = await client.query<{ rotation: string; owner_id: string } & Record<string, number>>({
    name: 'desk-accounts',
    text: `SELECT rotation, owner_id, entitled, received, entitled_value AS "entitledValue", received_value AS "receivedValue",
        last_turn AS "lastTurn"
      FROM baton.rotation_account`,
  });
  const owed = await client.query<{
    rotation: string;
    turn: number;
    owner_id: string;
    value: number | null;
    eligible: readonly (readonly [string, number])[];
  }>({
    name: 'desk-owed',
    text: `SELECT rotation, turn, owner_id, value, eligible FROM baton.dealt
      WHERE struck_at IS NOT NULL AND settled_by IS NULL AND turn IS NOT NULL ORDER BY rotation, struck_at, turn`,
  });
  return new Map(
    rotations.rows.map(({ rotation, dealt, largest }) => [
      rotation,
      {
        dealt,
        largest,
        accounts: new Map(
          accounts.rows
            .filter((row) => row.rotation === rotation)
            .map(({ rotation: _, owner_id: ownerId, ...account }) => [ownerId, account as unknown as Account]),
        ),
        owed: owed.rows
          .filter((row) => row.rotation === rotation)
          .map((row): StruckTurn => ({
            no: row.turn,
            ownerId: row.owner_id,
            value: row.value ?? 0,
            eligible: row.eligible.map(([ownerId, weight]): Eligible => ({ ownerId, weight })),
          })),
      },
    ]),
  );
}

async function readLoads(client: Queryable, { dayFrom, weekFrom }: DeskQuestion): Promise<Desk['loads']> {
  const { rows } = await client.query<OwnerLoad & { ownerId: string }>({
    name: 'desk-loads',
    text: `SELECT owner_id AS "ownerId", sum(open)::bigint AS open, sum(today)::bigint AS today, sum(week)::bigint AS "thisWeek",
        sum(rejected)::bigint AS "rejectedToday"
      FROM (
        SELECT owner_id, 1 AS open, 0 AS today, 0 AS week, 0 AS rejected FROM baton.cycle AS y
        WHERE ended_at IS NULL AND owner_id IS NOT NULL
          AND NOT EXISTS (SELECT FROM baton.record AS r WHERE r.contact_id = y.contact_id AND r.gone_at IS NOT NULL)
        UNION ALL
        SELECT owner_id, 0, (at >= $1)::int, (at >= $2)::int, 0 FROM baton.dealt WHERE at >= least($1::bigint, $2::bigint)
        UNION ALL
        SELECT owner_id, 0, 0, 0, 1 FROM baton.cycle
        WHERE cycle #>> '{verdict,kind}' = 'rejected' AND (cycle #>> '{verdict,at}')::bigint >= $1 AND owner_id IS NOT NULL
      ) AS one GROUP BY owner_id`,
    values: [dayFrom, weekFrom],
  });
  return new Map(rows.map(({ ownerId, ...load }) => [ownerId, load]));
}

async function readCompanies(client: Queryable, marks: readonly string[]): Promise<Desk['companies']> {
  const { rows } = await client.query<{ mark: string; rotation: string; owner_id: string }>({
    name: 'desk-companies',
    text: `SELECT DISTINCT ON (mark, rotation) mark, rotation, owner_id
      FROM baton.dealt CROSS JOIN LATERAL unnest(companies) AS mark
      WHERE rotation IS NOT NULL AND companies && $1::text[] AND mark = ANY ($1)
      ORDER BY mark, rotation, seq DESC`,
    values: [marks],
  });
  const companies = new Map<string, Map<string, string>>();
  for (const { mark, rotation, owner_id: ownerId } of rows) {
    companies.set(mark, (companies.get(mark) ?? new Map<string, string>()).set(rotation, ownerId));
  }
  return companies;
}

/** Writes the assignments these decisions made, and moves the accounts of their rotations. Turns only under `lockDesk`. */
export async function writeDealt(client: pg.PoolClient, before: Turns, decisions: readonly Decision[]): Promise<void> {
  const made = decisions.flatMap(({ contactId, cycle, dealt, decidedAt }) =>
    dealt === null ? [] : [{ ...dealt, contactId, cycleNo: cycle?.no ?? 0, at: decidedAt }],
  );
  if (made.length > 0) {
    await client.query({
      name: 'write-dealt',
      text: `INSERT INTO baton.dealt (contact_id, cycle_no, owner_id, at, how, rotation, turn, eligible, value, companies)
        SELECT contact_id, cycle_no, owner_id, at, how, rotation, turn, eligible, value,
          ARRAY(SELECT jsonb_array_elements_text(companies))
        FROM unnest($1::text[], $2::integer[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::bigint[], $8::jsonb[],
          $9::float8[], $10::jsonb[])
          AS d (contact_id, cycle_no, owner_id, at, how, rotation, turn, eligible, value, companies)`,
      values: [
        made.map((d) => d.contactId),
        made.map((d) => d.cycleNo),
        made.map((d) => d.ownerId),
        made.map((d) => d.at),
        made.map((d) => d.how),
        made.map((d) => d.rotation),
        made.map((d) => d.turn?.no ?? null),
        made.map((d) => (d.turn === null ? null : storableJson(d.turn.eligible.map((e) => [e.ownerId, e.weight])))),
        made.map((d) => d.value),
        made.map((d) => storableJson(d.companies)),
      ],
    });
  }
  await moveAccounts(client, before, decisions);
  await strike(client, decisions);
}

async function moveAccounts(client: pg.PoolClient, before: Turns, decisions: readonly Decision[]): Promise<void> {
  const taken = decisions.flatMap(({ dealt }) => dealt?.turn ?? []);
  if (taken.length === 0) return;
  const after = taken.reduce(afterTurn, before);
  const moved = [...new Set(taken.map((turn) => turn.rotation))].flatMap((rotation) => {
    const ledger = after.get(rotation);
    return ledger === undefined ? [] : [{ rotation, ...ledger }];
  });
  await client.query({
    name: 'move-rotations',
    text: `INSERT INTO baton.rotation (rotation, dealt, largest) SELECT * FROM unnest($1::text[], $2::bigint[], $3::float8[])
      ON CONFLICT (rotation) DO UPDATE SET dealt = excluded.dealt, largest = excluded.largest`,
    values: [moved.map((m) => m.rotation), moved.map((m) => m.dealt), moved.map((m) => m.largest)],
  });
  const rows = moved.flatMap(({ rotation, accounts }) =>
    [...accounts].map(([ownerId, account]) => ({ rotation, ownerId, ...account })),
  );
  await client.query({
    name: 'move-accounts',
    text: `INSERT INTO baton.rotation_account (rotation, owner_id, entitled, received, entitled_value, received_value, last_turn)
      SELECT * FROM unnest($1::text[], $2::text[], $3::float8[], $4::float8[], $5::float8[], $6::float8[], $7::bigint[])
      ON CONFLICT (rotation, owner_id) DO UPDATE SET entitled = excluded.entitled, received = excluded.received,
        entitled_value = excluded.entitled_value, received_value = excluded.received_value, last_turn = excluded.last_turn`,
    values: [
      rows.map((row) => row.rotation),
      rows.map((row) => row.ownerId),
      rows.map((row) => row.entitled),
      rows.map((row) => row.received),
      rows.map((row) => row.entitledValue),
      rows.map((row) => row.receivedValue),
      rows.map((row) => row.lastTurn),
    ],
  });
  const settled = taken.flatMap(({ rotation, no, settles }) => settles.map((struck) => ({ rotation, struck, by: no })));
  if (settled.length === 0) return;
  await client.query({
    name: 'settle-turns',
    text: `UPDATE baton.dealt AS d SET settled_by = s.by
      FROM unnest($1::text[], $2::bigint[], $3::bigint[]) AS s (rotation, turn, by)
      WHERE d.rotation = s.rotation AND d.turn = s.turn`,
    values: [settled.map((s) => s.rotation), settled.map((s) => s.struck), settled.map((s) => s.by)],
  });
}

/** Marks turns whose lead was none. Struck once: a second word changes nothing. */
async function strike(client: pg.PoolClient, decisions: readonly Decision[]): Promise<void> {
  const struck = decisions.flatMap(({ struck: turn, decidedAt }) =>
    turn === undefined || turn === null ? [] : [{ ...turn, at: decidedAt }],
  );
  if (struck.length === 0) return;
  await client.query({
    name: 'strike-turns',
    text: `UPDATE baton.dealt AS d SET struck_at = s.at, struck_for = s.reason
      FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[]) AS s (rotation, turn, at, reason)
      WHERE d.rotation = s.rotation AND d.turn = s.turn AND d.struck_at IS NULL`,
    values: [
      struck.map((s) => s.rotation),
      struck.map((s) => s.no),
      struck.map((s) => s.at),
      struck.map((s) => s.reason),
    ],
  });
}
