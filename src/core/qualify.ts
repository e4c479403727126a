// From score and criteria to a stage and a temperature, with the evidence for each answer.
// Refuses to know what happens next: handing off is the cycle's business.
import type { Agreement, Criterion, Instant, Points, PropertyTest, Temperature } from './agreement.ts';
import { AXIS_CAP, propertyKey } from './agreement.ts';
import { allOf, anyOf, inList, opposite, valueOf } from './ask.ts';
import type { Pin } from './pin.ts';
import type { AskedFor } from './asked-for.ts';
import type { Answer } from './property-test.ts';
import { testerOf } from './property-test.ts';
import type { Score } from './score.ts';
import type { Signal } from './signal.ts';
import { HAND_STAYS_UP_MS, isSpent } from './signal.ts';
import type { Properties } from './snapshot.ts';
import { ago, english, exactSpan, points, shownSubject, spoken, times } from './words.ts';

export type { Answer } from './property-test.ts';

/** Everything a criterion can ask about. */
export interface Lead {
  readonly score: Score;
  /** As `signalsOf` gives them; those dated after `now` do not count yet. */
  readonly signals: readonly Signal[];
  readonly contact: Properties;
  readonly company: Properties | null;
  /** HubSpot lists it is in now; absent: not read. */
  readonly lists?: readonly string[] | undefined;
  /** Ids of hand-raises that a handoff has answered: they no longer count. */
  readonly spent: readonly string[];
  /** Somebody asked for it to be handed off, whatever its score; absent: nobody did. */
  readonly askedFor?: AskedFor | null;
  /** It became SQL by its score earlier in this cycle: then it stays SQL down to `leave_sql_below`. */
  readonly wasSql: boolean;
  /** A temperature that somebody pinned, while it holds; absent: none. */
  readonly pin?: Pin | null;
  readonly now: Instant;
}

/** A criterion with its answer and what it was answered from: enough to print ✓, ✗ or ? with a reason beside it. */
export interface Answered {
  readonly answer: Answer;
  readonly criterion: Criterion;
  /** What is asked: "score at least 75". Empty for `all`, `any` and `not`. */
  readonly asks: string;
  /** What was found: "84.7", "not known". Empty for `all`, `any` and `not`. */
  readonly found: string;
  /** Signals that prove it. */
  readonly evidence: readonly Signal[];
  readonly of: readonly Answered[];
}

export interface Qualification {
  readonly stage: 'none' | 'mql' | 'sql';
  /** What the stage rests on: an unspent hand-raise, points, other criteria alone, or that it was SQL and has not faded enough. */
  readonly by: 'none' | 'hand_raise' | 'score' | 'criteria' | 'not_yet_left';
  /** By the criteria, or the pinned one. */
  readonly temperature: Temperature;
  /** Set: the temperature is a person's word and not the agreement's, so nothing is to be learned from it. */
  readonly pin: Pin | null;
  /** The latest hand-raise that no handoff has answered. */
  readonly handRaise: Signal | null;
  /** The first block that applies. One that cannot be told does not block. */
  readonly blockedBy: { readonly name: string; readonly because: string } | null;
  readonly criteria: {
    readonly mql: Answered;
    readonly sql: Answered;
    readonly hot: Answered;
    readonly warm: Answered;
  };
  readonly because: readonly string[];
}

/** Answers one criterion. `all` and `any` follow three-valued logic: unknown only where the unknown part would decide. */
export function evaluate(criterion: Criterion, lead: Lead): Answered {
  switch (criterion.kind) {
    case 'all': {
      const of = criterion.of.map((one) => evaluate(one, lead));
      return branch(criterion, of, allOf(of.map((one) => one.answer)));
    }
    case 'any': {
      const of = criterion.of.map((one) => evaluate(one, lead));
      return branch(criterion, of, anyOf(of.map((one) => one.answer)));
    }
    case 'not': {
      const inner = evaluate(criterion.of, lead);
      return branch(criterion, [inner], opposite(inner.answer));
    }
    case 'score':
    case 'profile':
    case 'behaviour':
      return bar(criterion, lead.score);
    case 'grade':
      return graded(criterion, lead.score);
    case 'signal':
      return signalled(criterion, lead);
    case 'hand_raise': {
      const evidence = unspentHandRaises(lead).slice(-1);
      return leaf(criterion, {
        answer: evidence.length > 0 ? 'yes' : 'no',
        asks: 'raised a hand',
        found: foundSignals(evidence, lead.now),
        evidence,
      });
    }
    case 'list': {
      const answer = inList(lead.lists, criterion.list);
      const found = answer === 'unknown' ? 'lists are not read' : answer === 'yes' ? 'it is' : 'it is not';
      return leaf(criterion, { answer, asks: `in the list ${criterion.list}`, found });
    }
    case 'property':
      return property(criterion, lead);
  }
}

const branch = (criterion: Criterion, of: readonly Answered[], answer: Answer): Answered => ({
  answer,
  criterion,
  asks: '',
  found: '',
  evidence: of.flatMap((one) => (one.answer === 'yes' ? one.evidence : [])),
  of,
});

const leaf = (
  criterion: Criterion,
  rest: { answer: Answer; asks: string; found: string; evidence?: readonly Signal[] },
): Answered => ({ evidence: [], ...rest, criterion, of: [] });

/** Below the bar, but what is unknown could lift it over: that is not a no. */
function bar(criterion: Extract<Criterion, { kind: 'score' | 'profile' | 'behaviour' }>, score: Score): Answered {
  const has = criterion.kind === 'score' ? score.total : score[criterion.kind];
  const unknown = criterion.kind === 'behaviour' ? 0 : couldAdd(score);
  const answer = has >= criterion.atLeast ? 'yes' : has + unknown >= criterion.atLeast ? 'unknown' : 'no';
  return leaf(criterion, {
    answer,
    asks: english.atLeast(criterion.kind, points(criterion.atLeast)),
    found: english.isAt(points(has), answer === 'unknown' ? points(unknown) : null),
  });
}

/** The most that unknown properties could add to the profile. */
function couldAdd(score: Score): Points {
  const open = score.receipt.reduce((sum, line) => sum + (line.state === 'unknown' ? line.raw : 0), 0);
  return Math.min(open, AXIS_CAP - score.profile);
}

function graded(criterion: Extract<Criterion, { kind: 'grade' }>, score: Score): Answered {
  const wanted = criterion.anyOf.map((grade) => grade.toUpperCase());
  const isOpen = score.grade.startsWith('?') && wanted.some((grade) => grade.slice(1) === score.grade.slice(1));
  return leaf(criterion, {
    answer: wanted.includes(score.grade) ? 'yes' : isOpen ? 'unknown' : 'no',
    asks: `grade ${criterion.anyOf.join(' or ')}`,
    found: score.grade,
  });
}

/** A hand-raise that a handoff has answered counts for nothing any more: a rejection must not hand it off again. */
function signalled(criterion: Extract<Criterion, { kind: 'signal' }>, lead: Lead): Answered {
  const { signal, withinMs, times: atLeast } = criterion;
  const evidence = lead.signals.filter(
    (s) =>
      s.name === signal &&
      s.at <= lead.now &&
      (withinMs === null || lead.now - s.at <= withinMs) &&
      !(s.handRaise && isSpent(s, lead.spent)),
  );
  const often = atLeast > 1 ? ` ${times(atLeast)}` : '';
  const within = withinMs === null ? '' : ` within ${exactSpan(withinMs)}`;
  return leaf(criterion, {
    answer: evidence.length >= atLeast ? 'yes' : 'no',
    asks: `${spoken(signal)}${often}${within}`,
    found: foundSignals(evidence, lead.now),
    evidence,
  });
}

function foundSignals(evidence: readonly Signal[], now: Instant): string {
  const last = evidence.at(-1);
  if (last === undefined) return 'none';
  const often = evidence.length > 1 ? `${times(evidence.length)}, last ` : '';
  return `${often}${ago(now - last.at)}: ${shownSubject(last.subject)}`;
}

function property(criterion: Extract<Criterion, { kind: 'property' }>, lead: Lead): Answered {
  const key = spoken(propertyKey(criterion.property));
  const value = valueOf(lead, criterion.property);
  return leaf(criterion, {
    answer: testerOf(criterion.test, criterion.property.name)(value, lead.now),
    asks: `${key} ${askedOf(criterion.test)}`,
    found: value ?? 'not known',
  });
}

function askedOf(test: PropertyTest): string {
  switch (test.kind) {
    case 'known':
      return 'is known';
    case 'unknown':
      return 'is not known';
    case 'values':
      return `is ${test.anyOf.join(' or ')}`;
    case 'words':
      return `says ${test.any.join(' or ')}`;
    case 'domain':
      return `is at ${test.anyOf.join(' or ')}`;
    case 'like':
      return `is like ${test.anyOf.join(' or ')}`;
    case 'dates': {
      const { from, below } = test;
      if (below === null) return `on or after ${from?.date ?? 'any day'}`;
      return from === null ? `before ${below.date}` : `from ${from.date} to before ${below.date}`;
    }
    case 'last':
      return `in the last ${exactSpan(test.ms)}`;
    case 'next':
      return `in the next ${exactSpan(test.ms)}`;
    case 'older':
      return `more than ${exactSpan(test.ms)} ago`;
    case 'band':
      if (test.below === null) return `at least ${test.from ?? 'any'}`;
      return test.from === null ? `below ${test.below}` : `from ${test.from} to below ${test.below}`;
  }
}

const unspentHandRaises = (lead: Lead): readonly Signal[] =>
  lead.signals.filter(
    (s) => s.handRaise && s.at <= lead.now && lead.now - s.at <= HAND_STAYS_UP_MS && !isSpent(s, lead.spent),
  );

/** Stage and temperature of a lead under an agreement, and what each rests on. */
export function qualify(agreement: Agreement, lead: Lead): Qualification {
  const { stages, temperature, blocks } = agreement;
  const criteria = {
    mql: evaluate(stages.mql, lead),
    sql: evaluate(stages.sql, lead),
    hot: evaluate(temperature.hot, lead),
    warm: evaluate(temperature.warm, lead),
  };
  const handRaise = unspentHandRaises(lead).at(-1) ?? null;
  const { stage, by } = stageOf(criteria, { lead, leaveSqlBelow: stages.leaveSqlBelow });
  const warmth = criteria.hot.answer === 'yes' ? 'hot' : criteria.warm.answer === 'yes' ? 'warm' : 'cold';
  const blocked = blocks
    .map(({ name, when }) => ({ name, answered: evaluate(when, lead) }))
    .find(({ answered }) => answered.answer === 'yes');
  const blockedBy =
    blocked === undefined
      ? null
      : { name: blocked.name, because: `${spoken(blocked.name)}: ${grounds(blocked.answered).join(', ')}` };
  const because = becauseOf({ criteria, stage, by, leaveSqlBelow: stages.leaveSqlBelow, score: lead.score });
  const { pin = null } = lead;
  return { stage, by, temperature: pin?.as ?? warmth, pin, handRaise, blockedBy, criteria, because };
}

function stageOf(
  { mql, sql }: Pick<Qualification['criteria'], 'mql' | 'sql'>,
  { lead, leaveSqlBelow }: { lead: Lead; leaveSqlBelow: Points | null },
): Pick<Qualification, 'stage' | 'by'> {
  if (sql.answer === 'yes') return { stage: 'sql', by: restsOn(sql) };
  if (lead.wasSql && (leaveSqlBelow === null || lead.score.total >= leaveSqlBelow)) {
    return { stage: 'sql', by: 'not_yet_left' };
  }
  return mql.answer === 'yes' ? { stage: 'mql', by: restsOn(mql) } : { stage: 'none', by: 'none' };
}

/** A hand-raise wins over points: the handoff it causes must spend it. */
function restsOn(answered: Answered): Qualification['by'] {
  if (answered.evidence.some((signal) => signal.handRaise)) return 'hand_raise';
  return provenBy(answered).some(({ criterion }) => SCORED.has(criterion.kind)) ? 'score' : 'criteria';
}

const SCORED: ReadonlySet<Criterion['kind']> = new Set(['score', 'profile', 'behaviour', 'grade']);

/** The leaves a yes rests on. */
function provenBy(answered: Answered): readonly Answered[] {
  if (answered.of.length === 0) return [answered];
  if (answered.criterion.kind === 'not') return answered.of;
  return answered.of.filter((one) => one.answer === 'yes').flatMap(provenBy);
}

const grounds = (answered: Answered): readonly string[] =>
  provenBy(answered).map(({ asks, found }) => (asks === '' ? found : `${asks} (${found})`));

function becauseOf({
  criteria,
  stage,
  by,
  leaveSqlBelow,
  score,
}: Pick<Qualification, 'criteria' | 'stage' | 'by'> & {
  leaveSqlBelow: Points | null;
  score: Score;
}): readonly string[] {
  if (by === 'not_yet_left') {
    const until = leaveSqlBelow === null ? 'until its cycle ends' : `down to ${points(leaveSqlBelow)}`;
    return [`SQL since it crossed the bar; now at ${points(score.total)}, it stays SQL ${until}`];
  }
  if (stage === 'none') return missing(criteria.mql).map((text) => `not MQL: ${text}`);
  const name = stage === 'sql' ? 'SQL' : 'MQL';
  return grounds(criteria[stage]).map((text) => `${name}: ${text}`);
}

/** The leaves that keep an answer from being yes. */
function missing(answered: Answered): readonly string[] {
  if (answered.answer === 'yes') return [];
  if (answered.of.length > 0) return answered.of.flatMap(missing);
  const mark = answered.answer === 'unknown' ? 'cannot be told' : 'no';
  return [`${answered.asks}: ${mark} (${answered.found})`];
}
