import type { ReactNode } from 'react';
import type { TimelineEntry } from '../../pages/views.ts';
import { OUTLINES } from '../components/icons.ts';
import { shownAt } from './clock.tsx';
import { useHere } from './here.ts';
import { TaskItem } from './task-item.tsx';

const ICONS: Readonly<Record<TimelineEntry['kind'], string>> = {
  task: 'tasks',
  note: 'edit',
  call: 'calling',
  email: 'email',
  meeting: 'date',
  communication: 'comment',
  form: 'documents',
  page: 'view',
  mail: 'emailOpen',
  change: 'refresh',
};

export function Timeline({ entries }: { readonly entries: readonly TimelineEntry[] }): ReactNode {
  const { portal } = useHere();
  if (entries.length === 0) return <p className="page-note">Nothing has happened here yet.</p>;
  return (
    <ol className="timeline">
      {entries.map((entry) => (
        <li key={entry.key} className={`entry ${entry.kind}`}>
          <svg className="icon size-md" viewBox="0 0 24 24" aria-hidden="true">
            <path d={OUTLINES[ICONS[entry.kind]]} />
          </svg>
          <div className="entry-body">
            <div className="entry-head">
              {entry.task === undefined ? <strong dir="auto">{entry.title}</strong> : <strong>Task</strong>}
              {entry.by === null ? null : <span className="muted">by {entry.by}</span>}
              <time dateTime={new Date(entry.at).toISOString()}>{shownAt(entry.at, portal.timeZone)}</time>
            </div>
            {entry.task === undefined ? null : <TaskItem task={entry.task} />}
            {entry.text === undefined ? null : <p dir="auto">{entry.text}</p>}
            {entry.html === undefined ? null : (
              <div className="rich" dir="auto" dangerouslySetInnerHTML={{ __html: entry.html }} />
            )}
          </div>
        </li>
      ))}
    </ol>
  );
}
