/** All known contacts, page by page: to look at them, and to make them due once each whatever is killed in between. */
import type pg from 'pg';
import type { Instant } from '../core/agreement.ts';
import type { Cycle } from '../core/cycle.ts';
import type { Fact } from '../core/signal.ts';
import { answered, inTransaction } from './connection.ts';
import { MAKE_DUE } from './due.ts';
import { LANES } from './lane.ts';
import type { ActivityRow, RecordRow, SaidRow } from './rows.ts';
import { ACTIVITY_COLUMNS, activityOf, RECORD_COLUMNS, SAID_COLUMNS, saying, storedContact } from './rows.ts';
import type { Mirrored, RescoreState } from './store.ts';
import { storableJson } from './text.ts';

const KNOWN = 'FROM baton.contact AS c LEFT JOIN baton.record AS r USING (contact_id) WHERE r.gone_at IS NULL';

export async function countKnown(pool: pg.Pool): Promise<number> {
  const { rows } = await answered('counting contacts', () =>
    pool.query<{ n: number }>(`SELECT count(*) AS n ${KNOWN}`),
  );
  return rows[0]?.n ?? 0;
}

interface MirrorRow extends RecordRow {
  readonly contact_id: string;
  readonly cycle: Cycle | null;
}

interface InheritedRow {
  readonly contact_id: string;
  readonly merged_into: string;
  readonly facts: readonly Fact[];
  readonly cycle: Cycle | null;
}

const CYCLE =
  '(SELECT cycle FROM baton.cycle AS y WHERE y.contact_id = c.contact_id ORDER BY no DESC LIMIT 1) AS cycle';

/** The next contacts after `after` in the order of their ids, as they are remembered. */
export function mirrorPage(
  pool: pg.Pool,
  { after, limit }: { after: string | null; limit: number },
): Promise<readonly Mirrored[]> {
  return answered('reading the mirror', async () => {
    const { rows } = await pool.query<MirrorRow>({
      name: 'mirror-page',
      text: `SELECT c.contact_id, ${RECORD_COLUMNS}, ${CYCLE} ${KNOWN} AND c.contact_id > $1 ORDER BY c.contact_id LIMIT $2`,
      values: [after ?? '', limit],
    });
    return withInherited(pool, rows);
  });
}

/** One contact as it is remembered; null: unknown, or gone. */
export function mirrored(pool: pg.Pool, contactId: string): Promise<Mirrored | null> {
  return answered(`reading contact ${contactId}`, async () => {
    const { rows } = await pool.query<MirrorRow>(
      `SELECT c.contact_id, ${RECORD_COLUMNS}, ${CYCLE} ${KNOWN} AND c.contact_id = $1`,
      [contactId],
    );
    const [found] = await withInherited(pool, rows);
    return found ?? null;
  });
}

async function withInherited(pool: pg.Pool, rows: readonly MirrorRow[]): Promise<readonly Mirrored[]> {
  const inherited = await pool.query<InheritedRow>({
    name: 'mirror-inherited',
    text: `SELECT r.contact_id, r.merged_into, r.facts,
        (SELECT cycle FROM baton.cycle AS y WHERE y.contact_id = r.contact_id ORDER BY no DESC LIMIT 1) AS cycle
      FROM baton.record AS r WHERE r.merged_into = ANY ($1) ORDER BY r.contact_id`,
    values: [rows.map((row) => row.contact_id)],
  });
  const ids = rows.map((row) => row.contact_id);
  const said = await pool.query<SaidRow>({
    name: 'mirror-said',
    text: `SELECT ${SAID_COLUMNS} FROM baton.said WHERE contact_id = ANY ($1) ORDER BY said.seq`,
    values: [ids],
  });
  const activities = await pool.query<ActivityRow>({
    name: 'mirror-activities',
    text: `SELECT ${ACTIVITY_COLUMNS} FROM baton.activity WHERE contact_id = ANY ($1) ORDER BY at, kind, id`,
    values: [ids],
  });
  const sayings = Map.groupBy(said.rows, (row) => row.contact_id);
  const done = Map.groupBy(activities.rows, (row) => row.contact_id);
  const into = Map.groupBy(inherited.rows, (row) => row.merged_into);
  return rows.map((row) => ({
    contactId: row.contact_id,
    record: storedContact(row),
    cycle: row.cycle,
    inherited: (into.get(row.contact_id) ?? []).map(({ contact_id, facts, cycle }) => ({
      contactId: contact_id,
      facts,
      cycle,
    })),
    sayings: (sayings.get(row.contact_id) ?? []).map(saying),
    activities: (done.get(row.contact_id) ?? []).map(activityOf),
  }));
}

/**
 * Makes the next contacts due and moves the cursor, in one transaction: a process killed in between leaves neither or both.
 * @returns the state afterwards; null: no rescore was ever begun.
 */
export function rescoreStep(
  pool: pg.Pool,
  { limit, now }: { limit: number; now: Instant },
): Promise<RescoreState | null> {
  return answered('making contacts due for a rescore', () =>
    inTransaction(pool, async (client) => {
      const found = await client.query<{ value: RescoreState }>(
        "SELECT value FROM baton.setting WHERE name = 'rescore' FOR UPDATE",
      );
      const state = found.rows[0]?.value;
      if (state === undefined || state.finishedAt !== null) return state ?? null;
      const { rows } = await client.query<{ contact_id: string }>(
        `SELECT c.contact_id ${KNOWN} AND c.contact_id > $1 ORDER BY c.contact_id LIMIT $2`,
        [state.cursor ?? '', limit],
      );
      const ids = rows.map((row) => row.contact_id);
      if (ids.length > 0) {
        await client.query({
          name: 'make-due',
          text: MAKE_DUE,
          values: [
            ids,
            LANES.indexOf('import'),
            Math.max(now, state.notBefore),
            state.readsAgain ? 'history' : 'rescore',
          ],
        });
        if (state.readsAgain) {
          // A company read a minute ago lacks a property that the agreement names since then.
          await client.query('UPDATE baton.record SET company_read_at = NULL WHERE contact_id = ANY ($1)', [ids]);
        }
      }
      const next: RescoreState = {
        ...state,
        cursor: ids.at(-1) ?? state.cursor,
        done: state.done + ids.length,
        finishedAt: ids.length < limit ? now : null,
      };
      await client.query("UPDATE baton.setting SET value = $1, changed_at = $2 WHERE name = 'rescore'", [
        storableJson(next),
        now,
      ]);
      return next;
    }),
  );
}

/**
 * Makes due whatever another agreement scored last and nothing will look at soon: contacts that were in hand, or planned by a process
 * that had not noticed yet, when this one was put in force.
 * @returns how many.
 */
export function makeStragglersDue(pool: pg.Pool, { hash, now }: { hash: string; now: Instant }): Promise<number> {
  return answered('looking for contacts scored by another agreement', async () => {
    const { rows } = await pool.query<{ contact_id: string }>(
      `SELECT c.contact_id FROM baton.score AS s JOIN baton.contact AS c USING (contact_id)
        LEFT JOIN baton.record AS r USING (contact_id)
      WHERE s.agreement <> $1 AND (c.due_at IS NULL OR c.due_at > $2) AND c.buried_at IS NULL AND r.gone_at IS NULL
      ORDER BY c.contact_id`,
      [hash, now],
    );
    const ids = rows.map((row) => row.contact_id);
    if (ids.length > 0) await pool.query(MAKE_DUE, [ids, LANES.indexOf('import'), now, 'rescore']);
    return ids.length;
  });
}
