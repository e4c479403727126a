/**
 * Work that may take longer than somebody waits for an answer: it goes on behind the requests, which are told how far it is. In memory:
 * another process does it again, and a restart forgets it.
 */
import type { Clock, Log } from '../deps.ts';

export type Progress = { readonly done: number; readonly total: number };

export type State<T> =
  | ({ readonly kind: 'working' } & Progress)
  | { readonly kind: 'done'; readonly value: T; readonly at: number }
  /** It is tried again by the next who asks after `KEEP_FAILED_MS`. */
  | { readonly kind: 'failed'; readonly at: number };

export interface Background<T> {
  /** Begins it unless it is under way or done lately, and says how it stands. */
  look(key: string): State<T>;
}

const KEEP_FAILED_MS = 10_000;
/** Results kept beside each other: a few drafts, looked at by a few people. */
const KEPT = 8;

export function inBackground<T>({
  clock,
  log,
  what,
  keepMs,
  giveUpAfterMs,
  work,
}: {
  readonly clock: Clock;
  readonly log: Log;
  /** For the log: "the effect of a draft". */
  readonly what: string;
  /** A result older than this is made anew by the next who asks. */
  readonly keepMs: number;
  readonly giveUpAfterMs: number;
  readonly work: (
    key: string,
    how: { readonly onProgress: (progress: Progress) => void; readonly signal: AbortSignal },
  ) => Promise<T>;
}): Background<T> {
  const states = new Map<string, State<T>>();
  // One after the other: several at once would only take the time from each other, and from live leads.
  let last: Promise<void> = Promise.resolve();

  const begin = (key: string): State<T> => {
    const state: State<T> = { kind: 'working', done: 0, total: 0 };
    states.delete(key);
    states.set(key, state);
    for (const [old, { kind }] of states) if (states.size > KEPT && kind !== 'working') states.delete(old);
    last = last.then(async () => {
      const giveUp = AbortSignal.timeout(giveUpAfterMs);
      try {
        const onProgress = (progress: Progress): void => {
          if (!giveUp.aborted) states.set(key, { kind: 'working', ...progress });
        };
        const value = await Promise.race([work(key, { signal: giveUp, onProgress }), aborted(giveUp)]);
        states.set(key, { kind: 'done', value, at: clock.now() });
      } catch (error) {
        log.warn({ err: error }, `${what} could not be worked out`);
        states.set(key, { kind: 'failed', at: clock.now() });
      }
    });
    return state;
  };

  return {
    look(key) {
      const known = states.get(key);
      if (known === undefined) return begin(key);
      const keptMs = known.kind === 'done' ? keepMs : KEEP_FAILED_MS;
      return known.kind !== 'working' && clock.now() - known.at > keptMs ? begin(key) : known;
    },
  };
}

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
  );
