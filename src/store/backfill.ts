/** Everybody in the portal, found page by page: the page's contacts become due in the transaction that moves the cursor. */
import type pg from 'pg';
import type { Instant } from '../core/agreement.ts';
import { answered, inTransaction } from './connection.ts';
import { MAKE_DUE } from './due.ts';
import { LANES } from './lane.ts';
import type { BackfillState } from './store.ts';
import { storableJson } from './text.ts';

interface Page {
  readonly from: BackfillState;
  readonly ids: readonly string[];
  readonly next: string | null;
  readonly now: Instant;
}

/** @returns how it stands afterwards; null: none was ever begun. */
export function backfillStep(pool: pg.Pool, { from, ids, next, now }: Page): Promise<BackfillState | null> {
  return answered('making contacts due for a backfill', () =>
    inTransaction(pool, async (client) => {
      const { rows } = await client.query<{ value: BackfillState | null }>(
        "SELECT value FROM baton.setting WHERE name = 'backfill' FOR UPDATE",
      );
      const state = rows[0]?.value ?? null;
      if (state === null || state.startedAt !== from.startedAt || state.cursor !== from.cursor) return state;
      if (state.finishedAt !== null) return state;
      if (ids.length > 0) {
        await client.query({
          name: 'make-due',
          text: MAKE_DUE,
          values: [ids, LANES.indexOf('import'), now, 'rescore'],
        });
      }
      const moved: BackfillState = {
        ...state,
        cursor: next ?? state.cursor,
        done: state.done + ids.length,
        finishedAt: next === null ? now : null,
      };
      await client.query("UPDATE baton.setting SET value = $1, changed_at = $2 WHERE name = 'backfill'", [
        storableJson(moved),
        now,
      ]);
      return moved;
    }),
  );
}
