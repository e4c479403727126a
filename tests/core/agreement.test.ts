import { expect, test } from '@jest/globals';
import { propertyKey } from '../../src/core/agreement.ts';

test('a property is written as object, dot, internal name', () => {
  expect(propertyKey({ object: 'company', name: 'industry' })).toBe('company.industry');
});
