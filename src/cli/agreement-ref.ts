/** An agreement by file, or of the database: "in force", the number of a version, or the start of a hash. */
import { problemLine } from '../agreement/problem.ts';
import { readAgreement } from '../agreement/read.ts';
import type { Agreement } from '../core/agreement.ts';
import type { Book, Version } from '../core/authority.ts';
import { hashInForce } from '../core/authority.ts';
import type { Store } from '../deps.ts';
import { BatonError } from '../errors.ts';
import { agreementText } from './agreement-text.ts';
import type { Io } from './command.ts';

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

/** @throws AGREEMENT_UNREADABLE, AGREEMENT_INVALID. */
export async function fromFile(named: readonly string[], io: Io): Promise<Found> {
  const { file, text } = await agreementText(named, io);
  return { agreement: usable(text, file), text };
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

/** The agreement in force; null before the first one. @throws AGREEMENT_INVALID. */
export async function agreementInForce(store: Store): Promise<Agreement | null> {
  const stored = await store.agreementInForce();
  return stored === null ? null : usable(stored.text, `the database (agreement ${stored.hash.slice(0, 8)})`);
}

/** The agreement meant, with a store already open. */
export async function resolveAgreement(
  ref: string | undefined,
  { io, store }: { io: Io; store: Store },
): Promise<Found> {
  return ref !== undefined && isStored(ref)
    ? fromBook(await store.agreementBook(), ref)
    : fromFile(ref === undefined ? [] : [ref], io);
}
