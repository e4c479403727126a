// What one more thing would do to a lead's score: each signal of the agreement now, each unknown property at its best.
// Refuses to estimate: every number is the score of the lead with that one change.
import type { Agreement, Instant, Points, ProfileRule, PropertyRef } from './agreement.ts';
import { propertyKey } from './agreement.ts';
import { leavesOf, valueOf } from './ask.ts';
import type { Scorable, Scorer } from './score.ts';
import type { Signal } from './signal.ts';

/** One change of a lead and what the score would be with it. */
export interface Way {
  readonly change:
    | { readonly kind: 'signal'; readonly signal: string }
    /** The property were known, and worth the most its rules give. */
    | { readonly kind: 'property'; readonly property: PropertyRef; readonly value: string };
  readonly from: Points;
  readonly to: Points;
  /** Whether that is the bar or above it. */
  readonly reaches: boolean;
  /** 1: look it up · 2: what they did before · 3: something new · 4: they would have to ask for us. */
  readonly effort: 1 | 2 | 3 | 4;
}

/**
 * The ways up that one change opens, by effort, then by gain; empty for a lead at or above the bar, and where nothing gains.
 * @param bar hundredths of a point.
 */
export function waysUp(scorer: Scorer, lead: Scorable, bar: Points): readonly Way[] {
  const from = scorer.total(lead).total;
  if (from >= bar) return [];
  const waysOf = (change: Way['change'], effort: Way['effort'], changed: Scorable): readonly Way[] => {
    const to = scorer.total(changed).total;
    return to > from ? [{ change, from, to, reaches: to >= bar, effort }] : [];
  };
  const bySignal = scorer.agreement.signals.flatMap(({ name, handRaise }) => {
    const didBefore = lead.signals.some((signal) => signal.name === name && signal.at <= lead.now);
    const change = { kind: 'signal', signal: name } as const;
    return waysOf(change, handRaise ? 4 : didBefore ? 2 : 3, withSignal(lead, { name, handRaise }));
  });
  const byProperty = scorer.profile.properties
    .filter((property) => valueOf(lead, property) === undefined)
    .flatMap((property) => {
      const ways = candidatesOf(scorer.agreement, property).flatMap((value) =>
        waysOf({ kind: 'property', property, value }, 1, withValue(lead, property, value)),
      );
      return ways.sort((a, b) => b.to - a.to).slice(0, 1);
    });
  return [...bySignal, ...byProperty].sort(
    (a, b) => a.effort - b.effort || b.to - a.to || compareText(nameOf(a), nameOf(b)),
  );
}

/** The bar that points alone can reach; null: points do not make an SQL. */
export const scoreBar = ({ stages }: Pick<Agreement, 'stages'>): Points | null =>
  leavesOf(stages.sql).flatMap((leaf) => (leaf.kind === 'score' ? [leaf.atLeast] : []))[0] ?? null;

const nameOf = ({ change }: Way): string => (change.kind === 'signal' ? change.signal : propertyKey(change.property));
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The lead as it would be had it done this at `now`. */
export function withSignal(lead: Scorable, { name, handRaise }: Pick<Signal, 'name' | 'handRaise'>): Scorable {
  const at: Instant = lead.now;
  const supposed: Signal = { id: `${name}@${at}`, name, at, handRaise, evidence: 'supposed', subject: name };
  const others = lead.signals.filter((signal) => signal.id !== supposed.id);
  return { ...lead, signals: [...others, supposed].sort((a, b) => a.at - b.at || compareText(a.name, b.name)) };
}

/** The lead as it would be were this property known. */
export function withValue(lead: Scorable, { object, name }: PropertyRef, value: string): Scorable {
  return object === 'contact'
    ? { ...lead, contact: { ...lead.contact, [name]: value } }
    : { ...lead, company: { ...lead.company, [name]: value } };
}

/** A value for each thing the profile's rules tell apart. Rules that ask about several properties have none of their own. */
function candidatesOf({ profile }: Agreement, property: PropertyRef): readonly string[] {
  const key = propertyKey(property);
  return profile.flatMap((rule) => (rule.kind !== 'when' && propertyKey(rule.property) === key ? valuesOf(rule) : []));
}

function valuesOf(rule: Exclude<ProfileRule, { kind: 'when' }>): readonly string[] {
  switch (rule.kind) {
    case 'values':
      return Object.keys(rule.values);
    case 'bands':
      return rule.bands.map(({ from, below }) => String(from ?? (below === null ? 0 : below - 1)));
    case 'words':
      return rule.lines.flatMap(({ any }) => any.slice(0, 1));
  }
}
