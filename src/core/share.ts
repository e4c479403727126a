// Whose turn it is in a rotation, so that what everybody has received stays within one lead of what they were entitled to.
// Refuses to know who is away and why: whoever could take this lead is eligible, and only they earn a share of it.
import type { RotationTerms } from './agreement.ts';
import type { Account, Eligible, RotationLedger, StruckTurn, Turns } from './snapshot.ts';

/** One lead dealt by a rotation. */
export interface TurnTaken {
  readonly rotation: string;
  /** 1, 2, 3 … within the rotation, without a gap. */
  readonly no: number;
  readonly ownerId: string;
  /** Everybody who could have taken it: each is entitled to weight ÷ sum of weights of it. */
  readonly eligible: readonly Eligible[];
  /** What the lead is worth; 0 where the agreement does not say. */
  readonly value: number;
  /** Struck turns that were taken out of all accounts before this one was dealt. */
  readonly settles: readonly number[];
}

export const EMPTY_LEDGER: RotationLedger = { dealt: 0, largest: 0, accounts: new Map(), owed: [] };
export const EMPTY_ACCOUNT: Account = {
  entitled: 0,
  received: 0,
  entitledValue: 0,
  receivedValue: 0,
  lastTurn: 0,
};

/** Shares are fractions: what differs by less than this is a tie. */
const GRAIN = 1e-6;
const grains = (amount: number): number => Math.round(amount / GRAIN);

/**
 * Deals one lead. Everybody eligible earns their share of it, and of those who have then received less than their due, it goes to the
 * one who would otherwise be the first to fall a whole lead behind. With a roster that does not change nobody is ever a whole lead
 * above or below their share; the proof, and what happens when people come and go, is docs/decisions/0007. Ties: least recently dealt
 * to, then owner id.
 * @param eligible not empty, each once.
 */
export function dealTurn(
  before: RotationLedger,
  {
    rotation,
    eligible,
    balance,
    value,
  }: { rotation: string; eligible: readonly Eligible[]; value: number } & Pick<RotationTerms, 'balance'>,
): TurnTaken {
  const { accounts, settles } = settled(before);
  const isByValue = balance === 'value' && value > 0;
  const sum = weightOf(eligible);
  const claims = eligible.map(({ ownerId, weight }) => {
    const account = accounts.get(ownerId) ?? EMPTY_ACCOUNT;
    const rate = weight / sum;
    const due = isByValue
      ? account.entitledValue - account.receivedValue + rate * value
      : account.entitled - account.received + rate;
    return { ownerId, rate, due, lastTurn: account.lastTurn };
  });
  // One lead, or the largest there was: nobody may fall further behind than that, and whoever already has, comes first.
  const whole = Math.max(isByValue ? Math.max(before.largest, value) : 1, ...claims.map((claim) => claim.due));
  const behind = claims.filter(({ due }) => grains(due) > 0);
  const ranked = (behind.length > 0 ? behind : claims)
    .map((claim) => ({ ...claim, leadsLeft: grains((whole - claim.due) / claim.rate) }))
    .sort((a, b) => a.leadsLeft - b.leadsLeft || a.lastTurn - b.lastTurn || compareIds(a.ownerId, b.ownerId));
  return { rotation, no: before.dealt + 1, ownerId: ranked[0]?.ownerId ?? '', eligible, value, settles };
}

/** `turns` after a lead was dealt: for planning several contacts in one decision, and what the store then writes. */
export function afterTurn(turns: Turns, taken: TurnTaken): Turns {
  const ledger = turns.get(taken.rotation) ?? EMPTY_LEDGER;
  const accounts = new Map(ledger.accounts);
  for (const struck of ledger.owed) if (taken.settles.includes(struck.no)) book(accounts, struck, -1);
  book(accounts, taken, 1);
  accounts.set(taken.ownerId, { ...(accounts.get(taken.ownerId) ?? EMPTY_ACCOUNT), lastTurn: taken.no });
  return new Map(turns).set(taken.rotation, {
    dealt: Math.max(ledger.dealt, taken.no),
    largest: Math.max(ledger.largest, taken.value),
    accounts,
    owed: ledger.owed.filter(({ no }) => !taken.settles.includes(no)),
  });
}

/**
 * A struck turn counts as never dealt: its receipt and everybody's share of it are taken back. One after the other, and only where
 * that brings nobody further than a whole lead from their share: many at once would, and what is left waits for the next turn.
 */
function settled(ledger: RotationLedger): {
  readonly accounts: ReadonlyMap<string, Account>;
  readonly settles: readonly number[];
} {
  const accounts = new Map(ledger.accounts);
  const settles: number[] = [];
  for (const struck of ledger.owed) {
    const after = new Map(accounts);
    book(after, struck, -1);
    const isHeavy = struck.eligible.some(({ ownerId }) => {
      const [was, is] = [offBy(accounts, ownerId), offBy(after, ownerId)];
      return grains(is) > Math.max(grains(1), grains(was));
    });
    if (isHeavy) continue;
    settles.push(struck.no);
    for (const { ownerId } of struck.eligible) accounts.set(ownerId, after.get(ownerId) ?? EMPTY_ACCOUNT);
  }
  return { accounts, settles };
}

/** How far a person is from their share, above or below, in leads. */
const offBy = (accounts: ReadonlyMap<string, Account>, ownerId: string): number => {
  const { entitled, received } = accounts.get(ownerId) ?? EMPTY_ACCOUNT;
  return Math.abs(entitled - received);
};

/** Everybody eligible is entitled to their share of a lead, one has received it; `sign` −1 takes both back. */
function book(
  accounts: Map<string, Account>,
  { ownerId, eligible, value }: Pick<StruckTurn, 'ownerId' | 'eligible' | 'value'>,
  sign: 1 | -1,
): void {
  const sum = weightOf(eligible);
  for (const { ownerId: id, weight } of eligible) {
    const account = accounts.get(id) ?? EMPTY_ACCOUNT;
    const share = (sign * weight) / sum;
    const got = id === ownerId ? sign : 0;
    accounts.set(id, {
      entitled: account.entitled + share,
      received: account.received + got,
      entitledValue: account.entitledValue + share * value,
      receivedValue: account.receivedValue + got * value,
      lastTurn: account.lastTurn,
    });
  }
}

const weightOf = (eligible: readonly Eligible[]): number => eligible.reduce((sum, { weight }) => sum + weight, 0);

/** Owner ids are digits of differing length: shorter is smaller, so that the order is the numeric one. */
export function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}
