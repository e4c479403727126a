// What the agreement does while a promise runs out: who is reminded, who is told, and when somebody else gets the lead.
// Refuses to know how a message is sent, and who else there is.
import type { Agreement, Instant } from './agreement.ts';
import { leadName } from './brief.ts';
import type { Clock, Cycle, Handoff } from './cycle.ts';
import type { Occasion, Tell } from './effect.ts';
import { closed, dueAt } from './sla.ts';
import type { Owner, Snapshot } from './snapshot.ts';
import { english, span } from './words.ts';

export interface Climb {
  readonly cycle: Cycle & { readonly handoff: Handoff };
  readonly tells: readonly Tell[];
  /** A step says that somebody else gets the lead, and nobody has tried to reach it. */
  readonly reassigns: boolean;
  readonly because: readonly string[];
}

interface LadderInput {
  readonly agreement: Agreement;
  readonly snapshot: Snapshot;
  readonly now: Instant;
}

/**
 * Takes the steps of the ladder that are due, each once and never early. Several at once, after an outage, are taken together: one
 * message per person, about how it stands now. It climbs while first contact is promised and not made.
 */
export function climb(cycle: Cycle & { readonly handoff: Handoff }, input: LadderInput): Climb {
  const { agreement, now } = input;
  const index = cycle.clocks.findLastIndex(isClimbed);
  const clock = cycle.clocks[index];
  const still: Climb = { cycle, tells: [], reassigns: false, because: [] };
  if (clock === undefined) return still;
  const pauses = closed(cycle.pauses);
  const due = agreement.sla.ladder.filter(
    ({ atShare }) => !clock.rungs.includes(atShare) && dueAt(clock, { share: atShare, pauses }) <= now,
  );
  if (due.length === 0) return still;
  const rungs = [...clock.rungs, ...due.map(({ atShare }) => atShare)].sort((a, b) => a - b);
  const steps = new Set(due.flatMap((step) => step.do));
  const share = Math.max(...due.map(({ atShare }) => atShare));
  const occasion: Occasion = clock.breachedAt === null ? 'remind' : 'breach';
  const audiences: readonly Tell['audience'][] = [
    ...(steps.has('remind') ? (['owner'] as const) : []),
    ...(steps.has('tell backup') ? (['backup'] as const) : []),
    ...(steps.has('tell manager') ? (['manager'] as const) : []),
  ];
  return {
    cycle: { ...cycle, clocks: cycle.clocks.with(index, { ...clock, rungs }) },
    tells: audiences.flatMap(
      (audience) => tellOf(cycle, { ...input, clock, occasion, audience, nth: `${index}-${share}` }) ?? [],
    ),
    // Who has tried is not replaced: the lead did not pick up, and another caller would be a stranger again.
    reassigns: steps.has('reassign') && cycle.attempt === null,
    because: [
      `${Math.round(share * 100)} % of the time for first contact has passed: ${[...steps].join(', ')}.`,
      ...(steps.has('reassign') && cycle.attempt !== null
        ? ['It stays with its owner, who has tried to reach it.']
        : []),
    ],
  };
}

/** When the next step is due, or the promise is broken; null: nothing is running. */
export function nextStepAt({ clocks, pauses }: Cycle, { sla }: Agreement): Instant | null {
  const spans = closed(pauses);
  const moments = clocks.flatMap((clock): readonly Instant[] => {
    if (clock.endedAt !== null) return [];
    if (clock.state === 'paused') return spans.map(({ until }) => until).filter((until) => until > clock.startedAt);
    const steps =
      clock.kind === 'first_contact' ? sla.ladder.filter(({ atShare }) => !clock.rungs.includes(atShare)) : [];
    return [
      ...(clock.state === 'running' ? [clock.dueAt] : []),
      ...steps.map(({ atShare }) => dueAt(clock, { share: atShare, pauses: spans })),
    ];
  });
  return moments.length === 0 ? null : Math.min(...moments);
}

const isClimbed = ({ kind, state, endedAt }: Clock): boolean =>
  kind === 'first_contact' && endedAt === null && (state === 'running' || state === 'breached');

/** Null: nobody is known to be told. */
export function tellOf(
  { no, handoff }: Cycle & { readonly handoff: Handoff },
  {
    agreement,
    snapshot,
    now,
    clock,
    occasion,
    audience,
    nth,
  }: LadderInput & {
    readonly clock: Clock;
    readonly occasion: Occasion;
    readonly audience: Tell['audience'];
    /** Tells apart what is told more than once. */
    readonly nth: string;
  },
): Tell | null {
  const { contactId, contact, portal } = snapshot;
  const email = emailOf(audience, { agreement, owner: portal.owners.find(({ id }) => id === clock.ownerId) });
  if (email === null) return null;
  const lead = leadName(contact, contactId);
  const left = clock.dueAt - now;
  return {
    kind: 'Tell',
    key: `tell:${contactId}:${no}:${occasion}:${audience}:${nth}`,
    contactId,
    cycleNo: no,
    occasion,
    audience,
    email,
    temperature: handoff.temperature,
    subject: left > 0 ? english.contactDueIn(lead, span(left)) : english.contactOverdue(lead, span(-left)),
    lines: [
      handoff.reasons,
      english.withSince(handoff.ownerName, span(now - clock.startedAt)),
      english.buyerWaits(span(now - handoff.at)),
    ],
    at: now,
  };
}

/** Whom the agreement names: a manager or backup that it does not know is nobody; for a manager, whoever hears of unrouted leads. */
export function emailOf(
  audience: Tell['audience'],
  { agreement, owner }: { agreement: Agreement; owner: Owner | undefined },
): string | null {
  const email = owner?.email.toLowerCase();
  const person = email === undefined ? undefined : agreement.people[email];
  switch (audience) {
    case 'owner':
      return email ?? null;
    case 'backup':
      return person?.backup ?? null;
    case 'manager':
      return person?.manager ?? agreement.fallback.tell;
    case 'fallback':
      return agreement.fallback.tell;
    case 'lead':
      return null;
  }
}
