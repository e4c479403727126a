import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { agreementJsonSchema } from '../../src/agreement/json-schema.ts';

const file = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');

test('schema/agreement.schema.json is the schema that checks agreements (node scripts/schema.ts writes it)', () => {
  expect(file('schema/agreement.schema.json')).toBe(agreementJsonSchema());
});

test('the default agreement names its schema in its first line', () => {
  expect(file('agreement.yaml').split('\n')[0]).toBe('# yaml-language-server: $schema=./schema/agreement.schema.json');
});

test('criteria take the known questions and properties, and nothing else', () => {
  const schema = JSON.parse(agreementJsonSchema()) as {
    definitions: { criterion: { patternProperties: object; additionalProperties: boolean; properties: object } };
  };
  const { criterion } = schema.definitions;
  expect(criterion.additionalProperties).toBe(false);
  expect(Object.keys(criterion.patternProperties)).toEqual(['^(contact|company)\\.[a-z][a-z0-9_]{0,99}$']);
  expect(Object.keys(criterion.properties)).toContain('hand_raise');
});
