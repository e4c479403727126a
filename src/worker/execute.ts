/**
 * The only place that writes to HubSpot on behalf of a plan. Every effect is safe to run twice: properties are state, and what is
 * made, a task, a note, is stored as an intent first and looked for before it is sent a second time.
 */
import type { Instant } from '../core/agreement.ts';
import type { Creation, UpdateContact } from '../core/effect.ts';
import type { Deps, StoredCreation, Urgency, WriteOutcome } from '../deps.ts';
import { BatonError } from '../errors.ts';

/**
 * After something was sent and no answer came, HubSpot is given this long to finish what it may be doing before the contact's
 * records are read back. Longer than any request may take, so that a late commit is not missed.
 */
export const TASK_GRACE_MS = 60_000;

/** What HubSpot refuses (a rule of the portal, an owner just deactivated) is tried again after this long. */
const TASK_REFUSED_RETRY_MS = 10 * 60_000;

export type CreationOutcome =
  | { readonly kind: 'done'; readonly stored: StoredCreation; readonly hubspotId: string; readonly found: boolean }
  /** Not sent, or sent without an answer: look again at `at`. */
  | { readonly kind: 'later'; readonly stored: StoredCreation; readonly at: Instant; readonly because: string }
  | { readonly kind: 'refused'; readonly stored: StoredCreation; readonly at: Instant; readonly message: string };

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

/** Makes one task, note or log of an e-mail exist exactly once, whatever happened to earlier attempts. */
export async function executeCreation(deps: ExecuteDeps, stored: StoredCreation): Promise<CreationOutcome> {
  const { clock, log, store, hubspot } = deps;
  const { creation } = stored;
  if (stored.state === 'done') return revise(deps, stored);
  const now = clock.now();
  const wasSent = stored.state === 'sending' || stored.state === 'ambiguous';
  if (wasSent) {
    const readBackAt = stored.changedAt + TASK_GRACE_MS;
    if (now < readBackAt) return { kind: 'later', stored, at: readBackAt, because: 'its outcome is not known yet' };
    const [oldest, ...others] = await find(hubspot, stored.contactId, creation);
    if (oldest !== undefined) {
      if (others.length > 0)
        log.error(
          { contactId: creation.contactId, key: creation.key, count: others.length + 1 },
          'more than one record carries this marker',
        );
      await store.endCreation(creation.key, { state: 'done', hubspotId: oldest.id }, clock.now());
      return { kind: 'done', stored, hubspotId: oldest.id, found: true };
    }
  }

  if (!(await store.beginCreation(creation.key, stored, now))) {
    return { kind: 'later', stored, at: now + TASK_GRACE_MS, because: 'another process is sending it' };
  }
  try {
    // After a merge it belongs to the contact that remains; its marker stays what it was.
    const { id } = await make(hubspot, stored);
    await store.endCreation(creation.key, { state: 'done', hubspotId: id }, clock.now());
    return { kind: 'done', stored, hubspotId: id, found: false };
  } catch (error) {
    if (!(error instanceof BatonError)) throw error;
    return afterFailure(error, { stored, store, now: clock.now() });
  }
}

function make(hubspot: Deps['hubspot'], { creation, contactId }: StoredCreation): Promise<{ readonly id: string }> {
  switch (creation.kind) {
    case 'CreateTask':
      return hubspot.createTask({ ...creation, contactId });
    case 'CreateNote':
      return hubspot.createNote({ ...creation, contactId });
    case 'LogEmail':
      return hubspot.logEmail({ ...creation, contactId });
  }
}

function find(hubspot: Deps['hubspot'], contactId: string, creation: Creation): Promise<readonly { id: string }[]> {
  switch (creation.kind) {
    case 'CreateTask':
      return hubspot.findTasks(contactId, creation.marker);
    case 'CreateNote':
      return hubspot.findNotes(contactId, creation.marker);
    case 'LogEmail':
      return hubspot.findEmails(contactId, creation);
  }
}

/** The task exists, and has another owner or is ticked off now. */
async function revise({ clock, store, hubspot }: ExecuteDeps, stored: StoredCreation): Promise<CreationOutcome> {
  const { creation, hubspotId } = stored;
  const done = { kind: 'done', stored, hubspotId: hubspotId ?? '', found: true } as const;
  if (creation.kind !== 'CreateTask' || hubspotId === null) return done;
  try {
    // One that a person deleted has nobody to be given to.
    await hubspot.changeTask(hubspotId, { ownerId: creation.ownerId, isDone: creation.isDone === true });
    await store.taskRevised(creation.key, creation);
    return done;
  } catch (error) {
    if (!(error instanceof BatonError)) throw error;
    const now = clock.now();
    return error.retry
      ? { kind: 'later', stored, at: now + (error.facts.retryAfterMs ?? TASK_GRACE_MS), because: error.code }
      : { kind: 'refused', stored, at: now + TASK_REFUSED_RETRY_MS, message: error.message };
  }
}

async function afterFailure(
  error: BatonError,
  { stored, store, now }: { stored: StoredCreation; store: Deps['store']; now: Instant },
): Promise<CreationOutcome> {
  const { key } = stored;
  if (error.code === 'AMBIGUOUS_WRITE') {
    await store.endCreation(key, { state: 'ambiguous', error: error.message }, now);
    return { kind: 'later', stored, at: now + TASK_GRACE_MS, because: 'HubSpot gave no answer' };
  }
  if (error.retry) {
    // HubSpot said that it did not do it: it goes back to where it was.
    await store.endCreation(key, { state: 'intended', error: error.message }, now);
    return { kind: 'later', stored, at: now + (error.facts.retryAfterMs ?? TASK_GRACE_MS), because: error.code };
  }
  await store.endCreation(key, { state: 'failed', error: error.message }, now);
  return { kind: 'refused', stored, at: now + TASK_REFUSED_RETRY_MS, message: error.message };
}
