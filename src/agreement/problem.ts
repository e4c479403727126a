/** One thing that is wrong with an agreement, at its place in the file. */
export interface Problem {
  readonly file: string;
  /** Both counted from 1. */
  readonly line: number;
  readonly column: number;
  /** `behaviour.web.rules[0].signal`; empty: the file as a whole. */
  readonly path: string;
  /** What is wrong, in one sentence without the place. */
  readonly message: string;
  /** The text that was found there; null where nothing was, or where the message says it all. */
  readonly found: string | null;
  /** What may stand there. */
  readonly allowed: string | null;
  /** What would be right here: a near name, a spelling. */
  readonly suggestion: string | null;
  readonly severity: 'error' | 'warning';
}

export type Path = readonly (string | number)[];

/** A problem before its place in the file is known. `at: 'key'` points to the key, not to what stands behind it. */
export interface Finding {
  readonly path: Path;
  readonly at: 'key' | 'value';
  /** Where one mistake shows twice, the kinds tell which of the two to keep. */
  readonly kind?: 'unknown key' | 'missing' | 'says nothing';
  readonly message: string;
  readonly found?: string;
  readonly allowed?: string;
  readonly suggestion?: string;
}

/** `behaviour.web.rules[0]["odd key"]`: a path as people write it. */
export function pathText(path: Path): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (/^[\p{L}_][\p{L}\p{N}_@.-]*$/u.test(step)) text += text === '' ? step : `.${step}`;
    else text += `[${JSON.stringify(step)}]`;
  }
  return text;
}

/** One line: place, path, what is wrong, found, allowed, what would be right. */
export function problemLine(problem: Problem): string {
  const parts = [problem.message];
  if (problem.found !== null) parts.push(`found: ${problem.found}`);
  if (problem.allowed !== null) parts.push(`allowed: ${problem.allowed}`);
  if (problem.suggestion !== null) parts.push(problem.suggestion);
  const where = problem.path === '' ? '' : `${problem.path}: `;
  return `${problem.file}:${problem.line}:${problem.column} ${problem.severity}: ${where}${parts.join(' · ')}`;
}

/** The several lines a person reads at a terminal: place, the line itself with a caret, found, allowed, suggestion. */
export function problemBlock(problem: Problem, text: string): string {
  const source = (text.split(/\r\n|\n|\r/)[problem.line - 1] ?? '').replaceAll('\t', ' ');
  const margin = String(problem.line);
  const window = Math.max(0, problem.column - 100);
  const shown = source.slice(window, window + 140);
  const blank = ' '.repeat(margin.length);
  const lines = [
    `${problem.file}:${problem.line}:${problem.column} ${problem.severity}${problem.path === '' ? '' : ` · ${problem.path}`}`,
    `  ${problem.message}`,
    `  ${margin} | ${shown}`,
    `  ${blank} | ${' '.repeat(problem.column - 1 - window)}^`,
  ];
  if (problem.found !== null) lines.push(`  ${blank} = found:   ${problem.found}`);
  if (problem.allowed !== null) lines.push(`  ${blank} = allowed: ${problem.allowed}`);
  if (problem.suggestion !== null) lines.push(`  ${blank} = ${problem.suggestion}`);
  return lines.join('\n');
}

/** The nearest of `names` to `word`, or null where none is near: at most a third of the letters may differ. */
export function nearest(word: string, names: Iterable<string>): string | null {
  const wanted = word.toLowerCase().slice(0, 100);
  let best: string | null = null;
  let least = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const name of names) {
    if (Math.abs(name.length - wanted.length) >= least) continue;
    const distance = editDistance(wanted, name.toLowerCase());
    if (distance < least) [best, least] = [name, distance];
  }
  return best;
}

/** Insertions, deletions, replacements and swaps of neighbours. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(least);
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length] ?? 0;
}

/** `did you mean "behaviour"?`, or nothing. */
export function didYouMean(word: string, names: Iterable<string>): { readonly suggestion?: string } {
  const near = nearest(word, names);
  return near === null ? {} : { suggestion: `did you mean "${near}"?` };
}
