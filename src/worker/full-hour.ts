/** Says, once an hour, that more leads are due than sales agreed to take: somebody must know while they wait. */
import { beyondTheHour } from '../core/held.ts';
import type { Plan } from '../core/plan.ts';
import type { Deps } from '../deps.ts';

/** The setting: when it was last said, by whichever process. */
const SAID_AT = 'full_hour_said_at';
const HOUR_MS = 60 * 60_000;

export async function sayWhenFull(
  { clock, log, store, inForce }: Pick<Deps, 'clock' | 'log' | 'store' | 'inForce'>,
  plans: readonly Plan[],
): Promise<void> {
  const { atMostPerHour } = inForce().agreement.handoff;
  if (atMostPerHour === null) return;
  const held = plans.filter(
    ({ cycle }) => cycle.state === 'held' && cycle.heldBecause === beyondTheHour(atMostPerHour),
  );
  if (held.length === 0) return;
  const now = clock.now();
  const saidAt = await store.setting(SAID_AT);
  if (typeof saidAt === 'number' && now - saidAt < HOUR_MS) return;
  await store.setSetting(SAID_AT, now, now);
  log.error(
    { held: held.length, atMostPerHour, fix: 'npx baton queue' },
    'more leads are due than sales agreed to take in an hour: the others are held and go out as the hour allows',
  );
}
