/** One transaction per batch of plans: check the leases, plan, write everything that follows. */
import type pg from 'pg';
import type { Instant } from '../core/agreement.ts';
import type { Creation } from '../core/effect.ts';
import type { Desk, DeskQuestion } from '../core/snapshot.ts';
import { EMPTY_DESK } from '../core/snapshot.ts';
import { answered, inTransaction } from './connection.ts';
import type { Decision } from './store.ts';
import { storableJson } from './text.ts';
import { lockDesk, writeDealt } from './turns.ts';

/**
 * @param plan runs inside the transaction and must be quick; it may run again when the transaction lost a race.
 * @throws DATABASE_UNAVAILABLE (retry): nothing was stored.
 */
export async function decide(
  pool: pg.Pool,
  {
    worker,
    contactIds,
    asks,
    now,
    plan,
  }: {
    worker: string;
    contactIds: readonly string[];
    asks: DeskQuestion | null;
    now: Instant;
    plan: (desk: Desk, inHand: ReadonlySet<string>) => readonly Decision[];
  },
): Promise<{ readonly lost: readonly string[] }> {
  return answered('storing decisions', () =>
    inTransaction(pool, async (client) => {
      // The desk first, then contacts by id: the one order in which deciding transactions take locks.
      const desk = asks === null ? EMPTY_DESK : await lockDesk(client, asks, now);
      const { rows } = await client.query<{ contact_id: string }>({
        name: 'decide-lock',
        text: `SELECT contact_id FROM baton.contact
          WHERE contact_id = ANY ($1) AND lease_by = $2 ORDER BY contact_id FOR UPDATE`,
        values: [contactIds, worker],
      });
      const inHand = new Set(rows.map((row) => row.contact_id));
      const decisions = plan(desk, inHand).filter((decision) => inHand.has(decision.contactId));
      await write(client, decisions);
      await writeDealt(client, desk.turns, decisions);
      return { lost: contactIds.filter((id) => !inHand.has(id)) };
    }),
  );
}

async function write(client: pg.PoolClient, decisions: readonly Decision[]): Promise<void> {
  if (decisions.length === 0) return;
  await writeRecords(client, decisions);
  await writeScores(client, decisions);
  await writeCycles(client, decisions);
  await writeCreations(client, decisions);
  await writeMessages(client, decisions);
  // What these plans were made from has been read; what came in meanwhile stands in `unread`.
  await client.query({
    name: 'decide-consume',
    text: `UPDATE baton.contact SET in_hand = '{}' WHERE contact_id = ANY ($1) AND in_hand <> '{}'`,
    values: [decisions.map((decision) => decision.contactId)],
  });
}

async function writeRecords(client: pg.PoolClient, decisions: readonly Decision[]): Promise<void> {
  const of = columnsOf(decisions);
  await client.query({
    name: 'decide-records',
    text: `INSERT INTO baton.record AS r (contact_id, properties, company_id, company, company_read_at, facts, read_at, gone_at, lists)
      SELECT * FROM unnest($1::text[], $2::jsonb[], $3::text[], $4::jsonb[], $5::bigint[], $6::jsonb[], $7::bigint[], $8::bigint[],
        $9::jsonb[])
      ON CONFLICT (contact_id) DO UPDATE SET properties = excluded.properties, company_id = excluded.company_id,
        company = excluded.company, company_read_at = excluded.company_read_at, facts = excluded.facts,
        read_at = excluded.read_at, gone_at = excluded.gone_at,
        lists = excluded.lists,
        merged_into = CASE WHEN excluded.gone_at IS NULL THEN NULL ELSE r.merged_into END`,
    values: [
      of((d) => d.contactId),
      of((d) => storableJson(d.record.properties)),
      of((d) => d.record.companyId),
      of((d) => (d.record.company === null ? null : storableJson(d.record.company))),
      of((d) => d.record.companyReadAt),
      of((d) => storableJson(d.record.facts)),
      of((d) => d.record.readAt),
      of((d) => d.record.goneAt),
      of((d) => (d.record.lists ? storableJson(d.record.lists) : null)),
    ],
  });
}

// The history grows where something a person can see changed. It compares with the score as it stands, so it comes first.
const WRITE_SCORES = `
WITH input AS (
  SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::integer[], $5::integer[], $6::integer[], $7::float8[], $8::text[],
    $9::jsonb[], $10::jsonb[], $11::integer[], $12::text[], $13::bigint[], $14::text[], $15::boolean[])
    AS i (contact_id, at, agreement, total, behaviour, profile, coverage, grade, receipt, because, cycle_no, state, decided_at, task_key, pinned)
), history AS (
  INSERT INTO baton.decision (contact_id, decided_at, agreement, total, behaviour, profile, grade, cycle_no, state, because, receipt, task_key, pinned)
  SELECT i.contact_id, i.decided_at, i.agreement, i.total, i.behaviour, i.profile, i.grade, i.cycle_no, i.state, i.because,
    CASE WHEN i.task_key IS NOT NULL OR (s.agreement, s.cycle_no, s.state) IS DISTINCT FROM (i.agreement, i.cycle_no, i.state)
      THEN i.receipt END,
    i.task_key, i.pinned
  FROM input AS i LEFT JOIN baton.score AS s USING (contact_id)
  WHERE i.task_key IS NOT NULL
    OR (s.agreement, s.cycle_no, s.state, s.grade, div(s.total, 100)) IS DISTINCT FROM
      (i.agreement, i.cycle_no, i.state, i.grade, div(i.total, 100))
)
INSERT INTO baton.score (contact_id, at, agreement, total, behaviour, profile, coverage, grade, receipt, because, cycle_no, state, decided_at)
SELECT contact_id, at, agreement, total, behaviour, profile, coverage, grade, receipt, because, cycle_no, state, decided_at FROM input
ON CONFLICT (contact_id) DO UPDATE SET at = excluded.at, agreement = excluded.agreement, total = excluded.total,
  behaviour = excluded.behaviour, profile = excluded.profile, coverage = excluded.coverage, grade = excluded.grade,
  receipt = excluded.receipt, because = excluded.because, cycle_no = excluded.cycle_no, state = excluded.state,
  decided_at = excluded.decided_at`;

async function writeScores(client: pg.PoolClient, decisions: readonly Decision[]): Promise<void> {
  const of = columnsOf(decisions);
  await client.query({
    name: 'decide-scores',
    text: WRITE_SCORES,
    values: [
      of((d) => d.contactId),
      of((d) => d.score.at),
      of((d) => d.agreement),
      of((d) => d.score.total),
      of((d) => d.score.behaviour),
      of((d) => d.score.profile),
      of((d) => d.score.coverage),
      of((d) => d.score.grade),
      of((d) => storableJson(d.score.receipt)),
      of((d) => storableJson(d.because)),
      of((d) => d.cycle?.no ?? null),
      of((d) => d.cycle?.state ?? null),
      of((d) => d.decidedAt),
      of((d) => d.task?.key ?? null),
      of((d) => d.pinned),
    ],
  });
}

async function writeCycles(client: pg.PoolClient, decisions: readonly Decision[]): Promise<void> {
  const rows = decisions.flatMap(({ contactId, cycle }) => (cycle === null ? [] : [{ contactId, cycle }]));
  if (rows.length === 0) return;
  const of = columnsOf(rows);
  await client.query({
    name: 'decide-cycles',
    text: `INSERT INTO baton.cycle AS y (contact_id, no, state, opened_at, ended_at, handoff_at, cycle)
      SELECT * FROM unnest($1::text[], $2::integer[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::jsonb[])
      ON CONFLICT (contact_id, no) DO UPDATE SET state = excluded.state, opened_at = excluded.opened_at,
        ended_at = excluded.ended_at, handoff_at = excluded.handoff_at, cycle = excluded.cycle
      WHERE y.cycle <> excluded.cycle`,
    values: [
      of((r) => r.contactId),
      of((r) => r.cycle.no),
      of((r) => r.cycle.state),
      of((r) => r.cycle.openedAt),
      of((r) => r.cycle.endedAt),
      of((r) => r.cycle.handoff?.at ?? null),
      of((r) => storableJson(r.cycle)),
    ],
  });
}

const KINDS = { CreateTask: 'task', CreateNote: 'note', LogEmail: 'email' } as const satisfies Record<
  Creation['kind'],
  string
>;

async function writeCreations(client: pg.PoolClient, decisions: readonly Decision[]): Promise<void> {
  const rows = decisions.flatMap((d) =>
    [...(d.task === null ? [] : [d.task]), ...(d.notes ?? [])].map((creation) => ({
      creation,
      cycleNo: d.cycle?.no ?? 0,
      at: d.decidedAt,
    })),
  );
  await intendCreations(client, rows);
  const revisions = decisions.flatMap((d) => (d.revisions ?? []).map((revision) => ({ revision, at: d.decidedAt })));
  if (revisions.length === 0) return;
  const of = columnsOf(revisions);
  // One that was never sent is sent as it is now; what may exist already is changed once it is known to.
  await client.query({
    name: 'decide-revisions',
    text: `UPDATE baton.task_effect AS t SET task = t.task || i.change, outdated = t.state NOT IN ('intended', 'failed')
      FROM unnest($1::text[], $2::jsonb[]) AS i (key, change)
      WHERE t.key = i.key AND t.task <> t.task || i.change`,
    values: [of((r) => r.revision.key), of(({ revision: { ownerId, isDone } }) => storableJson({ ownerId, isDone }))],
  });
}

/** Writes down what HubSpot is to have once. The same key, and a second task or note in one cycle, are both "the first stays". */
export async function intendCreations(
  client: pg.PoolClient,
  rows: readonly { readonly creation: Creation; readonly cycleNo: number; readonly at: Instant }[],
): Promise<void> {
  if (rows.length === 0) return;
  const of = columnsOf(rows);
  // A handoff made anew before its task was ever sent (its owner was deactivated) carries the new task.
  await client.query({
    name: 'decide-creations-anew',
    text: `UPDATE baton.task_effect AS t SET task = i.task, state = 'intended', attempts = 0, error = NULL, changed_at = i.at
      FROM unnest($1::text[], $2::jsonb[], $3::bigint[]) AS i (key, task, at)
      WHERE t.key = i.key AND t.state IN ('intended', 'failed')`,
    values: [of((r) => r.creation.key), of((r) => storableJson(r.creation)), of((r) => r.at)],
  });
  await client.query({
    name: 'decide-creations',
    text: `INSERT INTO baton.task_effect (key, kind, contact_id, cycle_no, state, task, changed_at)
      SELECT key, kind, contact_id, cycle_no, 'intended', task, changed_at
      FROM unnest($1::text[], $2::text[], $3::text[], $4::integer[], $5::jsonb[], $6::bigint[])
        AS t (key, kind, contact_id, cycle_no, task, changed_at)
      ORDER BY key
      ON CONFLICT DO NOTHING`,
    values: [
      of((r) => r.creation.key),
      of((r) => KINDS[r.creation.kind]),
      of((r) => r.creation.contactId),
      of((r) => r.cycleNo),
      of((r) => storableJson(r.creation)),
      of((r) => r.at),
    ],
  });
}

async function writeMessages(client: pg.PoolClient, decisions: readonly Decision[]): Promise<void> {
  const rows = decisions.flatMap((d) => d.tells.map((tell) => ({ tell, at: d.decidedAt })));
  if (rows.length === 0) return;
  const of = columnsOf(rows);
  await client.query({
    name: 'decide-messages',
    text: `INSERT INTO baton.message (key, contact_id, cycle_no, state, tell, intended_at, changed_at)
      SELECT key, contact_id, cycle_no, 'intended', tell, at, at
      FROM unnest($1::text[], $2::text[], $3::integer[], $4::jsonb[], $5::bigint[]) AS m (key, contact_id, cycle_no, tell, at)
      ORDER BY key
      ON CONFLICT DO NOTHING`,
    values: [
      of((r) => r.tell.key),
      of((r) => r.tell.contactId),
      of((r) => r.tell.cycleNo),
      of((r) => storableJson(r.tell)),
      of((r) => r.at),
    ],
  });
}

const columnsOf =
  <Row>(rows: readonly Row[]) =>
  <T>(pick: (row: Row) => T): T[] =>
    rows.map(pick);
