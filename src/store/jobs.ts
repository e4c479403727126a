/** Work that really is a job: queued, retried with growing pauses, dead-lettered, run on a schedule. pg-boss on the same database. */
import type pg from 'pg';
import { PgBoss } from 'pg-boss';
import type { Db, Job } from 'pg-boss';
import type { Instant } from '../core/agreement.ts';
import type { Connection, StoreLog } from './connection.ts';
import { answered, createPool, silent } from './connection.ts';
import type { RetentionTerms } from './retention.ts';
import { applyRetention, RETENTION } from './retention.ts';

export interface Jobs {
  /** Runs `handler` for each job of the queue, one at a time in this process. A job whose handler throws is tried again. */
  work<T extends object>(queue: string, handler: (data: T, signal: AbortSignal) => Promise<void>): Promise<void>;
  /** With `tx` the job exists exactly if that transaction commits. */
  send(queue: string, data: object, options?: { tx?: pg.ClientBase }): Promise<void>;
  /** Sends an empty job at each time of the cron expression, one for all processes. `zone` is an IANA name; UTC unless given. */
  schedule(queue: string, cron: string, zone?: string): Promise<void>;
  /** Lets running handlers finish, for at most `STOP_MS`. */
  stop(): Promise<void>;
}

const SCHEMA = 'pgboss';
const STOP_MS = 10_000;
/** Pauses of 5, 10, 20 … seconds, at most 10 minutes: ten attempts outlast half an hour of a broken world. */
const RETRIES = { retryLimit: 10, retryDelay: 5, retryBackoff: true, retryDelayMax: 600 } as const;
/** A job of a process that died is free again after this long, and is looked for every second. */
const CRASH_RECOVERY = { heartbeatSeconds: 10 } as const;
const MONITOR_SECONDS = 1;
const DEAD = 'dead';
const RETENTION_QUEUE = 'retention';
/** Once a day, off the full hour. */
const RETENTION_CRON = '17 3 * * *';

/**
 * Starts pg-boss and the retention job.
 * @param now what the retention job counts from; pg-boss itself schedules by the server's clock.
 * @throws DATABASE_UNAVAILABLE (retry).
 */
export async function openJobs({
  connection,
  now,
  retention = RETENTION,
  log = silent,
}: {
  connection: Connection;
  now: () => Instant;
  retention?: RetentionTerms;
  log?: StoreLog;
}): Promise<Jobs> {
  const pool = createPool(connection, { size: 4, log });
  const boss = new PgBoss({
    db: asDb(pool),
    schema: SCHEMA,
    monitorIntervalSeconds: MONITOR_SECONDS,
    superviseIntervalSeconds: MONITOR_SECONDS,
  });
  boss.on('error', (error) => log.warn({ err: error }, 'the job queue met an error'));
  const known = new Map<string, Promise<void>>();
  const queueOf = (name: string): Promise<void> => {
    const made = known.get(name) ?? createQueue(boss, name);
    known.set(name, made);
    // A queue that could not be made is tried again by the next who asks.
    made.catch(() => known.delete(name));
    return made;
  };

  const jobs: Jobs = {
    async work<T extends object>(queue: string, handler: (data: T, signal: AbortSignal) => Promise<void>) {
      await queueOf(queue);
      await boss.work<T>(queue, async ([job]: Job<T>[]) => {
        if (job !== undefined) await handler(job.data, job.signal);
      });
    },
    async send(queue, data, { tx } = {}) {
      await answered(`queueing a job on ${queue}`, async () => {
        await queueOf(queue);
        await boss.send(queue, data, tx === undefined ? {} : { db: asDb(tx) });
      });
    },
    async schedule(queue, cron, zone = 'UTC') {
      await queueOf(queue);
      await boss.schedule(queue, cron, {}, { tz: zone });
    },
    async stop() {
      await boss.stop({ graceful: true, timeout: STOP_MS, close: false });
      await pool.end();
    },
  };

  try {
    await answered('starting the job queue', async () => {
      await boss.start();
      await jobs.work(RETENTION_QUEUE, async () => {
        const dropped = await applyRetention(pool, { terms: retention, now: now() });
        log.info({ ...dropped }, 'what was past its time was dropped');
      });
      await jobs.schedule(RETENTION_QUEUE, RETENTION_CRON);
    });
  } catch (error) {
    await boss.stop({ graceful: false, close: false }).catch(() => {});
    await pool.end();
    throw error;
  }
  return jobs;
}

async function createQueue(boss: PgBoss, name: string): Promise<void> {
  await boss.createQueue(DEAD);
  await boss.createQueue(name, { ...RETRIES, ...CRASH_RECOVERY, deadLetter: DEAD });
}

const asDb = (queryable: Pick<pg.ClientBase, 'query'>): Db => ({
  executeSql: (text, values) => queryable.query(text, values),
});
