/** A text that somebody wants to have signed: read, and held against what was in force before, each problem at its place. */
import type { Agreement } from '../core/agreement.ts';
import type { Book } from '../core/authority.ts';
import { numberTaken } from '../core/authority.ts';
import type { Finding, Problem } from './problem.ts';
import { readAgreement } from './read.ts';
import { runAgreementTests, NOON } from './tests.ts';
import { readTree } from './tree.ts';

export type Draft =
  | { readonly ok: true; readonly agreement: Agreement; readonly warnings: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** The name that problems of an uploaded text carry. */
const FILE = 'draft';

/** Everything that would keep this text from being signed is a problem here: its words, its examples, its number. */
export function readDraft(text: string, book: Pick<Book, 'versions' | 'applied'>): Draft {
  const read = readAgreement(text, { file: FILE });
  if (!read.ok) return read;
  const { agreement } = read;
  const taken = numberTaken(book, agreement);
  const findings: Finding[] = [
    ...(taken === null ? [] : [{ path: ['version'], at: 'value' as const, message: taken }]),
    ...runAgreementTests(agreement, NOON).flatMap(({ ok, name, misses }, index): readonly Finding[] =>
      ok
        ? []
        : misses.map(({ what, expected, found }) => ({
            path: ['tests', index, 'expect'],
            at: 'value',
            message: `the example “${name}” does not hold: its ${what}`,
            found,
            allowed: expected,
          })),
    ),
  ];
  if (findings.length === 0) return read;
  const tree = readTree(text, { file: FILE });
  return tree.ok
    ? { ok: false, problems: findings.map((finding) => tree.tree.locate(finding, 'error')) }
    : { ok: false, problems: tree.problems };
}
