/** `baton try` by outcome: before and after, from the mirror, writing nothing. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { factFor } from '../../src/agreement/made-up.ts';
import { defaultAgreement } from '../support/town.ts';
import { expectGolden } from '../agreement/golden.ts';
import { readOrThrow, SMALL } from '../agreement/small.ts';
import { decideAll, decision, done, recordOf, take } from '../store/scene.ts';
import type { Desk } from './run.ts';
import { openDesk } from './run.ts';

const NOW = Date.parse('2026-11-23T08:00:00Z');
const DAY = 86_400_000;

let desk: Desk;
beforeEach(async () => {
  desk = await openDesk();
  const { store } = desk;
  const { hash, name, version } = readOrThrow(SMALL);
  await store.putAgreementInForce({ hash, name, version, text: SMALL }, NOW);
  await store.setSetting('live_since', NOW - 90 * DAY, NOW);
  await store.makeDue(['501', '502'], { at: NOW, because: 'watch', lane: 'live' });
  const claimed = await take(store, 'w', NOW);
  const record = recordOf({
    properties: { email: 'nora@hafen.example', firstname: 'Nora', lastname: 'Lind' },
    companyId: '9',
    company: { industry: 'SOFTWARE', numberofemployees: '20' },
    facts: [
      {
        kind: 'page',
        subject: 'https://you.example/pricing',
        at: NOW - 14 * DAY,
        source: 'read',
        evidence: 'hs_analytics_last_url',
      },
    ],
  });
  await decideAll(store, 'w', [decision('501', { record })]);
  await store.settle({ worker: 'w', settlements: claimed.map((c) => done(c)), now: NOW });
});
afterEach(() => desk.close());

const json = async (...args: readonly string[]) => {
  const ran = await desk.run('try', ...args, '--json');
  if (ran.code !== 0) throw new Error(ran.err);
  return JSON.parse(ran.out) as {
    before: { score: { total: number }; stage: string };
    after: {
      score: { total: number };
      stage: string;
      state: string;
      owner: { name: string } | null;
      effects: readonly { kind: string }[];
    };
  };
};

test('as it is: the score of the mirror, before and after alike', async () => {
  const { before, after } = await json('501');
  // 8 points halved once by 14 days, 12 for the industry, 6 for the size.
  expect([before.score.total, after.score.total, after.stage]).toEqual([2_200, 2_200, 'none']);
});

test.each([
  ['a bigger company', ['--set', 'company.numberofemployees=300'], 4_600, 'none'],
  ['an unknown industry', ['--set', 'company.industry='], 1_000, 'none'],
  ['the pricing page just now', ['--signal', 'pricing_page'], 3_000, 'none'],
  ['the pricing page a half-life ago', ['--signal', 'pricing_page=14d'], 2_200, 'none'],
  [
    'several at once',
    ['--set', 'company.numberofemployees=300', '--signal', 'pricing_page=1m', '--signal', 'pricing_page=10m'],
    6_198,
    'mql',
  ],
  ['a demo request', ['--signal', 'demo_request=5m'], 2_200, 'sql'],
])('%s', async (_, args, total, stage) => {
  const { before, after } = await json('501', ...args);
  expect(before.score.total).toBe(2_200);
  expect(Math.abs(after.score.total - total)).toBeLessThan(3);
  expect(after.stage).toBe(stage);
});

test('a demo request: owner, stage, task and what would be written, for people', async () => {
  const ran = await desk.run('try', '501', '--signal', 'demo_request=5m', '--set', 'jobtitle=VP Sales');
  expect(ran.code).toBe(0);
  expectGolden('try-demo-request.txt', ran.out);
});

test('a made-up lead', async () => {
  const { after } = await json('--new', '--set', 'email=x@y.example', '--signal', 'demo_request');
  expect([after.stage, after.state, after.owner?.name]).toEqual(['sql', 'handed_off', 'anna@example.com']);
});

test('by another agreement', async () => {
  writeFileSync(join(desk.folder, 'b.yaml'), SMALL.replace('{ SOFTWARE: 12 }', '{ SOFTWARE: 20 }'));
  const { before, after } = await json('501', '--agreement', 'b.yaml');
  expect([before.score.total, after.score.total]).toEqual([2_200, 3_000]);
});

test('nothing is written', async () => {
  const all = async () =>
    JSON.stringify([
      await desk.store.contact('501'),
      await desk.store.counts(NOW),
      await desk.store.setting('rescore'),
    ]);
  const before = await all();
  await desk.run('try', '501', '--signal', 'demo_request=5m');
  expect(await all()).toBe(before);
});

describe('what cannot be tried is said with what can', () => {
  test.each([
    ['an unknown contact', ['999'], 1, 'contact 999 · found: never seen by Baton'],
    ['a contact never read', ['502'], 1, 'not read from HubSpot yet'],
    ['nobody', [], 2, 'baton try (CONTACT | --new)'],
    ['somebody and --new', ['501', '--new'], 2, 'baton try (CONTACT | --new)'],
    ['a name', ['nora'], 2, 'baton try (CONTACT | --new)'],
    ['an unknown signal', ['501', '--signal', 'pricing'], 2, 'allowed: demo_request, pricing_page'],
    ['no time', ['501', '--signal', 'pricing_page=soon'], 2, 'allowed: pricing_page=5m'],
    ['no assignment', ['501', '--set', 'jobtitle'], 2, 'PROPERTY=VALUE'],
  ])('%s', async (_, args, code, says) => {
    const ran = await desk.run('try', ...args);
    expect([ran.code, ran.err]).toEqual([code, expect.stringContaining(says)]);
  });
});

test('every signal of the default agreement can be made up, and is taken for itself', () => {
  const agreement = defaultAgreement();
  for (const { name } of agreement.signals) {
    expect([name, factFor(agreement, { signal: name, at: NOW })?.at]).toEqual([name, NOW]);
  }
});
