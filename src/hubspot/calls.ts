/**
 * The one way a call goes to HubSpot: the gate, the limiter, the call, and if it failed the only retry there is. What is not safe
 * to repeat is repeated only when HubSpot certainly did not do it.
 */
import { BatonError } from '../errors.ts';
import type { Budget } from './budget.ts';
import { ENDPOINTS } from './endpoints.ts';
import type { Endpoint, Operation } from './endpoints.ts';
import { failureOf, HubSpotError, unreadable } from './failures.ts';
import type { Failure } from './failures.ts';
import type { Gate } from './gate.ts';
import type { Limiter } from './limiter.ts';
import type { CallLog, Timing } from './timing.ts';
import type { Answer } from './wire.ts';

export interface CallOptions {
  /** Backfills and rescores: stops early in the day and leaves a part of each window free. */
  readonly background?: boolean;
}

export interface Calls {
  /**
   * Sends one call, as often as is useful and safe.
   *
   * @throws HubSpotError, whose code says what failed; AMBIGUOUS_WRITE when a call that must not be repeated may have been done.
   */
  call(operation: Operation, send: () => Promise<Answer>, options?: CallOptions): Promise<Answer>;
  counts(): Readonly<Record<string, number>>;
  /** This machine's clock minus HubSpot's, as of the last answer. */
  clockSkewMs(): number | null;
}

const ATTEMPTS = 5;
/** No attempt starts later than this after the first. */
const PATIENCE_MS = 45_000;
const FIRST_BACKOFF_MS = 500;
const LAST_BACKOFF_MS = 10_000;
/** What a pause held back is tried again no sooner. */
const RESUME_LOOK_MS = 1_000;

export interface CallsOptions {
  readonly baseUrl: string;
  readonly clock: Timing;
  readonly log: CallLog;
  readonly gate: Gate;
  readonly limiter: Limiter;
  readonly budget: Budget;
  readonly random: () => number;
  /** Share of the day's calls after which background calls are not sent. */
  readonly dailyStopShare: number;
  /** Asked right before each sending of a call that writes; true: it is not sent. */
  readonly paused: () => Promise<boolean>;
}

export function createCalls({
  baseUrl,
  clock,
  log,
  gate,
  limiter,
  budget,
  random,
  dailyStopShare,
  paused,
}: CallsOptions): Calls {
  const counts = new Map<Operation, number>();
  let skew: number | null = null;

  const learn = (headers: Readonly<Record<string, string>>): void => {
    limiter.learn(headers);
    budget.learn(headers);
    // The header counts whole seconds: half of one is what it lags on average.
    const date = Date.parse(headers['date'] ?? '');
    if (!Number.isNaN(date)) skew = clock.now() - (date + 500);
  };

  /** Who could not be reached is the first thing to look at. */
  const located = (failure: Failure): Failure =>
    failure.code === 'HUBSPOT_UNREACHABLE'
      ? { ...failure, facts: { ...failure.facts, found: `${failure.facts.found ?? failure.status} at ${baseUrl}` } }
      : failure;

  const stopBackground = (operation: Operation): void => {
    const used = budget.shareUsed();
    if (used === null || used < dailyStopShare) return;
    const { method, path } = ENDPOINTS[operation];
    throw new BatonError('HUBSPOT_DAILY', {
      what: `${method} ${path} was not sent: background work stops early to leave calls for live leads.`,
      found: `${Math.floor(used * 100)} % of the day’s calls used`,
      allowed: `below ${Math.round(dailyStopShare * 100)} %`,
      fix: 'it goes on by itself after midnight in the account’s time zone; HubSpot sells an API limit increase',
      retry: true,
      retryAfterMs: budget.untilReset(),
    });
  };

  const fullFailure = (failure: Failure): Failure =>
    failure.kind === 'daily' ? { ...failure, facts: { ...failure.facts, retryAfterMs: budget.untilReset() } } : failure;

  return {
    async call(operation, send, { background = false } = {}) {
      const { bucket, repeatable, writes }: Endpoint = ENDPOINTS[operation];
      const startedAt = clock.now();
      for (let attempt = 1; ; attempt += 1) {
        if (background) stopBackground(operation);
        await limiter.take(bucket, { background });
        // After the wait for a place, and before every repetition: a pause stops what is in hand too.
        if (writes === true && (await paused())) throw isPaused(operation);
        const pass = gate.enter(operation);
        counts.set(operation, (counts.get(operation) ?? 0) + 1);
        const sentAt = clock.now();
        try {
          const answer = await send();
          learn(answer.headers);
          gate.succeeded();
          log.debug({ operation, status: answer.status, attempt, ms: clock.now() - sentAt }, 'hubspot call');
          return answer;
        } catch (error) {
          learn(headersOf(error));
          const failure = located(
            fullFailure(failureOf(error, operation) ?? unreadable('an answer of another shape', error)),
          );
          gate.failed(failure, pass);
          const wait = waitBefore(attempt, failure, random);
          const { status, correlationId } = failure;
          const line = { operation, status, correlationId, attempt, ms: clock.now() - sentAt };
          const mayRepeat = repeatable || failure.done === 'no';
          const again =
            failure.passing && mayRepeat && attempt < ATTEMPTS && clock.now() + wait - startedAt <= PATIENCE_MS;
          if (!again) {
            log.debug(line, 'hubspot call failed');
            throw mayRepeat ? new HubSpotError(operation, failure) : ambiguous(operation, failure);
          }
          log.debug({ ...line, waitMs: wait }, 'hubspot call is sent again');
          if (failure.kind === 'rate') limiter.pause(bucket, wait);
          else await clock.wait(wait);
        }
      }
    },
    counts: () => Object.fromEntries(counts),
    clockSkewMs: () => skew,
  };
}

function isPaused(operation: Operation): BatonError {
  const { method, path } = ENDPOINTS[operation];
  return new BatonError('PAUSED', {
    what: `${method} ${path} was not sent`,
    fix: 'npx baton resume',
    retry: true,
    retryAfterMs: RESUME_LOOK_MS,
  });
}

/** A write that must not be sent twice, and nobody can say whether it was done. */
function ambiguous(operation: Operation, failure: Failure): HubSpotError {
  return new HubSpotError(operation, {
    ...failure,
    code: 'AMBIGUOUS_WRITE',
    facts: { ...failure.facts, fix: 'nothing by hand: it is looked for in HubSpot before anything is sent again' },
  });
}

/** Doubles up to a cap; half of it is chance, so that processes do not come back in step. */
function waitBefore(attempt: number, { waitAtLeastMs, kind }: Failure, random: () => number): number {
  const base = kind === 'rate' || kind === 'locked' ? waitAtLeastMs : FIRST_BACKOFF_MS;
  const backoff = Math.min(LAST_BACKOFF_MS, base * 2 ** (attempt - 1));
  return Math.max(waitAtLeastMs, Math.round(backoff * (0.5 + random() / 2)));
}

function headersOf(error: unknown): Readonly<Record<string, string>> {
  if (!(error instanceof Error) || !('headers' in error)) return {};
  const { headers } = error;
  return typeof headers === 'object' && headers !== null ? (headers as Readonly<Record<string, string>>) : {};
}
