/** What `baton doctor` looks at, gathered: each part by itself, so that one that fails hides none of the others. */
import { statfs } from 'node:fs/promises';
import { label, readAgreement } from '../../agreement/read.ts';
import type { Agreement } from '../../core/agreement.ts';
import type { Owner } from '../../core/snapshot.ts';
import type { Config, SignatureVersion } from '../../config.ts';
import type { BackfillState, Store } from '../../deps.ts';
import { BatonError } from '../../errors.ts';
import { talliedIn, ONLY_V1 } from '../../http/tally.ts';
import type { Tallied } from '../../http/tally.ts';
import { connectHubSpot } from '../../hubspot/connect.ts';
import type { Account, HubSpot, PropertyDefinition } from '../../hubspot/hubspot.ts';
import { rollingWindow } from '../../hubspot/limiter.ts';
import { batonProperties } from '../../hubspot/properties.ts';
import type { Setup } from '../../hubspot/setup.ts';
import { ensureProperties } from '../../hubspot/setup.ts';
import { createLog } from '../../log.ts';
import { openDatabase } from '../../store/embedded.ts';
import { openStore } from '../../store/open.ts';
import type { DatabaseFacts, Observed } from '../../store/store.ts';
import { backfillInHand } from '../../worker/backfill.ts';
import { readAgreementFile } from '../compose.ts';
import { uploadedHere } from './subscriptions.ts';

export type Seen<T> = ({ readonly ok: true } & T) | { readonly ok: false; readonly message: string };

type Definitions = ReadonlyMap<string, PropertyDefinition>;

export interface SeenHubSpot {
  readonly account: Account;
  readonly allowance: ReturnType<HubSpot['allowance']>;
  readonly skewMs: number | null;
  readonly owners: Seen<{ readonly list: readonly Owner[] }>;
  readonly contacts: Seen<{ readonly definitions: Definitions }>;
  readonly companies: Seen<{ readonly definitions: Definitions }>;
  /** A dry run. */
  readonly setup: Seen<{ readonly plan: Setup }>;
}

export interface SeenDatabase {
  readonly kind: 'server' | 'embedded';
  readonly dataDir: string | null;
  /** On the disk of the embedded database; null: it is another machine's. */
  readonly freeBytes: number | null;
  readonly facts: DatabaseFacts;
  readonly portalId: string | null;
  readonly liveSince: number | null;
  readonly paused: boolean;
  /** How far everybody in the portal has been read; null: never begun. */
  readonly backfill: BackfillState | null;
  readonly buried: number;
  readonly onlyV1: Tallied | null;
  /** Of the last seven days. */
  readonly observed: readonly Observed[];
}

export interface Looked {
  readonly now: number;
  readonly signatures: readonly SignatureVersion[];
  readonly hubspot: Seen<SeenHubSpot>;
  readonly database: Seen<SeenDatabase>;
  readonly agreement: Seen<{
    readonly agreement: Agreement;
    readonly label: string;
    readonly from: 'database' | 'file';
  }>;
  /** Subscriptions of the project in this checkout; null: there is none. */
  readonly uploaded: Seen<{ readonly names: readonly string[] | null }>;
}

const WEEK_MS = 7 * 86_400_000;

/** What could not be seen says why; a mistake of ours is thrown on. */
async function seen<T extends object>(see: () => Promise<T>): Promise<Seen<T>> {
  try {
    return { ok: true, ...(await see()) };
  } catch (error) {
    if (!(error instanceof BatonError)) throw error;
    return { ok: false, message: error.message };
  }
}

export async function look(config: Config): Promise<Looked> {
  const now = config.clock.now();
  const { database, inForce } = await lookAtDatabase(config, now);
  const agreement = await seen(async () => {
    if (inForce === null) {
      const read = await readAgreementFile(config.agreementFile);
      return { agreement: read.agreement, label: label(read.agreement), from: 'file' as const };
    }
    const read = readAgreement(inForce, { file: 'the agreement in force' });
    if (!read.ok) {
      throw new BatonError('AGREEMENT_INVALID', {
        what: 'the agreement in force',
        found: read.problems.map((problem) => problem.message).join('; '),
        fix: 'npx baton rollback --apply',
      });
    }
    return { agreement: read.agreement, label: label(read.agreement), from: 'database' as const };
  });
  const reasons = agreement.ok ? Object.keys(agreement.agreement.recycle) : [];
  return {
    now,
    signatures: config.signatures,
    agreement,
    database,
    hubspot: await lookAtHubSpot(config, reasons),
    uploaded: await seen(async () => ({ names: await uploadedHere() })),
  };
}

async function lookAtHubSpot({ hubspot: at, clock }: Config, reasons: readonly string[]): Promise<Looked['hubspot']> {
  const hubspot = connectHubSpot({
    baseUrl: at.apiUrl,
    apiVersion: at.apiVersion,
    token: at.token,
    clock,
    log: createLog('silent'),
    reserve: rollingWindow(clock),
  });
  try {
    return await seen(async () => ({
      account: await hubspot.account(),
      owners: await seen(async () => ({ list: await hubspot.owners() })),
      contacts: await seen(async () => ({ definitions: await hubspot.propertyDefinitions('contacts') })),
      companies: await seen(async () => ({ definitions: await hubspot.propertyDefinitions('companies') })),
      setup: await seen(async () => ({
        plan: await ensureProperties(hubspot, { apply: false, wanted: batonProperties(reasons) }),
      })),
      allowance: hubspot.allowance(),
      skewMs: hubspot.clockSkewMs(),
    }));
  } finally {
    await hubspot.close();
  }
}

async function lookAtDatabase(
  config: Config,
  now: number,
): Promise<{ readonly database: Looked['database']; readonly inForce: string | null }> {
  let inForce: string | null = null;
  const database = await seen(async () => {
    const opened = await openDatabase({
      databaseUrl: config.databaseUrl,
      dataDir: config.dataDir,
      explicitDataDir: config.dataDirIsExplicit,
    });
    try {
      const store = await openStore({ connection: opened.connection, poolSize: 4 });
      try {
        inForce = (await store.agreementInForce())?.text ?? null;
        return {
          kind: opened.kind,
          dataDir: opened.dataDir,
          ...(await inside(store, { dataDir: opened.dataDir, now })),
        };
      } finally {
        await store.close();
      }
    } finally {
      await opened.stop();
    }
  });
  return { database, inForce };
}

async function inside(
  store: Store,
  { dataDir, now }: { dataDir: string | null; now: number },
): Promise<Omit<SeenDatabase, 'kind' | 'dataDir'>> {
  const [facts, portalId, liveSince, paused, onlyV1, observed, counts] = await Promise.all([
    store.databaseFacts(),
    store.setting('portal_id'),
    store.setting('live_since'),
    store.setting('paused'),
    store.setting(ONLY_V1),
    store.observed(now - WEEK_MS),
    store.counts(now),
  ]);
  const disk = dataDir === null ? null : await statfs(dataDir);
  return {
    freeBytes: disk === null ? null : disk.bavail * disk.bsize,
    facts,
    portalId: typeof portalId === 'string' ? portalId : null,
    liveSince: typeof liveSince === 'number' ? liveSince : null,
    paused: paused === true,
    backfill: await backfillInHand({ store }),
    buried: counts.buried,
    onlyV1: talliedIn(onlyV1),
    observed,
  };
}
