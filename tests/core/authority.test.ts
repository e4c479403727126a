/** Who may do what beside signing: everything that is not allowed by name is refused. */
import { describe, expect, test } from '@jest/globals';
import type { Action, Actor, Office } from '../../src/core/authority.ts';
import { nextVersion, numberTaken, rolesOf, ruleOnActing, THE_SERVER } from '../../src/core/authority.ts';

const signers = { marketing: 'Maria@example.com', sales: 'sam@example.com' };
const office: Office = { signers, admins: ['ops@example.com'] };
const nobodyYet: Office = { signers: null, admins: [] };
const by = (email: string): Actor => ({ userId: '77', email });

describe('who may act', () => {
  const ALL: readonly Exclude<Action, 'sign'>[] = ['upload', 'apply', 'rollback', 'pause', 'resume'];
  test.each<[string, Actor, Office, readonly Action[]]>([
    ['the server: everything', THE_SERVER, nobodyYet, ALL],
    ['one of ADMINS: everything', by('Ops@example.com'), office, ALL],
    [
      'the signer for marketing: not roll back',
      by('maria@example.com'),
      office,
      ['upload', 'apply', 'pause', 'resume'],
    ],
    ['the signer for sales: not roll back', by('SAM@example.com'), office, ['upload', 'apply', 'pause', 'resume']],
    ['a rep: nothing', by('anna@example.com'), office, []],
    ['somebody with a similar address: nothing', by('sam@example.com.evil.example'), office, []],
    ['an empty address: nothing', by(''), office, []],
    ['nothing in force and no ADMINS: nobody', by('sam@example.com'), nobodyYet, []],
  ])('%s', (_, actor, at, allowed) => {
    expect(ALL.filter((action) => ruleOnActing(action, actor, at).kind === 'allowed')).toEqual(allowed);
  });

  test('a refusal says whose it is', () => {
    expect(ruleOnActing('rollback', by('sam@example.com'), office).because).toBe(
      'sam@example.com may not roll back: that is for ADMINS',
    );
    expect(ruleOnActing('pause', by('eve@example.com'), office).because).toBe(
      'eve@example.com may not pause Baton: that is for the two signers and ADMINS',
    );
  });
});

test('the team somebody signs for is found by the address, in any case', () => {
  expect(rolesOf('MARIA@example.com', signers)).toEqual(['marketing']);
  expect(rolesOf('eve@example.com', signers)).toEqual([]);
});

test('a number is taken by what was in force, not by a draft', () => {
  const version = (hash: string, no: number) => ({ hash, version: no, name: 'A', text: '', storedAt: 0 });
  const book = {
    versions: [version('a', 3), version('b', 9)],
    signatures: [],
    applied: [{ hash: 'a', at: 0, how: 'apply' as const }],
  };
  expect(numberTaken(book, { hash: 'c', version: 3 })).toContain('give this one a number of its own');
  expect(numberTaken(book, { hash: 'a', version: 3 })).toBeNull();
  expect(numberTaken(book, { hash: 'c', version: 9 })).toBeNull();
  expect(nextVersion(book)).toBe(4);
});
