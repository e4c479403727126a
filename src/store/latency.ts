/** How long events took to reach HubSpot again as writes: counted by hour, so that any process can say it of all of them. */
import type pg from 'pg';
import type { Instant } from '../core/agreement.ts';
import { classOf } from '../core/duration-class.ts';
import { answered } from './connection.ts';

const HOUR_MS = 3_600_000;

/** @param durations in milliseconds; below 0 counts as 0 (HubSpot's clock is another). */
export async function countEventToCrm(pool: pg.Pool, durations: readonly number[], now: Instant): Promise<void> {
  if (durations.length === 0) return;
  const counted = new Map<number, number>();
  for (const ms of durations) {
    const of = classOf(Math.max(0, ms));
    counted.set(of, (counted.get(of) ?? 0) + 1);
  }
  // In one order, so that two batches that end together do not wait for each other's rows.
  const rows = [...counted].sort(([a], [b]) => a - b);
  await answered('counting how long events took', () =>
    pool.query({
      name: 'count-event-to-crm',
      text: `INSERT INTO baton.event_to_crm AS c (hour_at, class, n)
        SELECT $1, class, n FROM unnest($2::smallint[], $3::bigint[]) AS i (class, n)
        ON CONFLICT (hour_at, class) DO UPDATE SET n = c.n + excluded.n`,
      values: [now - (now % HOUR_MS), rows.map(([of]) => of), rows.map(([, n]) => n)],
    }),
  );
}

/** Durations since the hour of `since`, by class. */
export async function eventToCrm(
  pool: pg.Pool,
  since: Instant,
): Promise<readonly { readonly class: number; readonly n: number }[]> {
  const { rows } = await answered('reading how long events took', () =>
    pool.query<{ class: number; n: number }>(
      'SELECT class, sum(n)::bigint AS n FROM baton.event_to_crm WHERE hour_at >= $1 GROUP BY class ORDER BY class',
      [since - (since % HOUR_MS)],
    ),
  );
  return rows;
}
