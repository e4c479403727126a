/** A running process notices that another agreement was put in force, by whichever process that happened. */
import { label } from '../agreement/read.ts';
import type { Agreement } from '../core/agreement.ts';
import type { Clock, Log, Store } from '../deps.ts';
import { usable } from './agreement-ref.ts';

/** A third of the time that a rescore waits for everybody to notice. */
const LOOK_EVERY_MS = 3_000;

export interface AgreementWatch {
  stop(): Promise<void>;
}

/**
 * Looks every few seconds which agreement is in force and calls `onChange` with another one.
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
  const running = (async (): Promise<void> => {
    for (;;) {
      await clock.wait(LOOK_EVERY_MS, stopping.signal);
      if (stopping.signal.aborted) return;
      try {
        const stored = await store.agreementInForce();
        if (stored === null || stored.hash === hash) continue;
        const agreement = usable(stored.text, `the database (agreement ${stored.hash.slice(0, 8)})`);
        hash = stored.hash;
        onChange(agreement);
        log.info({ agreement: label(agreement) }, 'another agreement is in force: from now on it decides');
      } catch (error) {
        log.warn({ err: error }, 'the agreement in force cannot be read; the one known stays');
      }
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
