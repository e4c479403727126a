/** A command as somebody runs it: what it printed and its exit code, against a real database of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../../src/cli/main.ts';
import type { Store } from '../../src/deps.ts';
import type { Connection } from '../../src/store/connection.ts';
import { openStore } from '../../src/store/open.ts';
import { freshDatabase } from '../support/database.ts';

export interface Ran {
  readonly code: 0 | 1 | 2;
  readonly out: string;
  readonly err: string;
}

export interface Desk {
  readonly store: Store;
  readonly connection: Connection;
  readonly folder: string;
  run(...args: readonly string[]): Promise<Ran>;
  /** From now on commands run at this moment. */
  at(instant: string): void;
  close(): Promise<void>;
}

/** `pg` takes the folder of a socket as a parameter of the URL. */
export function urlOf({ host, port, user, password, database }: Connection): string {
  const secret = encodeURIComponent(String(password));
  return `postgres://${user}:${secret}@/${database}?host=${encodeURIComponent(host ?? '')}&port=${port ?? 5432}`;
}

export async function openDesk(startAt = '2026-11-23T08:00:00.000Z'): Promise<Desk> {
  const database = await freshDatabase();
  const store = await openStore({ connection: database.connection, poolSize: 4 });
  const folder = mkdtempSync(join(tmpdir(), 'baton-cli-'));
  // Everybody in the portal has been found: commands look at who is known.
  await store.setSetting('backfill', { startedAt: 1, cursor: null, done: 0, total: 0, finishedAt: 1 }, 1);
  let now = startAt;
  return {
    store,
    connection: database.connection,
    folder,
    at: (instant) => void (now = instant),
    run: (...args) =>
      ranIn(folder, args, {
        HUBSPOT_ACCESS_TOKEN: 'pat-eu1-not-used',
        HUBSPOT_CLIENT_SECRET: 'not-used',
        HUBSPOT_API_URL: 'http://127.0.0.1:9',
        DATABASE_URL: urlOf(database.connection),
        // Practically standing still, so that what is printed is the same every time.
        BATON_CLOCK: `${now}@0.000001`,
      }),
    async close() {
      await store.close();
      await database.drop();
      rmSync(folder, { recursive: true });
    },
  };
}

export async function ranIn(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> {
  const printed = { out: '', err: '' };
  const print = (where: 'out' | 'err') => (text: string) =>
    void (printed[where] += text.endsWith('\n') ? text : `${text}\n`);
  const code = await runCommand(args, { out: print('out'), err: print('err'), env, cwd, isTerminal: false });
  return { code, ...printed };
}
