/**
 * The composition root: the one place where the shell meets its adapters. http, worker and metrics take a `Deps` and import
 * adapters as types only, so that what they use can be seen here and replaced in one place.
 */
import type { Clock } from './clock.ts';
import type { Rules } from './core/plan.ts';
import type { HubSpot } from './hubspot/hubspot.ts';
import type { Log } from './log.ts';
import type { Instruments } from './metrics/instruments.ts';
import type { Store } from './store/store.ts';

/** The agreement in force, ready to plan with, and what it needs to be read from HubSpot. */
export interface InForce extends Rules {
  readonly needs: {
    readonly contact: readonly string[];
    readonly company: readonly string[];
    /** Contact properties whose history is read on first sight. */
    readonly history: readonly string[];
    /** Names of HubSpot lists that a criterion asks about. */
    readonly lists: readonly string[];
  };
}

export interface Deps {
  readonly clock: Clock;
  readonly log: Log;
  readonly store: Store;
  readonly hubspot: HubSpot;
  readonly account: { readonly portalId: string; readonly appId: string | null };
  /** Absent: nobody measures. */
  readonly instruments?: Instruments | null;
  /** Changes when another agreement is applied. */
  readonly inForce: () => InForce;
}

export type { Clock, HubSpot, Log, Store };
export type {
  BackfillState,
  Claimed,
  Decision,
  Lane,
  Memberships,
  Mirrored,
  RescoreState,
  SaidAvailability,
  Resolution,
  AuthorityEntry,
  Settlement,
  StoredContact,
  Sayable,
  StoredMessage,
  StoredCreation,
  StoredTask,
  StoredEvent,
  RecordableEvent,
} from './store/store.ts';
export type { ContactRead, Urgency, WriteOutcome } from './hubspot/hubspot.ts';
export { readDelivery } from './hubspot/deliveries.ts';
export { verifySignature } from './hubspot/signature.ts';
