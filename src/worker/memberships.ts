/**
 * Which HubSpot lists contacts are in, where the agreement asks. HubSpot sends no webhook for it: whoever is read again is asked anew,
 * whoever is held every time, whoever else is planned from memory once a day, and the watch makes due who joined. Without the scope it is unknown, and nobody is held
 * or let go for it.
 */
import type { Instant } from '../core/agreement.ts';
import type { NamedList } from '../core/snapshot.ts';
import { folded } from '../core/match.ts';
import type { Claimed, Deps, Memberships, Urgency } from '../deps.ts';
import { ifGiven } from './watch-feature.ts';

/** What is remembered of a list is not believed for longer: who was taken out of it makes no noise. */
const BELIEVED_FOR_MS = 24 * 60 * 60_000;

type MembershipDeps = Pick<Deps, 'clock' | 'log' | 'store' | 'hubspot' | 'inForce'>;

/**
 * Memberships of contacts in hand that were asked about, one call per 100. A contact that is absent keeps what is remembered of it.
 * @param readAgain contacts whose properties are read again too.
 */
export async function membershipsFor(
  deps: MembershipDeps,
  { claimed, readAgain, urgency }: { claimed: readonly Claimed[]; readAgain: ReadonlySet<Claimed>; urgency: Urgency },
): Promise<ReadonlyMap<string, Memberships>> {
  const { clock, hubspot, inForce } = deps;
  if (inForce().needs.lists.length === 0) return new Map();
  const now = clock.now();
  const wanted = claimed
    .filter((c) => readAgain.has(c) || c.dueBecause === 'held' || !isBelieved(c.record?.lists ?? null, now))
    .map((c) => c.contactId);
  if (wanted.length === 0) return new Map();
  const read = await ifGiven(deps, 'lists', () => hubspot.membershipsOf(wanted, urgency));
  if (read === null) return new Map();
  const readAt = clock.now();
  return new Map(wanted.map((id) => [id, { ids: (read.get(id) ?? []).map(({ listId }) => listId).sort(), readAt }]));
}

const isBelieved = (lists: Memberships | null, now: Instant): boolean =>
  lists !== null && now - lists.readAt < BELIEVED_FOR_MS;

/** Names of the asked lists a contact is in; undefined: it is not known, or not any more. */
export function listsOf(
  lists: Memberships | null | undefined,
  { named, now }: { named: readonly NamedList[] | undefined; now: Instant },
): readonly string[] | undefined {
  if (lists === null || lists === undefined || named === undefined) return undefined;
  if (now - lists.readAt > 2 * BELIEVED_FOR_MS) return undefined;
  return named.filter(({ id }) => id !== null && lists.ids.includes(id)).map(({ name }) => name);
}

/** The lists of these names as the portal has them; undefined: none is asked about, or they cannot be read here. */
export async function listsByName(
  deps: Pick<Deps, 'clock' | 'log' | 'store' | 'hubspot'>,
  names: readonly string[],
): Promise<readonly NamedList[] | undefined> {
  if (names.length === 0) return undefined;
  const found = await ifGiven(deps, 'lists', async () => {
    const all: NamedList[] = [];
    for (const name of names) {
      const list = (await deps.hubspot.listsNamed(name)).find((one) => folded(one.name) === folded(name));
      if (list === undefined) deps.log.warn({ list: name }, 'the portal has no list of contacts of this name');
      all.push({ id: list?.id ?? null, name });
    }
    return all;
  });
  return found ?? undefined;
}
