/** One record as its page shows it. */
import { linked } from '../associations.ts';
import type { Definition } from '../definition.ts';
import { typeIdOf } from '../object-types.ts';
import type { ObjectType } from '../object-types.ts';
import type { PortalRecord } from '../record.ts';
import { find } from '../world.ts';
import type { World } from '../world.ts';
import { shownValue, titleOf } from './shown.ts';
import { timelineOf } from './timeline.ts';
import type { AssociatedView, PropertyView, RecordView } from './views.ts';

const ABOUT: Readonly<Partial<Record<ObjectType, readonly string[]>>> = {
  contact: [
    'email',
    'phone',
    'jobtitle',
    'company',
    'country',
    'lifecyclestage',
    'hs_lead_status',
    'hubspot_owner_id',
    'hs_analytics_last_url',
    'recent_conversion_event_name',
    'hs_email_last_click_date',
    'createdate',
  ],
  company: ['domain', 'industry', 'numberofemployees', 'annualrevenue', 'city', 'country', 'hubspot_owner_id'],
};
const SUBTITLES: Readonly<Partial<Record<ObjectType, readonly string[]>>> = {
  contact: ['jobtitle'],
  company: ['domain'],
};
const ASSOCIATED: Readonly<Partial<Record<ObjectType, readonly ObjectType[]>>> = {
  contact: ['company', 'deal'],
  company: ['contact', 'deal'],
};
const LINES: Readonly<Partial<Record<ObjectType, readonly string[]>>> = {
  company: ['domain', 'industry', 'numberofemployees'],
  contact: ['jobtitle', 'email'],
  deal: ['dealstage', 'amount'],
};

export function recordView(world: World, record: PortalRecord): RecordView {
  const { properties, groups } = world.schema[record.type];
  const view = (definition: Definition): PropertyView => ({
    name: definition.name,
    label: definition.label,
    value: record.values.get(definition.name) ?? null,
    shown: shownValue(world, definition, record.values.get(definition.name)),
  });
  const about = (ABOUT[record.type] ?? []).flatMap((name) => properties.get(name) ?? []);
  // What an app added stands in a group of its own.
  const added = Map.groupBy(
    [...properties.values()].filter((definition) => !definition.hubspotDefined && !definition.hidden),
    (definition) => definition.groupName,
  );
  return {
    id: record.id,
    type: record.type,
    objectTypeId: typeIdOf(record.type),
    title: titleOf(record),
    subtitle: shownList(world, record, SUBTITLES[record.type] ?? []).join(' · '),
    sections: [
      { title: `About this ${record.type}`, properties: about.map(view) },
      ...[...added].map(([name, definitions]) => ({
        title: groups.get(name)?.label ?? name,
        properties: definitions.map(view),
      })),
    ],
    associated: (ASSOCIATED[record.type] ?? []).flatMap((type) => associatedView(world, record, type)),
    timeline: timelineOf(world, record),
  };
}

const shownList = (world: World, record: PortalRecord, names: readonly string[]): readonly string[] =>
  names.flatMap(
    (name) => shownValue(world, world.schema[record.type].properties.get(name), record.values.get(name)) ?? [],
  );

const associatedView = (world: World, record: PortalRecord, type: ObjectType): readonly AssociatedView[] =>
  linked(world, record, type).flatMap(({ id, types }) => {
    const other = find(world, type, id);
    if (other === null) return [];
    return [
      {
        id,
        type,
        title: titleOf(other),
        primary: types.some(({ label }) => label === 'Primary'),
        lines: shownList(world, other, LINES[type] ?? []),
      },
    ];
  });
