/** What the benches of the worker run in: the local HubSpot, an embedded database, the door and its worker, in real time. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inForceOf, readAgreementFile } from '../src/cli/compose.ts';
import { realClock } from '../src/clock.ts';
import type { Deps } from '../src/deps.ts';
import { createApp } from '../src/http/app.ts';
import { connectHubSpot } from '../src/hubspot/connect.ts';
import { ensureProperties } from '../src/hubspot/setup.ts';
import { createLog } from '../src/log.ts';
import type { Portal } from '../src/portal/portal.ts';
import { startPortal } from '../src/portal/portal.ts';
import { openDatabase } from '../src/store/embedded.ts';
import { openStore } from '../src/store/open.ts';
import type { BatchDeps } from '../src/worker/batch.ts';
import { createDirectory } from '../src/worker/directory.ts';

export interface Workplace {
  readonly portal: Portal;
  readonly deps: BatchDeps;
  close(): Promise<void>;
}

export async function openWorkplace(): Promise<Workplace> {
  const folder = mkdtempSync(join(tmpdir(), 'baton-bench-'));
  chmodSync(folder, 0o711);
  const database = await openDatabase({ dataDir: join(folder, 'database'), explicitDataDir: true });
  const store = await openStore({ connection: database.connection });
  const portal = await startPortal({
    defaultLifecycleStage: 'lead',
    subscriptions: ['jobtitle', 'mobilephone'].map((propertyName) => ({
      subscriptionType: 'object.propertyChange',
      objectType: 'contact',
      propertyName,
    })),
  });
  const clock = realClock;
  const log = createLog('silent');
  const { accessToken, clientSecret } = portal.settings();
  const hubspot = connectHubSpot({
    baseUrl: portal.url,
    apiVersion: '2026-09',
    token: () => accessToken,
    clock,
    log,
    reserve: (place) => store.reserveCall({ ...place, now: clock.now() }),
  });
  const account = await hubspot.account();
  const { agreement } = await readAgreementFile(join(import.meta.dirname, '../agreement.yaml'));
  const inForce = inForceOf(agreement);
  await ensureProperties(hubspot, { apply: true });
  await store.setSetting('live_since', clock.now(), clock.now());
  const base: Deps = { clock, log, store, hubspot, account, inForce: () => inForce };
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const publicUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const readiness = async (): Promise<{ readonly ready: true }> => ({ ready: true });
  server.on(
    'request',
    createApp({ ...base, clientSecrets: () => [clientSecret], signatures: ['v3'], publicUrl, readiness }),
  );
  portal.setWebhook({ targetUrl: `${publicUrl}/webhooks/hubspot` });
  return {
    portal,
    deps: { ...base, directory: createDirectory(base), worker: 'bench' },
    async close() {
      await portal.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await hubspot.close();
      await store.close();
      await database.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
