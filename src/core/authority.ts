// Who may put an agreement in force (two signatures on one text by the two people named, and `apply`), upload, roll back, pause.
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

/** Who acts where no person of HubSpot does: whoever may run commands on the server. */
export const THE_SERVER = 'the server';

/** Somebody whom HubSpot's signed request names, or the server. */
export type Actor = { readonly userId: string; readonly email: string } | typeof THE_SERVER;

export type Action = 'upload' | 'sign' | 'apply' | 'rollback' | 'pause' | 'resume';

/** Those who may act beside the server. */
export interface Office {
  /** Named by the agreement in force; null: none is. */
  readonly signers: Signers | null;
  /** E-mails of ADMINS, lower case. */
  readonly admins: readonly string[];
}

export interface Refusal {
  readonly kind: 'refused';
  readonly because: string;
}

export type Ruling = { readonly kind: 'allowed'; readonly because: string } | Refusal;

const refused = (because: string): Refusal => ({ kind: 'refused', because });

const ADMINS_ONLY: ReadonlySet<Action> = new Set(['rollback']);

/**
 * Whether this person may do this at all. Signing is ruled on by `ruleOnSigning`, and `apply` needs its signatures besides.
 * A rollback undoes what two people agreed, so one of them alone may not do it.
 */
export function ruleOnActing(action: Exclude<Action, 'sign'>, actor: Actor, { signers, admins }: Office): Ruling {
  if (actor === THE_SERVER) return { kind: 'allowed', because: 'whoever may run commands on the server may' };
  const email = actor.email.toLowerCase();
  if (admins.includes(email)) return { kind: 'allowed', because: `${email} is one of ADMINS` };
  const role = signers === null ? null : rolesOf(email, signers)[0];
  if (role !== null && role !== undefined && !ADMINS_ONLY.has(action)) {
    return { kind: 'allowed', because: `${email} is the signer for ${role}` };
  }
  const who = ADMINS_ONLY.has(action) ? 'ADMINS' : 'the two signers and ADMINS';
  return refused(`${email} may not ${VERBS[action]}: that is for ${who}`);
}

const VERBS: Readonly<Record<Exclude<Action, 'sign'>, string>> = {
  upload: 'upload a draft',
  apply: 'put an agreement in force',
  rollback: 'roll back',
  pause: 'pause Baton',
  resume: 'resume Baton',
};

/** For which teams this person signs; marketing first. */
export const rolesOf = (email: string, signers: Signers): readonly Role[] =>
  ROLES.filter((role) => signers[role].toLowerCase() === email.toLowerCase());

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

/** Why this text may not carry its number; null: nobody else had it. */
export function numberTaken(
  book: Pick<Book, 'versions' | 'applied'>,
  { hash, version }: Pick<Text, 'hash' | 'version'>,
): string | null {
  const taken = book.versions.find(
    (other) =>
      other.hash !== hash && other.version === version && book.applied.some((step) => step.hash === other.hash),
  );
  return taken === undefined
    ? null
    : `version ${version} was in force already with other words (${taken.hash.slice(0, 8)}): give this one a number of its own`;
}

/** The number after all that were ever in force. */
export const nextVersion = (book: Book): number =>
  1 +
  Math.max(
    0,
    ...book.versions.flatMap(({ hash, version }) => (book.applied.some((step) => step.hash === hash) ? [version] : [])),
  );

/**
 * Whether this person may sign this text in this role.
 * @param named the signers named by the version in force; before the first one, those named by the text itself.
 */
export function ruleOnSigning(book: Book, { signing, named }: { signing: Signing; named: Signers }): Ruling {
  const { text, role, userId } = signing;
  const email = signing.email.toLowerCase();
  if (hashInForce(book) === text.hash) return refused('this text is in force already: there is nothing left to agree');
  const taken = numberTaken(book, text);
  if (taken !== null) return refused(taken);
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
