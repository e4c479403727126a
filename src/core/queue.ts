// In which order the leads of a queue want an answer, how much of the promised time each has left, and what happens next by itself.
// Refuses to know whose queue it is.
import type { Agreement, Instant, Points, Temperature } from './agreement.ts';
import type { Span } from './calendar.ts';
import type { Clock, ClockKind, Cycle, CycleState } from './cycle.ts';
import { dueAt, passed } from './sla.ts';

/** A lead that sales has. */
export interface QueueLead {
  readonly contactId: string;
  /** First and last name, else the e-mail address, else empty. */
  readonly name: string;
  readonly company: string;
  readonly cycle: Cycle;
  readonly total: Points;
  /** What it is worth by the agreement, in its currency; null: the agreement does not say. */
  readonly worth: number | null;
  /** When Baton looks at it again by itself; null: never. */
  readonly looksAt: Instant | null;
}

export interface QueueRow {
  readonly contactId: string;
  readonly name: string;
  readonly company: string;
  readonly ownerId: string;
  readonly ownerName: string;
  readonly state: CycleState;
  readonly temperature: Temperature;
  readonly reasons: string;
  readonly handedOffAt: Instant;
  readonly total: Points;
  /** The promise that is broken or will be first; null: none is open. */
  readonly promise: OpenPromise | null;
  /** What happens next although nobody does anything; null: nothing. */
  readonly next: NextStep | null;
}

export interface OpenPromise {
  readonly kind: ClockKind;
  readonly state: 'running' | 'breached' | 'paused';
  readonly dueAt: Instant;
  /** By the clock that breaches, so that a night in working time costs nothing; below 0 after the deadline. */
  readonly leftMs: number;
  readonly promisedMs: number;
}

export interface NextStep {
  readonly at: Instant;
  /** Steps of the agreement's ladder, as written there; empty: Baton only looks again. */
  readonly does: readonly string[];
}

/** Breached first, the longest first; then by time left ÷ time promised; then by worth, then by score; ties by contact id. Nothing promised comes last. */
export function queueOf(
  leads: readonly QueueLead[],
  { agreement, now }: { agreement: Pick<Agreement, 'sla'>; now: Instant },
): readonly QueueRow[] {
  return leads
    .flatMap((lead) => {
      const row = rowOf(lead, { agreement, now });
      return row === null ? [] : [{ row, worth: lead.worth ?? 0 }];
    })
    .sort(
      (a, b) =>
        shareLeft(a.row.promise) - shareLeft(b.row.promise) ||
        b.worth - a.worth ||
        b.row.total - a.row.total ||
        compareIds(a.row.contactId, b.row.contactId),
    )
    .map(({ row }) => row);
}

function rowOf(
  { contactId, name, company, cycle, total, looksAt }: QueueLead,
  { agreement, now }: { agreement: Pick<Agreement, 'sla'>; now: Instant },
): QueueRow | null {
  const { handoff } = cycle;
  if (handoff === null) return null;
  // A pause without an end has lasted until now.
  const pauses = cycle.pauses.map(({ from, until }): Span => ({ from, until: until ?? now }));
  const open = cycle.clocks.filter(({ endedAt }) => endedAt === null);
  const promises = open.map((clock) => ({ clock, promise: promiseOf(clock, { pauses, now }) }));
  const [first] = [...promises].sort((a, b) => shareLeft(a.promise) - shareLeft(b.promise));
  return {
    contactId,
    name,
    company,
    ownerId: handoff.ownerId,
    ownerName: handoff.ownerName,
    state: cycle.state,
    temperature: handoff.temperature,
    reasons: handoff.reasons,
    handedOffAt: handoff.at,
    total,
    promise: first?.promise ?? null,
    next: nextStep(open, { sla: agreement.sla, pauses, looksAt, now }),
  };
}

function promiseOf(clock: Clock, { pauses, now }: { pauses: readonly Span[]; now: Instant }): OpenPromise {
  const isBroken =
    clock.breachedAt !== null || clock.state === 'breached' || (clock.state !== 'paused' && now > clock.dueAt);
  return {
    kind: clock.kind,
    state: isBroken ? 'breached' : clock.state === 'paused' ? 'paused' : 'running',
    dueAt: clock.dueAt,
    leftMs: clock.promisedMs - passed(clock, { at: now, pauses }),
    promisedMs: clock.promisedMs,
  };
}

/** Broken promises come before all others, standing ones after, and no promise at all last. */
function shareLeft(promise: OpenPromise | null): number {
  if (promise === null) return Infinity;
  const share = promise.leftMs / Math.max(1, promise.promisedMs);
  switch (promise.state) {
    case 'breached':
      return Math.min(share, 0) - BREACHED_FIRST;
    case 'running':
      return share;
    case 'paused':
      return share + BREACHED_FIRST;
  }
}

/** More than any share of a promise. */
const BREACHED_FIRST = 1e9;

/** The next rung of the ladder that no clock has taken, else the next look. */
function nextStep(
  clocks: readonly Clock[],
  {
    sla,
    pauses,
    looksAt,
    now,
  }: { sla: Agreement['sla']; pauses: readonly Span[]; looksAt: Instant | null; now: Instant },
): NextStep | null {
  const rungs = clocks.flatMap((clock) =>
    (clock.kind === 'first_contact' ? sla.ladder : [])
      .filter(({ atShare }) => !clock.rungs.includes(atShare))
      .map((rung): NextStep => ({ at: dueAt(clock, { share: rung.atShare, pauses }), does: rung.do })),
  );
  const [next] = rungs.filter(({ at }) => at > now).sort((a, b) => a.at - b.at);
  if (next !== undefined) return next;
  return looksAt === null ? null : { at: Math.max(looksAt, now), does: [] };
}

const compareIds = (a: string, b: string): number => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
