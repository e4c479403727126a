/**
 * What changes between two agreements, in words and not in lines of text. Both are walked side by side as plain data, so that no
 * difference can be missed: a part this file has no words for is still named by its path.
 */
import type { Agreement, Criterion } from '../core/agreement.ts';
import { deepEqual } from './same.ts';
import { clockText, durationText, pointsText } from './units.ts';
import { criterion } from './words.ts';

type Json = string | number | boolean | null | undefined | readonly Json[] | { readonly [key: string]: Json };
type Fields = { readonly [key: string]: Json };
type Path = readonly string[];

/** One line per difference, in the order of the agreement; empty: the two say the same. */
export function differences(before: Agreement, after: Agreement): readonly string[] {
  if (before.hash === after.hash) return [];
  const { hash: _was, ...a } = before;
  const { hash: _is, ...b } = after;
  return walk([], a as unknown as Json, b as unknown as Json);
}

function walk(path: Path, before: Json, after: Json): readonly string[] {
  if (deepEqual(before, after)) return [];
  if (isCriterionHome(path) && isCriterion(before) && isCriterion(after)) return criterionChange(path, before, after);
  if (isFields(before) && isFields(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    const byName = NAMED_BY_KEY.has(path.at(-1) ?? '') && path.length === 1;
    const inner = keys.flatMap((key) => {
      if (byName && !Object.hasOwn(after, key)) return [`${place([...path, key])}: taken out`];
      if (byName && !Object.hasOwn(before, key))
        return [`${place([...path, key])}: new${described([...path, key], after[key])}`];
      return walk([...path, key], before[key], after[key]);
    });
    return inner;
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    return listChange(path, before as readonly Json[], after as readonly Json[]);
  }
  return [`${place(path)}: ${valueAt(path, before)} → ${valueAt(path, after)}`];
}

/** Lists of things with a name are compared name by name; of others, what went and what came. */
function listChange(path: Path, before: readonly Json[], after: readonly Json[]): readonly string[] {
  const nameOf = namer(path);
  if (nameOf === null) return unnamed(path, before, after);
  const was = named(before, nameOf);
  const is = named(after, nameOf);
  const people = path.at(-2) === 'rotations';
  const changes = [...new Set([...was.keys(), ...is.keys()])].flatMap((name): readonly string[] => {
    const [a, b] = [was.get(name), is.get(name)];
    if (b === undefined) return [people ? `${place(path)}: ${name} leaves` : `${place([...path, name])}: taken out`];
    if (a === undefined) {
      const what = described([...path, name], b);
      return [people ? `${place(path)}: ${name} joins${what}` : `${place([...path, name])}: new${what}`];
    }
    return walk([...path, name], a, b);
  });
  const kept = (names: Iterable<string>, other: ReadonlyMap<string, Json>): readonly string[] =>
    [...names].filter((name) => other.has(name));
  const [order, newOrder] = [kept(was.keys(), is), kept(is.keys(), was)];
  return order.join('\n') === newOrder.join('\n')
    ? changes
    : [...changes, `${place(path)}: the order is now ${newOrder.join(', ')}`];
}

function unnamed(path: Path, before: readonly Json[], after: readonly Json[]): readonly string[] {
  const text = (value: Json): string => valueAt(path, value);
  const went = without(before.map(text), after.map(text));
  const came = without(after.map(text), before.map(text));
  if (went.length === 0 && came.length === 0) return [`${place(path)}: the order is now ${after.map(text).join(', ')}`];
  if (went.length === 1 && came.length === 1) return [`${place(path)}: ${went[0]} → ${came[0]}`];
  return [
    ...went.map((one) => `${place(path)}: without ${one}`),
    ...came.map((one) => `${place(path)}: now also ${one}`),
  ];
}

/** What of `all` is left when each of `taken` was taken away once. */
function without(all: readonly string[], taken: readonly string[]): readonly string[] {
  const rest = [...taken];
  return all.filter((one) => {
    const at = rest.indexOf(one);
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
}

/** Several things of one name (two profile rules about one property) are told apart by their place among them. */
function named(items: readonly Json[], nameOf: (item: Fields) => string): ReadonlyMap<string, Json> {
  const all = new Map<string, Json>();
  for (const item of items) {
    const name = isFields(item) ? nameOf(item) : String(item);
    let unique = name;
    for (let n = 2; all.has(unique); n += 1) unique = `${name} (${n})`;
    all.set(unique, item);
  }
  return all;
}

const text = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value ?? null));
const propertyName = (value: Json): string =>
  isFields(value) ? `${text(value['object'])}.${text(value['name'])}` : text(value);

/** How the things in a list are called; null: they have no names. */
function namer(path: Path): ((item: Fields) => string) | null {
  const [top] = path;
  if (path.length === 1) {
    if (top === 'combinations')
      return (item) => (Array.isArray(item['all']) ? item['all'].map(text).join(' + ') : text(item['because']));
    if (top === 'profile')
      return (item) => (item['property'] === undefined ? text(item['because']) : propertyName(item['property']));
    if (['signals', 'behaviour', 'blocks', 'targetGroups', 'tests'].includes(top ?? ''))
      return (item) => text(item['name']);
  }
  if (top === 'behaviour' && path.at(-1) === 'rules') return (item) => text(item['signal'] ?? item['because']);
  if (top === 'rotations' && path.length === 2) return (item) => text(item['email']);
  if (top === 'profile' && path.at(-1) === 'bands') return (item) => bandText(item);
  if (top === 'profile' && path.at(-1) === 'lines')
    return (item) => (Array.isArray(item['any']) ? item['any'].map(text).join(', ') : text(item));
  if (top === 'sla' && path.at(-1) === 'ladder') return (item) => `${Math.round(Number(item['atShare']) * 100)} %`;
  return null;
}

const bandText = ({ from, below }: Fields): string =>
  from === null || from === undefined
    ? `below ${text(below)}`
    : below === null || below === undefined
      ? `${text(from)} or more`
      : `${text(from)} to below ${text(below)}`;

/** Objects at the top whose keys are names that people chose. */
const NAMED_BY_KEY: ReadonlySet<string> = new Set(['rotations', 'people', 'recycle']);

/** `behaviour web pricing_page points` in the words people use. */
function place(path: Path): string {
  const [top = '', second = '', ...rest] = path;
  switch (top) {
    case 'signals':
      return words(['signal', second, ...rest]);
    case 'behaviour':
      if (rest[0] === 'rules') return words([rest[1] === undefined ? second : rest[1], ...rest.slice(2)]);
      return words([`group ${second}`, ...rest]);
    case 'combinations':
      return words(['together', second, ...rest]);
    case 'profile':
      return words([second, ...rest.filter((step) => step !== 'values' && step !== 'bands' && step !== 'lines')]);
    case 'stages':
      return words([BARS[second] ?? second, ...rest]);
    case 'blocks':
      return words(['block', second, ...rest.filter((step) => step !== 'when')]);
    case 'tests':
      return words(['example', `“${second}”`, ...rest]);
    case 'rotations':
      return words(['rotation', second, ...rest]);
    case 'recycle':
      return words(['rejected as', second, ...rest.filter((step) => step !== 'kind')]);
    case 'people':
      return words([second, ...rest]);
    case 'sla':
      return words(['promise', second, ...rest]);
    default:
      return words(path);
  }
}

const BARS: Readonly<Record<string, string>> = {
  mql: 'MQL bar',
  sql: 'SQL bar',
  leaveSqlBelow: 'leaves SQL below',
  cooldownMs: 'cool-down',
};

const STEPS: Readonly<Record<string, string>> = {
  points: '',
  halfLifeMs: 'half-life',
  perDay: 'counted per day',
  perWeek: 'counted per week',
  atMostPerHour: 'handoffs per hour',
  openAtMost: 'open leads at most',
  firstContact: 'first contact',
  handRaise: 'raises a hand',
  withinMs: 'within',
  afterMs: 'after',
  atLeast: '',
};

const words = (steps: readonly string[]): string =>
  steps
    .map((step) => STEPS[step] ?? (/^[a-z]+[A-Z]/.test(step) ? spaced(step) : step))
    .filter((step) => step !== '')
    .join(' ');

const spaced = (step: string): string =>
  step.replace(/Ms$/, '').replace(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);

/** Where a number is points: in the core they are hundredths. */
const POINTS: ReadonlySet<string> = new Set([
  'points',
  'cap',
  'leaveSqlBelow',
  'atLeast',
  'scoreAtLeast',
  'scoreBelow',
  'limit',
]);

function valueAt(path: Path, value: Json): string {
  const step = path.at(-1) ?? '';
  if (value === undefined) return 'nothing';
  if (value === null) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') {
    const isSpan =
      step.endsWith('Ms') || path.includes('firstContact') || (path[0] === 'tests' && path.includes('signals'));
    if (isSpan) return durationText(value);
    if (POINTS.has(step) || (path[0] === 'profile' && path.includes('values'))) {
      return `${pointsText(value)} ${value === 100 ? 'point' : 'points'}`;
    }
    return step === 'atShare' ? `${Math.round(value * 100)} %` : String(value);
  }
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) {
    const items = value as readonly Json[];
    return items.length === 0 ? 'none' : items.map((one) => valueAt(path, one)).join(', ');
  }
  return objectText(path, value as Fields);
}

function objectText(path: Path, value: Fields): string {
  if (typeof value['object'] === 'string' && typeof value['name'] === 'string' && Object.keys(value).length === 2) {
    return propertyName(value);
  }
  if (typeof value['kind'] === 'string' && path[0] === 'signals') {
    const source = Object.entries(value).find(([key]) => key !== 'kind')?.[1];
    return `${value['kind']} ${valueAt(path, source)}`;
  }
  if (path[0] === 'routing') return routingText(value);
  if (typeof value['from'] === 'number' && typeof value['until'] === 'number') {
    return `${clockText(value['from'])}-${clockText(value['until'])}`;
  }
  const parts = Object.entries(value)
    .filter(([, inner]) => inner !== null && inner !== undefined)
    .map(([key, inner]) => `${words([key]) || 'points'} ${valueAt([...path, key], inner)}`);
  return parts.join(', ');
}

function routingText({ when, to }: Fields): string {
  const target = isFields(to) ? text(to['rotation'] ?? to['email'] ?? to['queue'] ?? to['kind']) : text(to);
  return `“${isCriterion(when) ? `a lead with ${criterion(when)}: ` : ''}${target}”`;
}

/** What is new, where that can be said in a few words. */
function described(path: Path, value: Json): string {
  if (!isFields(value)) return '';
  if (path[0] === 'rotations') return ` with weight ${text(value['weight'])}`;
  if (path[0] === 'tests') return '';
  if (isCriterion(value['when'])) return `, a lead with ${criterion(value['when'])}`;
  const { name: _name, signal: _signal, property: _property, email: _email, ...rest } = value;
  return `, ${objectText(path, rest)}`;
}

/** Criteria of one shape are compared bar by bar; others are said whole, before and after. */
function criterionChange(path: Path, before: Criterion, after: Criterion): readonly string[] {
  const a = leaves(before);
  const b = leaves(after);
  if (a.shape !== b.shape) return [`${place(path)}: was ${criterion(before)}; is ${criterion(after)}`];
  const changed = a.of.flatMap((leaf, i) => {
    const other = b.of[i];
    return other === undefined || deepEqual(leaf as unknown as Json, other as unknown as Json)
      ? []
      : [[leaf, other] as const];
  });
  return changed.map(([was, is]) => {
    const both = [was, is].map((one) => ('atLeast' in one ? pointsText(one.atLeast) : criterion(one)));
    const axis = 'atLeast' in was && was.kind !== 'score' ? ` (${was.kind})` : '';
    return `${place(path)}${axis}: ${both[0]} → ${both[1]}`;
  });
}

/** The leaves of a criterion in order, and what remains when their figures are taken out. */
function leaves(whole: Criterion): { readonly shape: string; readonly of: readonly Criterion[] } {
  switch (whole.kind) {
    case 'all':
    case 'any': {
      const parts = whole.of.map(leaves);
      return {
        shape: `${whole.kind}(${parts.map((part) => part.shape).join()})`,
        of: parts.flatMap((part) => part.of),
      };
    }
    case 'not': {
      const inner = leaves(whole.of);
      return { shape: `not(${inner.shape})`, of: inner.of };
    }
    default: {
      const about =
        'signal' in whole ? whole.signal : 'property' in whole ? propertyName(whole.property as unknown as Json) : '';
      return { shape: `${whole.kind} ${text(about as Json)}`, of: [whole] };
    }
  }
}

const isFields = (value: Json): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Things with a `kind` where the agreement has criteria. */
const isCriterion = (value: unknown): value is Criterion =>
  typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string';

function isCriterionHome(path: Path): boolean {
  const [top, second] = path;
  return (
    (top === 'stages' && (second === 'mql' || second === 'sql') && path.length === 2) ||
    (top === 'temperature' && path.length === 2) ||
    path.at(-1) === 'when'
  );
}
