// The same numbers as src/core/score.ts for many contacts at once, on typed columns: for rescoring a whole portal.
// Refuses to say why: a receipt is made for one contact at a time.
import type { Instant, Points } from './agreement.ts';
import { AXIS_CAP } from './agreement.ts';
import { NO_DAY } from './admission.ts';
import type { Person } from './ask.ts';
import { ask, valueOf } from './ask.ts';
import { faded, fadedBy } from './decay.ts';
import type { Profile } from './profile.ts';
import { profileTotal } from './profile.ts';
import type { Signal } from './signal.ts';
import type { Properties } from './snapshot.ts';
import type { Tables, Tally } from './tables.ts';
import { flowTogether, pointsAt } from './tables.ts';

/** Contacts as columns: the signals of contact i are those from `from[i]` to `from[i + 1] − 1`, in time order. */
export interface Columns {
  readonly count: number;
  readonly from: Uint32Array;
  /** Number of the signal in the agreement. */
  readonly signal: Uint16Array;
  readonly at: Float64Array;
  /** Per profile property: the contact's value as a number in `values`; 0 is unknown. */
  readonly profile: readonly { readonly code: Uint32Array; readonly values: readonly string[] }[];
  /** The contacts themselves, for questions about several properties at once. */
  readonly people: readonly Omit<Packable, 'signals'>[];
}

export interface PackedTotals {
  readonly behaviour: Int32Array;
  readonly profile: Int32Array;
  readonly total: Int32Array;
}

export interface Packable {
  readonly contact: Properties;
  readonly company: Properties | null;
  readonly lists?: readonly string[] | undefined;
  /** In time order, as `signalsOf` gives them. */
  readonly signals: readonly Signal[];
}

/** Columns of many contacts under an agreement's tables. Signals the agreement does not name are left out. */
export function pack(tables: Tables, profile: Profile, contacts: readonly Packable[]): Columns {
  const size = contacts.reduce((sum, { signals }) => sum + signals.length, 0);
  const from = new Uint32Array(contacts.length + 1);
  const signal = new Uint16Array(size);
  const at = new Float64Array(size);
  let n = 0;
  contacts.forEach(({ signals }, i) => {
    from[i] = n;
    for (const one of signals) {
      const number = tables.numberOf(one);
      if (number < 0) continue;
      signal[n] = number;
      at[n] = one.at;
      n += 1;
    }
  });
  from[contacts.length] = n;
  const columns = profile.properties.map((property) => {
    const numbers = new Map<string, number>();
    const code = Uint32Array.from(contacts, (contact) => {
      const value = valueOf(contact, property);
      if (value === undefined) return 0;
      const number = numbers.get(value) ?? numbers.size + 1;
      numbers.set(value, number);
      return number;
    });
    return { code, values: ['', ...numbers.keys()] };
  });
  return { count: contacts.length, from, signal, at, profile: columns, people: contacts };
}

/** Points of every contact at `now`. The same to the hundredth as the receipt's. */
export function packedTotals({
  tables,
  profile,
  columns,
  now,
}: {
  tables: Tables;
  profile: Profile;
  columns: Columns;
  now: Instant;
}): PackedTotals {
  const { count, from, people } = columns;
  const behaviourAt = behaviourOf(tables);
  const behaviour = new Int32Array(count);
  const { byValue } = profile;
  const profileSums =
    byValue !== null
      ? profileOf(byValue, columns)
      : Int32Array.from(people, (person) => profileTotal(profile, { ...person, now }));
  const total = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const person = people[i];
    const who =
      tables.asksWho && person !== undefined
        ? whoOf(tables, { ...person, now }, profileSums[i] as Points)
        : { isOut: false, counts: null };
    if (who.isOut) {
      profileSums[i] = 0;
      continue;
    }
    const did = behaviourAt(columns, {
      from: from[i] as number,
      until: from[i + 1] as number,
      now,
      counts: who.counts,
    });
    behaviour[i] = did;
    total[i] = did + (profileSums[i] as Points);
  }
  return { behaviour, profile: profileSums, total };
}

/** What an agreement asks of who the lead is before it counts: whether it is about this lead, and which combinations are. */
export function whoOf(
  { agreement }: Tables,
  person: Person,
  profile: Points,
): { readonly isOut: boolean; readonly counts: readonly boolean[] } {
  return {
    isOut: agreement.only !== undefined && ask(agreement.only, person, profile) === 'no',
    counts: agreement.combinations.map(({ when }) => when === undefined || ask(when, person, profile) === 'yes'),
  };
}

/** Each distinct value is judged once, however many contacts share it. */
function profileOf(byValue: NonNullable<Profile['byValue']>, columns: Columns): Int32Array {
  const sums = new Int32Array(columns.count);
  byValue.forEach(({ points }, p) => {
    const column = columns.profile[p];
    if (column === undefined) return;
    const worth = Int32Array.from(column.values, (value, code) => (code === 0 ? 0 : points(value)));
    const { code } = column;
    for (let i = 0; i < code.length; i++) sums[i] = (sums[i] as Points) + (worth[code[i] as number] as Points);
  });
  for (let i = 0; i < sums.length; i++) sums[i] = withinAxis(sums[i] as Points);
  return sums;
}

export const withinAxis = (points: Points): Points => Math.min(AXIS_CAP, Math.max(0, points));

/** A stretch of signals in time order, as numbers. */
export interface SignalColumns {
  readonly signal: Uint16Array;
  readonly at: Float64Array;
}

const PLAIN_SIZE = 5;

/**
 * Per signal with one rule that fades and is limited by the day at most, as nearly all are: its bucket, `per_day` (0: none), when it
 * is dead, its points, its half-life, side by side. Bucket −1: the signal has other rules, or none.
 */
function plainRules(tables: Tables): Float64Array {
  const { ruleFrom, byRule, bucket, points, halfLife, stepMs, deadAfter, isTally, combines } = tables;
  const { perDay, perWeek, once, returnsWithin } = tables;
  const plainly = new Float64Array(PLAIN_SIZE * combines.length).fill(-1);
  combines.forEach((isCombined, s) => {
    const rule = byRule[ruleFrom[s] as number] as number;
    const isOnly = (ruleFrom[s + 1] as number) - (ruleFrom[s] as number) === 1 && isCombined === 0;
    const isLimitedOtherwise = perWeek[rule] !== 0 || once[rule] !== 0 || returnsWithin[rule] !== 0;
    if (!isOnly || isLimitedOtherwise || isTally[rule] !== 0 || stepMs[rule] !== Infinity) return;
    plainly.set(
      [bucket, perDay, deadAfter, points, halfLife].map((of) => of[rule] as number),
      PLAIN_SIZE * s,
    );
  });
  return plainly;
}

const hasLimit = ({ ruleFrom, byRule, isLimited }: Tables, s: number): boolean =>
  byRule.subarray(ruleFrom[s], ruleFrom[s + 1]).some((rule) => isLimited[rule] === 1);

/**
 * Behaviour of one contact from a stretch of columns, compiled for an agreement. It keeps its working memory between calls, so that
 * scoring a portal allocates nothing; each call starts from a clean one. `counts` says of each combination whether it is one for
 * this lead; null: all are.
 * Indexes stay inside their arrays by construction, which the type checker cannot see: hence the `as number`.
 */
export function behaviourOf(
  tables: Tables,
): (
  columns: SignalColumns,
  stretch: { from: number; until: number; now: Instant; counts: ArrayLike<boolean> | null },
) => Points {
  const { ruleFrom, byRule, bucket, points, halfLife, stepMs, deadAfter, isLimited, isTally, tallies } = tables;
  const { combinations, combines, admitting, completing, zone } = tables;
  const plainly = plainRules(tables);
  const buckets = new Int32Array(tables.cap.length);
  const seen = new Uint32Array(tallies.length);
  const tallyOf = new Uint32Array(tables.ruleCount);
  tallies.forEach(({ rule }, t) => (tallyOf[rule] = t));
  const day = new Int32Array(tables.combines.length);
  const onDay = new Uint32Array(tables.combines.length);
  const limits = tables.agreement.signals.some((_, s) => plainly[s * PLAIN_SIZE] === -1 && hasLimit(tables, s));
  const completedAt = new Float64Array(combinations.length);
  let feeding = 0;
  const onCompleted = (c: number): void => {
    if (combinations[c]?.halfLife !== Infinity || completedAt[c] === -Infinity) completedAt[c] = feeding;
  };

  const together = (now: Instant, counts: ArrayLike<boolean> | null): Points => {
    let sum = 0;
    for (let c = 0; c < combinations.length; c++) {
      const at = completedAt[c] as number;
      const combination = combinations[c];
      if (combination === undefined || at === -Infinity || counts?.[c] === false) continue;
      sum += faded(combination.points, now - at, combination.halfLife);
    }
    return sum;
  };

  return ({ signal, at }, { from, until, now, counts }) => {
    buckets.fill(0);
    seen.fill(0);
    day.fill(NO_DAY);
    if (limits) admitting.reset();
    if (combinations.length > 0) {
      completing.reset();
      completedAt.fill(-Infinity);
    }
    for (let e = from; e < until; e++) {
      const when = at[e] as number;
      if (when > now) break;
      const s = signal[e] as number;
      const age = now - when;
      const plain = s * PLAIN_SIZE;
      const into = plainly[plain] as number;
      if (into >= 0) {
        const perDay = plainly[plain + 1] as number;
        if (perDay > 0) {
          const today = zone.dayOf(when);
          if (day[s] !== today) {
            day[s] = today;
            onDay[s] = 0;
          }
          if ((onDay[s] as number) >= perDay) continue;
          onDay[s] = (onDay[s] as number) + 1;
        }
        if (age >= (plainly[plain + 2] as number)) continue;
        const left = fadedBy(plainly[plain + 3] as number, age / (plainly[plain + 4] as number));
        buckets[into] = (buckets[into] as number) + left;
        continue;
      }
      const last = ruleFrom[s + 1] as number;
      for (let k = ruleFrom[s] as number; k < last; k++) {
        const rule = byRule[k] as number;
        if (isLimited[rule] === 1 && admitting.admit(rule, when) !== 'counted') continue;
        if (isTally[rule] === 1) {
          const t = tallyOf[rule] as number;
          if (age <= (tallies[t]?.withinMs ?? 0)) seen[t] = (seen[t] as number) + 1;
          continue;
        }
        if (age >= (deadAfter[rule] as number)) continue;
        const b = bucket[rule] as number;
        const worth =
          stepMs[rule] === Infinity
            ? faded(points[rule] as number, age, halfLife[rule] as number)
            : pointsAt(tables, rule, age);
        buckets[b] = (buckets[b] as number) + worth;
      }
      if (combines[s] === 1) {
        feeding = when;
        completing.feed(s, when, onCompleted);
      }
    }
    for (let t = 0; t < tallies.length; t++) {
      const tally = tallies[t] as Tally;
      const count = seen[t] as number;
      if (count < tally.from || count >= tally.below) continue;
      const b = bucket[tally.rule] as number;
      buckets[b] = (buckets[b] as number) + (points[tally.rule] as number);
    }
    return withinAxis(flowTogether(tables, buckets) + together(now, counts));
  };
}
