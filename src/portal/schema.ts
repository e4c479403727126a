/** Property definitions and groups of every object type, and the rules for changing them. */
import { FIELD_TYPES, PROPERTY_TYPES } from './definition.ts';
import type { Definition, FieldType, Option, PropertyType } from './definition.ts';
import { iso } from './clock.ts';
import { OBJECT_TYPE_NAMES } from './object-types.ts';
import type { ObjectType } from './object-types.ts';
import { CONTACT_GROUPS, CONTACT_PROPERTIES } from './standard-contact.ts';
import { OTHER_PROPERTIES } from './standard-others.ts';
import { invalid, notFound, refuse } from './reply.ts';

export interface Group {
  readonly name: string;
  readonly label: string;
  readonly displayOrder: number;
}

export interface TypeSchema {
  readonly properties: Map<string, Definition>;
  readonly archived: Map<string, Definition>;
  readonly groups: Map<string, Group>;
}

export type Schema = Readonly<Record<ObjectType, TypeSchema>>;

const byName = (definitions: readonly Definition[]): Map<string, Definition> =>
  new Map(definitions.map((definition) => [definition.name, definition]));

export function createSchema(): Schema {
  const groupsOf = (type: ObjectType): Readonly<Record<string, string>> =>
    type === 'contact' ? CONTACT_GROUPS : { [OTHER_PROPERTIES[type].group]: `${type} information` };
  return Object.fromEntries(
    OBJECT_TYPE_NAMES.map((type) => [
      type,
      {
        properties: byName(type === 'contact' ? CONTACT_PROPERTIES : OTHER_PROPERTIES[type].definitions),
        archived: new Map(),
        groups: new Map(
          Object.entries(groupsOf(type)).map(([name, label], displayOrder) => [name, { name, label, displayOrder }]),
        ),
      },
    ]),
  ) as never;
}

/** Which field types HubSpot takes for a type; anything else is a 400 since 2021. */
const FIELDS_FOR: Readonly<Record<PropertyType, readonly FieldType[]>> = {
  string: ['text', 'textarea', 'file', 'html', 'phonenumber', 'calculation_equation'],
  number: ['number', 'calculation_equation'],
  enumeration: ['select', 'radio', 'checkbox', 'booleancheckbox', 'calculation_equation'],
  bool: ['booleancheckbox', 'calculation_equation'],
  date: ['date'],
  datetime: ['date'],
  phone_number: ['phonenumber'],
};

const NAME = /^[a-z][a-z0-9_]{0,99}$/;
const MOST_OPTIONS = 5_000;
const MOST_UNIQUE = 10;

type Json = Readonly<Record<string, unknown>>;

const text = (body: Json, key: string): string | undefined => {
  const value = body[key];
  return typeof value === 'string' ? value : undefined;
};

const required = (body: Json, key: string): string => {
  const value = text(body, key);
  if (value === undefined || value === '') {
    throw invalid(`Invalid input JSON: Some required fields were not set: [${key}]`, {
      context: { missingField: [key] },
    });
  }
  return value;
};

function optionsOf(body: Json): readonly Option[] {
  const given = body['options'];
  if (given === undefined || given === null) return [];
  if (!Array.isArray(given)) throw invalid('Invalid input JSON: options must be a list');
  if (given.length > MOST_OPTIONS) throw invalid(`A property can have at most ${MOST_OPTIONS} options`);
  const options = given.map((entry: unknown, index): Option => {
    const option = (typeof entry === 'object' && entry !== null ? entry : {}) as Json;
    const description = text(option, 'description');
    return {
      value: required(option, 'value'),
      label: required(option, 'label'),
      displayOrder: typeof option['displayOrder'] === 'number' ? option['displayOrder'] : index,
      hidden: option['hidden'] === true,
      ...(description === undefined ? {} : { description }),
    };
  });
  for (const key of ['value', 'label'] as const) {
    const repeated = options.find((option, i) => options.findIndex((other) => other[key] === option[key]) !== i);
    if (repeated !== undefined) {
      throw invalid(`Property option ${key}s must be unique: "${repeated[key]}" is given more than once`, {
        subCategory: 'Properties.INVALID_OPTION',
      });
    }
  }
  return options;
}

/** The definition a creation asks for; throws the 400 or 409 HubSpot answers. The 409 wording is unverified. */
export function createProperty(
  schema: TypeSchema,
  { body, at, limit }: { body: Json; at: number; limit: number },
): Definition {
  const [name, label, groupName, type, fieldType] = ['name', 'label', 'groupName', 'type', 'fieldType'].map((key) =>
    required(body, key),
  ) as [string, string, string, string, string];
  if (!NAME.test(name)) {
    throw invalid(
      `Property name "${name}" is invalid: it must start with a letter and hold only lower-case letters, digits and underscores`,
      { subCategory: 'Properties.INVALID_PROPERTY_NAME' },
    );
  }
  if (schema.properties.has(name)) {
    throw refuse(409, {
      category: 'CONFLICT',
      message: `Property with name "${name}" already exists`,
      subCategory: 'Properties.PROPERTY_EXISTS',
      context: { name: [name] },
    });
  }
  if (!schema.groups.has(groupName)) {
    throw invalid(`Property group "${groupName}" does not exist`, {
      subCategory: 'Properties.GROUP_DOES_NOT_EXIST',
      context: { groupName: [groupName] },
    });
  }
  if (!isOneOf(PROPERTY_TYPES, type)) throw invalid(`Invalid type "${type}": one of ${PROPERTY_TYPES.join(', ')}`);
  if (!isOneOf(FIELD_TYPES, fieldType))
    throw invalid(`Invalid fieldType "${fieldType}": one of ${FIELD_TYPES.join(', ')}`);
  if (!FIELDS_FOR[type].includes(fieldType)) {
    throw invalid(
      `Property type "${type}" does not take fieldType "${fieldType}": one of ${FIELDS_FOR[type].join(', ')}`,
    );
  }
  const options = optionsOf(body);
  const externalOptions = body['externalOptions'] === true;
  if (type === 'enumeration' && options.length === 0 && !externalOptions) {
    throw invalid('An enumeration property needs at least one option');
  }
  if (type === 'bool' && options.length !== 2) throw invalid('A bool property needs the options true and false');
  const custom = [...schema.properties.values()].filter((known) => !known.hubspotDefined);
  if (custom.length >= limit) throw invalid(`The limit of ${limit} custom properties is reached`);
  const hasUniqueValue = body['hasUniqueValue'] === true;
  if (hasUniqueValue && custom.filter((known) => known.hasUniqueValue).length >= MOST_UNIQUE) {
    throw invalid(`At most ${MOST_UNIQUE} properties of an object can have unique values`);
  }
  const referenced = text(body, 'referencedObjectType');
  const made: Definition = {
    name,
    label,
    description: text(body, 'description') ?? '',
    groupName,
    type,
    fieldType,
    options,
    displayOrder: typeof body['displayOrder'] === 'number' ? body['displayOrder'] : -1,
    hasUniqueValue,
    hidden: body['hidden'] === true,
    formField: body['formField'] === true,
    calculated: fieldType === 'calculation_equation',
    readOnlyValue: fieldType === 'calculation_equation',
    hubspotDefined: false,
    externalOptions,
    ...(referenced === undefined ? {} : { referencedObjectType: referenced }),
    emission: 'always',
    createdAt: at,
    updatedAt: at,
  };
  schema.properties.set(name, made);
  schema.archived.delete(name);
  return made;
}

const isOneOf = <T extends string>(allowed: readonly T[], value: string): value is T =>
  (allowed as readonly string[]).includes(value);

export function propertyNamed(schema: TypeSchema, name: string): Definition {
  const definition = schema.properties.get(name);
  if (definition === undefined) throw notFound(`Property "${name}" does not exist`);
  return definition;
}

/** Name, type and uniqueness never change; HubSpot's own properties take only new options. */
export function updateProperty(
  schema: TypeSchema,
  { name, body, at }: { name: string; body: Json; at: number },
): Definition {
  const known = propertyNamed(schema, name);
  const groupName = text(body, 'groupName') ?? known.groupName;
  if (!schema.groups.has(groupName)) throw invalid(`Property group "${groupName}" does not exist`);
  if (known.hubspotDefined && body['label'] !== undefined && body['label'] !== known.label) {
    throw invalid(`The definition of "${name}" is read only`, { subCategory: 'Properties.READ_ONLY_DEFINITION' });
  }
  const changed: Definition = {
    ...known,
    groupName,
    label: text(body, 'label') ?? known.label,
    description: text(body, 'description') ?? known.description,
    hidden: typeof body['hidden'] === 'boolean' ? body['hidden'] : known.hidden,
    formField: typeof body['formField'] === 'boolean' ? body['formField'] : known.formField,
    options: body['options'] === undefined ? known.options : optionsOf(body),
    updatedAt: at,
  };
  schema.properties.set(name, changed);
  return changed;
}

export function archiveProperty(schema: TypeSchema, name: string): void {
  const known = schema.properties.get(name);
  if (known === undefined) return;
  if (known.hubspotDefined) throw invalid(`Property "${name}" cannot be deleted`);
  schema.properties.delete(name);
  schema.archived.set(name, known);
}

export function createGroup(schema: TypeSchema, body: Json): Group {
  const name = required(body, 'name');
  const label = required(body, 'label');
  if (!NAME.test(name)) throw invalid(`Property group name "${name}" is invalid`);
  if (schema.groups.has(name)) {
    throw refuse(409, {
      category: 'CONFLICT',
      message: `Property group with name "${name}" already exists`,
      subCategory: 'Properties.GROUP_EXISTS',
      context: { name: [name] },
    });
  }
  const group = { name, label, displayOrder: typeof body['displayOrder'] === 'number' ? body['displayOrder'] : -1 };
  schema.groups.set(name, group);
  return group;
}

/** A property that nobody defined yet, found in recorded leads: text, in the type's first group. */
export function ensureTextProperty(schema: TypeSchema, { name, at }: { name: string; at: number }): void {
  if (schema.properties.has(name)) return;
  const groupName = schema.groups.keys().next().value ?? '';
  const body = { name, label: name, groupName, type: 'string', fieldType: 'text' };
  createProperty(schema, { body, at, limit: Number.POSITIVE_INFINITY });
}

/** As the properties API shows a definition. */
export function publicDefinition(definition: Definition, archived = false): unknown {
  const { emission: _, readOnlyValue, createdAt, updatedAt, ...shown } = definition;
  return {
    ...shown,
    dataSensitivity: 'non_sensitive',
    createdAt: iso(createdAt),
    updatedAt: iso(updatedAt),
    archived,
    modificationMetadata: {
      archivable: !definition.hubspotDefined,
      readOnlyDefinition: definition.hubspotDefined,
      readOnlyOptions: definition.hubspotDefined && definition.readOnlyValue,
      readOnlyValue,
    },
  };
}
