/**
 * Whether a call may be sent at all. HubSpot says when to stay away (the day's calls are used up, the account is moving, the token
 * is refused); when it says nothing any more, one call at a time finds out whether it is back.
 */
import { BatonError } from '../errors.ts';
import { ENDPOINTS } from './endpoints.ts';
import type { Operation } from './endpoints.ts';
import type { Failure } from './failures.ts';
import type { Timing } from './timing.ts';

export interface Gate {
  /** @throws the reason why no call is sent now. Otherwise the call must be reported by `succeeded` or `failed`. */
  enter(operation: Operation): Pass;
  succeeded(): void;
  failed(failure: Failure, pass: Pass): void;
  /** Why every call is refused at the moment, in words; null: none is. */
  refusal(): string | null;
}

/** A probe is the one call that finds out whether a closed gate may open. */
export interface Pass {
  readonly probe: boolean;
}

/** So many failures in a row, of all calls together, and HubSpot counts as down. */
const DOWN_AFTER = 5;
/** A down HubSpot is asked after this, then twice that, at most every … */
const FIRST_PROBE_MS = 5_000;
/** … so often: below 1 % of what is otherwise sent. */
const LAST_PROBE_MS = 60_000;
/** A refused token is tried again after this, or at once when it was changed. */
const TOKEN_PAUSE_MS = 30_000;

type Closed = { readonly until: number; readonly failure: Failure; readonly token?: string };

export function createGate({ clock, token }: { clock: Pick<Timing, 'now'>; token: () => string }): Gate {
  let failures = 0;
  let closed: Closed | null = null;
  let probing = false;

  const isOver = ({ until, token: refused }: Closed): boolean =>
    clock.now() >= until || (refused !== undefined && refused !== token());

  return {
    enter(operation) {
      if (closed === null) return { probe: false };
      if (isOver(closed) && !probing) {
        probing = true;
        return { probe: true };
      }
      const { method, path } = ENDPOINTS[operation];
      const { code, facts } = closed.failure;
      throw new BatonError(code, {
        ...facts,
        what: `${method} ${path} was not sent`,
        retry: true,
        retryAfterMs: Math.max(1_000, closed.until - clock.now()),
      });
    },
    succeeded() {
      failures = 0;
      closed = null;
      probing = false;
    },
    failed(failure, { probe }) {
      if (probe) probing = false;
      const now = clock.now();
      switch (failure.kind) {
        case 'down': {
          // Calls that were under way when the gate closed say nothing new.
          if (closed !== null && !probe) return;
          failures += 1;
          if (failures < DOWN_AFTER) return;
          const wait = Math.min(LAST_PROBE_MS, FIRST_PROBE_MS * 2 ** (failures - DOWN_AFTER));
          closed = { until: now + wait, failure };
          return;
        }
        case 'daily':
        case 'migrating':
          closed = { until: now + (failure.facts.retryAfterMs ?? LAST_PROBE_MS), failure };
          return;
        case 'token':
          closed = { until: now + TOKEN_PAUSE_MS, failure, token: token() };
          return;
        case 'rate':
        case 'locked':
        case 'scope':
        case 'rejected':
        case 'not found':
        case 'exists':
        case 'unreadable':
          // HubSpot is there and answers.
          failures = 0;
          closed = null;
      }
    },
    refusal() {
      if (closed === null) return null;
      const { code, facts } = closed.failure;
      return new BatonError(code, { ...facts, what: 'No call is sent until it ends.' }).message;
    },
  };
}
