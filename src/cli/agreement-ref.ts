/** An agreement by file, or of the database: "in force", the number of a version, or the start of a hash. */
import type { Found } from '../agreement/stored.ts';
import { fromBook, isStored, usable } from '../agreement/stored.ts';
import type { Agreement } from '../core/agreement.ts';
import type { Store } from '../deps.ts';
import { agreementText } from './agreement-text.ts';
import type { Io } from './command.ts';

/** @throws AGREEMENT_UNREADABLE, AGREEMENT_INVALID. */
export async function fromFile(named: readonly string[], io: Io): Promise<Found> {
  const { file, text } = await agreementText(named, io);
  return { agreement: usable(text, file), text };
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
