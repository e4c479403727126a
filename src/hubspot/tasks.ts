/** CRM tasks: made once, and found again by the text they carry. */
import type { Client } from '@hubspot/api-client';
import type { CreateTask } from '../core/effect.ts';
import { associationsOf } from './associations.ts';
import { cut, read, record, recordBatch } from './answers.ts';
import type { RecordAnswer } from './answers.ts';
import type { CallOptions } from './calls.ts';
import type { Reach } from './contacts.ts';
import { HubSpotError, unreadable } from './failures.ts';

/** https://developers.hubspot.com/docs/api-reference/crm-associations-v4/guide */
const TASK_TO_CONTACT = 204;
const TASK_TO_COMPANY = 192;

const IDS_PER_READ = 100;

type TaskInput = Parameters<Client['crm']['objects']['tasks']['basicApi']['create']>[0];

/**
 * Creates a task. Sent again only after HubSpot said that it did not do it.
 *
 * @throws AMBIGUOUS_WRITE when nobody can say whether it exists; any other HubSpotError: it does not.
 */
export async function createTask({ wire, calls }: Reach, task: CreateTask): Promise<{ readonly id: string }> {
  const input = taskInput(task);
  const answer = await calls.call('createTask', () => wire.ask((crm) => crm.objects.tasks.basicApi.create(input)));
  const created = record.safeParse(answer.json);
  if (created.success) return { id: created.data.id };
  throw new HubSpotError('createTask', {
    ...unreadable('an answer without the task’s id'),
    code: 'AMBIGUOUS_WRITE',
  });
}

function taskInput({
  contactId,
  companyId,
  ownerId,
  subject,
  body,
  dueAt,
  remindAt,
  priority,
  type,
}: CreateTask): TaskInput {
  const input = {
    properties: {
      hs_timestamp: new Date(dueAt).toISOString(),
      hs_task_subject: subject,
      hs_task_body: body,
      hs_task_status: 'NOT_STARTED',
      hs_task_priority: priority,
      hs_task_type: type,
      // Milliseconds, and only one: https://developers.hubspot.com/docs/api-reference/crm-tasks-v3/guide
      ...(remindAt === null ? {} : { hs_task_reminders: String(remindAt) }),
      hubspot_owner_id: ownerId,
    },
    associations: [
      linkTo(contactId, TASK_TO_CONTACT),
      ...(companyId === null ? [] : [linkTo(companyId, TASK_TO_COMPANY)]),
    ],
  };
  // The client types the category as an enumeration whose members are these strings.
  return input as unknown as TaskInput;
}

const linkTo = (id: string, associationTypeId: number): object => ({
  to: { id },
  types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId }],
});

export interface FoundTask {
  readonly id: string;
  readonly status: string;
  readonly ownerId: string | null;
}

/**
 * Tasks of a contact whose body contains `marker`, oldest first. Associations and a batch read are consistent; the search index
 * lags, and a task it does not show yet would be made twice.
 */
export async function findTasks(reach: Reach, contactId: string, marker: string): Promise<readonly FoundTask[]> {
  const linked = await associationsOf(reach, [contactId], { operation: 'tasksOf', to: 'tasks' });
  const ids = [...new Set([...linked.values()].flat().map((end) => end.id))];
  const found = (await readTasks(reach, ids)).filter(({ properties }) =>
    carries(properties['hs_task_body'] ?? '', marker),
  );
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
  return new Set((await readTasks(reach, [...new Set(ids)], options)).map(({ id }) => id));
}

async function readTasks(
  { wire, calls }: Reach,
  ids: readonly string[],
  options: CallOptions = {},
): Promise<readonly RecordAnswer[]> {
  const found: RecordAnswer[] = [];
  for (const part of cut(ids, IDS_PER_READ)) {
    const answer = await calls.call(
      'readTasks',
      () =>
        wire.ask((crm) =>
          crm.objects.tasks.batchApi.read({
            inputs: part.map((id) => ({ id })),
            properties: ['hs_task_body', 'hs_task_status', 'hubspot_owner_id', 'hs_createdate'],
            propertiesWithHistory: [],
          }),
        ),
      options,
    );
    const { results, errors } = read('readTasks', recordBatch, answer);
    // A task deleted meanwhile is not found, and that is all that may be wrong.
    const unexpected = errors.find((error) => error.category !== 'OBJECT_NOT_FOUND');
    if (unexpected !== undefined) {
      throw new HubSpotError('readTasks', unreadable(`${unexpected.category}: ${unexpected.message.slice(0, 200)}`));
    }
    found.push(...results);
  }
  return found;
}

const createdAt = ({ createdAt: at, properties }: RecordAnswer): number =>
  at ?? (Date.parse(properties['hs_createdate'] ?? '') || 0);

const byNumber = (a: string, b: string): number => a.length - b.length || (a < b ? -1 : 1);

/** HubSpot cleans HTML as it likes: what a reader sees is compared, with spaces folded. */
export function carries(html: string, marker: string): boolean {
  return textOf(html).includes(fold(marker));
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
