// Who gets the lead, and why everyone before did not: the agreement's lines are tried in order, the first that names
// somebody available wins. Refuses to know how an assignment is written to HubSpot, and leaves nothing to chance.
import type { Agreement, Instant, RoutingLine, Temperature } from './agreement.ts';
import type { Asked, Passed } from './candidate.ts';
import { candidateByEmail, keeperById, mayReturn, ownerByEmail, soonest } from './candidate.ts';
import { companyMarks } from './company-mark.ts';
import type { KeptBy } from './keeper.ts';
import { keeperOf, keptName, nameOf } from './keeper.ts';
import type { Lead } from './qualify.ts';
import { evaluate } from './qualify.ts';
import type { TurnTaken } from './share.ts';
import { dealTurn, EMPTY_LEDGER } from './share.ts';
import type { CompanyMark, Desk, Eligible, OpenDeal, Owner, Snapshot } from './snapshot.ts';
import { worthOf } from './worth.ts';

export type Routing = Assigned | Waiting | Unrouted;

export interface Assigned {
  readonly kind: 'assigned';
  readonly owner: Owner;
  readonly dealt: Dealt;
  readonly because: string;
  /** Each line tried, each person skipped and why, in order. */
  readonly trace: readonly string[];
}

/** What the ledger keeps of an assignment. */
export interface Dealt {
  readonly ownerId: string;
  /**
   * `turn`: it was their turn in a rotation, and counts there. The others stand beside every rotation: they owned it already or had it
   * before, somebody of their rotation had the company's last lead, a line names them, or nobody else was found.
   */
  readonly how: 'turn' | 'existing' | 'previous' | 'sticky' | 'named' | 'fallback';
  /** The rotation whose line it was; null: none. */
  readonly rotation: string | null;
  readonly turn: TurnTaken | null;
  /** In the agreement's currency; null: the agreement names no value. */
  readonly value: number | null;
  readonly companies: readonly CompanyMark[];
}

/** A line that holds: somebody will take it, and nobody is there. */
export interface Waiting {
  readonly kind: 'waiting';
  /** "nobody of rotation dach is on shift": the same for as long as it lasts. */
  readonly because: string;
  readonly againAt: Instant | null;
  readonly trace: readonly string[];
}

export interface Unrouted {
  readonly kind: 'unrouted';
  readonly because: 'no routing line named somebody available';
  /** When the first person passed over is back; null: nobody says. */
  readonly againAt: Instant | null;
  readonly trace: readonly string[];
}

export interface RoutingInput {
  /** Every owner of the portal; a person of the agreement is found by e-mail. */
  readonly owners: readonly Owner[];
  readonly desk: Desk;
  readonly temperature: Temperature;
  /** Of the company and of the contact's open deals, where the agreement asks for their owners. */
  readonly company?: Snapshot['company'];
  readonly deals?: readonly OpenDeal[] | undefined;
  /** Who had this lead in its last cycle. */
  readonly previousOwnerId?: string | null | undefined;
  /** Owners who may not get it, because they had it before in this cycle. */
  readonly excluded?: readonly string[];
}

interface Search extends Omit<RoutingInput, 'excluded'>, Asked {
  readonly lead: Lead;
  readonly value: number | null;
  readonly companies: readonly CompanyMark[];
  readonly trace: string[];
  /** Everybody passed over. */
  readonly passed: Passed[];
}

type Found = Omit<Assigned, 'trace'> | Omit<Waiting, 'trace'> | null;

/** Routes one lead. The same input gives the same answer. */
export function route(agreement: Agreement, lead: Lead, input: RoutingInput): Routing {
  const search: Search = {
    ...input,
    agreement,
    lead,
    now: lead.now,
    excluded: input.excluded ?? [],
    anyTime: false,
    value: worthOf(agreement, { contact: lead.contact, company: lead.company, temperature: input.temperature }),
    companies: companyMarks({ contact: lead.contact, company: input.company ?? null }),
    trace: [],
    passed: [],
  };
  const { trace } = search;
  const found = tryLines(search) ?? secondRound(search) ?? fallback(search);
  if (found !== null) return { ...found, trace };
  const because = 'no routing line named somebody available';
  return { kind: 'unrouted', because, againAt: soonest(search.passed), trace };
}

function tryLines(search: Search): Found {
  for (const line of search.agreement.routing) {
    const answer = line.when === null ? 'yes' : evaluate(line.when, search.lead).answer;
    if (answer === 'yes') {
      const found = follow(line, search);
      if (found !== null) return found;
    } else if (!search.anyTime) {
      const why = answer === 'no' ? 'does not apply' : 'cannot be told, a property is unknown';
      search.trace.push(`${nameOf(line)}: ${why}`);
    }
  }
  return null;
}

/** So that a lead at night has an owner in the morning: only where somebody was passed over for the hour alone. */
function secondRound(search: Search): Found {
  if (!search.passed.some(({ kind }) => kind === 'off shift')) return null;
  search.trace.push('nobody is on shift: the lines are tried once more, whatever the hour');
  return tryLines({ ...search, anyTime: true });
}

function fallback(search: Search): Found {
  const { owner: email } = search.agreement.fallback;
  if (email === undefined) return null;
  const { owner, refusal } = ownerByEmail(email, search.owners);
  if (owner === null || search.excluded.includes(owner.id)) {
    search.trace.push(`fallback ${email}: ${refusal ?? 'had it before'}`);
    return null;
  }
  const because = `nobody else was found, and ${owner.name} is the fallback`;
  return assigned(search, { owner, how: 'fallback', because });
}

function follow(line: RoutingLine, search: Search): Found {
  const { to } = line;
  switch (to.kind) {
    case 'existing':
    case 'previous':
      return toKeeper(line, { to, search });
    case 'person': {
      const { owner, passed } = candidateByEmail(to.email, search);
      if (passed !== null) {
        search.trace.push(`${to.email}: ${passed.because}`);
        return nobody(line, { search, passed: [passed], who: to.email });
      }
      return assigned(search, { owner, how: 'named', because: `${nameOf(line)} names ${owner.name}` });
    }
    case 'rotation':
      return toRotation(to.rotation, { line, search });
  }
}

/** Whoever is keeping the relation goes on keeping it. */
function toKeeper(line: RoutingLine, { to, search }: { to: KeptBy; search: Search }): Found {
  const { ownerId, none, does } = keeperOf(to, search);
  const name = keptName(to);
  if (ownerId === null) {
    search.trace.push(`${name}: ${none}`);
    return null;
  }
  const { owner, passed } = keeperById(ownerId, search);
  if (passed !== null) {
    search.trace.push(`${name}: ${passed.kind === 'gone' || owner === null ? '' : `${owner.name} `}${passed.because}`);
    return nobody(line, { search, passed: [passed], who: owner?.name ?? ownerId });
  }
  const how = to.kind === 'previous' ? 'previous' : 'existing';
  return assigned(search, { owner, how, because: `${owner.name} ${does}` });
}

function toRotation(name: string, { line, search }: { line: RoutingLine; search: Search }): Found {
  const { agreement, desk, trace } = search;
  const eligible: (Eligible & { readonly owner: Owner })[] = [];
  const passed: Passed[] = [];
  for (const { email, weight } of agreement.rotations[name] ?? []) {
    const candidate = candidateByEmail(email, search);
    if (candidate.passed === null) eligible.push({ owner: candidate.owner, ownerId: candidate.owner.id, weight });
    else {
      trace.push(`rotation ${name}: ${email} skipped, ${candidate.passed.because}`);
      passed.push(candidate.passed);
    }
  }
  if (eligible.length === 0) {
    trace.push(`rotation ${name}: nobody available`);
    return nobody(line, { search, passed, who: `rotation ${name}` });
  }
  const terms = agreement.rotationTerms?.[name] ?? { balance: 'count', sticky: false };
  const kept = terms.sticky ? companyOwner(name, search) : null;
  const stuck = eligible.find(({ ownerId }) => ownerId === kept);
  if (stuck !== undefined) {
    const because = `${stuck.owner.name} had the last lead of this company in rotation ${name}`;
    return assigned(search, { owner: stuck.owner, how: 'sticky', rotation: name, because });
  }
  if (kept !== null) {
    const who = search.owners.find(({ id }) => id === kept)?.name ?? `owner ${kept}`;
    trace.push(`rotation ${name}: ${who} had the last lead of this company, and cannot take this one`);
  }
  const turn = dealTurn(desk.turns.get(name) ?? EMPTY_LEDGER, {
    rotation: name,
    eligible: eligible.map(({ ownerId, weight }) => ({ ownerId, weight })),
    balance: terms.balance,
    value: search.value ?? 0,
  });
  const next = eligible.find(({ ownerId }) => ownerId === turn.ownerId);
  if (next === undefined) return null;
  const rule = line.when === null ? 'the last line, for everybody else' : nameOf(line);
  return assigned(search, {
    owner: next.owner,
    how: 'turn',
    rotation: name,
    turn,
    because: `${next.owner.name} was next in rotation ${name} (${rule})`,
  });
}

/** Who got the last lead of this company from a rotation, by its surest mark. */
function companyOwner(rotation: string, { desk, companies }: Search): string | null {
  for (const mark of companies) {
    const owner = desk.companies.get(mark)?.get(rotation);
    if (owner !== undefined) return owner;
  }
  return null;
}

/** Nobody of this line can take it: the next line, unless it says to hold and waiting may help. */
function nobody(
  line: RoutingLine,
  { search, passed, who }: { search: Search; passed: readonly Passed[]; who: string },
): Found {
  search.passed.push(...passed);
  if (line.whenNobody !== 'hold' || !passed.some(mayReturn)) return null;
  return { kind: 'waiting', because: `waits for ${who}: nobody is there`, againAt: soonest(passed) };
}

function assigned(
  { value, companies }: Search,
  {
    owner,
    how,
    rotation = null,
    turn = null,
    because,
  }: Pick<Assigned, 'owner' | 'because'> & Pick<Dealt, 'how'> & Partial<Pick<Dealt, 'rotation' | 'turn'>>,
): Found {
  return { kind: 'assigned', owner, because, dealt: { ownerId: owner.id, how, rotation, turn, value, companies } };
}
