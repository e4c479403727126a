// What a HubSpot fact means: facts (dated, with their source) become the agreement's signals.
// Refuses to know which of the facts arrived first, or by which door.
import type { Agreement, Instant, SignalSource } from './agreement.ts';
import { folded, globMatcher, pageMatcher } from './match.ts';
import { WRITTEN_TOGETHER_MS } from './facts.ts';

export { factsFromChange, factsFromHistory, factsFromRead } from './facts.ts';

/**
 * Something that happened to a contact at a moment, as HubSpot told it. The same happening may be told several times
 * (a webhook, a read, a history, a search); `signalsOf` makes one of them.
 */
export interface Fact {
  readonly kind: 'form' | 'page' | 'list' | 'property' | 'workflow';
  /** Form name, URL, list name, `contact.<property>`, or the name of the signal a workflow recorded. */
  readonly subject: string;
  readonly at: Instant;
  readonly source: 'webhook' | 'read' | 'history' | 'search' | 'recorded';
  /** What an operator can look up: `event 60775291`, `recent_conversion_date`, `list 42`. */
  readonly evidence: string;
}

/** A dated fact that the agreement gives a meaning. */
export interface Signal {
  /** Stable over deliveries, orders and sources: `demo_request@1782371969536`. */
  readonly id: string;
  readonly name: string;
  readonly at: Instant;
  readonly handRaise: boolean;
  readonly evidence: string;
  /** Form name, URL … as HubSpot has it. */
  readonly subject: string;
  /** Where its name stands among the agreement's signals, so that nobody has to look; under another agreement it is looked up. */
  readonly number?: number;
}

/** Tellings of one happening by different sources lie at most this far apart: HubSpot's own clocks differ by seconds. */
export const SAME_HAPPENING_MS = WRITTEN_TOGETHER_MS;

/** A hand raised longer ago is down again: it makes nobody hot, starts no clock and shortens no cool-down. */
export const HAND_STAYS_UP_MS = 30 * 24 * 3_600_000;

/** Facts of a contact kept at most, and hand-raises kept beside them. */
export const FACTS_KEPT = 500;

/**
 * Known and fresh facts together: a set union, in one order whatever arrived first, bounded. The newest 500 stay, and beside them
 * the newest 500 that may be a hand-raise (those of the agreement's hand-raises; without an agreement, every form): a week of page
 * views must never push out the request that makes the lead.
 */
export function mergeFacts(
  known: readonly Fact[],
  fresh: readonly Fact[],
  agreement?: Pick<Agreement, 'signals'>,
): readonly Fact[] {
  const raises = agreement === undefined ? null : meaningsOf({ signals: agreement.signals.filter((s) => s.handRaise) });
  const mayRaise = (fact: Fact): boolean =>
    raises === null ? fact.kind === 'form' : raises.some((r) => r.matches(fact));
  const all = distinct([...known, ...fresh]);
  const newest = all.slice(-FACTS_KEPT);
  const raised = all.slice(0, -FACTS_KEPT).filter(mayRaise).slice(-FACTS_KEPT);
  return [...raised, ...newest];
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const compareFacts = (a: Fact, b: Fact): number =>
  a.at - b.at ||
  compareText(a.kind, b.kind) ||
  compareText(a.subject, b.subject) ||
  compareText(a.source, b.source) ||
  compareText(a.evidence, b.evidence);

const isSameTelling = (a: Fact, b: Fact): boolean =>
  a.at === b.at && a.kind === b.kind && a.subject === b.subject && a.source === b.source;

function distinct(facts: readonly Fact[]): readonly Fact[] {
  const sorted = [...facts].sort(compareFacts);
  return sorted.filter((fact, i) => {
    const before = sorted[i - 1];
    return before === undefined || !isSameTelling(before, fact);
  });
}

interface Meaning {
  readonly name: string;
  readonly handRaise: boolean;
  readonly matches: (fact: Fact) => boolean;
}

const compiled = new WeakMap<Agreement['signals'], readonly Meaning[]>();

function meaningsOf({ signals }: Pick<Agreement, 'signals'>): readonly Meaning[] {
  const known = compiled.get(signals);
  if (known !== undefined) return known;
  const made = signals.map(({ name, handRaise, sources }) => {
    const matchers = sources.map((source) => sourceMatcher(source, name));
    return { name, handRaise, matches: (fact: Fact) => matchers.some((matches) => matches(fact)) };
  });
  compiled.set(signals, made);
  return made;
}

function sourceMatcher(source: SignalSource, signal: string): (fact: Fact) => boolean {
  switch (source.kind) {
    case 'form': {
      const matches = globMatcher(source.glob);
      return (fact) => fact.kind === 'form' && matches(fact.subject);
    }
    case 'page': {
      const matches = pageMatcher(source.glob);
      return (fact) => fact.kind === 'page' && matches(fact.subject);
    }
    case 'list': {
      const list = folded(source.list);
      return (fact) => fact.kind === 'list' && folded(fact.subject) === list;
    }
    case 'property': {
      const subject = `${source.property.object}.${source.property.name}`;
      return (fact) => fact.kind === 'property' && fact.subject === subject;
    }
    case 'workflow':
      return (fact) => fact.kind === 'workflow' && fact.subject === signal;
  }
}

interface Happening {
  readonly first: Fact;
  readonly tellings: Fact[];
}

/**
 * The agreement's signals in a contact's facts, ordered by time, then name; the same for every order in which the facts arrived.
 * One fact may be several signals. Of one signal, tellings from different sources within two minutes of the first are one happening
 * (a form told by a webhook and by a read, a visit told as a page and as a list joined), dated by the first of them; two tellings
 * from the same source at different times are two. Equal instants are always one, so an id is unique.
 */
export function signalsOf(agreement: Pick<Agreement, 'signals'>, facts: readonly Fact[]): readonly Signal[] {
  const sorted = distinct(facts);
  return meaningsOf(agreement)
    .flatMap(({ name, handRaise, matches }, number) =>
      fold(sorted.filter(matches)).map(({ first }) => ({
        id: signalId(name, first.at),
        name,
        at: first.at,
        handRaise,
        evidence: first.evidence,
        subject: first.subject,
        number,
      })),
    )
    .sort((a, b) => a.at - b.at || compareText(a.name, b.name));
}

function fold(sorted: readonly Fact[]): readonly Happening[] {
  const happenings: Happening[] = [];
  let oldestOpen = 0;
  for (const fact of sorted) {
    while ((happenings[oldestOpen]?.first.at ?? Infinity) < fact.at - SAME_HAPPENING_MS) oldestOpen += 1;
    const open = happenings.slice(oldestOpen);
    const home =
      open.find(({ first }) => first.at === fact.at) ??
      open.find(({ tellings }) => tellings.every((told) => mayBeOne(told, fact)));
    if (home === undefined) happenings.push({ first: fact, tellings: [fact] });
    else home.tellings.push(fact);
  }
  return happenings;
}

/** Another door (page and list), or the same thing told by another source. */
const mayBeOne = (a: Fact, b: Fact): boolean =>
  a.kind !== b.kind || (a.subject === b.subject && (a.source !== b.source || a.at === b.at));

const signalId = (name: string, at: Instant): string => `${name}@${at}`;

/**
 * Whether a handoff has already answered this signal. A later telling may date the same happening some seconds earlier or later, so
 * ids are compared by name and within two minutes.
 */
export function isSpent(signal: Pick<Signal, 'name' | 'at'>, spentIds: readonly string[]): boolean {
  return spentIds.some((id) => {
    const cut = id.lastIndexOf('@');
    const at = Number(id.slice(cut + 1));
    return id.slice(0, cut) === signal.name && Math.abs(at - signal.at) <= SAME_HAPPENING_MS;
  });
}
