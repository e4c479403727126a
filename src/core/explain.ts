// Receipts, qualifications and decisions as plain sentences: card, task, property and CLI print the same ones.
// Refuses to compute a score or to decide: it words what it is given.
import type { Instant, Points } from './agreement.ts';
import type { Withheld } from './bots.ts';
import type { Pin } from './pin.ts';
import type { Answered, Qualification } from './qualify.ts';
import { propertyKey } from './agreement.ts';
import type { Contribution, Score } from './score.ts';
import type { Way } from './ways-up.ts';
import {
  ago,
  deed,
  english,
  minuteText,
  momentText,
  points,
  sentence,
  shown,
  shownSubject,
  signed,
  spoken,
  times,
} from './words.ts';

export { ago, points } from './words.ts';

/** How many deeds a reason names beside a hand-raise and who the lead is. */
const DEEDS_NAMED = 3;

/**
 * Why this lead, in one sentence: "Asked for a demo 4 minutes ago (Demo request DE); VP Sales at a 300-person computer software
 * company; read pricing twice". Never empty.
 */
export function reasonSentence({
  score,
  qualification,
  now,
}: {
  score: Score;
  qualification: Qualification;
  now: Instant;
}): string {
  const { handRaise } = qualification;
  const raised =
    handRaise === null
      ? []
      : [english.raisedHand(deed(handRaise.name), ago(now - handRaise.at), shownSubject(handRaise.subject))];
  const who = whoIs(score.receipt);
  const did = deeds(score.receipt)
    .filter(({ subject }) => subject !== handRaise?.name)
    .slice(0, DEEDS_NAMED)
    .map(({ subject, count, last }) =>
      count === 1 && last !== null ? `${deed(subject)} ${ago(now - last)}` : `${deed(subject)} ${times(count)}`,
    );
  const combined = score.receipt.flatMap((line) =>
    line.group === 'combinations' && line.evidence !== null ? [line.evidence.what] : [],
  );
  const parts = [...raised, ...(who === null ? [] : [who]), ...did, ...combined];
  return parts.length === 0 ? english.nothingYet : sentence(parts.join('; '));
}

/** The reason as it is written down to be read later: with the moment from which "just now" counts. */
export function reasonsAsOf({
  score,
  qualification,
  now,
  zone,
}: {
  score: Score;
  qualification: Qualification;
  now: Instant;
  zone: string;
}): string {
  return `${reasonSentence({ score, qualification, now })} (${momentText(now, zone)})`;
}

/** "VP Sales at a 300-person computer software company", from the profile lines that earned points; null: nothing known. */
function whoIs(receipt: readonly Contribution[]): string | null {
  const value = (...keys: readonly string[]): string | null => {
    const line = receipt.find((one) => keys.includes(one.subject) && one.part === 'profile' && one.evidence !== null);
    return line?.evidence === undefined || line.evidence === null ? null : shown(line.evidence.what);
  };
  const employees = value('company.numberofemployees', 'contact.numemployees');
  const industry = value('company.industry', 'contact.industry');
  const firm = [
    employees === null ? null : english.employees(employees),
    industry === null ? null : english.anIndustry(industry),
  ].filter((part) => part !== null);
  return english.person(value('contact.jobtitle'), firm.length === 0 ? null : `${firm.join(' ')} company`);
}

interface Deeds {
  readonly subject: string;
  readonly count: number;
  readonly points: Points;
  readonly last: Instant | null;
}

/** What still earns points, most points first. */
function deeds(receipt: readonly Contribution[]): readonly Deeds[] {
  const bySubject = new Map<string, Deeds>();
  for (const line of receipt) {
    if (line.part !== 'behaviour' || line.state !== 'counted' || line.points <= 0 || line.group === 'combinations')
      continue;
    const sofar = bySubject.get(line.subject);
    bySubject.set(line.subject, {
      subject: line.subject,
      // What counts how often something happened says nothing that the happenings do not.
      count: line.times === undefined ? (sofar?.count ?? 0) + 1 : Math.max(sofar?.count ?? 0, line.times),
      points: (sofar?.points ?? 0) + line.points,
      last: Math.max(sofar?.last ?? -Infinity, line.evidence?.at ?? -Infinity),
    });
  }
  return [...bySubject.values()].sort((a, b) => b.points - a.points || (a.subject < b.subject ? -1 : 1));
}

/** One or several lines of a receipt as people read them: what counted together is told together. */
export interface ReceiptRow {
  readonly part: Contribution['part'];
  readonly group: string;
  readonly subject: string;
  readonly state: Contribution['state'];
  /** The points printed add up to the score. */
  readonly points: Points;
  /** Before anything faded; for what is unknown or withheld: what it could be worth. */
  readonly raw: Points;
  readonly says: string;
}

/** Several counted lines of one signal in one group are one row. */
export function receiptRows(score: Score): readonly ReceiptRow[] {
  const lines = new Map<string, { last: Contribution; count: number; points: Points; raw: Points }>();
  for (const line of score.receipt) {
    const key = `${line.part} ${line.group} ${line.subject} ${line.state} ${line.times ?? ''} ${line.part === 'profile' ? lines.size : ''}`;
    const sofar = lines.get(key) ?? { count: 0, points: 0, raw: 0 };
    lines.set(key, {
      last: line,
      count: sofar.count + 1,
      points: sofar.points + line.points,
      raw: sofar.raw + line.raw,
    });
  }
  return [...lines.values()].map(({ last, count, points: sum, raw }) => ({
    part: last.part,
    group: last.group,
    subject: last.subject,
    state: last.state,
    points: sum,
    raw,
    says: lineText(last, { count, at: score.at }),
  }));
}

/** The receipt in words, one line each, ending with the sum. */
export function receiptLines(score: Score): readonly string[] {
  return [
    ...receiptRows(score).map(({ state, points: sum, says }) =>
      state === 'unknown' ? says : `${signed(sum)} ${says}`,
    ),
    english.sum(points(score.total), points(score.behaviour), points(score.profile)),
  ];
}

function lineText(line: Contribution, { count, at }: { count: number; at: Instant }): string {
  const subject = spoken(line.subject);
  switch (line.state) {
    case 'unknown':
      return line.evidence === null
        ? english.unknownLine(subject, points(line.raw))
        : english.unreadable(subject, shown(line.evidence.what), points(line.raw));
    case 'limit':
      if (line.subject === 'cap') return english.cap(line.group);
      if (line.subject === 'only') return english.only(line.group);
      if (line.subject !== 'floor') return english.withheld(subject);
      return line.group === line.part ? english.floor(line.group) : english.mostTaken(line.group);
    case 'withheld':
      return english.scanner(subject, times(count), shown(line.evidence?.what ?? ''), signed(line.raw * count));
    case 'counted': {
      const { evidence } = line;
      if (evidence === null) return subject;
      if (line.group === 'combinations') return english.combinationLine(evidence.what);
      if (evidence.at === null) return english.profileLine(subject, shown(evidence.what));
      if (line.times !== undefined) return english.tallyLine(subject, times(line.times), ago(at - evidence.at));
      return english.signalLine(subject, times(count), shownSubject(evidence.what), ago(at - evidence.at));
    }
  }
}

const MARK = { yes: '✓', no: '✗', unknown: '?' } as const;

/** A criterion as indented lines: "✓ score at least 75: 84.7", "? company at least 50: not known". */
export function criterionLines(answered: Answered, depth = 0): readonly string[] {
  const indent = '  '.repeat(depth);
  const mark = MARK[answered.answer];
  const { kind } = answered.criterion;
  if (kind !== 'all' && kind !== 'any' && kind !== 'not') {
    return [`${indent}${mark} ${answered.asks}: ${shown(answered.found)}`];
  }
  const title = { all: 'all of', any: 'any of', not: 'not' }[kind];
  return [`${indent}${mark} ${title}`, ...answered.of.flatMap((one) => criterionLines(one, depth + 1))];
}

/** Stage, temperature and what they rest on, in a few lines. */
export function qualificationLines(qualification: Qualification): readonly string[] {
  const { stage, temperature, blockedBy, because } = qualification;
  return [
    `Stage: ${stage === 'none' ? 'not qualified' : stage.toUpperCase()}${stage === 'none' ? '' : `, ${temperature}`}`,
    ...because.map((text) => `${sentence(text)}.`),
    ...(blockedBy === null ? [] : [`Blocked: ${blockedBy.because}.`]),
  ];
}

/** "Book a meeting: 63 → 81", one line per way, in their order. */
export function wayLines(ways: readonly Way[]): readonly string[] {
  return ways.map(({ change, from, to }) => {
    const what =
      change.kind === 'signal'
        ? spoken(change.signal)
        : english.wereKnown(spoken(propertyKey(change.property)), change.value);
    return sentence(english.wayUp(what, points(from), points(to)));
  });
}

/** "Treated as hot until Thursday 26 November 2026 at 14:05 (Europe/Berlin): maria@example.com said so (met her at the fair)." */
export function pinSentence({ as, until, by, note }: Pin, zone: string): string {
  return english.pinned(as, minuteText(until, zone), zone, by, note);
}

/** "Withheld as a scanner’s: contact.hs_email_last_click_date@1782371969536, 4 links in 3 s", one line per click, oldest first. */
export const withheldLines = (clicks: readonly Withheld[]): readonly string[] =>
  [...new Map(clicks.map((one) => [one.id, one])).values()]
    .sort((a, b) => a.fact.at - b.fact.at || (a.id < b.id ? -1 : 1))
    .map(({ id, because }) => english.withheldClick(id, because));

/** "Falls below 60 on Thursday 26 November 2026 at 14:05 (Europe/Berlin) unless something happens." */
export function dropSentence({ at, bar, zone }: { at: Instant | null; bar: Points; zone: string }): string {
  return at === null ? english.staysAbove(points(bar)) : english.fallsBelow(points(bar), minuteText(at, zone), zone);
}
