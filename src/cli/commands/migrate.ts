import type { Command } from '../command.ts';
import { withStore } from '../with-store.ts';

export const command: Command = {
  name: 'migrate',
  summary: 'bring the database to this version’s schema (every start does it too)',
  usage: 'baton migrate',
  run: (_args, io) =>
    withStore(io, async (store, { clock }) => {
      await store.ready(clock.now());
      io.out('The database schema is up to date.');
      return 0;
    }),
};
