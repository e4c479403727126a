/** The portal's rolling window, shared by all processes: one short statement under the row lock of its bucket. */
import type pg from 'pg';
import type { Instant } from '../core/agreement.ts';
import { answered } from './connection.ts';

/** 0: the call may go and is counted. Otherwise the milliseconds after which there may be room. */
export async function reserveCall(
  pool: pg.Pool,
  { bucket, limit, windowMs, now }: { bucket: string; limit: number; windowMs: number; now: Instant },
): Promise<number> {
  const { rows } = await answered(`waiting for a place in ${bucket}`, () =>
    pool.query<{ wait: number }>({
      name: 'reserve-call',
      text: 'SELECT baton.reserve_call($1, $2, $3, $4) AS wait',
      values: [bucket, limit, windowMs, now],
    }),
  );
  return rows[0]?.wait ?? windowMs;
}
