// How many points a lead has and exactly why: a Score is its receipt, line by line.
// Refuses to know what the points lead to (src/core/qualify.ts) or how they are worded (src/core/explain.ts).
import type { Agreement, Instant, Points } from './agreement.ts';
import { AXIS_CAP } from './agreement.ts';
import { behaviourLines } from './behaviour-lines.ts';
import { gradeOf } from './grade.ts';
import { limitLine, sumOf } from './limits.ts';
import type { Watch } from './next-change.ts';
import { fadingOf, nextChange, watchOf } from './next-change.ts';
import { behaviourOf, whoOf } from './packed.ts';
import { coverageOf, profileLines } from './profile-lines.ts';
import type { Profile } from './profile.ts';
import { compileProfile, profileTotal } from './profile.ts';
import type { Signal } from './signal.ts';
import type { Properties } from './snapshot.ts';
import type { Selection, Tables } from './tables.ts';
import { compileTables, select } from './tables.ts';

/** One line of a receipt. The `points` of all lines of a part add up to that part, to the hundredth. */
export interface Contribution {
  readonly part: 'behaviour' | 'profile';
  /** Group name, or `profile`. */
  readonly group: string;
  /** Signal or property the rule is about: `pricing_page`, `company.industry`, `cap`, `floor`, `only`. */
  readonly subject: string;
  /** `withheld`: it looks like a scanner's doing and counts when somebody releases it. */
  readonly state: 'counted' | 'unknown' | 'limit' | 'withheld';
  /** What proves it: event, when, value. Null for caps and floors. */
  readonly evidence: { readonly what: string; readonly at: Instant | null; readonly ref: string } | null;
  /**
   * Points as the agreement states them. For an unknown line: the most its rule could give; for a line beyond `per_day` or
   * `per_week`: what was withheld.
   */
  readonly raw: Points;
  /** What is left of them at `Score.at`: 1 … 0, 2^(−age/half-life). */
  readonly decay: number;
  /** raw × decay, rounded once; negative where a cap takes points away. */
  readonly points: Points;
  /** How many signals a line stands for that counts how often something happened; absent: one. */
  readonly times?: number;
}

export interface Score {
  readonly at: Instant;
  /** Hash of the agreement it was computed under. */
  readonly agreement: string;
  /** 0 … 5000. */
  readonly behaviour: Points;
  /** 0 … 5000. */
  readonly profile: Points;
  /** behaviour + profile. HubSpot gets its floor in whole points. */
  readonly total: Points;
  /** Share of the profile's properties that are known, 0 … 1. */
  readonly coverage: number;
  /** `A1` … `D4`, or `?1` … `?4` where less than half of the profile is known. */
  readonly grade: string;
  readonly receipt: readonly Contribution[];
}

/** A lead as the scorer sees it. */
export interface Scorable {
  readonly contact: Properties;
  readonly company: Properties | null;
  /** HubSpot lists it is in now; absent: not read. */
  readonly lists?: readonly string[] | undefined;
  /** As `signalsOf` gives them; those dated after `now` do not count yet. */
  readonly signals: readonly Signal[];
  /** What looks like a scanner's doing (src/core/bots.ts): not among `signals`, and shown with the reason. */
  readonly withheld?: readonly { readonly signal: Signal; readonly because: string }[];
  readonly now: Instant;
}

export interface Totals {
  readonly behaviour: Points;
  readonly profile: Points;
  readonly total: Points;
}

/** An agreement compiled once, used for every contact. */
export interface Scorer {
  readonly agreement: Agreement;
  readonly tables: Tables;
  readonly profile: Profile;
  /** The score with its receipt. */
  score(lead: Scorable): Score;
  /** The same numbers without the receipt. */
  total(lead: Scorable): Totals;
  /**
   * The next instant after `lead.now` at which, if nothing happens, the agreement would decide differently: a bar or a grade is
   * crossed, a "within 30d" runs out, a signal dated in the future comes due. Null: never. `alsoBelow`: one more bar for the total.
   * Exact to the millisecond for leads whose points only fade. Where negative points fade beside positive ones the search is bounded
   * and may name an earlier instant; it is never late by more than a minute.
   */
  nextChange(options: { readonly lead: Scorable; readonly alsoBelow?: Points | null }): Instant | null;
  /**
   * The first instant at which the total is below a bar if nothing happens, exact to the millisecond; null: it is below now, or
   * never falls.
   */
  dropsBelow(options: { readonly lead: Scorable; readonly bar: Points }): Instant | null;
}

/** Compiles an agreement's points. Throws RangeError when its timezone is no IANA zone. */
export function compile(agreement: Agreement): Scorer {
  const tables = compileTables(agreement);
  const profile = compileProfile(agreement);
  const watch = watchOf(agreement);
  const total = totalsOf({ tables, profile });
  const changeAfter = (lead: Scorable, watched: Watch): Instant | null => {
    const points = profileTotal(profile, lead);
    const { isOut, counts } = whoOf(tables, lead, points);
    const selection = isOut ? NOTHING : select(tables, lead.signals);
    const fading = fadingOf(tables, { selection, counts });
    return nextChange(fading, { lead, profile: isOut ? 0 : points, watch: watched });
  };
  return {
    agreement,
    tables,
    profile,
    score: (lead) => scoreOf({ tables, profile }, lead),
    total,
    nextChange: ({ lead, alsoBelow = null }) =>
      changeAfter(lead, alsoBelow === null ? watch : { ...watch, total: [...watch.total, alsoBelow] }),
    dropsBelow: ({ lead, bar }) => {
      if (total(lead).total < bar) return null;
      const only = { total: [bar], behaviour: [], windows: [], dates: watch.dates };
      // A search that was cut short, or a date that turned, names an instant too early: look again from there.
      for (let now = lead.now; ;) {
        const next = changeAfter({ ...lead, now }, only);
        if (next === null || total({ ...lead, now: next }).total < bar) return next;
        now = next;
      }
    },
  };
}

const NOTHING: Selection = { counted: [], beyond: [], tallied: new Map(), completed: new Map() };

/** The fast path keeps one growing stretch of columns, filled anew by every call. */
function totalsOf({ tables, profile }: Pick<Scorer, 'tables' | 'profile'>): (lead: Scorable) => Totals {
  const behaviourAt = behaviourOf(tables);
  // Of the kinds that packed columns have: one shape of memory for both keeps the inner loop fast.
  let signal = new Uint16Array(256);
  let at = new Float64Array(256);
  return (lead) => {
    let until = 0;
    if (lead.signals.length > at.length) {
      signal = new Uint16Array(2 * lead.signals.length);
      at = new Float64Array(2 * lead.signals.length);
    }
    for (const one of lead.signals) {
      const number = tables.numberOf(one);
      if (number < 0) continue;
      signal[until] = number;
      at[until] = one.at;
      until += 1;
    }
    const points = profileTotal(profile, lead);
    const who = tables.asksWho ? whoOf(tables, lead, points) : null;
    if (who?.isOut === true) return { behaviour: 0, profile: 0, total: 0 };
    const behaviour = behaviourAt({ signal, at }, { from: 0, until, now: lead.now, counts: who?.counts ?? null });
    return { behaviour, profile: points, total: behaviour + points };
  };
}

function scoreOf({ tables, profile }: Pick<Scorer, 'tables' | 'profile'>, lead: Scorable): Score {
  const who = withAxisLimits('profile', profileLines(profile, lead));
  const { isOut, counts } = whoOf(tables, lead, sumOf(who));
  const did = withAxisLimits('behaviour', behaviourLines(tables, { lead, counts }));
  const profileReceipt = isOut ? excluded('profile', who) : who;
  const behaviourReceipt = isOut ? excluded('behaviour', did) : did;
  const behaviour = sumOf(behaviourReceipt);
  const profilePoints = sumOf(profileReceipt);
  const coverage = coverageOf(profile, lead);
  return {
    at: lead.now,
    agreement: tables.agreement.hash,
    behaviour,
    profile: profilePoints,
    total: behaviour + profilePoints,
    coverage,
    grade: gradeOf({ behaviour, profile: profilePoints, coverage }),
    receipt: [...behaviourReceipt, ...profileReceipt],
  };
}

/** Each axis ends at 50 and never falls below 0; both show as lines of their own. */
function withAxisLimits(part: 'behaviour' | 'profile', lines: readonly Contribution[]): readonly Contribution[] {
  const sum = sumOf(lines);
  if (sum > AXIS_CAP) return [...lines, limitLine({ part, group: part, subject: 'cap', points: AXIS_CAP - sum })];
  if (sum < 0) return [...lines, limitLine({ part, group: part, subject: 'floor', points: -sum })];
  return lines;
}

/** The agreement is about other leads: everything counted is taken back in one line. */
function excluded(part: 'behaviour' | 'profile', lines: readonly Contribution[]): readonly Contribution[] {
  const sum = sumOf(lines);
  return sum === 0 ? lines : [...lines, limitLine({ part, group: part, subject: 'only', points: -sum })];
}
