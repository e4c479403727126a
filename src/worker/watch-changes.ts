/**
 * Contacts whose dates have moved. State decides, not the search: a contact whose values the mirror already holds is left alone, which
 * also makes our own writes cause no work. A quiet look is one search over all dates; only where more moved than one page holds, each
 * date is swept on its own, page by page and, where one instant fills a page, id by id: never stuck, never twice the same page.
 */
import type { Instant } from '../core/agreement.ts';
import { dateOf } from '../core/facts.ts';
import type { Properties } from '../core/snapshot.ts';
import type { Deps } from '../deps.ts';
import { ifGiven } from './watch-feature.ts';
import type { Purse } from './watch-purse.ts';

/** HubSpot's search index lags behind its writes: https://developers.hubspot.com/docs/api-reference/search/guide */
const OVERLAP_MS = 60_000;
/** Where nothing moves for long, the cursor follows the clock at this distance: what came last is not found for ever. */
const QUIET_MS = 10 * 60_000;
/** Filter groups a search may have. */
const DATES_PER_SEARCH = 5;

const MODIFIED = 'lastmodifieddate';

/**
 * Dates that move when a lead does something and of which HubSpot sends no webhook, or is not known to; the agreement decides which of
 * them are looked at. Forms first: they may be a hand raised.
 */
const BEHAVIOUR = [
  'recent_conversion_date',
  'hs_analytics_last_timestamp',
  'hs_email_last_click_date',
  'hs_email_last_open_date',
  'hs_email_last_reply_date',
  'hs_sales_email_last_replied',
  'hs_sales_email_last_clicked',
  'hs_sales_email_last_opened',
  'engagements_last_meeting_booked',
] as const;

interface Cursor {
  /** The latest time seen by a look that saw everything. */
  readonly newest: Instant;
  /** Where a sweep that took more than one look goes on; null: none is under way. */
  readonly sweep: Sweep | null;
}

interface Sweep {
  readonly from: Instant;
  /** Set: one instant fills a page, and its contacts are taken by id. */
  readonly afterId: string | null;
  readonly newest: Instant;
}

export interface Changes {
  /** Contacts that became due. */
  readonly moved: readonly string[];
  /** Contacts with a date later than any before, moved or not. */
  readonly fresh: readonly string[];
  /** Whether somebody sent a form. */
  readonly converted: boolean;
}

type ChangesDeps = Pick<Deps, 'clock' | 'log' | 'store' | 'hubspot' | 'inForce'>;
type Found = readonly { readonly id: string; readonly properties: Properties }[];

const settingOf = (property: string): string => `watch:${property}`;

export async function lookForChanges(deps: ChangesDeps, purse: Purse): Promise<Changes> {
  const { clock, store, inForce } = deps;
  const needed = new Set(inForce().needs.contact);
  const watched = [...BEHAVIOUR.filter((property) => needed.has(property)), MODIFIED];
  const cursors = new Map<string, Cursor>();
  for (const property of watched) {
    const cursor = cursorIn(await store.setting(settingOf(property)));
    if (cursor !== null) cursors.set(property, cursor);
    // From now on: what lies before is a backfill's business.
    else await store.setSetting(settingOf(property), { newest: clock.now(), sweep: null }, clock.now());
  }
  const gathered = { moved: new Set<string>(), fresh: new Set<string>(), converted: false };
  const resting = [...cursors].filter(([, { sweep }]) => sweep === null);
  for (let i = 0; i < resting.length && purse.left() >= 1; i += DATES_PER_SEARCH) {
    const some = new Map(resting.slice(i, i + DATES_PER_SEARCH));
    if (await glance(deps, { cursors: some, watched, gathered })) continue;
    // Kept before it begins, so that a purse that ends at the first of them leads to the next one in the next look.
    for (const [property, { newest }] of some) {
      const cursor = { newest, sweep: { from: newest - OVERLAP_MS, afterId: null, newest } };
      cursors.set(property, cursor);
      await store.setSetting(settingOf(property), cursor, clock.now());
    }
  }
  for (const property of watched) {
    const cursor = cursors.get(property);
    const sweep = cursor?.sweep ?? null;
    if (cursor === undefined || sweep === null) continue;
    // A portal without this property refuses the search: the others go on.
    await ifGiven(deps, `search by ${property}`, () =>
      sweepOn(deps, { property, cursor, sweep, watched, gathered, purse }),
    );
  }
  return { moved: [...gathered.moved], fresh: [...gathered.fresh], converted: gathered.converted };
}

interface Gathered {
  readonly moved: Set<string>;
  readonly fresh: Set<string>;
  converted: boolean;
}

/** One search over several dates. False: not everything fitted on its page, or one of the dates is refused. */
async function glance(
  deps: ChangesDeps,
  {
    cursors,
    watched,
    gathered,
  }: { cursors: ReadonlyMap<string, Cursor>; watched: readonly string[]; gathered: Gathered },
): Promise<boolean> {
  const { clock, store, hubspot } = deps;
  const now = clock.now();
  const page = await ifGiven(deps, `search by ${[...cursors.keys()].join(', ')}`, () =>
    hubspot.searchPage({
      bounds: [...cursors].map(([property, { newest }]) => ({ property, from: newest - OVERLAP_MS })),
      properties: comparedIn(deps, watched),
    }),
  );
  if (page === null || !page.complete) return false;
  await takeIn(deps, { found: page.found, cursors, isMany: false, gathered });
  for (const [property, cursor] of cursors) {
    const newest = latest(page.found, { property, atLeast: Math.max(cursor.newest, now - QUIET_MS), now });
    if (newest > cursor.newest) await store.setSetting(settingOf(property), { newest, sweep: null }, now);
  }
  return true;
}

/** Goes through everything since the cursor, as far as the purse reaches; the next look goes on where this one ends. */
async function sweepOn(
  deps: ChangesDeps,
  {
    property,
    cursor,
    sweep,
    watched,
    gathered,
    purse,
  }: {
    property: string;
    cursor: Cursor;
    sweep: Sweep;
    watched: readonly string[];
    gathered: Gathered;
    purse: Purse;
  },
): Promise<void> {
  const { clock, store, hubspot } = deps;
  let at = sweep;
  while (purse.left() >= 1) {
    const { from, afterId } = at;
    const bound = afterId === null ? { property, from } : { property, from, to: from, afterId };
    const { found, complete } = await hubspot.searchPage({
      bounds: [bound],
      properties: comparedIn(deps, watched),
    });
    await takeIn(deps, { found, cursors: new Map([[property, cursor]]), isMany: true, gathered });
    const now = clock.now();
    const newest = latest(found, { property, atLeast: at.newest, now });
    const last = found.at(-1);
    if (complete && afterId === null) {
      await store.setSetting(settingOf(property), { newest, sweep: null }, now);
      return;
    }
    const lastAt = instant(last?.properties[property]);
    if (afterId !== null) {
      at = complete ? { from: from + 1, afterId: null, newest } : { from, afterId: last?.id ?? afterId, newest };
    } else {
      const firstAt = instant(found[0]?.properties[property]);
      const isOneInstant = lastAt <= from || firstAt === lastAt;
      at = { from: Math.max(from, lastAt), afterId: isOneInstant ? '0' : null, newest };
    }
    await store.setSetting(settingOf(property), { newest: cursor.newest, sweep: at }, now);
  }
}

/** Makes due who differs from the mirror. */
async function takeIn(
  deps: ChangesDeps,
  {
    found,
    cursors,
    isMany,
    gathered,
  }: { found: Found; cursors: ReadonlyMap<string, Cursor>; isMany: boolean; gathered: Gathered },
): Promise<void> {
  const { clock, log, store, inForce } = deps;
  if (found.length === 0) return;
  const compared = inForce().needs.contact.filter((property) => property !== MODIFIED);
  const mirror = await store.propertiesOf(found.map(({ id }) => id));
  const live: string[] = [];
  const many: string[] = [];
  for (const { id, properties } of found) {
    const known = mirror.get(id);
    const later = [...cursors].filter(([property, { newest }]) => instant(properties[property]) > newest);
    if (later.length > 0) gathered.fresh.add(id);
    if (later.some(([property]) => property === 'recent_conversion_date')) gathered.converted = true;
    const differs = (property: string): boolean => !sameValue(known?.[property], properties[property]);
    if (known !== undefined && !compared.some(differs)) continue;
    gathered.moved.add(id);
    // Who did something goes before thousands who were only written to by an import.
    const did = BEHAVIOUR.some((property) => compared.includes(property) && differs(property));
    (did || (known !== undefined && !isMany) ? live : many).push(id);
  }
  const now = clock.now();
  if (live.length > 0) await store.makeDue(live, { at: now, because: 'watch', lane: 'live' });
  if (many.length > 0) await store.makeDue(many, { at: now, because: 'watch', lane: 'import' });
  log.debug({ by: [...cursors.keys()], found: found.length, moved: live.length + many.length }, 'the watch has looked');
}

const comparedIn = ({ inForce }: Pick<Deps, 'inForce'>, watched: readonly string[]): readonly string[] => [
  ...new Set([...inForce().needs.contact, ...watched]),
];

/** Equal, or the same instant in another of HubSpot's ways to write one: we send milliseconds and read ISO. */
export function sameValue(a = '', b = ''): boolean {
  if (a === b) return true;
  const at = dateOf(a);
  return at !== null && at === dateOf(b);
}

/** A date that lies ahead is a wrong clock or a plan: the cursor never passes the present. */
function latest(
  found: Found,
  { property, atLeast, now }: { property: string; atLeast: Instant; now: Instant },
): Instant {
  return found.reduce((so, { properties }) => Math.max(so, Math.min(now, instant(properties[property]))), atLeast);
}

const instant = (text: string | undefined): Instant => (text === undefined ? 0 : (dateOf(text) ?? 0));

function cursorIn(value: unknown): Cursor | null {
  if (typeof value !== 'object' || value === null || !('newest' in value)) return null;
  const { newest } = value;
  if (typeof newest !== 'number') return null;
  const sweep = 'sweep' in value && typeof value.sweep === 'object' ? (value.sweep as Sweep | null) : null;
  return { newest, sweep };
}
