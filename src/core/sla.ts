// The promises of a cycle: which clocks a handoff starts, and by when each has to be kept.
// Refuses to know what counts as contact, and who is told when a promise is broken.
import type { Agreement, Instant, Sla, Temperature } from './agreement.ts';
import type { Span, WorkingCalendar } from './calendar.ts';
import { addWallTime, addWorkingTime, HOUR, workingTimeBetween } from './calendar.ts';
import type { Clock, ClockKind } from './cycle.ts';
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
