/** Decisions about agreements: one at a time, logged for ever; and a rescore that reaches each contact once. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type pg from 'pg';
import type { Book } from '../../src/core/authority.ts';
import { createPool, silent } from '../../src/store/connection.ts';
import type { RescoreState, Resolution, Store } from '../../src/store/store.ts';
import { continueRescore } from '../../src/worker/rescore.ts';
import { manualClock } from '../support/manual-clock.ts';
import { decideAll, decision, done, idsOf, openScene, recordOf, T0, take } from './scene.ts';

let store: Store;
let pool: pg.Pool;
let close: () => Promise<void>;
beforeEach(async () => {
  const scene = await openScene({ poolSize: 6 });
  store = scene.store;
  pool = createPool(scene.connection, { size: 2, log: silent });
  close = async () => {
    await pool.end();
    await scene.close();
  };
});
afterEach(() => close());

const text = (n: number) => ({ hash: `hash-${n}`, name: 'A', version: n, text: `name: A${n}` });
const rescore = (n: number, given: Partial<RescoreState> = {}): RescoreState => ({
  hash: `hash-${n}`,
  startedAt: T0,
  notBefore: T0,
  readsAgain: false,
  cursor: null,
  done: 0,
  total: 0,
  finishedAt: null,
  ...given,
});
const apply = (n: number, given: Partial<RescoreState> = {}): Resolution => ({
  entry: {
    action: 'apply',
    allowed: true,
    hash: `hash-${n}`,
    role: null,
    who: 'the server',
    userId: null,
    because: 'said so',
  },
  does: { kind: 'apply', text: text(n), rescore: rescore(n, given) },
});
const sign = (n: number): Resolution => ({
  entry: {
    action: 'sign',
    allowed: true,
    hash: `hash-${n}`,
    role: 'sales',
    who: 'sam@example.com',
    userId: '77',
    because: 'named',
  },
  does: { kind: 'sign', text: text(n), role: 'sales', email: 'Sam@Example.com', userId: '77' },
});
const refusal: Resolution = {
  entry: {
    action: 'apply',
    allowed: false,
    hash: 'hash-9',
    role: null,
    who: 'eve@example.com',
    userId: null,
    because: 'unsigned',
  },
  does: null,
};

describe('authority', () => {
  test('what was decided stands in the book, and refusals in the log only', async () => {
    await store.underAuthority(() => sign(2), T0);
    await store.underAuthority(() => apply(1), T0 + 1);
    await store.underAuthority(() => refusal, T0 + 2);
    expect(await store.agreementBook()).toEqual({
      versions: [
        { ...text(2), storedAt: T0 },
        { ...text(1), storedAt: T0 + 1 },
      ],
      signatures: [{ hash: 'hash-2', role: 'sales', email: 'sam@example.com', userId: '77', at: T0 }],
      applied: [{ hash: 'hash-1', at: T0 + 1, how: 'apply' }],
    });
    expect((await store.authorityLog(2)).map((entry) => [entry.at, entry.action, entry.allowed])).toEqual([
      [T0 + 1, 'apply', true],
      [T0 + 2, 'apply', false],
    ]);
    expect(await store.setting('rescore')).toMatchObject({ hash: 'hash-1', done: 0 });
  });

  test('a draft is a version nobody signed, and a pause is a setting, both logged with the person', async () => {
    const by = { allowed: true, role: null, who: 'sam@example.com', userId: '77', because: 'named' } as const;
    await store.underAuthority(
      () => ({ entry: { ...by, action: 'upload', hash: 'hash-5' }, does: { kind: 'upload', text: text(5) } }),
      T0,
    );
    await store.underAuthority(
      () => ({ entry: { ...by, action: 'pause', hash: null }, does: { kind: 'pause', paused: true } }),
      T0 + 1,
    );
    expect(await store.agreementBook()).toMatchObject({ versions: [{ hash: 'hash-5' }], signatures: [], applied: [] });
    expect(await store.setting('paused')).toBe(true);
    expect(await store.authorityLog(2)).toEqual([
      { at: T0, action: 'upload', hash: 'hash-5', ...by },
      { at: T0 + 1, action: 'pause', hash: null, ...by },
    ]);
  });

  test('a first start and an application share one history', async () => {
    await store.putAgreementInForce(text(1), T0);
    await store.underAuthority(() => apply(2), T0 + 1);
    expect((await store.agreementBook()).applied.map((step) => [step.hash, step.how])).toEqual([
      ['hash-1', 'apply'],
      ['hash-2', 'apply'],
    ]);
  });

  test('of many that decide at once each sees what those before it did', async () => {
    const seen: number[] = [];
    const decide = (book: Book): Resolution => {
      seen.push(book.applied.length);
      return apply(book.applied.length + 1);
    };
    await Promise.all(Array.from({ length: 8 }, () => store.underAuthority(decide, T0)));
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect((await store.agreementBook()).applied).toHaveLength(8);
  });

  test('a decision that throws leaves nothing behind', async () => {
    const failing = store.underAuthority((): Resolution => {
      throw new Error('cannot be read');
    }, T0);
    await expect(failing).rejects.toThrow('cannot be read');
    expect(await store.authorityLog(10)).toEqual([]);
  });

  test.each([
    ['authority_log', 'UPDATE baton.authority_log SET allowed = true'],
    ['authority_log', 'DELETE FROM baton.authority_log'],
    ['authority_log', 'TRUNCATE baton.authority_log'],
    ['agreement_signature', "UPDATE baton.agreement_signature SET email = 'eve@example.com'"],
    ['agreement_signature', 'DELETE FROM baton.agreement_signature'],
    ['agreement_in_force', 'DELETE FROM baton.agreement_in_force'],
  ])('%s is append-only: %s', async (table, sql) => {
    await store.underAuthority(() => sign(1), T0);
    await store.underAuthority(() => apply(1), T0);
    await expect(pool.query(sql)).rejects.toThrow(`${table} is append-only`);
  });
});

describe('a rescore', () => {
  const ids = Array.from({ length: 25 }, (_, i) => String(1001 + i));

  beforeEach(async () => {
    await store.makeDue([...ids, '2001', '2002'], { at: T0, because: 'watch', lane: 'live' });
    const claimed = await take(store, 'w');
    const decisions = claimed.map(({ contactId }) =>
      decision(contactId, contactId === '2001' ? { record: recordOf({ goneAt: T0 }) } : {}),
    );
    await decideAll(
      store,
      'w',
      decisions.filter(({ contactId }) => contactId !== '2002'),
    );
    await store.settle({ worker: 'w', settlements: claimed.map((c) => done(c)), now: T0 });
  });

  const versions = async (): Promise<ReadonlyMap<string, number>> => {
    const { rows } = await pool.query<{ contact_id: string; version: string }>(
      'SELECT contact_id, version FROM baton.contact',
    );
    return new Map(rows.map((row) => [row.contact_id, Number(row.version)]));
  };

  test('goes on where it was stopped: each contact once, and none that is gone', async () => {
    await store.underAuthority(() => apply(1, { total: 26, notBefore: T0 + 10_000 }), T0);
    const clock = manualClock(T0 + 5);
    const before = await versions();
    const stop = new AbortController();
    const first = await continueRescore(
      { store, clock },
      { step: 10, signal: stop.signal, onProgress: () => stop.abort() },
    );
    expect(first).toMatchObject({ done: 10, cursor: '1010', finishedAt: null });
    const last = await continueRescore({ store, clock }, { step: 10 });
    expect(last).toMatchObject({ done: 26, total: 26, finishedAt: T0 + 5 });
    expect(await continueRescore({ store, clock }, { step: 10 })).toEqual(last);
    const after = await versions();
    const grown = [...after]
      .filter(([id, version]) => version > (before.get(id) ?? 0))
      .map(([id, v]) => [id, v - (before.get(id) ?? 0)]);
    expect(grown.sort()).toEqual([...ids, '2002'].map((id) => [id, 1]));
  });

  test('several at once share the contacts among them', async () => {
    await store.underAuthority(() => apply(1), T0);
    const before = await versions();
    const clock = manualClock(T0);
    await Promise.all([1, 2, 3].map(() => continueRescore({ store, clock }, { step: 4 })));
    const after = await versions();
    expect([...ids, '2002'].filter((id) => after.get(id) !== (before.get(id) ?? 0) + 1)).toEqual([]);
  });

  test('nothing is due before every process had time to notice; then in the order of the ids, behind what is live', async () => {
    await store.underAuthority(() => apply(1, { notBefore: T0 + 10_000 }), T0);
    await continueRescore({ store, clock: manualClock(T0) });
    expect(await take(store, 'w', T0 + 9_999)).toEqual([]);
    await store.makeDue(['1020'], { at: T0 + 10_000, because: 'event', lane: 'live' });
    const claimed = await take(store, 'w', T0 + 10_000);
    expect(idsOf(claimed)).toEqual(['1020', ...ids.filter((id) => id !== '1020'), '2002']);
    expect(claimed.map((c) => c.dueBecause)).toEqual(['event', ...Array.from({ length: 25 }, () => 'rescore')]);
  });

  test('properties that the mirror lacks are read again, the company’s too', async () => {
    await pool.query('UPDATE baton.record SET company_read_at = 5');
    await store.underAuthority(() => apply(1, { readsAgain: true }), T0);
    await continueRescore({ store, clock: manualClock(T0) });
    const [claimed] = await take(store, 'w', T0);
    expect(claimed).toMatchObject({ dueBecause: 'history', record: { companyReadAt: null } });
  });

  test('none was begun: nothing happens', async () => {
    expect(await continueRescore({ store, clock: manualClock(T0) })).toBeNull();
  });

  test('pages of the mirror are every known contact once, in order', async () => {
    const seen: string[] = [];
    for (let after: string | null = null; ;) {
      const page = await store.mirrorPage({ after, limit: 7 });
      seen.push(...page.map((contact) => contact.contactId));
      if (page.length < 7) break;
      after = seen.at(-1) ?? null;
    }
    expect(seen).toEqual([...ids, '2002']);
    expect(await store.countKnown()).toBe(26);
    expect(await store.mirrored('2001')).toBeNull();
    expect(await store.mirrored('1001')).toMatchObject({ contactId: '1001', record: { readAt: T0 } });
  });
});
