/** What people, imports and other apps do with records. */
import { z } from 'zod';
import { logActivity } from '../activity.ts';
import { associate, dissociate } from '../associations.ts';
import { associationType, defaultType } from '../association-types.ts';
import { change } from '../change.ts';
import { archive, create, findContact, merge, purge, restore } from '../life.ts';
import { addToList, removeFromList } from '../lists.ts';
import { ACTIVITY_TYPES } from '../object-types.ts';
import {
  byWhom,
  contactOf,
  control,
  originOf,
  propertiesShape,
  record,
  refuse,
  shown,
  typeShape,
  valuesOf,
  who,
} from './common.ts';
import type { ControlParts } from './common.ts';

export const recordControls = ({ world }: ControlParts) => ({
  createContact: control(z.object({ id: z.string().optional(), properties: propertiesShape, ...byWhom }), (input) => {
    const { id, properties } = input;
    const values = valuesOf(world, 'contact', properties);
    const email = new Map(values).get('email');
    if (email !== undefined && findContact(world, { email }) !== null) refuse(`There is a contact ${email} already`);
    const origin = originOf(world, input);
    return shown(create(world, { type: 'contact', values, origin, ...(id === undefined ? {} : { id }) }));
  }),
  /** Many contacts at once, as an import does: one change source, one import id. */
  importContacts: control(
    z.object({
      contacts: z.array(propertiesShape),
      importId: z.string().default('70000001'),
      at: z.number().optional(),
    }),
    ({ contacts, importId, at }) => {
      const origin = originOf(world, { changeSource: 'IMPORT', sourceId: importId, at });
      return contacts.map((properties) => {
        const values = valuesOf(world, 'contact', properties);
        const email = new Map(values).get('email');
        const known = email === undefined ? null : findContact(world, { email });
        if (known === null) return create(world, { type: 'contact', values, origin }).id;
        change(world, known, { values, origin });
        return known.id;
      });
    },
  ),
  createRecord: control(
    z.object({ type: typeShape, properties: propertiesShape, contact: z.string().optional(), ...byWhom }),
    (input) => {
      const { type, properties, contact } = input;
      const origin = originOf(world, input);
      const made = create(world, { type, values: valuesOf(world, type, properties), origin });
      const association = defaultType(type, 'contact');
      if (contact !== undefined && association !== null) {
        associate(world, { from: made, to: record(world, 'contact', contact) }, { type: association, origin });
      }
      return shown(made);
    },
  ),
  setProperties: control(
    z.object({ type: typeShape.default('contact'), id: z.string(), properties: propertiesShape, ...byWhom }),
    (input) => {
      const one = record(world, input.type, input.id);
      change(world, one, { values: valuesOf(world, input.type, input.properties), origin: originOf(world, input) });
      return shown(one);
    },
  ),
  /** A call, meeting, message, note or task by a person or another app. */
  logActivity: control(
    z.object({ contact: z.string(), type: z.enum(ACTIVITY_TYPES), properties: propertiesShape.default({}), ...byWhom }),
    (input) => {
      const values = valuesOf(world, input.type, input.properties);
      const contact = record(world, 'contact', input.contact);
      return shown(logActivity(world, contact, { type: input.type, values, origin: originOf(world, input) }));
    },
  ),
  associate: control(
    z.object({
      fromType: typeShape,
      fromId: z.string(),
      toType: typeShape,
      toId: z.string(),
      associationTypeId: z.number().optional(),
      ...byWhom,
    }),
    (input) => {
      const ends = { from: input.fromType, to: input.toType };
      const type =
        input.associationTypeId === undefined
          ? defaultType(ends.from, ends.to)
          : associationType(ends, input.associationTypeId);
      const pair = { from: record(world, ends.from, input.fromId), to: record(world, ends.to, input.toId) };
      associate(world, pair, {
        type: type ?? refuse(`${ends.from} and ${ends.to} cannot be associated so`),
        origin: originOf(world, input),
      });
    },
  ),
  dissociate: control(
    z.object({ fromType: typeShape, fromId: z.string(), toType: typeShape, toId: z.string(), ...byWhom }),
    (input) => {
      const pair = { from: record(world, input.fromType, input.fromId), to: record(world, input.toType, input.toId) };
      dissociate(world, pair, originOf(world, input));
    },
  ),
  mergeContacts: control(z.object({ primary: z.string(), secondary: z.string(), ...byWhom }), (input) => {
    const [primary, secondary] = [record(world, 'contact', input.primary), record(world, 'contact', input.secondary)];
    if (primary === secondary) refuse('A contact cannot be merged with itself');
    return shown(merge(world, { primary, secondary, origin: originOf(world, input) }));
  }),
  deleteRecord: control(z.object({ type: typeShape.default('contact'), id: z.string(), ...byWhom }), (input) =>
    archive(world, record(world, input.type, input.id), originOf(world, input)),
  ),
  restoreRecord: control(z.object({ type: typeShape.default('contact'), id: z.string(), ...byWhom }), (input) => {
    const one = world.records[input.type].get(input.id) ?? refuse(`There is no ${input.type} ${input.id}`);
    if (!restore(world, one, originOf(world, input))) refuse(`${input.type} ${input.id} cannot be restored`);
  }),
  privacyDelete: control(z.object({ id: z.string(), ...byWhom }), (input) =>
    purge(world, record(world, 'contact', input.id), originOf(world, input)),
  ),
  addToList: control(z.object({ ...who, list: z.string(), at: z.number().optional() }), (input) =>
    addToList(world, contactOf(world, input), { list: input.list, at: input.at ?? world.clock.now() }),
  ),
  removeFromList: control(z.object({ ...who, list: z.string() }), (input) =>
    removeFromList(world, contactOf(world, input), input.list),
  ),
});
