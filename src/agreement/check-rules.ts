/** Behaviour rules and combinations that say two things which exclude each other. */
import { beside, emptyBand, exactlyOne, intervalOf } from './check-bands.ts';
import type { Finding } from './problem.ts';
import type { Plain } from './tree.ts';
import { children, isObject, select } from './written.ts';

/** What a rule with `times` cannot also say: its points stand once for all it counts, as long as it counts them. */
const NOT_WITH_TIMES = ['half_life', 'fade', 'once', 'returns_within'];

export function behaviourRules(content: Plain): readonly Finding[] {
  return select(content, 'behaviour.*.rules.*').flatMap((rule): readonly Finding[] => {
    const { path, value } = rule;
    if (!isObject(value)) return [];
    const has = (key: string): boolean => Object.hasOwn(value, key);
    const crossed = children(rule).filter((child) => {
      if (child.path.at(-1) !== 'times' || !isObject(child.value)) return false;
      const { from, below } = intervalOf(child.value);
      return from >= below;
    });
    return [
      ...(has('times')
        ? NOT_WITH_TIMES.filter(has).map((key) =>
            beside([...path, key], 'times', 'signal, points, times, within, per_day, per_week, cap and floor'),
          )
        : []),
      ...(has('half_life') && has('fade') ? [beside([...path, 'fade'], 'half_life', 'one of the two')] : []),
      ...crossed.map((spot) => emptyBand(spot.path, intervalOf(isObject(spot.value) ? spot.value : {}))),
    ];
  });
}

export function combinations(content: Plain): readonly Finding[] {
  return select(content, 'combinations.*').flatMap((combination) => exactlyOne(combination, ['all', 'in_order']));
}
