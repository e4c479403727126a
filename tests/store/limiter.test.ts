import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Store } from '../../src/store/store.ts';
import { openStore } from '../../src/store/open.ts';
import { openScene, T0 } from './scene.ts';

let scene: Awaited<ReturnType<typeof openScene>>;
let stores: Store[] = [];
beforeAll(async () => {
  scene = await openScene();
  stores = await Promise.all(Array.from({ length: 4 }, () => openStore({ connection: scene.connection, poolSize: 1 })));
});
afterAll(async () => {
  await Promise.all(stores.map((store) => store.close()));
  await scene.close();
});

const LIMIT = 19;
const WINDOW = 1_000;

/** Most calls in any window of `WINDOW` milliseconds, both ends counted. */
const worstWindow = (times: readonly number[]): number =>
  Math.max(...times.map((start) => times.filter((t) => t >= start && t <= start + WINDOW).length));

test('four processes together never exceed the limit in any rolling window, and use all of it', async () => {
  // Virtual time, one for all: it moves on by an odd step while there is room, and to the next place when there is none.
  let now = T0;
  const granted: number[] = [];
  const END = T0 + 8 * WINDOW;
  while (now < END) {
    const waits = await Promise.all(
      stores.map((store) => store.reserveCall({ bucket: 'rolling', limit: LIMIT, windowMs: WINDOW, now })),
    );
    for (const wait of waits) if (wait === 0) granted.push(now);
    now += waits.every((wait) => wait > 0) ? Math.min(...waits) : 37;
  }
  expect(worstWindow(granted)).toBe(LIMIT);
  const possible = ((END - T0) / WINDOW) * LIMIT;
  expect(granted.length).toBeGreaterThanOrEqual(possible * 0.95);
});

test('the wait is exact: one millisecond earlier there is no room', async () => {
  const [store] = stores;
  if (store === undefined) throw new Error('no store');
  const ask = (now: number, limit = 2) => store.reserveCall({ bucket: 'exact', limit, windowMs: 100, now });
  expect([await ask(T0), await ask(T0 + 40), await ask(T0 + 50)]).toEqual([0, 0, 51]);
  expect([await ask(T0 + 100), await ask(T0 + 101)]).toEqual([1, 0]);
  expect(await ask(T0 + 102)).toBe(39);
  // The portal turned out to allow less: two calls must leave before there is room for one.
  expect(await ask(T0 + 103, 1)).toBe(99);
});

test('a clock that lags behind does not open the window early, and one far ahead does not close it for ever', async () => {
  const [store] = stores;
  if (store === undefined) throw new Error('no store');
  const ask = (now: number) => store.reserveCall({ bucket: 'clocks', limit: 1, windowMs: 100, now });
  expect(await ask(T0 + 50)).toBe(0);
  expect(await ask(T0)).toBe(151);
  expect(await ask(T0 + 1_000_000)).toBe(0);
  expect(await ask(T0 + 200)).toBe(0);
});

test('buckets do not share', async () => {
  const [store] = stores;
  if (store === undefined) throw new Error('no store');
  expect(await store.reserveCall({ bucket: 'one', limit: 1, windowMs: 100, now: T0 })).toBe(0);
  expect(await store.reserveCall({ bucket: 'two', limit: 1, windowMs: 100, now: T0 })).toBe(0);
});
