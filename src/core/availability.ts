// Whether a person is there to take a lead now, and if not, why and until when: what they said themselves, then HubSpot, then hours.
// Refuses to know which lead it is about.
import type { Agreement, Instant } from './agreement.ts';
import type { Span } from './calendar.ts';
import { isOpen, nextOpening, opensEver } from './calendar.ts';
import { calendarOf } from './sla.ts';
import type { Owner } from './snapshot.ts';

export type Presence =
  | { readonly kind: 'on shift' }
  /** Not at work now, and expected back: leads may wait for them. */
  | { readonly kind: 'off shift'; readonly because: string; readonly backAt: Instant | null }
  /** Gets no leads until then: out of office, or switched off by themselves. */
  | { readonly kind: 'absent'; readonly because: string; readonly backAt: Instant | null };

const ON_SHIFT: Presence = { kind: 'on shift' };

/** Presence of an active owner. A null `backAt`: nobody says when. Where nobody says when they work, any time will do. */
export function presenceOf(owner: Owner, { agreement, now }: { agreement: Agreement; now: Instant }): Presence {
  const { said, works, status } = owner;
  const until = (at: Instant | null): string => (at === null ? '' : ` until ${moment(at, agreement.timezone)}`);
  if (said !== undefined && (said.until === null || now < said.until)) {
    return said.available
      ? ON_SHIFT
      : { kind: 'absent', because: `switched off by themselves${until(said.until)}`, backAt: said.until };
  }
  const calendar = calendarOf(agreement, owner);
  const worksEver = opensEver(calendar);
  const end = endOfAbsence(works?.outOfOffice ?? [], now);
  if (end !== null) {
    return {
      kind: 'absent',
      because: `out of office${until(end)}`,
      backAt: worksEver ? nextOpening({ ...calendar, at: end }) : end,
    };
  }
  if (worksEver && !isOpen({ ...calendar, at: now })) {
    const backAt = nextOpening({ ...calendar, at: now });
    return { kind: 'off shift', because: `not on shift${until(backAt)}`, backAt };
  }
  if (status === 'away') return { kind: 'off shift', because: 'away in HubSpot', backAt: null };
  return ON_SHIFT;
}

/** The end of the absence that `now` lies in, absences that touch taken together; null: in none. */
function endOfAbsence(absences: readonly Span[], now: Instant): Instant | null {
  let end: Instant | null = null;
  for (const { from, until } of [...absences].sort((a, b) => a.from - b.from)) {
    const at = end ?? now;
    if (from <= at && at < until) end = until;
  }
  return end;
}

/** "Mon, 30 Nov, 09:00" */
const moment = (at: Instant, zone: string): string =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  }).format(at);
