/** The app page and the settings page against the whole town: real leads, real decisions, asked through HubSpot's proxy. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { watchAgreement } from '../../src/cli/agreement-watch.ts';
import { inForceOf } from '../../src/worker/in-force.ts';
import { drain } from '../../src/worker/worker.ts';
import type {
  AgreementAnswer,
  AvailabilityAnswer,
  EffectAnswer,
  QueueAnswer,
  RefusedAnswer,
  SettingsAnswer,
  UploadAnswer,
} from '../../src/http/pages-contract.ts';
import { readOrThrow } from '../agreement/small.ts';
import { asking } from '../support/people-asking.ts';
import type { Town } from '../support/town.ts';
import { openTown } from '../support/town.ts';

const DEFAULT = readFileSync(join(import.meta.dirname, '../../agreement.yaml'), 'utf8');
const inForce = readOrThrow(DEFAULT);

let town: Town;
let ask: ReturnType<typeof asking>;
beforeEach(async () => {
  town = await openTown({ agreement: inForce });
  const { account } = town.deps;
  ask = asking(town.url, () => ({
    secret: town.portal.settings().clientSecret,
    publicUrl: town.url,
    portalId: account.portalId,
    appId: account.appId ?? '39522895',
    now: town.clock.now(),
  }));
  await town.deps.store.putAgreementInForce(
    { hash: inForce.hash, text: DEFAULT, name: inForce.name, version: inForce.version },
    town.clock.now(),
  );
  // Owners are known once a worker has read them.
  await town.deps.directory.portal();
});
afterEach(() => town.close());

function asksForDemo(
  firstname: string,
  { industry = 'COMPUTER_SOFTWARE', email = `${firstname.toLowerCase()}@hafen.example` } = {},
): string {
  const { portal } = town;
  const lead = portal.createContact({
    properties: { email, firstname, lastname: 'Lind', jobtitle: 'VP Sales', phone: '+49 40 1234' },
    changeSource: 'FORM',
  });
  portal.createRecord({
    type: 'company',
    properties: { name: 'Hafen Logistik', industry, numberofemployees: '300', country: 'Germany' },
    contact: lead.id,
  });
  portal.submitForm({ contact: lead.id, form: 'Demo request', url: 'https://www.example.com/demo' });
  return lead.id;
}

const queueOf = async (user: 'anna' | 'ben' | 'sam' | 'maria' | 'eve'): Promise<QueueAnswer> =>
  (await ask<QueueAnswer>(user, '/pages/queue')).body;

test('each sees what is theirs: the rep their leads, the manager their people’s, a stranger nothing', async () => {
  for (const name of ['Nora', 'Olaf', 'Pia']) {
    asksForDemo(name);
    await town.settle();
    town.clock.advance(60_000);
  }
  const [anna, ben, sam, eve] = await Promise.all([queueOf('anna'), queueOf('ben'), queueOf('sam'), queueOf('eve')]);
  expect([anna.rows.length + ben.rows.length, sam.rows.length, eve.rows.length]).toEqual([3, 3, 0]);
  expect(anna.rows.length).toBeGreaterThan(0);
  expect(anna.rows.every((row) => row.isYours && row.ownerName === 'Anna Albers')).toBe(true);
  expect(sam.rows.map(({ isYours }) => isYours)).toEqual([false, false, false]);
  expect([anna.notHandedOff, anna.health, anna.inNoState]).toEqual([null, null, null]);
  expect(eve).toMatchObject({ you: { isOwner: false, manages: 0 }, inAll: 0, health: null });
  expect(sam.you).toMatchObject({ isOwner: true, manages: 3 });

  // The oldest promise has the least left of it.
  expect(sam.rows.map(({ name }) => name)).toEqual(['Nora Lind', 'Olaf Lind', 'Pia Lind']);
  expect(sam.rows[0]).toMatchObject({
    company: 'Hafen Logistik',
    temperature: 'hot',
    state: 'handed_off',
    promise: { state: 'running', promisedMs: 300_000, leftMs: 120_000 },
    next: { does: ['remind', 'tell backup'] },
  });
  town.clock.advance(150_000);
  expect((await queueOf('sam')).rows.map(({ promise }) => promise?.state)).toEqual(['breached', 'running', 'running']);
});

test('who was not handed off is listed with the reason for whoever looks after it, and how long events took', async () => {
  const rival = asksForDemo('Rita', { email: 'rita@rival.example' });
  asksForDemo('Nora');
  await town.settle();
  const sam = await queueOf('sam');
  expect(sam.notHandedOff).toMatchObject({ inAll: 1, leads: [{ contactId: rival, name: 'Rita Lind', state: 'held' }] });
  expect(sam.notHandedOff?.held).toEqual([{ because: sam.notHandedOff?.leads[0]?.because, count: 1 }]);
  expect(sam.health?.eventToCrm).toMatchObject({ count: expect.any(Number) });
  expect(sam.health?.eventToCrm?.p95Ms).toBeGreaterThanOrEqual(sam.health?.eventToCrm?.p50Ms ?? Infinity);
  expect(sam.health).toMatchObject({ dueNow: 0, oldestDueMs: null, buried: 0, lastDeliveryAt: expect.any(Number) });
  expect(sam.health?.runs[0]).toEqual({ what: 'watch', lastAt: null });
  await town.pass(20_000, { watch: true });
  expect((await queueOf('maria')).health?.runs[0]).toEqual({ what: 'watch', lastAt: expect.any(Number) });
});

test('a qualified lead with nothing next is in no state, and is named', async () => {
  const id = asksForDemo('Nora');
  await town.settle();
  const [claimed] = await (async () => {
    await town.deps.store.makeDue([id], { at: town.clock.now(), because: 'watch', lane: 'live' });
    return town.deps.store.claim({ worker: 'x', limit: 1, leaseMs: 1_000, now: town.clock.now() });
  })();
  await town.deps.store.settle({
    worker: 'x',
    now: town.clock.now(),
    settlements: [
      { contactId: id, version: claimed?.version ?? '', nextDueAt: null, nextDueBecause: 'boundary', failure: null },
    ],
  });
  expect((await queueOf('sam')).inNoState).toMatchObject({
    count: 1,
    leads: [{ contactId: id, name: 'Nora Lind', because: ['nothing is due'] }],
  });
});

test('the agreement is everybody’s to read, in the sentences that "baton docs" prints', async () => {
  const { body } = await ask<AgreementAnswer>('eve', '/pages/agreement');
  expect(body).toMatchObject({ hash: inForce.hash, inForceSince: town.clock.now(), version: inForce.version });
  expect(body.signatures.map(({ role, named, signed }) => [role, named, signed])).toEqual([
    ['marketing', 'maria@example.com', null],
    ['sales', 'sam@example.com', null],
  ]);
  const said = body.blocks.flatMap((block) =>
    block.kind === 'paragraph' ? block.words.map(({ text }) => text).join('') : [],
  );
  expect(said).toContainEqual(expect.stringMatching(/^SQL: a lead with a score of at least 75/));
});

test('who says that they are away gets no leads until then; who says nothing more gets them as planned', async () => {
  const say = (user: 'anna' | 'eve' | 'maria', body: object) =>
    ask<AvailabilityAnswer | RefusedAnswer>(user, { method: 'PUT', path: '/pages/me/availability', body });
  const ownerOf = async (name: string): Promise<string | undefined> => {
    asksForDemo(name);
    await town.settle();
    return (await queueOf('sam')).rows.find((row) => row.name === `${name} Lind`)?.ownerName;
  };
  const until = town.clock.now() + 2 * 3_600_000;
  expect((await say('anna', { available: false, until })).body).toEqual({
    kind: 'availability',
    availability: { available: false, until },
  });
  expect((await queueOf('anna')).you.availability).toEqual({ available: false, until });
  expect([await ownerOf('Nora'), await ownerOf('Olaf')]).toEqual(['Ben Brandt', 'Ben Brandt']);
  expect((await say('anna', { available: null })).status).toBe(200);
  expect((await queueOf('anna')).you.availability).toBeNull();
  expect(await ownerOf('Pia')).toBe('Anna Albers');

  await say('anna', { available: false, until });
  town.clock.set(until);
  expect((await queueOf('anna')).you.availability).toBeNull();
});

test.each<[string, 'anna' | 'eve', object, number]>([
  ['nobody’s owner', 'eve', { available: false, until: null }, 403],
  ['a moment that has passed', 'anna', { available: false, until: 1 }, 400],
  ['there for ever, whatever the hours', 'anna', { available: true, until: null }, 400],
  ['nothing', 'anna', {}, 400],
])('of availability: %s', async (_what, user, body, status) => {
  expect((await ask(user, { method: 'PUT', path: '/pages/me/availability', body })).status).toBe(status);
});

test('the place of the board says that nothing is measured yet', async () => {
  expect((await ask('eve', '/pages/board')).body).toEqual({ kind: 'not measured yet' });
});

test('a broken draft shows line and reason, a good one its effect; both sign, it is applied, and scores change in HubSpot', async () => {
  const id = asksForDemo('Nora', { industry: 'TELECOMMUNICATIONS' });
  await town.settle();
  const before = Number(town.contact(id)?.properties['baton_score']);
  const { store, clock, log } = { ...town.deps, clock: town.clock };
  let current = inForceOf(inForce);
  const watch = watchAgreement(
    { store, clock, log, known: inForce.hash },
    (agreement) => void (current = inForceOf(agreement)),
  );

  const upload = async (text: string): Promise<UploadAnswer> =>
    (await ask<UploadAnswer>('maria', { method: 'POST', path: '/settings/agreements', body: { text } })).body;
  const next = DEFAULT.replace(/^version: \d+/m, 'version: 2').replace(
    'TELECOMMUNICATIONS: 6',
    'TELECOMMUNICATIONS: 1',
  );
  const broken = await upload(next.replace('TELECOMMUNICATIONS: 1', 'TELECOMMUNICATIONS: one'));
  expect(broken).toMatchObject({
    kind: 'problems',
    problems: [
      {
        line: next.split('\n').findIndex((line) => line.includes('TELECOMMUNICATIONS: 1')) + 1,
        found: expect.stringContaining('one'),
        allowed: expect.any(String),
      },
    ],
  });

  const good = await upload(next);
  if (good.kind !== 'stored') throw new Error(JSON.stringify(good));
  const path = `/settings/agreements/${good.hash}`;
  let effect: EffectAnswer = { kind: 'failed' };
  for (let asked = 0; asked < 500 && effect.kind !== 'effect'; asked += 1) {
    effect = (await ask<EffectAnswer>('sam', `${path}/effect`)).body;
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(effect).toMatchObject({
    contacts: 1,
    scoreChanged: 1,
    meanChange: -5,
    fallen: [{ contactId: id, name: 'Nora Lind', to: expect.any(Number) }],
    ownersKnown: true,
  });

  const body = { inForce: inForce.hash };
  const act = (user: 'maria' | 'sam', action: string) => ask(user, { method: 'POST', path: `${path}/${action}`, body });
  expect((await act('maria', 'sign')).status).toBe(200);
  expect((await act('maria', 'apply')).status).toBe(403);
  expect((await act('sam', 'sign')).status).toBe(200);
  expect((await act('sam', 'apply')).status).toBe(200);

  const settings = async (): Promise<SettingsAnswer> => (await ask<SettingsAnswer>('sam', '/settings/agreements')).body;
  expect((await settings()).rescore).toMatchObject({ toScore: 1 });
  for (let looks = 0; looks < 200 && (await settings()).rescore !== null; looks += 1) {
    clock.advance(3_000);
    await drain({ ...town.deps, inForce: () => current });
  }
  await watch.stop();
  expect((await settings()).inForce).toMatchObject({ hash: good.hash, version: 2 });
  expect(Number(town.contact(id)?.properties['baton_score'])).toBe(before - 5);
  expect(town.contact(id)?.properties['baton_agreement']).toContain(good.hash.slice(0, 8));
});
