// What caps and floors change about a sum, as lines of the receipt that make it add up.
// Refuses to know where the limits come from.
import type { Points } from './agreement.ts';
import { withinLimits } from './profile.ts';
import type { Contribution } from './score.ts';

export const sumOf = (lines: readonly Contribution[]): Points => lines.reduce((sum, line) => sum + line.points, 0);

/** A line for what a cap or a floor changes about a sum; none where it changes nothing. */
export function limited(
  lines: readonly Contribution[],
  limits: { readonly cap: Points | null; readonly floor: Points | null },
  where: Pick<Contribution, 'part' | 'group'>,
): readonly Contribution[] {
  const sum = sumOf(lines);
  const change = withinLimits(limits, sum) - sum;
  return change === 0 ? [] : [limitLine({ ...where, subject: change < 0 ? 'cap' : 'floor', points: change })];
}

export function limitLine(
  line: Pick<Contribution, 'part' | 'group' | 'points'> & { subject: 'cap' | 'floor' | 'only' },
): Contribution {
  return { ...line, state: 'limit', evidence: null, raw: line.points, decay: 1 };
}
