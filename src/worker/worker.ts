/** The loop around batches: woken by the database, by the clock, or now and then in case both were missed. */
import type { BatchDeps, BatchResult } from './batch.ts';
import { workBatch } from './batch.ts';
import { BatonError } from '../errors.ts';

/** HubSpot sends a creation and its property changes as separate events: a short pause lets them be planned as one. */
const LINGER_MS = 250;
/** LISTEN/NOTIFY may be lost with its connection. */
const LOOK_AT_LEAST_EVERY_MS = 5_000;
/** When HubSpot or the database fails as a whole. */
const PAUSE_AFTER_FAILURE_MS = 5_000;

export interface Worker {
  /** Stops taking work, finishes what is in hand. */
  stop(): Promise<void>;
}

export interface WorkerOptions {
  /** Batches in hand at once; 19 calls a second at 200 ms each need about four. */
  readonly concurrency?: number;
  readonly lingerMs?: number;
}

/** Starts working until `stop`. */
export async function startWorker(
  deps: BatchDeps,
  { concurrency = 4, lingerMs = LINGER_MS }: WorkerOptions = {},
): Promise<Worker> {
  const { clock, log, store } = deps;
  const stopping = new AbortController();
  let wake = new AbortController();
  const stopListening = await store.onDue(() => {
    wake.abort();
  });

  const idle = async (): Promise<void> => {
    const next = await store.nextDueAt(clock.now());
    if (wake.signal.aborted) {
      wake = new AbortController();
    } else {
      const ms = Math.min(LOOK_AT_LEAST_EVERY_MS, Math.max(0, (next ?? Infinity) - clock.now()));
      await clock.wait(ms, AbortSignal.any([wake.signal, stopping.signal]));
      if (wake.signal.aborted) wake = new AbortController();
    }
    await clock.wait(lingerMs, stopping.signal);
  };

  const run = async (name: string): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        if ((await store.setting('paused')) === true) {
          await clock.wait(1_000, stopping.signal);
          continue;
        }
        const { claimed } = await workBatch({ ...deps, worker: name });
        if (claimed === 0) await idle();
      } catch (error) {
        const pause =
          error instanceof BatonError ? (error.facts.retryAfterMs ?? PAUSE_AFTER_FAILURE_MS) : PAUSE_AFTER_FAILURE_MS;
        log.warn({ worker: name, pauseMs: pause, err: error }, 'worker pauses');
        await clock.wait(Math.min(pause, 60_000), stopping.signal);
      }
    }
  };

  const running = Promise.all(Array.from({ length: concurrency }, (_, i) => run(`${deps.worker}-${i}`)));
  return {
    async stop() {
      stopping.abort();
      await running;
      await stopListening();
    },
  };
}

/** Works until nothing is due at this moment: for tests and for one-off commands. */
export async function drain(deps: BatchDeps): Promise<BatchResult> {
  const sum = { claimed: 0, planned: 0, written: 0, tasks: 0, failed: 0, gone: 0 };
  for (;;) {
    const result = await workBatch(deps);
    if (result.claimed === 0) return sum;
    for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += result[key];
  }
}
