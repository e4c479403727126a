/** Signing, applying, rolling back: who may do what, and what is in force afterwards. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readOrThrow, SMALL } from '../agreement/small.ts';
import type { Desk } from './run.ts';
import { openDesk } from './run.ts';

const FIRST = SMALL;
const SECOND = SMALL.replace('version: 3', 'version: 4').replace('points: 8', 'points: 6');
const THIRD = SECOND.replace('version: 4', 'version: 5').replace('{ score: 75 }', '{ score: 70 }');
const short = (text: string): string => readOrThrow(text).hash.slice(0, 8);

let desk: Desk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

const write = (text: string, name = 'agreement.yaml'): void => writeFileSync(join(desk.folder, name), text);
const inForce = async (): Promise<string | null> => (await desk.store.agreementInForce())?.hash.slice(0, 8) ?? null;

async function agree(text: string): Promise<void> {
  write(text);
  for (const role of ['marketing', 'sales']) expect((await desk.run('sign', '--as', role)).code).toBe(0);
  expect((await desk.run('apply', '--apply')).code).toBe(0);
}

async function first(): Promise<void> {
  write(FIRST);
  expect((await desk.run('apply', '--apply')).code).toBe(0);
}

describe('who may sign', () => {
  const OTHER_SIGNERS = SECOND.replaceAll('sam@', 'zoe@');
  test.each([
    ['the person named in force, for marketing', SECOND, ['--as', 'marketing', '--email', 'maria@example.com'], 0, ''],
    ['the person named in force, for sales', SECOND, ['--as', 'sales', '--email', 'SAM@example.com'], 0, ''],
    ['without an address: the person named', SECOND, ['--as', 'sales'], 0, 'by sam@example.com'],
    [
      'the sales signer for marketing',
      SECOND,
      ['--as', 'marketing', '--email', 'sam@example.com'],
      2,
      'may not sign for marketing: the agreement in force names maria@example.com',
    ],
    [
      'the marketing signer for sales',
      SECOND,
      ['--as', 'sales', '--email', 'maria@example.com'],
      2,
      'may not sign for sales',
    ],
    ['somebody else', SECOND, ['--as', 'sales', '--email', 'eve@example.com'], 2, 'may not sign for sales'],
    [
      'a signer only the new text names',
      OTHER_SIGNERS,
      ['--as', 'sales', '--email', 'zoe@example.com'],
      2,
      'the agreement in force names sam@example.com',
    ],
    ['the signer whom the new text drops', OTHER_SIGNERS, ['--as', 'sales', '--email', 'sam@example.com'], 0, ''],
    ['what is in force already', FIRST, ['--as', 'sales'], 2, 'in force already'],
    [
      'another text under the same number',
      SECOND.replace('version: 4', 'version: 3'),
      ['--as', 'sales'],
      2,
      'version 3 was in force already with other words',
    ],
    [
      'a text whose example does not hold',
      SECOND.replace('held: competitor', 'stage: mql'),
      ['--as', 'sales'],
      2,
      'one of its examples does not hold: “a rival asks for a demo”',
    ],
    ['no role', SECOND, [], 2, 'marketing|sales'],
    ['an unknown role', SECOND, ['--as', 'boss'], 2, 'marketing|sales'],
  ])('%s', async (_, text, args, code, says) => {
    await first();
    write(text);
    const ran = await desk.run('sign', ...args);
    expect(ran.out + ran.err).toContain(says);
    expect(ran.code).toBe(code);
    expect((await desk.store.agreementBook()).signatures).toHaveLength(code === 0 ? 1 : 0);
  });

  test('the first one is signed by those it names itself, before anything is in force', async () => {
    write(FIRST);
    expect((await desk.run('sign', '--as', 'marketing', '--email', 'eve@example.com')).out).toContain(
      'the agreement itself names maria@example.com',
    );
    expect((await desk.run('sign', '--as', 'marketing')).out).toBe(
      `Small · version 3 · ${short(FIRST)}: signed for marketing by maria@example.com, on the server.\n`,
    );
  });

  test('signing twice is signing once', async () => {
    await first();
    write(SECOND);
    await desk.run('sign', '--as', 'sales');
    await desk.run('sign', '--as', 'sales');
    expect((await desk.store.agreementBook()).signatures).toHaveLength(1);
  });
});

describe('who may apply what', () => {
  test.each([
    ['unsigned', [], 2, 'no signature for marketing (maria@example.com) and sales (sam@example.com)'],
    ['signed for marketing only', ['marketing'], 2, 'no signature for sales (sam@example.com)'],
    ['signed for sales only', ['sales'], 2, 'no signature for marketing (maria@example.com)'],
    [
      'signed for both',
      ['marketing', 'sales'],
      0,
      'signed by maria@example.com for marketing and sam@example.com for sales',
    ],
  ])('%s', async (_, roles, code, says) => {
    await first();
    write(SECOND);
    for (const role of roles) await desk.run('sign', '--as', role);
    const dry = await desk.run('apply');
    expect([dry.code, await inForce()]).toEqual([code, short(FIRST)]);
    expect(dry.out).toContain(says);
    const applied = await desk.run('apply', '--apply');
    expect(applied.out).toContain(says);
    expect([applied.code, await inForce()]).toEqual([code, code === 0 ? short(SECOND) : short(FIRST)]);
  });

  test('the very first one needs no signature', async () => {
    await first();
    expect(await inForce()).toBe(short(FIRST));
  });

  test('one word changed after signing: no signature holds any more', async () => {
    await first();
    write(SECOND);
    for (const role of ['marketing', 'sales']) await desk.run('sign', '--as', role);
    write(SECOND.replace('points: 6', 'points: 7'));
    expect((await desk.run('apply', '--apply')).code).toBe(2);
    expect(await inForce()).toBe(short(FIRST));
    write(`# as agreed on the phone\n${SECOND}`);
    expect((await desk.run('apply', '--apply')).code).toBe(0);
  });

  test('signatures by people whom the agreement now in force does not name do not count', async () => {
    await first();
    write(THIRD);
    for (const role of ['marketing', 'sales']) await desk.run('sign', '--as', role);
    await agree(SECOND.replaceAll('sam@', 'zoe@'));
    write(THIRD);
    const ran = await desk.run('apply', '--apply');
    expect([ran.code, ran.out]).toEqual([2, expect.stringContaining('no signature for sales (zoe@example.com)')]);
  });

  test('what is stored can be applied by its hash or its number', async () => {
    await first();
    write(SECOND);
    for (const role of ['marketing', 'sales']) await desk.run('sign', '--as', role);
    write(FIRST);
    expect((await desk.run('apply', short(SECOND), '--apply')).code).toBe(0);
    expect((await desk.run('apply', '4')).out).toContain('is in force: nothing to do');
    expect((await desk.run('apply', '77', '--apply')).err).toContain('agreement "77"');
  });
});

describe('rollback', () => {
  test('goes back step by step, and no further than the first', async () => {
    await first();
    await agree(SECOND);
    await agree(THIRD);
    expect((await desk.run('rollback')).out).toContain('SQL bar: 70 → 75');
    expect(await inForce()).toBe(short(THIRD));
    for (const [code, text] of [
      [0, SECOND],
      [0, FIRST],
      [2, FIRST],
    ] as const) {
      expect((await desk.run('rollback', '--apply')).code).toBe(code);
      expect(await inForce()).toBe(short(text));
    }
  });

  test('what was rolled back can be applied again: it is still signed', async () => {
    await first();
    await agree(SECOND);
    await desk.run('rollback', '--apply');
    write(SECOND);
    expect((await desk.run('apply', '--apply')).code).toBe(0);
    expect((await desk.run('rollback', '--apply')).code).toBe(0);
    expect(await inForce()).toBe(short(FIRST));
  });
});

test('what did we agree in March: the one in force then, with who signed it', async () => {
  desk.at('2026-01-10T09:00:00.000Z');
  await first();
  desk.at('2026-03-20T09:00:00.000Z');
  await agree(SECOND);
  desk.at('2026-06-01T09:00:00.000Z');
  await agree(THIRD);
  const at = async (day: string): Promise<string> => (await desk.run('agreements', '--at', day)).out;
  expect(await at('2026-03-19')).toContain(`version 3 · ${short(FIRST)}`);
  expect(await at('2026-03-20')).toContain(`version 4 · ${short(SECOND)}`);
  expect(await at('2025-12-31')).toBe('No agreement was in force at 2025-12-31T23:59:59.999Z.\n');
  expect((await desk.run('agreements', '--at', 'March')).code).toBe(2);
  expect((await desk.run('agreements')).out).toBe(
    [
      `Small · version 3 · ${short(FIRST)}`,
      '  in force from 2026-01-10T09:00:00.000Z until 2026-03-20T09:00:00.000Z',
      `Small · version 4 · ${short(SECOND)}`,
      '  signed for marketing by maria@example.com, 2026-03-20T09:00:00.000Z, on the server',
      '  signed for sales by sam@example.com, 2026-03-20T09:00:00.000Z, on the server',
      '  in force from 2026-03-20T09:00:00.000Z until 2026-06-01T09:00:00.000Z',
      `Small · version 5 · ${short(THIRD)}   in force`,
      '  signed for marketing by maria@example.com, 2026-06-01T09:00:00.000Z, on the server',
      '  signed for sales by sam@example.com, 2026-06-01T09:00:00.000Z, on the server',
      '  in force from 2026-06-01T09:00:00.000Z',
      '',
    ].join('\n'),
  );
  expect((await desk.run('docs', '4')).out).toContain('# Small, version 4');
  expect((await desk.run('diff', '3', 'in force')).out).toContain('pricing_page: 8 points → 6 points');
});

test('every decision is logged, the refused ones too', async () => {
  await first();
  write(SECOND);
  await desk.run('sign', '--as', 'sales', '--email', 'eve@example.com');
  await desk.run('apply', '--apply');
  await desk.run('rollback', '--apply');
  const log = await desk.store.authorityLog(10);
  expect(log.map(({ action, allowed, who }) => [action, allowed, who])).toEqual([
    ['apply', true, 'the server'],
    ['sign', false, 'eve@example.com'],
    ['apply', false, 'the server'],
    ['rollback', false, 'the server'],
  ]);
  expect((await desk.run('agreements', '--log')).out).toContain(
    `refused  sign ${short(SECOND)} for sales, by eve@example.com: eve@example.com may not sign for sales`,
  );
});

test('an agreement that names a new property reads HubSpot again, and the plan says what it cannot foresee', async () => {
  await first();
  const text = SECOND.replace('profile:\n', 'profile:\n  - property: company.country\n    values: { DE: 3 }\n');
  write(text);
  expect((await desk.run('plan')).out).toContain('Not foreseen: what company.country would add');
  await agree(text);
  expect(await desk.store.setting('rescore')).toMatchObject({ readsAgain: true });
  await desk.run('rollback', '--apply');
  expect(await desk.store.setting('rescore')).toMatchObject({ readsAgain: false });
});
