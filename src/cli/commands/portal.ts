import { parseArgs } from 'node:util';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseClock } from '../../clock.ts';
import { BatonError, reasonOf } from '../../errors.ts';
import { feed, feedTarget } from '../../portal/feed.ts';
import type { Counters } from '../../portal/portal.ts';
import { startPortal, subscriptionsOfProject } from '../../portal/portal.ts';
import { installBaton } from '../demo/installed.ts';
import { moveIn } from '../demo/people.ts';
import { remotePortal } from '../../portal/remote.ts';
import type { Command, ExitCode, Io } from '../command.ts';
import { progressLine } from '../progress.ts';
import { signalled } from './start.ts';

const USAGE = `baton portal [options]            a local HubSpot on 127.0.0.1, until stopped
baton portal feed CONTACTS EVENTS  recorded contacts and events become changes and signed deliveries there

  --port N             8080
  --webhook URL        where deliveries go: http://127.0.0.1:3000/webhooks/hubspot
  --app URL            where the cards find Baton: http://127.0.0.1:3000
  --emission PROFILE   pessimistic (calculated, analytics and e-mail properties send no webhook) or optimistic
  --signature V        v3, v1 or both
  --tier TIER          free, starter, professional or enterprise: the limits
  --seed N             of everything left to chance
  --clock CLOCK        START@SPEED@ANCHOR, as in BATON_CLOCK: recorded data is played at its own time
  --subscriptions FILE a webhooks-hsmeta.json
  --url URL            feed: the portal to feed, http://127.0.0.1:8080
  --pace PACE          feed: fast, or clock (each thing when its time comes)`;

export const command: Command = {
  name: 'portal',
  summary: 'run a local HubSpot to try Baton against, or feed it recorded data',
  usage: USAGE,
  async run(args, io) {
    const [first, ...rest] = args;
    return first === 'feed' ? feedPortal(rest, io) : runPortal(args, io);
  },
};

async function runPortal(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: '8080' },
      webhook: { type: 'string' },
      app: { type: 'string', default: 'http://127.0.0.1:3000' },
      emission: { type: 'string', default: 'pessimistic' },
      signature: { type: 'string', default: 'v3' },
      tier: { type: 'string', default: 'professional' },
      seed: { type: 'string', default: '1' },
      clock: { type: 'string' },
      subscriptions: { type: 'string' },
    },
  });
  const subscriptions = values.subscriptions === undefined ? undefined : projectSubscriptions(values.subscriptions);
  const portal = await startPortal({
    port: whole('--port', values.port),
    seed: whole('--seed', values.seed),
    emission: oneOf('--emission', values.emission, ['pessimistic', 'optimistic']),
    signature: oneOf('--signature', values.signature, ['v3', 'v1', 'both']),
    tier: oneOf('--tier', values.tier, ['free', 'starter', 'professional', 'enterprise']),
    webhook: values.webhook === undefined ? null : { targetUrl: values.webhook },
    ...(subscriptions === undefined ? {} : { subscriptions }),
    ...(values.clock === undefined ? {} : { clock: parseClock(values.clock) }),
  });
  moveIn(portal);
  installBaton(portal, values.app);
  const { accessToken, clientSecret, portalId } = portal.settings();
  io.out(`Local HubSpot, portal ${portalId}. Its pages, in a browser: ${portal.url}

To run Baton against it, in another terminal:

  export HUBSPOT_API_URL=${portal.url} HUBSPOT_ACCESS_TOKEN=${accessToken} HUBSPOT_CLIENT_SECRET=${clientSecret}
  npx baton setup --apply
  npx baton go-live --apply
  PUBLIC_URL=http://127.0.0.1:3000 npx baton start

Everything its people would do goes through POST ${portal.url}/_portal/<control>; GET ${portal.url}/_portal/ lists them.
Ctrl-C stops it; nothing is kept.`);
  await signalled();
  await portal.close();
  return 0;
}

async function feedPortal(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      url: { type: 'string', default: 'http://127.0.0.1:8080' },
      pace: { type: 'string', default: 'fast' },
    },
  });
  const [contacts, events, ...more] = positionals;
  if (contacts === undefined || events === undefined || more.length > 0) {
    throw new BatonError('USAGE', {
      what: 'portal feed',
      found: `${positionals.length} files`,
      allowed: 'two files: contacts and events, NDJSON, plain or .gz',
    });
  }
  const startedAt = performance.now();
  const control = remotePortal(values.url);
  const before = await apiCalls(values.url);
  const report = await feed(
    feedTarget(control),
    { contacts: resolve(io.cwd, contacts), events: resolve(io.cwd, events) },
    {
      pace: oneOf('--pace', values.pace, ['fast', 'clock']),
      onProgress: progressLine(
        io,
        ({ done, total, skipped }) => `fed ${done} of ${total}${skipped === 0 ? '' : `, skipped ${skipped}`}`,
      ),
    },
  );
  const seconds = (performance.now() - startedAt) / 1000;
  io.out(
    `Fed ${report.contacts} contacts and ${report.events} events in ${seconds.toFixed(1)} s (${Math.round((report.contacts + report.events) / seconds)}/s).`,
  );
  const settledAt = await settled(control, io);
  const made = difference(await apiCalls(values.url), before);
  const total = Object.values(made).reduce((a, b) => a + b, 0);
  const delivered = await control('deliveries');
  io.out(
    `Worked through after ${((settledAt - startedAt) / 1000).toFixed(1)} s: ${delivered.accepted} events acknowledged ` +
      `(${Math.round(delivered.accepted / ((settledAt - startedAt) / 1000))}/s), ${total} calls to HubSpot, ` +
      `${((total / Math.max(1, report.contacts)) * 1000).toFixed(1)} per 1,000 contacts.`,
  );
  for (const [route, n] of Object.entries(made).sort(([, a], [, b]) => b - a))
    io.out(`  ${String(n).padStart(7)}  ${route}`);
  const { records } = await control('dump', { types: ['contact', 'task'] });
  const stages = Map.groupBy(
    records.contact ?? [],
    (c) => `${c.properties['lifecyclestage'] ?? 'no stage'} · ${c.properties['baton_state'] ?? 'not written'}`,
  );
  io.out(`Contacts in HubSpot: ${records.contact?.length ?? 0}, tasks: ${records.task?.length ?? 0}`);
  for (const [stage, all] of [...stages].sort(([, a], [, b]) => b.length - a.length))
    io.out(`  ${String(all.length).padStart(7)}  ${stage}`);
  for (const bad of report.badLines.slice(0, 20)) io.err(`${bad.file}:${bad.line}  ${bad.why}`);
  if (report.skipped > 0) io.err(`${report.skipped} lines skipped.`);
  return report.skipped > 0 ? 2 : 0;
}

type Control = ReturnType<typeof remotePortal>;

/** The service has nothing more to say when everything is delivered and nothing was written for a while. */
const QUIET_MS = 6_000;

/** Resolves with the moment of the last write, in real time, once all has been quiet. */
async function settled(control: Control, io: Io): Promise<number> {
  let writes = -1;
  let lastChange = performance.now();
  for (;;) {
    const { ready, inFlight, awaitingRetry } = await control('backlog');
    const { length } = await control('writes', { since: Math.max(0, writes) });
    if (length > 0 || ready + inFlight + awaitingRetry > 0) lastChange = performance.now();
    writes = Math.max(0, writes) + length;
    if (performance.now() - lastChange > QUIET_MS) return lastChange;
    io.progress?.(`waiting for the service: ${ready + inFlight} events to deliver, ${writes} writes`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

async function apiCalls(url: string): Promise<Readonly<Record<string, number>>> {
  const response = await fetch(`${url}/_portal/calls`);
  const { result } = (await response.json()) as { readonly result: Pick<Counters, 'byRoute'> };
  return Object.fromEntries(
    Object.entries(result.byRoute).map(([route, byStatus]) => [
      route,
      Object.values(byStatus).reduce((a, b) => a + b, 0),
    ]),
  );
}

const difference = (
  after: Readonly<Record<string, number>>,
  before: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(after).flatMap(([route, n]) =>
      n === (before[route] ?? 0) ? [] : [[route, n - (before[route] ?? 0)]],
    ),
  );

function projectSubscriptions(file: string): ReturnType<typeof subscriptionsOfProject> {
  try {
    return subscriptionsOfProject(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new BatonError('USAGE', {
      what: '--subscriptions',
      found: `${file}: ${reasonOf(error)}`,
      allowed: 'a webhooks-hsmeta.json',
    });
  }
}

function whole(option: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new BatonError('USAGE', { what: option, found: text, allowed: 'a whole number' });
  return Number(text);
}

function oneOf<const T extends string>(option: string, text: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === text);
  if (found === undefined) throw new BatonError('USAGE', { what: option, found: text, allowed: allowed.join(', ') });
  return found;
}
