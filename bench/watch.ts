/**
 * From a demo request no webhook tells of to the task in the portal, in virtual time, and what the watch spends on each tier: the service's
 * own loop, with a portal in which leads look around, click and sign up at seeded random moments.
 */
import startServer from '../tests/support/global-setup.ts';
import stopServer from '../tests/support/global-teardown.ts';
import { defaultAgreement, openTown } from '../tests/support/town.ts';
import type { Town } from '../tests/support/town.ts';
import { FIRST_SETS, scopesOf } from '../src/hubspot/scopes.ts';
import { look } from '../src/worker/watch.ts';
import { spent } from '../src/worker/watch-purse.ts';
import type { BenchResult } from './result.ts';
import { median, percentile } from './statistics.ts';

const REQUESTS = 200;
const LEADS = 220;
const BETWEEN_MS = 60_000;
const EVERY_MS = 60_000;
/** Webhooks wait this long so that what belongs together is planned as one: `LINGER_MS` of the worker's loop. */
const LINGER_MS = 250;
const DAY_MS = 24 * 60 * 60_000;
const DAILY = { free: 250_000, starter: 250_000, professional: 625_000, enterprise: 1_000_000 } as const;
const HOURS = 1;

type Tier = keyof typeof DAILY;

/** Mulberry32. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** More ask than the default agreement hands off in an hour, or than its people may have open: waiting for sales is not what is measured here. */
function openAt(tier: Tier, scopes: readonly string[] | 'all' = 'all'): Promise<Town> {
  const agreement = defaultAgreement();
  return openTown({
    portal: { tier, scopes, emission: 'pessimistic', subscriptions: [], indexLagMs: 3_000 },
    agreement: {
      ...agreement,
      handoff: { ...agreement.handoff, atMostPerHour: null },
      people: Object.fromEntries(
        Object.entries(agreement.people).map(([email, person]) => [email, { ...person, openAtMost: null }]),
      ),
    },
  });
}

/** Runs a look, letting virtual time pass where it waits for its turn. */
async function lookWhileTimePasses(town: Town): Promise<number> {
  let done = false;
  const looking = look(town.deps).finally(() => {
    done = true;
  });
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    if (done) return (await looking).againInMs;
    // Calls take the time they really take.
    town.clock.advance(1);
  }
}

/** Lets time pass until `end`; the watch looks when its own loop would. */
async function live(
  town: Town,
  { from, end, nextLook }: { from: number; end: number; nextLook: number },
): Promise<number> {
  const { clock } = town;
  let at = nextLook;
  if (clock.now() < from) clock.set(from);
  while (at <= end) {
    if (clock.now() < at) clock.set(at);
    const wait = await lookWhileTimePasses(town);
    clock.advance(LINGER_MS);
    await town.settle();
    at = clock.now() - LINGER_MS + wait;
  }
  if (clock.now() < end) clock.set(end);
  return at;
}

async function latencies(): Promise<readonly number[]> {
  // The least an app may have: neither forms nor lists, so that only the lagging search tells.
  const town = await openAt('professional', scopesOf(FIRST_SETS));
  try {
    const random = seeded(20_261_123);
    const { portal, clock } = town;
    const first = portal.createContact({ properties: { email: 'first@firm.example' } });
    portal.addToList({ contact: first.id, list: 'Webinar attended' });
    const ids = Array.from(
      { length: LEADS },
      (_, n) =>
        portal.createContact({
          properties: { email: `lead${n}@firm${n}.example`, firstname: 'Lead', lastname: `${n}`, phone: '+49 40 1' },
        }).id,
    );
    clock.advance(3_600_000);
    let nextLook = await live(town, { from: clock.now(), end: clock.now() + 30_000, nextLook: clock.now() });
    await town.deps.store.makeDue(ids, { at: clock.now(), because: 'rescore', lane: 'live' });
    await town.settle();
    const times: number[] = [];
    for (let n = 0; n < REQUESTS; n += 1) {
      const id = ids[n] ?? '';
      const askedAt = clock.now() + Math.floor(random() * BETWEEN_MS);
      nextLook = await live(town, { from: clock.now(), end: askedAt, nextLook });
      // Others are about as well: a page, a click, a list.
      const other = ids[Math.floor(random() * LEADS)] ?? '';
      portal.visitPage({ contact: other, url: 'https://www.example.com/about' });
      portal.submitForm({ contact: id, form: 'Demo request', url: 'https://www.example.com/demo' });
      const begun = clock.now();
      for (let end = begun; town.tasksOf(id).length === 0; end += 500) {
        if (end > begun + 10 * 60_000) throw new Error(`no task for request ${n} within ten minutes`);
        nextLook = await live(town, { from: begun, end, nextLook });
      }
      const created = Date.parse(town.tasksOf(id)[0]?.properties['hs_createdate'] ?? '');
      times.push((Number.isNaN(created) ? clock.now() : created) - begun);
    }
    return times;
  } finally {
    await town.close();
  }
}

/** Calls of the watch in a day, counted over some hours with a lead doing something every minute. */
async function callsPerDay(tier: Tier): Promise<number> {
  const town = await openAt(tier);
  try {
    const random = seeded(7);
    const { portal, clock } = town;
    const ids = Array.from(
      { length: 20 },
      (_, n) => portal.createContact({ properties: { email: `lead${n}@firm.example` } }).id,
    );
    for (const list of ['Visited pricing', 'Webinar attended', 'Webinar registered'])
      portal.addToList({ contact: ids[0] ?? '', list });
    for (const form of ['Demo request', 'Ebook', 'Whitepaper']) portal.submitForm({ contact: ids[0] ?? '', form });
    // What a full purse holds in advance is spent first: it comes once, not every hour.
    let nextLook = await live(town, { from: clock.now(), end: clock.now() + 900_000, nextLook: clock.now() });
    await town.deps.store.setSetting('watch:purse', { calls: 0, at: clock.now() }, clock.now());
    const begun = clock.now();
    const end = begun + HOURS * 3_600_000;
    const before = spent(town.deps.hubspot.callCounts());
    while (clock.now() < end) {
      const id = ids[Math.floor(random() * ids.length)] ?? '';
      if (random() < 0.3) portal.submitForm({ contact: id, form: 'Ebook' });
      else portal.visitPage({ contact: id, url: 'https://www.example.com/pricing' });
      nextLook = await live(town, { from: clock.now(), end: clock.now() + EVERY_MS, nextLook });
    }
    return ((spent(town.deps.hubspot.callCounts()) - before) * DAY_MS) / (clock.now() - begun);
  } finally {
    await town.close();
  }
}

export async function benchWatch(): Promise<BenchResult> {
  await startServer();
  try {
    return await measured();
  } finally {
    await stopServer();
  }
}

async function measured(): Promise<BenchResult> {
  const times = await latencies();
  const limits = [
    { label: 'demo request to task, p50', value: median(times) / 1_000, atMost: 20, unit: 's' },
    { label: 'demo request to task, p99', value: percentile(times, 99) / 1_000, atMost: 40, unit: 's' },
  ];
  for (const tier of Object.keys(DAILY) as Tier[]) {
    const share = (100 * (await callsPerDay(tier))) / DAILY[tier];
    limits.push({ label: `share of the day’s calls, ${tier}`, value: share, atMost: 10, unit: '%' });
  }
  return {
    name: 'The watch, in virtual time',
    rows: [{ label: 'requests at random moments', value: times.length, unit: '' }],
    ratios: [],
    limits,
  };
}
