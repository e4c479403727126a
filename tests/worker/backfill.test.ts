/** Everybody in the portal is found once, whatever is killed in between, and live leads go first. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { createPool, silent } from '../../src/store/connection.ts';
import { backfillInHand, beginBackfill, continueBackfill } from '../../src/worker/backfill.ts';
import { workBatch } from '../../src/worker/batch.ts';
import type { Town } from '../support/town.ts';
import { openTown } from '../support/town.ts';

let opened: Town | null = null;
afterEach(async () => {
  await opened?.close();
  opened = null;
});

/** A portal full of people no webhook ever told of. */
async function full(many: number): Promise<{ readonly town: Town; readonly ids: readonly string[] }> {
  const town = (opened = await openTown({ portal: { subscriptions: [], tier: 'professional' } }));
  await town.deps.store.setSetting('backfill', null, 1);
  const ids = Array.from(
    { length: many },
    (_, i) => town.portal.createContact({ properties: { email: `lead${i}@hafen.example`, jobtitle: 'VP' } }).id,
  );
  // Into the search index.
  town.clock.advance(10_000);
  return { town, ids };
}

const PAGES = 60;

test('killing and resuming a backfill: each contact is made due once', async () => {
  const { town, ids } = await full(PAGES * 100);
  const { store } = town.deps;
  // The process has a clock of its own: the town's stands still, and 60 calls fit into one window of it.
  const child = spawn(process.execPath, ['bin/baton.js', 'rescore', '--apply'], {
    env: { PATH: process.env['PATH'], ...town.env() },
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => child.on('exit', (_code, signal) => resolve(signal)));
  while (((await backfillInHand({ store }))?.done ?? 0) === 0 && child.exitCode === null);
  child.kill('SIGKILL');
  expect(await ended).toBe('SIGKILL');
  const stopped = await backfillInHand({ store });
  expect(stopped?.finishedAt).toBeNull();
  expect(stopped?.done).toBeLessThan(ids.length);

  expect((await town.baton('rescore')).out).toContain(`interrupted: ${stopped?.done} of about ${ids.length} contacts`);
  const ran = await town.baton('rescore', '--apply');
  expect([ran.code, ran.out]).toEqual([0, expect.stringContaining(`${ids.length} contacts are due to be scored`)]);
  const pool = createPool(town.connection, { size: 1, log: silent });
  const { rows } = await pool.query(
    'SELECT version::integer, lane, count(*)::integer FROM baton.contact GROUP BY 1, 2',
  );
  await pool.end();
  expect(rows).toEqual([{ version: 1, lane: 1, count: ids.length }]);
}, 120_000);

test('two processes at once: every page belongs to one of them', async () => {
  const { town, ids } = await full(1_500);
  const { store } = town.deps;
  await beginBackfill(town.deps, ids.length);
  const [one, other] = await Promise.all([continueBackfill(town.deps), continueBackfill(town.deps)]);
  expect(one).toEqual(other);
  expect(one).toMatchObject({ done: ids.length, finishedAt: town.clock.now() });
  expect((await store.counts(town.clock.now())).dueNow).toBe(ids.length);
});

test('a live lead goes before everybody who was there', async () => {
  const { town } = await full(300);
  await town.baton('rescore', '--apply');
  const { id } = town.portal.createContact({ properties: { email: 'new@hafen.example' } });
  await town.deps.store.makeDue([id], { at: town.clock.now(), because: 'watch', lane: 'live' });
  expect(await workBatch(town.deps)).toMatchObject({ claimed: 100 });
  expect((await town.deps.store.contact(id))?.score).not.toBeNull();
});

test('once everybody is known, a rescore asks HubSpot for nobody; --portal does again', async () => {
  const { town } = await full(150);
  await town.baton('rescore', '--apply');
  await town.settle();
  const listed = (): number =>
    Object.values(town.portal.calls().byRoute['GET crm/objects/:type'] ?? {}).reduce((sum, n) => sum + n, 0);
  expect(listed()).toBe(2);
  const { hash, name, version } = town.deps.inForce().agreement;
  const text = readFileSync(join(import.meta.dirname, '../../agreement.yaml'), 'utf8');
  await town.deps.store.putAgreementInForce({ hash, name, version, text }, town.clock.now());
  expect((await town.baton('rescore', '--apply')).out).toContain('150 contacts are known');
  expect(listed()).toBe(2);
  town.portal.createContact({ properties: { email: 'late@hafen.example' } });
  town.clock.advance(10_000);
  expect((await town.baton('rescore', '--portal', '--apply')).out).toContain('151 contacts are due');
  expect(listed()).toBe(4);
});
