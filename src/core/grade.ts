// The grade: a letter for who they are, a digit for what they did.
// Refuses to know what a grade leads to.
import type { Points } from './agreement.ts';

export interface GradeStep {
  readonly mark: string;
  readonly atLeast: Points;
}

/** Letters of the profile, best first; below the last bar it is D. */
export const LETTERS: readonly GradeStep[] = [
  { mark: 'A', atLeast: 4000 },
  { mark: 'B', atLeast: 3000 },
  { mark: 'C', atLeast: 2000 },
  { mark: 'D', atLeast: 0 },
];

/** Digits of behaviour, best first. A1 is always 75 or more. */
export const DIGITS: readonly GradeStep[] = [
  { mark: '1', atLeast: 3500 },
  { mark: '2', atLeast: 2500 },
  { mark: '3', atLeast: 1200 },
  { mark: '4', atLeast: 0 },
];

/** Below this share of known profile properties the letter is `?`: too little is known to judge. */
export const ENOUGH_KNOWN = 0.5;

const markOf = (steps: readonly GradeStep[], points: Points): string =>
  steps.find(({ atLeast }) => points >= atLeast)?.mark ?? '';

export function gradeOf({
  behaviour,
  profile,
  coverage,
}: {
  readonly behaviour: Points;
  readonly profile: Points;
  readonly coverage: number;
}): string {
  return `${coverage < ENOUGH_KNOWN ? '?' : markOf(LETTERS, profile)}${markOf(DIGITS, behaviour)}`;
}
