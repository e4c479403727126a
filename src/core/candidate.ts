// Whether one person can take a lead now, and if not, why and until when.
// Refuses to know in which line or rotation they are asked for.
import type { Agreement, Instant } from './agreement.ts';
import { presenceOf } from './availability.ts';
import { startOf } from './calendar.ts';
import type { Desk, Owner } from './snapshot.ts';

export type Candidate =
  { readonly owner: Owner; readonly passed: null } | { readonly owner: Owner | null; readonly passed: Passed };

/** Somebody who was asked for and cannot take it. */
export interface Passed {
  readonly kind: 'gone' | 'had it before' | 'absent' | 'off shift' | 'full';
  readonly because: string;
  /** When that ends; null: nobody says, or never. */
  readonly backAt: Instant | null;
}

export interface Asked {
  readonly agreement: Agreement;
  readonly owners: readonly Owner[];
  readonly desk: Desk;
  readonly now: Instant;
  readonly excluded: readonly string[];
  /** Whoever is only off shift takes part. */
  readonly anyTime: boolean;
}

/** A person of the agreement, asked for a new lead: shifts and limits count. */
export function candidateByEmail(email: string, asked: Asked): Candidate {
  const { owner, refusal } = ownerByEmail(email, asked.owners);
  if (owner === null) return { owner, passed: { kind: 'gone', because: refusal, backAt: null } };
  const passed = unfit(owner, asked) ?? unable(owner, asked);
  return { owner, passed };
}

/** Whoever keeps the relation already: neither the hour nor a limit takes it from them. */
export function keeperById(ownerId: string, asked: Asked): Candidate {
  const owner = asked.owners.find(({ id }) => id === ownerId) ?? null;
  if (owner === null) {
    return { owner, passed: { kind: 'gone', because: `owner ${ownerId} is not known to the portal`, backAt: null } };
  }
  return { owner, passed: unfit(owner, asked) };
}

/** A person of the agreement among the portal's owners. */
export function ownerByEmail(
  email: string,
  owners: readonly Owner[],
): { readonly owner: Owner; readonly refusal: null } | { readonly owner: null; readonly refusal: string } {
  const wanted = email.toLowerCase();
  const named = owners.filter((owner) => owner.email.toLowerCase() === wanted);
  const owner = named.find(({ kind, active }) => kind === 'person' && active);
  if (owner !== undefined) return { owner, refusal: null };
  const [other] = named;
  return { owner: null, refusal: other === undefined ? 'no such owner in the portal' : goneBecause(other) };
}

const goneBecause = ({ kind, name }: Owner): string =>
  kind === 'queue' ? `${name} is a queue, not a person` : `${name} is deactivated`;

/** Reasons that hold for every kind of lead. */
function unfit(owner: Owner, { agreement, excluded, now }: Asked): Passed | null {
  if (owner.kind === 'queue' || !owner.active) return { kind: 'gone', because: goneBecause(owner), backAt: null };
  if (excluded.includes(owner.id)) return { kind: 'had it before', because: 'had it before', backAt: null };
  const presence = presenceOf(owner, { agreement, now });
  return presence.kind === 'absent' ? presence : null;
}

/** Reasons against one more new lead. */
function unable(owner: Owner, { agreement, desk, now, anyTime }: Asked): Passed | null {
  const presence = presenceOf(owner, { agreement, now });
  if (presence.kind === 'off shift' && !anyTime) return presence;
  const person = agreement.people[owner.email.toLowerCase()];
  const load = desk.loads.get(owner.id) ?? { open: 0, today: 0, thisWeek: 0, rejectedToday: 0 };
  const after = (unit: 'day' | 'week', days: number): Instant =>
    startOf(unit, {
      at: startOf(unit, { at: now, zone: agreement.timezone }) + days * DAY_MS,
      zone: agreement.timezone,
    });
  const limits = [
    { has: load.open, most: person?.openAtMost ?? null, of: 'open', backAt: null },
    { has: load.today, most: person?.perDay ?? null, of: 'today', backAt: after('day', 1.5) },
    { has: load.thisWeek, most: person?.perWeek ?? null, of: 'this week', backAt: after('week', 7.5) },
  ];
  const reached = limits.find(({ has, most }) => most !== null && has >= most);
  if (reached === undefined) return null;
  const { has, most, of, backAt } = reached;
  return {
    kind: 'full',
    because: `has ${has} ${of === 'open' ? 'open leads' : `leads ${of}`}, at most ${most}`,
    backAt,
  };
}

/** Half a day beyond, so that a day of 23 or 25 hours does not matter. */
const DAY_MS = 24 * 60 * 60_000;

/** The earliest return among people passed over; null: nobody says. */
export function soonest(passed: readonly Passed[]): Instant | null {
  const known = passed.flatMap(({ backAt }) => backAt ?? []);
  return known.length === 0 ? null : Math.min(...known);
}

/** Whether waiting may help: somebody who is deactivated or had it before never takes it. */
export const mayReturn = ({ kind }: Passed): boolean => kind === 'absent' || kind === 'off shift' || kind === 'full';
