/**
 * One batch of contacts: claim → load → plan → execute → settle. Whatever happens to one contact, the others go on; whatever
 * happens to the process, the next one finds the contact due again and every effect safe to repeat.
 */
import type { Instant } from '../core/agreement.ts';
import type { Effect } from '../core/effect.ts';
import { deskAfter, needsDesk, planContact } from '../core/plan.ts';
import type { Plan } from '../core/plan.ts';
import { deskQuestion } from '../core/desk.ts';
import type { Desk } from '../core/snapshot.ts';
import { EMPTY_DESK } from '../core/snapshot.ts';
import type { Claimed, Decision, Deps, InForce, Settlement, StoredCreation, Urgency } from '../deps.ts';
import { BatonError } from '../errors.ts';
import { backOff } from './backoff.ts';
import type { Directory } from './directory.ts';
import { executeCreation, executeUpdates } from './execute.ts';
import type { CreationOutcome } from './execute.ts';
import { sayWhenFull } from './full-hour.ts';
import { load } from './load.ts';
import type { Gone, Joined, Loaded, Present, Unreadable } from './load.ts';

/** HubSpot's batch endpoints take 100 records: https://developers.hubspot.com/docs/api-reference/crm-contacts-v3/guide */
export const BATCH = 100;

/** Held anew while a batch is in hand, so a lease that ran out belongs to a process that is gone or stood still. */
export const LEASE_MS = 60_000;

/** A contact whose plan or write keeps failing on itself is parked and listed after so many tries. */
const BURY_AFTER = 5;

const HOLD_EVERY_MS = LEASE_MS / 3;

const CREATED_AT_ONCE = 5;

export interface BatchResult {
  readonly claimed: number;
  readonly planned: number;
  readonly written: number;
  readonly tasks: number;
  readonly failed: number;
  readonly gone: number;
}

export interface BatchDeps extends Deps {
  readonly directory: Directory;
  readonly worker: string;
  /** Told after each contact, for people who watch. */
  readonly onPlanned?: (planned: Planned) => void;
}

export interface Planned {
  readonly claimed: Claimed;
  readonly plan: Plan;
  readonly contact: Readonly<Record<string, string>>;
  readonly task: CreationOutcome | null;
  readonly at: Instant;
}

const NOTHING: BatchResult = { claimed: 0, planned: 0, written: 0, tasks: 0, failed: 0, gone: 0 };

/** Takes one batch into hand and sees it through. Claimed 0: nothing was due. */
export async function workBatch(deps: BatchDeps): Promise<BatchResult> {
  const { clock, log, store, worker } = deps;
  const startedAt = clock.now();
  const claimed = await store.claim({ worker, limit: BATCH, leaseMs: LEASE_MS, now: startedAt });
  if (claimed.length === 0) return NOTHING;
  const done = new AbortController();
  const holding = holdOn(deps, { claimed, until: done.signal });
  try {
    return await workClaimed(deps, claimed);
  } catch (error) {
    // HubSpot refuses the only contact there is: that is this contact's own trouble.
    const isItsOwn = claimed.length === 1 && codeOf(error) === 'HUBSPOT_REJECTED';
    // Nothing of this batch could be done: the world is broken, not these contacts. They come back, uncounted.
    const now = clock.now();
    const wait = error instanceof BatonError ? (error.facts.retryAfterMs ?? null) : null;
    await store.settle({
      worker,
      now,
      settlements: claimed.map((c) => ({
        contactId: c.contactId,
        version: c.version,
        nextDueAt: now + (wait ?? backOff(isItsOwn ? c.attempts : 0, c.contactId)),
        nextDueBecause: c.record === null || c.events.length > 0 ? 'retry' : c.dueBecause,
        failure: {
          code: codeOf(error),
          message: messageOf(error),
          bury: isItsOwn && c.attempts + 1 >= BURY_AFTER,
          isTheWorlds: !isItsOwn,
        },
      })),
    });
    if (codeOf(error) === 'PAUSED') {
      log.info(
        { worker, contacts: claimed.length },
        'a pause stopped this batch before it wrote; it goes on afterwards',
      );
      return { ...NOTHING, claimed: claimed.length };
    }
    deps.instruments?.failedBatch(codeOf(error));
    log.error({ worker, contacts: claimed.length, err: error }, 'batch failed');
    // Imports and backfills have used their share of the day: live leads go on, so the worker does not pause.
    if (urgencyOf(claimed).background === true && error instanceof BatonError && error.code === 'HUBSPOT_DAILY') {
      return { ...NOTHING, claimed: claimed.length, failed: claimed.length };
    }
    throw error;
  } finally {
    done.abort();
    await holding;
  }
}

/** Keeps a batch that takes long in this worker's hand. */
async function holdOn(
  { clock, log, store, worker }: BatchDeps,
  { claimed, until }: { claimed: readonly Claimed[]; until: AbortSignal },
): Promise<void> {
  for (;;) {
    await clock.wait(HOLD_EVERY_MS, until);
    if (until.aborted) return;
    try {
      await store.renew({ worker, contactIds: claimed.map((c) => c.contactId), until: clock.now() + LEASE_MS });
    } catch (error) {
      log.warn({ worker, err: error }, 'a batch in hand could not be held');
    }
  }
}

const stillHeld = async ({ clock, store, worker }: BatchDeps, ids: readonly string[]): Promise<ReadonlySet<string>> =>
  new Set(await store.renew({ worker, contactIds: ids, until: clock.now() + LEASE_MS }));

/** A batch without a live lead is background work: it leaves room in the window and stops before the day's calls are used up. */
const urgencyOf = (claimed: readonly Claimed[]): Urgency =>
  claimed.every((c) => c.lane === 'import') ? { background: true } : {};

async function workClaimed(deps: BatchDeps, claimed: readonly Claimed[]): Promise<BatchResult> {
  const { clock, store, worker, directory } = deps;
  const inForce = deps.inForce();
  const portal = await directory.portal();
  const urgency = urgencyOf(claimed);
  const loaded = await load(deps, { claimed, inForce, portal, urgency });
  const gone = loaded.filter((l): l is Gone => l.kind === 'gone');
  for (const { claimed: c, how } of gone) await store.forget(c.contactId, how, clock.now());
  const joined = loaded.filter((l): l is Joined => l.kind === 'joined');
  for (const { claimed: c, others } of joined) {
    for (const other of others) await store.forget(other, { purge: false, mergedInto: c.contactId }, clock.now());
  }

  const { plans, failures: planFailures } = await decide(deps, { loaded, inForce });
  const failures: readonly Failure[] = [
    ...planFailures,
    ...loaded
      .filter((l): l is Unreadable => l.kind === 'unreadable')
      .map((l) => ({
        claimed: l.claimed,
        error: new BatonError('HUBSPOT_REJECTED', { what: `contact ${l.claimed.contactId}`, found: l.message }),
      })),
  ];
  await sayWhenFull(
    deps,
    plans.map(({ plan }) => plan),
  );
  // A process that stood still may have lost contacts to another one: what it would write is older than what that one wrote.
  const held = await stillHeld(
    deps,
    plans.map(({ plan }) => plan.contactId),
  );
  const { written, tasks, settlements } = await carryOut(
    deps,
    plans.filter(({ plan }) => held.has(plan.contactId)),
    urgency,
  );

  const now = clock.now();
  await store.settle({
    worker,
    settlements: [...settlements, ...failures.map((f) => failed(f, now)), ...joined.map((j) => again(j, now))],
    now,
  });
  return {
    claimed: claimed.length,
    planned: plans.length,
    written,
    tasks,
    failed: failures.length,
    gone: gone.length,
  };
}

interface Made {
  readonly present: Present;
  readonly plan: Plan;
}

interface Failure {
  readonly claimed: Claimed;
  readonly error: unknown;
}

/** Plans every contact and stores what was decided, in one transaction; under the desk's lock only if a handoff is due. */
async function decide(
  { clock, store, worker }: BatchDeps,
  { loaded, inForce }: { loaded: readonly Loaded[]; inForce: InForce },
): Promise<{ readonly plans: readonly Made[]; readonly failures: readonly Failure[] }> {
  const present = loaded.filter((l): l is Present => l.kind === 'present');
  const now = clock.now();
  let made: Made[] = [];
  let failures: Failure[] = [];
  const planAll = (desk: Desk, some: readonly Present[]): void => {
    made = [];
    failures = [];
    let current = desk;
    for (const p of some) {
      try {
        const plan = planContact(inForce, { snapshot: p.snapshot, desk: current, now });
        current = deskAfter(current, plan);
        made.push({ present: p, plan });
      } catch (error) {
        failures.push({ claimed: p.claimed, error });
      }
    }
  };
  planAll(EMPTY_DESK, present);
  const routed = made.filter(({ plan }) => needsDesk(plan));
  const asks =
    routed.length === 0
      ? null
      : deskQuestion(inForce.agreement, { snapshots: routed.map(({ present: p }) => p.snapshot), now });

  const { lost } = await store.decide({
    worker,
    contactIds: present.map((p) => p.claimed.contactId),
    asks,
    now,
    plan: (desk, inHand) => {
      // A lead lost to another process must not take a turn here.
      if (asks !== null)
        planAll(
          desk,
          present.filter((p) => inHand.has(p.claimed.contactId)),
        );
      return made.map(({ present: p, plan }) => decisionOf(p, { plan, inForce, now }));
    },
  });
  const gone = new Set(lost);
  return { plans: made.filter(({ plan }) => !gone.has(plan.contactId)), failures };
}

function decisionOf(
  { record }: Present,
  { plan, inForce, now }: { plan: Plan; inForce: InForce; now: Instant },
): Decision {
  return {
    contactId: plan.contactId,
    record,
    score: plan.score,
    cycle: plan.cycle,
    because: plan.because,
    decidedAt: now,
    agreement: inForce.agreement.hash,
    task: plan.effects.find((effect) => effect.kind === 'CreateTask') ?? null,
    notes: plan.effects.filter((effect) => effect.kind === 'CreateNote'),
    revisions: plan.effects.filter((effect) => effect.kind === 'UpdateTask'),
    dealt: plan.dealt,
    tells: plan.effects.filter((effect) => effect.kind === 'Tell'),
    pinned: plan.qualification.pin !== null || plan.cycle.handoff?.pinnedBy !== undefined,
  };
}

/** Effects of a whole batch: properties grouped, tasks and notes one by one. */
async function carryOut(
  deps: BatchDeps,
  made: readonly Made[],
  urgency: Urgency,
): Promise<{ readonly written: number; readonly tasks: number; readonly settlements: readonly Settlement[] }> {
  const { clock, log, store, directory, onPlanned } = deps;
  const outcomes = await executeUpdates(
    deps,
    made.flatMap(({ plan }) => plan.effects.filter((effect) => effect.kind === 'UpdateContact')),
    { urgency, stillHeld: (ids) => stillHeld(deps, ids) },
  );
  const refused = new Map(outcomes.flatMap((outcome) => (outcome.ok ? [] : [[outcome.id, outcome] as const])));
  const created = await executeCreations(deps, made);

  const now = clock.now();
  const settlements: Settlement[] = [];
  const took: number[] = [];
  for (const { present, plan } of made) {
    const { claimed, missedSome } = present;
    const update = refused.get(plan.contactId);
    const outcomesOf = created.get(plan.contactId) ?? [];
    const task = outcomesOf.find(({ stored }) => stored.creation.kind === 'CreateTask') ?? null;
    if (update?.ok === false && update.gone) await store.forget(plan.contactId, { purge: false }, now);
    if (update?.ok === false && !update.retry) directory.forget();

    const looks = [{ at: plan.nextDueAt, because: plan.nextDueBecause as string }];
    if (missedSome) looks.push({ at: now, because: 'history' });
    for (const one of outcomesOf) if (one.kind !== 'done') looks.push({ at: one.at, because: 'retry' });
    // A task that exists already is changed by whoever takes the contact next.
    if (plan.effects.some((effect) => effect.kind === 'UpdateTask')) looks.push({ at: now, because: 'retry' });
    if (update?.ok === false && !update.gone)
      looks.push({ at: now + backOff(update.retry ? 0 : claimed.attempts, plan.contactId), because: 'retry' });
    const next = looks.reduce((a, b) => ((b.at ?? Infinity) < (a.at ?? Infinity) ? b : a));
    const passing = update?.ok === false && update.retry;
    const refusal = outcomesOf.find((one) => one.kind === 'refused');
    const problem = update?.ok === false ? update.message : (refusal?.message ?? null);
    settlements.push({
      contactId: plan.contactId,
      version: claimed.version,
      nextDueAt: next.at,
      nextDueBecause: next.because,
      failure:
        problem === null
          ? null
          : {
              code: 'HUBSPOT_REJECTED',
              message: problem,
              bury: claimed.attempts + 1 >= BURY_AFTER && !passing,
              isTheWorlds: passing,
            },
    });
    log.info(
      {
        contactId: plan.contactId,
        lane: claimed.lane,
        dueBecause: claimed.dueBecause,
        events: claimed.events.length,
        score: plan.score.total / 100,
        grade: plan.score.grade,
        stage: plan.qualification.stage,
        state: plan.cycle.state,
        effects: plan.effects.map((effect) => effect.kind),
        refused: problem,
        task: task?.kind ?? null,
        eventToWriteMs: claimed.oldestEventAt === null ? null : now - claimed.oldestEventAt,
      },
      'contact planned',
    );
    const wrote = plan.effects.length > 0 && problem === null;
    const eventToWriteMs = claimed.oldestEventAt === null ? null : now - claimed.oldestEventAt;
    if (wrote && eventToWriteMs !== null) took.push(eventToWriteMs);
    deps.instruments?.planned({
      state: plan.cycle.state,
      wrote,
      eventToCrmSeconds: eventToWriteMs === null ? null : eventToWriteMs / 1000,
    });
    onPlanned?.({ claimed, plan, contact: present.record.properties, task, at: now });
  }
  // A figure for people: what was written stays written although it could not be counted.
  await store
    .countEventToCrm(took, now)
    .catch((error: unknown) => log.warn({ err: error, contacts: took.length }, 'how long events took was not counted'));
  return {
    written: outcomes.filter((outcome) => outcome.ok).length,
    tasks: [...created.values()]
      .flat()
      .filter(({ kind, stored }) => kind === 'done' && stored.creation.kind === 'CreateTask' && stored.state !== 'done')
      .length,
    settlements,
  };
}

/** By contact, what became of its task first. All tasks of a batch go before the notes: somebody waits for them. */
async function executeCreations(
  deps: BatchDeps,
  made: readonly Made[],
): Promise<ReadonlyMap<string, readonly CreationOutcome[]>> {
  const now = deps.clock.now();
  const open = made.flatMap(({ present, plan }): readonly StoredCreation[] => {
    const fresh = plan.effects.filter((effect) => effect.kind === 'CreateTask' || effect.kind === 'CreateNote');
    const isReplaced = ({ key, cycleNo, creation }: StoredCreation): boolean =>
      fresh.some((one) => one.key === key || (cycleNo === plan.cycle.no && one.kind === creation.kind));
    return [
      ...present.claimed.openCreations
        .filter((stored) => !isReplaced(stored))
        .map((stored) => revised(stored, plan.effects)),
      ...fresh.map((creation) => ({
        key: creation.key,
        contactId: plan.contactId,
        cycleNo: plan.cycle.no,
        state: 'intended' as const,
        creation,
        hubspotId: null,
        attempts: 0,
        changedAt: now,
        error: null,
        outdated: false,
      })),
    ];
  });
  const results = new Map<string, CreationOutcome[]>();
  const inOrder = [
    ...open.filter(({ creation }) => creation.kind === 'CreateTask'),
    ...open.filter(({ creation }) => creation.kind !== 'CreateTask'),
  ];
  for (let i = 0; i < inOrder.length; i += CREATED_AT_ONCE) {
    const some = inOrder.slice(i, i + CREATED_AT_ONCE);
    for (const outcome of await Promise.all(some.map((stored) => executeCreation(deps, stored)))) {
      const known = results.get(outcome.stored.contactId) ?? [];
      results.set(outcome.stored.contactId, [...known, outcome]);
    }
  }
  return results;
}

/** What this very plan changed about a task that was not made yet: it is made so. */
function revised(stored: StoredCreation, effects: readonly Effect[]): StoredCreation {
  const change = effects.find((effect) => effect.kind === 'UpdateTask' && effect.key === stored.key);
  if (change?.kind !== 'UpdateTask' || stored.creation.kind !== 'CreateTask') return stored;
  const { ownerId, isDone } = change;
  return { ...stored, creation: { ...stored.creation, ownerId, isDone } };
}

function failed({ claimed, error }: Failure, now: Instant): Settlement {
  return {
    contactId: claimed.contactId,
    version: claimed.version,
    nextDueAt: now + backOff(claimed.attempts, claimed.contactId),
    nextDueBecause: 'retry',
    failure: { code: codeOf(error), message: messageOf(error), bury: claimed.attempts + 1 >= BURY_AFTER },
  };
}

/** What was merged into it is known now: it is planned at once, read anew. */
const again = ({ claimed }: Joined, now: Instant): Settlement => ({
  contactId: claimed.contactId,
  version: claimed.version,
  nextDueAt: now,
  nextDueBecause: 'history',
  failure: null,
});

const codeOf = (error: unknown): string => (error instanceof BatonError ? error.code : 'UNEXPECTED');
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
