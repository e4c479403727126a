import { useState } from 'react';
import type { ReactNode } from 'react';
import type { ListView, TaskView } from '../../pages/views.ts';
import { Play } from '../play/play.tsx';
import { recordUrl } from './address.ts';
import { useAsked } from './ask.ts';
import { useHere } from './here.ts';
import { TaskItem } from './task-item.tsx';

const TITLES: Readonly<Record<string, string>> = { '0-1': 'Contacts', '0-2': 'Companies' };

export function ListPage({ typeId }: { readonly typeId: string }): ReactNode {
  const { portal, changes } = useHere();
  const [query, setQuery] = useState('');
  const { value: list, problem } = useAsked<ListView>(
    `records/${typeId}?q=${encodeURIComponent(query)}`,
    changes.revision,
  );
  const title = TITLES[typeId] ?? 'Records';
  return (
    <div className="page">
      <div className="page-head">
        <h1 className="page-title">{title}</h1>
        <input
          type="search"
          aria-label={`Search ${title.toLowerCase()}`}
          placeholder="Search"
          value={query}
          onChange={({ target }) => setQuery(target.value)}
        />
      </div>
      {problem === null ? null : <p className="page-note">{problem}</p>}
      {list === null ? null : (
        <>
          <div className="table bordered">
            <div className="table-scroll" tabIndex={0} role="region" aria-label={title}>
              <table>
                <thead>
                  <tr>
                    <th scope="col">Name</th>
                    {list.columns.map((column) => (
                      <th key={column} scope="col">
                        {column}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {list.rows.map(({ id, title: name, cells }) => (
                    <tr key={id}>
                      <td>
                        <a className="link primary" dir="auto" href={recordUrl(portal.portalId, typeId, id)}>
                          {name}
                        </a>
                      </td>
                      {cells.map((cell, i) => (
                        <td key={i} dir="auto">
                          {cell ?? '--'}
                        </td>
                      ))}
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </div>
          <p className="muted">
            {list.rows.length < list.total ? `The latest ${list.rows.length} of ${list.total}` : `${list.total} in all`}
          </p>
        </>
      )}
      <Play />
    </div>
  );
}

export function TasksPage(): ReactNode {
  const { changes, viewer } = useHere();
  const [mine, setMine] = useState(false);
  const { value: tasks } = useAsked<readonly TaskView[]>(
    mine ? `tasks?owner=${viewer.ownerId}` : 'tasks',
    changes.revision,
  );
  return (
    <div className="page">
      <div className="page-head">
        <h1 className="page-title">Tasks</h1>
        <label className="choice">
          <input type="checkbox" checked={mine} onChange={({ target }) => setMine(target.checked)} />
          Only {viewer.firstName}’s
        </label>
      </div>
      {tasks?.length === 0 ? <p className="page-note">No tasks.</p> : null}
      <div className="task-list">
        {tasks?.map((task) => (
          <TaskItem key={task.id} task={task} withContact />
        ))}
      </div>
      <Play />
    </div>
  );
}
