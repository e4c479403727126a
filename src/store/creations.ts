/** The way of a task, a note or an e-mail's log: intended → sending → done, failed or ambiguous. One statement per step, so only one process takes it. */
import type pg from 'pg';
import type { Instant } from '../core/agreement.ts';
import type { CreateTask } from '../core/effect.ts';
import { BatonError } from '../errors.ts';
import { answered } from './connection.ts';
import type { TaskState } from './store.ts';
import { storableJson, storableText } from './text.ts';

/**
 * Takes one as it was seen, `from`, to `sending` and counts the attempt; false: somebody else has tried since. The attempts make
 * this exclusive even from `sending`, when two processes find the same abandoned attempt.
 */
export async function beginCreation(
  pool: pg.Pool,
  key: string,
  { from, now }: { from: { readonly state: TaskState; readonly attempts: number }; now: Instant },
): Promise<boolean> {
  const { rowCount } = await answered(`beginning ${key}`, () =>
    pool.query({
      name: 'begin-creation',
      text: `UPDATE baton.task_effect SET state = 'sending', attempts = attempts + 1, changed_at = $3, error = NULL
        WHERE key = $1 AND state = $2 AND attempts = $4 AND state <> 'done'`,
      values: [key, from.state, now, from.attempts],
    }),
  );
  return rowCount === 1;
}

/**
 * Records how the attempt ended. What is done stays done.
 * @throws NOT_FOUND when there is no such intent: the outcome of a call that was never intended.
 */
export async function endCreation(
  pool: pg.Pool,
  key: string,
  { outcome, now }: { outcome: { state: TaskState; hubspotId?: string; error?: string }; now: Instant },
): Promise<void> {
  const { rowCount } = await answered(`ending ${key}`, () =>
    pool.query({
      name: 'end-creation',
      text: `UPDATE baton.task_effect
        SET state = CASE WHEN state = 'done' THEN state ELSE $2 END, hubspot_id = coalesce($3, hubspot_id),
          error = CASE WHEN state = 'done' OR $2 = 'done' THEN NULL ELSE $4 END, changed_at = $5
        WHERE key = $1`,
      values: [
        key,
        outcome.state,
        outcome.hubspotId ?? null,
        outcome.error === undefined ? null : storableText(outcome.error),
        now,
      ],
    }),
  );
  if (rowCount === 0) {
    throw new BatonError('NOT_FOUND', { what: `${key}`, fix: 'its contact may have been purged meanwhile' });
  }
}

/** HubSpot has been told of a task as it is in `told`. A change decided meanwhile stays to be told. */
export async function taskRevised(pool: pg.Pool, key: string, told: CreateTask): Promise<void> {
  await answered(`noting the change of ${key}`, () =>
    pool.query(`UPDATE baton.task_effect SET outdated = false WHERE key = $1 AND task = $2::jsonb`, [
      key,
      storableJson(told),
    ]),
  );
}
