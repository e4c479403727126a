import { afterEach, beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import {
  cycleOf,
  decideAll,
  decision,
  deliver,
  done,
  event,
  idsOf,
  openScene,
  recordOf,
  T0,
  take,
  taskOf,
} from './scene.ts';

let scene: Awaited<ReturnType<typeof openScene>>;
beforeEach(async () => {
  scene = await openScene();
});
afterEach(() => scene.close());

/** Every row of every table as text: what anybody with the database could read. */
async function everything(): Promise<string> {
  const client = new pg.Client(scene.connection);
  await client.connect();
  try {
    const tables = await client.query<{ name: string }>(
      "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname = 'baton' ORDER BY 1",
    );
    const texts: string[] = [];
    for (const { name } of tables.rows) {
      const { rows } = await client.query<{ text: string }>(`SELECT t::text AS text FROM ${name} AS t`);
      texts.push(...rows.map((row) => `${name} ${row.text}`));
    }
    return texts.join('\n');
  } finally {
    await client.end();
  }
}

async function known(contactId: string, email: string): Promise<void> {
  await deliver(scene.store, [
    event(contactId, Number(contactId), { payload: { objectId: Number(contactId), propertyValue: email } }),
  ]);
  const claimed = await take(scene.store, 'k');
  await decideAll(scene.store, 'k', [
    decision(contactId, {
      record: recordOf({
        properties: { email },
        facts: [{ kind: 'form', subject: `Demo of ${email}`, at: T0, source: 'webhook', evidence: 'event 1' }],
      }),
      cycle: cycleOf({ state: 'handed_off', heldBecause: email }),
      task: taskOf(contactId, { subject: `Call ${email}` }),
      because: [`${email} asked for a demo`],
    }),
  ]);
  await scene.store.settle({ worker: 'k', now: T0, settlements: claimed.map((c) => done(c)) });
}

test('a purge leaves nothing readable, neither of the contact nor of those merged into it', async () => {
  await known('48213', 'ann@canary.example');
  await known('48214', 'ann-old@canary.example');
  await known('99991', 'bob@other.example');
  await scene.store.record({
    events: [],
    quarantined: [
      { reason: 'bad', entry: '{"objectId":48213,"x":}' },
      { reason: 'bad', entry: '{"objectId":148213}' },
    ],
    receivedAt: T0,
  });
  await scene.store.forget('48214', { purge: false, mergedInto: '48213' }, T0);
  await deliver(scene.store, [event('48213', 7, { contactIds: ['48213', '48214', '99991'] })]);
  expect(await everything()).toContain('ann-old@canary.example');

  await scene.store.forget('48213', { purge: true }, T0 + 1);
  const left = await everything();
  expect(left).not.toContain('canary');
  expect(left).not.toMatch(/(^|[^0-9])4821[34]([^0-9]|$)/m);
  expect(left).toContain('bob@other.example');
  expect(left).toContain('148213');
  expect(await scene.store.contact('48213')).toBeNull();
});

test('late replays after a purge store nothing and make nobody due', async () => {
  await known('48213', 'ann@canary.example');
  await scene.store.forget('48213', { purge: true }, T0);
  expect(await deliver(scene.store, [event('48213', 48213), event('48213', 2), event('5', 3)])).toEqual({
    stored: 1,
    duplicate: 0,
    forgotten: 2,
    quarantined: 0,
    madeDue: 1,
  });
  await scene.store.makeDue(['48213'], { at: T0, because: 'watch', lane: 'live' });
  expect(idsOf(await take(scene.store, 'w'))).toEqual(['5']);
  expect(await everything()).not.toMatch(/(^|[^0-9])48213([^0-9]|$)/m);
});

test('a purge and a delivery at the same moment leave nothing behind', async () => {
  for (let round = 0; round < 10; round += 1) {
    const id = String(70_000 + round);
    await known(id, `r${round}@canary.example`);
    await Promise.all([
      ...Array.from({ length: 6 }, (_, n) =>
        deliver(scene.store, [event(id, 100 + n), event('1', 9_000 + round * 10 + n)]),
      ),
      scene.store.forget(id, { purge: true }, T0),
    ]);
    expect(await everything()).not.toMatch(new RegExp(`(^|[^0-9])${id}([^0-9]|$)`, 'm'));
  }
});

test('a purged contact that is still in a worker’s hand is lost to it, and nothing is written', async () => {
  await deliver(scene.store, [event('6', 1)]);
  const claimed = await take(scene.store, 'a');
  await scene.store.forget('6', { purge: true }, T0);
  expect(await decideAll(scene.store, 'a', [decision('6', { task: taskOf('6') })])).toEqual({ lost: ['6'] });
  expect(await scene.store.settle({ worker: 'a', now: T0, settlements: claimed.map((c) => done(c)) })).toBe(0);
  expect(await everything()).not.toContain('ann@example.com');
});

test('a deleted contact stays readable as gone, is due no more, and comes back when HubSpot has it again', async () => {
  await known('6', 'ann@example.com');
  await scene.store.makeDue(['6'], { at: T0 + 9, because: 'boundary', lane: 'live' });
  await scene.store.forget('6', { purge: false }, T0 + 1);
  expect(await scene.store.contact('6')).toMatchObject({
    record: { goneAt: T0 + 1 },
    dueAt: null,
    cycles: [{ no: 1 }],
  });
  expect(await scene.store.nextDueAt(T0)).toBeNull();
  await deliver(scene.store, [event('6', 60)], T0 + 2);
  const [claimed] = await take(scene.store, 'b', T0 + 2);
  expect(claimed?.record?.goneAt).toBe(T0 + 1);
  await decideAll(scene.store, 'b', [decision('6', { record: recordOf() })]);
  expect((await scene.store.contact('6'))?.record?.goneAt).toBeNull();
});

test('the winner of a merge gets the unread events, and sees the loser’s facts and cycle, through a second merge too', async () => {
  await known('6', 'ann@example.com');
  await deliver(scene.store, [event('6', 61)]);
  await scene.store.forget('6', { purge: false, mergedInto: '7' }, T0 + 1);
  const [winner] = await take(scene.store, 'b', T0 + 1);
  expect(winner).toMatchObject({ contactId: '7', lane: 'live', record: null });
  expect(winner?.events.map((e) => e.eventId)).toEqual(['61']);
  expect(winner?.inherited).toMatchObject([
    { contactId: '6', facts: [{ subject: 'Demo of ann@example.com' }], cycle: { state: 'handed_off' } },
  ]);
  await scene.store.forget('7', { purge: false, mergedInto: '8' }, T0 + 2);
  const [last] = await take(scene.store, 'c', T0 + 2);
  expect(last?.contactId).toBe('8');
  expect(last?.inherited.map((i) => i.contactId)).toEqual(['6']);
  expect(last?.events.map((e) => e.eventId)).toEqual(['61']);
});

test('a task not yet known to exist goes to the winner of a merge, to be found by its marker and not made twice', async () => {
  await known('9', 'bea@example.com');
  await scene.store.beginCreation('handoff:9:1', { state: 'intended', attempts: 0 }, T0);
  await scene.store.forget('9', { purge: false, mergedInto: '10' }, T0 + 1);
  const [winner] = await take(scene.store, 'b', T0 + 1);
  expect(winner).toMatchObject({
    contactId: '10',
    openCreations: [{ key: 'handoff:9:1', contactId: '10', state: 'sending', creation: { marker: 'baton-1' } }],
  });
});

test('two leads promised before they were merged: the winner sees both open tasks through, neither is dropped', async () => {
  await known('11', 'cid@example.com');
  await known('12', 'dee@example.com');
  await scene.store.forget('12', { purge: false, mergedInto: '11' }, T0 + 1);
  const [winner] = await take(scene.store, 'b', T0 + 1);
  expect(winner?.openCreations.map(({ key, contactId }) => [key, contactId])).toEqual([
    ['handoff:11:1', '11'],
    ['handoff:12:1', '11'],
  ]);
});
