/** A whole town in one process: the local HubSpot, a real database, the door and a worker, on one clock that stands still. */
import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { readAgreement } from '../../src/agreement/read.ts';
import { inForceOf } from '../../src/cli/compose.ts';
import { runCommand } from '../../src/cli/main.ts';
import type { Agreement } from '../../src/core/agreement.ts';
import type { Deps } from '../../src/deps.ts';
import { createApp } from '../../src/http/app.ts';
import { connectHubSpot } from '../../src/hubspot/connect.ts';
import { BATON_PROPERTIES, essentialOf } from '../../src/hubspot/properties.ts';
import { ensureProperties } from '../../src/hubspot/setup.ts';
import { createLog } from '../../src/log.ts';
import { DEFAULT_SUBSCRIPTIONS, startPortal } from '../../src/portal/portal.ts';
import type { Portal, PortalOptions } from '../../src/portal/portal.ts';
import type { Connection } from '../../src/store/connection.ts';
import { openStore } from '../../src/store/open.ts';
import type { BatchDeps, BatchResult } from '../../src/worker/batch.ts';
import { createDirectory } from '../../src/worker/directory.ts';
import { lookOnce } from '../../src/worker/watch.ts';
import { drain } from '../../src/worker/worker.ts';
import { databaseUrl, freshDatabase } from './database.ts';
import type { ManualClock } from './manual-clock.ts';
import { manualClock } from './manual-clock.ts';

export const MONDAY_8: number = Date.parse('2026-11-23T08:00:00Z');

export interface Town {
  readonly portal: Portal;
  readonly clock: ManualClock;
  readonly deps: BatchDeps;
  readonly connection: Connection;
  readonly lines: readonly Record<string, unknown>[];
  /** Deliveries arrive, everything due is worked, own writes come back, until nothing is left to do at this moment. */
  settle(): Promise<BatchResult>;
  /** The clock moves on, in steps, and everything that becomes due on the way is worked; the watch looks every 15 s if asked. */
  pass(ms: number, options?: { readonly watch?: boolean; readonly stepMs?: number }): Promise<void>;
  /** A contact as HubSpot has it, and its tasks. */
  contact(id: string): { readonly id: string; readonly properties: Readonly<Record<string, string>> } | undefined;
  /** Where the door listens. */
  readonly url: string;
  /** As a command beside the town would be given it. */
  env(): NodeJS.ProcessEnv;
  /** A command, run beside the town on its database and its portal, at this moment. */
  baton(...argv: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }>;
  tasksOf(id: string): readonly { readonly id: string; readonly properties: Readonly<Record<string, string>> }[];
  close(): Promise<void>;
}

export interface TownOptions {
  readonly portal?: PortalOptions;
  readonly agreement?: Agreement;
  /** True (default): set up, read as a whole and live since before everything. */
  readonly live?: boolean;
  /** Where the portal has no room for all of Baton's properties. */
  readonly essential?: boolean;
}

export function defaultAgreement(): Agreement {
  const file = join(import.meta.dirname, '../../agreement.yaml');
  const read = readAgreement(readFileSync(file, 'utf8'), { file });
  if (!read.ok) throw new Error(read.problems.map((problem) => problem.message).join('\n'));
  return read.agreement;
}

export async function openTown({
  portal: portalOptions = {},
  agreement = defaultAgreement(),
  live = true,
  essential = false,
}: TownOptions = {}): Promise<Town> {
  const clock = manualClock(MONDAY_8);
  const database = await freshDatabase();
  const store = await openStore({ connection: database.connection });
  const portal = await startPortal({
    clock,
    indexLagMs: 3_000,
    defaultLifecycleStage: 'lead',
    subscriptions: [
      ...DEFAULT_SUBSCRIPTIONS,
      { subscriptionType: 'object.propertyChange', objectType: 'company', propertyName: 'numberofemployees' },
      { subscriptionType: 'object.associationChange', objectType: 'contact' },
      {
        subscriptionType: 'object.propertyChange',
        objectType: 'contact',
        propertyName: 'recent_conversion_event_name',
      },
      { subscriptionType: 'object.propertyChange', objectType: 'contact', propertyName: 'hs_analytics_last_url' },
    ],
    ...portalOptions,
  });
  const lines: Record<string, unknown>[] = [];
  const log = createLog('debug', { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) });
  const { accessToken, clientSecret } = portal.settings();
  const hubspot = connectHubSpot({
    baseUrl: portal.url,
    apiVersion: '2026-09',
    token: () => accessToken,
    clock,
    log,
    reserve: (place) => store.reserveCall({ ...place, now: clock.now() }),
    paused: async () => (await store.setting('paused')) === true,
    seed: 1,
  });
  const account = await hubspot.account();
  const inForce = inForceOf(agreement);
  const base: Deps = { clock, log, store, hubspot, account, inForce: () => inForce };
  const deps: BatchDeps = { ...base, directory: createDirectory(base), worker: 'town' };

  for (const [email, firstName, lastName] of [
    ['anna@example.com', 'Anna', 'Albers'],
    ['ben@example.com', 'Ben', 'Brandt'],
    ['carla@example.com', 'Carla', 'Cruz'],
    ['sam@example.com', 'Sam', 'Stone'],
    ['maria@example.com', 'Maria', 'Meier'],
  ] as const) {
    portal.createOwner({ email, firstName, lastName });
  }
  if (live) {
    await ensureProperties(hubspot, { apply: true, ...(essential ? { wanted: essentialOf(BATON_PROPERTIES) } : {}) });
    const read = { startedAt: MONDAY_8, cursor: null, done: 0, total: 0, finishedAt: MONDAY_8 };
    await store.setSetting('backfill', read, clock.now());
    await store.setSetting('live_since', MONDAY_8 - 90 * 24 * 3_600_000, clock.now());
  }

  const { server, url } = await listen((publicUrl) =>
    createApp({
      clock,
      log,
      store,
      account,
      inForce: base.inForce,
      clientSecrets: () => [clientSecret],
      signatures: ['v3'],
      publicUrl,
      readiness: async () => ({ ready: true }),
      patienceMs: 2_000,
    }),
  );
  portal.setWebhook({ targetUrl: `${url}/webhooks/hubspot` });

  const settle = async (): Promise<BatchResult> => {
    const sum = { claimed: 0, planned: 0, written: 0, tasks: 0, failed: 0, gone: 0 };
    for (;;) {
      await portal.flush();
      const result = await drain(deps);
      for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += result[key];
      await portal.flush();
      if (result.claimed === 0) return sum;
    }
  };
  const env = (): NodeJS.ProcessEnv => ({
    HUBSPOT_ACCESS_TOKEN: accessToken,
    HUBSPOT_CLIENT_SECRET: clientSecret,
    HUBSPOT_API_URL: portal.url,
    DATABASE_URL: databaseUrl(database),
    // Practically standing still, like the town's own.
    BATON_CLOCK: `${new Date(clock.now()).toISOString()}@0.000001`,
  });
  return {
    portal,
    clock,
    deps,
    connection: database.connection,
    lines,
    settle,
    async pass(ms, { watch = false, stepMs = 15_000 } = {}) {
      const end = clock.now() + ms;
      while (clock.now() < end) {
        const next = await store.nextDueAt(clock.now());
        clock.set(Math.min(end, Math.max(clock.now() + 1, Math.min(next ?? end, clock.now() + stepMs))));
        if (watch) await lookOnce(deps);
        await settle();
      }
    },
    url,
    env,
    async baton(...argv) {
      const printed = { out: '', err: '' };
      const code = await runCommand(argv, {
        out: (text) => void (printed.out += `${text}\n`),
        err: (text) => void (printed.err += `${text}\n`),
        env: env(),
        cwd: join(import.meta.dirname, '../..'),
        isTerminal: false,
      });
      return { code, ...printed };
    },
    contact: (id) => portal.dump({ types: ['contact'] }).records.contact?.find((record) => record.id === id),
    tasksOf: (id) =>
      (portal.dump({ types: ['task'] }).records.task ?? []).filter((task) => task.associations.contact?.includes(id)),
    async close() {
      await portal.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await hubspot.close();
      await store.close();
      await database.drop();
    },
  };
}

/** The public URL is part of what is signed, and known only once the port is. */
async function listen(
  make: (publicUrl: string) => ReturnType<typeof createApp>,
): Promise<{ readonly server: Server; readonly url: string }> {
  const { createServer } = await import('node:http');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  server.on('request', make(url));
  return { server, url };
}
