import type { Command } from '../command.ts';
import { withStore } from '../with-store.ts';

export const command: Command = {
  name: 'pause',
  summary: 'stop every write to HubSpot within seconds; deliveries are still recorded',
  usage: 'baton pause',
  run: (_args, io) =>
    withStore(io, async (store, { clock }) => {
      await store.setSetting('paused', true, clock.now());
      io.out(
        'Paused: no new batch is taken; what is in hand ends within seconds. Deliveries are still recorded. "baton resume" goes on.',
      );
      return 0;
    }),
};
