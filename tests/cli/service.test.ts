/** What runs in a process that works, beside the door and the workers: each part is started, and does its first look. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { compose } from '../../src/cli/compose.ts';
import { startService } from '../../src/cli/service.ts';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import type { Town } from '../support/town.ts';
import { openTown } from '../support/town.ts';

let town: Town;
beforeEach(async () => {
  town = await openTown();
});
afterEach(() => town.close());

test.each([
  ['the watch looks', 'watch:looked'],
  ['the vital signs are looked at', 'alerts'],
  ['HubSpot and the ledger are compared', 'reconcile'],
])('in a running service %s', async (_, setting) => {
  town.portal.createContact({ properties: { email: 'nora@firm.example' } });
  await town.settle();
  const config = readConfig(town.env());
  const service = await startService(config, await compose(config, createLog('silent')), { serve: false, work: true });
  try {
    // Until it has; the test's own limit ends a wait for what never comes.
    while ((await town.deps.store.setting(setting)) === null) await sleep(20);
  } finally {
    await service.stop();
  }
  expect(await town.deps.store.setting(setting)).not.toBeNull();
});
