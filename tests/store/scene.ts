/** Short ways to say what a store test is about. */
import type { Cycle } from '../../src/core/cycle.ts';
import { NOTHING_PROMISED } from '../../src/core/cycle.ts';
import type { CreateTask } from '../../src/core/effect.ts';
import type { Connection } from '../../src/store/connection.ts';
import { openStore } from '../../src/store/open.ts';
import type { Claimed, Decision, RecordableEvent, Settlement, Store, StoredContact } from '../../src/store/store.ts';
import { freshDatabase } from '../support/database.ts';

export const T0 = Date.parse('2026-11-23T08:00:00Z');

export async function openScene(options: { poolSize?: number } = {}): Promise<{
  readonly store: Store;
  readonly connection: Connection;
  close(): Promise<void>;
}> {
  const database = await freshDatabase();
  const store = await openStore({ connection: database.connection, ...options });
  return {
    store,
    connection: database.connection,
    close: async () => {
      await store.close();
      await database.drop();
    },
  };
}

export function event(contactId: string, n: number, given: Partial<RecordableEvent> = {}): RecordableEvent {
  return {
    dedupeKey: `4711:contact.propertyChange:${contactId}:${T0 + n}:${n}:jobtitle`,
    eventId: String(n),
    subscriptionType: 'contact.propertyChange',
    occurredAt: T0 + n,
    contactIds: [contactId],
    lane: 'live',
    makesDue: true,
    payload: { eventId: n, objectId: Number(contactId), propertyName: 'jobtitle', propertyValue: `value ${n}` },
    ...given,
  };
}

export const deliver = (store: Store, events: readonly RecordableEvent[], receivedAt = T0) =>
  store.record({ events, quarantined: [], receivedAt });

export const take = (store: Store, worker: string, now = T0, limit = 100, leaseMs = 60_000) =>
  store.claim({ worker, limit, leaseMs, now });

export const done = (claimed: Claimed, given: Partial<Settlement> = {}): Settlement => ({
  contactId: claimed.contactId,
  version: claimed.version,
  nextDueAt: null,
  nextDueBecause: 'boundary',
  failure: null,
  ...given,
});

export const idsOf = (claimed: readonly Claimed[]): readonly string[] => claimed.map((c) => c.contactId);

export const recordOf = (given: Partial<StoredContact> = {}): StoredContact => ({
  properties: { email: 'ann@example.com' },
  companyId: null,
  company: null,
  companyReadAt: null,
  facts: [],
  readAt: T0,
  goneAt: null,
  ...given,
});

export function decision(contactId: string, given: Partial<Decision> = {}): Decision {
  return {
    contactId,
    record: recordOf(),
    score: {
      at: T0,
      agreement: 'hash-1',
      behaviour: 1200,
      profile: 2400,
      total: 3600,
      coverage: 1,
      grade: 'B2',
      receipt: [],
    },
    cycle: null,
    because: ['scored'],
    decidedAt: T0,
    agreement: 'hash-1',
    task: null,
    dealt: null,
    tells: [],
    pinned: false,
    ...given,
  };
}

export const decideAll = (
  store: Store,
  worker: string,
  decisions: readonly Decision[],
  { now = T0 }: { now?: number } = {},
) => store.decide({ worker, contactIds: decisions.map((d) => d.contactId), asks: null, now, plan: () => decisions });

export const cycleOf = (given: Partial<Cycle> = {}): Cycle => ({
  no: 1,
  state: 'nurture',
  openedAt: T0,
  mqlAt: null,
  sqlAt: null,
  sqlByScore: false,
  handoff: null,
  heldBecause: null,
  spent: [],
  stageGivenUp: null,
  tookOver: [],
  ...NOTHING_PROMISED,
  endedAt: null,
  ...given,
});

export const taskOf = (contactId: string, given: Partial<CreateTask> = {}): CreateTask => ({
  kind: 'CreateTask',
  key: `handoff:${contactId}:1`,
  contactId,
  companyId: null,
  ownerId: '71',
  subject: 'Call Ann - Hot Lead',
  body: '<p>Because she asked.</p> baton-1',
  marker: 'baton-1',
  dueAt: T0 + 300_000,
  remindAt: null,
  priority: 'HIGH',
  type: 'CALL',
  ...given,
});
