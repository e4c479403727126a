// Questions about who a lead is, which points may depend on: properties, lists, the profile.
// Refuses to know what a lead did: its points must not depend on themselves.
import type { Criterion, Instant, Points, PropertyRef } from './agreement.ts';
import { folded } from './match.ts';
import type { Answer } from './property-test.ts';
import { testerOf, yesNo } from './property-test.ts';
import type { Properties } from './snapshot.ts';

/** A lead without its deeds. */
export interface Person {
  readonly contact: Properties;
  readonly company: Properties | null;
  /** HubSpot lists it is in now; absent: not read, so questions about lists cannot be told. */
  readonly lists?: readonly string[] | undefined;
  readonly now: Instant;
}

/** The value of a property of a lead; undefined: unknown ("" is unknown too, as HubSpot has it). */
export function valueOf(
  { contact, company }: Pick<Person, 'contact' | 'company'>,
  { object, name }: PropertyRef,
): string | undefined {
  const from = object === 'contact' ? contact : company;
  const value = from === null ? undefined : from[name];
  // What every object inherits ("constructor") is never a text.
  return typeof value !== 'string' || isBlank(value) ? undefined : value;
}

/** The first letter tells nearly always. */
function isBlank(value: string): boolean {
  const first = value.charCodeAt(0);
  return !(first > 0x20 && first < 0x7f) && value.trim() === '';
}

/** Whether a lead is in a list, any case; cannot be told where lists were not read. */
export function inList(lists: readonly string[] | undefined, list: string): Answer {
  if (lists === undefined) return 'unknown';
  const wanted = folded(list);
  return yesNo(lists.some((one) => folded(one) === wanted));
}

/** All of these answers: unknown only where the unknown part would decide. */
export const allOf = (answers: readonly Answer[]): Answer =>
  answers.includes('no') ? 'no' : answers.includes('unknown') ? 'unknown' : 'yes';

/** Any of these answers, likewise. */
export const anyOf = (answers: readonly Answer[]): Answer =>
  answers.includes('yes') ? 'yes' : answers.includes('unknown') ? 'unknown' : 'no';

export const opposite = (answer: Answer): Answer => (answer === 'yes' ? 'no' : answer === 'no' ? 'yes' : 'unknown');

/**
 * Answers a criterion from who the lead is. `profile` is its profile in hundredths; null where that is what is being counted.
 * What only deeds could answer is unknown: the agreement's check lets no such question stand here.
 */
export function ask(criterion: Criterion, person: Person, profile: Points | null): Answer {
  switch (criterion.kind) {
    case 'all':
      return allOf(criterion.of.map((one) => ask(one, person, profile)));
    case 'any':
      return anyOf(criterion.of.map((one) => ask(one, person, profile)));
    case 'not':
      return opposite(ask(criterion.of, person, profile));
    case 'property': {
      const { property, test } = criterion;
      return testerOf(test, property.name)(valueOf(person, property), person.now);
    }
    case 'list':
      return inList(person.lists, criterion.list);
    case 'profile':
      return profile === null ? 'unknown' : yesNo(profile >= criterion.atLeast);
    case 'score':
    case 'behaviour':
    case 'grade':
    case 'signal':
    case 'hand_raise':
      return 'unknown';
  }
}

/** The questions of a criterion, without the words that join them. */
export function leavesOf(criterion: Criterion): readonly Exclude<Criterion, { kind: 'all' | 'any' | 'not' }>[] {
  switch (criterion.kind) {
    case 'all':
    case 'any':
      return criterion.of.flatMap(leavesOf);
    case 'not':
      return leavesOf(criterion.of);
    case 'score':
    case 'profile':
    case 'behaviour':
    case 'grade':
    case 'signal':
    case 'hand_raise':
    case 'list':
    case 'property':
      return [criterion];
  }
}
