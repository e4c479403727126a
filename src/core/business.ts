// Whose business something is that no single lead's card shows: the queue, what was not handed off, how the service is doing.
// Refuses to know how a person proved who they are.
import type { Agreement } from './agreement.ts';
import type { Owner } from './snapshot.ts';

export interface Business {
  /** Owners whose leads this person answers for: their own, and their people's. */
  readonly ownerIds: readonly string[];
  /** How many people name this person as their manager. */
  readonly manages: number;
  /** Whoever looks after nobody's leads: managers, who is told when nobody is found, the two signers, ADMINS. */
  readonly looksAfterNobodys: boolean;
}

/** @param email lower case. */
export function businessOf(
  { email, ownerId }: { readonly email: string; readonly ownerId: string | null },
  {
    agreement,
    owners,
    admins,
  }: {
    readonly agreement: Pick<Agreement, 'people' | 'fallback' | 'signers'>;
    readonly owners: readonly Owner[];
    readonly admins: readonly string[];
  },
): Business {
  const theirs = new Set(
    Object.entries(agreement.people).flatMap(([mail, { manager }]) =>
      manager?.toLowerCase() === email ? [mail.toLowerCase()] : [],
    ),
  );
  const ids = owners.filter((owner) => theirs.has(owner.email.toLowerCase())).map((owner) => owner.id);
  const { fallback, signers } = agreement;
  const named = [fallback.tell, signers.marketing, signers.sales].map((mail) => mail.toLowerCase());
  return {
    ownerIds: [...new Set([...(ownerId === null ? [] : [ownerId]), ...ids])],
    manages: theirs.size,
    looksAfterNobodys: theirs.size > 0 || named.includes(email) || admins.includes(email),
  };
}
