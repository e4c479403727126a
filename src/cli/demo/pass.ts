/** Skipping time without skipping what would have happened in it. */
import type { JumpClock } from '../../clock.ts';
import type { Portal } from '../../portal/portal.ts';
import type { Store } from '../../store/store.ts';

/** A weekend is passed in so many steps, and a stop at every moment at which something is due. */
const STEPS = 40;
const SHORTEST_STEP_MS = 15_000;
/** Nothing due and nothing to deliver, seen twice in a row, is quiet. */
const LOOK_EVERY_MS = 40;
/** Where Baton is down, nothing gets quiet: time passes all the same. Real time. */
const PATIENCE_MS = 8_000;

export interface Passing {
  readonly clock: JumpClock;
  readonly portal: Pick<Portal, 'backlog'>;
  readonly store: Pick<Store, 'counts' | 'nextDueAt'>;
}

/** Resolves when so much time has passed and everything due on the way has been done. */
export async function pass({ clock, portal, store }: Passing, ms: number): Promise<void> {
  const end = clock.now() + ms;
  const step = Math.max(SHORTEST_STEP_MS, ms / STEPS);
  while (clock.now() < end) {
    const next = (await store.nextDueAt(clock.now())) ?? end;
    const now = clock.now();
    clock.jump(Math.min(end, Math.max(now + 1, Math.min(next, now + step))) - now);
    await calm({ clock, portal, store });
  }
}

async function calm({ clock, portal, store }: Passing): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  for (let still = 0; still < 2 && performance.now() < until;) {
    const { ready, inFlight } = portal.backlog();
    const { dueNow, inHand } = await store.counts(clock.now());
    still = ready + inFlight + dueNow + inHand === 0 ? still + 1 : 0;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
