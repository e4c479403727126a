/** One real PostgreSQL for the whole run, with a migrated template database. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPool, silent } from '../../src/store/connection.ts';
import { openDatabase } from '../../src/store/embedded.ts';
import { migrate } from '../../src/store/migrate.ts';
import { asAdmin, SERVER_VARIABLE, TEMPLATE } from './database.ts';
import { running } from './running.ts';

export default async function globalSetup(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'baton-test-'));
  const dataDir = join(folder, 'data');
  // As root, PostgreSQL runs as somebody else, who must be able to pass through.
  await chmod(folder, 0o711);
  const database = await openDatabase({ dataDir, explicitDataDir: true });
  running.stop = async () => {
    await database.stop();
    await rm(folder, { recursive: true, force: true });
  };
  await asAdmin(database.connection, `CREATE DATABASE ${TEMPLATE}`);
  const pool = createPool({ ...database.connection, database: TEMPLATE }, { size: 1, log: silent });
  await migrate(pool);
  await pool.end();
  process.env[SERVER_VARIABLE] = JSON.stringify(database.connection);
}
