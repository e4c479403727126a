import type { Command } from '../command.ts';
import { onServer, setPaused } from '../../worker/authority.ts';
import { withStore } from '../with-store.ts';

export const command: Command = {
  name: 'resume',
  summary: 'go on after a pause',
  usage: 'baton resume',
  run: (_args, io) =>
    withStore(io, async (store, { clock }) => {
      await setPaused(store, { paused: false, acting: onServer(clock.now()) });
      const { dueNow } = await store.counts(clock.now());
      io.out(`Resumed. Contacts due now: ${dueNow}.`);
      return 0;
    }),
};
