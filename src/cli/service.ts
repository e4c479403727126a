/** The running service: the door, the workers and the watch, any of them in any number of processes. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Config } from '../config.ts';
import { BatonError } from '../errors.ts';
import { createApp } from '../http/app.ts';
import type { Readiness } from '../http/health.ts';
import type { Planned } from '../worker/batch.ts';
import { serveMetrics } from '../metrics/page.ts';
import { openJobs } from '../store/jobs.ts';
import { createDirectory } from '../worker/directory.ts';
import { startAlerts } from '../worker/alerts.ts';
import { startReconciliation } from '../worker/reconcile.ts';
import { startWatch } from '../worker/watch.ts';
import { startWorker } from '../worker/worker.ts';
import { watchAgreement } from './agreement-watch.ts';
import { findingsOf } from './doctor/findings.ts';
import { look } from './doctor/look.ts';
import type { Composition } from './compose.ts';

export interface ServiceOptions {
  readonly serve: boolean;
  readonly work: boolean;
  readonly onPlanned?: (planned: Planned) => void;
}

export interface Service {
  /** The port listened on; null when this process does not serve. */
  readonly port: number | null;
  /** Stops taking work, finishes what is in hand, lets go of everything. */
  stop(): Promise<void>;
}

/** A stop that takes longer than this leaves the rest to the leases. */
const DRAIN_MS = 10_000;

export async function startService(
  config: Config,
  composition: Composition,
  options: ServiceOptions,
): Promise<Service> {
  const { log } = composition;
  const server = options.serve ? await listen(config, composition) : null;
  const parts: { stop(): Promise<void> }[] = [
    watchAgreement({ ...composition, known: composition.inForce().agreement.hash }, (agreement) =>
      composition.decideBy(agreement),
    ),
  ];
  if (config.metricsPort !== null && composition.instruments !== null) {
    const page = await serveMetrics(composition.instruments, { port: config.metricsPort, log });
    parts.push({ stop: () => page.close() });
  }
  if (options.work) {
    const jobs = await openJobs({ connection: composition.connection, now: () => composition.clock.now(), log });
    const directory = createDirectory(composition);
    parts.push(
      await startWorker({
        ...composition,
        directory,
        ...(options.onPlanned === undefined ? {} : { onPlanned: options.onPlanned }),
      }),
      startWatch(composition),
      startAlerts(composition),
      startReconciliation({ ...composition, directory }),
      jobs,
    );
  }
  const port = server === null ? null : (server.address() as AddressInfo).port;
  log.info(
    { port, serves: options.serve, works: options.work, agreement: composition.inForce().label },
    'Baton is running',
  );
  return {
    port,
    async stop() {
      log.info('stopping: no new work is taken');
      if (server !== null) await closed(server);
      await Promise.race([
        Promise.all(parts.map((part) => part.stop())),
        new Promise((resolve) => setTimeout(resolve, DRAIN_MS).unref()),
      ]);
      await composition.close();
    },
  };
}

function listen(config: Config, composition: Composition): Promise<Server> {
  const { clock, log, store, account } = composition;
  const app = createApp({
    clock,
    log,
    store,
    account,
    inForce: composition.inForce,
    instruments: composition.instruments,
    clientSecrets: config.hubspot.clientSecrets,
    signatures: config.signatures,
    publicUrl: config.publicUrl,
    readiness: () => readinessOf(composition),
    admins: config.admins,
    findings: async () => findingsOf(await look(config)),
  });
  return new Promise((resolve, reject) => {
    const server = app.listen(config.port, () => resolve(server));
    server.on('error', (error: NodeJS.ErrnoException) => {
      reject(
        new BatonError('CONFIG_INVALID', {
          what: `PORT ${config.port} cannot be listened on`,
          found: error.code ?? error.message,
          fix: 'choose a free PORT',
          cause: error,
        }),
      );
    });
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), DRAIN_MS).unref();
  });
}

async function readinessOf({ store, clock, hubspot }: Composition): Promise<Readiness> {
  const because: string[] = [];
  try {
    if (!(await store.ready(clock.now()))) because.push('the database schema is not up to date');
  } catch {
    because.push('the database does not answer');
  }
  const skew = hubspot.clockSkewMs();
  // Signatures are refused beyond five minutes: well before that somebody must look.
  if (skew !== null && Math.abs(skew) > 240_000)
    because.push(`this clock differs from HubSpot's by ${Math.round(skew / 1000)} s`);
  const refusal = hubspot.refusal();
  if (refusal !== null) because.push(refusal);
  return because.length === 0 ? { ready: true } : { ready: false, because };
}
