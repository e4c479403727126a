/** A contact that HubSpot has no more: kept as gone, handed over to the one it was merged into, or purged. */
import type pg from 'pg';
import type { Instant } from '../core/agreement.ts';
import { answered, inTransaction } from './connection.ts';

/**
 * `purge` removes every row about the contact and about those merged into it, and leaves a keyed hash that refuses late replays.
 * Otherwise the record stays with `goneAt` and nothing is due; `mergedInto` gets its unread events and becomes due.
 */
export async function forget(
  pool: pg.Pool,
  contactId: string,
  { purge, mergedInto, now }: { purge: boolean; mergedInto?: string; now: Instant },
): Promise<void> {
  const winner = mergedInto === contactId ? null : (mergedInto ?? null);
  await answered(`forgetting contact ${contactId}`, async () => {
    if (!purge) return inTransaction(pool, (client) => markGone(client, contactId, { winner, now }));
    // Two steps, and safe to do again after either: once the tombstones stand, nothing new about this person is stored.
    await inTransaction(pool, (client) => bar(client, contactId, now));
    await inTransaction(pool, (client) => erase(client, contactId));
  });
}

const PERSON = `
WITH RECURSIVE person (contact_id) AS (
  SELECT $1::text COLLATE "C"
  UNION
  SELECT r.contact_id FROM baton.record AS r JOIN person ON r.merged_into = person.contact_id
)`;

/** Every statement that could bring the contact back reads the tombstones: the lock waits for those under way, briefly. */
async function bar(client: pg.PoolClient, contactId: string, now: Instant): Promise<void> {
  await client.query('LOCK TABLE baton.tombstone IN ACCESS EXCLUSIVE MODE');
  await client.query(
    `${PERSON} INSERT INTO baton.tombstone (hash, purged_at)
    SELECT baton.tombstone_of(contact_id), $2 FROM person ON CONFLICT DO NOTHING`,
    [contactId, now],
  );
}

async function erase(client: pg.PoolClient, contactId: string): Promise<void> {
  // This reads all stored events; it is rare and may take its time.
  await client.query("SELECT set_config('statement_timeout', '0', true)");
  const { rows } = await client.query<{ contact_id: string }>(`${PERSON} SELECT contact_id FROM person`, [contactId]);
  const ids = rows.map((row) => row.contact_id);
  await client.query('SELECT FROM baton.contact WHERE contact_id = ANY ($1) ORDER BY contact_id FOR UPDATE', [ids]);
  await client.query(`UPDATE baton.dealt SET companies = '{}' WHERE contact_id = ANY ($1)`, [ids]);
  await client.query('DELETE FROM baton.contact WHERE contact_id = ANY ($1)', [ids]);
  await client.query('DELETE FROM baton.event WHERE contact_ids && $1::text[]', [ids]);
  // Quarantined entries could not be read; one that names the id as a whole number may be about this person.
  const named = ids.filter((id) => /^\d+$/.test(id));
  if (named.length === 0) return;
  await client.query('DELETE FROM baton.quarantine WHERE entry ~ $1', [`(^|[^0-9])(${named.join('|')})([^0-9]|$)`]);
}

async function markGone(
  client: pg.PoolClient,
  contactId: string,
  { winner, now }: { winner: string | null; now: Instant },
): Promise<void> {
  // Both rows are locked by id before either changes, as everywhere.
  const { rows } = await client.query<{ contact_id: string; events: string }>(
    `SELECT contact_id, (in_hand || unread)::text AS events FROM baton.contact
    WHERE contact_id = ANY ($1) ORDER BY contact_id FOR UPDATE`,
    [[contactId, ...(winner === null ? [] : [winner])]],
  );
  const events = rows.find((row) => row.contact_id === contactId)?.events ?? '{}';
  await client.query(
    // What came in while HubSpot was asked has been read by nobody: its twin may be a privacy deletion, or a restore.
    `UPDATE baton.contact SET due_at = CASE WHEN $2 OR unread = '{}' THEN NULL ELSE $3::bigint END,
      due_because = CASE WHEN $2 OR unread = '{}' THEN due_because ELSE 'event' END,
      lease_by = NULL, lease_until = NULL, claimed_version = NULL,
      planned_version = CASE WHEN $2 OR unread = '{}' THEN version ELSE planned_version END,
      in_hand = '{}', unread = CASE WHEN $2 THEN '{}' ELSE unread END, attempts = 0,
      buried_at = NULL, buried_code = NULL, buried_message = NULL
    WHERE contact_id = $1`,
    [contactId, winner !== null, now],
  );
  await client.query(
    'UPDATE baton.record SET gone_at = coalesce(gone_at, $2), merged_into = coalesce($3, merged_into) WHERE contact_id = $1',
    [contactId, now, winner],
  );
  // Nobody waits here any more.
  await client.query('UPDATE baton.gap SET resolved_at = $2 WHERE contact_id = $1 AND resolved_at IS NULL', [
    contactId,
    now,
  ]);
  if (winner === null) return;
  await client.query('UPDATE baton.record SET merged_into = $2 WHERE merged_into = $1 AND contact_id <> $2', [
    contactId,
    winner,
  ]);
  await client.query(
    `INSERT INTO baton.contact AS c (contact_id, lane, due_at, due_because, unread)
    SELECT $1, 0, $2, 'event', $3::bigint[]
    WHERE NOT EXISTS (SELECT FROM baton.tombstone WHERE hash = baton.tombstone_of($1))
    ON CONFLICT (contact_id) DO UPDATE SET lane = 0, due_at = least(c.due_at, excluded.due_at), due_because = 'event',
      version = c.version + 1, unread = c.unread || excluded.unread`,
    [winner, now, events],
  );
  // A task not yet known to exist is the winner's to see through: its marker finds it whichever record HubSpot keeps it with. Where
  // the winner has one of that cycle too, it counts below the first cycle: both were promised before the two became one.
  await client.query(
    `UPDATE baton.task_effect AS t SET contact_id = $2, cycle_no = CASE
      WHEN EXISTS (SELECT FROM baton.task_effect AS w WHERE w.contact_id = $2 AND w.cycle_no = t.cycle_no AND w.kind = t.kind AND w.state <> 'failed')
      THEN (SELECT least(0, min(w.cycle_no)) - 1 FROM baton.task_effect AS w WHERE w.contact_id = $2 AND w.kind = t.kind)
      ELSE t.cycle_no END
    WHERE contact_id = $1 AND state <> 'done' AND EXISTS (SELECT FROM baton.contact WHERE contact_id = $2)`,
    [contactId, winner],
  );
  // What was said about either was said about this person, and so was what happened. The winner's own stays where both have one.
  for (const table of ['said', 'activity', 'dealt']) {
    await client.query(
      `UPDATE baton.${table} SET contact_id = $2 WHERE contact_id = $1 AND EXISTS (SELECT FROM baton.contact WHERE contact_id = $2)`,
      [contactId, winner],
    );
  }
}
