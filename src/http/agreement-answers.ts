/** Agreements of the book as the pages are told them. */
import { label } from '../agreement/read.ts';
import { fromBook } from '../agreement/stored.ts';
import type { Agreement } from '../core/agreement.ts';
import type { Book, Signers, Version } from '../core/authority.ts';
import { countedSignatures, hashInForce, ROLES } from '../core/authority.ts';
import { mayApply } from '../worker/authority.ts';
import type { ProblemAnswer, SignatureAnswer, VersionAnswer } from './pages-contract.ts';

/** @param named who may sign it: those whom the agreement in force names. */
export function signaturesOf(
  book: Book,
  { hash, named }: { hash: string; named: Signers },
): readonly SignatureAnswer[] {
  const counted = countedSignatures(book, { hash, named });
  // What is in force was signed by those whom the version before it named.
  const stands = hash === hashInForce(book);
  return ROLES.map((role) => {
    const signature = stands
      ? (book.signatures.findLast((one) => one.hash === hash && one.role === role) ?? null)
      : counted[role];
    return {
      role,
      named: named[role],
      signed:
        signature === null ? null : { email: signature.email, at: signature.at, onServer: signature.userId === null },
    };
  });
}

export function versionAnswer(
  book: Book,
  { version, named }: { version: Version; named: Signers | null },
): VersionAnswer {
  const { hash, name, storedAt } = version;
  const { agreement, notYet } = readable(book, hash);
  return {
    hash,
    label: agreement === null ? `${name} · version ${version.version} · ${hash.slice(0, 8)}` : label(agreement),
    name,
    version: version.version,
    storedAt,
    appliedAt: book.applied.findLast((step) => step.hash === hash)?.at ?? null,
    signatures: named === null ? [] : signaturesOf(book, { hash, named }),
    notYet,
  };
}

/** A text that this version of Baton cannot read any more is listed, and says so. */
function readable(book: Book, hash: string): { readonly agreement: Agreement | null; readonly notYet: string | null } {
  try {
    const { agreement } = fromBook(book, hash);
    const ruling = mayApply(book, agreement);
    return { agreement, notYet: ruling.kind === 'allowed' ? null : ruling.because };
  } catch {
    return { agreement: null, notYet: 'this version of Baton cannot read it' };
  }
}

export const problemAnswer = ({
  line,
  column,
  path,
  message,
  found,
  allowed,
  suggestion,
}: ProblemAnswer): ProblemAnswer => ({ line, column, path, message, found, allowed, suggestion });
