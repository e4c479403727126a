/** Pausing and resuming on the real loops: the door, four workers and the portal on one virtual clock. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Town } from '../support/town.ts';
import { openTown } from '../support/town.ts';
import type { Worker } from '../../src/worker/worker.ts';
import { startWorker } from '../../src/worker/worker.ts';
import type { BatchDeps } from '../../src/worker/batch.ts';

let town: Town;
let worker: Worker | null;
beforeEach(async () => {
  town = await openTown();
  worker = null;
});
afterEach(async () => {
  let stopped = worker === null;
  const stopping = worker?.stop().then(() => void (stopped = true));
  while (!stopped) await pass(1_000);
  await stopping;
  await town.close();
});

/** Virtual time goes on in small steps; in between the loops get their turn at the database and at HubSpot. */
async function pass(ms: number): Promise<void> {
  const { store } = town.deps;
  for (let gone = 0; gone < ms; gone += 100) {
    town.clock.advance(100);
    await store.setting('paused');
    await store.nextDueAt(town.clock.now());
  }
}

async function passUntil(reached: () => boolean | Promise<boolean>, atMostMs = 300_000): Promise<void> {
  for (let gone = 0; gone < atMostMs; gone += 100) {
    if (await reached()) return;
    await pass(100);
  }
  throw new Error('it was not reached');
}

function asksForDemo(i: number): string {
  const { id } = town.portal.createContact({
    properties: { email: `lead${i}@hafen.example`, firstname: 'Lead', lastname: `No ${i}`, jobtitle: 'VP Sales' },
  });
  town.portal.submitForm({ contact: id, form: 'Demo request' });
  return id;
}

const tasks = (): number => town.portal.dump({ types: ['task'] }).records.task?.length ?? 0;
const writes = (): number => town.portal.writes({ sourceId: String(town.portal.settings().appId) }).length;
const pauseNow = (): Promise<void> => town.deps.store.setSetting('paused', true, town.clock.now());
const resumeNow = (): Promise<void> => town.deps.store.setSetting('paused', false, town.clock.now());

/** The pause comes at the moment this call of the batch in hand is about to be made. */
const pausedAtTask = (nth: number): BatchDeps => {
  let calls = 0;
  return {
    ...town.deps,
    hubspot: {
      ...town.deps.hubspot,
      async createTask(task) {
        calls += 1;
        if (calls === nth) await pauseNow();
        return town.deps.hubspot.createTask(task);
      },
    },
  };
};

describe('pausing', () => {
  test('stops a batch in hand within 5 s, while what HubSpot delivers is still recorded; resuming does the rest, once', async () => {
    const leads = Array.from({ length: 20 }, (_, i) => asksForDemo(i));
    await town.portal.flush();
    worker = await startWorker(pausedAtTask(3), { concurrency: 2 });
    await passUntil(async () => (await town.deps.store.setting('paused')) === true);
    await pass(5_000);
    const [written, made] = [writes(), tasks()];
    // Five tasks go out side by side: those that were under way when the pause came.
    expect(made).toBeLessThanOrEqual(7);

    const { events } = await town.deps.store.counts(town.clock.now());
    const late = asksForDemo(99);
    await town.portal.flush();
    await pass(120_000);
    expect([writes(), tasks()]).toEqual([written, made]);
    expect((await town.deps.store.counts(town.clock.now())).events).toBeGreaterThan(events);
    expect((await town.deps.store.counts(town.clock.now())).buried).toBe(0);

    await resumeNow();
    await passUntil(() => tasks() === 21);
    await pass(120_000);
    for (const id of [...leads, late]) expect(town.tasksOf(id)).toHaveLength(1);
    expect(town.lines.filter((line) => line['level'] === 'error')).toEqual([]);
  });

  test('before the first write: nothing at all is written, and nobody’s attempts are used up', async () => {
    const id = asksForDemo(1);
    await town.portal.flush();
    await pauseNow();
    // A batch that was claimed in the moment before the pause.
    const { workBatch } = await import('../../src/worker/batch.ts');
    const before = writes();
    await workBatch(town.deps);
    expect(writes()).toBe(before);
    expect((await town.deps.store.contact(id))?.cycles[0]?.state).toBe('handed_off');
    await resumeNow();
    await town.pass(10_000);
    expect(town.tasksOf(id)).toHaveLength(1);
    expect(town.contact(id)?.properties['baton_state']).toBe('handed_off');
  });

  test('says so: pause, queue and resume on the command line', async () => {
    expect((await town.baton('pause')).out).toContain('nothing more is written to HubSpot');
    expect((await town.baton('queue')).out).toContain('Paused: nothing is written to HubSpot until "baton resume".');
    expect(JSON.parse((await town.baton('queue', '--json')).out)).toMatchObject({ paused: true });
    asksForDemo(1);
    await town.portal.flush();
    expect((await town.baton('resume')).out).toContain('Resumed. Contacts due now: 1.');
    expect((await town.baton('queue')).out).not.toContain('Paused');
  });
});
