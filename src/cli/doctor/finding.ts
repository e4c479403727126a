/** One thing looked at: whether it is well, what was found, and what to do. */
export interface Finding {
  /** `problem`: something does not work. `warning`: it works, and somebody should know. */
  readonly is: 'well' | 'warning' | 'problem';
  readonly what: string;
  readonly found: string;
  /** Null: nothing to do. */
  readonly fix: string | null;
}

export const well = (what: string, found: string): Finding => ({ is: 'well', what, found, fix: null });
export const warning = (what: string, found: string, fix: string | null = null): Finding => ({
  is: 'warning',
  what,
  found,
  fix,
});
export const problem = (what: string, found: string, fix: string | null = null): Finding => ({
  is: 'problem',
  what,
  found,
  fix,
});

const SIGNS = { well: '✓', warning: '!', problem: '✗' } as const;

export function inLines(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ what }) => what.length));
  return findings
    .flatMap(({ is, what, found, fix }) => [
      `${SIGNS[is]} ${what.padEnd(width)}  ${found}`,
      ...(fix === null ? [] : [`  ${' '.repeat(width)}  → ${fix}`]),
    ])
    .join('\n');
}

/** A few by name, the rest as a number. */
export const some = (names: readonly string[], atMost = 6): string =>
  names.length <= atMost ? names.join(', ') : `${names.slice(0, atMost).join(', ')} and ${names.length - atMost} more`;
