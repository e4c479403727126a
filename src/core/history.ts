// What a lead did and what was done with it, dated, newest first, as lines for people.
// Refuses to judge which of it matters: points are counted elsewhere.
import type { Activity } from './activity.ts';
import type { Agreement, Instant } from './agreement.ts';
import type { Fact, Signal } from './signal.ts';
import { english, momentText, sentence, shown, spoken } from './words.ts';

/** As many lines are told as a person reads; how many more there are is said. */
const LINES_MOST = 20;

interface Line {
  readonly at: Instant;
  readonly text: string;
}

/**
 * Signals by the agreement's names, forms, pages and lists it gives no meaning, and logged activities. Bodies of e-mails and notes are
 * not among them: record permissions of HubSpot cannot be read.
 */
export function historyLines({
  agreement,
  snapshot,
  signals,
  now,
}: {
  agreement: Agreement;
  snapshot: { readonly facts: readonly Fact[]; readonly activities?: readonly Activity[] | undefined };
  signals: readonly Signal[];
  now: Instant;
}): readonly string[] {
  const told = new Set(signals.map(({ at, subject }) => `${at} ${subject}`));
  const lines: readonly Line[] = [
    ...signals.map(({ at, name, subject }) => ({ at, text: `${sentence(spoken(name))}: ${happened(subject)}` })),
    ...unnamed(snapshot.facts, told),
    ...(snapshot.activities ?? []).map(({ at, kind }) => ({ at, text: english.activities[kind] })),
  ];
  const past = [...lines].filter(({ at }) => at <= now).sort((a, b) => b.at - a.at || compare(a.text, b.text));
  const seen = past.slice(0, LINES_MOST).map(({ at, text }) => `${momentText(at, agreement.timezone)} · ${text}`);
  return past.length > LINES_MOST ? [...seen, english.earlier(past.length - LINES_MOST)] : seen;
}

/** What people read or filled in and no signal covers. Told by several sources at one instant, it is one. */
function unnamed(facts: readonly Fact[], told: ReadonlySet<string>): readonly Line[] {
  const once = new Map<string, Line>();
  for (const { kind, subject, at } of facts) {
    if (kind === 'property' || told.has(`${at} ${subject}`)) continue;
    once.set(`${at} ${kind} ${subject}`, { at, text: `${english.facts[kind]}: ${happened(subject)}` });
  }
  return [...once.values()];
}

/** A property is told by what people call it, an address without what trackers added to it. */
function happened(subject: string): string {
  if (/^(?:contact|company)\.[a-z0-9_]+$/.test(subject)) return spoken(subject);
  return shown(/^https?:\/\//.test(subject) ? subject.replace(/[?#].*$/s, '') : subject);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
