/** Counts something that happens at the door for those who look after it later, and writes it down at most once a minute. */
import type { Clock, Log, Store } from '../deps.ts';

/** The setting: genuine deliveries refused because HubSpot signs with v1 only. */
export const ONLY_V1 = 'refused_only_v1';

const WRITE_EVERY_MS = 60_000;

export interface Tallied {
  readonly count: number;
  readonly lastAt: number;
}

export const talliedIn = (stored: unknown): Tallied | null =>
  typeof stored === 'object' && stored !== null && 'count' in stored && 'lastAt' in stored
    ? { count: Number(stored.count), lastAt: Number(stored.lastAt) }
    : null;

/** The first one is written at once. What was counted since the last writing is lost with the process: it is a hint, not a record. */
export function createTally(
  { clock, log, store }: { clock: Clock; log: Log; store: Pick<Store, 'setting' | 'setSetting'> },
  name: string,
): { count(): void } {
  let counted = 0;
  let writtenAt = -Infinity;
  const write = async (now: number): Promise<void> => {
    const added = counted;
    counted = 0;
    const before = talliedIn(await store.setting(name))?.count ?? 0;
    await store.setSetting(name, { count: before + added, lastAt: now }, now);
  };
  return {
    count() {
      counted += 1;
      const now = clock.now();
      if (now - writtenAt < WRITE_EVERY_MS) return;
      writtenAt = now;
      // The answer to HubSpot does not wait for it.
      write(now).catch((error: unknown) => log.warn({ err: error, name }, 'a count could not be written down'));
    },
  };
}
