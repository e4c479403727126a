/** An agreement as written, its form right and its names known → the agreement as the core reads it. */
import type {
  Agreement,
  AgreementTest,
  BehaviourRule,
  Criterion,
  DateBound,
  ProfileRule,
  PropertyRef,
  PropertyTest,
  RoutingLine,
  SignalSource,
  Sla,
} from '../core/agreement.ts';
import type { Zone } from '../core/calendar.ts';
import { zoneOf } from '../core/calendar.ts';
import type { Written, WrittenCriterion } from './schema.ts';
import { durationMs, pointsOf, weekdays, windowOf } from './units.ts';

export function build(written: Written, hash: string): Agreement {
  const criteria = criteriaIn(written);
  const { stages, handoff } = written;
  return {
    hash,
    name: written.name,
    version: written.version,
    signers: { marketing: lower(written.signers.marketing), sales: lower(written.signers.sales) },
    timezone: written.timezone,
    currency: written.currency ?? 'EUR',
    signals: Object.entries(written.signals).map(([name, signal]) => ({
      name,
      handRaise: signal.hand_raise ?? false,
      sources: sourcesOf(signal),
    })),
    behaviour: Object.entries(written.behaviour).map(([name, { cap, floor, fade, rules }]) => ({
      name,
      cap: cap === undefined ? null : pointsOf(cap),
      ...(floor === undefined ? {} : { floor: pointsOf(floor) }),
      rules: rules.map((rule) => ({
        signal: rule.signal,
        points: pointsOf(rule.points),
        halfLifeMs: spanOrNull(rule.half_life),
        perDay: rule.per_day ?? null,
        perWeek: rule.per_week ?? null,
        ...(rule.once === undefined ? {} : { once: rule.once }),
        ...(rule.within === undefined ? {} : { withinMs: durationMs(rule.within) }),
        ...(rule.times === undefined ? {} : { times: timesOf(rule.times) }),
        ...(rule.returns_within === undefined ? {} : { returnsWithinMs: durationMs(rule.returns_within) }),
        ...fadeOf(rule, fade),
        ...(rule.cap === undefined ? {} : { cap: pointsOf(rule.cap) }),
        ...(rule.floor === undefined ? {} : { floor: pointsOf(rule.floor) }),
      })),
    })),
    combinations: (written.combinations ?? []).map((combination) => ({
      all: combination.in_order ?? combination.all ?? [],
      ...(combination.in_order === undefined ? {} : { inOrder: true }),
      ...(combination.half_life === undefined ? {} : { halfLifeMs: durationMs(combination.half_life) }),
      ...(combination.when === undefined ? {} : { when: criteria.of(combination.when) }),
      withinMs: durationMs(combination.within),
      points: pointsOf(combination.points),
      because: combination.because,
    })),
    profile: written.profile.flatMap((rule) =>
      rule.rules === undefined
        ? [profileRuleOf(rule, criteria)]
        : rule.rules.map((inner) => ({ ...profileRuleOf(inner, criteria), group: rule.group ?? '' })),
    ),
    ...profileGroupsOf(written),
    ...(written.only === undefined ? {} : { only: criteria.of(written.only) }),
    targetGroups: Object.entries(written.target_groups ?? {}).map(([name, { list }]) => ({ name, list })),
    stages: {
      mql: criteria.of(stages.mql),
      sql: criteria.of(stages.sql),
      leaveSqlBelow: stages.leave_sql_below === undefined ? null : pointsOf(stages.leave_sql_below),
      cooldownMs: stages.cooldown === undefined ? 0 : durationMs(stages.cooldown),
      lifecycle: stages.lifecycle ?? { mql: 'marketingqualifiedlead', sql: 'salesqualifiedlead' },
    },
    blocks: Object.entries(written.blocks ?? {}).map(([name, when]) => ({ name, when: criteria.of(when) })),
    temperature: { hot: criteria.of(written.temperature.hot), warm: criteria.of(written.temperature.warm) },
    handoff: {
      at: handoff.at ?? 'sql',
      tag: handoff.tag,
      task: handoff.task,
      ...(handoff.notes === undefined ? {} : { notes: listed(handoff.notes).map((name) => propertyRef(name).name) }),
      atMostPerHour: handoff.at_most?.per_hour ?? null,
    },
    routing: written.routing.map((line) => routingLineOf(line, criteria)),
    rotations: record(
      Object.entries(written.rotations ?? {}).map(([name, members]) => [
        name,
        Object.entries(members).map(([email, weight]) => ({ email: lower(email), weight })),
      ]),
    ),
    people: record(
      Object.entries(written.people ?? {}).map(([email, person]) => [
        lower(email),
        {
          manager: person.manager === undefined ? null : lower(person.manager),
          backup: person.backup === undefined ? null : lower(person.backup),
          openAtMost: person.open_at_most ?? null,
          phone: person.phone ?? null,
        },
      ]),
    ),
    // Somebody always hears of a lead nobody gets: who signs for sales, unless somebody else is named.
    fallback: { tell: lower(written.fallback?.tell ?? written.signers.sales) },
    sla: slaOf(written.sla),
    recycle: record(
      Object.entries(written.recycle ?? {}).map(([reason, rule]) => [
        reason,
        rule === 'never'
          ? { kind: 'never' }
          : { kind: 'after', afterMs: durationMs(rule.after), orSignal: rule.or_signal ?? null },
      ]),
    ),
    tests: (written.tests ?? []).map(testOf),
  };
}

/** Names and values come from people and from leads: without a prototype, "constructor" is a name like any other. */
function record<T>(entries: readonly (readonly [string, T])[]): Readonly<Record<string, T>> {
  const made = Object.create(null) as Record<string, T>;
  for (const [key, value] of entries) made[key] = value;
  return made;
}

const lower = (text: string): string => text.toLowerCase();
const listed = <T>(value: T | readonly T[] | undefined): readonly T[] =>
  value === undefined ? [] : Array.isArray(value) ? (value as readonly T[]) : [value as T];
const spanOrNull = (text: string | undefined): number | null => (text === undefined ? null : durationMs(text));

export function propertyRef(text: string): PropertyRef {
  const object = text.startsWith('company.') ? 'company' : 'contact';
  return { object, name: text.slice(object.length + 1) };
}

function sourcesOf(signal: Written['signals'][string]): readonly SignalSource[] {
  return [
    ...listed(signal.form).map((glob) => ({ kind: 'form', glob }) as const),
    ...listed(signal.page).map((glob) => ({ kind: 'page', glob }) as const),
    ...listed(signal.list).map((list) => ({ kind: 'list', list }) as const),
    ...listed(signal.property).map((property) => ({ kind: 'property', property: propertyRef(property) }) as const),
    ...(signal.workflow === true ? [{ kind: 'workflow' } as const] : []),
  ];
}

type WrittenRule = Written['behaviour'][string]['rules'][number];

const timesOf = (times: NonNullable<WrittenRule['times']>): NonNullable<BehaviourRule['times']> =>
  typeof times === 'number' ? { from: times, below: null } : { from: times.from, below: times.below ?? null };

/** A group's fade is that of its rules that do not say otherwise. */
function fadeOf(rule: WrittenRule, ofGroup: WrittenRule['fade']): Pick<BehaviourRule, 'fade'> {
  const saysOtherwise = rule.half_life !== undefined || rule.within !== undefined || rule.times !== undefined;
  const fade = rule.fade ?? (saysOtherwise ? undefined : ofGroup);
  return fade === undefined ? {} : { fade: { percent: fade.percent, everyMs: durationMs(fade.every) } };
}

function profileGroupsOf({ profile }: Written): Pick<Agreement, 'profileGroups'> {
  const groups = profile.flatMap(({ group, rules, cap, floor }) =>
    rules === undefined
      ? []
      : [
          {
            name: group ?? '',
            cap: cap === undefined ? null : pointsOf(cap),
            floor: floor === undefined ? null : pointsOf(floor),
          },
        ],
  );
  return groups.length === 0 ? {} : { profileGroups: groups };
}

function profileRuleOf(rule: Omit<Written['profile'][number], 'rules'>, criteria: Criteria): ProfileRule {
  if (rule.when !== undefined) {
    const { because = '', points = 0 } = rule;
    return { kind: 'when', because, when: criteria.of(rule.when), points: pointsOf(points) };
  }
  const property = propertyRef(rule.property ?? '');
  if (rule.values !== undefined) {
    const values = Object.entries(rule.values).map(([value, points]) => [value, pointsOf(points)] as const);
    return { kind: 'values', property, values: record(values) };
  }
  if (rule.bands !== undefined) {
    const bands = rule.bands.map(({ from, below, points }) => ({
      from: from ?? null,
      below: below ?? null,
      points: pointsOf(points),
    }));
    return { kind: 'bands', property, bands };
  }
  const lines = (rule.words ?? []).map(({ any, points }) => ({ any, points: pointsOf(points) }));
  return { kind: 'words', property, lines };
}

/** Criteria of one agreement: days begin in its timezone, target groups are its own. */
interface Criteria {
  readonly zone: Zone;
  readonly lists: ReadonlyMap<string, string>;
  /** Several keys in one criterion are joined by "all". */
  of(written: WrittenCriterion): Criterion;
}

function criteriaIn({ timezone, target_groups: groups = {} }: Written): Criteria {
  const criteria: Criteria = {
    zone: zoneOf(timezone),
    lists: new Map(Object.entries(groups).map(([name, { list }]) => [name, list])),
    of(written) {
      const parts = Object.entries(written).flatMap(([key, value]) => partOf({ key, value, whole: written }, criteria));
      const [only] = parts;
      return only !== undefined && parts.length === 1 ? only : { kind: 'all', of: parts };
    },
  };
  return criteria;
}

function partOf(
  { key, value, whole }: { key: string; value: unknown; whole: WrittenCriterion },
  criteria: Criteria,
): readonly Criterion[] {
  switch (key) {
    case 'all':
    case 'any':
      return [{ kind: key, of: (value as readonly WrittenCriterion[]).map(criteria.of) }];
    case 'not':
      return [{ kind: 'not', of: criteria.of(value as WrittenCriterion) }];
    case 'score':
    case 'profile':
    case 'behaviour':
      return [{ kind: key, atLeast: pointsOf(value as number) }];
    case 'grade':
      return [{ kind: 'grade', anyOf: listed(value as string | readonly string[]) }];
    case 'signal': {
      const withinMs = spanOrNull(whole['within'] as string | undefined);
      return [
        { kind: 'signal', signal: value as string, withinMs, times: (whole['times'] as number | undefined) ?? 1 },
      ];
    }
    case 'within':
    case 'times':
      return []; // Part of `signal`.
    case 'hand_raise':
      return [{ kind: 'hand_raise' }];
    case 'list':
      return [{ kind: 'list', list: value as string, group: null }];
    case 'target_group':
      return [{ kind: 'list', list: criteria.lists.get(value as string) ?? '', group: value as string }];
    default:
      return [
        { kind: 'property', property: propertyRef(key), test: propertyTestOf(value as WrittenTest, criteria.zone) },
      ];
  }
}

type Scalar = string | number | boolean;
type WrittenTest =
  | Scalar
  | readonly Scalar[]
  | {
      readonly from?: number | string;
      readonly below?: number | string;
      readonly words?: string | readonly string[];
      readonly domain?: string | readonly string[];
      readonly like?: string | readonly string[];
      readonly last?: string;
      readonly next?: string;
      readonly older?: string;
    };

function propertyTestOf(test: WrittenTest, zone: Zone): PropertyTest {
  if (test === 'known' || test === 'unknown') return { kind: test };
  if (typeof test === 'number') return { kind: 'band', from: test, below: null };
  if (typeof test !== 'object') return { kind: 'values', anyOf: [String(test)] };
  if (Array.isArray(test)) return { kind: 'values', anyOf: test.map(String) };
  const terms = test as Exclude<WrittenTest, Scalar | readonly Scalar[]>;
  if (terms.words !== undefined) return { kind: 'words', any: listed(terms.words) };
  if (terms.domain !== undefined) {
    return { kind: 'domain', anyOf: listed(terms.domain).map((domain) => lower(domain).replace(/^@/, '')) };
  }
  if (terms.like !== undefined) return { kind: 'like', anyOf: listed(terms.like) };
  for (const kind of ['last', 'next', 'older'] as const) {
    const span = terms[kind];
    if (span !== undefined) return { kind, ms: durationMs(span) };
  }
  const { from = null, below = null } = terms;
  if (typeof from === 'string' || typeof below === 'string') {
    return { kind: 'dates', from: dayOf(from, zone), below: dayOf(below, zone) };
  }
  return { kind: 'band', from, below };
}

function dayOf(bound: number | string | null, zone: Zone): DateBound | null {
  if (typeof bound !== 'string') return null;
  const utc = Date.parse(bound);
  // The offset around midnight, then the offset at the instant that gives: right also beside a change of clocks.
  const near = utc - zone.stretchAt(utc).offset;
  return { date: bound, at: utc - zone.stretchAt(near).offset };
}

function routingLineOf(line: Written['routing'][number], criteria: Criteria): RoutingLine {
  const when = line.when === undefined ? null : criteria.of(line.when);
  if (line.rotation !== undefined) return { when, to: { kind: 'rotation', rotation: line.rotation } };
  if (line.owner === 'existing' || line.owner === undefined) return { when, to: { kind: 'existing' } };
  return { when, to: { kind: 'person', email: lower(line.owner) } };
}

function slaOf(sla: Written['sla']): Sla {
  const { hot, warm, cold } = sla.first_contact;
  const hours: Record<number, readonly { readonly from: number; readonly until: number }[]> = {};
  for (const [days, windows] of Object.entries(sla.hours ?? {})) {
    for (const day of weekdays(days)) hours[day] = listed(windows).map(windowOf);
  }
  return {
    firstContact: { hot: durationMs(hot), warm: durationMs(warm), cold: durationMs(cold) },
    clock: sla.clock ?? 'working time',
    hours,
    holidays: [...(sla.holidays ?? [])].sort(),
    ladder: (sla.ladder ?? []).map((step) => ({
      atShare: Number(step.at.replace('%', '')) / 100,
      do: listed(step.do),
    })),
  };
}

function testOf({ name, given, expect }: NonNullable<Written['tests']>[number]): AgreementTest {
  const { signals, lists, ...properties } = given;
  const of = (object: 'contact' | 'company'): Readonly<Record<string, string>> =>
    record(
      Object.entries(properties).flatMap(([key, value]) => {
        const ref = propertyRef(key);
        return ref.object === object ? [[ref.name, String(value)] as const] : [];
      }),
    );
  const score = typeof expect.score === 'number' ? { from: expect.score } : (expect.score ?? {});
  return {
    name,
    given: {
      contact: of('contact'),
      company: of('company'),
      signals: record(Object.entries(signals ?? {}).map(([signal, ago]) => [signal, listed(ago).map(durationMs)])),
      ...(lists === undefined ? {} : { lists }),
    },
    expect: {
      ...(expect.stage === undefined ? {} : { stage: expect.stage }),
      ...(expect.temperature === undefined ? {} : { temperature: expect.temperature }),
      ...(expect.rotation === undefined ? {} : { rotation: expect.rotation }),
      ...(expect.owner === undefined ? {} : { owner: lower(expect.owner) }),
      ...(expect.held === undefined ? {} : { held: expect.held }),
      ...(expect.grade === undefined ? {} : { grade: expect.grade }),
      ...(score.from === undefined ? {} : { scoreAtLeast: pointsOf(score.from) }),
      ...(score.below === undefined ? {} : { scoreBelow: pointsOf(score.below) }),
    },
  };
}
