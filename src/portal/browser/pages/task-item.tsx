import type { ReactNode } from 'react';
import type { TaskView } from '../../pages/views.ts';
import { control } from './ask.ts';
import { shownAt } from './clock.tsx';
import { recordUrl } from './address.ts';
import { useHere } from './here.ts';

const PRIORITIES: Readonly<Record<string, string>> = { HIGH: 'danger', MEDIUM: 'warning', LOW: 'info' };

/** A task, and the box that completes it. */
export function TaskItem({
  task,
  withContact = false,
}: {
  readonly task: TaskView;
  readonly withContact?: boolean;
}): ReactNode {
  const { portal, viewer, say } = useHere();
  const complete = (): void => {
    control('setProperties', {
      type: 'task',
      id: task.id,
      properties: { hs_task_status: 'COMPLETED' },
      sourceId: `userId:${viewer.userId}`,
    }).catch((failure: unknown) => say({ type: 'danger', message: String(failure) }));
  };
  const priority = PRIORITIES[task.priority];
  return (
    <article className="task" aria-label={task.subject}>
      <label className="task-head">
        <input
          type="checkbox"
          checked={task.done}
          disabled={task.done}
          onChange={complete}
          aria-label={`Complete “${task.subject}”`}
        />
        <strong dir="auto">{task.subject}</strong>
      </label>
      <p className="task-facts">
        {priority === undefined ? null : (
          <span className={`status-tag ${priority}`}>
            <span className="dot" aria-hidden="true" />
            {task.priority.charAt(0) + task.priority.slice(1).toLowerCase()}
          </span>
        )}
        {task.dueAt === null ? null : <span>due {shownAt(task.dueAt, portal.timeZone)}</span>}
        <span>{task.owner ?? 'nobody'}</span>
        {withContact && task.contact !== null ? (
          <a className="link primary" href={recordUrl(portal.portalId, '0-1', task.contact.id)}>
            {task.contact.title}
          </a>
        ) : null}
      </p>
      {task.html === '' ? null : (
        <details>
          <summary>Details</summary>
          {/* Cleaned when it was written, as HubSpot does; the page's policy lets no script of it run. */}
          <div className="rich" dir="auto" dangerouslySetInnerHTML={{ __html: task.html }} />
        </details>
      )}
    </article>
  );
}
