/** `baton reconcile`: compares HubSpot with the ledger, contact by contact, and puts right what may be put right. */
import { parseArgs } from 'node:util';
import { GAPS } from '../../core/audit.ts';
import type { Gap } from '../../core/audit.ts';
import { createDirectory } from '../../worker/directory.ts';
import { reconcileStep } from '../../worker/reconcile.ts';
import type { Command } from '../command.ts';
import { compose } from '../compose.ts';
import { createLog } from '../../log.ts';
import { progressLine } from '../progress.ts';
import { readConfig } from '../../config.ts';

const USAGE = `baton reconcile [--apply] [--json]

Looks at every known contact once, 100 a call, and lists where HubSpot and the ledger disagree and which leads have no next step.
Interrupted, the next one goes on where it stopped. A running service does the same once a day.
--apply   puts right what may be put right: the running service reads these contacts again and plans them anew
exit 0 nothing is found, 2 something is`;

export const command: Command = {
  name: 'reconcile',
  summary: 'compare HubSpot with the ledger; find and mend leads that fell through',
  usage: USAGE,
  async run(args, io) {
    const { values } = parseArgs({
      args: [...args],
      options: { apply: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
    });
    const config = readConfig(io.env);
    const composition = await compose({ ...config, metricsPort: null }, createLog('silent'));
    try {
      const { store } = composition;
      const total = await store.countKnown();
      const show = progressLine(io, ({ done, total: all }) => `${done} of ${all} contacts compared`);
      const gaps: Gap[] = [];
      for (;;) {
        const step = await reconcileStep(
          { ...composition, directory: createDirectory(composition) },
          { repair: values.apply },
        );
        gaps.push(...step.gaps);
        show({ done: step.pass.looked, total: Math.max(total, step.pass.looked) });
        if (step.complete) break;
      }
      const stateless = await store.inNoState(20);
      if (values.json) {
        io.out(JSON.stringify({ gaps, inNoState: stateless }, null, 2));
      } else {
        for (const { contactId, kind, because, repair } of gaps) {
          const what =
            repair === null ? 'for a person to look at' : values.apply ? 'being put right' : 'can be put right';
          io.out(`contact ${contactId}: ${GAPS[kind]} (${because}); ${what}`);
        }
        io.out(`Leads in no state: ${stateless.count}.`);
        if (gaps.some(({ repair }) => repair !== null)) {
          io.out(
            values.apply
              ? 'The running service puts them right; run this again in a minute to see that none is left.'
              : 'Nothing was changed. "baton reconcile --apply" puts right what may be put right.',
          );
        }
      }
      return gaps.length === 0 && stateless.count === 0 ? 0 : 2;
    } finally {
      await composition.close();
    }
  },
};
