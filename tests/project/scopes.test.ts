import { expect, test } from '@jest/globals';
import { ENDPOINTS, SCOPES } from '../../src/hubspot/endpoints.ts';
import type { Endpoint } from '../../src/hubspot/endpoints.ts';
import {
  FIRST_SETS,
  neededToHearOf,
  NOT_CALLED,
  SCOPE_SET_NAMES,
  SCOPE_SETS,
  scopesOf,
  setsIn,
} from '../../src/hubspot/scopes.ts';

const inSets = SCOPE_SET_NAMES.flatMap((name): readonly string[] => SCOPE_SETS[name].scopes);

test.each(Object.entries<Endpoint>(ENDPOINTS).map(([name, { scopes }]) => [name, scopes] as const))(
  'what the endpoint %s needs lies in a set',
  (_name, scopes) => {
    expect(scopes.filter((scope) => !inSets.includes(scope))).toEqual([]);
  },
);

test('least privilege: a set asks for what an endpoint needs, or says why it asks all the same', () => {
  expect(inSets.filter((scope) => !SCOPES.includes(scope) && !(scope in NOT_CALLED))).toEqual([]);
});

test('what is said to be called by nothing is called by nothing: who adds the endpoint takes the excuse away', () => {
  expect(Object.keys(NOT_CALLED).filter((scope) => SCOPES.includes(scope))).toEqual([]);
  expect(Object.keys(NOT_CALLED).filter((scope) => !inSets.includes(scope))).toEqual([]);
});

test('an app that starts asks for no more than its endpoints need, and oauth', () => {
  const unneeded = scopesOf(FIRST_SETS).filter((scope) => !SCOPES.includes(scope));
  expect(unneeded).toEqual(['oauth']);
});

test('no set asks for sensitive data, with which no card may fetch', () => {
  expect(inSets.filter((scope) => /sensitive/.test(scope))).toEqual([]);
});

test.each(SCOPE_SET_NAMES.map((name) => [name]))(
  'the set %s is found again in what it asks for, and only whole',
  (name) => {
    const { scopes } = SCOPE_SETS[name];
    expect(setsIn(scopes)).toContain(name);
    for (const lost of scopes) expect(setsIn(scopes.filter((scope) => scope !== lost))).not.toContain(name);
  },
);

test.each(['contact', 'company', 'deal', 'lead', 'user', 'call'])(
  'hearing of a %s needs a scope of its set',
  (object) => {
    const { set, scope } = neededToHearOf(object);
    expect(SCOPE_SETS[set].scopes).toContain(scope);
  },
);
