/**
 * What a card says of one lead, from what is stored and the moment of looking: a pure function. The score is counted anew, never the
 * stored one: it has faded since. Cards show what this says and compute nothing.
 */
import type { Activity } from '../core/activity.ts';
import type { Criterion, Instant, Points } from '../core/agreement.ts';
import { cardWords } from '../core/card-words.ts';
import type { CardWords, Language } from '../core/card-words.ts';
import type { Clock, Cycle } from '../core/cycle.ts';
import { isWithSales, NOTHING_PROMISED } from '../core/cycle.ts';
import { dropSentence, reasonSentence, receiptRows, wayLines } from '../core/explain.ts';
import type { ReceiptRow } from '../core/explain.ts';
import type { Rules } from '../core/plan.ts';
import type { Answered, Qualification } from '../core/qualify.ts';
import type { Reading } from '../core/reading.ts';
import type { Saying } from '../core/said.ts';
import type { Score } from '../core/score.ts';
import { passed } from '../core/sla.ts';
import type { Portal, Properties, Snapshot } from '../core/snapshot.ts';
import { scoreBar, waysUp } from '../core/ways-up.ts';
import { points as spokenPoints, spoken } from '../core/words.ts';
import type { StoredContact } from '../deps.ts';
import { snapshotOf } from '../worker/load.ts';
import type { LeadCard } from './contract.ts';
import type { Asker } from './route.ts';

/** Everything a view depends on beside the lead. */
export interface Viewing {
  readonly rules: Rules;
  readonly portal: Portal;
  readonly isPaused: boolean;
  readonly asker: Asker;
  readonly language: Language;
  readonly now: Instant;
}

/**
 * The cycle with the hand raised that it answers: for a plan it is spent, so that it is not handed off again; on a card it is why sales
 * has the lead.
 */
function answering(cycle: Cycle | null): Cycle | null {
  if (cycle === null || cycle.handoff === null || !isWithSales(cycle)) return cycle;
  const { at, cause } = cycle.handoff;
  const raisedAt = (id: string): Instant => Number(id.slice(id.lastIndexOf('@') + 1));
  const isOfThis = (id: string): boolean =>
    (cause.kind === 'hand_raise' && id === cause.signalId) || raisedAt(id) >= at;
  return { ...cycle, spent: cycle.spent.filter((id) => !isOfThis(id)) };
}

/** What is remembered of a lead, as a plan would be given it. */
export const snapshotIn = (
  contactId: string,
  {
    record,
    cycle,
    sayings = [],
    activities = [],
  }: {
    readonly record: StoredContact;
    readonly cycle: Cycle | null;
    readonly sayings?: readonly Saying[];
    readonly activities?: readonly Activity[];
  },
  { portal, now }: Viewing,
): Snapshot =>
  snapshotOf(
    { contactId, cycle: answering(cycle), inherited: [], sayings, activities },
    { record, before: null, portal, now },
  );

/** A cycle stored by an earlier version lacks what came later. */
export const wholeCycle = (cycle: Cycle | undefined): Cycle | null =>
  cycle === undefined ? null : { ...NOTHING_PROMISED, ...cycle };

export const wordsFor = ({ language }: Pick<Viewing, 'language'>): CardWords => cardWords[language];

const formats = new Map<string, Intl.DateTimeFormat>();

/** "23 Nov 2026, 09:05" in the agreement's zone. */
export function momentText(at: Instant, { rules, language }: Pick<Viewing, 'rules' | 'language'>): string {
  const { locale } = cardWords[language];
  const zone = rules.agreement.timezone;
  const key = `${locale} ${zone}`;
  const format =
    formats.get(key) ?? new Intl.DateTimeFormat(locale, { timeZone: zone, dateStyle: 'medium', timeStyle: 'short' });
  formats.set(key, format);
  return format.format(at);
}

/** Hundredths to points. */
export const pointsOf = (hundredths: Points): number => hundredths / 100;

export function scoreView(score: Score, viewing: Viewing): LeadCard['score'] {
  const words = wordsFor(viewing);
  const [letter = '?', digit = '4'] = score.grade;
  return {
    total: pointsOf(score.total),
    behaviour: pointsOf(score.behaviour),
    profile: pointsOf(score.profile),
    grade: score.grade,
    gradeSays: `${words.letters[letter] ?? ''}, ${words.digits[digit] ?? ''}`,
    coverage: Math.round(score.coverage * 100),
  };
}

/** Fixed by the handoff, from then on. */
export function temperatureView(
  { qualification }: Reading,
  { cycle, viewing }: { cycle: Cycle | null; viewing: Viewing },
): LeadCard['temperature'] {
  const handoff = cycle !== null && isWithSales(cycle) ? cycle.handoff : null;
  const as = handoff?.temperature ?? qualification.temperature;
  return { as, says: wordsFor(viewing).temperature[as], isFixed: handoff !== null };
}

export function stateView(cycle: Cycle | null, viewing: Viewing): LeadCard['state'] {
  const kind = cycle?.state ?? 'nurture';
  const handoff = cycle?.handoff ?? null;
  return {
    kind,
    says: wordsFor(viewing).states[kind]({
      owner: handoff?.ownerName ?? '',
      since: handoff === null ? '' : momentText(cycle?.assignments.at(-1)?.at ?? handoff.at, viewing),
      because: cycle?.heldBecause ?? '',
    }),
  };
}

export function reasonsView({ lead, qualification }: Reading, { now }: Viewing): string {
  return reasonSentence({ score: lead.score, qualification, now });
}

/** The promises of whoever has it now; those of earlier owners are history. */
export function clocksView(cycle: Cycle | null, viewing: Viewing): LeadCard['clocks'] {
  if (cycle === null || cycle.handoff === null) return [];
  const { ownerId } = cycle.handoff;
  return cycle.clocks.filter((clock) => clock.ownerId === ownerId).map((clock) => clockView(clock, cycle, viewing));
}

function clockView(clock: Clock, cycle: Cycle, viewing: Viewing): LeadCard['clocks'][number] {
  const { now } = viewing;
  const words = wordsFor(viewing);
  const pauses = cycle.pauses.map(({ from, until }) => ({ from, until: until ?? now }));
  const at = Math.max(clock.used.until, Math.min(now, clock.endedAt ?? now));
  const due = momentText(clock.dueAt, viewing);
  const ended = clock.endedAt === null ? '' : words.metAt(momentText(clock.endedAt, viewing));
  const says: Readonly<Record<Clock['state'], string>> = {
    running: now > clock.dueAt ? words.late(due) : words.due(due),
    met: ended,
    breached: clock.endedAt === null ? words.late(due) : `${words.late(due)}, ${ended}`,
    paused: words.standsStill,
    cancelled: words.cancelled,
  };
  return {
    kind: clock.kind,
    name: words.clocks[clock.kind],
    state: clock.state,
    says: says[clock.state],
    by: clock.by,
    startedAt: clock.startedAt,
    dueAt: clock.dueAt,
    buyerDueAt: clock.buyerDueAt,
    repDueAt: clock.repDueAt,
    used: clock.promisedMs === 0 ? 1 : Math.round((100 * passed(clock, { at, pauses })) / clock.promisedMs) / 100,
  };
}

export function receiptView(score: Score): LeadCard['receipt'] {
  const rows = receiptRows(score);
  const worth = ({ state, points, raw }: ReceiptRow): Points =>
    Math.abs(state === 'unknown' || state === 'withheld' ? raw : points);
  const most = Math.max(1, ...rows.map(worth));
  return {
    rows: rows.map((row) => ({
      part: row.part,
      group: row.group,
      says: row.says,
      state: row.state,
      points: pointsOf(row.points),
      raw: pointsOf(row.raw),
      bar: Math.round((100 * worth(row)) / most),
    })),
    sum: `${spokenPoints(score.behaviour)} + ${spokenPoints(score.profile)} = ${spokenPoints(score.total)}`,
  };
}

export function criteriaView({ criteria }: Qualification, viewing: Viewing): LeadCard['criteria'] {
  const words = wordsFor(viewing);
  return (['mql', 'sql', 'hot', 'warm'] as const).map((of) => ({
    of,
    name: words.criteria[of],
    answer: criteria[of].answer,
    lines: answeredLines(criteria[of], { words, depth: 0 }),
  }));
}

function answeredLines(
  answered: Answered,
  { words, depth }: { words: CardWords; depth: number },
): LeadCard['criteria'][number]['lines'] {
  const { kind } = answered.criterion;
  const line = { depth, answer: answered.answer, asks: asksOf(kind, answered, words), found: answered.found };
  return [line, ...answered.of.flatMap((one) => answeredLines(one, { words, depth: depth + 1 }))];
}

const asksOf = (kind: Criterion['kind'], { asks }: Answered, { joins }: CardWords): string =>
  kind === 'all' || kind === 'any' || kind === 'not' ? joins[kind] : asks;

const WAYS_SHOWN = 5;

/** What would lift the lead over the bar, or when it falls below the one it has to stay above. */
export function aheadView({ lead }: Reading, { rules }: Viewing): LeadCard['ahead'] {
  const { agreement, scorer } = rules;
  const bar = scoreBar(agreement);
  if (bar === null) return { ways: [], drop: null };
  const ways = waysUp(scorer, lead, bar).slice(0, WAYS_SHOWN);
  const says = wayLines(ways);
  const below = agreement.stages.leaveSqlBelow ?? bar;
  return {
    ways: ways.map(({ reaches }, i) => ({ says: says[i] ?? '', reaches })),
    drop:
      lead.score.total < below
        ? null
        : dropSentence({ at: scorer.dropsBelow({ lead, bar: below }), bar: below, zone: agreement.timezone }),
  };
}

export function nameIn(contact: Properties, contactId: string): string {
  const name = [contact['firstname'], contact['lastname']]
    .filter((part) => part !== undefined && part !== '')
    .join(' ');
  return name || (contact['email'] ?? `contact ${contactId}`);
}

export const companyIn = ({ properties, company }: StoredContact): string | null =>
  company?.['name'] ?? properties['company'] ?? null;

/** In the words of the catalogue, else as the agreement calls it. */
export const reasonName = (key: string, { reasons }: CardWords): string => reasons[key] ?? spoken(key);
