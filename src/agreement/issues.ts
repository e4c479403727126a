import type { z } from 'zod';
import type { Finding, Path } from './problem.ts';
import { didYouMean } from './problem.ts';
import { keysOf } from './schema.ts';
import type { Plain } from './tree.ts';

type Issue = z.core.$ZodIssue;

/** What the schema found wrong, as findings: one per place, with what was found and what is allowed. */
export function findingsOf(issues: readonly Issue[], content: Plain): readonly Finding[] {
  return issues.flatMap((issue) => findingsOfOne(issue, { base: [], content }));
}

function findingsOfOne(issue: Issue, { base, content }: { base: Path; content: Plain }): readonly Finding[] {
  const path = [...base, ...issue.path.map((step) => (typeof step === 'number' ? step : String(step)))];
  const allowed = issue.message;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key): Finding => unknownKey([...path, key], keysOf(allowed)));
  }
  if (issue.code === 'invalid_union') {
    const fitting = issue.errors
      .filter((option) => !option.some(isAboutTheKind))
      .sort((a, b) => a.length - b.length)[0];
    if (fitting !== undefined) return fitting.flatMap((inner) => findingsOfOne(inner, { base: path, content }));
  }
  const value = valueAt(content, path);
  if (value === undefined) {
    const key = path.at(-1);
    return [
      {
        path,
        at: 'key',
        kind: 'missing',
        message: `${key === undefined ? 'it' : `"${String(key)}"`} is missing`,
        allowed,
      },
    ];
  }
  return [{ path, at: 'value', message: `${nameOf(path)} cannot be this`, found: shown(value), allowed }];
}

/** `"half_life"`, `item 2 of "holidays"`, `an agreement`. */
function nameOf(path: Path): string {
  const last = path.at(-1);
  if (last === undefined) return 'an agreement';
  if (typeof last === 'string') return `"${last}"`;
  return `item ${last + 1} of ${nameOf(path.slice(0, -1))}`;
}

/** An unknown key with the known ones, nearest first in the suggestion. */
export function unknownKey(path: Path, keys: readonly string[]): Finding {
  const key = String(path.at(-1));
  return {
    path,
    at: 'key',
    kind: 'unknown key',
    message: `"${key}" is not known here`,
    allowed: keys.length === 0 ? 'nothing by this name' : keys.join(', '),
    ...didYouMean(key, keys),
  };
}

/** True where a union's option was not even of the kind written: a list where a text stands. */
function isAboutTheKind(issue: Issue): boolean {
  return (
    issue.path.length === 0 &&
    (issue.code === 'invalid_type' || issue.code === 'invalid_value' || issue.code === 'invalid_union')
  );
}

export function valueAt(content: Plain, path: Path): Plain | undefined {
  let value: Plain | undefined = content;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Readonly<Record<string | number, Plain>>)[step];
  }
  return value;
}

/** A value as a person would recognise it in the file, cut where it is long. */
export function shown(value: Plain): string {
  if (value === null) return 'nothing';
  if (typeof value === 'object')
    return Array.isArray(value) ? `a list of ${value.length}` : `keys (${Object.keys(value).slice(0, 5).join(', ')})`;
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
