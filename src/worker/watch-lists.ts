/**
 * Who joined a list, and when. HubSpot sends no webhook for it, so each list is read on in the order in which its members were added;
 * what is told of contacts that changed otherwise also brings in what they joined before.
 */
import { mirrorOf } from '../agreement/needs.ts';
import type { Agreement, Instant } from '../core/agreement.ts';
import { folded } from '../core/match.ts';
import type { Deps } from '../deps.ts';
import { recordFacts } from './watch-facts.ts';
import type { WatchedFact } from './watch-facts.ts';
import { ifGiven } from './watch-feature.ts';
import type { Purse } from './watch-purse.ts';

/** A list that is not there may be made, and one that is there renamed. */
const RESOLVED_FOR_MS = 10 * 60_000;
/** A join told twice is stored once; what is older than this and was read before is not even offered. */
const TOLD_AGAIN_MS = 10 * 60_000;
/** Calls left for the searches, which find hands raised. */
const KEPT_BACK = 3;
const CONTACTS_PER_READ = 100;

interface ListCursor {
  /** Null: the portal has no list of this name. */
  readonly id: string | null;
  readonly name: string;
  readonly resolvedAt: Instant;
  /** From now on: who joined before is a backfill's business. */
  readonly since: Instant;
  /** The place before the page read last. */
  readonly after: string | null;
  readonly newest: Instant;
  readonly lookedAt: Instant;
}

type ListDeps = Pick<Deps, 'clock' | 'log' | 'store' | 'hubspot' | 'inForce'>;

const settingOf = (name: string): string => `watch:list:${folded(name)}`;

/** Names of the lists an agreement has to do with: signals, target groups and criteria. */
export function listsIn(agreement: Agreement): readonly string[] {
  const { signals, targetGroups } = agreement;
  const names = [
    ...signals.flatMap(({ sources }) => sources.flatMap((source) => (source.kind === 'list' ? [source.list] : []))),
    ...targetGroups.map(({ list }) => list),
    ...mirrorOf(agreement).lists,
  ];
  return [...new Map(names.map((name) => [folded(name), name])).values()];
}

/** Returns how many contacts became due. `changed`: contacts whose memberships are read whatever list they joined. */
export async function lookForJoins(
  deps: ListDeps,
  { purse, changed }: { readonly purse: Purse; readonly changed: readonly string[] },
): Promise<number> {
  const names = listsIn(deps.inForce().agreement);
  if (names.length === 0) return 0;
  const due = await ifGiven(deps, 'lists', async () => {
    const cursors = new Map<string, ListCursor>();
    for (const name of names) {
      if (purse.left() < KEPT_BACK) return 0;
      cursors.set(name, await resolved(deps, name));
    }
    let madeDue = await joinedBefore(deps, { cursors, changed, purse });
    const longestAgo = [...cursors].sort(([, a], [, b]) => a.lookedAt - b.lookedAt);
    for (const [name, cursor] of longestAgo) madeDue += await readOn(deps, { name, cursor, purse });
    return madeDue;
  });
  return due ?? 0;
}

async function resolved({ clock, log, store, hubspot }: ListDeps, name: string): Promise<ListCursor> {
  const now = clock.now();
  const known = (await store.setting(settingOf(name))) as ListCursor | null;
  if (known !== null && (known.id !== null || now - known.resolvedAt < RESOLVED_FOR_MS)) return known;
  const list = (await hubspot.listsNamed(name, { background: true })).find((one) => folded(one.name) === folded(name));
  if (list === undefined && known === null) {
    log.warn({ list: name }, 'the portal has no list of contacts of this name: its signal has one source less');
  }
  const cursor: ListCursor = {
    since: now,
    after: null,
    newest: 0,
    lookedAt: 0,
    ...known,
    id: list?.id ?? null,
    name: list?.name ?? name,
    resolvedAt: now,
  };
  await store.setSetting(settingOf(name), cursor, now);
  return cursor;
}

/** The memberships of contacts that changed: also those from before this list was watched. */
async function joinedBefore(
  deps: ListDeps,
  { cursors, changed, purse }: { cursors: ReadonlyMap<string, ListCursor>; changed: readonly string[]; purse: Purse },
): Promise<number> {
  const byId = new Map(
    [...cursors.values()].flatMap((cursor) => (cursor.id === null ? [] : [[cursor.id, cursor.name]])),
  );
  if (byId.size === 0) return 0;
  let madeDue = 0;
  for (let i = 0; i < changed.length && purse.left() >= KEPT_BACK; i += CONTACTS_PER_READ) {
    const some = changed.slice(i, i + CONTACTS_PER_READ);
    const memberships = await deps.hubspot.membershipsOf(some, { background: true });
    const facts = [...memberships].flatMap(([contactId, held]) =>
      held.flatMap(({ listId, firstAddedAt, lastAddedAt }): readonly WatchedFact[] => {
        const subject = byId.get(listId);
        if (subject === undefined) return [];
        const times = [...new Set([firstAddedAt, lastAddedAt])];
        return times.map((at) => ({ contactId, kind: 'list', of: listId, subject, at }));
      }),
    );
    madeDue += await recordFacts(deps, facts);
  }
  return madeDue;
}

/** Reads a list on from where it was left, to its end or as far as the purse reaches. */
async function readOn(
  deps: ListDeps,
  { name, cursor, purse }: { name: string; cursor: ListCursor; purse: Purse },
): Promise<number> {
  const { clock, store, hubspot } = deps;
  const listId = cursor.id;
  if (listId === null) return 0;
  let at = cursor;
  let madeDue = 0;
  while (purse.left() >= KEPT_BACK) {
    const page = await hubspot.listJoins(listId, { after: at.after, background: true });
    const now = clock.now();
    if (page === null) {
      await store.setSetting(settingOf(name), { ...at, id: null, after: null, resolvedAt: 0 }, now);
      break;
    }
    const told = page.joins.filter(
      (join) => join.at >= at.since && (join.at > at.newest || join.at > now - TOLD_AGAIN_MS),
    );
    madeDue += await recordFacts(
      deps,
      told.map((join) => ({ contactId: join.contactId, kind: 'list', of: listId, subject: at.name, at: join.at })),
    );
    const newest = page.joins.reduce((latest, join) => Math.max(latest, join.at), at.newest);
    const moved = page.next !== null || newest !== at.newest;
    at = { ...at, newest, after: page.next ?? at.after, lookedAt: now };
    // Only its turn changed: that is worth a write where lists wait for each other, and rarely elsewhere.
    if (moved || purse.left() < 2 * KEPT_BACK) await store.setSetting(settingOf(name), at, now);
    if (page.next === null) break;
  }
  return madeDue;
}
