/**
 * The reconciliation: portal and ledger are compared, contact by contact, in steps that can be interrupted. What may be put right by
 * itself is made due and planned like any other contact; the rest is listed. It only finds: the worker writes.
 */
import type { Instant } from '../core/agreement.ts';
import { audit } from '../core/audit.ts';
import type { Gap, Ledgered, Read } from '../core/audit.ts';
import type { Deps } from '../deps.ts';
import type { Directory } from './directory.ts';

/** HubSpot's batch endpoints take 100 records: https://developers.hubspot.com/docs/api-reference/crm-contacts-v3/guide */
export const AUDITED_AT_ONCE = 100;

/** A repair is given this long before the lead is looked at again. */
const LOOK_AGAIN_AFTER_MS = 60_000;

const CURSOR = 'reconcile';

export interface Pass {
  /** The last contact looked at; null: the pass begins. */
  readonly cursor: string | null;
  readonly startedAt: Instant;
  readonly looked: number;
  readonly found: number;
  /** When the last complete pass ended; null: there was none. */
  readonly finishedAt: Instant | null;
}

export type ReconcileDeps = Pick<Deps, 'clock' | 'log' | 'store' | 'hubspot' | 'inForce'> & {
  readonly directory: Pick<Directory, 'portal'>;
};

export interface Step {
  readonly looked: number;
  readonly gaps: readonly Gap[];
  /** True: this step reached the end of the contacts. */
  readonly complete: boolean;
  readonly pass: Pass;
}

/** Where the pass in hand stands; one that was never begun begins. */
export async function passInHand({ store, clock }: Pick<ReconcileDeps, 'store' | 'clock'>): Promise<Pass> {
  const value = await store.setting(CURSOR);
  if (typeof value === 'object' && value !== null && 'cursor' in value && 'startedAt' in value) return value as Pass;
  return { cursor: null, startedAt: clock.now(), looked: 0, found: 0, finishedAt: null };
}

/**
 * Looks at the next contacts of the pass in hand and keeps what it found.
 * @param repair false: nothing is put right, only found.
 */
export async function reconcileStep(
  deps: ReconcileDeps,
  { repair, limit = AUDITED_AT_ONCE }: { repair: boolean; limit?: number },
): Promise<Step> {
  const { store, clock } = deps;
  const pass = await passInHand(deps);
  const page = await store.ledgerPage({ after: pass.cursor, limit, now: clock.now() });
  const gaps = await lookAt(deps, page, { repair });
  const last = page.at(-1);
  const complete = last === undefined || page.length < limit;
  const now = clock.now();
  const so = { looked: pass.looked + page.length, found: pass.found + gaps.length };
  const next: Pass = complete
    ? { cursor: null, startedAt: now, looked: 0, found: 0, finishedAt: now }
    : { ...pass, ...so, cursor: last.contactId };
  await store.setSetting(CURSOR, next, now);
  return { looked: page.length, gaps, complete, pass: complete ? { ...pass, ...so, finishedAt: now } : next };
}

/** Looks again at what was found and had its time to be put right. Returns what is still found. */
export async function lookAgain(deps: ReconcileDeps, { repair }: { repair: boolean }): Promise<readonly Gap[]> {
  const { store, clock } = deps;
  const now = clock.now();
  const some = await store.ledgerOfGaps({
    foundBefore: now - LOOK_AGAIN_AFTER_MS,
    limit: AUDITED_AT_ONCE,
    now,
  });
  return lookAt(deps, some, { repair });
}

async function lookAt(
  deps: ReconcileDeps,
  ledgered: readonly Ledgered[],
  { repair }: { repair: boolean },
): Promise<readonly Gap[]> {
  const { store, hubspot, clock, log, inForce, directory } = deps;
  // What is under way is looked at when it has settled; it is neither found nor resolved now.
  const settled = ledgered.filter(({ underWay }) => !underWay);
  if (settled.length === 0) return [];
  const { agreement, needs } = inForce();
  const urgency = { background: true } as const;
  const ids = settled.map(({ contactId }) => contactId);
  const [{ found, refused }, there, portal] = await Promise.all([
    hubspot.readContacts(ids, { properties: needs.contact, history: [], ...urgency }),
    tasksOf(deps, settled),
    directory.portal(),
  ]);
  const reads = new Map(found.map((one) => [one.askedFor, one]));
  const unread = new Set(refused.map(({ id }) => id));
  const looked = settled.filter(({ contactId }) => !unread.has(contactId));
  const gaps = looked.flatMap((ledger) => {
    const one = reads.get(ledger.contactId);
    const read: Read = {
      id: one?.id ?? null,
      properties: one?.properties ?? {},
      taskIsThere: ledger.task === null ? null : there.has(ledger.task.hubspotId),
    };
    return audit({ agreement, ledger, read, owners: portal.owners, names: needs.contact });
  });
  await store.putGaps({ looked: looked.map(({ contactId }) => contactId), gaps, now: clock.now() });
  for (const gap of gaps) log.warn({ ...gap }, 'HubSpot and the ledger disagree');
  if (repair) await putRight(deps, { gaps, ledgered: looked });
  return gaps;
}

/** Only open tasks of leads nobody has reached matter: what a rep did with a task afterwards is the rep's business. */
async function tasksOf({ hubspot }: ReconcileDeps, ledgered: readonly Ledgered[]): Promise<ReadonlySet<string>> {
  const ids = ledgered.flatMap(({ task }) => (task === null ? [] : [task.hubspotId]));
  return ids.length === 0 ? new Set() : hubspot.tasksThere(ids, { background: true });
}

async function putRight(
  { store, clock }: ReconcileDeps,
  { gaps, ledgered }: { gaps: readonly Gap[]; ledgered: readonly Ledgered[] },
): Promise<void> {
  const tasks = new Map(ledgered.map(({ contactId, task }) => [contactId, task]));
  const now = clock.now();
  for (const { contactId, repair } of gaps) {
    const task = repair === 'task_again' ? (tasks.get(contactId) ?? null) : null;
    if (task !== null) await store.intendTaskAgain(task, now);
  }
  const mendable = [...new Set(gaps.flatMap(({ contactId, repair }) => (repair === null ? [] : [contactId])))];
  if (mendable.length === 0) return;
  // The history tells what the lost events would have told; everything else follows from a plan.
  await store.makeDue(mendable, { at: now, because: 'history', lane: 'live' });
  await store.markRepaired(mendable, now);
}

/** At least so long between two steps, so that a pass of a small portal does not go round and round. */
const STEP_EVERY_MS = 60_000;
/** Every contact is looked at once a day, as far as the budget of background work goes. */
const PASS_MS = 24 * 60 * 60_000;
/** Of several processes one looks. */
const bucket = (windowMs: number) => ({ bucket: 'reconcile', limit: 1, windowMs });

/** Goes on for ever: a step at a time, one pass a day, and again at what was found until it is mended. */
export function startReconciliation(deps: ReconcileDeps): { stop(): Promise<void> } {
  const { clock, log, store } = deps;
  const stopping = new AbortController();
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      let wait = STEP_EVERY_MS;
      try {
        wait = await turn(deps);
      } catch (error) {
        log.warn({ err: error }, 'the reconciliation could not look');
      }
      await clock.wait(wait, stopping.signal);
    }
  };
  const turn = async (each: ReconcileDeps): Promise<number> => {
    const every = await pace(each);
    const taken = await store.reserveCall({ ...bucket(every - 1_000), now: clock.now() });
    if (taken > 0) return Math.min(taken, STEP_EVERY_MS);
    if ((await store.setting('live_since')) === null) return STEP_EVERY_MS;
    await lookAgain(each, { repair: true });
    const pass = await passInHand(each);
    const isOver = pass.cursor === null && pass.finishedAt !== null && clock.now() - pass.finishedAt < PASS_MS / 2;
    if (!isOver) await reconcileStep(each, { repair: true });
    return every;
  };
  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/** Milliseconds between two steps: a pass takes half a day, and a small portal a step a minute. */
async function pace({ store }: ReconcileDeps): Promise<number> {
  const steps = Math.ceil((await store.countKnown()) / AUDITED_AT_ONCE);
  return Math.max(5_000, Math.min(STEP_EVERY_MS, Math.floor(PASS_MS / 2 / Math.max(1, steps))));
}
