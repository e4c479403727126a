/** `baton rescore`: makes every known contact due, behind everything that is live. */
import { parseArgs } from 'node:util';
import { BatonError } from '../../errors.ts';
import { beginRescore, rescoreInHand } from '../../worker/rescore.ts';
import { inForceIn } from '../../agreement/stored.ts';
import type { Command } from '../command.ts';
import { rescoreAll } from '../rescore-all.ts';
import { withStore } from '../with-store.ts';

export const command: Command = {
  name: 'rescore',
  summary: 'make every known contact due to be scored again, behind everything that is live',
  usage:
    'baton rescore [--apply]\n\nWithout --apply it says how many. Interrupted, it goes on where it was; each contact is made due once.',
  async run(args, io) {
    const { values } = parseArgs({ args: [...args], options: { apply: { type: 'boolean', default: false } } });
    return withStore(io, async (store, { clock }) => {
      const agreement = inForceIn(await store.agreementBook());
      if (agreement === null) {
        throw new BatonError('NOT_FOUND', {
          what: 'an agreement in force',
          found: 'none',
          fix: 'npx baton apply --apply',
        });
      }
      const state = await rescoreInHand(store);
      const isOpen = state !== null && state.finishedAt === null && state.hash === agreement.hash;
      const total = await store.countKnown();
      io.out(
        isOpen
          ? `A rescore begun ${new Date(state.startedAt).toISOString()} was interrupted: ${state.done} of ${total} contacts were made due.`
          : `${total} contacts are known.`,
      );
      if (!values.apply) {
        io.out(
          isOpen
            ? 'Say --apply to go on with it.'
            : 'They would be made due, behind everything that is live. Say --apply to do it.',
        );
        return 0;
      }
      const now = clock.now();
      if (!isOpen) await store.setSetting('rescore', beginRescore({ after: agreement, before: null, total, now }), now);
      await rescoreAll(store, { clock, io });
      return 0;
    });
  },
};
