// What each profile rule makes of what is known of a lead: points, nothing, or "cannot be told".
// Refuses to know what the lead did.
import type { Agreement, Points, ProfileRule, PropertyRef } from './agreement.ts';
import { AXIS_CAP, propertyKey, sameProperty } from './agreement.ts';
import type { Person } from './ask.ts';
import { ask, leavesOf, valueOf } from './ask.ts';
import { valueFinder } from './country.ts';
import { inBand, spanOf, wordFinder } from './match.ts';

export interface CompiledProfileRule {
  /** `company.industry`, or what a question is called by. */
  readonly key: string;
  /** Number of its group; −1: none. */
  readonly group: number;
  /** The most this rule can give: what an unknown value may still be worth, never below 0. */
  readonly atMost: Points;
  /** What the points depend on. */
  readonly properties: readonly PropertyRef[];
  /** Null where one value alone does not decide. */
  readonly ofValue: { readonly property: PropertyRef; readonly points: (value: string) => Points | null } | null;
  /** Null: it cannot be told (no value, no number, a range across two bands). */
  readonly points: (person: Person) => Points | null;
}

export interface Profile {
  readonly rules: readonly CompiledProfileRule[];
  readonly groups: NonNullable<Agreement['profileGroups']>;
  /** Each property once, in the order first named. */
  readonly properties: readonly PropertyRef[];
  /** Where each rule is about one value: per property what all its rules make of a value together; null: otherwise. */
  readonly byValue: readonly { readonly property: PropertyRef; readonly points: (value: string) => Points }[] | null;
}

/** Compiles the profile rules of an agreement. */
export function compileProfile({
  profile,
  profileGroups: groups = [],
}: Pick<Agreement, 'profile' | 'profileGroups'>): Profile {
  const rules = profile.map((rule): CompiledProfileRule => {
    const group = groups.findIndex(({ name }) => name === rule.group);
    if (rule.kind === 'when') {
      const { because, when, points } = rule;
      const properties = leavesOf(when).flatMap((leaf) => (leaf.kind === 'property' ? [leaf.property] : []));
      const pointsOf = (person: Person): Points | null => {
        const answer = ask(when, person, null);
        return answer === 'unknown' ? null : answer === 'yes' ? points : 0;
      };
      return { key: because, group, atMost: Math.max(0, points), properties, ofValue: null, points: pointsOf };
    }
    const { property } = rule;
    const points = remembering(pointsFor(rule));
    return {
      key: propertyKey(property),
      group,
      atMost: Math.max(0, ...pointsIn(rule)),
      properties: [property],
      ofValue: { property, points },
      points: (person) => {
        const value = valueOf(person, property);
        return value === undefined ? null : points(value);
      },
    };
  });
  const properties = [...new Map(rules.flatMap((r) => r.properties).map((ref) => [propertyKey(ref), ref])).values()];
  const isByValue = groups.length === 0 && rules.every(({ ofValue }) => ofValue !== null);
  const byValue = properties.map((property) => {
    const own = rules.flatMap(({ ofValue }) =>
      ofValue !== null && sameProperty(ofValue.property, property) ? [ofValue] : [],
    );
    return { property, points: remembering((value) => own.reduce((sum, rule) => sum + (rule.points(value) ?? 0), 0)) };
  });
  return { rules, groups, properties, byValue: isByValue ? byValue : null };
}

/** A lead's profile, 0 … 5000: each group within its limits, the sum within its axis. */
export function profileTotal({ rules, groups, byValue }: Profile, person: Person): Points {
  let sum = 0;
  if (byValue !== null) {
    for (const { property, points } of byValue) {
      const value = valueOf(person, property);
      if (value !== undefined) sum += points(value);
    }
  } else if (groups.length === 0) {
    for (const rule of rules) sum += rule.points(person) ?? 0;
  } else {
    const inGroup = new Int32Array(groups.length);
    for (const rule of rules) {
      const points = rule.points(person) ?? 0;
      if (rule.group < 0) sum += points;
      else inGroup[rule.group] = (inGroup[rule.group] as number) + points;
    }
    groups.forEach((group, g) => (sum += withinLimits(group, inGroup[g] as number)));
  }
  return Math.min(AXIS_CAP, Math.max(0, sum));
}

export const withinLimits = (limits: { cap: Points | null; floor: Points | null }, points: Points): Points =>
  Math.min(limits.cap ?? Infinity, Math.max(limits.floor ?? -Infinity, points));

/** Values told apart at most before the memory starts anew: portals have few job titles and fewer industries. */
const REMEMBERED = 5_000;

/** The same function, asked once per distinct value. */
function remembering<P extends Points | null>(judge: (value: string) => P): (value: string) => P {
  const known = new Map<string, P>();
  return (value) => {
    const before = known.get(value);
    if (before !== undefined) return before;
    const points = judge(value);
    if (known.size >= REMEMBERED) known.clear();
    known.set(value, points);
    return points;
  };
}

type ByValue = Exclude<ProfileRule, { kind: 'when' }>;

function pointsIn(rule: ByValue): readonly Points[] {
  switch (rule.kind) {
    case 'values':
      return Object.values(rule.values);
    case 'bands':
      return rule.bands.map((band) => band.points);
    case 'words':
      return rule.lines.map((line) => line.points);
  }
}

function pointsFor(rule: ByValue): (value: string) => Points | null {
  switch (rule.kind) {
    case 'values': {
      const find = valueFinder(rule.property.name, Object.keys(rule.values));
      const table = new Map(Object.entries(rule.values));
      return (value) => table.get(find(value) ?? '') ?? 0;
    }
    case 'bands':
      return (value) => {
        const span = spanOf(value);
        if (span === null) return null;
        const answers = rule.bands.map((band) => ({ band, answer: inBand(span, band) }));
        const inside = answers.find(({ answer }) => answer === true);
        if (inside !== undefined) return inside.band.points;
        return answers.some(({ answer }) => answer === null) ? null : 0;
      };
    case 'words': {
      const lines = rule.lines.map((line) => ({ find: wordFinder(line.any), points: line.points }));
      return (value) => lines.find(({ find }) => find(value) !== null)?.points ?? 0;
    }
  }
}
