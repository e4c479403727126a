/** Signing, applying, rolling back, pausing: the one place that decides it, for the command line and for HubSpot's settings page alike. */
import { readDraft } from '../agreement/draft.ts';
import type { Draft } from '../agreement/draft.ts';
import type { Found } from '../agreement/stored.ts';
import { fromBook, inForceIn } from '../agreement/stored.ts';
import { brokenExamples } from '../agreement/tests.ts';
import type { Agreement, Instant } from '../core/agreement.ts';
import type { Action, Actor, Book, Office, Refusal, Role, Ruling, Text } from '../core/authority.ts';
import {
  hashInForce,
  rolesOf,
  ruleOnActing,
  ruleOnApplying,
  ruleOnRollback,
  ruleOnSigning,
  THE_SERVER,
} from '../core/authority.ts';
import type { Resolution, Store } from '../deps.ts';
import { beginRescore } from './rescore.ts';

/** Who asks for something, and what they had before their eyes. */
export interface Acting {
  readonly actor: Actor;
  /** E-mails of ADMINS, lower case. */
  readonly admins: readonly string[];
  /** The hash in force that the actor saw when deciding; null: they need not have seen it (a command prints it itself). */
  readonly saw: string | null;
  readonly now: Instant;
}

/** Somebody at the server, who saw what the command printed. */
export const onServer = (now: Instant): Acting => ({ actor: THE_SERVER, admins: [], saw: null, now });

const textOf = ({ agreement, text }: Found): Text => ({
  hash: agreement.hash,
  name: agreement.name,
  version: agreement.version,
  text,
});

/** What an agreement promises about itself and does not keep; null: all its examples hold. */
function brokenExample(agreement: Agreement): Refusal | null {
  const [first, ...more] = brokenExamples(agreement);
  if (first === undefined) return null;
  return {
    kind: 'refused',
    because: `${more.length === 0 ? 'one of its examples does' : `${more.length + 1} of its examples do`} not hold: “${first.name}”; "baton test" says why`,
  };
}

const officeOf = (book: Book, { admins }: Acting): Office => ({ signers: inForceIn(book)?.signers ?? null, admins });

export const OUTDATED = 'another agreement was put in force meanwhile: look again';

/** Somebody decided with another agreement before their eyes than the one that is in force now. */
const outdated = (book: Book, { saw }: Acting): Refusal | null =>
  saw === null || saw === hashInForce(book) ? null : { kind: 'refused', because: OUTDATED };

/** The first refusal; else why the last one allows it. */
const allOf = (...rulings: readonly [...(Ruling | null)[], Ruling]): Ruling =>
  rulings.find((ruling) => ruling?.kind === 'refused') ?? (rulings.at(-1) as Ruling);

function entryOf(
  action: Action,
  {
    acting: { actor },
    ruling,
    hash,
    role = null,
  }: { acting: Acting; ruling: Ruling; hash: string | null; role?: Role | null },
): Resolution['entry'] {
  return {
    action,
    allowed: ruling.kind === 'allowed',
    hash,
    role,
    who: actor === THE_SERVER ? actor : actor.email.toLowerCase(),
    userId: actor === THE_SERVER ? null : actor.userId,
    because: ruling.because,
  };
}

export interface SignRequest {
  readonly found: Found;
  /** Null: the one for which the actor is named. */
  readonly role: Role | null;
  /** Null: the actor's; on the server, the person's named for this role. */
  readonly email: string | null;
  readonly acting: Acting;
}

/** Signs, or says why not; either way it is logged. */
export function signAgreement(store: Store, { found, role, email, acting }: SignRequest): Promise<Resolution> {
  const { actor, now } = acting;
  return store.underAuthority((book): Resolution => {
    const named = (inForceIn(book) ?? found.agreement).signers;
    const by = email ?? (actor === THE_SERVER ? null : actor.email);
    const as = role ?? (by === null ? null : (rolesOf(by, named)[0] ?? null));
    if (as === null) {
      const ruling: Refusal = {
        kind: 'refused',
        because: `${by ?? THE_SERVER} may not sign: the agreement in force names ${named.marketing} and ${named.sales}`,
      };
      return { entry: entryOf('sign', { acting, ruling, hash: found.agreement.hash }), does: null };
    }
    const signing = {
      text: textOf(found),
      role: as,
      email: by ?? named[as],
      userId: actor === THE_SERVER ? null : actor.userId,
    };
    const ruling = outdated(book, acting) ?? brokenExample(found.agreement) ?? ruleOnSigning(book, { signing, named });
    const entry = entryOf('sign', { acting, ruling, hash: found.agreement.hash, role: as });
    return {
      entry: { ...entry, who: signing.email.toLowerCase() },
      does: ruling.kind === 'allowed' ? { kind: 'sign', ...signing } : null,
    };
  }, now);
}

/** Whether an agreement may be put in force as things stand. */
export function mayApply(book: Book, agreement: Agreement): Ruling {
  const named = inForceIn(book)?.signers ?? null;
  return brokenExample(agreement) ?? ruleOnApplying(book, { hash: agreement.hash, named });
}

/** Puts an agreement in force and begins the rescore, in one transaction, or says why not. */
export async function applyAgreement(
  store: Store,
  { found, acting }: { found: Found; acting: Acting },
): Promise<Resolution> {
  const { actor, now } = acting;
  const total = await store.countKnown();
  return store.underAuthority((book): Resolution => {
    const ruling = allOf(
      ruleOnActing('apply', actor, officeOf(book, acting)),
      outdated(book, acting),
      mayApply(book, found.agreement),
    );
    const rescore = beginRescore({ after: found.agreement, before: inForceIn(book), total, now });
    return {
      entry: entryOf('apply', { acting, ruling, hash: found.agreement.hash }),
      does: ruling.kind === 'allowed' ? { kind: 'apply', text: textOf(found), rescore } : null,
    };
  }, now);
}

/** Returns to the agreement that was in force before, or says why not. */
export async function rollBack(store: Store, acting: Acting): Promise<Resolution> {
  const { actor, now } = acting;
  const total = await store.countKnown();
  return store.underAuthority((book): Resolution => {
    const back = ruleOnRollback(book);
    const ruling = allOf(ruleOnActing('rollback', actor, officeOf(book, acting)), outdated(book, acting), back);
    if (ruling.kind === 'refused' || back.kind === 'refused') {
      return { entry: entryOf('rollback', { acting, ruling, hash: null }), does: null };
    }
    const found = fromBook(book, back.hash);
    const rescore = beginRescore({ after: found.agreement, before: inForceIn(book), total, now });
    return {
      entry: entryOf('rollback', { acting, ruling, hash: back.hash }),
      does: { kind: 'rollback', text: textOf(found), rescore },
    };
  }, now);
}

/** Stops every write to HubSpot, or lets them go on; or says why not. */
export function setPaused(
  store: Pick<Store, 'underAuthority'>,
  { paused, acting }: { paused: boolean; acting: Acting },
): Promise<Resolution> {
  const { actor, now } = acting;
  const action = paused ? 'pause' : 'resume';
  return store.underAuthority((book): Resolution => {
    const ruling = ruleOnActing(action, actor, officeOf(book, acting));
    return {
      entry: entryOf(action, { acting, ruling, hash: null }),
      does: ruling.kind === 'allowed' ? { kind: 'pause', paused } : null,
    };
  }, now);
}

export type Uploaded =
  | { readonly kind: 'refused'; readonly because: string }
  | { readonly kind: 'problems'; readonly problems: Extract<Draft, { ok: false }>['problems'] }
  | {
      readonly kind: 'stored';
      readonly agreement: Agreement;
      readonly warnings: Extract<Draft, { ok: true }>['warnings'];
    };

/** Keeps a text that two people may then sign; what is wrong with it is the answer. A refusal is logged, a mistake in the text is not. */
export async function uploadDraft(
  store: Pick<Store, 'agreementBook' | 'underAuthority'>,
  { text, acting }: { text: string; acting: Acting },
): Promise<Uploaded> {
  const { actor, now } = acting;
  const before = await store.agreementBook();
  const mayAct = ruleOnActing('upload', actor, officeOf(before, acting)).kind === 'allowed';
  // Who may not upload is not told what is wrong with a text either.
  const draft = mayAct ? readDraft(text, before) : null;
  if (draft?.ok === false) return { kind: 'problems', problems: draft.problems };
  const { entry } = await store.underAuthority((book): Resolution => {
    const ruling = ruleOnActing('upload', actor, officeOf(book, acting));
    const agreement = draft?.agreement ?? null;
    return {
      entry: entryOf('upload', { acting, ruling, hash: agreement?.hash ?? null }),
      does:
        ruling.kind === 'allowed' && agreement !== null ? { kind: 'upload', text: textOf({ agreement, text }) } : null,
    };
  }, now);
  if (!entry.allowed || draft === null) return { kind: 'refused', because: entry.because };
  return { kind: 'stored', agreement: draft.agreement, warnings: draft.warnings };
}
