/** Tells workers, here and in other processes, that something became due. A hint: whoever misses it finds the work at the next look. */
import type { Connection, Queryable, StoreLog } from './connection.ts';
import type { Listener } from './listener.ts';
import { openListener } from './listener.ts';

export interface Wake {
  /** Something became due now: callbacks of this process run at once, other processes are told. */
  ring(): void;
  listen(callback: () => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

const CHANNEL = 'baton_due';
/**
 * NOTIFY takes a lock that lets only one transaction of the whole server commit at a time, so it stands outside the transactions
 * that store deliveries, and many of them share one.
 */
const QUIET_MS = 20;

export function createWake(db: Queryable, { connection, log }: { connection: Connection; log: StoreLog }): Wake {
  const callbacks = new Set<() => void>();
  let listener: Promise<Listener> | null = null;
  let quiet: NodeJS.Timeout | null = null;
  let again = false;
  let closed = false;
  let telling: Promise<unknown> = Promise.resolve();

  const tell = (): void => {
    telling = db.query('SELECT pg_notify($1, $2)', [CHANNEL, '']).catch((error: unknown) => {
      log.warn({ err: error }, 'other processes were not told that contacts are due; they look by themselves');
    });
  };
  const callBack = (): void => {
    for (const callback of callbacks) callback();
  };

  return {
    ring() {
      callBack();
      if (closed) return;
      if (quiet !== null) {
        again = true;
        return;
      }
      tell();
      quiet = setTimeout(() => {
        quiet = null;
        if (again) {
          again = false;
          tell();
        }
      }, QUIET_MS);
      quiet.unref();
    },
    async listen(callback) {
      callbacks.add(callback);
      listener ??= openListener(connection, { channel: CHANNEL, onNotice: callBack, log });
      await listener;
      return async () => {
        callbacks.delete(callback);
        if (callbacks.size > 0 || listener === null) return;
        const last = listener;
        listener = null;
        await (await last).close();
      };
    },
    async close() {
      closed = true;
      if (quiet !== null) clearTimeout(quiet);
      if (again) tell();
      callbacks.clear();
      await telling;
      await (await listener)?.close();
      listener = null;
    },
  };
}
