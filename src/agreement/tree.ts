import type { CST, Document, Node, ParsedNode } from 'yaml';
import { Composer, isAlias, isCollection, isMap, isScalar, isSeq, LineCounter, Parser, YAMLParseError } from 'yaml';
import type { Finding, Path, Problem } from './problem.ts';
import { pathText } from './problem.ts';

/** Plain data as YAML gave it: null-prototype objects, arrays, strings, numbers, booleans, null. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

/** Data and, for every part of it, where in the text it stands. */
export interface Tree {
  readonly content: Plain;
  /** Gives a finding its line and column: those of the nearest written ancestor where the thing itself is missing. */
  locate(finding: Finding, severity: Problem['severity']): Problem;
}

/** Far above any agreement people can read aloud, far below what could hold up a process. */
export const MAX_TEXT = 64 * 1024;
const MAX_DEPTH = 24;
const MAX_NODES = 20_000;
/** More than anybody mends in one go. */
const MAX_PROBLEMS = 50;

interface Place {
  readonly offset: number;
  readonly children: Map<string | number, { readonly keyOffset: number; readonly place: Place }>;
}

const RESERVED = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Reads YAML 1.2 as data only: unique keys, no tags, aliases expanded within a bound.
 * Problems that make the data unreliable give `ok: false`; duplicate keys and the like are reported beside the data.
 */
export function readTree(
  text: string,
  { file }: { file: string },
):
  | { readonly ok: true; readonly tree: Tree; readonly problems: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] } {
  const refuse = (
    message: string,
    allowed: string,
    found: string | null = null,
  ): { ok: false; problems: Problem[] } => ({
    ok: false,
    problems: [{ file, line: 1, column: 1, path: '', message, found, allowed, suggestion: null, severity: 'error' }],
  });
  if (text.length > MAX_TEXT) {
    return refuse('the file is too long', `at most ${MAX_TEXT} characters`, `${text.length} characters`);
  }
  if (deepestFlow(text) > MAX_DEPTH) return refuse('the file is nested too deeply', `at most ${MAX_DEPTH} levels`);

  const lines = new LineCounter();
  const problemAt = (
    offset: number,
    finding: Omit<Finding, 'at'>,
    severity: Problem['severity'] = 'error',
  ): Problem => {
    const { line, col } = lines.linePos(Math.min(Math.max(offset, 0), text.length));
    return {
      file,
      line: Math.max(line, 1),
      column: Math.max(col, 1),
      path: pathText(finding.path),
      message: finding.message,
      found: finding.found ?? null,
      allowed: finding.allowed ?? null,
      suggestion: finding.suggestion ?? null,
      severity,
    };
  };

  const document = parsed(text, lines);
  if (document === null) return refuse('the file cannot be read as YAML', 'nested keys and lists as in agreement.yaml');
  const problems: Problem[] = [];
  for (const error of document.errors.slice(0, MAX_PROBLEMS)) {
    problems.push(problemAt(error.pos[0], { path: [], message: `not YAML: ${firstLine(error.message)}` }));
  }
  if (problems.length > 0) return { ok: false, problems };
  if (document.contents === null) return refuse('the file is empty', 'an agreement, starting with "language: 1"');

  const walk = walker(problemAt, lines);
  const { value, place } = walk.node(document.contents, { path: [], depth: 0 });
  problems.push(...walk.problems);
  if (walk.exhausted()) return { ok: false, problems };
  const locate: Tree['locate'] = (finding, severity) => problemAt(offsetOf(place, finding), finding, severity);
  return { ok: true, tree: { content: value, locate }, problems };
}

function parsed(text: string, lineCounter: LineCounter): Document.Parsed | null {
  const composer = new Composer<ParsedNode>({
    version: '1.2',
    schema: 'core',
    merge: false,
    uniqueKeys: false, // Checked in the walk: the package compares every key with every other.
    strict: true,
    logLevel: 'error',
  });
  try {
    const tokens = upToErrors(new Parser(lineCounter.addNewLine).parse(text));
    const [first, second] = composer.compose(tokens, true, text.length);
    if (first === undefined) return null;
    if (second !== undefined) {
      const at = second.range[0];
      first.errors.push(new YAMLParseError([at, at + 1], 'MULTIPLE_DOCS', 'one file holds one agreement'));
    }
    return first;
  } catch {
    return null; // The package itself gave up: the stack is exhausted by nesting, or a fault of its own.
  }
}

/** A text that is no YAML at all is one error per word, each with its stack: the first of them say enough. */
function* upToErrors(tokens: Iterable<CST.Token>): Generator<CST.Token, void> {
  let errors = 0;
  for (const token of tokens) {
    yield token;
    if (token.type === 'error' && ++errors >= MAX_PROBLEMS) return;
  }
}

type ProblemAt = (offset: number, finding: Omit<Finding, 'at'>) => Problem;

function walker(
  problemAt: ProblemAt,
  lines: LineCounter,
): {
  readonly problems: Problem[];
  exhausted(): boolean;
  node(node: Node | null, where: { path: Path; depth: number }): { value: Plain; place: Place };
} {
  const problems: Problem[] = [];
  const anchors = new Map<string, Node>();
  const open = new Set<Node>();
  let nodes = 0;
  let exhausted = false;

  const say = (offset: number, finding: Omit<Finding, 'at'>): void => {
    if (problems.length < MAX_PROBLEMS) problems.push(problemAt(offset, finding));
  };

  function node(given: Node | null, { path, depth }: { path: Path; depth: number }): { value: Plain; place: Place } {
    const offset = given?.range?.[0] ?? 0;
    const place: Place = { offset, children: new Map() };
    nodes += 1;
    if (given === null || exhausted) return { value: null, place };
    if (nodes > MAX_NODES || depth > MAX_DEPTH) {
      exhausted = true;
      say(offset, {
        path,
        message: 'too much in one file',
        allowed: `at most ${MAX_NODES} values, ${MAX_DEPTH} levels deep`,
      });
      return { value: null, place };
    }
    if (isAlias(given)) {
      const meant = anchors.get(given.source);
      if (meant === undefined || open.has(meant)) {
        const message = meant === undefined ? 'nothing above has this name' : 'a part cannot contain itself';
        say(offset, { path, message, found: `*${given.source}` });
        return { value: null, place };
      }
      return { value: node(meant, { path, depth: depth + 1 }).value, place };
    }
    if (given.tag !== undefined) {
      say(offset, { path, message: 'an agreement is data only', found: given.tag, allowed: 'values without a tag' });
    }
    if ((isScalar(given) || isCollection(given)) && given.anchor !== undefined) anchors.set(given.anchor, given);
    open.add(given);
    const value = content(given, { path, depth, place });
    open.delete(given);
    return { value, place };
  }

  function content(given: Node, { path, depth, place }: { path: Path; depth: number; place: Place }): Plain {
    if (isMap(given)) {
      const value: Record<string, Plain> = Object.create(null) as Record<string, Plain>;
      for (const pair of given.items) {
        const keyNode = pair.key as Node | null;
        const keyOffset = keyNode?.range?.[0] ?? place.offset;
        const key = keyText(keyNode);
        if (key === null) {
          say(keyOffset, { path, message: 'a key is one word or one quoted text', allowed: 'key: value' });
          continue;
        }
        const inside = [...path, key];
        const first = place.children.get(key);
        if (first !== undefined) {
          const { line } = lines.linePos(first.keyOffset);
          say(keyOffset, {
            path: inside,
            message: `the key "${key}" stands here twice`,
            allowed: `one; the first is on line ${line}`,
          });
          continue;
        }
        if (RESERVED.has(key)) {
          say(keyOffset, { path: inside, message: 'this key is reserved', found: key, allowed: 'any other name' });
          continue;
        }
        const child = node(pair.value as Node | null, { path: inside, depth: depth + 1 });
        const valueOffset = pair.value === null ? keyOffset : child.place.offset;
        place.children.set(key, { keyOffset, place: { offset: valueOffset, children: child.place.children } });
        value[key] = child.value;
      }
      return value;
    }
    if (isSeq(given)) {
      return given.items.map((item, index) => {
        const child = node(item as Node | null, { path: [...path, index], depth: depth + 1 });
        place.children.set(index, { keyOffset: child.place.offset, place: child.place });
        return child.value;
      });
    }
    return isScalar(given)
      ? scalar(given.value, given.type === 'PLAIN' ? given.source : undefined, { path, offset: place.offset })
      : null;
  }

  /** Numbers that YAML would change on the way (leading zeros, plus signs, beyond 2^53) have to be quoted or written plainly. */
  function scalar(value: unknown, source: string | undefined, { path, offset }: { path: Path; offset: number }): Plain {
    if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
    const exact = typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER;
    if (exact && (source === undefined || /^-?(0|[1-9]\d*)(\.\d+)?$/.test(source))) return value;
    say(offset, {
      path,
      message: 'YAML would read this as another number',
      found: source ?? String(value),
      allowed: 'a plain decimal number, or a text in quotes',
      suggestion: `as a text: "${source ?? String(value)}"`,
    });
    return source ?? String(value);
  }

  return { problems, exhausted: () => exhausted, node };
}

function keyText(key: Node | null): string | null {
  if (!isScalar(key)) return null;
  const text = key.type === 'PLAIN' && key.source !== undefined ? key.source : String(key.value);
  return text === '' || text.length > 300 ? null : text;
}

function offsetOf(root: Place, { path, at }: Finding): number {
  let place = root;
  let offset = root.offset;
  for (const [index, step] of path.entries()) {
    const child = place.children.get(step);
    if (child === undefined) return offset;
    const last = index === path.length - 1;
    offset = (last && at === 'value') || typeof step === 'number' ? child.place.offset : child.keyOffset;
    place = child.place;
  }
  return offset;
}

/** Opening brackets without their closing ones, at most: a cheap upper bound before the parser sees the text. */
function deepestFlow(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x5b || code === 0x7b) deepest = Math.max(deepest, ++depth);
    else if (code === 0x5d || code === 0x7d) depth = Math.max(0, depth - 1);
  }
  return deepest;
}

const firstLine = (message: string): string =>
  message.startsWith('Maximum call stack') ? 'it is nested too deeply' : (message.split('\n')[0] ?? message);
