// When a lead would be decided differently although nothing happens: the next instant worth looking again.
// Refuses to know what the decision then is.
import type { Agreement, Criterion, Instant, Points } from './agreement.ts';
import { AXIS_CAP } from './agreement.ts';
import type { Person } from './ask.ts';
import { leavesOf, valueOf } from './ask.ts';
import { deadAfter, faded } from './decay.ts';
import { DIGITS } from './grade.ts';
import { testerOf, turnsOf } from './property-test.ts';
import type { Signal } from './signal.ts';
import { HAND_STAYS_UP_MS } from './signal.ts';
import type { Selection, Tables, Tally } from './tables.ts';
import { flowTogether, pointsAt } from './tables.ts';

/** The bars and spans of time an agreement asks about. The profile does not change by itself, so it has no bars here. */
export interface Watch {
  readonly total: readonly Points[];
  readonly behaviour: readonly Points[];
  readonly windows: readonly { readonly signal: string; readonly withinMs: number | null; readonly times: number }[];
  readonly dates: readonly Extract<Criterion, { kind: 'property' }>[];
}

/** Everything in an agreement whose answer time alone can change. */
export function watchOf(agreement: Agreement): Watch {
  const { stages, temperature, blocks, routing } = agreement;
  const asked = [
    stages.mql,
    stages.sql,
    temperature.hot,
    temperature.warm,
    ...blocks.map((block) => block.when),
    ...routing.flatMap((line) => (line.when === null ? [] : [line.when])),
  ].flatMap(leavesOf);
  const counted = [
    ...agreement.combinations.flatMap(({ when }) => when ?? []),
    ...agreement.profile.flatMap((rule) => (rule.kind === 'when' ? [rule.when] : [])),
    ...(agreement.only === undefined ? [] : [agreement.only]),
  ].flatMap(leavesOf);
  const total = asked.flatMap((c) => (c.kind === 'score' ? [c.atLeast] : []));
  const behaviour = asked.flatMap((c) => (c.kind === 'behaviour' ? [c.atLeast] : []));
  return {
    total: [...new Set([...total, ...(stages.leaveSqlBelow === null ? [] : [stages.leaveSqlBelow])])],
    behaviour: [...new Set([...behaviour, ...DIGITS.map((digit) => digit.atLeast)])],
    windows: [
      ...asked.flatMap((c) => (c.kind === 'signal' ? [c] : [])),
      ...agreement.signals.flatMap((s) =>
        s.handRaise ? [{ signal: s.name, withinMs: HAND_STAYS_UP_MS, times: 1 }] : [],
      ),
    ],
    dates: [...asked, ...counted].flatMap((c) => (c.kind === 'property' && ROLLING.has(c.test.kind) ? [c] : [])),
  };
}

const ROLLING: ReadonlySet<string> = new Set(['last', 'next', 'older']);

/** A contact's points as they come and fade. */
export interface Fading {
  readonly lines: readonly Line[];
  readonly tables: Tables;
}

/** Points that count while `at ≤ t < deadAt`. */
interface Line {
  /** −1: outside the groups. */
  readonly bucket: number;
  readonly at: Instant;
  readonly deadAt: Instant;
  readonly raw: Points;
  /** What is left of them at an instant in between; falls with time, never rises. */
  readonly left: (at: Instant) => Points;
}

export function fadingOf(
  tables: Tables,
  { selection, counts }: { selection: Selection; counts: readonly boolean[] },
): Fading {
  const each = selection.counted.flatMap((signals = [], rule) => {
    const raw = tables.points[rule] ?? 0;
    return signals.map((signal): Line => ({
      bucket: tables.bucket[rule] ?? 0,
      at: signal.at,
      raw,
      deadAt: signal.at + (tables.deadAfter[rule] ?? 0),
      left: (at) => pointsAt(tables, rule, at - signal.at),
    }));
  });
  const tallied = tables.tallies.flatMap((tally) =>
    stretchesOf(tables, tally, selection.tallied.get(tally.rule) ?? []),
  );
  const combined = tables.combinations.flatMap((combination, c) => {
    if (counts[c] === false) return [];
    const { points: raw, halfLife } = combination;
    const by = selection.completed.get(c) ?? [];
    // Without a half-life the first completion stays; with one, each takes the place of the one before.
    return (halfLife === Infinity ? by.slice(0, 1) : by).map((signal, i): Line => ({
      bucket: -1,
      at: signal.at,
      raw,
      deadAt: Math.min(
        halfLife === Infinity ? Infinity : (by[i + 1]?.at ?? Infinity),
        signal.at + deadAfter(raw, halfLife),
      ),
      left: (at) => faded(raw, at - signal.at, halfLife),
    }));
  });
  return { lines: [...each, ...tallied, ...combined], tables };
}

/** The stretches of time in which something has happened as often as a rule asks. */
function stretchesOf(
  tables: Tables,
  { rule, from, below, withinMs }: Tally,
  signals: readonly Signal[],
): readonly Line[] {
  const raw = tables.points[rule] ?? 0;
  const turns = [...new Set(signals.flatMap(({ at }) => [at, at + withinMs + 1]))]
    .filter((at) => at < Infinity)
    .sort((a, b) => a - b);
  const lines: Line[] = [];
  let first = 0;
  let last = 0;
  turns.forEach((at, i) => {
    while ((signals[last]?.at ?? Infinity) <= at) last += 1;
    while (first < last && at - (signals[first]?.at ?? at) > withinMs) first += 1;
    const count = last - first;
    if (count < from || count >= below) return;
    const bucket = tables.bucket[rule] ?? 0;
    lines.push({ bucket, at, deadAt: turns[i + 1] ?? Infinity, raw, left: () => raw });
  });
  return lines;
}

/** Interval evaluations per search; beyond it the answer may be early, so that one odd contact cannot hold up the others. */
const MOST_EVALUATIONS = 2_000;
/** Where gains and losses fade against each other, time is looked at in stretches no shorter than this. */
const FINEST_MS = 60_000;
/** An early answer is at least this far ahead, or looking again would find the same again at once. */
const EARLIEST_AGAIN_MS = 60_000;

interface Known {
  readonly lead: Person & { readonly signals: readonly Signal[] };
  readonly profile: Points;
  readonly watch: Watch;
}

/**
 * The smallest instant after `now` at which an answer differs from the one at `now`; null: none.
 *
 * Time is cut where something jumps: a signal dated in the future begins to count, a window ends. Between the cuts every line only
 * fades, so over a stretch [a, b] the sum lies between (gains as at b, losses as at a) and (gains as at a, losses as at b). A stretch
 * in which no bar lies between these bounds is done; any other is halved, the earlier half first.
 */
export function nextChange(fading: Fading, { lead, profile, watch }: Known): Instant | null {
  const { now } = lead;
  const windows = [...windowQuestions(lead.signals, watch), ...dateQuestions(lead, watch)];
  const begins = fading.lines.map((line) => line.at);
  const jumps = [...new Set([...begins, ...windows.flatMap((w) => w.instants)])]
    .filter((at) => at > now)
    .sort((a, b) => a - b);
  const quiet = Math.max(now, ...fading.lines.map((line) => (line.deadAt === Infinity ? line.at : line.deadAt)));
  const ends = jumps.includes(quiet) || quiet === now ? jumps : [...jumps, quiet].sort((a, b) => a - b);

  const bars: readonly Bar[] = [
    ...watch.total.map((atLeast) => ({ atLeast: atLeast - profile })),
    ...watch.behaviour.map((atLeast) => ({ atLeast })),
  ].map(({ atLeast }) => ({
    atLeast,
    was: behaviourAt(fading, { gainsAt: now, lossesAt: now, from: now }) >= atLeast,
  }));
  const windowsBefore = windows.map((w) => w.answer(now));
  const budget = { left: MOST_EVALUATIONS };

  let from = now;
  for (const end of ends) {
    const found = firstCrossing(fading, { bars, from, until: end - 1, budget });
    if (found !== null) return Math.max(found.at, found.exact ? found.at : now + EARLIEST_AGAIN_MS);
    const atEnd = behaviourAt(fading, { gainsAt: end, lossesAt: end, from: end });
    const barsDiffer = bars.some(({ atLeast, was }) => atEnd >= atLeast !== was);
    if (barsDiffer || windows.some((w, i) => w.answer(end) !== windowsBefore[i])) return end;
    from = end;
  }
  return null;
}

interface Bar {
  readonly atLeast: Points;
  readonly was: boolean;
}

/** The first instant in `from < t ≤ until`, without jumps in between, at which a bar's answer differs. */
function firstCrossing(
  fading: Fading,
  { bars, from, until, budget }: { bars: readonly Bar[]; from: Instant; until: Instant; budget: { left: number } },
): { readonly at: Instant; readonly exact: boolean } | null {
  const differs = (at: Instant): boolean => {
    const sum = behaviourAt(fading, { gainsAt: at, lossesAt: at, from });
    return bars.some(({ atLeast, was }) => sum >= atLeast !== was);
  };
  /** A crossing in `a < t ≤ b`, the only one unless gains and losses fade against each other. */
  const firstBetween = (a: Instant, b: Instant): Instant => {
    let [before, after] = [a, b];
    while (after - before > 1) {
      const middle = before + Math.floor((after - before) / 2);
      if (differs(middle)) after = middle;
      else before = middle;
    }
    return after;
  };
  const search = (a: Instant, b: Instant): { at: Instant; exact: boolean } | null => {
    if (b <= a) return null;
    if (budget.left <= 0) return { at: a, exact: false };
    budget.left -= 1;
    const most = behaviourAt(fading, { gainsAt: a, lossesAt: b, from });
    const least = behaviourAt(fading, { gainsAt: b, lossesAt: a, from });
    if (bars.every(({ atLeast, was }) => (was ? least >= atLeast : most < atLeast))) return null;
    // What comes and goes again within the minute is nobody's business; what stays is found to the millisecond.
    if (b - a <= FINEST_MS) return differs(b) ? { at: firstBetween(a, b), exact: true } : null;
    const middle = a + Math.floor((b - a) / 2);
    return search(a, middle) ?? search(middle, b);
  };
  return search(from, until);
}

/** Behaviour with gains faded as at one instant and losses as at another, of what counts at `from`. */
function behaviourAt(
  { lines, tables }: Fading,
  { gainsAt, lossesAt, from }: { gainsAt: Instant; lossesAt: Instant; from: Instant },
): Points {
  const buckets = new Int32Array(tables.cap.length);
  let outside = 0;
  for (const line of lines) {
    const at = line.raw > 0 ? gainsAt : lossesAt;
    if (line.at > from || at >= line.deadAt) continue;
    if (line.bucket < 0) outside += line.left(at);
    else buckets[line.bucket] = (buckets[line.bucket] ?? 0) + line.left(at);
  }
  return Math.min(AXIS_CAP, Math.max(0, flowTogether(tables, buckets) + outside));
}

interface Question {
  readonly instants: readonly Instant[];
  readonly answer: (at: Instant) => unknown;
}

/** Each question about a date that time alone may answer differently, with the instants at which it may. */
function dateQuestions(lead: Person, { dates }: Watch): readonly Question[] {
  return dates.map(({ property, test }) => {
    const value = valueOf(lead, property);
    const answer = testerOf(test, property.name);
    return { instants: turnsOf(test, value), answer: (at) => answer(value, at) };
  });
}

/** Each window as a question of time, with the instants at which its answer may change. */
function windowQuestions(signals: readonly Signal[], { windows }: Watch): readonly Question[] {
  return windows.map(({ signal, withinMs, times }) => {
    const happened = signals.filter((s) => s.name === signal).map((s) => s.at);
    // "Within 30d" holds up to and with the last millisecond of the thirty days.
    const instants = happened.flatMap((at) => (withinMs === null ? [at] : [at, at + withinMs + 1]));
    const counts = (at: Instant, now: Instant): boolean => at <= now && (withinMs === null || now - at <= withinMs);
    return { instants, answer: (now) => happened.filter((at) => counts(at, now)).length >= times };
  });
}
