// Which local day an instant falls on, and how working time passes, in an IANA zone.
// Refuses to know what a day or a deadline is needed for.
import { Temporal } from 'temporal-polyfill';
import type { Instant, Sla } from './agreement.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A zone's clock, for many questions: it remembers the stretches of constant offset it has been asked about. */
export interface Zone {
  readonly name: string;
  /** Local days since 1970-01-01: equal for two instants exactly if they share a local date. */
  dayOf(at: Instant): number;
  /** Local ISO weeks (Monday to Sunday), counted without a gap over the turn of a year. */
  weekOf(at: Instant): number;
  /** The stretch around `at` in which the offset from UTC does not change: `from ≤ t < until`. */
  stretchAt(at: Instant): Stretch;
}

export interface Stretch {
  readonly from: Instant;
  readonly until: Instant;
  /** Local time minus UTC, in milliseconds. */
  readonly offset: number;
}

const zones = new Map<string, Zone>();

/** The clock of an IANA zone. Throws RangeError for a name that is none (the agreement's check names the line first). */
export function zoneOf(name: string): Zone {
  const known = zones.get(name);
  if (known !== undefined) return known;
  const made = makeZone(name);
  zones.set(name, made);
  return made;
}

function makeZone(name: string): Zone {
  const stretches: Stretch[] = [];
  let last = stretchFrom(name, 0);
  // The same three numbers as in `last`, where reading them costs nothing: days are asked for event by event.
  const here = Float64Array.of(last.from, last.until, last.offset);
  const stretchAt = (at: Instant): Stretch => {
    if (at >= last.from && at < last.until) return last;
    let found = stretches.find((s) => at >= s.from && at < s.until);
    if (found === undefined) {
      found = stretchFrom(name, at);
      stretches.push(found);
    }
    last = found;
    here.set([found.from, found.until, found.offset]);
    return found;
  };
  const dayOf = (at: Instant): number => {
    if (!(at >= (here[0] as number) && at < (here[1] as number))) stretchAt(at);
    return Math.floor((at + (here[2] as number)) / DAY);
  };
  return { name, dayOf, weekOf: (at) => weekOfDay(dayOf(at)), stretchAt };
}

function stretchFrom(zone: string, at: Instant): Stretch {
  const here = Temporal.Instant.fromEpochMilliseconds(Math.floor(at)).toZonedDateTimeISO(zone);
  const next = here.getTimeZoneTransition('next');
  // "previous" is strictly before: asked from a millisecond later, a change at this very instant is found too.
  const previous = here.add({ milliseconds: 1 }).getTimeZoneTransition('previous');
  return {
    from: previous?.epochMilliseconds ?? -Infinity,
    until: next?.epochMilliseconds ?? Infinity,
    offset: Math.round(here.offsetNanoseconds / 1e6),
  };
}

/** 1970-01-01 was a Thursday. */
export const weekOfDay = (day: number): number => Math.floor((day + 3) / 7);
/** 1 (Monday) … 7 (Sunday). */
export const weekdayOfDay = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1;
/** `YYYY-MM-DD` of a day count, and back. */
export const dateOfDay = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);

export interface WorkingCalendar {
  readonly hours: Sla['hours'];
  /** Local dates, `YYYY-MM-DD`, on which nobody works. */
  readonly holidays: readonly string[];
  /** Local dates with hours of their own: half a holiday, a Saturday on duty. They go before weekday and holiday. */
  readonly shortDays?: Sla['shortDays'];
  /** Spans without work, whatever the hours say: out of office, a promise that stands still. In any order, may overlap. */
  readonly absences?: readonly Span[];
  /** IANA zone in which hours and holidays are meant. */
  readonly zone: string;
}

/** `from ≤ t < until`. */
export interface Span {
  readonly from: Instant;
  readonly until: Instant;
}

/** After so many closed days in a row the calendar is taken for closed for good. */
const CLOSED_FOR_GOOD_DAYS = 366;

/**
 * The instant at which `ms` milliseconds of open time have passed since `from`. A window is `from ≤ t < until` on the local wall
 * clock: an hour that a zone repeats counts twice, one it skips not at all. Zero `ms` is over at `from`, open or not.
 * A calendar that never opens again cannot stop a promise: what is left then counts as wall time.
 */
export function addWorkingTime({ from, ms, ...calendar }: WorkingCalendar & { from: Instant; ms: number }): Instant {
  let left = ms;
  if (left <= 0) return from;
  let lastOpen = from;
  for (const piece of worked(calendar, from)) {
    if (piece.open) {
      const length = piece.until - piece.from;
      if (length >= left) return piece.from + left;
      left -= length;
      lastOpen = piece.until;
    } else if (piece.until - lastOpen > CLOSED_FOR_GOOD_DAYS * DAY) {
      return lastOpen + left;
    }
  }
  return lastOpen + left;
}

/** Open milliseconds in `from ≤ t < until`; 0 when `until` is not after `from`. A calendar without any hours counts wall time. */
export function workingTimeBetween({
  from,
  until,
  ...calendar
}: WorkingCalendar & { from: Instant; until: Instant }): number {
  if (until <= from) return 0;
  if (!opensEver(calendar)) return until - from - absentIn(calendar.absences ?? [], { from, until });
  let sum = 0;
  for (const piece of worked(calendar, from)) {
    if (piece.from >= until) break;
    if (piece.open) sum += Math.min(piece.until, until) - piece.from;
  }
  return sum;
}

/** Whether `at` lies in open time. */
export function isOpen({ at, ...calendar }: WorkingCalendar & { at: Instant }): boolean {
  for (const piece of worked(calendar, at)) return piece.open;
  return false;
}

/** The instant at which `ms` of wall time have passed since `from`, the absences left out. */
export function addWallTime({
  from,
  ms,
  absences = [],
}: {
  from: Instant;
  ms: number;
  absences?: readonly Span[];
}): Instant {
  let at = from;
  let left = ms;
  for (const span of disjoint(absences)) {
    if (span.until <= at) continue;
    if (span.from - at >= left) break;
    left -= Math.max(0, span.from - at);
    at = span.until;
  }
  return at + left;
}

/** The first instant from `at` on that lies in open time; null: it never opens again. */
export function nextOpening({ at, ...calendar }: WorkingCalendar & { at: Instant }): Instant | null {
  for (const piece of worked(calendar, at)) {
    if (piece.open) return piece.from;
    if (piece.until - at > CLOSED_FOR_GOOD_DAYS * DAY) return null;
  }
  return null;
}

/** The first instant of the local day, or of the local ISO week, that `at` falls in. */
export function startOf(unit: 'day' | 'week', { at, zone }: { at: Instant; zone: string }): Instant {
  const clock = zoneOf(zone);
  const today = clock.dayOf(at);
  const utc = (unit === 'day' ? today : today - weekdayOfDay(today) + 1) * DAY;
  // The offset around midnight, then the offset at the instant that gives: right also beside a change of clocks.
  const near = utc - clock.stretchAt(utc).offset;
  return utc - clock.stretchAt(near).offset;
}

/** Milliseconds of `from ≤ t < until` that lie in absences. */
const absentIn = (absences: readonly Span[], { from, until }: Span): number =>
  disjoint(absences).reduce(
    (sum, span) => sum + Math.max(0, Math.min(span.until, until) - Math.max(span.from, from)),
    0,
  );

/** Whether there is any working time at all. */
export const opensEver = ({ hours, shortDays = {} }: WorkingCalendar): boolean =>
  [...Object.values(hours), ...Object.values(shortDays)].some(
    (windows) => windows?.some((w) => w.until > w.from) ?? false,
  );

interface Piece extends Span {
  readonly open: boolean;
}

/** The calendar's pieces, the absences cut out of them. */
function* worked(calendar: WorkingCalendar, start: Instant): Generator<Piece> {
  const absences = disjoint(calendar.absences ?? []);
  let next = 0;
  for (const piece of pieces(calendar, start)) {
    let at = piece.from;
    while (piece.open && at < piece.until) {
      while (next < absences.length && (absences[next]?.until ?? Infinity) <= at) next += 1;
      const absence = absences[next];
      if (absence === undefined || absence.from >= piece.until) break;
      if (absence.from > at) yield { from: at, until: absence.from, open: true };
      const until = Math.min(piece.until, absence.until);
      yield { from: Math.max(at, absence.from), until, open: false };
      at = until;
    }
    if (at < piece.until) yield { ...piece, from: at };
  }
}

/** In order, without overlap; what is empty is left out. */
function disjoint(spans: readonly Span[]): readonly Span[] {
  const result: { from: Instant; until: Instant }[] = [];
  for (const { from, until } of [...spans].sort((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (until <= from) continue;
    if (last !== undefined && from <= last.until) last.until = Math.max(last.until, until);
    else result.push({ from, until });
  }
  return result;
}

/** Time from `start` on, cut where the calendar opens and closes, where a local day ends and where the zone's offset changes. */
function* pieces(calendar: WorkingCalendar, start: Instant): Generator<Piece> {
  if (!opensEver(calendar)) return;
  const { hours, holidays, shortDays = {}, zone } = calendar;
  const clock = zoneOf(zone);
  const closed = new Set(holidays);
  const windowsOf = new Map<number, readonly { readonly from: number; readonly until: number }[]>();
  for (let weekday = 1; weekday <= 7; weekday++) windowsOf.set(weekday, merged(hours[weekday] ?? []));

  let at = start;
  for (;;) {
    const { offset, until: offsetUntil } = clock.stretchAt(at);
    const day = Math.floor((at + offset) / DAY);
    const dayStart = day * DAY - offset;
    const dayEnd = Math.min(dayStart + DAY, offsetUntil);
    const date = dateOfDay(day);
    const short = shortDays[date];
    const usual = closed.has(date) ? [] : (windowsOf.get(weekdayOfDay(day)) ?? []);
    const windows = short === undefined ? usual : merged(short);
    for (const window of windows) {
      const opens = Math.min(dayStart + window.from * MINUTE, dayEnd);
      const closes = Math.min(dayStart + window.until * MINUTE, dayEnd);
      if (closes <= at) continue;
      if (opens > at) yield { from: at, until: opens, open: false };
      const begins = Math.max(opens, at);
      if (closes > begins) yield { from: begins, until: closes, open: true };
      at = Math.max(closes, at);
    }
    if (dayEnd > at) yield { from: at, until: dayEnd, open: false };
    at = dayEnd;
  }
}

/** Windows in order, without overlap, inside one day. */
function merged(
  windows: readonly { readonly from: number; readonly until: number }[],
): readonly { readonly from: number; readonly until: number }[] {
  const result: { from: number; until: number }[] = [];
  for (const { from, until } of [...windows].sort((a, b) => a.from - b.from)) {
    const begins = Math.max(0, from);
    const ends = Math.min(DAY / MINUTE, until);
    const last = result.at(-1);
    if (ends <= begins) continue;
    if (last !== undefined && begins <= last.until) last.until = Math.max(last.until, ends);
    else result.push({ from: begins, until: ends });
  }
  return result;
}
