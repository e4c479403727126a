/** Bands of numbers that contradict themselves or each other, and parts of which exactly one may stand. */
import type { Finding, Path } from './problem.ts';
import type { Plain } from './tree.ts';
import type { PlainObject, Spot } from './written.ts';
import { children, isObject, select } from './written.ts';

export function profileRules(content: Plain): readonly Finding[] {
  const inGroups = select(content, 'profile.*').flatMap((spot): readonly Finding[] => {
    const { path, value } = spot;
    if (!isObject(value) || !Object.hasOwn(value, 'rules')) return [];
    const strangers = [...KINDS, 'property', 'points', 'because'].filter((key) => Object.hasOwn(value, key));
    return [
      ...(Object.hasOwn(value, 'group') ? [] : [missing(path, 'group', 'a name for the group')]),
      ...strangers.map((key) =>
        beside([...path, key], 'rules', 'group, cap, floor and rules; the rest stands in a rule'),
      ),
    ];
  });
  const rules = [...select(content, 'profile.*'), ...select(content, 'profile.*.rules.*')].filter(
    ({ value }) => isObject(value) && !Object.hasOwn(value, 'rules'),
  );
  return [...inGroups, ...rules.flatMap(profileRule)];
}

const KINDS = ['values', 'bands', 'words', 'when'];

function profileRule(rule: Spot): readonly Finding[] {
  const { path, value } = rule;
  if (!isObject(value)) return [];
  const has = (key: string): boolean => Object.hasOwn(value, key);
  const ofGroup = ['group', 'cap', 'floor'].filter(has);
  const [needed, strange] = has('when') ? [['points', 'because'], ['property']] : [['property'], ['points', 'because']];
  return [
    ...exactlyOne(rule, KINDS),
    ...children(rule)
      .filter((child) => child.path.at(-1) === 'bands')
      .flatMap(overlaps),
    ...needed.filter((key) => !has(key)).map((key) => missing(path, key, NEEDED[key] ?? key)),
    ...strange.filter(has).map((key) => beside([...path, key], has('when') ? 'when' : 'property', NEEDED_TOGETHER)),
    ...ofGroup.map((key) => beside([...path, key], 'a rule', '{ group: …, cap: …, floor: …, rules: [ … ] }')),
  ];
}

const NEEDED: Readonly<Record<string, string>> = {
  property: 'contact. or company. and HubSpot’s internal property name, as in contact.jobtitle',
  points: 'points from -100 to 100, hundredths at the finest: 8, -6 or 2.5',
  because: 'a few words that say why',
};
const NEEDED_TOGETHER = '{ property, and values, bands or words } or { when, points, because }';

const missing = (path: Path, key: string, allowed: string): Finding => ({
  path: [...path, key],
  at: 'key',
  kind: 'missing',
  message: `"${key}" is missing`,
  allowed,
});

/** A key that has no place beside another. */
export const beside = (path: Path, other: string, allowed: string): Finding => ({
  path,
  at: 'key',
  message: `"${String(path.at(-1))}" does not go together with ${other}`,
  allowed,
});

/** Where a part says two things that exclude each other, or none of those it has to say one of. */
export function exactlyOne({ path, value }: Spot, kinds: readonly string[]): readonly Finding[] {
  if (!isObject(value)) return [];
  const present = kinds.filter((kind) => Object.hasOwn(value, kind));
  if (present.length === 1) return [];
  const allowed = `exactly one of ${kinds.join(', ')}`;
  if (present.length === 0) return [{ path, at: 'value', kind: 'says nothing', message: 'this says nothing', allowed }];
  return [
    {
      path: [...path, present[1] ?? ''],
      at: 'key',
      message: 'these do not go together',
      found: present.join(' and '),
      allowed,
    },
  ];
}

interface Interval {
  readonly spot: Spot;
  readonly from: number;
  readonly below: number;
}

const numberAt = (value: PlainObject, key: string, missing: number): number => {
  const found = Object.hasOwn(value, key) ? value[key] : undefined;
  return typeof found === 'number' ? found : missing;
};

/** `from ≤ x < below`; a missing bound is open. */
export function intervalOf(value: PlainObject): { readonly from: number; readonly below: number } {
  return { from: numberAt(value, 'from', -Infinity), below: numberAt(value, 'below', Infinity) };
}

export const intervalText = ({ from, below }: { from: number; below: number }): string => {
  if (from === -Infinity) return below === Infinity ? 'any number' : `below ${below}`;
  return below === Infinity ? `from ${from}` : `from ${from} below ${below}`;
};

function overlaps(bands: Spot): readonly Finding[] {
  const all = children(bands).flatMap((spot): Interval[] =>
    isObject(spot.value) ? [{ spot, ...intervalOf(spot.value) }] : [],
  );
  return all.flatMap((band, index): readonly Finding[] => {
    const { path } = band.spot;
    if (band.from >= band.below) return [emptyBand(path, band)];
    const other = all.slice(0, index).find((b) => b.from < b.below && band.from < b.below && b.from < band.below);
    if (other === undefined) return [];
    const message = `this band overlaps the one ${intervalText(other)}`;
    return [
      {
        path,
        at: 'value',
        message,
        found: intervalText(band),
        allowed: 'bands of which each number is in one at most',
      },
    ];
  });
}

export const emptyBand = (path: Path, band: { from: number; below: number }): Finding => ({
  path,
  at: 'value',
  message: 'no number is in this band',
  found: intervalText(band),
  allowed: '"from" smaller than "below"',
});
