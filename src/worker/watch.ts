/**
 * The watch: most behaviour sends no webhook (page views, form submissions, e-mail clicks, joining a list), so Baton looks for it, as
 * often as a tenth of the day's calls allows. It only finds; what follows is decided where every event's consequences are.
 */
import type { Deps } from '../deps.ts';
import { WATCH_LOOKED } from './alerts.ts';
import { lookForChanges } from './watch-changes.ts';
import { lookForForms } from './watch-forms.ts';
import { lookForJoins } from './watch-lists.ts';
import { openPurse } from './watch-purse.ts';

/** A quiet look is one search, 5,760 a day: the rest of the tenth is for lists, forms and busy hours. */
export const WATCH_EVERY_MS = 15_000;

/** Of several processes one looks. */
const ONE_LOOK = { bucket: 'watch', limit: 1, windowMs: WATCH_EVERY_MS - 1_000 };

export interface Watch {
  stop(): Promise<void>;
}

export type WatchDeps = Pick<Deps, 'clock' | 'log' | 'store' | 'hubspot' | 'inForce'>;

export interface Look {
  /** Contacts that became due. */
  readonly due: number;
  /** When to look again, in milliseconds: later than usual when the day's calls run short. */
  readonly againInMs: number;
}

/** Looks once. Returns how many contacts became due. */
export async function lookOnce(deps: WatchDeps): Promise<number> {
  return (await look(deps)).due;
}

/** Looks once, as far as the purse reaches: first for who did something, then at lists and forms. */
export async function look(deps: WatchDeps): Promise<Look> {
  const purse = await openPurse(deps);
  try {
    const changes = await lookForChanges(deps, purse);
    // Contacts made due are worked on while the rest is looked at. That a list cannot be read must not stop the forms.
    const others = await Promise.allSettled([
      lookForJoins(deps, { purse, changed: changes.fresh }),
      lookForForms(deps, { purse, converted: changes.converted }),
    ]);
    let due = changes.moved.length;
    for (const other of others) {
      if (other.status === 'fulfilled') due += other.value;
      else deps.log.warn({ err: other.reason as unknown }, 'the watch could not look at everything');
    }
    return { due, againInMs: Math.max(WATCH_EVERY_MS, purse.untilNext()) };
  } finally {
    await purse.close();
  }
}

/** Looks every 15 s of the clock until stopped; a failure is logged and the next look comes as usual. Looking goes on while paused. */
export function startWatch(deps: WatchDeps): Watch {
  const { clock, log, store } = deps;
  const stopping = new AbortController();
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      let wait = WATCH_EVERY_MS;
      try {
        const taken = await store.reserveCall({ ...ONE_LOOK, now: clock.now() });
        wait = taken > 0 ? Math.min(taken, WATCH_EVERY_MS) : (await look(deps)).againInMs;
        if (taken === 0) await store.setSetting(WATCH_LOOKED, clock.now(), clock.now());
      } catch (error) {
        log.warn({ err: error }, 'the watch could not look');
      }
      await clock.wait(wait, stopping.signal);
    }
  };
  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
