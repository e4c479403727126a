// One pass of a contact through the funnel, in our own ledger: HubSpot's lifecycle stage cannot go back.
// Refuses to know how a state is shown in HubSpot.
import type { Agreement, Instant, Sla, Temperature } from './agreement.ts';
import type { BriefPartName } from './brief.ts';
import type { WorkingCalendar } from './calendar.ts';
import type { Lead } from './qualify.ts';
import type { PauseReason } from './said.ts';
import type { Properties } from './snapshot.ts';

export type CycleState =
  /** Known and scored, not qualified. */
  | 'nurture'
  | 'mql'
  /** Due for handoff, and deliberately not handed off, with the reason. */
  | 'held'
  /** Due for handoff, and nobody could be found. */
  | 'unrouted'
  | 'handed_off'
  | 'attempted'
  | 'contacted'
  | 'accepted'
  | 'rejected'
  | 'expired'
  | 'opportunity'
  | 'won'
  | 'lost'
  | 'recycled';

export interface Cycle {
  /** 1, 2, 3 … per contact. */
  readonly no: number;
  readonly state: CycleState;
  readonly openedAt: Instant;
  readonly mqlAt: Instant | null;
  readonly sqlAt: Instant | null;
  /** It became SQL by its points: then it stays SQL down to `leave_sql_below`. */
  readonly sqlByScore: boolean;
  readonly handoff: Handoff | null;
  readonly heldBecause: string | null;
  /** Signal ids of hand-raises that already caused a handoff, in this cycle or an earlier one. */
  readonly spent: readonly string[];
  /** A lifecycle stage that HubSpot, or somebody in it, took back after it stood there: not written again in this cycle. */
  readonly stageGivenUp: string | null;
  /** Contacts merged into this one whose cycles this cycle has taken over; each is taken over once. */
  readonly tookOver: readonly string[];
  /** Everybody this cycle was given to, first to last; the last one has it, and `handoff` names the same. */
  readonly assignments: readonly Assignment[];
  /** The promises of this cycle, in the order they were made; ended ones stay, a miss included. */
  readonly clocks: readonly Clock[];
  /** When and why the promises stood still. */
  readonly pauses: readonly Pause[];
  /** The first human attempt or conversation, and the first conversation, with the activity that proves it. */
  readonly attempt: Proof | null;
  readonly contact: Proof | null;
  /** The lead wrote or called before anybody had tried: a category of its own, which ends no promise. */
  readonly inbound: Proof | null;
  readonly verdict: Verdict | null;
  /** When sales was first seen to make it an opportunity. */
  readonly opportunityAt: Instant | null;
  /** Back to marketing: when it may come again, and what wakes it earlier. */
  readonly recycle: Recycle | null;
  /** Who had it last in the cycle before; absent: nobody. */
  readonly previousOwnerId?: string;
  /** What opened it after an earlier cycle had ended, and why that one had gone back to marketing; null: it is the first. */
  readonly woke: Woke | null;
  /** What the task of this cycle was last told to be; null: as it was created. */
  readonly task: TaskWanted | null;
  readonly endedAt: Instant | null;
}

export interface Assignment {
  readonly at: Instant;
  readonly ownerId: string;
  readonly ownerName: string;
  readonly because: string;
  /** Each routing line tried, each person skipped and why. */
  readonly trace: readonly string[];
  /** The turn of a rotation it was; absent: beside every rotation. */
  readonly turn?: { readonly rotation: string; readonly no: number };
}

export type ClockKind = 'first_attempt' | 'first_contact' | 'verdict';

/** One running promise of one owner. */
export interface Clock {
  readonly kind: ClockKind;
  readonly ownerId: string;
  /** When this owner got it. */
  readonly startedAt: Instant;
  readonly promisedMs: number;
  /** Which of the two clocks breaches, by the agreement. */
  readonly by: Sla['clock'];
  /** The owner's working time, from `used.until` on. */
  readonly calendar: WorkingCalendar;
  /** What of the promised time was used up before, by a calendar that no longer holds. */
  readonly used: { readonly until: Instant; readonly ms: number };
  /** The deadline that breaches, by `by`, counted from when this owner got it. */
  readonly dueAt: Instant;
  /** By wall time from the handoff: it runs on through reassignments. */
  readonly buyerDueAt: Instant;
  /** By the owner's working time, from when the owner got it. */
  readonly repDueAt: Instant;
  readonly state: 'running' | 'met' | 'breached' | 'paused' | 'cancelled';
  /** The deadline that passed unmet; stays when the promise is kept later. */
  readonly breachedAt: Instant | null;
  /** Kept, too late or in time, given up or handed on; null: somebody still has to do it. */
  readonly endedAt: Instant | null;
  /** In plain words, with the evidence; null: not ended. */
  readonly endedBecause: string | null;
  /** Shares of the promised time (0.5, 0.8, 1, 2) whose step of the ladder was taken. */
  readonly rungs: readonly number[];
}

/** The promises stand still, for a reason of the closed list. */
export interface Pause {
  readonly reason: PauseReason;
  readonly from: Instant;
  /** Null: until somebody says it goes on. */
  readonly until: Instant | null;
  /** E-mail of who said so. */
  readonly by: string;
  readonly note: string;
}

/** Graded evidence of contact. */
export interface Proof {
  readonly at: Instant;
  readonly grade: 'conversation' | 'human attempt' | 'inbound';
  /** "call 5012": the activity it rests on. */
  readonly evidence: string;
  /** "a connected call of 3 minutes": why it has this grade. */
  readonly because: string;
  readonly ownerId: string | null;
  /** When it was logged, which may be long after. */
  readonly loggedAt: Instant;
}

export interface Verdict {
  readonly kind: 'accepted' | 'rejected' | 'expired';
  readonly at: Instant;
  /** A key of the agreement's `recycle`, or one of those that say it is no lead; null unless rejected. */
  readonly reason: string | null;
  readonly note: string;
  /** E-mail of who said so; null: nobody did (expired, or inferred). */
  readonly by: string | null;
  /** Accepted without a word: by the deal or the meeting named here. Null: somebody said so, or it expired. */
  readonly inferredFrom: string | null;
}

export interface Recycle {
  /** As in a verdict: a rejection's, or why it was given back after it had been accepted. */
  readonly reason: string;
  /** Null: never by time. */
  readonly wakeAt: Instant | null;
  readonly orSignal: string | null;
}

export interface Woke {
  readonly by: 'time' | 'signal' | 'hand_raise' | 'asked';
  /** Reason of the cycle before; null: it was won, or lost. */
  readonly after: string | null;
}

export interface TaskWanted {
  readonly ownerId: string;
  readonly isDone: boolean;
}

export interface Handoff {
  readonly at: Instant;
  readonly cause:
    | { readonly kind: 'hand_raise'; readonly signalId: string }
    | { readonly kind: 'score' }
    | { readonly kind: 'stage' }
    /** A workflow or a person asked for it, whatever the score. */
    | { readonly kind: 'workflow'; readonly saidId: string };
  readonly temperature: Temperature;
  /** Who pinned that temperature; absent: the agreement decided it. */
  readonly pinnedBy?: string;
  /** Who has it now; everybody before stands in the cycle's assignments. */
  readonly ownerId: string;
  readonly ownerName: string;
  /** Why this lead, as it was said then: card, task, CLI and properties go on saying it. */
  readonly reasons: string;
  readonly assignedBecause: string;
  /** Each routing line tried, each person skipped and why. */
  readonly trace: readonly string[];
  /** Lifecycle stage it had in HubSpot then; null: none, absent: not kept by an earlier version. */
  readonly stageBefore?: string | null;
  /** Deadline for first contact, of whoever has it now. */
  readonly dueAt: Instant;
  /** Hash of the agreement under which it was made. */
  readonly agreement: string;
  /** How complete the picture was that went with it, 0 to 1, and what it lacked; absent: handed off before that was kept. */
  readonly brief?: { readonly completeness: number; readonly missing: readonly BriefPartName[] };
}

/** The handoff's own write has arrived in HubSpot: from then on the owner is the people's to change. */
export function hasLanded(handoff: Handoff, contact: Properties): boolean {
  const told = contact['baton_handoff_at'];
  return told !== undefined && (/^\d+$/.test(told) ? Number(told) : Date.parse(told)) === handoff.at;
}

/** Once handed off, a cycle moves only by what sales does with it: scores no longer change its state. */
export function isWithSales(cycle: Cycle): boolean {
  return cycle.handoff !== null && cycle.endedAt === null;
}

/**
 * The cycle a contact is in at `now`: the one in hand, or the next one when the last has ended and something wakes the lead, or the
 * first.
 */
export function cycleAt(
  last: Cycle | null,
  { agreement, lead, handRaised, now }: { agreement: Agreement; lead: Lead; handRaised: boolean; now: Instant },
): Cycle {
  if (last === null) return open(1, { spent: [], tookOver: [], woke: null, now });
  if (last.endedAt === null) return last;
  const by = wakes(last, { agreement, lead, handRaised, now });
  if (by === null) return last;
  const { spent, tookOver, recycle } = last;
  const before = ownerOf(last) ?? last.previousOwnerId;
  const next = open(last.no + 1, { spent, tookOver, woke: { by, after: recycle?.reason ?? null }, now });
  return before === undefined ? next : { ...next, previousOwnerId: before };
}

/**
 * What brings an ended cycle's contact back: its time, the signal its reason waits for, a hand raised since, or somebody who asks for it. Who was rejected
 * twice in a row for the same reason waits for the cool-down whatever happens: the second rejection was the answer.
 */
function wakes(
  last: Cycle,
  { agreement, lead, handRaised, now }: { agreement: Agreement; lead: Lead; handRaised: boolean; now: Instant },
): Woke['by'] | null {
  const { recycle, woke } = last;
  const endedAt = last.endedAt ?? now;
  const cooledDown = now >= endedAt + agreement.stages.cooldownMs;
  const isAgain = recycle !== null && woke?.after === recycle.reason;
  if (isAskedFor(lead, last)) return 'asked';
  if (handRaised && (cooledDown || !isAgain)) return 'hand_raise';
  if (recycle === null) return cooledDown ? 'time' : null;
  if (recycle.wakeAt !== null && now >= recycle.wakeAt) return 'time';
  const waited = recycle.orSignal;
  const seen = waited !== null && lead.signals.some(({ name, at }) => name === waited && at > endedAt && at <= now);
  return seen && (cooledDown || !isAgain) ? 'signal' : null;
}

/** Somebody asked for this lead to be handed off, and no handoff has answered it. */
export const isAskedFor = ({ askedFor }: Pick<Lead, 'askedFor'>, { spent }: Pick<Cycle, 'spent'>): boolean =>
  askedFor !== null && askedFor !== undefined && !spent.includes(askedFor.id);

/** When an ended cycle's contact may come again although nothing happens; null: never by itself. */
export function wakesAt({ endedAt, recycle }: Cycle, { stages }: Agreement): Instant | null {
  if (endedAt === null) return null;
  return recycle === null ? endedAt + stages.cooldownMs : recycle.wakeAt;
}

/** The owner id of whoever has this cycle's lead, or had it last; undefined: nobody ever. */
export const ownerOf = ({ assignments, handoff }: Pick<Cycle, 'assignments' | 'handoff'>): string | undefined =>
  assignments.at(-1)?.ownerId ?? handoff?.ownerId;

/** A cycle before its handoff. */
export const NOTHING_PROMISED = {
  assignments: [],
  clocks: [],
  pauses: [],
  attempt: null,
  contact: null,
  inbound: null,
  verdict: null,
  opportunityAt: null,
  recycle: null,
  woke: null,
  task: null,
} as const satisfies Partial<Cycle>;

function open(
  no: number,
  { spent, tookOver, woke, now }: Pick<Cycle, 'spent' | 'tookOver' | 'woke'> & { readonly now: Instant },
): Cycle {
  return {
    no,
    state: 'nurture',
    openedAt: now,
    mqlAt: null,
    sqlAt: null,
    sqlByScore: false,
    handoff: null,
    heldBecause: null,
    spent,
    stageGivenUp: null,
    tookOver,
    ...NOTHING_PROMISED,
    woke,
    endedAt: null,
  };
}

/**
 * The cycle of a contact that others were merged into. A handoff made for any of them stands, the earliest of several; else the
 * cycle furthest along. Hand-raises spent by any stay spent. Each merged contact is taken over once.
 */
export function inheritCycle(
  own: Cycle | null,
  merged: readonly { readonly contactId: string; readonly cycle: Cycle | null }[],
): Cycle | null {
  const fresh = merged.filter(({ contactId }) => own?.tookOver.includes(contactId) !== true);
  const all = [...(own === null ? [] : [own]), ...fresh.flatMap(({ cycle }) => cycle ?? [])];
  const [first] = [...all].sort(furthestFirst);
  if (fresh.length === 0 || first === undefined) return own;
  return {
    ...first,
    no: Math.max(...all.map((cycle) => cycle.no)),
    mqlAt: earliest(all.map((cycle) => cycle.mqlAt)),
    sqlAt: earliest(all.map((cycle) => cycle.sqlAt)),
    spent: [...new Set(all.flatMap((cycle) => cycle.spent))].sort(),
    tookOver: [
      ...new Set([...all.flatMap((cycle) => cycle.tookOver), ...fresh.map(({ contactId }) => contactId)]),
    ].sort(),
  };
}

/** In the hands of sales before in the hands of marketing, open before ended, then the one that got there first. */
function furthestFirst(a: Cycle, b: Cycle): number {
  return (
    Number(isWithSales(b)) - Number(isWithSales(a)) ||
    Number(a.endedAt !== null) - Number(b.endedAt !== null) ||
    compare(a.handoff?.at ?? Infinity, b.handoff?.at ?? Infinity) ||
    a.openedAt - b.openedAt
  );
}

function earliest(instants: readonly (Instant | null)[]): Instant | null {
  const known = instants.filter((at) => at !== null);
  return known.length === 0 ? null : Math.min(...known);
}

/** Infinity minus itself is no number. */
const compare = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1);
