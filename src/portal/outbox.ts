/**
 * Deliveries as HubSpot makes them: at most 100 events in a POST, ten POSTs in flight, five seconds for an answer, and
 * whatever is not 2xx again up to ten times within 24 hours:
 * https://developers.hubspot.com/docs/api-reference/webhooks-webhooks-v3/guide
 * The spacing of retries is unverified, as is whether a retry keeps its company: here a failed batch waits together
 * and goes out with whatever else is due then.
 */
import type { Chance } from './chance.ts';
import type { Clock } from './clock.ts';
import { signatureHeaders } from './signature.ts';
import type { Signing } from './signature.ts';
import type { WebhookEvent } from './subscriptions.ts';

const EVENTS_PER_POST = 100;
const POSTS_IN_FLIGHT = 10;
/** Sum × 1.03 < 24 hours. */
const RETRY_MINUTES = [1, 3, 10, 30, 60, 120, 180, 240, 330, 420] as const;
const KEPT_FOR_REPLAY = 20_000;
const KEPT_ATTEMPTS = 2_000;

interface Entry {
  readonly event: WebhookEvent;
  readonly attempt: number;
}

export interface Attempt {
  readonly at: number;
  readonly events: number;
  /** HTTP status, or why there was none. */
  readonly answer: number | 'timeout' | 'no connection';
  readonly tookMs: number;
  readonly highestAttemptNumber: number;
}

export interface DeliveryFaults {
  /** Share of events delivered once more. */
  readonly duplicate: number;
  /** Events leave in any order instead of the one they happened in. */
  readonly shuffle: boolean;
  /** Added to the signed timestamp: a clock that is wrong on HubSpot's side. */
  readonly skewMs: number;
}

export interface Outbox {
  add(events: readonly WebhookEvent[]): void;
  setTarget(targetUrl: string | null): void;
  setFaults(faults: Partial<DeliveryFaults>): void;
  hold(): void;
  release(): void;
  /** The last `count` events that were delivered, once more as they were. */
  replay(count: number): number;
  /** Waits until nothing is left to deliver, retries included; what is held does not count. */
  settled(): Promise<void>;
  /** Tries everything that waits for its retry at once, and waits for the answers. */
  flush(): Promise<void>;
  counts(): OutboxCounts;
  attempts(): readonly Attempt[];
  lost(): readonly WebhookEvent[];
  close(): Promise<void>;
}

export interface OutboxCounts {
  readonly ready: number;
  readonly inFlight: number;
  readonly awaitingRetry: number;
  readonly accepted: number;
  readonly posts: number;
  readonly failedPosts: number;
  readonly lost: number;
}

export function createOutbox({
  clock,
  chance,
  signing,
  targetUrl: firstTarget,
  timeoutMs,
}: {
  clock: Clock;
  chance: Chance;
  signing: Signing;
  targetUrl: string | null;
  timeoutMs: number;
}): Outbox {
  let target = firstTarget;
  let faults: DeliveryFaults = { duplicate: 0, shuffle: false, skewMs: 0 };
  let ready: Entry[] = [];
  let taken = 0;
  let waiting: { readonly dueAt: number; readonly entries: readonly Entry[] }[] = [];
  let inFlight = 0;
  let held = false;
  let closed = false;
  let scheduled = false;
  let alarm: AbortController | null = null;
  const counts = { accepted: 0, posts: 0, failedPosts: 0, lost: 0 };
  const delivered: WebhookEvent[] = [];
  const lost: WebhookEvent[] = [];
  const attempts: Attempt[] = [];
  let waiters: { readonly done: () => boolean; readonly resolve: () => void }[] = [];

  const readyCount = (): number => ready.length - taken;

  const schedule = (): void => {
    if (scheduled) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      pump();
    });
  };

  const enqueue = (entries: readonly Entry[]): void => {
    for (const entry of entries) {
      ready.push(entry);
      if (chance.happens(faults.duplicate)) ready.push(entry);
    }
    schedule();
  };

  const take = (): readonly Entry[] => {
    if (faults.shuffle && taken < ready.length) {
      ready = chance.shuffle(ready.slice(taken));
      taken = 0;
    }
    const batch = ready.slice(taken, taken + EVENTS_PER_POST);
    taken += batch.length;
    if (taken > 10_000 || taken === ready.length) {
      ready = ready.slice(taken);
      taken = 0;
    }
    return batch;
  };

  const pump = (): void => {
    if (closed) return;
    promote(clock.now());
    if (target !== null && !held) {
      while (inFlight < POSTS_IN_FLIGHT && readyCount() > 0) void send(take(), target);
    }
    setAlarm();
    const [done, still] = [waiters.filter((w) => w.done()), waiters.filter((w) => !w.done())];
    waiters = still;
    for (const { resolve } of done) resolve();
  };

  const promote = (now: number): void => {
    if (!waiting.some((w) => w.dueAt <= now)) return;
    const due = waiting.filter((w) => w.dueAt <= now).sort((a, b) => a.dueAt - b.dueAt);
    waiting = waiting.filter((w) => w.dueAt > now);
    for (const { entries } of due) for (const entry of entries) ready.push(entry);
  };

  const setAlarm = (): void => {
    alarm?.abort();
    alarm = null;
    if (waiting.length === 0) return;
    const next = Math.min(...waiting.map((w) => w.dueAt));
    const mine = new AbortController();
    alarm = mine;
    void clock.wait(next - clock.now(), mine.signal).then(() => {
      if (alarm === mine) schedule();
    });
  };

  const send = async (batch: readonly Entry[], uri: string): Promise<void> => {
    inFlight += 1;
    counts.posts += 1;
    const at = clock.now();
    const startedAt = performance.now();
    const body = JSON.stringify(batch.map(({ event, attempt }) => ({ ...event, attemptNumber: attempt })));
    const answer = await post(uri, {
      body,
      headers: signatureHeaders(signing, { uri, body, timestamp: at + faults.skewMs }),
      timeoutMs,
    });
    inFlight -= 1;
    attempts.push({
      at,
      events: batch.length,
      answer,
      tookMs: performance.now() - startedAt,
      highestAttemptNumber: Math.max(...batch.map((entry) => entry.attempt)),
    });
    if (attempts.length > KEPT_ATTEMPTS) attempts.shift();
    if (typeof answer === 'number' && answer >= 200 && answer < 300) {
      counts.accepted += batch.length;
      for (const { event } of batch) delivered.push(event);
      if (delivered.length > 2 * KEPT_FOR_REPLAY) delivered.splice(0, delivered.length - KEPT_FOR_REPLAY);
    } else {
      counts.failedPosts += 1;
      again(batch);
    }
    pump();
  };

  const again = (batch: readonly Entry[]): void => {
    const byAttempt = Map.groupBy(batch, (entry) => entry.attempt);
    for (const [attempt, entries] of byAttempt) {
      const minutes = RETRY_MINUTES[attempt];
      if (minutes === undefined) {
        counts.lost += entries.length;
        lost.push(...entries.map(({ event }) => event));
        continue;
      }
      const jittered = minutes * 60_000 * (0.75 + 0.28 * chance.next());
      waiting.push({
        dueAt: clock.now() + Math.round(jittered),
        entries: entries.map(({ event }) => ({ event, attempt: attempt + 1 })),
      });
    }
  };

  const when = (done: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      waiters.push({ done, resolve });
      schedule();
    });
  const nothingReady = (): boolean => inFlight === 0 && (readyCount() === 0 || held || target === null);

  return {
    add(events) {
      if (target !== null && events.length > 0) enqueue(events.map((event) => ({ event, attempt: 0 })));
    },
    setTarget(url) {
      target = url;
      schedule();
    },
    setFaults(given) {
      faults = { ...faults, ...given };
    },
    hold: () => {
      held = true;
    },
    release: () => {
      held = false;
      schedule();
    },
    replay(count) {
      const again = count > 0 ? delivered.slice(-count) : [];
      enqueue(again.map((event) => ({ event, attempt: 0 })));
      return again.length;
    },
    settled: () => when(() => closed || (nothingReady() && (waiting.length === 0 || held || target === null))),
    flush: () => {
      promote(Number.POSITIVE_INFINITY);
      return when(() => closed || nothingReady());
    },
    counts: () => ({
      ...counts,
      ready: readyCount(),
      inFlight,
      awaitingRetry: waiting.reduce((sum, w) => sum + w.entries.length, 0),
    }),
    attempts: () => attempts,
    lost: () => lost,
    async close() {
      closed = true;
      alarm?.abort();
      for (const { resolve } of waiters) resolve();
      waiters = [];
    },
  };
}

async function post(
  uri: string,
  { body, headers, timeoutMs }: { body: string; headers: Readonly<Record<string, string>>; timeoutMs: number },
): Promise<Attempt['answer']> {
  try {
    const response = await fetch(uri, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'User-Agent': 'HubSpot Connect 2.0 (local portal)', ...headers },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    await response.arrayBuffer();
    return response.status;
  } catch (failure) {
    const isTimeout =
      typeof failure === 'object' && failure !== null && 'name' in failure && failure.name === 'TimeoutError';
    return isTimeout ? 'timeout' : 'no connection';
  }
}
