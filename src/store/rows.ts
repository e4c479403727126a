/** Rows of the tables that several statements read, and what they mean. */
import type { Activity, ActivityKind } from '../core/activity.ts';
import type { CreateTask, Creation, Tell } from '../core/effect.ts';
import type { Said, Saying } from '../core/said.ts';
import type { Fact } from '../core/signal.ts';
import type { Properties } from '../core/snapshot.ts';
import type {
  Memberships,
  MessageState,
  StoredContact,
  StoredCreation,
  StoredMessage,
  StoredTask,
  TaskState,
} from './store.ts';

/** Columns of baton.record AS r. */
export interface RecordRow {
  readonly properties: Properties | null;
  readonly company_id: string | null;
  readonly company: Properties | null;
  readonly company_read_at: number | null;
  readonly facts: readonly Fact[] | null;
  readonly read_at: number | null;
  readonly gone_at: number | null;
  readonly lists: Memberships | null;
}

export const RECORD_COLUMNS =
  'r.properties, r.company_id, r.company, r.company_read_at, r.facts, r.read_at, r.gone_at, r.lists';

/** Null where there is no record: the row is that of a LEFT JOIN. */
export function storedContact(row: RecordRow): StoredContact | null {
  if (row.properties === null || row.facts === null || row.read_at === null) return null;
  return {
    properties: row.properties,
    companyId: row.company_id,
    company: row.company,
    companyReadAt: row.company_read_at,
    facts: row.facts,
    readAt: row.read_at,
    lists: row.lists,
    goneAt: row.gone_at,
  };
}

export interface TaskRow {
  readonly key: string;
  readonly contact_id: string;
  readonly cycle_no: number;
  readonly state: TaskState;
  readonly task: CreateTask;
  readonly hubspot_id: string | null;
  readonly attempts: number;
  readonly changed_at: number;
  readonly error: string | null;
}

export const TASK_COLUMNS = 'key, contact_id, cycle_no, state, task, hubspot_id, attempts, changed_at, error';

export const storedTask = (row: TaskRow): StoredTask => ({
  key: row.key,
  contactId: row.contact_id,
  cycleNo: row.cycle_no,
  state: row.state,
  task: row.task,
  hubspotId: row.hubspot_id,
  attempts: row.attempts,
  changedAt: row.changed_at,
  error: row.error,
});

export interface CreationRow extends Omit<TaskRow, 'task'> {
  readonly task: Creation;
  readonly outdated: boolean;
}

export const CREATION_COLUMNS = `${TASK_COLUMNS}, outdated`;

export const storedCreation = (row: CreationRow): StoredCreation => {
  const { task: _, ...rest } = storedTask(row as unknown as TaskRow);
  return { ...rest, creation: row.task, outdated: row.outdated };
};

export interface SaidRow {
  readonly contact_id: string;
  readonly seq: string;
  readonly cycle_no: number;
  readonly at: number;
  readonly by_user: string | null;
  readonly by_email: string;
  readonly through: Saying['through'];
  readonly what: Said;
}

/** `seq` comes as text: order by `said.seq`, the number, or the tenth stands before the ninth. */
export const SAID_COLUMNS = 'contact_id, seq::text, cycle_no, at, by_user, by_email, through, what';

export const saying = (row: SaidRow): Saying => ({
  seq: row.seq,
  at: row.at,
  cycleNo: row.cycle_no,
  by: { userId: row.by_user, email: row.by_email },
  through: row.through,
  what: row.what,
});

export interface ActivityRow {
  readonly contact_id: string;
  readonly kind: ActivityKind;
  readonly id: string;
  readonly at: number;
  readonly logged_at: number;
  readonly owner_id: string | null;
  readonly properties: Properties;
}

export const ACTIVITY_COLUMNS = 'contact_id, kind, id, at, logged_at, owner_id, properties';

export const activityOf = (row: ActivityRow): Activity => ({
  kind: row.kind,
  id: row.id,
  at: row.at,
  loggedAt: row.logged_at,
  ownerId: row.owner_id,
  properties: row.properties,
});

export interface MessageRow {
  readonly key: string;
  readonly tell: Tell;
  readonly state: MessageState;
  readonly outcome: string | null;
  readonly changed_at: number;
}

export const MESSAGE_COLUMNS = 'key, tell, state, outcome, changed_at';

export const storedMessage = (row: MessageRow): StoredMessage => ({
  key: row.key,
  tell: row.tell,
  state: row.state,
  outcome: row.outcome,
  changedAt: row.changed_at,
});
