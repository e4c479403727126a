/** `baton rescore`: makes everybody due, behind everything that is live. The first one finds everybody in the portal. */
import { parseArgs } from 'node:util';
import type { Config } from '../../config.ts';
import type { Store } from '../../deps.ts';
import { BatonError } from '../../errors.ts';
import { backfillInHand } from '../../worker/backfill.ts';
import { beginRescore, rescoreInHand } from '../../worker/rescore.ts';
import { inForceIn } from '../../agreement/stored.ts';
import { backfillAll } from '../backfill-all.ts';
import type { Command, ExitCode, Io } from '../command.ts';
import { rescoreAll } from '../rescore-all.ts';
import { withStore } from '../with-store.ts';

const USAGE = 'baton rescore [--portal] [--apply]';

export const command: Command = {
  name: 'rescore',
  summary: 'make everybody due to be scored, behind everything that is live; the first time, find everybody in HubSpot',
  usage: `${USAGE}

The first one asks HubSpot for every contact of the portal, 100 a call; later ones take those that are known.
--portal   ask HubSpot for every contact again
Without --apply it says how many. Interrupted, it goes on where it was; each contact is made due once.`,
  async run(args, io) {
    const { values } = parseArgs({
      args: [...args],
      options: { apply: { type: 'boolean', default: false }, portal: { type: 'boolean', default: false } },
    });
    return withStore(io, async (store, config) => {
      const backfill = await backfillInHand({ store });
      if (values.portal || backfill === null || backfill.finishedAt === null) {
        return backfillAll(store, { config, io, ...values });
      }
      return rescoreKnown(store, { config, io, apply: values.apply });
    });
  },
};

async function rescoreKnown(
  store: Store,
  { config: { clock }, io, apply }: { config: Config; io: Io; apply: boolean },
): Promise<ExitCode> {
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
  if (!apply) {
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
}
