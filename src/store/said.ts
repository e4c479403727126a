/** What people say, and what sales and the lead do with each other: written down, and the contact is due. */
import type pg from 'pg';
import type { Activity } from '../core/activity.ts';
import type { Instant } from '../core/agreement.ts';
import { answered, inTransaction } from './connection.ts';
import { MAKE_DUE } from './due.ts';
import { LANES } from './lane.ts';
import type { Sayable } from './store.ts';
import { storableJson } from './text.ts';

/** @throws DATABASE_UNAVAILABLE (retry): nothing was written down. */
export function say(pool: pg.Pool, saying: Sayable, now: Instant): Promise<'said' | 'repeated' | 'unknown'> {
  const { contactId, cycleNo, key, by, through, what } = saying;
  return answered('writing down what was said', () =>
    inTransaction(pool, async (client) => {
      // The contact first, as everywhere; and a contact that was purged or never known gets no row.
      const known = await client.query('SELECT FROM baton.contact WHERE contact_id = $1 FOR UPDATE', [contactId]);
      if (known.rowCount === 0) return 'unknown';
      const { rowCount } = await client.query(
        `INSERT INTO baton.said (contact_id, cycle_no, key, at, by_user, by_email, through, what)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (key) DO NOTHING`,
        [contactId, cycleNo, key, now, by.userId, by.email, through, storableJson(what)],
      );
      if (rowCount === 0) return 'repeated';
      await client.query({
        name: 'make-due',
        text: MAKE_DUE,
        values: [[contactId], LANES.indexOf('live'), now, 'said'],
      });
      return 'said';
    }),
  );
}

/** Whether something was said under this key. */
export async function wasSaid(pool: pg.Pool, key: string): Promise<boolean> {
  const { rowCount } = await answered('looking for what was said', () =>
    pool.query('SELECT FROM baton.said WHERE key = $1', [key]),
  );
  return rowCount !== 0;
}

const PUT = `
WITH input AS (
  SELECT i.* FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::text[], $7::jsonb[])
    AS i (contact_id, kind, id, at, logged_at, owner_id, properties)
  WHERE EXISTS (SELECT FROM baton.contact AS c WHERE c.contact_id = i.contact_id)
)
INSERT INTO baton.activity AS a (contact_id, kind, id, at, logged_at, owner_id, properties)
SELECT contact_id, kind, id, at, logged_at, owner_id, properties FROM input ORDER BY contact_id, kind, id
ON CONFLICT (contact_id, kind, id) DO UPDATE SET at = excluded.at, logged_at = excluded.logged_at,
  owner_id = excluded.owner_id, properties = excluded.properties
WHERE (a.at, a.owner_id, a.properties) IS DISTINCT FROM (excluded.at, excluded.owner_id, excluded.properties)
RETURNING contact_id`;

/** @throws DATABASE_UNAVAILABLE (retry): nothing was kept. */
export function putActivities(
  pool: pg.Pool,
  activities: readonly { readonly contactId: string; readonly activity: Activity }[],
  now: Instant,
): Promise<number> {
  if (activities.length === 0) return Promise.resolve(0);
  const last = new Map(activities.map((a) => [`${a.contactId} ${a.activity.kind} ${a.activity.id}`, a]));
  const rows = [...last.values()];
  const of = <T>(pick: (row: (typeof rows)[number]) => T): T[] => rows.map(pick);
  return answered('storing activities', () =>
    inTransaction(pool, async (client) => {
      const ids = [...new Set(of((r) => r.contactId))];
      await client.query('SELECT FROM baton.contact WHERE contact_id = ANY ($1) ORDER BY contact_id FOR UPDATE', [ids]);
      const changed = await client.query<{ contact_id: string }>({
        name: 'put-activities',
        text: PUT,
        values: [
          of((r) => r.contactId),
          of((r) => r.activity.kind),
          of((r) => r.activity.id),
          of((r) => r.activity.at),
          of((r) => r.activity.loggedAt),
          of((r) => r.activity.ownerId),
          of((r) => storableJson(r.activity.properties)),
        ],
      });
      const due = [...new Set(changed.rows.map((row) => row.contact_id))];
      if (due.length > 0) {
        await client.query({ name: 'make-due', text: MAKE_DUE, values: [due, LANES.indexOf('live'), now, 'activity'] });
      }
      return due.length;
    }),
  );
}
