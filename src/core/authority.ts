// Who may put an agreement in force: two signatures on one text by the two people the agreement in force names, and `apply`.
// Refuses to know where signatures are kept, and how a person proved who they are.
import type { Instant } from './agreement.ts';

export type Role = 'marketing' | 'sales';
export const ROLES: readonly Role[] = ['marketing', 'sales'];

export type Signers = Readonly<Record<Role, string>>;

/** An agreement as both teams would sign it. */
export interface Text {
  readonly hash: string;
  readonly name: string;
  readonly version: number;
  /** The YAML as it was written. */
  readonly text: string;
}

export interface Version extends Text {
  readonly storedAt: Instant;
}

/** Kept in the database, never in the file: whoever changes a word of the file has a text that nobody signed. */
export interface Signature {
  readonly hash: string;
  readonly role: Role;
  /** Lower case. */
  readonly email: string;
  /** HubSpot's user id from the signed request; null: signed on the server. */
  readonly userId: string | null;
  readonly at: Instant;
}

/** One step in the history of what was in force, oldest first. */
export interface Applied {
  readonly hash: string;
  readonly at: Instant;
  /** A rollback takes the step before it back. */
  readonly how: 'apply' | 'rollback';
}

/** Everything that was ever decided about agreements. */
export interface Book {
  /** In the order they became known. */
  readonly versions: readonly Version[];
  readonly signatures: readonly Signature[];
  readonly applied: readonly Applied[];
}

export interface Refusal {
  readonly kind: 'refused';
  readonly because: string;
}

export type Ruling = { readonly kind: 'allowed'; readonly because: string } | Refusal;

const refused = (because: string): Refusal => ({ kind: 'refused', because });

/** The hashes whose application stands, oldest first: a rollback takes the last one away. */
export function standing(applied: readonly Applied[]): readonly string[] {
  return applied.reduce<readonly string[]>(
    (stack, step) => (step.how === 'rollback' ? stack.slice(0, -1) : [...stack, step.hash]),
    [],
  );
}

export const hashInForce = (book: Book): string | null => book.applied.at(-1)?.hash ?? null;

export interface Signing {
  readonly text: Text;
  readonly role: Role;
  readonly email: string;
  readonly userId: string | null;
}

/**
 * Whether this person may sign this text in this role.
 * @param named the signers named by the version in force; before the first one, those named by the text itself.
 */
export function ruleOnSigning(book: Book, { signing, named }: { signing: Signing; named: Signers }): Ruling {
  const { text, role, userId } = signing;
  const email = signing.email.toLowerCase();
  if (hashInForce(book) === text.hash) return refused('this text is in force already: there is nothing left to agree');
  const taken = book.versions.find(
    (other) =>
      other.hash !== text.hash &&
      other.version === text.version &&
      book.applied.some((step) => step.hash === other.hash),
  );
  if (taken !== undefined) {
    return refused(
      `version ${text.version} was in force already with other words (${taken.hash.slice(0, 8)}): give this one a number of its own`,
    );
  }
  if (email !== named[role].toLowerCase()) {
    const names = hashInForce(book) === null ? 'the agreement itself' : 'the agreement in force';
    return refused(`${email} may not sign for ${role}: ${names} names ${named[role]}`);
  }
  const others = book.signatures.filter((signature) => signature.hash === text.hash && signature.role !== role);
  if (others.some((other) => other.email === email || (userId !== null && other.userId === userId))) {
    return refused(`${email} has signed it for the other team: marketing and sales are two different people`);
  }
  return { kind: 'allowed', because: `${email} is named as the signer for ${role}` };
}

/** Those signatures on a text that count: by the people named. */
export function countedSignatures(
  book: Book,
  { hash, named }: { hash: string; named: Signers },
): Readonly<Record<Role, Signature | null>> {
  const of = (role: Role): Signature | null =>
    book.signatures.find((s) => s.hash === hash && s.role === role && s.email === named[role].toLowerCase()) ?? null;
  return { marketing: of('marketing'), sales: of('sales') };
}

/**
 * Whether this text may be put in force.
 * @param named the signers named by the version in force; null: nothing is in force yet, and the first one needs no signature.
 */
export function ruleOnApplying(book: Book, { hash, named }: { hash: string; named: Signers | null }): Ruling {
  if (hashInForce(book) === hash) return refused('it is in force already');
  if (named === null)
    return { kind: 'allowed', because: 'it is the first one: there is nobody yet who could have signed' };
  const signed = countedSignatures(book, { hash, named });
  const missing = ROLES.filter((role) => signed[role] === null);
  if (missing.length > 0) {
    return refused(
      `no signature for ${missing.map((role) => `${role} (${named[role]})`).join(' and ')} on this very text`,
    );
  }
  if (signed.marketing !== null && signed.marketing.email === signed.sales?.email) {
    return refused('one person signed for both teams');
  }
  return { kind: 'allowed', because: `signed by ${ROLES.map((role) => `${named[role]} for ${role}`).join(' and ')}` };
}

/** Whether there is something to return to, and what. It was in force before, so it needs no new signature. */
export function ruleOnRollback(
  book: Book,
): { readonly kind: 'allowed'; readonly because: string; readonly hash: string } | Refusal {
  const hash = standing(book.applied).at(-2);
  if (hash === undefined) return refused('there is no earlier agreement to return to');
  return { kind: 'allowed', because: 'it was in force before', hash };
}
