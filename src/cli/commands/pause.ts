import type { Command } from '../command.ts';
import { onServer, setPaused } from '../../worker/authority.ts';
import { withStore } from '../with-store.ts';

export const command: Command = {
  name: 'pause',
  summary: 'stop every write to HubSpot at once; deliveries are still recorded',
  usage: 'baton pause',
  run: (_args, io) =>
    withStore(io, async (store, { clock }) => {
      await setPaused(store, { paused: true, acting: onServer(clock.now()) });
      io.out(
        'Paused: nothing more is written to HubSpot, also of what is in hand. Deliveries are still recorded. "baton resume" goes on.',
      );
      return 0;
    }),
};
