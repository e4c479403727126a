/** What the scoring bench scores: 40 rules, and contacts with about 100 events each, from one seed. */
import type { Agreement, BehaviourGroup, ProfileRule } from '../src/core/agreement.ts';
import type { Signal } from '../src/core/signal.ts';
import type { Properties } from '../src/core/snapshot.ts';

export const NOW = Date.parse('2026-11-09T09:00:00Z');
export const DAY = 86_400_000;

export interface Fading {
  readonly signal: string;
  readonly points: number;
  readonly halfLifeMs: number;
  readonly group: number;
}
export interface CountedDays {
  readonly signal: string;
  readonly points: number;
  readonly group: number;
}
export interface BenchContact {
  readonly contact: Properties;
  readonly company: Properties;
  readonly signals: readonly Signal[];
  /** `NOW`, for whoever is asked about a lead at a moment; the others have it as a constant. */
  readonly now: number;
}

/** As reading an agreement leaves a signal's name: the key of an object, of which the engine keeps one copy. */
const asKey = (name: string): string => Object.keys({ [name]: 0 })[0] ?? name;
const range = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i);

/** 15 sums of fading points in 5 groups of 3, each group capped. */
export const fading: readonly Fading[] = range(15).map((i) => ({
  signal: asKey(`fading_${i}`),
  points: 200 + 50 * (i % 5),
  halfLifeMs: (7 + 3 * i) * DAY,
  group: Math.floor(i / 3),
}));
/** 10 counts: points for each day (UTC) on which it happened, up to a cap; each a group of its own. */
export const countedDays: readonly CountedDays[] = range(10).map((i) => ({
  signal: asKey(`counted_${i}`),
  points: 40 + 10 * i,
  group: 5 + i,
}));
/** Cap of each group. */
export const caps: readonly number[] = [...range(5).map(() => 800), ...countedDays.map(({ points }) => 3 * points)];

const INDUSTRIES = ['SOFTWARE', 'INTERNET', 'BANKING', 'FARMING', 'RETAIL', 'TRAVEL'] as const;
const TITLES = [
  'VP Sales',
  'Head of Growth',
  'Marketing Intern',
  'Chief Officer',
  'Software Engineer',
  'Sales Lead',
] as const;
const WORDS = ['vp', 'head', 'intern', 'chief', 'sales'] as const;

export type ProfileTest =
  | { readonly kind: 'values'; readonly name: string; readonly anyOf: readonly string[]; readonly points: number }
  | {
      readonly kind: 'band';
      readonly name: string;
      readonly from: number;
      readonly below: number;
      readonly points: number;
    }
  | { readonly kind: 'word'; readonly name: string; readonly word: string; readonly points: number };

/** 15 questions about company and person: 5 of values, 5 of a number, 5 of a word in the job title. */
export const profileTests: readonly ProfileTest[] = [
  ...range(5).map((i): ProfileTest => ({
    kind: 'values',
    name: `trait_${i}`,
    anyOf: [INDUSTRIES[i] ?? '', INDUSTRIES[i + 1] ?? ''],
    points: 300 + 20 * i,
  })),
  ...range(5).map((i): ProfileTest => ({
    kind: 'band',
    name: `size_${i}`,
    from: 10 * (i + 1),
    below: 500 * (i + 1),
    points: 250 + 30 * i,
  })),
  ...WORDS.map((word, i): ProfileTest => ({ kind: 'word', name: 'jobtitle', word, points: 500 - 220 * i })),
];

/** Deterministic: the same numbers for every contender and every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 0) / 2 ** 32;
  };
}

export function contacts(count: number): readonly BenchContact[] {
  const next = random(20_261_109);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)] as T;
  const numbers = range(fading.length + countedDays.length);
  const names = [...fading, ...countedDays].map(({ signal }) => signal);
  return range(count).map((id) => {
    const signals = range(80 + Math.floor(next() * 41))
      .map((): Signal => {
        const number = pick(numbers);
        const name = names[number] as string;
        const at = NOW - Math.floor(next() * 120 * DAY);
        return { id: `${name}@${at}`, name, at, handRaise: false, evidence: `event ${id}`, subject: name, number };
      })
      .sort((a, b) => a.at - b.at);
    const isKnown = (): boolean => next() < 0.85;
    const company: Record<string, string> = {};
    for (let i = 0; i < 5; i++) {
      if (isKnown()) company[`trait_${i}`] = pick(INDUSTRIES);
      if (isKnown()) company[`size_${i}`] = String(Math.floor(next() * 2_000));
    }
    return { contact: isKnown() ? { jobtitle: pick(TITLES) } : {}, company, signals, now: NOW };
  });
}

/** The 40 rules as an agreement; the parts that scoring does not ask for are left empty. */
export function benchAgreement(): Agreement {
  const never = { kind: 'any', of: [] } as const;
  const groups: readonly BehaviourGroup[] = caps.map((cap, group) => ({
    name: `group ${group}`,
    cap,
    rules: [
      ...fading.map((rule) => ({ ...rule, perDay: null, perWeek: null })),
      ...countedDays.map((rule) => ({ ...rule, halfLifeMs: null, perDay: 1, perWeek: null })),
    ].filter((rule) => rule.group === group),
  }));
  return {
    hash: '0'.repeat(64),
    name: 'bench',
    version: 1,
    signers: { marketing: 'm@example.com', sales: 's@example.com' },
    timezone: 'UTC',
    currency: 'EUR',
    signals: [...fading, ...countedDays].map(({ signal }) => ({ name: signal, handRaise: false, sources: [] })),
    behaviour: groups,
    combinations: [],
    profile: profileTests.map(profileRule),
    targetGroups: [],
    stages: {
      mql: never,
      sql: never,
      leaveSqlBelow: null,
      cooldownMs: 0,
      lifecycle: { mql: 'marketingqualifiedlead', sql: 'salesqualifiedlead' },
    },
    blocks: [],
    temperature: { hot: never, warm: never },
    handoff: { at: 'sql', tag: '', task: '', atMostPerHour: null },
    routing: [],
    rotations: {},
    people: {},
    fallback: { tell: 's@example.com' },
    sla: { firstContact: { hot: 0, warm: 0, cold: 0 }, clock: 'wall time', hours: {}, holidays: [], ladder: [] },
    recycle: {},
    tests: [],
  };
}

function profileRule(test: ProfileTest): ProfileRule {
  switch (test.kind) {
    case 'values':
      return {
        kind: 'values',
        property: { object: 'company', name: test.name },
        values: Object.fromEntries(test.anyOf.map((value) => [value, test.points])),
      };
    case 'band':
      return {
        kind: 'bands',
        property: { object: 'company', name: test.name },
        bands: [{ from: test.from, below: test.below, points: test.points }],
      };
    case 'word':
      return {
        kind: 'words',
        property: { object: 'contact', name: test.name },
        lines: [{ any: [test.word], points: test.points }],
      };
  }
}

const axis = (points: number): number => Math.min(5_000, Math.max(0, points));

/** From 40 numbers to a total, for contenders that have no groups: points per rule, in the order fading, counted, profile. */
export function totalOf(points: ArrayLike<number>): number {
  const groups = new Float64Array(caps.length);
  for (let i = 0; i < fading.length; i++)
    groups[Math.floor(i / 3)] = (groups[Math.floor(i / 3)] ?? 0) + (points[i] ?? 0);
  for (let i = 0; i < countedDays.length; i++) groups[5 + i] = points[15 + i] ?? 0;
  let behaviour = 0;
  for (let g = 0; g < caps.length; g++) behaviour += Math.min(caps[g] ?? 0, groups[g] ?? 0);
  let profile = 0;
  for (let i = 25; i < 40; i++) profile += points[i] ?? 0;
  return axis(behaviour) + axis(profile);
}
