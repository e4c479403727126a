import { useState } from 'react';
import type { ReactNode } from 'react';
import type { AssociatedView, PropertyView, RecordView } from '../../pages/views.ts';
import { OUTLINES } from '../components/icons.ts';
import { Play } from '../play/play.tsx';
import { recordUrl } from './address.ts';
import { useAsked } from './ask.ts';
import { CardFrame, PlacedExtension } from './extension.tsx';
import { useHere } from './here.ts';
import { TaskItem } from './task-item.tsx';
import { Timeline } from './timeline.tsx';

export function RecordPage({ typeId, id }: { readonly typeId: string; readonly id: string }): ReactNode {
  const { portal, changes } = useHere();
  const { value: record, problem, again } = useAsked<RecordView>(`records/${typeId}/${id}`, changes.revision);
  if (record === null) return <p className="page-note">{problem ?? 'Loading …'}</p>;
  const cards = portal.extensions.filter(({ objectTypes }) => objectTypes.includes(record.type));
  const openTasks = record.timeline.flatMap(({ task }) => (task === undefined || task.done ? [] : [task]));
  return (
    <>
      <div className="record">
        <aside className="record-left" aria-label={`About ${record.title}`}>
          <RecordHead record={record} />
          {record.sections.map(({ title, properties }) => (
            <Properties key={title} title={title} properties={properties} />
          ))}
        </aside>
        <div className="record-middle">
          <RecordTabs
            timelineLength={record.timeline.length}
            overview={cards
              .filter(({ location }) => location === 'crm.record.tab')
              .map((extension) => (
                <CardFrame key={extension.uid} title={extension.name}>
                  <PlacedExtension extension={extension} record={record} refresh={again} />
                </CardFrame>
              ))}
            activities={<Timeline entries={record.timeline} />}
          />
        </div>
        <aside className="record-right" aria-label="Sidebar">
          {cards
            .filter(({ location }) => location === 'crm.record.sidebar')
            .map((extension) => (
              <CardFrame key={extension.uid} title={extension.name}>
                <PlacedExtension extension={extension} record={record} refresh={again} />
              </CardFrame>
            ))}
          <CardFrame title={`Open tasks (${openTasks.length})`}>
            {openTasks.length === 0 ? <p className="muted">Nothing to do here.</p> : null}
            {openTasks.map((task) => (
              <TaskItem key={task.id} task={task} />
            ))}
          </CardFrame>
          <Associations associated={record.associated} />
        </aside>
      </div>
      <Play record={record} />
    </>
  );
}

function RecordHead({ record }: { readonly record: RecordView }): ReactNode {
  const initials = record.title
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => [...word][0])
    .join('');
  return (
    <div className="record-head">
      <span className="avatar" aria-hidden="true">
        {initials}
      </span>
      <div>
        <h1 dir="auto">{record.title}</h1>
        {record.subtitle === '' ? null : <p className="muted">{record.subtitle}</p>}
      </div>
    </div>
  );
}

function Properties({
  title,
  properties,
}: {
  readonly title: string;
  readonly properties: readonly PropertyView[];
}): ReactNode {
  return (
    <section className="properties" aria-label={title}>
      <h2 className="card-title">{title}</h2>
      <dl>
        {properties.map(({ name, label, shown }) => (
          <div key={name} data-property={name}>
            <dt>{label}</dt>
            {/* The key makes a new element of a new value, which then shows that it is new. */}
            <dd key={shown ?? ''} dir="auto">
              {shown ?? '--'}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

interface TabsProps {
  readonly overview: readonly ReactNode[];
  readonly activities: ReactNode;
  readonly timelineLength: number;
}

/** Both stay where they are, so that a card keeps its worker while somebody reads the activities. */
function RecordTabs({ overview, activities, timelineLength }: TabsProps): ReactNode {
  const [selected, setSelected] = useState<'overview' | 'activities'>(overview.length > 0 ? 'overview' : 'activities');
  const tab = (name: 'overview' | 'activities', text: string): ReactNode => (
    <button
      type="button"
      role="tab"
      id={`tab-${name}`}
      aria-controls={`body-${name}`}
      aria-selected={selected === name}
      tabIndex={selected === name ? 0 : -1}
      onClick={() => setSelected(name)}
      onKeyDown={({ key }) => {
        if (key !== 'ArrowLeft' && key !== 'ArrowRight') return;
        const other = name === 'overview' ? 'activities' : 'overview';
        setSelected(other);
        document.getElementById(`tab-${other}`)?.focus();
      }}
    >
      {text}
    </button>
  );
  return (
    <div className="tabs record-tabs">
      <div className="tab-row" role="tablist" aria-label="Record">
        {tab('overview', 'Overview')}
        {tab('activities', `Activities (${timelineLength})`)}
      </div>
      <div role="tabpanel" id="body-overview" aria-labelledby="tab-overview" hidden={selected !== 'overview'}>
        {overview.length === 0 ? <p className="page-note">No app shows a card here.</p> : overview}
      </div>
      <div role="tabpanel" id="body-activities" aria-labelledby="tab-activities" hidden={selected !== 'activities'}>
        {activities}
      </div>
    </div>
  );
}

const TYPE_IDS: Readonly<Record<string, string>> = { contact: '0-1', company: '0-2' };

function Associations({ associated }: { readonly associated: readonly AssociatedView[] }): ReactNode {
  const { portal } = useHere();
  return [...Map.groupBy(associated, ({ type }) => type)].map(([type, all]) => (
    <CardFrame key={type} title={`${NAMES[type] ?? type} (${all.length})`}>
      {all.map(({ id, title, lines, primary }) => {
        const typeId = TYPE_IDS[type];
        return (
          <div key={id} className="associated">
            <svg className="icon size-md" viewBox="0 0 24 24" aria-hidden="true">
              <path d={OUTLINES[type === 'contact' ? 'contact' : 'inbox']} />
            </svg>
            <div>
              {typeId === undefined ? (
                title
              ) : (
                <a className="link primary" href={recordUrl(portal.portalId, typeId, id)}>
                  {title}
                </a>
              )}
              {primary ? <span className="tag default">Primary</span> : null}
              {lines.map((line) => (
                <div key={line} className="muted">
                  {line}
                </div>
              ))}
            </div>
          </div>
        );
      })}
    </CardFrame>
  ));
}

const NAMES: Readonly<Record<string, string>> = { company: 'Companies', contact: 'Contacts', deal: 'Deals' };
