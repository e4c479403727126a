import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createPool, inTransaction, silent } from '../../src/store/connection.ts';
import type { Jobs } from '../../src/store/jobs.ts';
import { openJobs } from '../../src/store/jobs.ts';
import { applyRetention } from '../../src/store/retention.ts';
import { decideAll, decision, deliver, done, event, openScene, T0, take } from './scene.ts';

const DAY = 86_400_000;

let scene: Awaited<ReturnType<typeof openScene>>;
let pool: ReturnType<typeof createPool>;
let jobs: Jobs;
beforeAll(async () => {
  scene = await openScene();
  pool = createPool(scene.connection, { size: 3, log: silent });
  jobs = await openJobs({ connection: scene.connection, now: () => T0 });
});
afterAll(async () => {
  await jobs.stop();
  await pool.end();
  await scene.close();
});

test('a job exists exactly if the transaction that sent it commits', async () => {
  const ran: unknown[] = [];
  let arrived = (): void => {};
  const first = new Promise<void>((resolve) => (arrived = resolve));
  await jobs.work<{ n: number }>('test', async ({ n }) => {
    ran.push(n);
    arrived();
  });
  await expect(
    inTransaction(pool, async (tx) => {
      await jobs.send('test', { n: 1 }, { tx });
      throw new Error('rolled back');
    }),
  ).rejects.toThrow('rolled back');
  await inTransaction(pool, (tx) => jobs.send('test', { n: 2 }, { tx }));
  await first;
  expect(ran).toEqual([2]);
  const { rows } = await pool.query<{ n: number }>(
    "SELECT (data ->> 'n')::int AS n FROM pgboss.job WHERE name = 'test'",
  );
  expect(rows).toEqual([{ n: 2 }]);
});

test('a handler that throws has its job tried again later, and it is not lost', async () => {
  let failed = (): void => {};
  const attempt = new Promise<void>((resolve) => (failed = resolve));
  await jobs.work('failing', async () => {
    failed();
    throw new Error('not now');
  });
  await jobs.send('failing', { n: 1 });
  await attempt;
  const state = async () =>
    (
      await pool.query<{ state: string; retry_limit: number; dead_letter: string }>(
        "SELECT state, retry_limit, dead_letter FROM pgboss.job WHERE name = 'failing'",
      )
    ).rows;
  let found = await state();
  for (let n = 0; n < 200 && found[0]?.state === 'active'; n += 1) found = await state();
  expect(found).toEqual([{ state: 'retry', retry_limit: 10, dead_letter: 'dead' }]);
});

test('retention stands on the schedule once, however often a process starts', async () => {
  const again = await openJobs({ connection: scene.connection, now: () => T0 });
  await again.stop();
  expect((await pool.query('SELECT name, cron, timezone FROM pgboss.schedule')).rows).toEqual([
    { name: 'retention', cron: '17 3 * * *', timezone: 'UTC' },
  ]);
});

test('payloads go after their days; the dedupe keys outlive them by a week and still recognise a repeat', async () => {
  const old = event('1', 1);
  await deliver(scene.store, [old], T0 - 31 * DAY);
  await deliver(scene.store, [event('2', 2)], T0 - 38 * DAY);
  await deliver(scene.store, [event('3', 3)], T0 - 29 * DAY);
  await scene.store.record({ events: [], quarantined: [{ reason: 'bad', entry: '{' }], receivedAt: T0 - 31 * DAY });
  await scene.store.countEventToCrm([700, 800], T0 - 91 * DAY);
  await scene.store.countEventToCrm([700], T0 - 89 * DAY);
  const claimed = await take(scene.store, 'a');
  const late = decision('1', { decidedAt: T0 - 100 * DAY });
  await decideAll(scene.store, 'a', [late]);
  await decideAll(scene.store, 'a', [{ ...late, score: { ...late.score, total: 4200 } }]);
  await scene.store.settle({ worker: 'a', now: T0, settlements: claimed.map((c) => done(c)) });

  expect(await applyRetention(pool, { now: T0 })).toEqual({
    payloads: 2,
    events: 1,
    quarantined: 1,
    scoreChanges: 1,
    durations: 2,
  });
  expect(await applyRetention(pool, { now: T0 })).toEqual({
    payloads: 0,
    events: 0,
    quarantined: 0,
    scoreChanges: 0,
    durations: 0,
  });
  const { rows } = await pool.query('SELECT event_id, payload IS NULL AS dropped FROM baton.event ORDER BY event_id');
  expect(rows).toEqual([
    { event_id: '1', dropped: true },
    { event_id: '3', dropped: false },
  ]);
  expect(await deliver(scene.store, [old], T0)).toMatchObject({ stored: 0, duplicate: 1 });
  // The decision that opened the contact's history keeps its receipt and stays.
  expect((await pool.query('SELECT total FROM baton.decision')).rows).toEqual([{ total: 3600 }]);
});

test('an event whose payload is gone before it was read comes back without one, and fails nobody', async () => {
  await deliver(scene.store, [event('9', 90)], T0 - 32 * DAY);
  await applyRetention(pool, { now: T0 });
  const claimed = (await take(scene.store, 'b')).find((c) => c.contactId === '9');
  expect(claimed?.events).toMatchObject([{ eventId: '90', payload: {} }]);
});
