/** Lists of records and of tasks. */
import { objectTypeNamed } from '../object-types.ts';
import type { ObjectType } from '../object-types.ts';
import type { PortalRecord } from '../record.ts';
import type { World } from '../world.ts';
import { shownValue, titleOf } from './shown.ts';
import { taskView } from './timeline.ts';
import type { ListView, TaskView } from './views.ts';

const COLUMNS: Readonly<Partial<Record<ObjectType, readonly string[]>>> = {
  contact: ['email', 'jobtitle', 'lifecyclestage', 'hubspot_owner_id', 'createdate'],
  company: ['domain', 'industry', 'numberofemployees', 'hubspot_owner_id', 'createdate'],
};
const ROWS = 100;

const living = (world: World, type: ObjectType): readonly PortalRecord[] =>
  [...world.records[type].values()].filter((record) => record.archivedAt === null);

/** Latest first; `query` looks into the title and the columns. Properties that an app added and marked as columns follow HubSpot's own. */
export function listView(world: World, type: ObjectType, query: string): ListView {
  const { properties } = world.schema[type];
  const columns = (COLUMNS[type] ?? []).flatMap((name) => properties.get(name) ?? []);
  const wanted = query.trim().toLowerCase();
  const rows = living(world, type)
    .toSorted((a, b) => b.updatedAt - a.updatedAt)
    .map((record) => ({
      id: record.id,
      title: titleOf(record),
      cells: columns.map((definition) => shownValue(world, definition, record.values.get(definition.name))),
    }))
    .filter(({ title, cells }) => wanted === '' || `${title} ${cells.join(' ')}`.toLowerCase().includes(wanted));
  return { columns: columns.map(({ label }) => label), rows: rows.slice(0, ROWS), total: rows.length };
}

/** Open ones first, each by when it is due. */
export function tasksView(world: World, ownerId: string | null): readonly TaskView[] {
  return living(world, 'task')
    .map((task) => taskView(world, task))
    .filter((task) => ownerId === null || task.ownerId === ownerId)
    .sort((a, b) => Number(a.done) - Number(b.done) || (a.dueAt ?? Infinity) - (b.dueAt ?? Infinity));
}

/** `contacts`, `0-1`, `contact` …; null when the portal has no pages for it. */
export function typeWithPages(name: string): ObjectType | null {
  const type = objectTypeNamed(name);
  return type === 'contact' || type === 'company' ? type : null;
}
