/** The card of one contact: every expected state is an answer, none an error. */
import type { Cycle } from '../core/cycle.ts';
import { isWithSales } from '../core/cycle.ts';
import { answersNow, mayAnswer, verdictSaid } from '../core/may-answer.ts';
import type { NotNow } from '../core/may-answer.ts';
import type { Reading } from '../core/reading.ts';
import { readingOf } from '../core/reading.ts';
import type { BriefBlock } from '../core/brief.ts';
import { BRIEF_PARTS, briefOf } from '../core/brief.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { rejectReasons } from '../core/verdict.ts';
import type { Store } from '../deps.ts';
import type { ContactCard, LeadCard } from './contract.ts';
import {
  aheadView,
  clocksView,
  companyIn,
  criteriaView,
  momentText,
  nameIn,
  reasonName,
  reasonsView,
  receiptView,
  scoreView,
  snapshotIn,
  stateView,
  temperatureView,
  wholeCycle,
  wordsFor,
} from './lead-view.ts';
import type { Viewing } from './lead-view.ts';
import { timelineView } from './timeline-view.ts';

export type Known = NonNullable<Awaited<ReturnType<Store['contact']>>>;

/** @param known null: nothing was ever heard of it. */
export function contactView(contactId: string, known: Known | null, viewing: Viewing): ContactCard {
  const { rules, now } = viewing;
  const words = wordsFor(viewing);
  if (known === null || known.record === null) {
    const says = known === null ? words.neverSeen : words.notReadYet;
    return { kind: 'not_scored', contactId, asOf: now, says };
  }
  const { record } = known;
  if (record.goneAt !== null) {
    const { goneAt: since } = record;
    return { kind: 'gone', contactId, asOf: now, since, says: words.gone(momentText(since, viewing)) };
  }
  const { agreement } = rules;
  const cycles = known.cycles.flatMap((one) => wholeCycle(one) ?? []);
  const cycle = cycles.at(-1) ?? null;
  const snapshot = snapshotIn(contactId, { ...known, record, cycle }, viewing);
  const reading = readingOf(rules, { snapshot, now });
  const { lead, qualification } = reading;
  return {
    kind: 'lead',
    contactId,
    asOf: now,
    name: nameIn(record.properties, contactId),
    company: companyIn(record),
    agreement: { name: agreement.name, version: agreement.version, hash: agreement.hash.slice(0, 8) },
    notices: noticesView(known, viewing),
    score: scoreView(lead.score, viewing),
    stage: qualification.stage,
    temperature: temperatureView(reading, { cycle, viewing }),
    reasons: reasonsView(reading, viewing),
    state: stateView(cycle, viewing),
    cycle: cycle?.no ?? 1,
    clocks: clocksView(cycle, viewing),
    handoff: handoffView(cycle, viewing),
    verdict: verdictView(known, { cycle, viewing }),
    pin: pinView(reading, viewing),
    actions: actionsView(known, { cycle, viewing }),
    receipt: receiptView(lead.score),
    criteria: criteriaView(qualification, viewing),
    brief: briefView(snapshot, { reading, viewing }),
    ...timelineView({ ...known, signals: lead.signals, cycles }, viewing),
    ahead: aheadView(reading, viewing),
    earlier: earlierView(cycles.slice(0, -1), viewing),
  };
}

function noticesView({ buried }: Known, viewing: Viewing): LeadCard['notices'] {
  const words = wordsFor(viewing);
  return [
    ...(viewing.portal.liveSince !== null ? [] : [{ kind: 'not_live' as const, says: words.notLive }]),
    ...(viewing.isPaused ? [{ kind: 'paused' as const, says: words.paused }] : []),
    ...(buried === null ? [] : [{ kind: 'stuck' as const, says: words.stuck(buried.code) }]),
  ];
}

function handoffView(cycle: Cycle | null, { asker }: Viewing): LeadCard['handoff'] {
  if (cycle === null || cycle.handoff === null) return null;
  const { at, ownerId, ownerName, reasons, assignedBecause, trace } = cycle.handoff;
  return {
    at,
    owner: ownerName,
    isYou: asker.ownerId === ownerId,
    reasons,
    because: assignedBecause,
    trace: [...trace],
  };
}

/** The ledger's, or the one just said that no plan has taken up yet. */
function verdictView(
  { sayings }: Known,
  { cycle, viewing }: { cycle: Cycle | null; viewing: Viewing },
): LeadCard['verdict'] {
  const verdict = cycle === null ? null : verdictSaid(cycle, sayings);
  if (cycle === null || verdict === null) return null;
  const words = wordsFor(viewing);
  const { kind, at, reason, note, by } = verdict;
  return {
    kind,
    at,
    says: words.verdicts[kind](by, reason === null ? null : reasonName(reason, words)),
    note,
    isPending: cycle.verdict === null || cycle.verdict.at < at,
  };
}

function pinView({ pin }: Reading, viewing: Viewing): LeadCard['pin'] {
  if (pin === null) return null;
  const { as, until, by, note } = pin;
  return { as, until, says: wordsFor(viewing).pinned(as, momentText(until, viewing), by, note) };
}

/** One rule for the button and for the request it sends. */
export function answersFor(
  { record, cycles, sayings }: Known,
  { rules, portal, asker }: Pick<Viewing, 'rules' | 'portal' | 'asker'>,
): ReturnType<typeof answersNow> {
  const cycle = wholeCycle(cycles.at(-1));
  const may = mayAnswer(asker, {
    agreement: rules.agreement,
    cycle,
    contact: record?.properties ?? {},
    owners: portal.owners,
  });
  return answersNow(may, cycle, cycle === null ? null : (verdictSaid(cycle, sayings)?.kind ?? null));
}

function actionsView(known: Known, { cycle, viewing }: { cycle: Cycle | null; viewing: Viewing }): LeadCard['actions'] {
  const words = wordsFor(viewing);
  const answers = answersFor(known, viewing);
  const owner = cycle !== null && isWithSales(cycle) ? (cycle.handoff?.ownerName ?? '') : '';
  const allowed = (not: NotNow | null): LeadCard['actions']['accept'] => ({
    allowed: not === null,
    because: not === null ? null : words.notNow[not](owner),
  });
  return {
    accept: allowed(answers.accept),
    reject: {
      ...allowed(answers.reject),
      reasons: rejectReasons(viewing.rules.agreement).map((key) => ({ key, says: reasonName(key, words) })),
    },
    missing: { ...allowed(answers.missing), parts: BRIEF_PARTS.map((key) => ({ key, says: words.parts[key] })) },
    pin: allowed(answers.pin),
  };
}

/** Shown in full elsewhere on the card: here only whether it is there. */
const ELSEWHERE: ReadonlySet<BriefBlock['name']> = new Set(['history', 'score']);

function briefView(
  snapshot: Snapshot,
  { reading, viewing }: { reading: Reading; viewing: Viewing },
): LeadCard['brief'] {
  const { rules, now } = viewing;
  const { score, qualification, lead } = reading;
  const { agreement } = rules;
  const handoff = reading.last?.handoff ?? null;
  const brief = briefOf({ agreement, snapshot, score, signals: lead.signals, qualification, handoff, now });
  const words = wordsFor(viewing);
  return {
    complete: Math.round(brief.completeness * 100),
    missing: brief.missing.map((part) => words.parts[part]),
    blocks: brief.blocks.map(({ name, parts }) => ({
      title: words.blocks[name],
      parts: parts.map((part) => ({
        label: words.parts[part.name],
        known: part.known,
        lines: ELSEWHERE.has(name) ? [] : part.known ? [...part.lines] : [words.notKnown],
      })),
    })),
  };
}

function earlierView(cycles: readonly Cycle[], viewing: Viewing): LeadCard['earlier'] {
  return cycles
    .map((cycle) => ({
      no: cycle.no,
      openedAt: cycle.openedAt,
      endedAt: cycle.endedAt ?? cycle.openedAt,
      says: stateView(cycle, viewing).says,
    }))
    .reverse();
}
