import { describe, expect, test } from '@jest/globals';
import { WRITTEN_BACK } from '../../src/agreement/needs.ts';
import type { NewProperty, PropertyDefinition } from '../../src/hubspot/hubspot.ts';
import { BATON_PROPERTIES, ensureProperties } from '../../src/hubspot/properties.ts';

/** A portal's property page. */
function portalWith(definitions: readonly PropertyDefinition[]) {
  const held = new Map(definitions.map((definition) => [definition.name, definition]));
  const calls: string[] = [];
  return {
    calls,
    propertyDefinitions: async () => new Map(held),
    createPropertyGroup: async (_object: 'contacts', { name }: { name: string }) => {
      calls.push(`group ${name}`);
      return 'created' as const;
    },
    createProperty: async (_object: 'contacts', definition: NewProperty) => {
      if (held.has(definition.name)) return 'exists' as const;
      calls.push(definition.name);
      held.set(definition.name, existing(definition));
      return 'created' as const;
    },
  };
}

const existing = (
  { name, label, type, fieldType, options = [] }: NewProperty,
  rest: Partial<PropertyDefinition> = {},
): PropertyDefinition => ({
  name,
  label,
  type,
  fieldType,
  calculated: false,
  readOnly: false,
  options: options.map((option, displayOrder) => ({ ...option, displayOrder, hidden: false })),
  ...rest,
});
const byName = (name: string): NewProperty => BATON_PROPERTIES.find((property) => property.name === name)!;
const others = (...names: string[]): PropertyDefinition[] =>
  BATON_PROPERTIES.filter(({ name }) => !names.includes(name)).map((property) => existing(property));

describe('what the properties are', () => {
  test('exactly those Baton writes', () => {
    expect(BATON_PROPERTIES.map(({ name }) => name).sort()).toEqual([...WRITTEN_BACK].sort());
  });
  test.each(BATON_PROPERTIES.map((property) => [property.name, property] as const))(
    '%s can be created',
    (name, property) => {
      expect(name).toMatch(/^baton_[a-z_]{1,90}$/);
      expect(property.groupName).toBe('baton');
      expect(property.label).not.toBe('');
      expect(property.description).toMatch(/\.$/);
      const kinds: Record<NewProperty['type'], readonly NewProperty['fieldType'][]> = {
        string: ['text', 'textarea'],
        number: ['number'],
        datetime: ['date'],
        enumeration: ['select'],
      };
      expect(kinds[property.type]).toContain(property.fieldType);
      expect(property.options !== undefined).toBe(property.type === 'enumeration');
      const values = (property.options ?? []).map((option) => option.value);
      expect(new Set(values).size).toBe(values.length);
      for (const value of values) expect(value).toMatch(/^[A-Za-z0-9_-]+$/);
    },
  );
  test('a grade that is not known has a label with a question mark', () => {
    expect(byName('baton_grade').options).toHaveLength(20);
    expect(byName('baton_grade').options?.at(-1)).toEqual({ value: 'unknown-4', label: '?4' });
  });
});

describe('setting a portal up', () => {
  test('is a dry run unless told to apply', async () => {
    const portal = portalWith([]);
    const plan = await ensureProperties(portal, { apply: false });
    expect(portal.calls).toEqual([]);
    expect(plan).toMatchObject({ missing: 18, created: 0, problems: 0 });
    expect(plan.lines[0]).toBe('missing  baton_score: number, “Baton score”');
  });

  test('creates what is missing, the group first, and a second time nothing', async () => {
    const portal = portalWith(others('baton_tag', 'baton_cycle'));
    expect(await ensureProperties(portal, { apply: true })).toMatchObject({ missing: 2, created: 2, problems: 0 });
    expect(portal.calls).toEqual(['group baton', 'baton_tag', 'baton_cycle']);
    expect(await ensureProperties(portal, { apply: true })).toEqual({ lines: [], missing: 0, created: 0, problems: 0 });
    expect(portal.calls).toHaveLength(3);
  });

  test.each<[string, PropertyDefinition, string]>([
    [
      'another type',
      existing(byName('baton_score'), { type: 'string' }),
      'differs  baton_score is a string, not a number: archive it in HubSpot and run setup again',
    ],
    [
      'read-only',
      existing(byName('baton_score'), { readOnly: true }),
      'differs  baton_score is read-only in this portal: archive it and run setup again',
    ],
    [
      'missing options',
      existing(byName('baton_temperature'), { options: [] }),
      'differs  baton_temperature lacks the options hot, warm, cold: add them in HubSpot',
    ],
  ])('names what differs and touches nothing: %s', async (_, found, line) => {
    const portal = portalWith([...others(found.name), found]);
    expect(await ensureProperties(portal, { apply: true })).toEqual({
      lines: [line],
      missing: 0,
      created: 0,
      problems: 1,
    });
    expect(portal.calls).toEqual([]);
  });

  test('a portal’s own labels, descriptions and further options are its own', async () => {
    const own = existing(byName('baton_temperature'), { label: 'Wie heiß?' });
    const more = { ...own, options: [...own.options, { value: 'icy', label: 'Icy', displayOrder: 9, hidden: false }] };
    expect(await ensureProperties(portalWith([...others('baton_temperature'), more]), { apply: true })).toMatchObject({
      problems: 0,
    });
  });
});
