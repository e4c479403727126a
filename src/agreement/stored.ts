/** An agreement as the database keeps it: "in force", the number of a version, or the start of a hash. */
import type { Agreement } from '../core/agreement.ts';
import type { Book, Version } from '../core/authority.ts';
import { hashInForce } from '../core/authority.ts';
import { BatonError } from '../errors.ts';
import { problemLine } from './problem.ts';
import { readAgreement } from './read.ts';

export interface Found {
  readonly agreement: Agreement;
  readonly text: string;
}

export const IN_FORCE = 'in force';

/** Whether this names something in the database and not a file. */
export const isStored = (ref: string): boolean =>
  ref === IN_FORCE || /^\d{1,7}$/.test(ref) || /^[0-9a-f]{8,64}$/.test(ref);

/** @throws AGREEMENT_INVALID with every problem located. */
export function usable(text: string, file: string): Agreement {
  const read = readAgreement(text, { file });
  if (read.ok) return read.agreement;
  throw new BatonError('AGREEMENT_INVALID', {
    what: `${file}:\n${read.problems.map((problem) => `  ${problemLine(problem)}`).join('\n')}\n`,
    fix: `npx baton check ${file}`,
  });
}

/** @throws NOT_FOUND when no stored version, or more than one, is meant. */
export function fromBook(book: Book, ref: string): Found {
  const { text, hash } = versionOf(book, ref);
  return { agreement: usable(text, `agreement ${hash.slice(0, 8)} in the database`), text };
}

function versionOf(book: Book, ref: string): Version {
  const inForce = hashInForce(book);
  const meant = book.versions.filter((version) => {
    if (ref === IN_FORCE) return version.hash === inForce;
    return version.hash.startsWith(ref) || String(version.version) === ref;
  });
  const [only, other] = meant;
  if (only !== undefined && other === undefined) return only;
  // A number that several texts carry means the one that came into force.
  const applied = meant.filter((version) => book.applied.some((step) => step.hash === version.hash));
  const [first, second] = applied;
  if (first !== undefined && second === undefined) return first;
  throw new BatonError('NOT_FOUND', {
    what: ref === IN_FORCE ? 'an agreement in force' : `agreement "${ref}"`,
    found: meant.length === 0 ? 'none' : meant.map((version) => version.hash.slice(0, 8)).join(', '),
    fix: '"baton agreements" lists the versions; name one by the start of its hash',
  });
}

/** The agreement in force; null before the first one. @throws AGREEMENT_INVALID when this version cannot read it. */
export function inForceIn(book: Book): Agreement | null {
  return hashInForce(book) === null ? null : fromBook(book, IN_FORCE).agreement;
}
