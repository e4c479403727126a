/** One contact: what is stored of it, what HubSpot has after a write, and forgetting it. */
import type pg from 'pg';
import type { Points } from '../core/agreement.ts';
import type { Cycle } from '../core/cycle.ts';
import type { Contribution } from '../core/score.ts';
import type { Properties } from '../core/snapshot.ts';
import { answered } from './connection.ts';
import type { ActivityRow, MessageRow, RecordRow, SaidRow, TaskRow } from './rows.ts';
import {
  ACTIVITY_COLUMNS,
  activityOf,
  MESSAGE_COLUMNS,
  RECORD_COLUMNS,
  SAID_COLUMNS,
  saying,
  storedContact,
  storedMessage,
  storedTask,
  TASK_COLUMNS,
} from './rows.ts';
import type { Store } from './store.ts';
import { storableJson } from './text.ts';

type ContactView = Awaited<ReturnType<Store['contact']>>;

interface ContactRow extends RecordRow {
  readonly due_at: number | null;
  readonly due_because: string;
  readonly in_hand: boolean;
  readonly buried_code: string | null;
  readonly buried_message: string | null;
  readonly at: number | null;
  readonly agreement: string;
  readonly behaviour: Points;
  readonly profile: Points;
  readonly total: Points;
  readonly coverage: number;
  readonly grade: string;
  readonly receipt: readonly Contribution[];
  readonly because: readonly string[] | null;
}

/** Null when nothing was ever heard of it. */
export async function contact(pool: pg.Pool, contactId: string): Promise<ContactView> {
  return answered(`reading contact ${contactId}`, async () => {
    const { rows } = await pool.query<ContactRow>(
      `SELECT c.due_at, c.due_because, c.lease_by IS NOT NULL AS in_hand, c.buried_code, c.buried_message, ${RECORD_COLUMNS},
        s.at, s.agreement, s.behaviour, s.profile, s.total, s.coverage, s.grade, s.receipt, s.because
      FROM baton.contact AS c LEFT JOIN baton.record AS r USING (contact_id) LEFT JOIN baton.score AS s USING (contact_id)
      WHERE c.contact_id = $1`,
      [contactId],
    );
    const [row] = rows;
    if (row === undefined) return null;
    const cycles = await pool.query<{ cycle: Cycle }>(
      'SELECT cycle FROM baton.cycle WHERE contact_id = $1 ORDER BY no',
      [contactId],
    );
    const tasks = await pool.query<TaskRow>(
      `SELECT ${TASK_COLUMNS} FROM baton.task_effect WHERE contact_id = $1 AND kind = 'task' ORDER BY cycle_no, key`,
      [contactId],
    );
    const said = await pool.query<SaidRow>(
      `SELECT ${SAID_COLUMNS} FROM baton.said WHERE contact_id = $1 ORDER BY said.seq`,
      [contactId],
    );
    const activities = await pool.query<ActivityRow>(
      `SELECT ${ACTIVITY_COLUMNS} FROM baton.activity WHERE contact_id = $1 ORDER BY at, kind, id`,
      [contactId],
    );
    const messages = await pool.query<MessageRow>(
      `SELECT ${MESSAGE_COLUMNS} FROM baton.message WHERE contact_id = $1 ORDER BY intended_at, key`,
      [contactId],
    );
    const { at, agreement, behaviour, profile, total, coverage, grade, receipt } = row;
    return {
      record: storedContact(row),
      score: at === null ? null : { at, agreement, behaviour, profile, total, coverage, grade, receipt },
      cycles: cycles.rows.map(({ cycle }) => cycle),
      tasks: tasks.rows.map(storedTask),
      sayings: said.rows.map(saying),
      activities: activities.rows.map(activityOf),
      messages: messages.rows.map(storedMessage),
      because: row.because ?? [],
      dueAt: row.due_at,
      dueBecause: row.due_at === null ? null : row.due_because,
      inHand: row.in_hand,
      buried: row.buried_code === null ? null : { code: row.buried_code, message: row.buried_message ?? '' },
    };
  });
}

interface PersonRow extends RecordRow {
  readonly contact_id: string;
  readonly cycle: Cycle | null;
  readonly total: number;
  readonly with_sales: number;
}

/** Known people of a company, the highest stored score first; ties by the order of ids. */
export async function peopleOf(
  pool: pg.Pool,
  companyId: string,
  { limit }: { readonly limit: number },
): ReturnType<Store['peopleOf']> {
  const { rows } = await answered(`reading the people of company ${companyId}`, () =>
    pool.query<PersonRow>({
      name: 'people-of',
      text: `SELECT r.contact_id, ${RECORD_COLUMNS}, y.cycle, count(*) OVER () AS total,
          count(*) FILTER (WHERE y.handoff_at IS NOT NULL AND y.ended_at IS NULL) OVER () AS with_sales
        FROM baton.record AS r LEFT JOIN baton.score AS s USING (contact_id)
        LEFT JOIN LATERAL (
          SELECT cycle, handoff_at, ended_at FROM baton.cycle AS c WHERE c.contact_id = r.contact_id ORDER BY no DESC LIMIT 1
        ) AS y ON true
        WHERE r.company_id = $1 AND r.gone_at IS NULL
        ORDER BY s.total DESC NULLS LAST, r.contact_id LIMIT $2`,
      values: [companyId, limit],
    }),
  );
  const said = await answered('reading what was said of them', () =>
    pool.query<SaidRow>(`SELECT ${SAID_COLUMNS} FROM baton.said WHERE contact_id = ANY ($1) ORDER BY said.seq`, [
      rows.map((row) => row.contact_id),
    ]),
  );
  return {
    people: rows.flatMap((row) => {
      const record = storedContact(row);
      const sayings = said.rows.filter((one) => one.contact_id === row.contact_id).map(saying);
      return record === null ? [] : [{ contactId: row.contact_id, record, cycle: row.cycle, sayings }];
    }),
    total: rows[0]?.total ?? 0,
    withSales: rows[0]?.with_sales ?? 0,
  };
}

/** What the mirror holds of these contacts; one that is not known is absent. */
export async function propertiesOf(
  pool: pg.Pool,
  contactIds: readonly string[],
): Promise<ReadonlyMap<string, Properties>> {
  const { rows } = await answered('reading properties', () =>
    pool.query<{ contact_id: string; properties: Properties }>({
      name: 'properties-of',
      text: 'SELECT contact_id, properties FROM baton.record WHERE contact_id = ANY ($1)',
      values: [contactIds],
    }),
  );
  return new Map(rows.map((row) => [row.contact_id, row.properties]));
}

// An empty value clears a property in HubSpot, and an absent key is how the mirror says "unknown".
const APPLIED = `
WITH written AS (
  SELECT contact_id, patch FROM unnest($1::text[], $2::jsonb[]) AS w (contact_id, patch)
), locked AS (
  SELECT r.contact_id FROM baton.record AS r JOIN written USING (contact_id) ORDER BY r.contact_id FOR UPDATE OF r
)
UPDATE baton.record AS r
SET properties = (
  SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each_text(r.properties || w.patch) WHERE value <> ''
)
FROM written AS w JOIN locked USING (contact_id)
WHERE r.contact_id = w.contact_id`;

/** After properties were written: the mirror follows. `readAt` stays: what else HubSpot has was not looked at. */
export async function appliedMany(
  pool: pg.Pool,
  writes: readonly { readonly contactId: string; readonly properties: Properties }[],
): Promise<void> {
  if (writes.length === 0) return;
  const patches = new Map<string, Properties>();
  for (const { contactId, properties } of writes) patches.set(contactId, { ...patches.get(contactId), ...properties });
  await answered('storing what was written', () =>
    pool.query({
      name: 'applied',
      text: APPLIED,
      values: [[...patches.keys()], [...patches.values()].map(storableJson)],
    }),
  );
}
