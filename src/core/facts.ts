// What HubSpot tells, as dated facts: from a read, from a property's history, from one change.
// Refuses to know which facts matter: that is the agreement's business (src/core/signal.ts).
import type { Instant } from './agreement.ts';
import type { Saying } from './said.ts';
import type { Fact } from './signal.ts';
import type { Properties } from './snapshot.ts';

/** HubSpot writes properties that belong together, and tells of one happening by several ways, within this time. */
export const WRITTEN_TOGETHER_MS = 2 * 60_000;

const byNameAndDate = [
  { kind: 'form', name: 'recent_conversion_event_name', date: 'recent_conversion_date' },
  { kind: 'form', name: 'first_conversion_event_name', date: 'first_conversion_date' },
  { kind: 'page', name: 'hs_analytics_last_url', date: 'hs_analytics_last_timestamp' },
  { kind: 'page', name: 'hs_analytics_first_url', date: 'hs_analytics_first_timestamp' },
] as const;

const pairs = new Map(byNameAndDate.map((pair) => [pair.name as string, pair]));

/** Dates that say when a record was kept, not that somebody did something, and those that only date a form or a page. */
const NOT_HAPPENINGS: ReadonlySet<string> = new Set([
  'createdate',
  'lastmodifieddate',
  'hs_createdate',
  'hs_lastmodifieddate',
  'closedate',
  'date_of_birth',
  ...byNameAndDate.map(({ date }) => date),
]);
const isHappening = (name: string): boolean => !NOT_HAPPENINGS.has(name) && !name.startsWith('baton_');

/** A date further ahead than this is a plan (a renewal, an appointment); what is nearer may be a clock that runs ahead. */
const PLAN_AHEAD_MS = 24 * 60 * 60_000;

/**
 * Facts in a contact's current properties: the latest and the first form and page, and every property whose value is a date, at
 * that date. A property without a date only makes a fact when it changes (`factsFromChange`, `factsFromHistory`).
 * @param readAt when the properties were read: a value dated more than a day later is a plan and no fact.
 */
export function factsFromRead(properties: Properties, readAt: Instant): readonly Fact[] {
  const facts: Fact[] = [];
  for (const { kind, name, date } of byNameAndDate) {
    const subject = properties[name];
    const at = instantOf(properties[date]);
    if (subject !== undefined && subject !== '' && at !== null) {
      facts.push({ kind, subject, at, source: 'read', evidence: date });
    }
  }
  for (const [name, value] of Object.entries(properties)) {
    const at = isHappening(name) ? dateOf(value) : null;
    if (at !== null) facts.push({ kind: 'property', subject: `contact.${name}`, at, source: 'read', evidence: name });
  }
  return facts.filter((fact) => fact.at <= readAt + PLAN_AHEAD_MS);
}

export interface Version {
  readonly value: string;
  readonly at: Instant;
  readonly sourceType: string;
}

/**
 * Facts in the versions of properties as HubSpot keeps them. A version that only repeats the value before it, an empty one, and one
 * that a merge brought in are no happenings.
 */
export function factsFromHistory(history: Readonly<Record<string, readonly Version[]>>): readonly Fact[] {
  const facts: Fact[] = [];
  for (const [name, versions] of Object.entries(history)) {
    const pair = pairs.get(name);
    if (pair === undefined && !isHappening(name)) continue;
    const oldestFirst = [...versions].sort((a, b) => a.at - b.at);
    for (const [i, version] of oldestFirst.entries()) {
      // A second form of the same name changes the date and not the name, so only a property of its own is skipped here.
      const repeats = pair === undefined && oldestFirst[i - 1]?.value === version.value;
      if (version.value === '' || repeats || isMerge(version.sourceType)) continue;
      const evidence = `history of ${name}`;
      if (pair !== undefined) {
        const at = datedBy(version.at, history[pair.date] ?? []) ?? version.at;
        facts.push({ kind: pair.kind, subject: version.value, at, source: 'history', evidence });
      } else {
        const at = dateOf(version.value) ?? version.at;
        if (at <= version.at + PLAN_AHEAD_MS) {
          facts.push({ kind: 'property', subject: `contact.${name}`, at, source: 'history', evidence });
        }
      }
    }
    if (pair !== undefined) facts.push(...redated(pair, { names: oldestFirst, dates: history[pair.date] ?? [] }));
  }
  return facts;
}

type Pair = (typeof byNameAndDate)[number];

/** A date version without a name version of its own: the same form or page once more. */
function redated(
  { kind, date }: Pair,
  { names, dates }: { names: readonly Version[]; dates: readonly Version[] },
): readonly Fact[] {
  const paired = new Set(names.map((name) => nearest(name.at, dates)));
  return dates.flatMap((version): Fact[] => {
    const at = instantOf(version.value);
    const named = names.filter((name) => name.at <= version.at).at(-1);
    if (paired.has(version) || at === null || named === undefined || named.value === '') return [];
    if (isMerge(version.sourceType)) return [];
    return [{ kind, subject: named.value, at, source: 'history', evidence: `history of ${date}` }];
  });
}

/** The value of the date version written together with a name version: their own times differ by moments only. */
function datedBy(at: Instant, dates: readonly Version[]): Instant | null {
  return instantOf(nearest(at, dates)?.value);
}

function nearest(at: Instant, dates: readonly Version[]): Version | undefined {
  return dates
    .filter((version) => Math.abs(version.at - at) <= WRITTEN_TOGETHER_MS)
    .sort((a, b) => Math.abs(a.at - at) - Math.abs(b.at - at) || a.at - b.at)[0];
}

/** After a merge HubSpot writes the other record's values: nothing happened then. */
const isMerge = (sourceType: string): boolean => sourceType.toUpperCase().includes('MERGE');

/** Facts that workflows recorded: dated when Baton was told, which is when the workflow ran. */
export function factsFromSayings(sayings: readonly Saying[]): readonly Fact[] {
  return sayings.flatMap(({ seq, at, what }): readonly Fact[] => {
    if (what.kind !== 'signal') return [];
    const about = what.subject === '' ? '' : `: ${what.subject}`;
    return [
      { kind: 'workflow', subject: what.signal, at, source: 'recorded', evidence: `workflow, said ${seq}${about}` },
    ];
  });
}

export interface PropertyChange {
  readonly propertyName: string;
  /** As the webhook has it: dates as epoch milliseconds in text; "" when it was cleared. */
  readonly propertyValue: string;
  readonly occurredAt: Instant;
  readonly eventId: string;
  /** HubSpot's `changeSource`, where known. */
  readonly changeSource?: string;
}

/** Facts in one property change: none when it was cleared, when a merge wrote it, or when it only dates something else. */
export function factsFromChange(change: PropertyChange): readonly Fact[] {
  const { propertyName: name, propertyValue: value, occurredAt, eventId } = change;
  if (value === '' || isMerge(change.changeSource ?? '')) return [];
  const told = { source: 'webhook', evidence: `event ${eventId}` } as const;
  const pair = pairs.get(name);
  if (pair !== undefined) {
    // What came first is set once, often long after it happened; its date is a property of its own and is read.
    return pair.name.includes('first') ? [] : [{ kind: pair.kind, subject: value, at: occurredAt, ...told }];
  }
  if (!isHappening(name)) return [];
  const at = dateOf(value) ?? occurredAt;
  return at > occurredAt + PLAN_AHEAD_MS ? [] : [{ kind: 'property', subject: `contact.${name}`, at, ...told }];
}

const ISO_DATE = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d))?$/;
/** 2000-01-01 … 2099-12-31 in milliseconds: other long numbers are no dates. */
const isEpochMs = (value: string): boolean =>
  /^\d{12,13}$/.test(value) && +value >= 946_684_800_000 && +value < 4_102_444_800_000;

/** The instant a value names when it is a date or a datetime in one of HubSpot's forms; null: it is none. */
export function dateOf(value: string): Instant | null {
  if (isEpochMs(value)) return Number(value);
  if (!ISO_DATE.test(value)) return null;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : at;
}

const instantOf = (value: string | undefined): Instant | null =>
  value === undefined || value === '' ? null : dateOf(value);
