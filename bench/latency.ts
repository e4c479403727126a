/** From a change in HubSpot, through its webhook and the whole service, to Baton's write in HubSpot, while nothing else happens. */
import { startWorker } from '../src/worker/worker.ts';
import type { BenchResult } from './result.ts';
import { median, percentile } from './statistics.ts';
import { openWorkplace } from './workplace.ts';

const CHANGES = 40;
const GIVE_UP_MS = 15_000;

export async function benchLatency(): Promise<BenchResult> {
  const { portal, deps, close } = await openWorkplace();
  const worker = await startWorker(deps);
  try {
    const { id } = portal.createContact({ properties: { email: 'lead@firm.example', jobtitle: 'Clerk' } });
    const times: number[] = [];
    for (let i = 0; i <= CHANGES; i += 1) {
      const since = portal.writes().length;
      const at = performance.now();
      portal.setProperties({ id, properties: { jobtitle: i % 2 === 0 ? 'VP Sales' : 'Clerk' } });
      for (;;) {
        const written = portal
          .writes({ since, objectId: id })
          .some((write) => String(write.sourceId) === String(portal.settings().appId));
        if (written) break;
        if (performance.now() - at > GIVE_UP_MS) throw new Error(`no write within ${GIVE_UP_MS} ms`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      // The first one also learns owners, properties and the contact itself.
      if (i > 0) times.push(performance.now() - at);
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
    return {
      name: 'webhook to CRM write, idle',
      rows: [{ label: 'changes measured', value: times.length, unit: '' }],
      ratios: [],
      limits: [
        { label: 'p50', value: median(times), atMost: 2_000, unit: 'ms' },
        { label: 'p99', value: percentile(times, 99), atMost: 5_000, unit: 'ms' },
      ],
    };
  } finally {
    await worker.stop();
    await close();
  }
}
