/** A running process notices that another agreement was put in force, by whichever process that happened. */
import { label } from '../agreement/read.ts';
import { usable } from '../agreement/stored.ts';
import type { Agreement } from '../core/agreement.ts';
import type { Clock, Log, Store } from '../deps.ts';
import { continueRescore, NOTICED_WITHIN_MS, rescoreInHand } from '../worker/rescore.ts';

/** A third of the time that a rescore waits for everybody to notice. */
const LOOK_EVERY_MS = 3_000;

export interface AgreementWatch {
  stop(): Promise<void>;
}

/**
 * Looks every few seconds which agreement is in force and calls `onChange` with another one; sees its rescore through.
 * @param known the hash this process works by now.
 */
export function watchAgreement(
  {
    store,
    clock,
    log,
    known,
  }: { readonly store: Store; readonly clock: Clock; readonly log: Log; readonly known: string },
  onChange: (agreement: Agreement) => void,
): AgreementWatch {
  const stopping = new AbortController();
  let hash = known;
  let sweepAt: number | null = null;

  const look = async (): Promise<void> => {
    const stored = await store.agreementInForce();
    if (stored !== null && stored.hash !== hash) {
      const agreement = usable(stored.text, `the database (agreement ${stored.hash.slice(0, 8)})`);
      hash = stored.hash;
      onChange(agreement);
      sweepAt = clock.now() + 2 * NOTICED_WITHIN_MS;
      log.info({ agreement: label(agreement) }, 'another agreement is in force: from now on it decides');
    }
  };
  /** An apply that was killed is finished here, and so is what was in hand elsewhere while it ran. */
  const finish = async (): Promise<void> => {
    const rescore = await rescoreInHand(store);
    if (rescore !== null && rescore.hash === hash && rescore.finishedAt === null) {
      await continueRescore({ store, clock }, { signal: stopping.signal });
    } else if (sweepAt !== null && clock.now() >= sweepAt) {
      sweepAt = null;
      const contacts = await store.makeStragglersDue({ hash, now: clock.now() });
      if (contacts > 0) log.info({ contacts }, 'contacts that another agreement had scored meanwhile are due again');
    }
  };

  const running = (async (): Promise<void> => {
    for (;;) {
      await clock.wait(LOOK_EVERY_MS, stopping.signal);
      if (stopping.signal.aborted) return;
      try {
        await look();
      } catch (error) {
        log.warn({ err: error }, 'the agreement in force cannot be read; the one known stays');
      }
      await finish().catch((error: unknown) => log.warn({ err: error }, 'a rescore cannot go on; it is tried again'));
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
