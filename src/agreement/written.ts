/** Ways through an agreement as written, whatever state it is in: nothing here expects the form to be right. */
import type { Path } from './problem.ts';
import { CRITERION_KEYS } from './schema.ts';
import type { Plain } from './tree.ts';

export interface Spot {
  readonly path: Path;
  readonly value: Plain;
}

export type PlainObject = Readonly<Record<string, Plain>>;

export function isObject(value: Plain | undefined): value is PlainObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Every place a pattern such as `behaviour.*.rules.*.signal` names; `*` is each key or each item. */
export function select(content: Plain, pattern: string): readonly Spot[] {
  let spots: readonly Spot[] = [{ path: [], value: content }];
  for (const step of pattern.split('.')) {
    spots = spots.flatMap((spot) => children(spot).filter(({ path }) => step === '*' || path.at(-1) === step));
  }
  return spots;
}

export function children({ path, value }: Spot): readonly Spot[] {
  if (Array.isArray(value))
    return (value as readonly Plain[]).map((item, index) => ({ path: [...path, index], value: item }));
  if (!isObject(value)) return [];
  return Object.entries(value).map(([key, item]) => ({ path: [...path, key], value: item }));
}

/** One value or each item of a list: most places take either. */
export function each(spot: Spot): readonly Spot[] {
  return Array.isArray(spot.value) ? children(spot) : [spot];
}

/** Where criteria stand. */
const ROOTS = ['stages.mql', 'stages.sql', 'blocks.*', 'temperature.hot', 'temperature.warm', 'routing.*.when'];
/** Where points depend on the answer: there no question may be about points or deeds. */
const WHO_ROOTS = ['combinations.*.when', 'profile.*.when', 'profile.*.rules.*.when', 'only'];

export interface CriterionSpot {
  readonly path: Path;
  readonly value: PlainObject;
}

/** Every criterion, the nested ones too. */
export function criteria(content: Plain): readonly CriterionSpot[] {
  return [...ROOTS, ...WHO_ROOTS].flatMap((root) => select(content, root)).flatMap(nested);
}

/** Those of them on which points depend. */
export function whoCriteria(content: Plain): readonly CriterionSpot[] {
  return WHO_ROOTS.flatMap((root) => select(content, root)).flatMap(nested);
}

function nested(spot: Spot): readonly CriterionSpot[] {
  if (!isObject(spot.value)) return [];
  const inner = children({ path: spot.path, value: spot.value }).flatMap((child) => {
    switch (child.path.at(-1)) {
      case 'all':
      case 'any':
        return children(child).flatMap(nested);
      case 'not':
        return nested(child);
      default:
        return [];
    }
  });
  return [{ path: spot.path, value: spot.value }, ...inner];
}

/** The tests of properties within one criterion. */
export function propertyTests({ path, value }: CriterionSpot): readonly Spot[] {
  const known: readonly string[] = CRITERION_KEYS;
  return children({ path, value }).filter((child) => !known.includes(String(child.path.at(-1))));
}

/** Keys of an object at a top-level name; none where it is missing or no object. */
export function namesIn(content: Plain, key: string): readonly string[] {
  return select(content, `${key}.*`).map(({ path }) => String(path.at(-1)));
}
