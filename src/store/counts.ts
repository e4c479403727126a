/** How much of everything there is. */
import type pg from 'pg';
import type { Instant } from '../core/agreement.ts';
import { answered } from './connection.ts';
import type { StoreCounts, TaskState } from './store.ts';

interface CountsRow {
  readonly events: number;
  readonly quarantined: number;
  readonly contacts: number;
  readonly due_now: number;
  readonly in_hand: number;
  readonly buried: number;
  readonly oldest_due_at: number | null;
  readonly tasks: Readonly<Record<string, number>> | null;
  readonly states: Readonly<Record<string, number>> | null;
}

const COUNTS = `
SELECT (SELECT count(*) FROM baton.event) AS events, (SELECT count(*) FROM baton.quarantine) AS quarantined,
  c.*,
  (SELECT jsonb_object_agg(state, n) FROM (SELECT state, count(*) AS n FROM baton.task_effect WHERE kind = 'task' GROUP BY state) AS t) AS tasks,
  (SELECT jsonb_object_agg(state, n)
    FROM (SELECT state, count(*) AS n FROM baton.cycle AS o
      WHERE ended_at IS NULL AND NOT EXISTS (SELECT FROM baton.record AS r WHERE r.contact_id = o.contact_id AND r.gone_at IS NOT NULL)
      GROUP BY state) AS y) AS states
FROM (
  SELECT count(*) AS contacts,
    count(*) FILTER (WHERE due_at <= $1 AND (lease_until IS NULL OR lease_until <= $1)) AS due_now,
    count(*) FILTER (WHERE lease_until > $1) AS in_hand,
    count(*) FILTER (WHERE buried_at IS NOT NULL) AS buried,
    min(due_at) FILTER (WHERE due_at <= $1 AND (lease_until IS NULL OR lease_until <= $1)) AS oldest_due_at
  FROM baton.contact
) AS c`;

const NO_TASKS: Readonly<Record<TaskState, number>> = { intended: 0, sending: 0, ambiguous: 0, done: 0, failed: 0 };

/** Exact, and so as slow as the tables are long: for people, not for a health check. */
export async function counts(pool: pg.Pool, now: Instant): Promise<StoreCounts> {
  const { rows } = await answered('counting', () => pool.query<CountsRow>(COUNTS, [now]));
  const [row] = rows;
  return {
    events: row?.events ?? 0,
    quarantined: row?.quarantined ?? 0,
    contacts: row?.contacts ?? 0,
    dueNow: row?.due_now ?? 0,
    inHand: row?.in_hand ?? 0,
    buried: row?.buried ?? 0,
    oldestDueAt: row?.oldest_due_at ?? null,
    tasks: { ...NO_TASKS, ...row?.tasks },
    states: row?.states ?? {},
  };
}
