// How many points a lead has and exactly why: a Score is its receipt, line by line.
// Refuses to know what the points lead to (src/core/qualify.ts) or how they are worded (src/core/explain.ts).
import type { Agreement, BehaviourGroup, Instant, Points } from './agreement.ts';
import { AXIS_CAP, sameProperty } from './agreement.ts';
import { valueOf } from './ask.ts';
import { decayAfter, faded } from './decay.ts';
import { gradeOf } from './grade.ts';
import type { Watch } from './next-change.ts';
import { fadingOf, nextChange, watchOf } from './next-change.ts';
import { behaviourOf, whoOf } from './packed.ts';
import type { CompiledProfileRule, Profile } from './profile.ts';
import { compileProfile, profileTotal, withinLimits } from './profile.ts';
import type { Signal } from './signal.ts';
import type { Properties } from './snapshot.ts';
import type { Counted, Selection, Tables, Tally } from './tables.ts';
import { compileTables, pointsAt, select, shareAt } from './tables.ts';

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

const sumOf = (lines: readonly Contribution[]): Points => lines.reduce((sum, line) => sum + line.points, 0);

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
      const number = tables.numberOf.get(one.name);
      if (number === undefined) continue;
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

/**
 * Group by group: counted lines in time order, one line for what a limit withholds, one where a rule or the group has a limit of
 * its own that was met.
 */
function behaviourLines(
  tables: Tables,
  { lead, counts }: { lead: Scorable; counts: readonly boolean[] },
): readonly Contribution[] {
  const { agreement } = tables;
  const { signals, now } = lead;
  const due = (signals.at(-1)?.at ?? now) <= now ? signals : signals.filter((signal) => signal.at <= now);
  const { counted, beyond, tallied, completed } = select(tables, due);
  const lines: Contribution[] = [];
  let next = 0;
  let rule = 0;
  agreement.behaviour.forEach((group, g) => {
    const inGroup: Contribution[] = [];
    for (const limits of group.rules) {
      const ofRule: Contribution[] = [];
      // `counted` is ordered by rule, so each rule's lines follow each other.
      for (let one = counted[next]; one?.rule === rule; one = counted[++next]) {
        const line = countedLine(tables, { group: group.name, one, now });
        // What has faded to nothing is no line: a receipt shows what still counts.
        if (line.points !== 0) ofRule.push(line);
      }
      const tally = tables.tallies.find((one) => one.rule === rule);
      if (tally !== undefined) ofRule.push(...tallyLine(tables, { group: group.name, tally, tallied, now }));
      const own = { cap: limits.cap ?? null, floor: limits.floor ?? null };
      inGroup.push(...ofRule, ...limited(ofRule, { ...own, group: `${group.name}, ${limits.signal}` }));
      rule += 1;
    }
    if (beyond.length > 0) {
      const withheld = beyond.filter((one) => tables.group[one.rule] === g);
      inGroup.push(...withheldLines(tables, { group: group.name, beyond: withheld, now }));
    }
    const ofScanners = (lead.withheld ?? []).flatMap((one) => scannerLines(group, one));
    lines.push(
      ...inGroup,
      ...ofScanners,
      ...limited(inGroup, { cap: group.cap, floor: group.floor ?? null, group: group.name }),
    );
  });
  agreement.combinations.forEach((combination, c) => {
    const halfLife = combination.halfLifeMs ?? Infinity;
    const by = halfLife === Infinity ? completed.get(c)?.[0] : completed.get(c)?.at(-1);
    if (by === undefined || counts[c] === false) return;
    const points = faded(combination.points, now - by.at, halfLife);
    if (points === 0 && combination.points !== 0) return;
    lines.push({
      part: 'behaviour',
      group: 'combinations',
      subject: combination.all.join(combination.inOrder === true ? ' → ' : ' + '),
      state: 'counted',
      evidence: { what: combination.because, at: by.at, ref: by.evidence },
      raw: combination.points,
      decay: decayAfter(now - by.at, halfLife),
      points,
    });
  });
  return lines;
}

/** One line per rule that would have counted it: 0 points, `raw` is what it would be worth. */
function scannerLines(
  { name: group, rules }: BehaviourGroup,
  { signal, because }: NonNullable<Scorable['withheld']>[number],
): readonly Contribution[] {
  const evidence = { what: because, at: signal.at, ref: signal.evidence };
  return rules
    .filter((rule) => rule.signal === signal.name && rule.points !== 0)
    .map(({ points: raw }) => {
      const line = { part: 'behaviour', group, subject: signal.name, state: 'withheld' } as const;
      return { ...line, evidence, raw, decay: 0, points: 0 };
    });
}

/** A line for what a cap or a floor changes about a sum; none where it changes nothing. */
function limited(
  lines: readonly Contribution[],
  {
    group,
    part = 'behaviour',
    ...limits
  }: { part?: Contribution['part']; group: string; cap: Points | null; floor: Points | null },
): readonly Contribution[] {
  const sum = sumOf(lines);
  const change = withinLimits(limits, sum) - sum;
  return change === 0 ? [] : [limitLine({ part, group, subject: change < 0 ? 'cap' : 'floor', points: change })];
}

function countedLine(tables: Tables, { group, one, now }: { group: string; one: Counted; now: Instant }): Contribution {
  const { rule, signal } = one;
  const age = now - signal.at;
  return {
    part: 'behaviour',
    group,
    subject: signal.name,
    state: 'counted',
    evidence: { what: signal.subject, at: signal.at, ref: signal.evidence },
    raw: tables.points[rule] ?? 0,
    decay: shareAt(tables, rule, age),
    points: pointsAt(tables, rule, age),
  };
}

/** One line for all signals a rule with `times` counts, dated by the latest of them. */
function tallyLine(
  tables: Tables,
  { group, tally, tallied, now }: { group: string; tally: Tally; tallied: Selection['tallied']; now: Instant },
): readonly Contribution[] {
  const { rule, withinMs, from, below } = tally;
  const within = (tallied.get(rule) ?? []).filter((signal) => now - signal.at <= withinMs);
  const last = within.at(-1);
  const raw = tables.points[rule] ?? 0;
  if (within.length < from || within.length >= below || last === undefined || raw === 0) return [];
  const evidence = { what: last.subject, at: last.at, ref: last.evidence };
  const line = { part: 'behaviour', group, subject: last.name, state: 'counted' } as const;
  return [{ ...line, evidence, raw, decay: 1, points: raw, times: within.length }];
}

/** What happened beyond `per_day` or `per_week`: one line per rule, `raw` is what it would have been worth, 0 points. */
function withheldLines(
  tables: Tables,
  { group, beyond, now }: { group: string; beyond: readonly Counted[]; now: Instant },
): readonly Contribution[] {
  const lines = new Map<number, Contribution>();
  for (const { rule, signal } of beyond) {
    const raw = tables.points[rule] ?? 0;
    if (now - signal.at >= (tables.deadAfter[rule] ?? 0)) continue;
    lines.set(rule, {
      part: 'behaviour',
      group,
      subject: signal.name,
      state: 'limit',
      evidence: { what: signal.subject, at: signal.at, ref: signal.evidence },
      raw: (lines.get(rule)?.raw ?? 0) + raw,
      decay: 0,
      points: 0,
    });
  }
  return [...lines.values()];
}

/**
 * One line per rule. Unknown: 0 points, `raw` is the most the rule could still give. A value worth nothing: counted, 0. A question
 * answered with no is no line. Rules of a group follow each other, then the group's limit.
 */
function profileLines(profile: Profile, lead: Scorable): readonly Contribution[] {
  const lineOf = (rule: CompiledProfileRule): readonly Contribution[] => {
    const points = rule.points(lead);
    if (points === 0 && rule.ofValue === null) return [];
    const values = rule.properties.flatMap((property) => valueOf(lead, property) ?? []);
    const group = profile.groups[rule.group]?.name ?? 'profile';
    const line = { part: 'profile', group, subject: rule.key } as const;
    const evidence =
      values.length === 0 && points === null
        ? null
        : { what: values.join(', ') || 'not known', at: null, ref: rule.key };
    return points === null
      ? [{ ...line, state: 'unknown', evidence, raw: rule.atMost, decay: 0, points: 0 }]
      : [{ ...line, state: 'counted', evidence, raw: points, decay: 1, points }];
  };
  return [-1, ...profile.groups.keys()].flatMap((g) => {
    const lines = profile.rules.filter((rule) => rule.group === g).flatMap(lineOf);
    const group = profile.groups[g];
    return group === undefined
      ? lines
      : [...lines, ...limited(lines, { ...group, group: group.name, part: 'profile' })];
  });
}

/**
 * A property is known when one of its rules made something of its value; where only questions are about it, when it has one. An
 * agreement without a profile knows all of it.
 */
function coverageOf(profile: Profile, lead: Scorable): number {
  const { properties, rules } = profile;
  if (properties.length === 0) return 1;
  const known = properties.filter((property) => {
    const own = rules.flatMap(({ ofValue }) =>
      ofValue !== null && sameProperty(ofValue.property, property) ? [ofValue] : [],
    );
    const value = valueOf(lead, property);
    return value !== undefined && (own.length === 0 || own.some(({ points }) => points(value) !== null));
  });
  return known.length / properties.length;
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

function limitLine(
  line: Pick<Contribution, 'part' | 'group' | 'points'> & { subject: 'cap' | 'floor' | 'only' },
): Contribution {
  return { ...line, state: 'limit', evidence: null, raw: line.points, decay: 1 };
}
