/** The settings page's routes: who may do what, what is refused and logged, and that a repeated request does nothing twice. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type {
  DoneAnswer,
  DraftAnswer,
  EffectAnswer,
  HealthAnswer,
  RefusedAnswer,
  SettingsAnswer,
  UploadAnswer,
} from '../../src/http/pages-contract.ts';
import { readOrThrow, SMALL } from '../agreement/small.ts';
import type { Door } from '../support/door.ts';
import { APP_ID, openDoor, PORTAL_ID, PUBLIC_URL, SECRET } from '../support/door.ts';
import type { User } from '../support/people-asking.ts';
import { asking } from '../support/people-asking.ts';

const SECOND = SMALL.replace('version: 3', 'version: 4').replace('points: 8', 'points: 6');
const THIRD = SECOND.replace('version: 4', 'version: 5').replace('{ score: 75 }', '{ score: 70 }');
const hashOf = (text: string): string => readOrThrow(text).hash;
const stored = (text: string) => {
  const { hash, name, version } = readOrThrow(text);
  return { hash, name, version, text };
};

let door: Door;
let ask: ReturnType<typeof asking>;
let breaks: boolean;
const found = [{ is: 'well', what: 'token', found: 'portal 48975575', fix: null }] as const;
beforeEach(async () => {
  breaks = false;
  door = await openDoor({
    admins: ['ops@example.com'],
    findings: async () => {
      if (breaks) throw new Error('HubSpot does not answer');
      return found;
    },
  });
  ask = asking(door.url, () => ({
    secret: SECRET,
    publicUrl: PUBLIC_URL,
    portalId: PORTAL_ID,
    appId: APP_ID,
    now: door.clock.now(),
  }));
  await door.store.putAgreementInForce(stored(SMALL), door.clock.now() - 1);
});
afterEach(() => door.close());

type Action = 'sign' | 'apply' | 'rollback';
const decide = (user: User, action: Action, text: string, inForce = hashOf(SMALL)) =>
  ask<DoneAnswer | RefusedAnswer>(user, {
    method: 'POST',
    path: `/settings/agreements/${hashOf(text)}/${action}`,
    body: { inForce },
  });
const upload = (user: User, text: string) =>
  ask<UploadAnswer | RefusedAnswer>(user, { method: 'POST', path: '/settings/agreements', body: { text } });
const settings = async (user: User): Promise<SettingsAnswer> =>
  (await ask<SettingsAnswer>(user, '/settings/agreements')).body;
const inForce = async (): Promise<string | undefined> => (await door.store.agreementInForce())?.hash;
const lastLogged = async () => (await door.store.authorityLog(1)).at(-1);

/** Both sign and one applies. */
async function agree(text: string, before = SMALL): Promise<void> {
  expect((await upload('maria', text)).body).toMatchObject({ kind: 'stored' });
  for (const user of ['maria', 'sam'] as const)
    expect((await decide(user, 'sign', text, hashOf(before))).status).toBe(200);
  expect((await decide('sam', 'apply', text, hashOf(before))).status).toBe(200);
  door.clock.advance(1);
}

describe('who may do what', () => {
  const PAUSE = { method: 'POST', path: '/settings/pause', body: { paused: true } };
  const cases: readonly (readonly [string, (user: User) => Promise<{ status: number }>, readonly User[]])[] = [
    ['upload a draft', (user) => upload(user, THIRD), ['maria', 'sam', 'ops']],
    ['look into a draft', (user) => ask(user, `/settings/agreements/${hashOf(SECOND)}`), ['maria', 'sam', 'ops']],
    [
      'ask for its effect',
      (user) => ask(user, `/settings/agreements/${hashOf(SECOND)}/effect`),
      ['maria', 'sam', 'ops'],
    ],
    [
      'look into what is in force',
      (user) => ask(user, `/settings/agreements/${hashOf(SMALL)}`),
      ['maria', 'sam', 'anna', 'ops', 'eve'],
    ],
    ['see the settings', (user) => ask(user, '/settings/agreements'), ['maria', 'sam', 'anna', 'ops', 'eve']],
    ['sign', (user) => decide(user, 'sign', SECOND), ['maria', 'sam']],
    ['pause', (user) => ask(user, PAUSE), ['maria', 'sam', 'ops']],
    ['look at the health', (user) => ask(user, '/settings/health'), ['maria', 'sam', 'ops']],
  ];
  test.each(cases)('%s', async (_what, act, allowed) => {
    await upload('ops', SECOND);
    const may: User[] = [];
    for (const user of ['maria', 'sam', 'anna', 'ops', 'eve'] as const) {
      const { status } = await act(user);
      expect([200, 403]).toContain(status);
      if (status === 200) may.push(user);
    }
    expect(may).toEqual(allowed);
  });

  test.each<[User, number]>([
    ['maria', 200],
    ['sam', 200],
    ['ops', 200],
    ['anna', 403],
    ['eve', 403],
  ])('apply what both have signed: %s %i', async (user, status) => {
    await upload('ops', SECOND);
    for (const signer of ['maria', 'sam'] as const) await decide(signer, 'sign', SECOND);
    expect((await decide(user, 'apply', SECOND)).status).toBe(status);
    expect(await inForce()).toBe(status === 200 ? hashOf(SECOND) : hashOf(SMALL));
  });

  test.each<[User, number]>([
    ['ops', 200],
    ['maria', 403],
    ['sam', 403],
    ['anna', 403],
    ['eve', 403],
  ])('roll back: %s %i', async (user, status) => {
    await agree(SECOND);
    expect((await decide(user, 'rollback', SECOND, hashOf(SECOND))).status).toBe(status);
    expect(await inForce()).toBe(status === 200 ? hashOf(SMALL) : hashOf(SECOND));
  });

  test('what is shown follows from it: no drafts, no log and no buttons for whom they are not', async () => {
    await upload('maria', SECOND);
    const eve = await settings('eve');
    expect([eve.others, eve.log, eve.you.may]).toEqual([
      [],
      [],
      { upload: false, apply: false, rollback: false, pause: false },
    ]);
    expect(JSON.stringify(eve)).not.toContain(hashOf(SECOND));
    const maria = await settings('maria');
    expect(maria.you).toMatchObject({ signsFor: ['marketing'], may: { upload: true, rollback: false } });
    expect(maria.others.map((version) => version.hash)).toEqual([hashOf(SECOND)]);
  });
});

describe('two people, one text', () => {
  beforeEach(async () => {
    await upload('ops', SECOND);
  });

  test.each<[string, readonly User[], string]>([
    ['nobody signed', [], 'no signature for marketing (maria@example.com) and sales (sam@example.com)'],
    ['marketing alone', ['maria'], 'no signature for sales (sam@example.com)'],
    ['marketing twice', ['maria', 'maria'], 'no signature for sales (sam@example.com)'],
    ['sales alone', ['sam'], 'no signature for marketing (maria@example.com)'],
  ])('%s: it is not applied', async (_what, signers, because) => {
    for (const user of signers) await decide(user, 'sign', SECOND);
    const refused = await decide('sam', 'apply', SECOND);
    expect([refused.status, await inForce()]).toEqual([403, hashOf(SMALL)]);
    expect(refused.body.because).toContain(because);
  });

  test('an administrator signs for nobody', async () => {
    const { status, body } = await decide('ops', 'sign', SECOND);
    expect([status, body.because]).toEqual([
      403,
      'ops@example.com may not sign: the agreement in force names maria@example.com and sam@example.com',
    ]);
    expect(await lastLogged()).toMatchObject({
      action: 'sign',
      allowed: false,
      who: 'ops@example.com',
      userId: '90010',
    });
  });

  test('the same HubSpot user under two addresses is one person', async () => {
    await decide('maria', 'sign', SECOND);
    const { status, body } = await ask<RefusedAnswer>('sam', {
      method: 'POST',
      path: `/settings/agreements/${hashOf(SECOND)}/sign`,
      body: { inForce: hashOf(SMALL) },
      userId: '90003',
    });
    expect([status, body.because]).toEqual([403, expect.stringContaining('two different people')]);
  });

  test('a signature is kept with the user id of the signed request', async () => {
    await decide('maria', 'sign', SECOND);
    expect((await door.store.agreementBook()).signatures).toEqual([
      { hash: hashOf(SECOND), role: 'marketing', email: 'maria@example.com', userId: '90003', at: door.clock.now() },
    ]);
  });

  test('signers of the next version are those the one in force names, not those it names itself', async () => {
    const others = SECOND.replaceAll('sam@', 'zoe@');
    await upload('ops', others);
    const { status } = await ask('eve', {
      method: 'POST',
      path: `/settings/agreements/${hashOf(others)}/sign`,
      body: { inForce: hashOf(SMALL) },
      email: 'zoe@example.com',
    });
    expect(status).toBe(403);
    expect((await decide('sam', 'sign', others)).status).toBe(200);
  });
});

describe('something else happened meanwhile', () => {
  test('who decides with another agreement before their eyes is asked to look again', async () => {
    await upload('ops', THIRD);
    await agree(SECOND);
    for (const action of ['sign', 'apply'] as const) {
      const { status, body } = await decide('sam', action, THIRD, hashOf(SMALL));
      expect([action, status, body.because]).toEqual([action, 409, expect.stringContaining('look again')]);
    }
    expect((await decide('sam', 'sign', THIRD, hashOf(SECOND))).status).toBe(200);
  });

  test('a rollback takes back what its asker saw, and nothing after it', async () => {
    await agree(SECOND);
    await agree(THIRD, SECOND);
    expect((await decide('ops', 'rollback', SECOND, hashOf(SECOND))).status).toBe(409);
    expect(await inForce()).toBe(hashOf(THIRD));
    expect((await decide('ops', 'rollback', SECOND, hashOf(THIRD))).status).toBe(400);
  });

  test('nothing to return to', async () => {
    const { status, body } = await decide('ops', 'rollback', SMALL);
    expect([status, body.because]).toEqual([403, 'there is no earlier agreement to return to']);
  });

  test('HubSpot repeats a request: applied once, rolled back once, the answer the same', async () => {
    await agree(SECOND);
    expect((await decide('sam', 'apply', SECOND)).status).toBe(200);
    expect((await door.store.agreementBook()).applied).toHaveLength(2);
    for (let times = 0; times < 2; times += 1) {
      expect((await decide('ops', 'rollback', SECOND, hashOf(SECOND))).status).toBe(200);
    }
    expect((await door.store.agreementBook()).applied.map((step) => step.hash)).toEqual([
      hashOf(SMALL),
      hashOf(SECOND),
      hashOf(SMALL),
    ]);
  });
});

describe('an upload', () => {
  test('every problem with its line and column, what was found and what is allowed', async () => {
    const broken = SECOND.replace('points: 6,', 'points: many,').replace(
      'signal: pricing_page, points',
      'signal: prices, points',
    );
    const { status, body } = await upload('maria', broken);
    expect(status).toBe(200);
    if (body.kind !== 'problems') throw new Error(body.kind);
    const line = broken.split('\n').findIndex((text) => text.includes('points: many')) + 1;
    expect(body.problems).toEqual([
      expect.objectContaining({
        line,
        path: 'behaviour.web.rules[0].signal',
        allowed: 'demo_request, pricing_page',
      }),
      expect.objectContaining({ line, path: 'behaviour.web.rules[0].points', found: expect.stringContaining('many') }),
    ]);
    expect((await door.store.agreementBook()).versions).toHaveLength(1);
    expect(await door.store.authorityLog(5)).toEqual([]);
  });

  test('an example that does not hold, and a number that was in force before, are problems at their place', async () => {
    const broken = SMALL.replace('points: 8', 'points: 6').replace('held: competitor', 'stage: mql');
    const { body } = await upload('maria', broken);
    if (body.kind !== 'problems') throw new Error(body.kind);
    expect(
      body.problems.map(({ line, path, message }) => [broken.split('\n')[line - 1]?.trim(), path, message]),
    ).toEqual([
      ['version: 3', 'version', expect.stringContaining('give this one a number of its own')],
      [expect.stringContaining('expect:'), 'tests[0].expect', expect.stringContaining('does not hold: its stage')],
    ]);
  });

  test('a good one is kept, with its warnings, and can be looked into', async () => {
    const { body } = await upload('maria', SECOND);
    expect(body).toMatchObject({ kind: 'stored', hash: hashOf(SECOND), warnings: expect.any(Array) });
    const { body: draft } = await ask<DraftAnswer>('sam', `/settings/agreements/${hashOf(SECOND)}`);
    expect(draft).toMatchObject({
      text: SECOND,
      differences: expect.arrayContaining(['pricing_page: 8 points → 6 points']),
      version: { notYet: expect.stringContaining('no signature for marketing'), appliedAt: null },
    });
    expect(draft.blocks[0]).toMatchObject({ kind: 'heading', level: 1 });
    expect(await lastLogged()).toMatchObject({
      action: 'upload',
      allowed: true,
      who: 'maria@example.com',
      userId: '90003',
    });
  });

  test('who may not upload is not told what is wrong with a text, and the attempt is logged', async () => {
    const { status, body } = await upload('anna', 'not: an agreement');
    expect([status, body]).toEqual([
      403,
      { kind: 'refused', because: expect.stringContaining('may not upload a draft') },
    ]);
    expect(await lastLogged()).toMatchObject({ action: 'upload', allowed: false, who: 'anna@example.com', hash: null });
  });

  test.each([
    ['nothing', undefined],
    ['a list', []],
    ['an empty text', { text: '' }],
    ['more than an agreement can be', { text: 'x'.repeat(70_000) }],
    ['a text and something else', { text: SECOND, by: 'maria' }],
  ])('%s is not understood', async (_what, body) => {
    expect((await ask('maria', { method: 'POST', path: '/settings/agreements', body })).status).toBe(400);
  });

  test.each([
    ['a hash that is none', '/settings/agreements/zz/sign', { inForce: hashOf(SMALL) }, 400],
    ['a draft nobody uploaded', `/settings/agreements/${'a'.repeat(64)}/sign`, { inForce: hashOf(SMALL) }, 404],
    ['no hash of what is in force', `/settings/agreements/${'a'.repeat(64)}/apply`, {}, 400],
    ['a pause that says nothing', '/settings/pause', {}, 400],
  ])('%s', async (_what, path, body, status) => {
    expect((await ask('maria', { method: 'POST', path, body })).status).toBe(status);
  });
});

describe('the first run', () => {
  const ANSWERS = {
    sells: 'b2b-saas',
    people: 'DE AT CH: anna@you.example, ben@you.example; others: carla@you.example',
    target: 'COMPUTER_SOFTWARE, INTERNET; 50-1000',
    hours: 'Europe/Berlin; monday-friday; 09:00-18:00',
    promise: '75; 5m 1h 24h',
    signers: 'maria@you.example, sam@you.example',
  };
  const answer = (answers: Readonly<Record<string, string>>) =>
    ask<UploadAnswer>('ops', { method: 'POST', path: '/settings/agreements', body: { answers } });

  test('six answers make a draft under the next number', async () => {
    expect((await settings('ops')).firstRun).toMatchObject({
      needed: true,
      presets: expect.arrayContaining(['b2b-saas']),
    });
    const { body } = await answer(ANSWERS);
    expect(body).toMatchObject({ kind: 'stored', label: expect.stringContaining('version 4') });
    const { text } = (await door.store.agreementBook()).versions.find((version) => version.version === 4) ?? {
      text: '',
    };
    expect(text).toContain('carla@you.example');
    expect(readOrThrow(text).signers).toEqual({ marketing: 'maria@you.example', sales: 'sam@you.example' });
  });

  test('what cannot be used is told at its question, all at once', async () => {
    const { body } = await answer({ ...ANSWERS, sells: 'b2b-sass', promise: 'soon' });
    if (body.kind !== 'answers') throw new Error(body.kind);
    expect(body.problems.map(({ question }) => question)).toEqual(expect.arrayContaining(['sells', 'promise']));
    expect(body.problems[0]?.problem).toContain('did you mean b2b-saas');
  });

  test('it is not needed once somebody has signed', async () => {
    await agree(SECOND);
    expect((await settings('sam')).firstRun.needed).toBe(false);
  });
});

describe('effect, health, pause', () => {
  const untilDone = async <T extends { kind: string }>(path: string): Promise<T> => {
    for (let asked = 0; asked < 500; asked += 1) {
      const { body } = await ask<T>('sam', path);
      if (body.kind !== 'working') return body;
      await new Promise((resolve) => setImmediate(resolve));
    }
    throw new Error('it is never done');
  };

  test('the effect is worked out behind the request and kept', async () => {
    await upload('sam', SECOND);
    const path = `/settings/agreements/${hashOf(SECOND)}/effect`;
    expect((await ask<EffectAnswer>('sam', path)).body).toEqual({ kind: 'working', done: 0, total: 0 });
    const effect = await untilDone<EffectAnswer>(path);
    expect(effect).toMatchObject({
      kind: 'effect',
      contacts: 0,
      tasks: 0,
      crossings: [],
      ownersKnown: false,
      notRead: [],
    });
    door.clock.advance(60_000);
    expect((await ask<EffectAnswer>('sam', path)).body).toEqual(effect);
    door.clock.advance(600_001);
    expect((await ask<EffectAnswer>('sam', path)).body.kind).toBe('working');
  });

  test('the health is looked at behind the request, again when it is old, and a look that fails says so', async () => {
    expect((await ask<HealthAnswer>('sam', '/settings/health')).body).toEqual({ kind: 'working' });
    expect(await untilDone<HealthAnswer>('/settings/health')).toMatchObject({ kind: 'health', findings: found });
    breaks = true;
    door.clock.advance(60_001);
    expect(await untilDone<HealthAnswer>('/settings/health')).toEqual({ kind: 'failed' });
    breaks = false;
    expect((await ask<HealthAnswer>('sam', '/settings/health')).body).toEqual({ kind: 'failed' });
    door.clock.advance(10_001);
    expect(await untilDone<HealthAnswer>('/settings/health')).toMatchObject({ kind: 'health' });
  });

  test('a pause stands at once, a resume ends it, and both are logged with the person', async () => {
    const pause = (paused: boolean) => ask('sam', { method: 'POST', path: '/settings/pause', body: { paused } });
    expect((await pause(true)).status).toBe(200);
    expect([await door.store.setting('paused'), (await settings('anna')).paused]).toEqual([true, true]);
    expect((await pause(false)).status).toBe(200);
    expect(await door.store.setting('paused')).toBe(false);
    expect((await door.store.authorityLog(2)).map(({ action, who }) => [action, who])).toEqual([
      ['pause', 'sam@example.com'],
      ['resume', 'sam@example.com'],
    ]);
  });

  test('a rescore is shown until every contact is scored by what is in force', async () => {
    await door.store.makeDue(['1', '2'], { at: 1, because: 'watch', lane: 'live' });
    await agree(SECOND);
    expect((await settings('sam')).rescore).toEqual({ madeDue: 0, total: 2, toScore: 0 });
    await door.store.rescoreStep({ limit: 10, now: door.clock.now() });
    expect((await settings('sam')).rescore).toBeNull();
  });
});
