/** Signing, applying and rolling back: the one place that decides it, for the command line and for HubSpot's settings page alike. */
import type { Found } from '../agreement/stored.ts';
import { fromBook, inForceIn } from '../agreement/stored.ts';
import { NOON, runAgreementTests } from '../agreement/tests.ts';
import type { Agreement, Instant } from '../core/agreement.ts';
import type { Book, Refusal, Role, Text } from '../core/authority.ts';
import { ruleOnApplying, ruleOnRollback, ruleOnSigning } from '../core/authority.ts';
import type { Resolution, Store } from '../deps.ts';
import { beginRescore } from './rescore.ts';

/** Who acts where no person of HubSpot does: whoever may run commands on the server. */
export const THE_SERVER = 'the server';

const textOf = ({ agreement, text }: Found): Text => ({
  hash: agreement.hash,
  name: agreement.name,
  version: agreement.version,
  text,
});

/** What an agreement promises about itself and does not keep; null: all its examples hold. */
function brokenExample(agreement: Agreement): Refusal | null {
  const failed = runAgreementTests(agreement, NOON).filter((result) => !result.ok);
  const [first] = failed;
  if (first === undefined) return null;
  return {
    kind: 'refused',
    because: `${failed.length === 1 ? 'one of its examples does' : `${failed.length} of its examples do`} not hold: “${first.name}”; "baton test" says why`,
  };
}

export interface SignRequest {
  readonly found: Found;
  readonly role: Role;
  /** Null: the person named for this role. */
  readonly email: string | null;
  readonly userId: string | null;
  readonly now: Instant;
}

/** Signs, or says why not; either way it is logged. */
export function signAgreement(store: Store, { found, role, email, userId, now }: SignRequest): Promise<Resolution> {
  return store.underAuthority((book): Resolution => {
    const named = (inForceIn(book) ?? found.agreement).signers;
    const signing = { text: textOf(found), role, email: email ?? named[role], userId };
    const ruling = brokenExample(found.agreement) ?? ruleOnSigning(book, { signing, named });
    return {
      entry: {
        action: 'sign',
        allowed: ruling.kind === 'allowed',
        hash: found.agreement.hash,
        role,
        who: signing.email.toLowerCase(),
        because: ruling.because,
      },
      does: ruling.kind === 'allowed' ? { kind: 'sign', ...signing } : null,
    };
  }, now);
}

/** Whether an agreement may be put in force as things stand. */
export function mayApply(book: Book, agreement: Agreement): ReturnType<typeof ruleOnApplying> {
  const named = inForceIn(book)?.signers ?? null;
  return brokenExample(agreement) ?? ruleOnApplying(book, { hash: agreement.hash, named });
}

/** Puts an agreement in force and begins the rescore, in one transaction, or says why not. */
export async function applyAgreement(
  store: Store,
  { found, who, now }: { found: Found; who: string; now: Instant },
): Promise<Resolution> {
  const total = await store.countKnown();
  return store.underAuthority((book): Resolution => {
    const ruling = mayApply(book, found.agreement);
    const rescore = beginRescore({ after: found.agreement, before: inForceIn(book), total, now });
    return {
      entry: {
        action: 'apply',
        allowed: ruling.kind === 'allowed',
        hash: found.agreement.hash,
        role: null,
        who,
        because: ruling.because,
      },
      does: ruling.kind === 'allowed' ? { kind: 'apply', text: textOf(found), rescore } : null,
    };
  }, now);
}

/** Returns to the agreement that was in force before, or says why not. */
export async function rollBack(store: Store, { who, now }: { who: string; now: Instant }): Promise<Resolution> {
  const total = await store.countKnown();
  return store.underAuthority((book): Resolution => {
    const ruling = ruleOnRollback(book);
    const entry = { action: 'rollback', role: null, who, because: ruling.because } as const;
    if (ruling.kind === 'refused') return { entry: { ...entry, allowed: false, hash: null }, does: null };
    const found = fromBook(book, ruling.hash);
    const rescore = beginRescore({ after: found.agreement, before: inForceIn(book), total, now });
    return {
      entry: { ...entry, allowed: true, hash: ruling.hash },
      does: { kind: 'rollback', text: textOf(found), rescore },
    };
  }, now);
}
