/** Who gets a lead: every rule, every reason to pass somebody over, and what is said about it. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Agreement, Criterion, RoutingLine } from '../../src/core/agreement.ts';
import { deskAfterDealing } from '../../src/core/desk.ts';
import type { Lead } from '../../src/core/qualify.ts';
import type { Assigned, RoutingInput } from '../../src/core/route.ts';
import { route } from '../../src/core/route.ts';
import { compile } from '../../src/core/score.ts';
import type { Desk, Owner, OwnerLoad } from '../../src/core/snapshot.ts';
import { EMPTY_DESK } from '../../src/core/snapshot.ts';
import { DAY, HOUR, NOW, testAgreement } from '../support/agreement.ts';

const person = (id: string, name: string, given: Partial<Owner> = {}): Owner => ({
  id,
  email: `${name.toLowerCase()}@example.com`,
  name,
  kind: 'person',
  active: true,
  ...given,
});
const OWNERS = [
  person('101', 'Anna'),
  person('102', 'Ben'),
  person('103', 'Carla'),
  person('104', 'Dora', { active: false }),
];
const QUEUE: Owner = { id: '900', email: 'inbound@example.com', name: 'Inbound', kind: 'queue', active: true };

interface Given {
  readonly agreement?: Partial<Agreement>;
  readonly contact?: Readonly<Record<string, string>>;
  readonly company?: Readonly<Record<string, string>> | null;
  readonly companyId?: string;
  readonly lists?: readonly string[];
  readonly owners?: readonly Owner[];
  readonly input?: Partial<RoutingInput>;
  readonly now?: number;
}

function routed({
  agreement = {},
  contact = {},
  company = null,
  companyId = '9',
  lists,
  owners = OWNERS,
  input = {},
  now = NOW,
}: Given) {
  const rules = testAgreement(agreement);
  const score = compile(rules).score({ contact, company, lists, signals: [], now });
  const lead: Lead = { score, signals: [], contact, company, lists, spent: [], wasSql: false, now };
  return route(rules, lead, {
    owners,
    desk: EMPTY_DESK,
    temperature: 'warm',
    company: company === null ? null : { id: companyId, properties: company },
    ...input,
  });
}

const line = (to: RoutingLine['to'], more: Partial<RoutingLine> = {}): RoutingLine => ({ when: null, to, ...more });
const to = (rotation: string): RoutingLine['to'] => ({ kind: 'rotation', rotation });
const WORLD = line(to('world'));
const HUNDRED: Agreement['rotations'] = { world: [{ email: 'anna@example.com', weight: 1 }] };
const load = (given: Partial<OwnerLoad>): Desk => ({
  ...EMPTY_DESK,
  loads: new Map([['101', { open: 0, today: 0, thisWeek: 0, rejectedToday: 0, ...given }]]),
});
const assigned = (routing: ReturnType<typeof route>): Assigned => {
  if (routing.kind !== 'assigned') throw new Error(`${routing.kind}: ${routing.because}`);
  return routing;
};

describe('territories', () => {
  const is = (property: string, ...values: string[]): Criterion => {
    const [object = 'contact', name = ''] = property.split('.');
    const test = { kind: 'values', anyOf: values } as const;
    return { kind: 'property', property: { object: object as 'contact' | 'company', name }, test };
  };
  test.each<readonly [string, Criterion, Given, 'yes' | 'no']>([
    ['country by code, written as a name', is('company.country', 'DE'), { company: { country: 'Deutschland' } }, 'yes'],
    ['country by name, written as a code', is('contact.country', 'Germany'), { contact: { country: 'de' } }, 'yes'],
    ['another country', is('company.country', 'DE'), { company: { country: 'FR' } }, 'no'],
    ['a country that is unknown', is('company.country', 'DE'), {}, 'no'],
    ['state by code, written as a name', is('contact.state', 'CA', 'OR'), { contact: { state: 'California' } }, 'yes'],
    ['state by name, written as a code', is('company.state', 'New York'), { company: { state: 'ny' } }, 'yes'],
    ['a German state by its code', is('company.state', 'BY'), { company: { state: 'Bayern' } }, 'yes'],
    [
      'a state of a federation that is not known, as it is written',
      is('contact.state', 'Bihar'),
      { contact: { state: 'bihar' } },
      'yes',
    ],
    ['another state', is('contact.state', 'CA'), { contact: { state: 'Texas' } }, 'no'],
    ['language', is('contact.hs_language', 'de', 'de-ch'), { contact: { hs_language: 'de-CH' } }, 'yes'],
    ['industry', is('company.industry', 'COMPUTER_SOFTWARE'), { company: { industry: 'COMPUTER_SOFTWARE' } }, 'yes'],
    [
      'size',
      {
        kind: 'property',
        property: { object: 'company', name: 'numberofemployees' },
        test: { kind: 'band', from: 50, below: 1000 },
      },
      { company: { numberofemployees: '300' } },
      'yes',
    ],
    [
      'source',
      is('contact.hs_analytics_source', 'PAID_SEARCH'),
      { contact: { hs_analytics_source: 'PAID_SEARCH' } },
      'yes',
    ],
    ['a list', { kind: 'list', list: 'Target accounts', group: null }, { lists: ['target accounts'] }, 'yes'],
    ['a target group', { kind: 'list', list: 'Target accounts', group: 'dach' }, { lists: ['Others'] }, 'no'],
    ['a list, where lists are not read', { kind: 'list', list: 'Target accounts', group: null }, {}, 'no'],
  ])('%s', (_, when, given, answer) => {
    const routing = [line({ kind: 'person', email: 'carla@example.com' }, { when }), WORLD];
    const { owner } = assigned(routed({ ...given, agreement: { routing, rotations: HUNDRED } }));
    expect(owner.name).toBe(answer === 'yes' ? 'Carla' : 'Anna');
  });
});

describe('who keeps the relation', () => {
  test.each<readonly [string, RoutingLine['to'], Given, string, string]>([
    [
      'the owner of the contact',
      { kind: 'existing' },
      { contact: { hubspot_owner_id: '103' } },
      'Carla',
      'already owns this contact',
    ],
    [
      'the owner of the company',
      { kind: 'existing', of: 'company' },
      { company: { hubspot_owner_id: '103' } },
      'Carla',
      'owns the company',
    ],
    [
      'the owner of the newest open deal that has one',
      { kind: 'existing', of: 'deal' },
      {
        input: {
          deals: [
            { id: '7', ownerId: null },
            { id: '8', ownerId: '102' },
          ],
        },
      },
      'Ben',
      'owns the open deal 8',
    ],
    [
      'who had it in the last cycle',
      { kind: 'previous' },
      { input: { previousOwnerId: '102' } },
      'Ben',
      'had this lead in its last cycle',
    ],
  ])('%s', (_, line1, given, name, does) => {
    const found = assigned(routed({ ...given, agreement: { routing: [line(line1), WORLD] } }));
    expect(found.owner.name).toBe(name);
    expect(found.because).toBe(`${name} ${does}`);
    expect(found.dealt).toMatchObject({ how: line1.kind === 'previous' ? 'previous' : 'existing', turn: null });
  });

  test.each<readonly [string, RoutingLine['to'], Given, string]>([
    ['no owner', { kind: 'existing' }, {}, 'existing owner: the contact has none'],
    [
      'a deactivated owner',
      { kind: 'existing' },
      { contact: { hubspot_owner_id: '104' } },
      'existing owner: Dora is deactivated',
    ],
    [
      'an owner the portal does not know',
      { kind: 'existing' },
      { contact: { hubspot_owner_id: '5' } },
      'existing owner: owner 5 is not known to the portal',
    ],
    [
      'a queue',
      { kind: 'existing' },
      { contact: { hubspot_owner_id: '900' }, owners: [...OWNERS, QUEUE] },
      'existing owner: Inbound is a queue, not a person',
    ],
    ['no company', { kind: 'existing', of: 'company' }, {}, 'existing owner of company: the contact has no company'],
    [
      'a company without one',
      { kind: 'existing', of: 'company' },
      { company: {} },
      'existing owner of company: the company has none',
    ],
    ['deals that are not read', { kind: 'existing', of: 'deal' }, {}, 'existing owner of deal: deals are not read'],
    [
      'no open deal',
      { kind: 'existing', of: 'deal' },
      { input: { deals: [] } },
      'existing owner of deal: there is no open deal with an owner',
    ],
    ['a lead nobody had before', { kind: 'previous' }, {}, 'previous owner: nobody had this lead before'],
    [
      'who had it before in this cycle',
      { kind: 'existing' },
      { contact: { hubspot_owner_id: '101' }, input: { excluded: ['101'] } },
      'existing owner: Anna had it before',
    ],
    [
      'an owner out of office',
      { kind: 'existing' },
      {
        contact: { hubspot_owner_id: '101' },
        owners: [
          person('101', 'Anna', { works: { zone: null, hours: null, outOfOffice: [{ from: NOW, until: NOW + DAY }] } }),
          ...OWNERS.slice(1),
        ],
      },
      'existing owner: Anna out of office until',
    ],
  ])('%s is passed over', (_, line1, given, said) => {
    const found = assigned(routed({ ...given, agreement: { routing: [line(line1), WORLD] } }));
    expect(found.dealt.how).toBe('turn');
    expect(found.trace).toContainEqual(expect.stringContaining(said));
  });

  test('neither a full desk nor the hour takes a contact from its owner', () => {
    const given: Given = {
      contact: { hubspot_owner_id: '101' },
      agreement: { routing: [line({ kind: 'existing' }), WORLD] },
      input: { desk: load({ open: 50 }) },
      now: NOW + 12 * HOUR,
    };
    expect(assigned(routed(given)).owner.name).toBe('Anna');
  });
});

describe('who is passed over in a rotation, and why', () => {
  const away = (given: Partial<Owner>): Given => ({ owners: [person('101', 'Anna', given), ...OWNERS.slice(1)] });
  const people = (given: Partial<Agreement['people'][string]>): Given => ({
    agreement: {
      people: { 'anna@example.com': { manager: null, backup: null, openAtMost: null, phone: null, ...given } },
    },
  });
  test.each<readonly [string, Given, string]>([
    ['deactivated', away({ active: false }), 'Anna is deactivated'],
    ['not in the portal', { owners: OWNERS.slice(1) }, 'no such owner in the portal'],
    ['a queue by that address', away({ kind: 'queue' }), 'Anna is a queue, not a person'],
    ['had it before', { input: { excluded: ['101'] } }, 'had it before'],
    ['switched off by themselves', away({ said: { available: false, until: null } }), 'switched off by themselves'],
    [
      'switched off for a time',
      away({ said: { available: false, until: NOW + HOUR } }),
      'switched off by themselves until',
    ],
    [
      'out of office',
      away({ works: { zone: null, hours: null, outOfOffice: [{ from: NOW - DAY, until: NOW + HOUR }] } }),
      'out of office until',
    ],
    ['away in HubSpot', away({ status: 'away' }), 'away in HubSpot'],
    [
      'off shift by HubSpot’s hours, in HubSpot’s zone',
      away({ works: { zone: 'America/Los_Angeles', hours: { 1: [{ from: 540, until: 600 }] }, outOfOffice: [] } }),
      'not on shift until',
    ],
    ['off shift by the agreement', people({ hours: { 7: [{ from: 0, until: 60 }] } }), 'not on shift until'],
    [
      'enough open leads',
      { ...people({ openAtMost: 20 }), input: { desk: load({ open: 20 }) } },
      'has 20 open leads, at most 20',
    ],
    [
      'enough for today',
      { ...people({ perDay: 3 }), input: { desk: load({ today: 3 }) } },
      'has 3 leads today, at most 3',
    ],
    [
      'enough for this week',
      { ...people({ perWeek: 9 }), input: { desk: load({ thisWeek: 11 }) } },
      'has 11 leads this week, at most 9',
    ],
  ])('%s', (_, given, said) => {
    const found = assigned(
      routed({
        ...given,
        agreement: {
          routing: [line(to('both'))],
          rotations: {
            both: [
              { email: 'anna@example.com', weight: 100 },
              { email: 'carla@example.com', weight: 1 },
            ],
          },
          ...given.agreement,
        },
      }),
    );
    expect(found.owner.name).toBe('Carla');
    expect(found.trace).toContainEqual(expect.stringContaining(`rotation both: anna@example.com skipped, ${said}`));
    expect(found.dealt.turn?.eligible).toEqual([{ ownerId: '103', weight: 1 }]);
  });

  test('one fewer than the limit is not full, and what they said themselves goes before HubSpot', () => {
    const routing = [line(to('world'))];
    const free = routed({
      agreement: { routing, rotations: HUNDRED, ...people({ openAtMost: 20 }).agreement },
      input: { desk: load({ open: 19 }) },
    });
    expect(assigned(free).owner.name).toBe('Anna');
    const said = routed({
      ...away({ status: 'away', said: { available: true, until: null } }),
      agreement: { routing, rotations: HUNDRED },
    });
    expect(assigned(said).owner.name).toBe('Anna');
    const runOut = routed({
      ...away({ said: { available: false, until: NOW } }),
      agreement: { routing, rotations: HUNDRED },
    });
    expect(assigned(runOut).owner.name).toBe('Anna');
  });
});

describe('when nobody of a line can take it', () => {
  const asleep = { works: { zone: 'UTC', hours: { 1: [{ from: 0, until: 1 }] }, outOfOffice: [] } } as const;
  const owners = [person('101', 'Anna', asleep), person('102', 'Ben'), person('103', 'Carla')];
  const rotations: Agreement['rotations'] = {
    night: [{ email: 'anna@example.com', weight: 1 }],
    world: [{ email: 'ben@example.com', weight: 1 }],
  };

  test('the next line is tried', () => {
    const found = assigned(routed({ owners, agreement: { routing: [line(to('night')), WORLD], rotations } }));
    expect(found.owner.name).toBe('Ben');
    expect(found.trace).toContain('rotation night: nobody available');
  });

  test('a line that holds waits until the first shift begins', () => {
    const held = routed({
      owners,
      agreement: { routing: [line(to('night'), { whenNobody: 'hold' }), WORLD], rotations },
    });
    expect(held).toMatchObject({ kind: 'waiting', because: 'waits for rotation night: nobody is there' });
    expect(held.kind === 'waiting' && new Date(held.againAt ?? 0).toISOString()).toMatch(/T00:00:00\.000Z$/);
    expect(held.kind === 'waiting' && (held.againAt ?? 0)).toBeGreaterThan(NOW);
  });

  test('a line whose people never come back does not hold', () => {
    const routing = [line(to('night'), { whenNobody: 'hold' }), WORLD];
    const gone = [person('101', 'Anna', { active: false }), ...owners.slice(1)];
    expect(assigned(routed({ owners: gone, agreement: { routing, rotations } })).owner.name).toBe('Ben');
    const had = routed({ owners, agreement: { routing, rotations }, input: { excluded: ['101'] } });
    expect(assigned(had).owner.name).toBe('Ben');
  });

  test('nobody on shift anywhere: the lines are tried once more, whatever the hour', () => {
    const found = assigned(routed({ owners, agreement: { routing: [line(to('night'))], rotations } }));
    expect(found.owner.name).toBe('Anna');
    expect(found.trace).toContain('nobody is on shift: the lines are tried once more, whatever the hour');
  });

  test('whoever is absent or full is not, and the lead is unrouted until the first of them is back', () => {
    const until = NOW + 3 * HOUR;
    const off = [person('101', 'Anna', { said: { available: false, until } })];
    const found = routed({ owners: off, agreement: { routing: [line(to('night'))], rotations } });
    expect(found).toMatchObject({
      kind: 'unrouted',
      because: 'no routing line named somebody available',
      againAt: until,
    });
  });

  test('the fallback gets it, unless they had it before', () => {
    const fallback = { tell: 'carla@example.com', owner: 'carla@example.com' };
    const none = [person('103', 'Carla')];
    const agreement = { routing: [line(to('night'))], rotations, fallback };
    expect(assigned(routed({ owners: none, agreement }))).toMatchObject({
      because: 'nobody else was found, and Carla is the fallback',
      dealt: { how: 'fallback', turn: null },
    });
    const again = routed({ owners: none, agreement, input: { excluded: ['103'] } });
    expect(again.kind).toBe('unrouted');
    expect(again.trace.at(-1)).toBe('fallback carla@example.com: had it before');
  });
});

describe('sticky per company', () => {
  const rotations: Agreement['rotations'] = {
    world: [
      { email: 'anna@example.com', weight: 1 },
      { email: 'ben@example.com', weight: 1 },
    ],
  };
  const agreement = (sticky: boolean): Partial<Agreement> => ({
    routing: [WORLD],
    rotations,
    rotationTerms: { world: { balance: 'count', sticky } },
  });
  const acme: Given = { contact: { email: 'x@acme.example' }, company: {}, companyId: '9' };
  const first = assigned(routed({ ...acme, agreement: agreement(true) }));
  const desk = deskAfterDealing(EMPTY_DESK, first.dealt);

  test.each<readonly [string, Given, string, string]>([
    ['the same company', acme, 'Anna', 'sticky'],
    ['the same domain, without a company', { contact: { email: 'y@ACME.example' } }, 'Anna', 'sticky'],
    ['another record with the same domain', { ...acme, companyId: '10' }, 'Anna', 'sticky'],
    ['another company', { contact: { email: 'y@other.example' }, company: {}, companyId: '10' }, 'Ben', 'turn'],
    ['a rotation that does not stick', { ...acme, agreement: agreement(false) }, 'Ben', 'turn'],
    [
      'somebody who is away',
      { ...acme, owners: [person('101', 'Anna', { active: false }), ...OWNERS.slice(1)] },
      'Ben',
      'turn',
    ],
  ])('%s', (_, given, name, how) => {
    const found = assigned(routed({ agreement: agreement(true), ...given, input: { desk } }));
    expect([found.owner.name, found.dealt.how]).toEqual([name, how]);
    if (how === 'sticky') expect(found.dealt.turn).toBeNull();
  });

  test('a free mail provider is no company', () => {
    const at = (email: string): Given => ({ contact: { email }, agreement: agreement(true) });
    const one = assigned(routed(at('a@gmail.com')));
    expect(one.dealt.companies).toEqual([]);
    const two = assigned(routed({ ...at('b@gmail.com'), input: { desk: deskAfterDealing(EMPTY_DESK, one.dealt) } }));
    expect(two.owner.name).not.toBe(one.owner.name);
  });
});

describe('what a lead is worth', () => {
  const revenue = {
    kind: 'property',
    property: { object: 'company', name: 'annualrevenue' },
    otherwise: 500,
  } as const;
  test.each<readonly [string, Partial<Agreement>, Given, number | null]>([
    ['nothing is said', {}, {}, null],
    ['a property', { leadValue: revenue }, { company: { annualrevenue: '12,000' } }, 12_000],
    ['a property that is unknown', { leadValue: revenue }, {}, 500],
    ['a property that is no number', { leadValue: revenue }, { company: { annualrevenue: 'much' } }, 500],
    [
      'by temperature',
      { leadValue: { kind: 'temperature', worth: { hot: 3_000, warm: 1_000, cold: 200 } } },
      {},
      1_000,
    ],
  ])('%s', (_, agreement, given, value) => {
    expect(assigned(routed({ ...given, agreement: { ...agreement, routing: [WORLD] } })).dealt.value).toBe(value);
  });
});

test('routing is total and deterministic: any desk, any roster, the same answer twice, and always one of three', () => {
  const owner = fc.record({
    active: fc.boolean(),
    status: fc.constantFrom('available' as const, 'away' as const),
    said: fc.record({ available: fc.boolean(), until: fc.constantFrom(null, NOW - HOUR, NOW + HOUR) }),
    hasSaid: fc.boolean(),
    works: fc.record({
      zone: fc.constantFrom(null, 'UTC', 'America/New_York'),
      hours: fc.constantFrom(null, { 1: [{ from: 540, until: 1020 }] }, {}),
      outOfOffice: fc.constantFrom([], [{ from: NOW - HOUR, until: NOW + HOUR }]),
    }),
  });
  const someLine = fc.record({
    to: fc.constantFrom<RoutingLine['to']>(
      { kind: 'existing' },
      { kind: 'existing', of: 'company' },
      { kind: 'existing', of: 'deal' },
      { kind: 'previous' },
      { kind: 'person', email: 'ben@example.com' },
      to('dach'),
      to('world'),
    ),
    hold: fc.boolean(),
  });
  fc.assert(
    fc.property(
      fc.array(owner, { minLength: 3, maxLength: 3 }),
      fc.array(someLine, { minLength: 1, maxLength: 5 }),
      fc.subarray(['101', '102', '103']),
      fc.constantFrom(undefined, '101', '104', '900'),
      fc.integer({ min: 0, max: 25 }),
      (givens, lines, excluded, existing, open) => {
        const owners = givens.map(({ hasSaid, said, ...given }, i) =>
          person(String(101 + i), ['Anna', 'Ben', 'Carla'][i] ?? '', { ...given, ...(hasSaid ? { said } : {}) }),
        );
        const given: Given = {
          owners,
          contact: existing === undefined ? {} : { hubspot_owner_id: existing },
          agreement: {
            routing: lines.map(({ to: where, hold }) => line(where, hold ? { whenNobody: 'hold' } : {})),
          },
          input: {
            excluded,
            desk: load({ open }),
            previousOwnerId: existing ?? null,
            deals: [{ id: '1', ownerId: '102' }],
          },
        };
        const one = routed(given);
        expect(routed({ ...given, owners: [...owners].reverse() })).toEqual(one);
        expect(['assigned', 'waiting', 'unrouted']).toContain(one.kind);
        if (one.kind === 'assigned') {
          expect(one.owner.active).toBe(true);
          expect(excluded).not.toContain(one.owner.id);
          expect(one.dealt.ownerId).toBe(one.owner.id);
        }
        expect(one.trace.every((said) => said.length > 5)).toBe(true);
      },
    ),
    { numRuns: 500 },
  );
});
