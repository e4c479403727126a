import type { Version } from './record.ts';

export const PROPERTY_TYPES = ['string', 'number', 'enumeration', 'bool', 'date', 'datetime', 'phone_number'] as const;
export type PropertyType = (typeof PROPERTY_TYPES)[number];

export const FIELD_TYPES = [
  'text',
  'textarea',
  'number',
  'select',
  'radio',
  'checkbox',
  'booleancheckbox',
  'date',
  'file',
  'html',
  'phonenumber',
  'calculation_equation',
  'calculation_score',
] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

export interface Option {
  readonly label: string;
  readonly value: string;
  readonly displayOrder: number;
  readonly hidden: boolean;
  readonly description?: string;
}

export interface Definition {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly groupName: string;
  readonly type: PropertyType;
  readonly fieldType: FieldType;
  readonly options: readonly Option[];
  readonly displayOrder: number;
  readonly hasUniqueValue: boolean;
  readonly hidden: boolean;
  readonly formField: boolean;
  readonly calculated: boolean;
  readonly readOnlyValue: boolean;
  readonly hubspotDefined: boolean;
  readonly externalOptions: boolean;
  readonly referencedObjectType?: string;
  /** `never`: no webhook on any profile; `unsure`: none on the pessimistic one. */
  readonly emission: 'always' | 'unsure' | 'never';
  readonly createdAt: number;
  readonly updatedAt: number;
}

export type { Version };

/**
 * One line of a table of standard properties: name, type, flags, label, options.
 * Flags: r read-only value · c calculated · u webhook unsure (analytics, e-mail, rollups) · n never a webhook ·
 * h hidden · 1 unique value · o an owner · a textarea · k checkboxes (several values).
 */
export type StandardLine = readonly [
  name: string,
  type: PropertyType,
  flags?: string,
  label?: string,
  options?: string,
];

const fieldTypeOf = (type: PropertyType, flags: string): FieldType => {
  switch (type) {
    case 'string':
      return flags.includes('a') ? 'textarea' : 'text';
    case 'number':
      return 'number';
    case 'enumeration':
      return flags.includes('k') ? 'checkbox' : 'select';
    case 'bool':
      return 'booleancheckbox';
    case 'date':
    case 'datetime':
      return 'date';
    case 'phone_number':
      return 'phonenumber';
  }
};

const spoken = (name: string): string => {
  const words = name.replace(/^hs_/, '').replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

export const optionsFrom = (values: readonly string[]): readonly Option[] =>
  values.map((text, displayOrder) => {
    const [value = text, label] = text.split('=');
    return { value, label: label?.replaceAll('_', ' ') ?? spoken(value.toLowerCase()), displayOrder, hidden: false };
  });

/** HubSpot's own properties; a calculated one is read-only and, as far as is known, silent. */
export function standard(groupName: string, lines: readonly StandardLine[]): readonly Definition[] {
  return lines.map(([name, type, flags = '', label = spoken(name), options = '']) => {
    const has = (flag: string): boolean => flags.includes(flag);
    const calculated = has('c');
    return {
      name,
      label,
      description: '',
      groupName,
      type,
      fieldType: fieldTypeOf(type, flags),
      options:
        type === 'bool' ? optionsFrom(['true=Yes', 'false=No']) : optionsFrom(options === '' ? [] : options.split(' ')),
      displayOrder: -1,
      hasUniqueValue: has('1'),
      hidden: has('h'),
      formField: !(has('r') || calculated),
      calculated,
      readOnlyValue: has('r') || calculated,
      hubspotDefined: true,
      externalOptions: has('o'),
      ...(has('o') ? { referencedObjectType: 'OWNER' } : {}),
      emission: has('n') ? 'never' : has('u') || calculated ? 'unsure' : 'always',
      createdAt: 0,
      updatedAt: 0,
    };
  });
}
