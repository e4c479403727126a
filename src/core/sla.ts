// The promises of a cycle: which clocks a handoff starts, and by when each has to be kept.
// Refuses to know what counts as contact, and who is told when a promise is broken.
import type { Agreement, Instant, Sla, Temperature } from './agreement.ts';
import type { Span, WorkingCalendar } from './calendar.ts';
import { addWallTime, addWorkingTime, HOUR, workingTimeBetween } from './calendar.ts';
import type { Clock, ClockKind, Pause } from './cycle.ts';
import type { Owner } from './snapshot.ts';

/** Where the agreement names none: one working day and night of hours for a hot lead, two for the others. */
const VERDICT: Readonly<Record<Temperature, number>> = { hot: 24 * HOUR, warm: 48 * HOUR, cold: 48 * HOUR };

const KINDS: readonly ClockKind[] = ['first_attempt', 'first_contact', 'verdict'];

/** Milliseconds promised; null: the agreement makes no such promise. */
export function promised(sla: Sla, kind: ClockKind, temperature: Temperature): number | null {
  switch (kind) {
    case 'first_attempt':
      return sla.firstAttempt?.[temperature] ?? null;
    case 'first_contact':
      return sla.firstContact[temperature];
    case 'verdict':
      return (sla.verdict ?? VERDICT)[temperature];
  }
}

/**
 * When an owner works: by the owner's own zone, hours and absences where HubSpot knows them, else by what the agreement says of this
 * person, else by its hours for everybody.
 */
export function calendarOf(
  { sla, timezone, people }: Agreement,
  owner: (Pick<Owner, 'works'> & Partial<Pick<Owner, 'email'>>) | undefined,
): WorkingCalendar {
  const works = owner?.works;
  const person = people[owner?.email?.toLowerCase() ?? ''];
  const absences = works?.outOfOffice ?? [];
  return {
    hours: works?.hours ?? person?.hours ?? sla.hours,
    holidays: sla.holidays,
    ...(sla.shortDays === undefined ? {} : { shortDays: sla.shortDays }),
    ...(absences.length === 0 ? {} : { absences }),
    zone: works?.zone ?? person?.timezone ?? timezone,
  };
}

export interface ClockStart {
  readonly agreement: Agreement;
  readonly temperature: Temperature;
  readonly owner: Pick<Owner, 'id' | 'works'> & Partial<Pick<Owner, 'email'>>;
  /** When this owner got it. */
  readonly at: Instant;
  /** When the buyer began to wait: the handoff of the cycle, whoever has it now. */
  readonly handedOffAt: Instant;
}

/** The clocks of one owner, one per promise of the agreement. */
export function startClocks(start: ClockStart): readonly Clock[] {
  return KINDS.flatMap((kind) => {
    const clock = startClock(kind, start);
    return clock === null ? [] : [clock];
  });
}

export function startClock(
  kind: ClockKind,
  { agreement, temperature, owner, at, handedOffAt }: ClockStart,
): Clock | null {
  const promisedMs = promised(agreement.sla, kind, temperature);
  if (promisedMs === null) return null;
  const calendar = calendarOf(agreement, owner);
  const open = {
    kind,
    ownerId: owner.id,
    startedAt: at,
    promisedMs,
    // A verdict needs a working head: by the wall, Friday's leads would expire on Sunday.
    by: kind === 'verdict' ? ('working time' as const) : agreement.sla.clock,
    calendar,
    used: { until: at, ms: 0 },
  };
  return {
    ...open,
    dueAt: dueAt(open),
    buyerDueAt: handedOffAt + promisedMs,
    repDueAt: dueAt({ ...open, by: 'working time' }),
    state: 'running',
    breachedAt: null,
    endedAt: null,
    endedBecause: null,
    rungs: [],
  };
}

/** What is known about one promise, besides the time. */
export interface Kept {
  /** What keeps it; null: nothing yet. */
  readonly proof: { readonly at: Instant; readonly because: string } | null;
  /** It ends without being kept: handed on, or nothing left to promise. */
  readonly over: { readonly at: Instant; readonly because: string } | null;
  readonly pauses: readonly Pause[];
}

/**
 * How a promise stands at `now`. Made from what happened and never from how it stood before, so that evidence which arrives late, or
 * in another order, gives the same answer; only steps already taken and a calendar's past are remembered.
 */
export function evaluate(clock: Clock, { proof, over, pauses }: Kept, now: Instant): Clock {
  const due = dueAt(clock, { pauses: closed(pauses) });
  const working = { ...clock, by: 'working time' as const };
  const standing: Clock = {
    ...clock,
    dueAt: due,
    repDueAt: clock.by === 'working time' ? due : dueAt(working, { pauses: closed(pauses) }),
    state: 'running',
    breachedAt: null,
    endedAt: null,
    endedBecause: null,
  };
  const end = over === null || over.at > now ? null : over;
  const kept = proof === null || proof.at > now || (end !== null && proof.at > end.at) ? null : proof;
  if (kept !== null && kept.at <= due)
    return { ...standing, state: 'met', endedAt: kept.at, endedBecause: kept.because };
  const last = kept ?? end;
  const missed = (last?.at ?? now) >= due;
  // A pause that begins once the promise is broken does not mend it.
  const pause = pauses.find(({ from, until }) => from <= now && (until === null || until > now) && from < due);
  if (last === null && pause !== undefined) return { ...standing, state: 'paused' };
  if (missed) {
    return {
      ...standing,
      state: 'breached',
      breachedAt: due,
      endedAt: last?.at ?? null,
      endedBecause: last?.because ?? null,
    };
  }
  if (end !== null) return { ...standing, state: 'cancelled', endedAt: end.at, endedBecause: end.because };
  return standing;
}

/** Pauses whose end is known: they move a deadline. One without an end keeps it where it is and stops the clock. */
export const closed = (pauses: readonly Pause[]): readonly Span[] =>
  pauses.flatMap(({ from, until }) => (until === null ? [] : [{ from, until }]));

/** The owner works by another calendar from now on: what has passed by the old one stays passed. */
export function recalendar(
  clock: Clock,
  { calendar, pauses, now }: { calendar: WorkingCalendar; pauses: readonly Pause[]; now: Instant },
): Clock {
  if (clock.endedAt !== null || isSame(clock.calendar, calendar)) return clock;
  // By the wall nothing of the promise depends on it.
  if (clock.by === 'wall time') return { ...clock, calendar };
  return { ...clock, calendar, used: { until: now, ms: passed(clock, { at: now, pauses: closed(pauses) }) } };
}

/** Plain data in a fixed order of keys, but for hours, whose order says nothing. */
function isSame(a: WorkingCalendar, b: WorkingCalendar): boolean {
  const flat = ({ zone, hours, holidays, shortDays, absences }: WorkingCalendar): string =>
    JSON.stringify([
      zone,
      [1, 2, 3, 4, 5, 6, 7].map((day) => (hours[day] ?? []).map(({ from, until }) => [from, until])),
      holidays,
      Object.entries(shortDays ?? {})
        .map(([date, windows]) => [date, windows.map(({ from, until }) => [from, until])])
        .sort(),
      (absences ?? []).map(({ from, until }) => [from, until]),
    ]);
  return a === b || flat(a) === flat(b);
}

/** The lead got hotter: what still runs becomes due sooner where the hotter promise, made now, is the earlier one. */
export function tighten(
  clocks: readonly Clock[],
  { agreement, temperature, now }: { agreement: Agreement; temperature: Temperature; now: Instant },
): readonly Clock[] {
  return clocks.map((clock) => {
    const promisedMs = promised(agreement.sla, clock.kind, temperature);
    if (clock.state !== 'running' || promisedMs === null) return clock;
    const anew = { ...clock, promisedMs, used: { until: now, ms: 0 } };
    const due = dueAt(anew);
    if (due >= clock.dueAt) return clock;
    return {
      ...anew,
      dueAt: due,
      buyerDueAt: Math.min(clock.buyerDueAt, now + promisedMs),
      repDueAt: Math.min(clock.repDueAt, dueAt({ ...anew, by: 'working time' })),
    };
  });
}

/** Deadline for first contact of whoever has the lead now; null: none is promised any more. */
export const firstContactDue = (clocks: readonly Clock[]): Instant | null =>
  clocks.findLast((clock) => clock.kind === 'first_contact')?.dueAt ?? null;

/** When a share of the promised time is over, by the clock that breaches; share 1 is the deadline. */
export function dueAt(
  { promisedMs, by, calendar, used }: Pick<Clock, 'promisedMs' | 'by' | 'calendar' | 'used'>,
  { share = 1, pauses = [] }: { share?: number; pauses?: readonly Span[] } = {},
): Instant {
  const from = used.until;
  const ms = Math.round(promisedMs * share) - used.ms;
  switch (by) {
    case 'wall time':
      return addWallTime({ from, ms, absences: pauses });
    case 'working time':
      return addWorkingTime({ ...calendar, absences: [...(calendar.absences ?? []), ...pauses], from, ms });
  }
}

/** How much of the promised time has passed at `at`, by the clock that breaches. */
export function passed(
  { by, calendar, used }: Pick<Clock, 'by' | 'calendar' | 'used'>,
  { at, pauses = [] }: { at: Instant; pauses?: readonly Span[] },
): number {
  const always: WorkingCalendar = { hours: {}, holidays: [], zone: 'UTC', absences: pauses };
  const open = by === 'wall time' ? always : { ...calendar, absences: [...(calendar.absences ?? []), ...pauses] };
  return used.ms + workingTimeBetween({ ...open, from: used.until, until: at });
}
