/** Carries a rescore to its end in front of somebody who watches. */
import type { Clock, Store } from '../deps.ts';
import { continueRescore } from '../worker/rescore.ts';
import type { Io } from './command.ts';
import { progressLine } from './progress.ts';

export async function rescoreAll(store: Store, { clock, io }: { clock: Clock; io: Io }): Promise<void> {
  const show = progressLine(io, ({ done, total }) => `${done} of ${total} contacts made due`);
  const state = await continueRescore(
    { store, clock },
    { onProgress: ({ done, total }) => show({ done, total: Math.max(done, total) }) },
  );
  if (state !== null) {
    io.out(
      `${state.done} contacts are due to be scored, behind everything that is live${state.readsAgain ? '; HubSpot is read again for what the agreement newly names' : ''}.`,
    );
  }
}
