/** Who is there for leads, as they said themselves. */
import type pg from 'pg';
import type { Instant } from '../core/agreement.ts';
import { answered } from './connection.ts';
import type { SaidAvailability } from './store.ts';

interface Row {
  readonly email: string;
  readonly available: boolean;
  readonly until: Instant | null;
}

/** What holds at `now`, by e-mail in lower case. */
export async function availability(pool: pg.Pool, now: Instant): Promise<ReadonlyMap<string, SaidAvailability>> {
  const { rows } = await answered('reading who is there', () =>
    pool.query<Row>({
      name: 'availability',
      text: 'SELECT email, available, until FROM baton.availability WHERE until IS NULL OR until > $1',
      values: [now],
    }),
  );
  return new Map(rows.map(({ email, available, until }) => [email, { available, until }]));
}

/** @param said null: what was said before holds no longer. */
export async function sayAvailability(
  pool: pg.Pool,
  { email, userId }: { email: string; userId: string },
  { said, now }: { said: SaidAvailability | null; now: Instant },
): Promise<void> {
  await answered('writing down who is there', () =>
    said === null
      ? pool.query('DELETE FROM baton.availability WHERE email = $1', [email.toLowerCase()])
      : pool.query(
          `INSERT INTO baton.availability (email, available, until, said_at, by_user) VALUES ($1, $2, $3, $4, $5)
          ON CONFLICT (email) DO UPDATE SET available = excluded.available, until = excluded.until,
            said_at = excluded.said_at, by_user = excluded.by_user`,
          [email.toLowerCase(), said.available, said.until, now, userId],
        ),
  );
}
