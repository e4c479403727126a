/** Everything the demo plays on: a local HubSpot, a database of its own and the real service, on one clock that can jump. */
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JumpClock } from '../../clock.ts';
import { jumpClock } from '../../clock.ts';
import { readConfig } from '../../config.ts';
import { subscriptionsOf } from '../../agreement/needs.ts';
import { createLog } from '../../log.ts';
import type { Portal } from '../../portal/portal.ts';
import { startPortal } from '../../portal/portal.ts';
import { ensureProperties } from '../../hubspot/setup.ts';
import type { Planned } from '../../worker/batch.ts';
import type { Composition } from '../compose.ts';
import { compose, readAgreementFile } from '../compose.ts';
import { startService } from '../service.ts';
import { installBaton } from './installed.ts';
import { moveIn } from './people.ts';
import { pass } from './pass.ts';

export interface Delivered {
  readonly stored: number;
  readonly duplicate: number;
  readonly quarantined: number;
  readonly madeDue: number;
  readonly ms: number;
}

export interface Stage {
  readonly portal: Portal;
  readonly clock: JumpClock;
  readonly baton: Composition;
  readonly publicUrl: string;
  readonly environment: Readonly<Record<string, string>>;
  /** What came in and what was planned since this was last called. */
  since(): { readonly deliveries: readonly Delivered[]; readonly planned: readonly Planned[] };
  /** Resolves when HubSpot has delivered everything and nothing is due at this moment. */
  quiet(): Promise<void>;
  strike(): Promise<void>;
}

/** Nothing due and nothing to deliver, seen twice in a row, is quiet. */
const LOOK_EVERY_MS = 40;

export async function setStage({
  startAt,
  agreementFile,
  portalPort,
}: {
  startAt: number;
  agreementFile: string;
  portalPort: number;
}): Promise<Stage> {
  const clock = jumpClock(startAt);
  const { agreement } = await readAgreementFile(agreementFile);
  const needed = subscriptionsOf(agreement);
  let advance: (ms: number) => Promise<void> = async (ms) => clock.jump(ms);
  const portal = await startPortal({
    port: portalPort,
    clock,
    advance: (ms) => advance(ms),
    timeZone: agreement.timezone,
    defaultLifecycleStage: 'lead',
    subscriptions: [...needed.crmObjects, ...needed.legacyCrmObjects, ...needed.hubEvents],
  });
  moveIn(portal);
  const { accessToken, clientSecret } = portal.settings();
  // PostgreSQL does not run as root: whoever runs it must be able to enter the folder.
  const folder = await mkdtemp(join(tmpdir(), 'baton-demo-'));
  await chmod(folder, 0o711);
  const dataDir = join(folder, 'database');
  const port = await freePort();
  const environment = {
    HUBSPOT_API_URL: portal.url,
    HUBSPOT_ACCESS_TOKEN: accessToken,
    HUBSPOT_CLIENT_SECRET: clientSecret,
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    PORT: String(port),
    DATA_DIR: dataDir,
    AGREEMENT: agreementFile,
  };
  const deliveries: Delivered[] = [];
  const planned: Planned[] = [];
  const log = createLog('info', {
    write(line) {
      const entry = JSON.parse(line) as Record<string, unknown>;
      if (entry['msg'] === 'delivery recorded') deliveries.push(entry as unknown as Delivered);
    },
  });
  const config = { ...readConfig(environment), clock, clockIsVirtual: true };
  const struck: (() => Promise<void>)[] = [() => rm(folder, { recursive: true, force: true }), () => portal.close()];
  const strike = async (): Promise<void> => {
    for (const end of struck.splice(0).reverse()) await end();
  };
  const baton = await compose(config, log).catch(async (error: unknown) => {
    await strike();
    throw error;
  });
  struck.push(() => baton.close());
  await ensureProperties(baton.hubspot, { apply: true });
  const service = await startService(config, baton, { serve: true, work: true, onPlanned: (one) => planned.push(one) });
  struck.pop();
  struck.push(() => service.stop());
  portal.setWebhook({ targetUrl: `${environment.PUBLIC_URL}/webhooks/hubspot` });
  installBaton(portal, environment.PUBLIC_URL);
  advance = (ms) => pass({ clock, portal, store: baton.store }, ms);

  return {
    portal,
    clock,
    baton,
    publicUrl: environment.PUBLIC_URL,
    environment,
    since: () => ({ deliveries: deliveries.splice(0), planned: planned.splice(0) }),
    async quiet() {
      for (let still = 0; still < 2;) {
        await portal.settled();
        const { dueNow, inHand } = await baton.store.counts(clock.now());
        still = dueNow === 0 && inHand === 0 ? still + 1 : 0;
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      }
    },
    strike,
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
