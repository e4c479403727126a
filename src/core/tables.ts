// An agreement's points as flat tables, and which of a contact's signals its rules count.
// Refuses to know what time it is: which signals count under `per_day` and `per_week` does not depend on it, earliest first.
import type { Admitting } from './admission.ts';
import { admissionOf } from './admission.ts';
import type { Agreement, BehaviourRule, Points } from './agreement.ts';
import type { Zone } from './calendar.ts';
import { zoneOf } from './calendar.ts';
import type { Completing } from './completion.ts';
import { completionOf } from './completion.ts';
import { deadAfter, deadAfterSteps, decayAfter, faded, rounded, stepsLeft } from './decay.ts';
import type { Signal } from './signal.ts';

/** Behaviour rules and combinations, indexed: rules of signal s are `byRule[ruleFrom[s]] … byRule[ruleFrom[s + 1] − 1]`. */
export interface Tables {
  readonly agreement: Agreement;
  readonly zone: Zone;
  /** A signal's number: where its name stands among the agreement's; −1: the agreement does not name it. */
  readonly numberOf: (signal: Pick<Signal, 'name' | 'number'>) => number;
  readonly ruleCount: number;
  readonly ruleFrom: Uint32Array;
  readonly byRule: Uint32Array;
  /** Per rule, in the agreement's order. */
  readonly group: Uint32Array;
  readonly points: Int32Array;
  /** Infinity: does not fade. */
  readonly halfLife: Float64Array;
  /** In place of a half-life; Infinity: none. */
  readonly stepMs: Float64Array;
  readonly stepPercent: Float64Array;
  /** The age from which a counted signal is worth nothing any more. */
  readonly deadAfter: Float64Array;
  /** 0: no limit. */
  readonly perDay: Uint32Array;
  readonly perWeek: Uint32Array;
  readonly once: Uint8Array;
  /** 0: the rule is not about coming back. */
  readonly returnsWithin: Float64Array;
  /** Whether a rule counts less than every signal: then it is asked which. */
  readonly isLimited: Uint8Array;
  /** Rules that give points for how often something happened; the others for each time. */
  readonly tallies: readonly Tally[];
  readonly isTally: Uint8Array;
  /** Points meet in buckets: one per group, then one per rule with a limit of its own, which flows into its group's. */
  readonly groupCount: number;
  readonly bucket: Uint32Array;
  /** Per bucket beyond the groups: the group it flows into. */
  readonly flowsInto: Uint32Array;
  /** Per bucket; ±(2^31 − 1): no limit. */
  readonly cap: Int32Array;
  readonly floor: Int32Array;
  readonly combinations: readonly CompiledCombination[];
  /** Per signal: whether a combination names it. */
  readonly combines: Uint8Array;
  /** Whether points depend on who the lead is beyond its profile. */
  readonly asksWho: boolean;
  readonly admitting: Admitting;
  readonly completing: Completing;
}

export interface Tally {
  readonly rule: number;
  readonly from: number;
  readonly below: number;
  /** Infinity: ever. */
  readonly withinMs: number;
}

export interface CompiledCombination {
  readonly signals: readonly number[];
  readonly withinMs: number;
  readonly points: Points;
  readonly inOrder: boolean;
  readonly halfLife: number;
}

const NO_LIMIT = 2 ** 31 - 1;

export function compileTables(agreement: Agreement): Tables {
  const names = agreement.signals.map(({ name }) => name);
  const numbers = new Map(names.map((name, i) => [name, i]));
  const numberOf = ({ name, number = -1 }: Pick<Signal, 'name' | 'number'>): number =>
    names[number] === name ? number : (numbers.get(name) ?? -1);
  const rules = agreement.behaviour.flatMap((group, g) => group.rules.map((rule) => ({ ...rule, group: g })));
  const ruleFrom = new Uint32Array(agreement.signals.length + 1);
  const byRule: number[] = [];
  agreement.signals.forEach(({ name }, s) => {
    ruleFrom[s] = byRule.length;
    rules.forEach((rule, r) => rule.signal === name && byRule.push(r));
  });
  ruleFrom[agreement.signals.length] = byRule.length;
  const combinations = agreement.combinations.map((combination) => ({
    signals: [...new Set(combination.all)].map((name) => numbers.get(name) ?? -1),
    withinMs: combination.withinMs,
    points: combination.points,
    inOrder: combination.inOrder ?? false,
    halfLife: combination.halfLifeMs ?? Infinity,
  }));
  const combines = new Uint8Array(agreement.signals.length);
  for (const { signals } of combinations) for (const s of signals) combines[s] = 1;

  const groupCount = agreement.behaviour.length;
  const own = rules.flatMap((rule, r) => (rule.cap === undefined && rule.floor === undefined ? [] : [r]));
  const ownBucket = new Map(own.map((r, i) => [r, groupCount + i]));
  const limits = [...agreement.behaviour, ...own.map((r) => rules[r])];
  const admits = {
    zone: zoneOf(agreement.timezone),
    ruleCount: rules.length,
    perDay: Uint32Array.from(rules, (rule) => rule.perDay ?? 0),
    perWeek: Uint32Array.from(rules, (rule) => rule.perWeek ?? 0),
    once: Uint8Array.from(rules, (rule) => (rule.once === true ? 1 : 0)),
    returnsWithin: Float64Array.from(rules, (rule) => rule.returnsWithinMs ?? 0),
  };
  return {
    agreement,
    numberOf,
    ruleFrom,
    byRule: Uint32Array.from(byRule),
    group: Uint32Array.from(rules, (rule) => rule.group),
    points: Int32Array.from(rules, (rule) => rule.points),
    halfLife: Float64Array.from(rules, (rule) => rule.halfLifeMs ?? Infinity),
    stepMs: Float64Array.from(rules, (rule) => rule.fade?.everyMs ?? Infinity),
    stepPercent: Float64Array.from(rules, (rule) => rule.fade?.percent ?? 0),
    deadAfter: Float64Array.from(rules, deadAt),
    ...admits,
    isLimited: Uint8Array.from(rules, (rule) =>
      rule.perDay !== null || rule.perWeek !== null || rule.once === true || rule.returnsWithinMs !== undefined ? 1 : 0,
    ),
    tallies: rules.flatMap(({ times, withinMs }, rule) =>
      times === undefined
        ? []
        : [{ rule, from: times.from, below: times.below ?? Infinity, withinMs: withinMs ?? Infinity }],
    ),
    isTally: Uint8Array.from(rules, (rule) => (rule.times === undefined ? 0 : 1)),
    groupCount,
    bucket: Uint32Array.from(rules, (rule, r) => ownBucket.get(r) ?? rule.group),
    flowsInto: Uint32Array.from(own, (r) => rules[r]?.group ?? 0),
    cap: Int32Array.from(limits, (limit) => limit?.cap ?? NO_LIMIT),
    floor: Int32Array.from(limits, (limit) => limit?.floor ?? -NO_LIMIT),
    combinations,
    combines,
    asksWho: agreement.only !== undefined || agreement.combinations.some(({ when }) => when !== undefined),
    admitting: admissionOf(admits),
    completing: completionOf(combinations, agreement.signals.length),
  };
}

function deadAt(rule: BehaviourRule): number {
  const fades =
    rule.fade === undefined ? deadAfter(rule.points, rule.halfLifeMs ?? Infinity) : deadAfterSteps(rule.fade);
  return Math.min(fades, rule.withinMs === undefined ? Infinity : rule.withinMs + 1);
}

/** What is left of a rule's points for one signal of this age: rounded once. */
export function pointsAt(tables: Tables, rule: number, ageMs: number): Points {
  const raw = tables.points[rule] as Points;
  if (ageMs >= (tables.deadAfter[rule] as number)) return 0;
  const everyMs = tables.stepMs[rule] as number;
  if (everyMs === Infinity) return faded(raw, ageMs, tables.halfLife[rule] as number);
  return rounded(raw * stepsLeft(ageMs, { percent: tables.stepPercent[rule] as number, everyMs }));
}

/** The share behind `pointsAt`: 1 … 0. */
export function shareAt(tables: Tables, rule: number, ageMs: number): number {
  if (ageMs >= (tables.deadAfter[rule] as number)) return 0;
  const everyMs = tables.stepMs[rule] as number;
  if (everyMs === Infinity) return decayAfter(ageMs, tables.halfLife[rule] as number);
  return stepsLeft(ageMs, { percent: tables.stepPercent[rule] as number, everyMs });
}

/** What the buckets come to under their limits; they are used up by it. */
export function flowTogether({ groupCount, flowsInto, cap, floor }: Tables, buckets: Int32Array): Points {
  for (let b = groupCount; b < buckets.length; b++) {
    const points = Math.min(cap[b] as number, Math.max(floor[b] as number, buckets[b] as number));
    const g = flowsInto[b - groupCount] as number;
    buckets[g] = (buckets[g] as number) + points;
  }
  let sum = 0;
  for (let g = 0; g < groupCount; g++) {
    sum += Math.min(cap[g] as number, Math.max(floor[g] as number, buckets[g] as number));
  }
  return sum;
}

/** What a contact's signals earn, before time and caps. */
export interface Selection {
  /** Per rule the signals it counts, in time order; undefined: none. */
  readonly counted: readonly (readonly Signal[] | undefined)[];
  /** Likewise those beyond `per_day`, `per_week` or `once`. */
  readonly beyond: readonly (readonly Signal[] | undefined)[];
  /** Rule with `times` → the signals it counts, in time order. */
  readonly tallied: ReadonlyMap<number, readonly Signal[]>;
  /** Combination number → the signals that completed it, in time order; absent: not completed. */
  readonly completed: ReadonlyMap<number, readonly Signal[]>;
}

/** @param signals in time order, as `signalsOf` gives them; later than now is fine, they are dated. */
export function select(tables: Tables, signals: readonly Signal[]): Selection {
  const { admitting, completing, isTally, isLimited, combines } = tables;
  const counted = new Array<Signal[] | undefined>(tables.ruleCount).fill(undefined);
  const beyond = new Array<Signal[] | undefined>(tables.ruleCount).fill(undefined);
  const tallied = new Map<number, Signal[]>();
  const completed = new Map<number, Signal[]>();
  admitting.reset();
  completing.reset();
  for (const signal of signals) {
    const s = tables.numberOf(signal);
    if (s < 0) continue;
    for (let i = tables.ruleFrom[s] ?? 0; i < (tables.ruleFrom[s + 1] ?? 0); i++) {
      const rule = tables.byRule[i] ?? 0;
      const admission = isLimited[rule] === 1 ? admitting.admit(rule, signal.at) : 'counted';
      if (admission === 'beside') continue;
      if (admission === 'beyond') (beyond[rule] ??= []).push(signal);
      else if (isTally[rule] === 1) listIn(tallied, rule).push(signal);
      else (counted[rule] ??= []).push(signal);
    }
    if (combines[s] === 1) completing.feed(s, signal.at, (c) => listIn(completed, c).push(signal));
  }
  return { counted, beyond, tallied, completed };
}

function listIn<T>(map: Map<number, T[]>, key: number): T[] {
  const list = map.get(key) ?? [];
  map.set(key, list);
  return list;
}
