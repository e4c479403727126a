/**
 * A town whose processes die. The portal's deliveries are caught and handed to the door in any order; each process knows nothing
 * but the store, and stops for good at a chosen call: its lease then runs out on the clock before another takes over.
 */
import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readAgreement } from '../../src/agreement/read.ts';
import { inForceOf } from '../../src/cli/compose.ts';
import type { Agreement } from '../../src/core/agreement.ts';
import type { Deps, HubSpot, Store } from '../../src/deps.ts';
import { createApp } from '../../src/http/app.ts';
import { connectHubSpot } from '../../src/hubspot/connect.ts';
import { ensureProperties } from '../../src/hubspot/setup.ts';
import { createLog } from '../../src/log.ts';
import { DEFAULT_SUBSCRIPTIONS, startPortal } from '../../src/portal/portal.ts';
import type { Portal, PortalOptions, WebhookEvent } from '../../src/portal/portal.ts';
import { openStore } from '../../src/store/open.ts';
import type { BatchDeps } from '../../src/worker/batch.ts';
import { createDirectory } from '../../src/worker/directory.ts';
import { drain } from '../../src/worker/worker.ts';
import { freshDatabase } from './database.ts';
import type { ManualClock } from './manual-clock.ts';
import { manualClock } from './manual-clock.ts';
import { signV3 } from './sign.ts';
import { STEADY } from './steady.ts';

export const MONDAY_8: number = Date.parse('2026-11-23T08:00:00Z');
const HOUR = 3_600_000;

export function steadyAgreement(): Agreement {
  const read = readAgreement(STEADY, { file: 'steady.yaml' });
  if (!read.ok) throw new Error(read.problems.map((problem) => JSON.stringify(problem)).join('\n'));
  return read.agreement;
}

/** Where a process stops for good, counted over the calls of its kind since it started. */
export interface Stop {
  readonly at: 'before the call' | 'after HubSpot committed' | 'before we recorded it' | 'after we recorded it';
  readonly nth: number;
}

export class ProcessDied extends Error {
  constructor(stop: Stop) {
    super(`the process stopped ${stop.at}, call ${stop.nth}`);
    this.name = 'ProcessDied';
  }
}

export interface Wraps {
  readonly hubspot?: (hubspot: HubSpot) => HubSpot;
  readonly store?: (store: Store) => Store;
}

/** One process of Baton: everything it knows it has read from the store. */
export interface Running {
  readonly deps: BatchDeps;
  /** Works until nothing is due at this moment, or until it dies. */
  work(): Promise<'idle' | 'died'>;
}

export interface FaultTown {
  readonly portal: Portal;
  readonly clock: ManualClock;
  readonly store: Store;
  readonly lines: readonly Record<string, unknown>[];
  /** What HubSpot has signed since the last time this was asked, in the order it happened. */
  events(): Promise<readonly WebhookEvent[]>;
  /** One signed POST to the door; its status. */
  deliver(events: readonly unknown[]): Promise<number>;
  start(options?: { readonly stop?: Stop | undefined; readonly wraps?: Wraps }): Running;
  /** Works and lets the clock run over leases, graces and read-backs until nothing is due before `horizon`. */
  quiesce(options: {
    readonly horizon: number;
    readonly next: () => Running;
    readonly from?: Running;
  }): Promise<Running>;
  close(): Promise<void>;
}

export async function openFaultTown({
  portal: portalOptions = {},
  agreement = steadyAgreement(),
  doorStore = (store) => store,
}: {
  readonly portal?: PortalOptions;
  readonly agreement?: Agreement;
  /** What stands between the door and its store. */
  readonly doorStore?: (store: Store) => Store;
} = {}): Promise<FaultTown> {
  const clock = manualClock(MONDAY_8);
  const database = await freshDatabase();
  const store = await openStore({ connection: database.connection, poolSize: 8 });
  const portal = await startPortal({
    clock,
    emission: 'optimistic',
    defaultLifecycleStage: 'lead',
    subscriptions: [
      ...DEFAULT_SUBSCRIPTIONS,
      { subscriptionType: 'object.propertyChange', objectType: 'company', propertyName: 'numberofemployees' },
      { subscriptionType: 'object.associationChange', objectType: 'contact' },
      ...['recent_conversion_event_name', 'hs_analytics_last_url', 'hs_email_last_click_date'].map((propertyName) => ({
        subscriptionType: 'object.propertyChange',
        objectType: 'contact',
        propertyName,
      })),
    ],
    ...portalOptions,
  });
  portal.setLimits({ perTenSeconds: 1_000_000, perDay: 100_000_000, associationsPerTenSeconds: 1_000_000 });
  for (const name of ['anna', 'ben', 'carla', 'sam', 'maria']) {
    portal.createOwner({ email: `${name}@example.com`, firstName: name, lastName: 'Example' });
  }
  const lines: Record<string, unknown>[] = [];
  const log = createLog('debug', { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) });
  const { accessToken, clientSecret } = portal.settings();
  // A call that waits its turn moves the town's time on: nothing else would.
  const stepping = { now: clock.now, wait: async (ms: number): Promise<void> => clock.advance(Math.max(ms, 1)) };
  const connections: HubSpot[] = [];
  const connect = (): HubSpot => {
    const hubspot = connectHubSpot({
      baseUrl: portal.url,
      apiVersion: '2026-09',
      token: () => accessToken,
      clock: stepping,
      log,
      reserve: (place) => store.reserveCall({ ...place, now: clock.now() }),
      seed: 1,
    });
    connections.push(hubspot);
    return hubspot;
  };
  const first = connect();
  const account = await first.account();
  const inForce = inForceOf(agreement);
  await ensureProperties(first, { apply: true });
  await store.setSetting('live_since', MONDAY_8 - 90 * 24 * HOUR, clock.now());

  const caught: WebhookEvent[] = [];
  const hooks = await listen((_url) => (request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      caught.push(...(JSON.parse(body) as WebhookEvent[]));
      response.writeHead(204).end();
    });
  });
  portal.setWebhook({ targetUrl: hooks.url });
  const door = await listen((publicUrl) =>
    createApp({
      clock,
      log,
      store: doorStore(store),
      account,
      inForce: () => inForce,
      clientSecrets: () => [clientSecret],
      signatures: ['v3'],
      publicUrl,
      readiness: async () => ({ ready: true }),
    }),
  );

  let started = 0;
  const start: FaultTown['start'] = ({ stop, wraps = {} } = {}) => {
    started += 1;
    const life = mortal(stop);
    const hubspot = life.hubspot((wraps.hubspot ?? ((h) => h))(connect()));
    const base: Deps = {
      clock,
      log,
      store: life.store((wraps.store ?? ((s) => s))(store)),
      hubspot,
      account,
      inForce: () => inForce,
    };
    const deps: BatchDeps = { ...base, directory: createDirectory(base), worker: `process-${started}` };
    return {
      deps,
      async work() {
        try {
          await drain(deps);
          return 'idle';
        } catch (error) {
          if (!life.isDead()) {
            // The world failed as a whole: the batch was let go of and comes back.
            return 'idle';
          }
          await life.lastCalls();
          if (!(error instanceof ProcessDied)) throw error;
          return 'died';
        }
      },
    };
  };

  return {
    portal,
    clock,
    store,
    lines,
    async events() {
      await portal.flush();
      return caught.splice(0).sort((a, b) => Number(a['occurredAt']) - Number(b['occurredAt']));
    },
    async deliver(events) {
      const body = JSON.stringify(events);
      const uri = `${door.url}/webhooks/hubspot`;
      const timestamp = String(clock.now());
      const response = await fetch(uri, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-hubspot-signature-v3': signV3(clientSecret, { uri, body, timestamp }),
          'x-hubspot-request-timestamp': timestamp,
        },
        body,
      });
      await response.arrayBuffer();
      return response.status;
    },
    start,
    async quiesce({ horizon, next, from = next() }) {
      let running = from;
      for (;;) {
        if ((await running.work()) === 'died') running = next();
        const at = await store.nextDueAt(clock.now());
        if (at === null || at > horizon) return running;
        clock.set(Math.max(clock.now(), at));
        if (clock.now() > horizon) throw new Error('the town does not come to rest');
      }
    },
    async close() {
      await portal.close();
      for (const { server } of [hooks, door]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
      await Promise.all(connections.map((hubspot) => hubspot.close()));
      await store.close();
      await database.drop();
    },
  };
}

const HUBSPOT_WRITES = ['updateContacts', 'createTask', 'createNote'] as const;
const STORE_WRITES = ['claim', 'decide', 'beginCreation', 'endCreation', 'appliedMany', 'settle', 'forget'] as const;

/** Dead means dead: after the stop no call of this process reaches anything, whatever its code tries to clean up. */
function mortal(stop: Stop | undefined): {
  hubspot(hubspot: HubSpot): HubSpot;
  store(store: Store): Store;
  isDead(): boolean;
  /** Calls under way when it died: what was sent may still arrive. */
  lastCalls(): Promise<void>;
} {
  let dead: ProcessDied | null = null;
  const seen: Record<string, number> = {};
  const underWay = new Set<Promise<unknown>>();
  const pass = (at: Stop['at']): void => {
    if (dead !== null) throw dead;
    seen[at] = (seen[at] ?? 0) + 1;
    if (stop?.at !== at || seen[at] !== stop.nth + 1) return;
    dead = new ProcessDied(stop);
    throw dead;
  };
  const wrap = <Target extends object>(
    target: Target,
    { writes, before, after }: { writes: readonly string[]; before: Stop['at']; after: Stop['at'] },
  ): Target =>
    new Proxy(target, {
      get(of, name, receiver) {
        const own: unknown = Reflect.get(of, name, receiver);
        if (typeof own !== 'function') return own;
        return (...given: unknown[]): unknown => {
          if (dead !== null) throw dead;
          const isWrite = writes.includes(String(name));
          if (!isWrite) return Reflect.apply(own, of, given);
          const call = (async (): Promise<unknown> => {
            pass(before);
            const result: unknown = await Reflect.apply(own, of, given);
            pass(after);
            return result;
          })();
          underWay.add(call.catch(() => undefined));
          return call;
        };
      },
    });
  return {
    hubspot: (hubspot) =>
      wrap(hubspot, { writes: HUBSPOT_WRITES, before: 'before the call', after: 'after HubSpot committed' }),
    store: (store) =>
      wrap(store, { writes: STORE_WRITES, before: 'before we recorded it', after: 'after we recorded it' }),
    isDead: () => dead !== null,
    lastCalls: async () => void (await Promise.all(underWay)),
  };
}

async function listen(
  make: (url: string) => RequestListener,
): Promise<{ readonly server: Server; readonly url: string }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  server.on('request', make(url));
  return { server, url };
}
