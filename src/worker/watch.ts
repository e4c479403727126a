/**
 * The watch: most behaviour sends no webhook (page views, form submissions and e-mail clicks live in calculated or analytics
 * properties), so a few searches look for contacts whose dates have moved. State decides, not the search: a contact whose
 * values the mirror already holds is left alone, which also makes our own writes cause no work.
 */
import type { Instant } from '../core/agreement.ts';
import type { Deps } from '../deps.ts';

/** Four searches every 15 s are 23,040 a day: under 10 % of the smallest daily limit, 250,000. */
export const WATCH_EVERY_MS = 15_000;

/** HubSpot's search index lags behind its writes: https://developers.hubspot.com/docs/api-reference/search/guide */
const OVERLAP_MS = 60_000;

const PAGE = 200;
const PAGES_AT_MOST = 10;

/** Dates that move when a lead does something; only those the agreement needs are searched. */
const CANDIDATES = [
  'recent_conversion_date',
  'hs_analytics_last_timestamp',
  'hs_email_last_click_date',
  'lastmodifieddate',
] as const;

export interface Watch {
  stop(): Promise<void>;
}

type WatchDeps = Pick<Deps, 'clock' | 'log' | 'store' | 'hubspot' | 'inForce'>;

/** Looks once. Returns how many contacts became due. */
export async function lookOnce(deps: WatchDeps): Promise<number> {
  const needed = new Set([...deps.inForce().needs.contact, 'lastmodifieddate']);
  let due = 0;
  for (const property of CANDIDATES) if (needed.has(property)) due += await look(deps, property);
  return due;
}

async function look({ clock, log, store, hubspot, inForce }: WatchDeps, property: string): Promise<number> {
  const now = clock.now();
  const name = `watch:${property}`;
  const cursor = await store.setting(name);
  if (typeof cursor !== 'number') {
    // From now on: what lies before is a backfill's business.
    await store.setSetting(name, now, now);
    return 0;
  }
  const compared = inForce().needs.contact.filter((p) => p !== 'lastmodifieddate');
  const found = await hubspot.searchContacts({
    property,
    since: cursor - OVERLAP_MS,
    limit: PAGE * PAGES_AT_MOST,
    properties: [...new Set([...compared, property])],
  });
  const mirror = await store.propertiesOf(found.map((contact) => contact.id));
  const moved = found.filter(({ id, properties }) => {
    const known = mirror.get(id);
    return known === undefined || compared.some((p) => (known[p] ?? '') !== (properties[p] ?? ''));
  });
  if (moved.length > 0) {
    await store.makeDue(
      moved.map((contact) => contact.id),
      { at: now, because: 'watch', lane: 'live' },
    );
  }
  const newest = found.reduce((latest, { properties }) => Math.max(latest, instant(properties[property])), cursor);
  if (newest > cursor) await store.setSetting(name, newest, now);
  log.debug({ property, found: found.length, moved: moved.length }, 'watched');
  return moved.length;
}

function instant(text: string | undefined): Instant {
  if (text === undefined) return 0;
  const at = /^\d+$/.test(text) ? Number(text) : Date.parse(text);
  return Number.isNaN(at) ? 0 : at;
}

/** Looks every 15 s of the clock until stopped; a failure is logged and the next look comes as usual. */
export function startWatch(deps: WatchDeps): Watch {
  const stopping = new AbortController();
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        if ((await deps.store.setting('paused')) !== true) await lookOnce(deps);
      } catch (error) {
        deps.log.warn({ err: error }, 'the watch could not look');
      }
      await deps.clock.wait(WATCH_EVERY_MS, stopping.signal);
    }
  };
  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
