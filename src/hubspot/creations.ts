/** What has to exist exactly once, tasks, notes and logged e-mails: made once, and found again by the text they carry. */
import type { CreateNote, CreateTask, Creation, LogEmail } from '../core/effect.ts';
import { associationsOf } from './associations.ts';
import { cut, read, record, recordBatch } from './answers.ts';
import type { RecordAnswer } from './answers.ts';
import type { CallOptions } from './calls.ts';
import type { Reach } from './contacts.ts';
import { HubSpotError, unreadable } from './failures.ts';
import type { Found, TaskChange } from './hubspot.ts';

type CreationKind = Creation['kind'];

/** Association types to contact and company: https://developers.hubspot.com/docs/api-reference/crm-associations-v4/guide */
const HOW = {
  CreateTask: {
    type: 'tasks',
    operations: { create: 'createTask', of: 'tasksOf', read: 'readTasks' },
    toContact: 204,
    toCompany: 192,
    // What a reader sees of it; the first that HubSpot shows is compared.
    text: ['hs_task_body'],
  },
  CreateNote: {
    type: 'notes',
    operations: { create: 'createNote', of: 'notesOf', read: 'readNotes' },
    toContact: 202,
    toCompany: 190,
    text: ['hs_note_body'],
  },
  LogEmail: {
    type: 'emails',
    operations: { create: 'logEmail', of: 'emailsOf', read: 'readEmails' },
    toContact: 198,
    toCompany: 186,
    text: ['hs_email_text'],
  },
} as const satisfies Record<CreationKind, object>;

const IDS_PER_READ = 100;

/**
 * Creates a task, a note or the log of an e-mail. Sent again only after HubSpot said that it did not do it.
 *
 * @throws AMBIGUOUS_WRITE when nobody can say whether it exists; any other HubSpotError: it does not.
 */
export async function create({ wire, calls }: Reach, creation: Creation): Promise<{ readonly id: string }> {
  const { type, operations } = HOW[creation.kind];
  const input = inputOf(creation);
  const answer = await calls.call(operations.create, () =>
    // The client types the category of an association as an enumeration whose members are these strings.
    wire.ask((crm) => crm.objects.basicApi.create(type, input as never)),
  );
  const created = record.safeParse(answer.json);
  if (created.success) return { id: created.data.id };
  throw new HubSpotError(operations.create, {
    ...unreadable('an answer without the record’s id'),
    code: 'AMBIGUOUS_WRITE',
  });
}

function inputOf(creation: Creation): object {
  const { toContact, toCompany } = HOW[creation.kind];
  return {
    properties: propertiesOf(creation),
    associations: [
      linkTo(creation.contactId, toContact),
      ...(creation.companyId === null ? [] : [linkTo(creation.companyId, toCompany)]),
    ],
  };
}

function propertiesOf(creation: Creation): Readonly<Record<string, string>> {
  switch (creation.kind) {
    case 'CreateTask':
      return taskProperties(creation);
    case 'CreateNote':
      return noteProperties(creation);
    case 'LogEmail':
      return emailProperties(creation);
  }
}

const taskProperties = ({ ownerId, subject, body, dueAt, remindAt, priority, type, isDone }: CreateTask) => ({
  hs_timestamp: iso(dueAt),
  hs_task_subject: subject,
  hs_task_body: body,
  hs_task_status: isDone === true ? 'COMPLETED' : 'NOT_STARTED',
  hs_task_priority: priority,
  hs_task_type: type,
  ...reminder(remindAt),
  hubspot_owner_id: ownerId,
});

/** Milliseconds, and only one: https://developers.hubspot.com/docs/api-reference/crm-tasks-v3/guide */
const reminder = (at: number | null) => (at === null ? {} : { hs_task_reminders: String(at) });

const noteProperties = ({ at, body, ownerId }: CreateNote) => ({
  hs_timestamp: iso(at),
  hs_note_body: body,
  hubspot_owner_id: ownerId,
});

/** https://developers.hubspot.com/docs/api-reference/crm-emails-v3/guide */
const emailProperties = ({ at, ownerId, from, to, subject, text }: LogEmail) => ({
  hs_timestamp: iso(at),
  hubspot_owner_id: ownerId,
  hs_email_direction: 'EMAIL',
  hs_email_status: 'SENT',
  hs_email_subject: subject,
  hs_email_text: text,
  hs_email_headers: JSON.stringify({ from: { email: from }, to: [{ email: to }], cc: [], bcc: [] }),
});

const iso = (at: number): string => new Date(at).toISOString();

const linkTo = (id: string, associationTypeId: number): object => ({
  to: { id },
  types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId }],
});

/** Gives a task to somebody else, or ticks it off. Sets state, so it is safe to send twice. False: HubSpot no longer has the task. */
export async function changeTask({ wire, calls }: Reach, id: string, change: TaskChange): Promise<boolean> {
  const properties = {
    hubspot_owner_id: change.ownerId,
    ...(change.isDone ? { hs_task_status: 'COMPLETED' } : {}),
  };
  try {
    await calls.call('changeTask', () => wire.ask((crm) => crm.objects.basicApi.update('tasks', id, { properties })));
    return true;
  } catch (error) {
    if (error instanceof HubSpotError && error.facts.httpStatus === 404) return false;
    throw error;
  }
}

/**
 * What of this kind a contact has that carries `marker`, oldest first. Associations and a batch read are consistent; the search index
 * lags, and a task it does not show yet would be made twice.
 */
export async function findCreated(
  reach: Reach,
  contactId: string,
  { kind, marker, at }: { kind: CreationKind; marker: string; at?: number },
): Promise<readonly Found[]> {
  const { type, operations, text } = HOW[kind];
  const linked = await associationsOf(reach, [contactId], { operation: operations.of, to: type });
  const ids = [...new Set([...linked.values()].flat().map((end) => end.id))];
  const found = (await readAll(reach, kind, ids)).filter(({ properties }) => {
    const told = text.flatMap((name) => properties[name] ?? []);
    // Without the scope for e-mails HubSpot blanks their text: then the moment tells.
    if (told.length === 0 && kind === 'LogEmail') return Date.parse(properties['hs_timestamp'] ?? '') === at;
    return told.some((html) => carries(html, marker));
  });
  return found
    .sort((a, b) => createdAt(a) - createdAt(b) || byNumber(a.id, b.id))
    .map(({ id, properties }) => ({
      id,
      status: properties['hs_task_status'] ?? '',
      ownerId: properties['hubspot_owner_id'] ?? null,
    }));
}

/** Which of these tasks HubSpot still has. */
export async function tasksThere(
  reach: Reach,
  ids: readonly string[],
  options: CallOptions = {},
): Promise<ReadonlySet<string>> {
  return new Set((await readAll(reach, 'CreateTask', [...new Set(ids)], options)).map(({ id }) => id));
}

async function readAll(
  { wire, calls }: Reach,
  kind: CreationKind,
  ids: readonly string[],
  options: CallOptions = {},
): Promise<readonly RecordAnswer[]> {
  const { type, operations, text } = HOW[kind];
  const properties = [...text, 'hs_timestamp', 'hubspot_owner_id', 'hs_createdate'];
  if (kind === 'CreateTask') properties.push('hs_task_status');
  const found: RecordAnswer[] = [];
  for (const part of cut(ids, IDS_PER_READ)) {
    const answer = await calls.call(
      operations.read,
      () =>
        wire.ask((crm) =>
          crm.objects.batchApi.read(type, {
            inputs: part.map((id) => ({ id })),
            properties,
            propertiesWithHistory: [],
          }),
        ),
      options,
    );
    const { results, errors } = read(operations.read, recordBatch, answer);
    // One deleted meanwhile is not found, and that is all that may be wrong.
    const unexpected = errors.find((error) => error.category !== 'OBJECT_NOT_FOUND');
    if (unexpected !== undefined) {
      throw new HubSpotError(
        operations.read,
        unreadable(`${unexpected.category}: ${unexpected.message.slice(0, 200)}`),
      );
    }
    found.push(...results);
  }
  return found;
}

const createdAt = ({ createdAt: at, properties }: RecordAnswer): number =>
  at ?? (Date.parse(properties['hs_createdate'] ?? '') || 0);

const byNumber = (a: string, b: string): number => a.length - b.length || (a < b ? -1 : 1);

/** HubSpot cleans HTML as it likes: what a reader sees is compared, with spaces folded. "… 51-1" is not in "… 51-12". */
export function carries(html: string, marker: string): boolean {
  const text = textOf(html);
  const wanted = fold(marker);
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    if (!/^[\w-]/.test(text.slice(at + wanted.length))) return true;
  }
  return false;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&nbsp;': ' ',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&amp;': '&',
};

const textOf = (html: string): string =>
  fold(html.replace(/<[^<>]*>/g, '').replace(/&(?:nbsp|lt|gt|quot|#39|amp);/g, (entity) => ENTITIES[entity] ?? entity));

const fold = (text: string): string => text.replace(/\s+/g, ' ').trim();
