// What has become of a lead since sales has it: who has it, what proves contact, what the answer is, how each promise stands.
// Made from everything that happened, in whatever order it was told. Refuses to know who is told when a promise is broken.
import type { Agreement, Instant, Temperature } from './agreement.ts';
import type { Assignment, Clock, Cycle, CycleState, Handoff, Pause, Verdict } from './cycle.ts';
import { hasLanded } from './cycle.ts';
import type { Evidence } from './evidence.ts';
import { evidenceOf } from './evidence.ts';
import type { Lead, Qualification } from './qualify.ts';
import type { Saying } from './said.ts';
import type { Kept } from './sla.ts';
import { calendarOf, evaluate, firstContactDue, recalendar, startClocks, tighten } from './sla.ts';
import type { Owner, Snapshot } from './snapshot.ts';
import { answerIn, recycleOf, sayingsOf } from './verdict.ts';

export interface FollowInput {
  readonly agreement: Agreement;
  readonly snapshot: Snapshot;
  readonly lead: Lead;
  readonly qualification: Qualification;
  readonly now: Instant;
}

/** The cycle as it stands now. Of one that has ended too: evidence and second thoughts may come late. */
export function follow(
  last: Cycle & { readonly handoff: Handoff },
  input: FollowInput,
): Cycle & { readonly handoff: Handoff } {
  const { agreement, snapshot, qualification, now } = input;
  const said = sayingsOf(last, snapshot.sayings ?? []);
  const evidence = evidenceOf(snapshot.activities ?? [], { since: last.handoff.at, now });
  const pauses = pausesIn(said);

  let cycle = promisedSinceHandoff(last, input);
  if (cycle.endedAt === null) {
    const given = givenInHubSpot(cycle, snapshot, now);
    if (given !== null) cycle = assign(cycle, { ...given, agreement });
    cycle = hotter(cycle, { agreement, qualification, now });
    cycle = { ...cycle, clocks: recalendared(cycle, { agreement, owners: snapshot.portal.owners, pauses, now }) };
  }
  const outcome = outcomeOf(cycle, { agreement, snapshot, said, evidence, now });
  const kept: Kept = { proof: null, over: null, pauses };
  const clocks = cycle.clocks.map((clock) =>
    evaluate(
      clock,
      { ...kept, proof: proofFor(clock, evidence, outcome.verdict), over: overFor(clock, cycle, outcome) },
      now,
    ),
  );
  const unansweredAt = clocks.findLast(({ kind }) => kind === 'verdict')?.breachedAt ?? null;
  const verdict: Verdict | null =
    outcome.verdict !== null || unansweredAt === null
      ? outcome.verdict
      : { kind: 'expired', at: unansweredAt, reason: null, note: '', by: null, inferredFrom: null };
  const { attempt, contact, inbound } = evidence;
  const followed = {
    ...cycle,
    clocks,
    pauses,
    attempt,
    contact,
    inbound,
    verdict,
    opportunityAt: outcome.opportunityAt,
    endedAt: outcome.endedAt,
    recycle: outcome.backBecause === null ? null : recycleOf(agreement, outcome.backBecause),
    spent: spentBy(cycle, input.lead, outcome.endedAt ?? now),
    handoff: { ...cycle.handoff, dueAt: firstContactDue(clocks) ?? cycle.handoff.dueAt },
  };
  return { ...followed, state: stateOf(followed, outcome) };
}

/** A handoff made by an earlier version made no promises: they are made up for, from when it was made. */
function promisedSinceHandoff(
  last: Cycle & { readonly handoff: Handoff },
  { agreement, snapshot }: FollowInput,
): Cycle & { readonly handoff: Handoff } {
  if (last.assignments.length > 0) return last;
  const { at, ownerId, ownerName, assignedBecause, trace, temperature } = last.handoff;
  const owner = snapshot.portal.owners.find(({ id }) => id === ownerId) ?? { id: ownerId };
  return {
    ...last,
    assignments: [{ at, ownerId, ownerName, because: assignedBecause, trace }],
    clocks: startClocks({ agreement, temperature, owner, at, handedOffAt: at }),
  };
}

/** Pauses as they were said, each up to where the next word ended it. */
export function pausesIn(said: readonly Saying[]): readonly Pause[] {
  const pauses: Pause[] = [];
  for (const { at, by, what } of said) {
    const last = pauses.at(-1);
    if (what.kind !== 'resumed' && what.kind !== 'paused') continue;
    if (last !== undefined && (last.until === null || last.until > at))
      pauses[pauses.length - 1] = { ...last, until: at };
    if (what.kind === 'paused')
      pauses.push({ reason: what.reason, from: at, until: what.until, by: by.email, note: what.note });
  }
  return pauses.filter(({ from, until }) => until === null || until > from);
}

export interface Given {
  readonly owner: Owner;
  readonly assignment: Assignment;
}

/** Somebody gave the lead to another person in HubSpot; null: it is where the ledger has it, or our own change is on its way. */
function givenInHubSpot(cycle: Cycle & { readonly handoff: Handoff }, snapshot: Snapshot, now: Instant): Given | null {
  const { contact, before, portal } = snapshot;
  const shown = contact['hubspot_owner_id'];
  const [previous, current] = lastTwo(cycle);
  if (shown === undefined || shown === current?.ownerId || !hasLanded(cycle.handoff, contact)) return null;
  if (shown === previous?.ownerId && (before === null || before['hubspot_owner_id'] === shown)) return null;
  const owner = portal.owners.find(({ id, kind, active }) => id === shown && kind === 'person' && active);
  if (owner === undefined) return null;
  const because = 'somebody made them the owner in HubSpot';
  return { owner, assignment: { at: now, ownerId: owner.id, ownerName: owner.name, because, trace: [] } };
}

export const lastTwo = ({ assignments }: Cycle): readonly [Assignment | undefined, Assignment | undefined] => [
  assignments.at(-2),
  assignments.at(-1),
];

/** Gives the lead to somebody else: the buyer's clock runs on, the new owner's begin, and what the last one missed stays missed. */
export function assign(
  cycle: Cycle & { readonly handoff: Handoff },
  { agreement, owner, assignment }: Given & { readonly agreement: Agreement },
): Cycle & { readonly handoff: Handoff } {
  const { temperature } = cycle.handoff;
  const { at, because, trace } = assignment;
  const done = new Set(cycle.clocks.filter(({ state }) => state === 'met').map(({ kind }) => kind));
  const fresh = startClocks({ agreement, temperature, owner, at, handedOffAt: cycle.handoff.at })
    // Kept is kept, whoever has it now; and after a late contact nobody is to make a first one.
    .filter(({ kind }) => !done.has(kind) && (kind === 'verdict' || cycle.contact === null));
  const clocks = [
    ...cycle.clocks.map((clock) => {
      if (clock.endedAt !== null) return clock;
      return evaluate(clock, { proof: null, over: { at, because: handedOn(owner.name) }, pauses: cycle.pauses }, at);
    }),
    ...fresh,
  ];
  return {
    ...cycle,
    assignments: [...cycle.assignments, assignment],
    clocks,
    handoff: {
      ...cycle.handoff,
      ownerId: owner.id,
      ownerName: owner.name,
      assignedBecause: because,
      trace,
      dueAt: firstContactDue(clocks) ?? cycle.handoff.dueAt,
    },
  };
}

const handedOn = (name: string): string => `given to ${name}`;

/**
 * While sales has the lead, a further hand-raise belongs to this handoff, and so does a pin: the temperature may rise, and with it
 * the promise.
 */
function hotter(
  cycle: Cycle & { readonly handoff: Handoff },
  { agreement, qualification, now }: { agreement: Agreement; qualification: Qualification; now: Instant },
): Cycle & { readonly handoff: Handoff } {
  const { temperature, handRaise, pin } = qualification;
  if ((handRaise === null && pin === null) || WARMTH[temperature] <= WARMTH[cycle.handoff.temperature]) return cycle;
  return {
    ...cycle,
    handoff: { ...cycle.handoff, temperature, ...(pin === null ? {} : { pinnedBy: pin.by }) },
    clocks: tighten(cycle.clocks, { agreement, temperature, now }),
  };
}

const WARMTH: Readonly<Record<Temperature, number>> = { cold: 0, warm: 1, hot: 2 };

function recalendared(
  { clocks }: Cycle,
  {
    agreement,
    owners,
    pauses,
    now,
  }: { agreement: Agreement; owners: readonly Owner[]; pauses: readonly Pause[]; now: Instant },
): readonly Clock[] {
  return clocks.map((clock) => {
    const owner = owners.find(({ id }) => id === clock.ownerId);
    // Who is gone from the directory keeps the calendar they had.
    return owner === undefined ? clock : recalendar(clock, { calendar: calendarOf(agreement, owner), pauses, now });
  });
}

type End = 'won' | 'lost' | 'rejected' | 'recycled';

const endOf = (state: CycleState): End =>
  state === 'won' || state === 'lost' || state === 'rejected' ? state : 'recycled';

interface Outcome {
  readonly verdict: Verdict | null;
  readonly opportunityAt: Instant | null;
  readonly endedAt: Instant | null;
  readonly endedAs: End | null;
  readonly backBecause: { readonly reason: string; readonly at: Instant } | null;
}

/** HubSpot's own stages: https://knowledge.hubspot.com/records/use-lifecycle-stages */
const OPPORTUNITY = 'opportunity';
const CUSTOMERS = new Set(['customer', 'evangelist']);

function outcomeOf(
  last: Cycle & { readonly handoff: Handoff },
  {
    snapshot,
    said,
    evidence,
    now,
  }: { agreement: Agreement; snapshot: Snapshot; said: readonly Saying[]; evidence: Evidence; now: Instant },
): Outcome {
  const stage = snapshot.contact['lifecyclestage'] ?? '';
  const answer = answerIn(said);
  // Where it stood when it was handed off, sales has not brought it.
  const hasMoved = stage !== last.handoff.stageBefore;
  const isCustomer = CUSTOMERS.has(stage) && hasMoved;
  const opportunityAt = last.opportunityAt ?? ((stage === OPPORTUNITY && hasMoved) || isCustomer ? now : null);
  const verdict = answer.verdict ?? inferred({ evidence, opportunityAt });
  const rest = { verdict, opportunityAt };
  if (verdict?.kind === 'rejected') {
    const back = { reason: verdict.reason ?? '', at: verdict.at };
    return { ...rest, endedAt: verdict.at, endedAs: 'rejected', backBecause: back };
  }
  if (answer.givenBack !== null) {
    return { ...rest, endedAt: answer.givenBack.at, endedAs: 'recycled', backBecause: answer.givenBack };
  }
  if (last.endedAt !== null && !(last.state === 'rejected' && verdict?.kind === 'accepted')) {
    // Ended stays ended: a stage set back, or words no longer there, open nothing again. Only second thoughts do.
    const { reason = null } = last.recycle ?? {};
    const backBecause = reason === null ? null : { reason, at: last.endedAt };
    return {
      ...rest,
      verdict: verdict ?? last.verdict,
      endedAt: last.endedAt,
      endedAs: endOf(last.state),
      backBecause,
    };
  }
  if (isCustomer) return { ...rest, endedAt: now, endedAs: 'won', backBecause: null };
  return { ...rest, endedAt: null, endedAs: null, backBecause: null };
}

/** Who held a meeting or made it an opportunity has accepted without a word; the earlier of the two says so. */
function inferred({ evidence, opportunityAt }: { evidence: Evidence; opportunityAt: Instant | null }): Verdict | null {
  const signs = [
    ...(evidence.meeting === null ? [] : [{ at: evidence.meeting.at, from: evidence.meeting.evidence }]),
    ...(opportunityAt === null ? [] : [{ at: opportunityAt, from: 'it became an opportunity' }]),
  ].sort((a, b) => a.at - b.at);
  const [first] = signs;
  if (first === undefined) return null;
  return { kind: 'accepted', at: first.at, reason: null, note: '', by: null, inferredFrom: first.from };
}

function proofFor(clock: Clock, evidence: Evidence, verdict: Verdict | null): Kept['proof'] {
  switch (clock.kind) {
    case 'first_attempt':
    case 'first_contact': {
      const proof = clock.kind === 'first_attempt' ? evidence.attempt : evidence.contact;
      // What happened before this owner had it was the last one's doing, and leaves nothing to promise.
      return proof === null
        ? null
        : { at: Math.max(proof.at, clock.startedAt), because: `${proof.because} (${proof.evidence})` };
    }
    case 'verdict':
      return verdict === null ? null : { at: Math.max(verdict.at, clock.startedAt), because: saidOf(verdict) };
  }
}

function saidOf({ kind, reason, by, inferredFrom }: Verdict): string {
  if (inferredFrom !== null) return `accepted without a word: ${inferredFrom}`;
  return `${kind}${reason === null ? '' : `, ${reason}`}${by === null ? '' : ` by ${by}`}`;
}

/** What ends a promise unkept: the next owner, the end of the cycle, or that it became an opportunity. The earliest counts. */
function overFor(clock: Clock, { assignments }: Cycle, { endedAt, endedAs, opportunityAt }: Outcome): Kept['over'] {
  const next = assignments.find(({ at }) => at > clock.startedAt);
  const ends = [
    ...(next === undefined ? [] : [{ at: next.at, because: handedOn(next.ownerName) }]),
    ...(endedAt === null ? [] : [{ at: endedAt, because: `the lead is ${endedAs ?? 'gone'}` }]),
    ...(opportunityAt === null ? [] : [{ at: opportunityAt, because: 'it became an opportunity' }]),
  ].sort((a, b) => a.at - b.at);
  return ends[0] ?? null;
}

/** Every hand-raise and every request up to then is spent by this handoff: a rejection does not hand the same requests off again. */
export function spentBy(cycle: Pick<Cycle, 'spent'>, lead: Lead, until: Instant): readonly string[] {
  const raised = lead.signals.filter(({ handRaise, at }) => handRaise && at <= until).map(({ id }) => id);
  const asked = lead.askedFor && lead.askedFor.at <= until ? [lead.askedFor.id] : [];
  return [...new Set([...cycle.spent, ...raised, ...asked])];
}

function stateOf(
  { verdict, contact, attempt, opportunityAt }: Pick<Cycle, 'verdict' | 'contact' | 'attempt' | 'opportunityAt'>,
  { endedAs }: Outcome,
): CycleState {
  if (endedAs !== null) return endedAs;
  if (opportunityAt !== null) return 'opportunity';
  if (verdict !== null) return verdict.kind;
  if (contact !== null) return 'contacted';
  return attempt === null ? 'handed_off' : 'attempted';
}
