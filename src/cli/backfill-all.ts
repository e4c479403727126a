/** Carries a backfill to its end in front of somebody who watches: everybody is found, then scored by whoever works. */
import type { Config } from '../config.ts';
import type { Store } from '../deps.ts';
import { connectHubSpot } from '../hubspot/connect.ts';
import { createLog } from '../log.ts';
import { backfillInHand, beginBackfill, continueBackfill } from '../worker/backfill.ts';
import type { ExitCode, Io } from './command.ts';
import { progressLine } from './progress.ts';

const LOOK_EVERY_MS = 1_000;
/** Looks without any progress and with nothing in hand after which nobody seems to work. */
const PATIENT_LOOKS = 20;

/** @param portal begin anew although one is finished. */
export async function backfillAll(
  store: Store,
  { config, io, apply, portal }: { config: Config; io: Io; apply: boolean; portal: boolean },
): Promise<ExitCode> {
  const { clock } = config;
  const hubspot = connectHubSpot({
    baseUrl: config.hubspot.apiUrl,
    apiVersion: config.hubspot.apiVersion,
    token: config.hubspot.token,
    clock,
    log: createLog('silent'),
    // The window of the whole app, shared with a service that runs beside this command.
    reserve: (place) => store.reserveCall({ ...place, now: clock.now() }),
  });
  try {
    const before = await backfillInHand({ store });
    const isOpen = before !== null && before.finishedAt === null;
    let total = before?.total ?? 0;
    if (isOpen) {
      io.out(
        `A first backfill begun ${new Date(before.startedAt).toISOString()} was interrupted: ${before.done} of about ${before.total} contacts were found.`,
      );
    } else {
      total = await hubspot.countContacts();
      io.out(`The portal has about ${total} contacts, of whom ${await store.countKnown()} are known.`);
    }
    if (!apply) {
      io.out(
        isOpen
          ? 'Say --apply to go on with it.'
          : 'All of them would be read and scored, behind everything that is live; what lay before is handed to nobody. Say --apply to do it.',
      );
      return 0;
    }
    if (!isOpen || portal) await beginBackfill({ clock, store }, total);
    const show = progressLine(io, (step) => `${step.done} of about ${step.total} contacts found`);
    const state = await continueBackfill(
      { clock, hubspot, store },
      {
        onProgress: ({ done, total, finishedAt }) =>
          show({ done, total: finishedAt === null ? Math.max(done + 1, total) : done }),
      },
    );
    io.out(`${state?.done ?? 0} contacts are due to be scored, behind everything that is live.`);
    if (io.isTerminal) await follow(store, { io, now: () => clock.now(), total: state?.done ?? 0 });
    return 0;
  } finally {
    await hubspot.close();
  }
}

/** Shows how they are scored; interrupted at any time, that goes on. */
async function follow(store: Store, { io, now, total }: { io: Io; now: () => number; total: number }): Promise<void> {
  const show = progressLine(io, ({ done }) => `${done} of ${total} contacts scored`);
  let before = -1;
  for (let idle = 0; idle < PATIENT_LOOKS;) {
    const { dueNow, inHand } = await store.counts(now());
    const left = dueNow + inHand;
    show({ done: Math.max(0, total - left), total });
    if (left === 0) return;
    idle = left === before && inHand === 0 ? idle + 1 : 0;
    before = left;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  io.out('\nNobody is working on them: "npx baton start" does.');
}
