import { describe, expect, test } from '@jest/globals';
import { WRITTEN_BACK } from '../../src/agreement/needs.ts';
import type { NewProperty } from '../../src/hubspot/hubspot.ts';
import { BATON_PROPERTIES, batonProperties, essentialOf } from '../../src/hubspot/properties.ts';

const byName = (name: string): NewProperty => BATON_PROPERTIES.find((property) => property.name === name)!;
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

describe('for an agreement', () => {
  test('reps can reject with its reasons, and say that it is no lead', () => {
    const reasons = batonProperties(['no_budget', 'moved_to_mars']).find(({ name }) => name === 'baton_reject_reason');
    expect(reasons?.options).toEqual([
      { value: 'no_budget', label: 'No budget' },
      { value: 'moved_to_mars', label: 'Moved to mars' },
      { value: 'wrong_contact_data', label: 'Wrong contact details' },
      { value: 'duplicate', label: 'Already being worked on' },
      { value: 'spam', label: 'Spam or a bot' },
    ]);
  });
  test('without reasons nothing changes', () => {
    expect(batonProperties([])).toBe(BATON_PROPERTIES);
  });
  test('the essential ones fit where HubSpot gives ten, and a handoff is possible with them', () => {
    const names = essentialOf(BATON_PROPERTIES).map(({ name }) => name);
    expect(names).toHaveLength(10);
    expect(names).toEqual(expect.arrayContaining(['baton_state', 'baton_handoff_at', 'baton_score']));
  });
});
