/** Puts a running Baton together from its configuration: the only place that opens databases and connections. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { problemLine } from '../agreement/problem.ts';
import { label, readAgreement } from '../agreement/read.ts';
import type { Agreement } from '../core/agreement.ts';
import type { Config } from '../config.ts';
import type { Deps, Log, Store } from '../deps.ts';
import { BatonError, reasonOf } from '../errors.ts';
import type { Instruments } from '../metrics/instruments.ts';
import { createInstruments } from '../metrics/instruments.ts';
import { connectHubSpot } from '../hubspot/connect.ts';
import type { Connection } from '../store/connection.ts';
import { openDatabase } from '../store/embedded.ts';
import { openStore } from '../store/open.ts';
import { inForceOf } from '../worker/in-force.ts';

export interface Composition extends Deps {
  /** For what else runs on the same database. */
  readonly connection: Connection;
  readonly instruments: Instruments | null;
  /** Unique per process: who holds a lease. */
  readonly worker: string;
  /** From now on another agreement decides. */
  decideBy(agreement: Agreement): void;
  close(): Promise<void>;
}

export { inForceOf };

/** Opens everything a service or a command needs. Throws with what failed, where, and what to do. */
export async function compose(config: Config, log: Log): Promise<Composition> {
  const { store, connection, close } = await openStoreFor(config, log);
  try {
    const hubspot = connectHubSpot({
      baseUrl: config.hubspot.apiUrl,
      apiVersion: config.hubspot.apiVersion,
      token: config.hubspot.token,
      clock: config.clock,
      log,
      reserve: (place) => store.reserveCall({ ...place, now: config.clock.now() }),
      paused: async () => (await store.setting('paused')) === true,
    });
    const account = await hubspot.account();
    await claimPortal(store, { portalId: account.portalId, now: config.clock.now() });
    let inForce = inForceOf(await agreementInForce(store, config, log));
    return {
      clock: config.clock,
      log,
      store,
      connection,
      hubspot,
      instruments: config.metricsPort === null ? null : createInstruments({ store, hubspot, clock: config.clock }),
      account: { portalId: account.portalId, appId: account.appId },
      inForce: () => inForce,
      decideBy(agreement) {
        inForce = inForceOf(agreement);
      },
      worker: `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`,
      async close() {
        await hubspot.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The database of this configuration, server or embedded; `close` leaves both the store and the database. */
export async function openStoreFor(
  config: Config,
  log: Log,
): Promise<{
  readonly store: Store;
  readonly connection: Connection;
  close(): Promise<void>;
}> {
  const database = await openDatabase({
    databaseUrl: config.databaseUrl,
    dataDir: config.dataDir,
    explicitDataDir: config.dataDirIsExplicit,
    log,
  });
  if (database.notice !== null) log.warn({ dataDir: database.dataDir }, database.notice);
  try {
    const store = await openStore({ connection: database.connection, log });
    return {
      store,
      connection: database.connection,
      async close() {
        await store.close();
        await database.stop();
      },
    };
  } catch (error) {
    await database.stop();
    throw error;
  }
}

/** One database belongs to one portal: another token would mix two companies' leads. */
async function claimPortal(store: Store, { portalId, now }: { portalId: string; now: number }): Promise<void> {
  const known = await store.setting('portal_id');
  if (known === null || known === undefined) await store.setSetting('portal_id', portalId, now);
  else if (known !== portalId) {
    throw new BatonError('CONFIG_INVALID', {
      what: 'HUBSPOT_ACCESS_TOKEN belongs to another portal than this database',
      found: `portal ${portalId}`,
      allowed: `portal ${String(known)}`,
      fix: 'use the token of that portal, or another DATABASE_URL or DATA_DIR',
    });
  }
}

/** The first start puts the file in force; afterwards the database decides, and a file that differs is only reported. */
async function agreementInForce(store: Store, config: Config, log: Log): Promise<Agreement> {
  const stored = await store.agreementInForce();
  if (stored === null) {
    const { agreement, text } = await readAgreementFile(config.agreementFile);
    await store.putAgreementInForce(
      { hash: agreement.hash, text, name: agreement.name, version: agreement.version },
      config.clock.now(),
    );
    log.info({ agreement: label(agreement) }, 'agreement put in force by the first start');
    return agreement;
  }
  const agreement = parsed(stored.text, `the database (agreement ${stored.hash.slice(0, 8)})`);
  try {
    const file = await readAgreementFile(config.agreementFile);
    if (file.agreement.hash !== agreement.hash) {
      log.warn(
        { inForce: label(agreement), file: label(file.agreement) },
        'the agreement file differs from the one in force; it is not applied by itself',
      );
    }
  } catch (error) {
    log.warn({ err: error }, 'the agreement file cannot be read; the one in force stays');
  }
  return agreement;
}

/** @throws AGREEMENT_UNREADABLE, or AGREEMENT_INVALID with every problem located. */
export async function readAgreementFile(
  file: string,
): Promise<{ readonly agreement: Agreement; readonly text: string }> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new BatonError('AGREEMENT_UNREADABLE', {
      what: file,
      found: reasonOf(error),
      fix: 'set AGREEMENT to a file that can be read',
      cause: error,
    });
  }
  return { agreement: parsed(text, file), text };
}

function parsed(text: string, file: string): Agreement {
  const read = readAgreement(text, { file });
  if (read.ok) return read.agreement;
  throw new BatonError('AGREEMENT_INVALID', {
    what: `${file}:\n${read.problems.map((problem) => `  ${problemLine(problem)}`).join('\n')}\n`,
    fix: `npx baton check ${file}`,
  });
}
