/** YAML text → Agreement, or every problem at once, each with its line and column. */
import { createHash } from 'node:crypto';
import type { Agreement } from '../core/agreement.ts';
import { build } from './build.ts';
import { contradictions } from './checks.ts';
import { findingsOf } from './issues.ts';
import { lint } from './lint.ts';
import type { Finding, Path, Problem } from './problem.ts';
import { nearest, pathText } from './problem.ts';
import { unknownNames } from './references.ts';
import { agreementSchema } from './schema.ts';
import type { Plain } from './tree.ts';
import { readTree } from './tree.ts';

export type Reading =
  | { readonly ok: true; readonly agreement: Agreement; readonly warnings: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Reads an agreement. Never throws: what is wrong with the text is the answer.
 * @param file the name that problems carry; nothing is read from disk.
 */
export function readAgreement(text: string, { file }: { file: string }): Reading {
  const read = readTree(text, { file });
  if (!read.ok) return { ok: false, problems: inOrder(read.problems) };
  const { tree } = read;
  const parsed = agreementSchema.safeParse(tree.content);
  const findings = [
    ...(parsed.success ? [] : findingsOf(parsed.error.issues, tree.content)),
    ...contradictions(tree.content),
    ...unknownNames(tree.content),
  ];
  const located = once(findings).map((finding) => tree.locate(finding, 'error'));
  const isNew = (problem: Problem): boolean =>
    !read.problems.some(({ line, column }) => line === problem.line && column === problem.column);
  const problems = [...read.problems, ...located.filter(isNew)];
  if (!parsed.success || problems.length > 0) return { ok: false, problems: inOrder(problems) };
  const agreement = build(parsed.data, hashOf(tree.content));
  const warnings = lint(agreement, tree.content).map((finding) => tree.locate(finding, 'warning'));
  return { ok: true, agreement, warnings: inOrder(warnings) };
}

/** One mistake is told once: not also below an unknown key, nor as the missing key that it was meant to be. */
function once(findings: readonly Finding[]): readonly Finding[] {
  const unknown = findings.filter(({ kind }) => kind === 'unknown key').map(({ path }) => path);
  const seen = new Set<string>();
  return findings.filter((finding) => {
    const { path, kind, message } = finding;
    const told = unknown.some((key) => {
      if (kind === 'unknown key') return isBelow(path, key);
      if (kind === 'says nothing') return isBelow(key, path) && key.length === path.length + 1;
      if (kind === 'missing') return isMeant(key, path);
      return isBelow(path, key) || isSame(path, key);
    });
    const key = `${pathText(path)}\n${message}`;
    return !told && !seen.has(key) && seen.add(key);
  });
}

const startsWith = (path: Path, start: Path): boolean => start.every((step, index) => path[index] === step);
const isBelow = (path: Path, above: Path): boolean => path.length > above.length && startsWith(path, above);
const isSame = (a: Path, b: Path): boolean => a.length === b.length && startsWith(a, b);

/** Whether an unknown key stands where a missing one should, and is nearly its name. */
function isMeant(unknown: Path, missing: Path): boolean {
  const [wrong, right] = [unknown.at(-1), missing.at(-1)];
  return (
    unknown.length === missing.length &&
    startsWith(unknown, missing.slice(0, -1)) &&
    nearest(String(wrong), [String(right)]) !== null
  );
}

const inOrder = (problems: readonly Problem[]): readonly Problem[] =>
  [...problems].sort((a, b) => a.line - b.line || a.column - b.column || (a.message < b.message ? -1 : 1));

/** Parts whose order is part of their meaning: the first block that applies names the reason, receipts follow the file. */
const ORDERED = new Set(['signals', 'behaviour', 'blocks', 'rotations']);

/** SHA-256 of the content as canonical JSON: keys sorted where their order means nothing; layout and comments never count. */
function hashOf(content: Plain): string {
  return createHash('sha256').update(canonical(content, [])).digest('hex');
}

function canonical(value: Plain, path: readonly string[]): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item: Plain) => canonical(item, [...path, '*'])).join(',')}]`;
  const keys = Object.keys(value);
  const [top] = path;
  if (!(path.length === 1 && top !== undefined && ORDERED.has(top))) keys.sort();
  const entries = keys.map((key) => {
    const inner = (value as Readonly<Record<string, Plain>>)[key] ?? null;
    return `${JSON.stringify(key)}:${canonical(inner, [...path, key])}`;
  });
  return `{${entries.join(',')}}`;
}

/** `B2B SaaS, clear · version 3 · a1b2c3d4`: how an agreement is named on screens and in HubSpot. */
export function label(agreement: Agreement): string {
  return `${agreement.name} · version ${agreement.version} · ${agreement.hash.slice(0, 8)}`;
}
