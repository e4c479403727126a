import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createInstruments } from '../src/metrics/instruments.ts';
import type { MetricsPage } from '../src/metrics/page.ts';
import { serveMetrics } from '../src/metrics/page.ts';
import type { Town } from './support/town.ts';
import { openTown } from './support/town.ts';

let town: Town;
let page: MetricsPage;
beforeAll(async () => {
  town = await openTown();
  const instruments = createInstruments(town.deps);
  instruments.recorded({ stored: 7, duplicate: 2, quarantined: 1, seconds: 0.02 });
  instruments.refused('wrong signature');
  instruments.planned({ state: 'handed_off', wrote: true, eventToCrmSeconds: 0.4 });
  page = await serveMetrics(instruments, { port: 0, log: town.deps.log });
});
afterAll(async () => {
  await page.close();
  await town.close();
});

const metrics = async (): Promise<string> => (await fetch(`http://127.0.0.1:${page.port}/metrics`)).text();

test('counters and histograms show what was told, gauges what the store and HubSpot say now', async () => {
  const before = await metrics();
  expect(before).toContain('baton_webhook_events_total{result="accepted"} 7');
  expect(before).toContain('baton_webhook_rejected_total{reason="wrong signature"} 1');
  expect(before).toContain('baton_event_to_crm_seconds_count 1');
  expect(before).toContain('baton_due_contacts 0');
  await town.deps.store.makeDue(['1', '2'], { at: town.clock.now() - 5_000, because: 'watch', lane: 'live' });
  const after = await metrics();
  expect(after).toContain('baton_due_contacts 2');
  expect(after).toContain('baton_oldest_due_seconds 5');
  expect(after).toMatch(/baton_hubspot_calls\{operation="[^"]+"\} \d+/);
});

test('the page shows no record id and answers nothing else', async () => {
  expect(await metrics()).not.toMatch(/contact_?id|email/i);
  expect((await fetch(`http://127.0.0.1:${page.port}/`)).status).toBe(404);
});
