/** The agreement most tests use: "B2B SaaS, clear", 50 points for who they are and 50 for what they did. */
import type {
  Agreement,
  BehaviourRule,
  Criterion,
  Instant,
  ProfileRule,
  PropertyRef,
  SignalDefinition,
  SignalSource,
} from '../../src/core/agreement.ts';
import type { Fact, Signal } from '../../src/core/signal.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Monday, 9 November 2026, 10:00 in Berlin. */
export const NOW: Instant = Date.parse('2026-11-09T09:00:00Z');

/** Whole points to hundredths. */
export const p = (points: number): number => Math.round(points * 100);

export const ref = (written: string): PropertyRef => {
  const dot = written.indexOf('.');
  return { object: written.slice(0, dot) === 'company' ? 'company' : 'contact', name: written.slice(dot + 1) };
};

const signal = (name: string, ...sources: readonly SignalSource[]): SignalDefinition => ({
  name,
  handRaise: false,
  sources,
});
const form = (glob: string): SignalSource => ({ kind: 'form', glob });
const page = (glob: string): SignalSource => ({ kind: 'page', glob });
const list = (name: string): SignalSource => ({ kind: 'list', list: name });

export const rule = (
  name: string,
  points: number,
  halfLifeDays: number | null,
  limits: { perDay?: number; perWeek?: number } = {},
): BehaviourRule => ({
  signal: name,
  points: p(points),
  halfLifeMs: halfLifeDays === null ? null : halfLifeDays * DAY,
  perDay: limits.perDay ?? null,
  perWeek: limits.perWeek ?? null,
});

const words = (property: string, lines: readonly (readonly [readonly string[], number])[]): ProfileRule => ({
  kind: 'words',
  property: ref(property),
  lines: lines.map(([any, points]) => ({ any, points: p(points) })),
});

/** Industry 12, employees 12, revenue 6, authority 12, department 5, region 3: 50 for a perfect fit. */
export const profileRules: readonly ProfileRule[] = [
  {
    kind: 'values',
    property: ref('company.industry'),
    values: { COMPUTER_SOFTWARE: p(12), INTERNET: p(12), FINANCIAL_SERVICES: p(6) },
  },
  {
    kind: 'bands',
    property: ref('company.numberofemployees'),
    bands: [
      { from: 50, below: 1000, points: p(12) },
      { from: 10, below: 50, points: p(6) },
    ],
  },
  {
    kind: 'bands',
    property: ref('company.annualrevenue'),
    bands: [
      { from: 10_000_000, below: 250_000_000, points: p(6) },
      { from: 2_000_000, below: 10_000_000, points: p(3) },
    ],
  },
  words('contact.jobtitle', [
    [['student', 'intern', 'praktikant'], -15],
    [['ceo', 'cto', 'cfo', 'vp', 'vice president', 'founder', 'geschäftsführer'], 12],
    [['director', 'head of', 'leiter'], 9],
    [['manager'], 6],
  ]),
  words('contact.jobtitle', [[['sales', 'marketing', 'revenue'], 5]]),
  { kind: 'values', property: ref('company.country'), values: { DE: p(3), AT: p(3), CH: p(3) } },
];

export const scoreAtLeast = (points: number): Criterion => ({ kind: 'score', atLeast: p(points) });

const base: Agreement = {
  hash: 'a'.repeat(64),
  name: 'B2B SaaS, clear',
  version: 3,
  signers: { marketing: 'maria@example.com', sales: 'sam@example.com' },
  timezone: 'Europe/Berlin',
  currency: 'EUR',
  signals: [
    { ...signal('demo_request', form('*demo*'), form('contact sales*')), handRaise: true },
    signal('pricing_page', page('/pricing*'), page('/preise*'), list('Visited pricing')),
    signal('case_study', page('/case-studies/*')),
    signal('resource', form('*ebook*'), form('*whitepaper*'), form('*calculator*')),
    signal('webinar', list('Webinar attended')),
    signal('mail_click', { kind: 'property', property: ref('contact.hs_email_last_click_date') }),
    signal('careers_page', page('/careers*')),
  ],
  behaviour: [
    {
      name: 'web',
      cap: p(22),
      rules: [
        rule('pricing_page', 8, 14, { perDay: 2 }),
        rule('case_study', 6, 21, { perWeek: 2 }),
        rule('careers_page', -6, 30),
      ],
    },
    { name: 'content', cap: p(12), rules: [rule('resource', 6, 45, { perWeek: 2 })] },
    { name: 'events', cap: p(10), rules: [rule('webinar', 10, 30)] },
    { name: 'mail', cap: p(6), rules: [rule('mail_click', 2, 14, { perDay: 1 })] },
  ],
  combinations: [],
  profile: profileRules,
  targetGroups: [],
  stages: {
    mql: {
      kind: 'all',
      of: [scoreAtLeast(40), { kind: 'profile', atLeast: p(20) }, { kind: 'behaviour', atLeast: p(12) }],
    },
    sql: {
      kind: 'any',
      of: [scoreAtLeast(75), { kind: 'signal', signal: 'demo_request', withinMs: 30 * DAY, times: 1 }],
    },
    leaveSqlBelow: p(60),
    cooldownMs: 30 * DAY,
    lifecycle: { mql: 'marketingqualifiedlead', sql: 'salesqualifiedlead' },
  },
  blocks: [
    {
      name: 'competitor',
      when: {
        kind: 'property',
        property: ref('contact.email'),
        test: { kind: 'domain', anyOf: ['rival.example'] },
      },
    },
    {
      name: 'customer',
      when: {
        kind: 'property',
        property: ref('contact.lifecyclestage'),
        test: { kind: 'values', anyOf: ['customer', 'evangelist'] },
      },
    },
    {
      name: 'unreachable',
      when: {
        kind: 'all',
        of: [
          {
            kind: 'property',
            property: ref('contact.hs_email_hard_bounce_reason_enum'),
            test: { kind: 'known' },
          },
          { kind: 'property', property: ref('contact.phone'), test: { kind: 'unknown' } },
        ],
      },
    },
  ],
  temperature: {
    hot: {
      kind: 'any',
      of: [
        { kind: 'hand_raise' },
        {
          kind: 'all',
          of: [
            { kind: 'grade', anyOf: ['A1'] },
            { kind: 'signal', signal: 'pricing_page', withinMs: DAY, times: 1 },
          ],
        },
      ],
    },
    warm: scoreAtLeast(75),
  },
  handoff: {
    at: 'sql',
    tag: 'SQL - Ready for Sales',
    task: 'Call {lead} - {Temperature} Lead',
    atMostPerHour: 50,
  },
  routing: [
    { when: null, to: { kind: 'existing' } },
    {
      when: {
        kind: 'property',
        property: ref('company.country'),
        test: { kind: 'values', anyOf: ['DE', 'AT', 'CH'] },
      },
      to: { kind: 'rotation', rotation: 'dach' },
    },
    { when: null, to: { kind: 'rotation', rotation: 'world' } },
  ],
  rotations: {
    dach: [
      { email: 'anna@example.com', weight: 2 },
      { email: 'ben@example.com', weight: 1 },
    ],
    world: [
      { email: 'ben@example.com', weight: 1 },
      { email: 'carla@example.com', weight: 1 },
    ],
  },
  people: {
    'anna@example.com': { manager: 'sam@example.com', backup: 'ben@example.com', openAtMost: 20, phone: null },
  },
  fallback: { tell: 'sam@example.com' },
  sla: {
    firstContact: { hot: 5 * MINUTE, warm: HOUR, cold: DAY },
    clock: 'working time',
    hours: Object.fromEntries([1, 2, 3, 4, 5].map((weekday) => [weekday, [{ from: 9 * 60, until: 18 * 60 }]])),
    holidays: ['2026-12-25', '2026-12-26'],
    ladder: [
      { atShare: 0.5, do: ['remind'] },
      { atShare: 1, do: ['tell manager'] },
    ],
  },
  recycle: {
    no_budget: { kind: 'after', afterMs: 90 * DAY, orSignal: null },
    no_answer: { kind: 'after', afterMs: 90 * DAY, orSignal: 'pricing_page' },
    wrong_fit: { kind: 'never' },
  },
  tests: [],
};

/** The default agreement with parts replaced. */
export const testAgreement = (overrides: Partial<Agreement> = {}): Agreement => ({ ...base, ...overrides });

/** A fact as HubSpot told it; by default a form told by a read. */
export const fact = (overrides: Partial<Fact> = {}): Fact => ({
  kind: 'form',
  subject: 'Demo request DE',
  at: NOW,
  source: 'read',
  evidence: 'recent_conversion_date',
  ...overrides,
});

/** A signal that is simply there. */
export const happened = (name: string, at: Instant, overrides: Partial<Signal> = {}): Signal => ({
  id: `${name}@${at}`,
  name,
  at,
  handRaise: name === 'demo_request',
  evidence: `event of ${name}`,
  subject: name,
  ...overrides,
});

/** Signals so many days before `NOW`, in the order the core keeps them. */
export const daysAgo = (...pairs: readonly (readonly [name: string, days: number])[]): readonly Signal[] =>
  pairs
    .map(([name, days]) => happened(name, NOW - Math.round(days * DAY)))
    .sort((a, b) => a.at - b.at || (a.name < b.name ? -1 : 1));

/** A lead whose company and person are everything the agreement asks for: 50 points of profile. */
export const perfectFit = {
  contact: { email: 'vera@example.com', jobtitle: 'VP Sales', firstname: 'Vera', lastname: 'Vogt' },
  company: {
    name: 'Example GmbH',
    industry: 'COMPUTER_SOFTWARE',
    numberofemployees: '300',
    annualrevenue: '40000000',
    country: 'Germany',
  },
} as const;
