// Who may answer for a lead on its card: the one who has it, or that person's manager. Everybody else may only look.
// Refuses to know how a person proved who they are.
import type { Agreement } from './agreement.ts';
import type { Cycle, Verdict } from './cycle.ts';
import { hasLanded } from './cycle.ts';
import type { Saying } from './said.ts';
import type { Owner, Properties } from './snapshot.ts';
import { sayingsOf } from './verdict.ts';

/** Somebody at a card. */
export interface Person {
  /** Lower case. */
  readonly email: string;
  /** The CRM owner with that e-mail: HubSpot's user id is another number. */
  readonly ownerId: string | null;
}

export type MayAnswer =
  | { readonly kind: 'may'; readonly as: 'owner' | 'manager' }
  | { readonly kind: 'may not'; readonly because: 'not yours' | 'nobody has it' };

/** @param cycle the one shown; null: none. */
export function mayAnswer(
  { email, ownerId }: Person,
  {
    agreement,
    cycle,
    contact,
    owners,
  }: {
    readonly agreement: Pick<Agreement, 'people' | 'fallback'>;
    readonly cycle: Cycle | null;
    readonly contact: Properties;
    readonly owners: readonly Owner[];
  },
): MayAnswer {
  const has = ownersOf(cycle, contact);
  if (has.length === 0) {
    // Nobody's lead is the business of whoever looks after somebody's leads.
    const looksAfter = [agreement.fallback.tell, ...Object.values(agreement.people).map(({ manager }) => manager)];
    return isAmong(email, looksAfter) ? { kind: 'may', as: 'manager' } : { kind: 'may not', because: 'nobody has it' };
  }
  if (ownerId !== null && has.includes(ownerId)) return { kind: 'may', as: 'owner' };
  const managers = has.map((id) => {
    const mail = owners.find((owner) => owner.id === id)?.email.toLowerCase();
    return mail === undefined ? null : (agreement.people[mail]?.manager ?? null);
  });
  return isAmong(email, managers) ? { kind: 'may', as: 'manager' } : { kind: 'may not', because: 'not yours' };
}

/** Whom the ledger gave it to last, and whom HubSpot shows as its owner since the handoff arrived there. */
export function ownersOf(cycle: Cycle | null, contact: Properties): readonly string[] {
  if (cycle === null || cycle.handoff === null) return [];
  const given = cycle.assignments.at(-1)?.ownerId ?? cycle.handoff.ownerId;
  const shown = hasLanded(cycle.handoff, contact) ? contact['hubspot_owner_id'] : undefined;
  return [...new Set([given, ...(shown === undefined || shown === '' ? [] : [shown])])];
}

const isAmong = (email: string, emails: readonly (string | null)[]): boolean =>
  emails.some((one) => one?.toLowerCase() === email);

export type NotNow =
  | Extract<MayAnswer, { kind: 'may not' }>['because']
  | 'not handed off'
  | 'already accepted'
  | 'already rejected'
  | 'the cycle has ended';

/** What somebody may do with a lead now: null, or the first reason why not. */
export interface Answers {
  readonly accept: NotNow | null;
  readonly reject: NotNow | null;
  readonly missing: NotNow | null;
  readonly pin: NotNow | null;
}

/** @param verdict the last one of this cycle, also where no plan has taken it up yet. */
export function answersNow(may: MayAnswer, cycle: Cycle | null, verdict: Verdict['kind'] | null): Answers {
  const who = may.kind === 'may' ? null : may.because;
  if (cycle === null || cycle.handoff === null) {
    const not = 'not handed off';
    return { accept: not, reject: not, missing: not, pin: who };
  }
  const said = verdict === 'accepted' ? 'already accepted' : verdict === 'rejected' ? 'already rejected' : null;
  const over = cycle.endedAt === null ? null : 'the cycle has ended';
  return {
    accept: said ?? over ?? who,
    // A lead that was accepted may still turn out wrong.
    reject: (said === 'already rejected' ? said : null) ?? over ?? who,
    missing: who,
    pin: over ?? who,
  };
}

/** The verdict of a cycle as the ledger has it, or as it was said and the ledger will have it. */
export function verdictSaid(cycle: Cycle, sayings: readonly Saying[]): Verdict | null {
  const last = sayingsOf(cycle, sayings).findLast(({ what }) => what.kind === 'accepted' || what.kind === 'rejected');
  if (last === undefined || (cycle.verdict !== null && cycle.verdict.at >= last.at)) return cycle.verdict;
  const { what, at, by } = last;
  if (what.kind === 'accepted')
    return { kind: 'accepted', at, reason: null, note: what.note, by: by.email, inferredFrom: null };
  return what.kind === 'rejected'
    ? { kind: 'rejected', at, reason: what.reason, note: what.note, by: by.email, inferredFrom: null }
    : cycle.verdict;
}
