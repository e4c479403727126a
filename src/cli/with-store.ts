/** For commands that need only the database, beside a running service or without one. */
import type { Config } from '../config.ts';
import { readConfig } from '../config.ts';
import type { Store } from '../deps.ts';
import { createLog } from '../log.ts';
import type { ExitCode, Io } from './command.ts';
import { openStoreFor } from './compose.ts';

export async function withStore(io: Io, use: (store: Store, config: Config) => Promise<ExitCode>): Promise<ExitCode> {
  const config = readConfig(io.env);
  // Standard output belongs to the command's answer.
  const { store, close } = await openStoreFor(config, createLog('silent'));
  try {
    return await use(store, config);
  } finally {
    await close();
  }
}
