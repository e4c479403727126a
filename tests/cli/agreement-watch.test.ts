import { expect, test } from '@jest/globals';
import { watchAgreement } from '../../src/cli/agreement-watch.ts';
import type { Store } from '../../src/deps.ts';
import { createLog } from '../../src/log.ts';
import { readOrThrow, SMALL } from '../agreement/small.ts';
import { manualClock } from '../support/manual-clock.ts';
import { NOTICED_WITHIN_MS } from '../../src/worker/rescore.ts';
import { decideAll, decision, done, take } from '../store/scene.ts';
import { openDesk } from './run.ts';

const stored = (text: string) => {
  const { hash, name, version } = readOrThrow(text);
  return { hash, name, version, text };
};

test('a running process notices another agreement once, keeps the one it knows while none can be read, and stops', async () => {
  const desk = await openDesk();
  const clock = manualClock(0);
  const lines: string[] = [];
  const log = createLog('info', { write: (line) => void lines.push(line) });
  const first = stored(SMALL);
  const second = stored(SMALL.replace('version: 3', 'version: 4'));
  await desk.store.putAgreementInForce(first, 1);

  let looked = (): void => {};
  const store: Store = {
    ...desk.store,
    // The last thing it reads in a look.
    setting: async (name) => {
      try {
        return await desk.store.setting(name);
      } finally {
        setImmediate(() => looked());
      }
    },
  };
  const look = async (): Promise<void> => {
    const next = new Promise<void>((resolve) => (looked = resolve));
    clock.advance(3_000);
    await next;
  };
  const seen: string[] = [];
  const watch = watchAgreement({ store, clock, log, known: first.hash }, (agreement) => void seen.push(agreement.hash));

  await look();
  expect(seen).toEqual([]);
  await desk.store.putAgreementInForce(second, 2);
  await look();
  await look();
  expect(seen).toEqual([second.hash]);
  await desk.store.putAgreementInForce({ hash: 'x', name: 'x', version: 9, text: 'not: an agreement' }, 3);
  await look();
  expect(seen).toEqual([second.hash]);
  expect(lines.join('')).toContain('the one known stays');
  await desk.store.putAgreementInForce(first, 4);
  await look();
  expect(seen).toEqual([second.hash, first.hash]);
  await watch.stop();
  await desk.close();
});

test('it finishes a rescore whose command was killed, and sweeps up what the old agreement still scored meanwhile', async () => {
  const desk = await openDesk();
  const { store } = desk;
  const clock = manualClock(1_000);
  const log = createLog('silent');
  const [first, second] = [stored(SMALL), stored(SMALL.replace('version: 3', 'version: 4'))];
  await store.putAgreementInForce(first, 1);
  await store.makeDue(['801', '802', '803'], { at: 1, because: 'watch', lane: 'live' });
  const settled = async (hash: string): Promise<void> => {
    const claimed = await take(store, 'w', clock.now());
    await decideAll(
      store,
      'w',
      claimed.map(({ contactId }) => decision(contactId, { agreement: hash })),
    );
    await store.settle({ worker: 'w', settlements: claimed.map((c) => done(c)), now: clock.now() });
  };
  await settled(first.hash);
  const until = async (what: () => Promise<boolean>): Promise<void> => {
    for (let asked = 0; asked < 500; asked += 1) if (await what()) return;
    throw new Error('it did not come to pass');
  };

  const watch = watchAgreement({ store, clock, log, known: first.hash }, () => {});
  await store.putAgreementInForce(second, 2);
  const began = { hash: second.hash, startedAt: 2, notBefore: 2, readsAgain: false, cursor: '801', done: 1, total: 3 };
  await store.setSetting('rescore', { ...began, finishedAt: null }, 2);
  clock.advance(3_000);
  await until(async () => ((await store.setting('rescore')) as { done: number }).done === 3);
  const due = async (): Promise<number> => (await store.counts(clock.now())).dueNow;
  expect(await due()).toBe(2);
  // One of them is planned by a process that has not noticed yet; 801 was never made due at all.
  await settled(first.hash);
  expect(await due()).toBe(0);
  clock.advance(2 * NOTICED_WITHIN_MS);
  await until(async () => {
    clock.advance(3_000);
    return (await due()) === 3;
  });
  await settled(second.hash);
  clock.advance(3_000);
  expect(await due()).toBe(0);
  await watch.stop();
  await desk.close();
});
