/** One connection that listens, and comes back by itself when it breaks. */
import pg from 'pg';
import type { Connection, StoreLog } from './connection.ts';
import { connectionFor } from './connection.ts';

export interface Listener {
  close(): Promise<void>;
}

const RECONNECT_MS = [100, 500, 2_000, 5_000] as const;

/**
 * Calls `onNotice` for each notification on `channel`, and once after each (re)connection, for what was missed meanwhile.
 * Resolves when it listens or the first attempt has failed; later attempts go on until it is closed.
 */
export async function openListener(
  connection: Connection,
  { channel, onNotice, log }: { channel: string; onNotice: () => void; log: StoreLog },
): Promise<Listener> {
  let client: pg.Client | null = null;
  let timer: NodeJS.Timeout | null = null;
  let attempt = 0;
  let closed = false;

  const connect = async (): Promise<void> => {
    const next = new pg.Client(connectionFor(connection, 'baton listener'));
    let lost = false;
    const lose = (error?: Error): void => {
      if (lost) return;
      lost = true;
      if (client === next) client = null;
      void next.end().catch(() => {});
      if (closed) return;
      const wait = RECONNECT_MS[Math.min(attempt, RECONNECT_MS.length - 1)] ?? 5_000;
      attempt += 1;
      log.warn({ err: error, waitMs: wait }, 'the connection that listens for due contacts broke; it is opened again');
      timer = setTimeout(() => void connect(), wait);
      timer.unref();
    };
    next.on('error', lose);
    next.on('end', () => lose());
    next.on('notification', () => onNotice());
    try {
      await next.connect();
      await next.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
      if (closed) return void (await next.end());
      client = next;
      attempt = 0;
      onNotice();
    } catch (error) {
      lose(error instanceof Error ? error : new Error(String(error)));
    }
  };

  await connect();
  return {
    async close() {
      closed = true;
      if (timer !== null) clearTimeout(timer);
      const last = client;
      client = null;
      await last?.end();
    },
  };
}
