/**
 * The only place that writes to HubSpot on behalf of a plan. Every effect is safe to run twice: properties are state, and a task
 * is stored as an intent first and looked for before it is sent a second time.
 */
import type { Instant } from '../core/agreement.ts';
import type { UpdateContact } from '../core/effect.ts';
import type { Deps, StoredTask, Urgency, WriteOutcome } from '../deps.ts';
import { BatonError } from '../errors.ts';

/**
 * After a task was sent and no answer came, HubSpot is given this long to finish what it may be doing before the contact's
 * tasks are read back. Longer than any request may take, so that a late commit is not missed.
 */
export const TASK_GRACE_MS = 60_000;

/** A task HubSpot refuses (a rule of the portal, an owner just deactivated) is tried again after this long. */
const TASK_REFUSED_RETRY_MS = 10 * 60_000;

export type TaskOutcome =
  | { readonly kind: 'done'; readonly task: StoredTask; readonly hubspotId: string; readonly found: boolean }
  /** Not sent, or sent without an answer: look again at `at`. */
  | { readonly kind: 'later'; readonly task: StoredTask; readonly at: Instant; readonly because: string }
  | { readonly kind: 'refused'; readonly task: StoredTask; readonly at: Instant; readonly message: string };

type ExecuteDeps = Pick<Deps, 'clock' | 'log' | 'store' | 'hubspot'>;

/**
 * Writes properties, up to 100 contacts a call, and lets the mirror follow what HubSpot took.
 * @param stillHeld which of these contacts are still in this worker's hand. One that was lost while the call was under way may have
 *   got older values over newer ones: it is read and planned again.
 */
export async function executeUpdates(
  { clock, store, hubspot }: ExecuteDeps,
  updates: readonly UpdateContact[],
  { urgency, stillHeld }: { urgency: Urgency; stillHeld: (ids: readonly string[]) => Promise<ReadonlySet<string>> },
): Promise<readonly WriteOutcome[]> {
  if (updates.length === 0) return [];
  const outcomes = await hubspot.updateContacts(
    updates.map(({ contactId, properties }) => ({ id: contactId, properties })),
    urgency,
  );
  const taken = new Map(outcomes.map((outcome) => [outcome.id, outcome.ok]));
  const written = updates.filter(({ contactId }) => taken.get(contactId) === true);
  const held = await stillHeld(written.map(({ contactId }) => contactId));
  await store.appliedMany(
    written.filter(({ contactId }) => held.has(contactId)),
    clock.now(),
  );
  const lost = written.flatMap(({ contactId }) => (held.has(contactId) ? [] : [contactId]));
  if (lost.length > 0) await store.makeDue(lost, { at: clock.now(), because: 'retry', lane: 'live' });
  return outcomes;
}

/** Makes one task exist exactly once, whatever happened to earlier attempts. */
export async function executeTask(
  { clock, log, store, hubspot }: ExecuteDeps,
  stored: StoredTask,
): Promise<TaskOutcome> {
  const { task } = stored;
  const now = clock.now();
  const wasSent = stored.state === 'sending' || stored.state === 'ambiguous';
  if (wasSent) {
    const readBackAt = stored.changedAt + TASK_GRACE_MS;
    if (now < readBackAt)
      return { kind: 'later', task: stored, at: readBackAt, because: 'its outcome is not known yet' };
    const [oldest, ...others] = await hubspot.findTasks(stored.contactId, task.marker);
    if (oldest !== undefined) {
      if (others.length > 0)
        log.error(
          { contactId: task.contactId, key: task.key, tasks: others.length + 1 },
          'more than one task carries this marker',
        );
      await store.endTask(task.key, { state: 'done', hubspotId: oldest.id }, clock.now());
      return { kind: 'done', task: stored, hubspotId: oldest.id, found: true };
    }
  }

  if (!(await store.beginTask(task.key, stored, now))) {
    return { kind: 'later', task: stored, at: now + TASK_GRACE_MS, because: 'another process is sending it' };
  }
  try {
    // After a merge the task belongs to the contact that remains; its marker stays what it was.
    const { id } = await hubspot.createTask({ ...task, contactId: stored.contactId });
    await store.endTask(task.key, { state: 'done', hubspotId: id }, clock.now());
    return { kind: 'done', task: stored, hubspotId: id, found: false };
  } catch (error) {
    if (!(error instanceof BatonError)) throw error;
    return afterFailure(error, { stored, store, now: clock.now() });
  }
}

async function afterFailure(
  error: BatonError,
  { stored, store, now }: { stored: StoredTask; store: Deps['store']; now: Instant },
): Promise<TaskOutcome> {
  const { key } = stored.task;
  if (error.code === 'AMBIGUOUS_WRITE') {
    await store.endTask(key, { state: 'ambiguous', error: error.message }, now);
    return { kind: 'later', task: stored, at: now + TASK_GRACE_MS, because: 'HubSpot gave no answer' };
  }
  if (error.retry) {
    // HubSpot said that it did not do it: it goes back to where it was.
    await store.endTask(key, { state: 'intended', error: error.message }, now);
    return { kind: 'later', task: stored, at: now + (error.facts.retryAfterMs ?? TASK_GRACE_MS), because: error.code };
  }
  await store.endTask(key, { state: 'failed', error: error.message }, now);
  return { kind: 'refused', task: stored, at: now + TASK_REFUSED_RETRY_MS, message: error.message };
}
