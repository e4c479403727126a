import type { Command } from '../command.ts';
import { withStore } from '../with-store.ts';

export const command: Command = {
  name: 'resume',
  summary: 'go on after a pause',
  usage: 'baton resume',
  run: (_args, io) =>
    withStore(io, async (store, { clock }) => {
      await store.setSetting('paused', false, clock.now());
      const { dueNow } = await store.counts(clock.now());
      io.out(`Resumed. Contacts due now: ${dueNow}.`);
      return 0;
    }),
};
