/**
 * What is dropped with time. The list is closed: payloads of events, events themselves, refused entries, how long
 * events took, and score changes that decided nothing. Decisions with their receipts, cycles, tasks and agreements are kept.
 */
import type pg from 'pg';
import type { Instant } from '../core/agreement.ts';
import { answered } from './connection.ts';

export interface RetentionTerms {
  /** Raw payloads and refused entries are kept this long. */
  readonly payloadDays: number;
  /** Score changes without a decision, and how long events took. */
  readonly scoreChangeDays: number;
}

export interface Dropped {
  readonly payloads: number;
  readonly events: number;
  readonly quarantined: number;
  readonly scoreChanges: number;
  /** Hours whose durations were counted, by class. */
  readonly durations: number;
}

export const RETENTION: RetentionTerms = { payloadDays: 30, scoreChangeDays: 90 };

const DAY_MS = 86_400_000;
/**
 * HubSpot repeats a delivery for 24 hours; a dedupe key outlives its payload by a week, so that whatever is still on its way is
 * recognised. https://developers.hubspot.com/docs/api-reference/latest/webhooks/guide
 */
const DEDUPE_DAYS = 7;
/** Rows per statement: short locks, and vacuum follows. */
const SLICE = 5_000;

const slices = {
  payloads: `UPDATE baton.event SET payload = NULL WHERE seq IN (
    SELECT e.seq FROM baton.event AS e WHERE e.received_at < $1 AND e.payload IS NOT NULL LIMIT ${SLICE})`,
  events: `DELETE FROM baton.event WHERE seq IN (SELECT seq FROM baton.event WHERE received_at < $1 LIMIT ${SLICE})`,
  quarantined: `DELETE FROM baton.quarantine WHERE seq IN (
    SELECT seq FROM baton.quarantine WHERE received_at < $1 LIMIT ${SLICE})`,
  scoreChanges: `DELETE FROM baton.decision WHERE seq IN (
    SELECT seq FROM baton.decision WHERE decided_at < $1 AND receipt IS NULL LIMIT ${SLICE})`,
  durations: `DELETE FROM baton.event_to_crm WHERE (hour_at, class) IN (
    SELECT hour_at, class FROM baton.event_to_crm WHERE hour_at < $1 LIMIT ${SLICE})`,
} as const;

/** Drops what is past its time, in slices. Safe to run twice and to stop at any moment. */
export async function applyRetention(
  pool: pg.Pool,
  { terms = RETENTION, now }: { terms?: RetentionTerms; now: Instant },
): Promise<Dropped> {
  const payloadsBefore = now - terms.payloadDays * DAY_MS;
  return {
    payloads: await drop(pool, slices.payloads, payloadsBefore),
    events: await drop(pool, slices.events, payloadsBefore - DEDUPE_DAYS * DAY_MS),
    quarantined: await drop(pool, slices.quarantined, payloadsBefore),
    scoreChanges: await drop(pool, slices.scoreChanges, now - terms.scoreChangeDays * DAY_MS),
    durations: await drop(pool, slices.durations, now - terms.scoreChangeDays * DAY_MS),
  };
}

async function drop(pool: pg.Pool, slice: string, before: Instant): Promise<number> {
  for (let total = 0; ;) {
    const { rowCount } = await answered('dropping what is past its time', () => pool.query(slice, [before]));
    total += rowCount ?? 0;
    if ((rowCount ?? 0) < SLICE) return total;
  }
}
