// Who gets the lead, and why everyone before did not: the agreement's lines are tried in order, the first that names
// somebody available wins. Refuses to know how an assignment is written to HubSpot, and leaves nothing to chance.
import type { Agreement, RotationMember, RoutingLine } from './agreement.ts';
import type { Lead } from './qualify.ts';
import { evaluate } from './qualify.ts';
import type { Owner, Turn, Turns } from './snapshot.ts';

export type Routing = Assigned | Unrouted;

export interface Assigned {
  readonly kind: 'assigned';
  readonly owner: Owner;
  /** The rotation a turn was taken in; null: an existing owner or a named person. */
  readonly turn: TurnTaken | null;
  readonly because: string;
  /** Each line tried, each person skipped and why, in order. */
  readonly trace: readonly string[];
}

export interface TurnTaken {
  readonly rotation: string;
  readonly ownerId: string;
  readonly weight: number;
  /** Members met for the first time: each starts at the rotation's minimum before this turn is counted. */
  readonly joined: readonly string[];
}

export interface Unrouted {
  readonly kind: 'unrouted';
  readonly because: 'no routing line named somebody available';
  readonly trace: readonly string[];
}

/**
 * Routes one lead. Ties in a rotation break by least recently assigned, then by owner id.
 * @param owners every owner of the portal; a person of the agreement is found by e-mail.
 * @param turns what each member has been given so far, already divided by weight.
 */
export function route(
  agreement: Agreement,
  lead: Lead,
  { owners, turns }: { owners: readonly Owner[]; turns: Turns },
): Routing {
  const trace: string[] = [];
  for (const line of agreement.routing) {
    const answer = line.when === null ? 'yes' : evaluate(line.when, lead).answer;
    if (answer !== 'yes') {
      trace.push(`${nameOf(line)}: ${answer === 'no' ? 'does not apply' : 'cannot be told, a property is unknown'}`);
      continue;
    }
    const found = follow(line, { agreement, lead, owners, turns, trace });
    if (found !== null) return { ...found, trace };
  }
  return { kind: 'unrouted', because: 'no routing line named somebody available', trace };
}

function follow(
  line: RoutingLine,
  {
    agreement,
    lead,
    owners,
    turns,
    trace,
  }: { agreement: Agreement; lead: Lead; owners: readonly Owner[]; turns: Turns; trace: string[] },
): Omit<Assigned, 'trace'> | null {
  switch (line.to.kind) {
    case 'existing': {
      const id = lead.contact['hubspot_owner_id'];
      if (id === undefined) {
        trace.push('existing owner: the contact has none');
        return null;
      }
      const owner = owners.find((o) => o.id === id);
      const refusal = owner === undefined ? `owner ${id} is not known to the portal` : unavailable(owner);
      if (owner === undefined || refusal !== null) {
        trace.push(`existing owner: ${refusal}`);
        return null;
      }
      return { kind: 'assigned', owner, turn: null, because: `${owner.name} already owns this contact` };
    }
    case 'person': {
      const { email } = line.to;
      const { owner, refusal } = personOf(email, owners);
      if (owner === null) {
        trace.push(`${email}: ${refusal}`);
        return null;
      }
      return { kind: 'assigned', owner, turn: null, because: `${nameOf(line)} names ${owner.name}` };
    }
    case 'rotation': {
      const { rotation } = line.to;
      const taken = turnOf(agreement.rotations[rotation] ?? [], {
        owners,
        given: turns.get(rotation) ?? new Map(),
        trace,
        rotation,
      });
      if (taken === null) return null;
      const rule = line.when === null ? 'the last line, for everybody else' : nameOf(line);
      return {
        kind: 'assigned',
        owner: taken.owner,
        turn: { rotation, ownerId: taken.owner.id, weight: taken.weight, joined: taken.joined },
        because: `${taken.owner.name} was next in rotation ${rotation} (${rule})`,
      };
    }
  }
}

function turnOf(
  members: readonly RotationMember[],
  {
    owners,
    given,
    trace,
    rotation,
  }: { owners: readonly Owner[]; given: ReadonlyMap<string, Turn>; trace: string[]; rotation: string },
): { readonly owner: Owner; readonly weight: number; readonly joined: readonly string[] } | null {
  const present: { owner: Owner; weight: number }[] = [];
  for (const member of members) {
    const { owner, refusal } = personOf(member.email, owners);
    if (owner === null) trace.push(`rotation ${rotation}: ${member.email} skipped, ${refusal}`);
    else present.push({ owner, weight: member.weight });
  }
  // A newcomer starts at the rotation's minimum: neither flooded nor favoured.
  const floor = minimumOf(given);
  const ranked = present
    .map((p) => ({ ...p, ...(given.get(p.owner.id) ?? { given: floor, lastSeq: 0 }) }))
    .sort((a, b) => a.given - b.given || a.lastSeq - b.lastSeq || compareIds(a.owner.id, b.owner.id));
  const [next] = ranked;
  if (next === undefined) {
    trace.push(`rotation ${rotation}: nobody available`);
    return null;
  }
  return {
    owner: next.owner,
    weight: next.weight,
    joined: present.flatMap(({ owner }) => (given.has(owner.id) ? [] : [owner.id])),
  };
}

function personOf(
  email: string,
  owners: readonly Owner[],
): { owner: Owner; refusal: null } | { owner: null; refusal: string } {
  const wanted = email.toLowerCase();
  const owner = owners.find((o) => o.kind === 'person' && o.active && o.email.toLowerCase() === wanted);
  if (owner !== undefined) return { owner, refusal: null };
  const inactive = owners.find((o) => o.email.toLowerCase() === wanted);
  return {
    owner: null,
    refusal: inactive === undefined ? 'no such owner in the portal' : (unavailable(inactive) ?? 'not available'),
  };
}

function unavailable(owner: Owner): string | null {
  if (owner.kind === 'queue') return `${owner.name} is a queue, not a person`;
  if (!owner.active) return `${owner.name} is deactivated`;
  return null;
}

function nameOf(line: RoutingLine): string {
  switch (line.to.kind) {
    case 'existing':
      return 'line "existing owner"';
    case 'rotation':
      return `line "rotation ${line.to.rotation}"`;
    case 'person':
      return `line "${line.to.email}"`;
  }
}

/** Owner ids are digits of differing length: shorter is smaller, so that the order is the numeric one. */
function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

const minimumOf = (given: ReadonlyMap<string, Turn>): number =>
  given.size === 0 ? 0 : Math.min(...[...given.values()].map((turn) => turn.given));

/** `turns` after a turn was taken: for planning several contacts in one transaction. */
export function afterTurn(turns: Turns, taken: TurnTaken): Turns {
  const rotation = new Map(turns.get(taken.rotation));
  const floor = minimumOf(rotation);
  for (const ownerId of taken.joined) rotation.set(ownerId, { given: floor, lastSeq: 0 });
  const before = rotation.get(taken.ownerId) ?? { given: floor, lastSeq: 0 };
  const lastSeq = Math.max(0, ...[...rotation.values()].map((turn) => turn.lastSeq)) + 1;
  rotation.set(taken.ownerId, { given: before.given + 1 / taken.weight, lastSeq });
  return new Map(turns).set(taken.rotation, rotation);
}
