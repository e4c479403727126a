import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { deskAfterDealing } from '../../src/core/desk.ts';
import type { Dealt } from '../../src/core/route.ts';
import { dealTurn, EMPTY_LEDGER } from '../../src/core/share.ts';
import type { Desk, DeskQuestion } from '../../src/core/snapshot.ts';
import { cycleOf, decideAll, decision, deliver, done, event, openScene, recordOf, T0, take, taskOf } from './scene.ts';

let scene: Awaited<ReturnType<typeof openScene>>;
beforeEach(async () => {
  scene = await openScene();
});
afterEach(() => scene.close());

async function inHand(worker: string, ...ids: string[]): Promise<void> {
  await scene.store.makeDue(ids, { at: T0, because: 'watch', lane: 'live' });
  await take(scene.store, worker);
}

async function rows(sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(scene.connection);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

test('what was decided is what the next claim and `explain` find', async () => {
  await inHand('a', '1');
  const record = recordOf({
    properties: { email: 'ann@example.com', jobtitle: 'VP' },
    companyId: '9',
    company: { industry: 'INTERNET' },
    companyReadAt: T0 - 1,
    facts: [{ kind: 'form', subject: 'Demo', at: T0 - 5, source: 'webhook', evidence: 'event 1' }],
  });
  const cycle = cycleOf({ state: 'handed_off', mqlAt: T0 });
  const task = taskOf('1');
  await decideAll(scene.store, 'a', [decision('1', { record, cycle, task, because: ['a demo was asked for'] })]);
  const found = await scene.store.contact('1');
  expect(found).toMatchObject({
    record,
    cycles: [cycle],
    because: ['a demo was asked for'],
    score: { total: 3600, grade: 'B2' },
  });
  expect(found?.tasks).toEqual([
    {
      key: task.key,
      contactId: '1',
      cycleNo: 1,
      state: 'intended',
      task,
      hubspotId: null,
      attempts: 0,
      changedAt: T0,
      error: null,
    },
  ]);
  const [again] = await take(scene.store, 'b', T0 + 60_000);
  expect(again).toMatchObject({ record, cycle, openCreations: [{ key: task.key, state: 'intended' }] });
});

test('a decision that throws leaves nothing behind, and the events unread', async () => {
  await deliver(scene.store, [event('1', 1)]);
  await take(scene.store, 'a');
  const broken = scene.store.decide({
    worker: 'a',
    contactIds: ['1'],
    asks: null,
    now: T0,
    plan: () => {
      throw new Error('a rule threw');
    },
  });
  await expect(broken).rejects.toThrow('a rule threw');
  expect((await scene.store.contact('1'))?.score).toBeNull();
  expect((await take(scene.store, 'b', T0 + 60_000))[0]?.events).toHaveLength(1);
});

test('the latest cycle is the one in hand', async () => {
  await inHand('a', '1');
  await decideAll(scene.store, 'a', [decision('1', { cycle: cycleOf({ state: 'lost', endedAt: T0 }) })]);
  await decideAll(scene.store, 'a', [decision('1', { cycle: cycleOf({ no: 2, state: 'mql' }) })]);
  expect((await take(scene.store, 'b', T0 + 60_000))[0]?.cycle).toMatchObject({ no: 2, state: 'mql' });
  expect((await scene.store.contact('1'))?.cycles.map((c) => c.no)).toEqual([1, 2]);
  expect((await scene.store.counts(T0)).states).toEqual({ mql: 1 });
});

test('invariant 11: each score and each decision carries the agreement’s hash, and what moved the cycle keeps its receipt', async () => {
  await inHand('a', '1');
  const line = {
    part: 'profile',
    group: 'profile',
    subject: 'company.industry',
    state: 'counted',
    evidence: null,
    raw: 3600,
    decay: 1,
    points: 3600,
  } as const;
  const first = decision('1', { cycle: cycleOf() });
  const score = { ...first.score, receipt: [line] };
  await decideAll(scene.store, 'a', [{ ...first, score }]);
  await decideAll(scene.store, 'a', [{ ...first, score: { ...score, total: 3690 }, decidedAt: T0 + 1 }]);
  await decideAll(scene.store, 'a', [{ ...first, score: { ...score, total: 4100 }, decidedAt: T0 + 2 }]);
  await decideAll(scene.store, 'a', [
    { ...first, score: { ...score, total: 4100, agreement: 'hash-2' }, agreement: 'hash-2', decidedAt: T0 + 3 },
  ]);
  const history = await rows('SELECT decided_at::int8, agreement, total, receipt FROM baton.decision ORDER BY seq');
  expect(history).toEqual([
    { decided_at: String(T0), agreement: 'hash-1', total: 3600, receipt: [line] },
    { decided_at: String(T0 + 2), agreement: 'hash-1', total: 4100, receipt: null },
    { decided_at: String(T0 + 3), agreement: 'hash-2', total: 4100, receipt: [line] },
  ]);
  expect((await scene.store.contact('1'))?.score).toMatchObject({ agreement: 'hash-2', receipt: [line] });
});

test('text that jsonb refuses is marked, not lost and not fatal', async () => {
  await inHand('a', '1');
  await decideAll(scene.store, 'a', [
    decision('1', {
      record: recordOf({ properties: { note: 'a\0b', half: 'x\ud800', 'k\0': '1', slash: '\\u0000' } }),
    }),
  ]);
  expect((await scene.store.contact('1'))?.record?.properties).toEqual({
    note: 'a\uFFFDb',
    half: 'x\uFFFD',
    'k\uFFFD': '1',
    slash: '\\u0000',
  });
});

describe('tasks', () => {
  test('invariant 6: one task per cycle, whatever the key, until HubSpot has refused it', async () => {
    await inHand('a', '1');
    const cycle = cycleOf({ state: 'handed_off' });
    const plan = (key: string) => decideAll(scene.store, 'a', [decision('1', { cycle, task: taskOf('1', { key }) })]);
    await plan('k1');
    await plan('k1');
    await plan('k2');
    expect((await scene.store.contact('1'))?.tasks.map((t) => t.key)).toEqual(['k1']);
    await scene.store.beginCreation('k1', { state: 'intended', attempts: 0 }, T0);
    await scene.store.endCreation('k1', { state: 'failed', error: 'owner unknown' }, T0 + 1);
    await plan('k3');
    expect((await scene.store.contact('1'))?.tasks.map((t) => [t.key, t.state, t.error])).toEqual([
      ['k1', 'failed', 'owner unknown'],
      ['k3', 'intended', null],
    ]);
  });

  test('of many that begin a task one does', async () => {
    await inHand('a', '1');
    await decideAll(scene.store, 'a', [decision('1', { cycle: cycleOf(), task: taskOf('1', { key: 'k' }) })]);
    const began = await Promise.all(
      Array.from({ length: 8 }, () => scene.store.beginCreation('k', { state: 'intended', attempts: 0 }, T0 + 1)),
    );
    expect(began.filter(Boolean)).toHaveLength(1);
    await scene.store.endCreation('k', { state: 'ambiguous', error: 'no answer' }, T0 + 2);
    expect(await scene.store.beginCreation('k', { state: 'intended', attempts: 1 }, T0 + 3)).toBe(false);
    expect(await scene.store.beginCreation('k', { state: 'ambiguous', attempts: 1 }, T0 + 3)).toBe(true);
    await scene.store.endCreation('k', { state: 'done', hubspotId: '555' }, T0 + 4);
    expect((await scene.store.contact('1'))?.tasks[0]).toMatchObject({
      state: 'done',
      hubspotId: '555',
      attempts: 2,
      error: null,
    });
    await scene.store.endCreation('k', { state: 'ambiguous', error: 'a late answer' }, T0 + 5);
    expect((await scene.store.contact('1'))?.tasks[0]).toMatchObject({ state: 'done', error: null });
    expect(await scene.store.beginCreation('k', { state: 'done', attempts: 2 }, T0 + 6)).toBe(false);
    expect((await take(scene.store, 'b', T0 + 60_000))[0]?.openCreations).toEqual([]);
  });

  test('the end of a task that was never intended is an error', async () => {
    await expect(scene.store.endCreation('none', { state: 'done' }, T0)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('turns', () => {
  const ASKS: DeskQuestion = { dayFrom: T0 - 1_000, weekFrom: T0 - 10_000, companies: [] };
  const WEIGHTS: Readonly<Record<string, number>> = { '71': 2, '72': 1 };
  const next = (desk: Desk, weights = WEIGHTS): Dealt => {
    const eligible = Object.entries(weights).map(([ownerId, weight]) => ({ ownerId, weight }));
    const ledger = desk.turns.get('dach') ?? EMPTY_LEDGER;
    const turn = dealTurn(ledger, { rotation: 'dach', eligible, balance: 'count', value: 0 });
    return { ownerId: turn.ownerId, how: 'turn', rotation: 'dach', turn, value: null, companies: [] };
  };
  const dealTo = async (contactId: string, weights = WEIGHTS): Promise<string> => {
    let owner = '';
    await scene.store.decide({
      worker: 'a',
      contactIds: [contactId],
      asks: ASKS,
      now: T0,
      plan: (desk) => {
        const dealt = next(desk, weights);
        owner = dealt.ownerId;
        return [decision(contactId, { dealt })];
      },
    });
    return owner;
  };

  test('invariant 10: four processes that decide at once share the leads exactly by weight, without chance', async () => {
    const ids = Array.from({ length: 60 }, (_, n) => String(n));
    await scene.store.makeDue(ids, { at: T0, because: 'watch', lane: 'live' });
    const owners: string[] = [];
    await Promise.all(
      ['a', 'b', 'c', 'd'].map(async (worker) => {
        for (;;) {
          const claimed = await take(scene.store, worker, T0, 5);
          if (claimed.length === 0) return;
          await scene.store.decide({
            worker,
            contactIds: claimed.map((c) => c.contactId),
            asks: ASKS,
            now: T0,
            plan: (desk) => {
              let current = desk;
              return claimed.map((c) => {
                const dealt = next(current);
                current = deskAfterDealing(current, dealt);
                owners.push(dealt.ownerId);
                return decision(c.contactId, { dealt });
              });
            },
          });
          await scene.store.settle({ worker, now: T0, settlements: claimed.map((c) => done(c)) });
        }
      }),
    );
    expect(owners.filter((id) => id === '71')).toHaveLength(40);
    expect(owners.filter((id) => id === '72')).toHaveLength(20);
    expect(
      await rows('SELECT count(*)::int, count(DISTINCT turn)::int AS turns, max(turn)::int FROM baton.dealt'),
    ).toEqual([{ count: 60, turns: 60, max: 60 }]);
  });

  test('a newcomer starts level: neither flooded nor left out', async () => {
    const ids = Array.from({ length: 40 }, (_, n) => String(n));
    await inHand('a', ...ids);
    for (const id of ids.slice(0, 10)) await dealTo(id, { '72': 1, '73': 1 });
    const after: string[] = [];
    for (const id of ids.slice(10)) after.push(await dealTo(id, { '72': 1, '73': 1, '74': 1 }));
    expect(['72', '73', '74'].map((id) => after.filter((owner) => owner === id).length)).toEqual([10, 10, 10]);
    expect(after.slice(0, 3)).toContain('74');
  });

  test('a lead lost meanwhile takes no turn, and the plan is told which are still in hand', async () => {
    await inHand('a', '1', '2');
    await take(scene.store, 'b', T0 + 60_000, 1);
    let told: string[] = [];
    await scene.store.decide({
      worker: 'a',
      contactIds: ['1', '2'],
      asks: ASKS,
      now: T0,
      plan: (desk, held) => {
        told = [...held];
        return ['1', '2'].map((id) => decision(id, { dealt: next(desk, { '72': 1 }) }));
      },
    });
    expect(told).toEqual(['2']);
    expect(await rows('SELECT owner_id, turn::int, contact_id FROM baton.dealt')).toEqual([
      { owner_id: '72', turn: 1, contact_id: '2' },
    ]);
    expect((await scene.store.turns()).get('dach')).toMatchObject({ dealt: 1 });
  });

  test('a turn taken twice is refused, and with it the whole decision', async () => {
    await inHand('a', '1', '2');
    const stale = next((await scene.store.desk(ASKS, T0)) as Desk);
    await dealTo('1');
    const again = scene.store.decide({
      worker: 'a',
      contactIds: ['2'],
      asks: ASKS,
      now: T0,
      plan: () => [decision('2', { dealt: stale })],
    });
    await expect(again).rejects.toThrow();
    expect(await rows('SELECT contact_id FROM baton.dealt')).toEqual([{ contact_id: '1' }]);
    expect((await scene.store.contact('2'))?.score).toBeNull();
  });

  test('a struck turn counts as never dealt from the next turn on, once', async () => {
    await inHand('a', ...Array.from({ length: 9 }, (_, n) => String(n)));
    const three = { '71': 1, '72': 1, '73': 1 };
    for (const id of ['0', '1', '2']) await dealTo(id, three);
    const struck = { rotation: 'dach', no: 1, reason: 'duplicate' };
    await decideAll(scene.store, 'a', [decision('0', { struck }), decision('1', { struck })]);
    expect((await scene.store.turns()).get('dach')?.owed).toEqual([expect.objectContaining({ no: 1, ownerId: '71' })]);
    expect(await dealTo('3', three)).toBe('71');
    await decideAll(scene.store, 'a', [decision('0', { struck })]);
    const after = (await scene.store.turns()).get('dach');
    expect(after).toMatchObject({ dealt: 4, owed: [] });
    const accounts = [...(after?.accounts.values() ?? [])];
    expect(accounts.map(({ received }) => received)).toEqual([1, 1, 1]);
    for (const { entitled } of accounts) expect(entitled).toBeCloseTo(1, 9);
    expect(
      await rows('SELECT turn::int, struck_for, settled_by::int FROM baton.dealt WHERE struck_at IS NOT NULL'),
    ).toEqual([{ turn: 1, struck_for: 'duplicate', settled_by: 4 }]);
  });

  test('the desk knows who has how much in hand, today and this week, and who had a company’s last lead', async () => {
    await inHand('a', '1', '2', '3');
    const at = (when: number) => ({ decidedAt: when });
    const handoff = (ownerId: string) => ({
      at: T0,
      cause: { kind: 'score' } as const,
      temperature: 'warm' as const,
      ownerId,
      ownerName: ownerId,
      reasons: 'Asked',
      assignedBecause: 'turn',
      trace: [],
      dueAt: T0,
      agreement: 'h',
    });
    const beside = (ownerId: string): Dealt => ({
      ownerId,
      how: 'sticky',
      rotation: 'dach',
      turn: null,
      value: null,
      companies: ['company:9', 'domain:acme.example'],
    });
    await decideAll(scene.store, 'a', [
      decision('1', { ...at(T0), cycle: cycleOf({ handoff: handoff('71') }), dealt: beside('71') }),
      decision('2', {
        ...at(T0 - 5_000),
        cycle: cycleOf({ handoff: handoff('71'), endedAt: T0 }),
        dealt: beside('71'),
      }),
      decision('3', { ...at(T0 - 50_000), cycle: cycleOf({ handoff: handoff('72') }), dealt: beside('72') }),
    ]);
    const { loads, companies } = await scene.store.desk(
      { ...ASKS, companies: ['domain:acme.example', 'company:8'] },
      T0,
    );
    expect(loads.get('71')).toEqual({ open: 1, today: 1, thisWeek: 2, rejectedToday: 0 });
    expect(loads.get('72')).toEqual({ open: 1, today: 0, thisWeek: 0, rejectedToday: 0 });
    expect([...companies.keys()]).toEqual(['domain:acme.example']);
    expect(companies.get('domain:acme.example')?.get('dach')).toBe('72');
  });

  test('who is purged leaves the number of the turn, and nothing of the person', async () => {
    await inHand('a', '1');
    await dealTo('1');
    await scene.store.forget('1', { purge: true }, T0 + 1);
    expect(await rows('SELECT contact_id, turn::int, companies FROM baton.dealt')).toEqual([
      { contact_id: null, turn: 1, companies: [] },
    ]);
  });

  test('the desk counts the handoffs of the hour before, by the time that was passed in', async () => {
    await inHand('a', '1', '2', '3');
    const handoff = (at: number) =>
      ({
        at,
        cause: { kind: 'score' },
        temperature: 'warm',
        ownerId: '71',
        ownerName: 'Ann',
        reasons: 'Asked',
        assignedBecause: 'turn',
        stageBefore: null,
        trace: [],
        dueAt: at,
        agreement: 'h',
      }) as const;
    await decideAll(scene.store, 'a', [
      decision('1', { cycle: cycleOf({ handoff: handoff(T0 - 3_600_000) }) }),
      decision('2', { cycle: cycleOf({ handoff: handoff(T0 - 3_599_999) }) }),
      decision('3', { cycle: cycleOf({ handoff: handoff(T0) }) }),
    ]);
    let seen: number | null = null;
    await scene.store.decide({
      worker: 'a',
      contactIds: [],
      asks: ASKS,
      now: T0,
      plan: (desk) => {
        seen = desk.handoffsLastHour;
        return [];
      },
    });
    expect(seen).toBe(2);
  });
});

test('after a write the mirror follows: values are merged, an empty one is unknown again', async () => {
  await inHand('a', '1', '2');
  await decideAll(scene.store, 'a', [
    decision('1', { record: recordOf({ properties: { email: 'a@b.example', baton_score: '3', baton_tag: 'x' } }) }),
    decision('2', { record: recordOf({ properties: {} }) }),
  ]);
  await scene.store.appliedMany(
    [
      { contactId: '1', properties: { baton_score: '4', baton_tag: '' } },
      { contactId: '2', properties: { baton_tag: '' } },
      { contactId: '404', properties: { baton_score: '1' } },
    ],
    T0,
  );
  await scene.store.appliedMany([{ contactId: '1', properties: { baton_grade: 'A1' } }], T0);
  expect(await scene.store.propertiesOf(['1', '2', '404'])).toEqual(
    new Map([
      ['1', { email: 'a@b.example', baton_score: '4', baton_grade: 'A1' }],
      ['2', {}],
    ]),
  );
});
