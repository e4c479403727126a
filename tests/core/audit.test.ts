/** Where HubSpot and the ledger disagree about one lead: each cause alone, and what is no cause. */
import { expect, test } from '@jest/globals';
import type { Ledgered, Read } from '../../src/core/audit.ts';
import { audit, isQualified } from '../../src/core/audit.ts';
import type { Cycle, Handoff } from '../../src/core/cycle.ts';
import type { Owner } from '../../src/core/snapshot.ts';
import { cycleOf, T0 } from '../store/scene.ts';
import { defaultAgreement } from '../support/town.ts';

const agreement = defaultAgreement();
const ANNA: Owner = { id: '61', email: 'anna@example.com', name: 'Anna', kind: 'person', active: true };
const GONE: Owner = { ...ANNA, id: '62', name: 'Ben', active: false };

const handoff: Handoff = {
  at: T0,
  cause: { kind: 'score' },
  temperature: 'warm',
  ownerId: '61',
  ownerName: 'Anna',
  reasons: 'read the price twice',
  assignedBecause: 'Anna was next',
  trace: [],
  stageBefore: 'lead',
  dueAt: T0 + 3_600_000,
  agreement: agreement.hash,
};
const withSales = (given: Partial<Cycle> = {}): Cycle => cycleOf({ state: 'handed_off', handoff, ...given });
const TOLD = { hubspot_owner_id: '61', jobtitle: 'VP Sales', lifecyclestage: 'salesqualifiedlead' };

const ledger = (given: Partial<Ledgered> = {}): Ledgered => ({
  contactId: '501',
  properties: TOLD,
  cycle: withSales(),
  task: { key: 'task:501:1', hubspotId: '9001' },
  dueAt: T0 + 1_000,
  parked: false,
  underWay: false,
  ...given,
});
const read = (given: Partial<Read> = {}): Read => ({ id: '501', properties: TOLD, taskIsThere: true, ...given });
const without = (name: string): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(TOLD).filter(([key]) => key !== name));

const found = (given: { ledger?: Partial<Ledgered>; read?: Partial<Read> }) =>
  audit({
    agreement,
    ledger: ledger(given.ledger),
    read: read(given.read),
    owners: [ANNA, GONE],
    names: ['jobtitle', 'hubspot_owner_id', 'lifecyclestage', 'baton_score', 'notes_last_contacted'],
  }).map(({ kind, repair }) => `${kind}: ${repair ?? 'a person'}`);

const answered = {
  at: T0 + 60_000,
  grade: 'conversation',
  evidence: 'call 1',
  because: 'a call of 3 minutes',
  loggedAt: T0 + 90_000,
  ownerId: '61',
} as const;

test.each<[string, Parameters<typeof found>[0], readonly string[]]>([
  ['a lead on which both agree', {}, []],
  [
    'a value that changed unseen',
    { read: { properties: { ...TOLD, jobtitle: 'CTO' } } },
    ['missed_change: read_again'],
  ],
  ['a value cleared unseen', { read: { properties: without('jobtitle') } }, ['missed_change: read_again']],
  ['our own property, which another app changed', { read: { properties: { ...TOLD, baton_score: '12' } } }, []],
  ['a roll-up that HubSpot works out late', { read: { properties: { ...TOLD, notes_last_contacted: '1' } } }, []],
  ['a contact that is gone', { read: { id: null, properties: {} } }, ['gone: read_again']],
  ['a contact merged into another', { read: { id: '777' } }, ['merged: read_again']],
  ['a deleted task of a lead nobody reached', { read: { taskIsThere: false } }, ['task_deleted: task_again']],
  [
    'a deleted task of a lead that was reached',
    { ledger: { cycle: withSales({ contact: answered }) }, read: { taskIsThere: false } },
    [],
  ],
  [
    'an owner who is deactivated',
    {
      ledger: { properties: { ...TOLD, hubspot_owner_id: '62' } },
      read: { properties: { ...TOLD, hubspot_owner_id: '62' } },
    },
    ['owner_gone: route_again'],
  ],
  [
    'an owner the portal does not know',
    {
      ledger: { properties: { ...TOLD, hubspot_owner_id: '99' } },
      read: { properties: { ...TOLD, hubspot_owner_id: '99' } },
    },
    ['owner_gone: route_again'],
  ],
  [
    'a lead whose owner was taken away',
    { ledger: { properties: without('hubspot_owner_id') }, read: { properties: without('hubspot_owner_id') } },
    ['owner_cleared: route_again'],
  ],
  [
    'a stage that somebody else moved to sales',
    { ledger: { cycle: cycleOf({ state: 'nurture' }), task: null }, read: { taskIsThere: null } },
    ['stage_moved: a person'],
  ],
  ['a held lead at that stage is known to be due', { ledger: { cycle: cycleOf({ state: 'held' }), task: null } }, []],
  ['a qualified lead with nothing due', { ledger: { dueAt: null } }, ['nothing_next: look_now']],
  ['a qualified lead that was parked', { ledger: { dueAt: null, parked: true } }, ['parked: look_now']],
  [
    'a lead that is not qualified may have nothing due',
    {
      ledger: { cycle: cycleOf({ state: 'mql' }), dueAt: null, task: null, properties: without('lifecyclestage') },
      read: { properties: without('lifecyclestage') },
    },
    [],
  ],
  [
    'an ended cycle needs nothing',
    { ledger: { cycle: withSales({ endedAt: T0 + 1 }), dueAt: null }, read: { taskIsThere: false } },
    [],
  ],
  [
    'a lead under way is looked at when it has settled',
    { ledger: { underWay: true, dueAt: null }, read: { id: null } },
    [],
  ],
])('%s', (_, given, expected) => {
  expect(found(given)).toEqual(expected);
});

test.each([
  ['nobody yet', null, false],
  ['an MQL', cycleOf({ state: 'mql' }), false],
  ['a held lead', cycleOf({ state: 'held' }), true],
  ['a lead with sales', withSales(), true],
  ['a cycle that ended', withSales({ endedAt: T0 }), false],
])('qualified or not: %s', (_, cycle, expected) => {
  expect(isQualified(cycle)).toBe(expected);
});
