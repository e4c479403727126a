// Whether one property value is what a criterion asks for: yes, no, or cannot be told.
// Refuses to know whose value it is, or what follows from the answer.
import type { DateBound, Instant, PropertyTest } from './agreement.ts';
import { valueFinder } from './country.ts';
import { dateOf } from './facts.ts';
import { globMatcher, inBand, inDomain, spanOf, wordFinder } from './match.ts';

export type Answer = 'yes' | 'no' | 'unknown';

/** @param value undefined: HubSpot has none. */
export type Tester = (value: string | undefined, now: Instant) => Answer;

export const yesNo = (is: boolean): Answer => (is ? 'yes' : 'no');

const made = new WeakMap<PropertyTest, Map<string, Tester>>();

/** Compiles a test for a property by its internal name; the same test is compiled once. */
export function testerOf(test: PropertyTest, name: string): Tester {
  const byName = made.get(test) ?? new Map<string, Tester>();
  made.set(test, byName);
  const known = byName.get(name);
  if (known !== undefined) return known;
  const tester = compiled(test, name);
  byName.set(name, tester);
  return tester;
}

function compiled(test: PropertyTest, name: string): Tester {
  if (test.kind === 'known') return (value) => yesNo(value !== undefined);
  if (test.kind === 'unknown') return (value) => yesNo(value === undefined);
  const answer = ofKnown(test, name);
  return (value, now) => (value === undefined ? 'unknown' : answer(value, now));
}

function ofKnown(
  test: Exclude<PropertyTest, { kind: 'known' | 'unknown' }>,
  name: string,
): (value: string, now: Instant) => Answer {
  switch (test.kind) {
    case 'values': {
      const find = valueFinder(name, test.anyOf);
      return (value) => yesNo(find(value) !== null);
    }
    case 'words': {
      const find = wordFinder(test.any);
      return (value) => yesNo(find(value) !== null);
    }
    case 'domain':
      return (value) => yesNo(test.anyOf.some((domain) => inDomain(value, domain)));
    case 'like': {
      const matchers = test.anyOf.map(globMatcher);
      return (value) => yesNo(matchers.some((matches) => matches(value)));
    }
    case 'band':
      return (value) => {
        const number = spanOf(value);
        const inside = number === null ? null : inBand(number, test);
        return inside === null ? 'unknown' : yesNo(inside);
      };
    case 'dates':
      return (value) => {
        const at = dateOf(value);
        if (at === null) return 'unknown';
        const isFrom = test.from === null || at >= startOf(test.from, value);
        return yesNo(isFrom && (test.below === null || at < startOf(test.below, value)));
      };
    case 'last':
      return dated((at, now) => at <= now && now - at <= test.ms);
    case 'next':
      return dated((at, now) => at >= now && at - now <= test.ms);
    case 'older':
      return dated((at, now) => now - at > test.ms);
  }
}

const dated =
  (holds: (at: Instant, now: Instant) => boolean) =>
  (value: string, now: Instant): Answer => {
    const at = dateOf(value);
    return at === null ? 'unknown' : yesNo(holds(at, now));
  };

const DAY_MS = 86_400_000;

/** HubSpot keeps a date without a time as its midnight in UTC, whatever the portal's zone. */
const startOf = (bound: DateBound, value: string): Instant =>
  (dateOf(value) ?? 0) % DAY_MS === 0 ? Date.parse(bound.date) : bound.at;

/** The instants at which time alone may change the answer for a value. */
export function turnsOf(test: PropertyTest, value: string | undefined): readonly Instant[] {
  const at = value === undefined ? null : dateOf(value);
  if (at === null) return [];
  switch (test.kind) {
    case 'last':
      return [at, at + test.ms + 1];
    case 'next':
      return [at - test.ms, at + 1];
    case 'older':
      return [at + test.ms + 1];
    case 'known':
    case 'unknown':
    case 'values':
    case 'words':
    case 'domain':
    case 'like':
    case 'band':
    case 'dates':
      return [];
  }
}
