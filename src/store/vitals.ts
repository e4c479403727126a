/** Vital signs that can be read in a moment, however much there is: index look-ups, and no counting of tables. */
import type pg from 'pg';
import type { Instant } from '../core/agreement.ts';
import { answered } from './connection.ts';
import type { StoreVitals } from './store.ts';

const FREE = 'due_at <= $1 AND (lease_until IS NULL OR lease_until <= $1)';
const lane = (number: 0 | 1): string => `
  (SELECT due_at FROM baton.contact WHERE lane = ${number} AND ${FREE} ORDER BY due_at LIMIT 1) AS oldest_${number},
  (SELECT count(*) FROM baton.contact WHERE lane = ${number} AND due_at IS NOT NULL AND lease_until > $1) AS hand_${number}`;

interface VitalsRow {
  readonly oldest_0: number | null;
  readonly oldest_1: number | null;
  readonly hand_0: number;
  readonly hand_1: number;
  readonly oldest_clock: number | null;
  readonly parked: number;
}

export async function vitals(pool: pg.Pool, now: Instant): Promise<StoreVitals> {
  const { rows } = await answered('reading vital signs', () =>
    pool.query<VitalsRow>({
      name: 'vitals',
      text: `SELECT ${lane(0)}, ${lane(1)},
        (SELECT due_at FROM baton.contact WHERE lane = 0 AND ${FREE} AND due_because = 'clock' ORDER BY due_at LIMIT 1) AS oldest_clock,
        (SELECT count(*) FROM baton.contact WHERE buried_at IS NOT NULL) AS parked`,
      values: [now],
    }),
  );
  const [row] = rows;
  return {
    lanes: {
      live: { oldestDueAt: row?.oldest_0 ?? null, inHand: row?.hand_0 ?? 0 },
      import: { oldestDueAt: row?.oldest_1 ?? null, inHand: row?.hand_1 ?? 0 },
    },
    oldestClockAt: row?.oldest_clock ?? null,
    parked: row?.parked ?? 0,
  };
}
