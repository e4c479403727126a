/** The cards through the real door, on a portal with a worker: what is shown, who may answer, and what becomes of the answer. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CompanyCard, ContactCard, LeadCard } from '../../src/http/contract.ts';
import type { Answered, Ask } from '../support/asking.ts';
import { ANNA, BEN, SAM, send, signedAsk, STRANGER } from '../support/asking.ts';
import type { Town } from '../support/town.ts';
import { openTown } from '../support/town.ts';

let town: Town;
beforeAll(async () => {
  town = await openTown();
});
afterAll(() => town.close());

function ask(request: Ask): Promise<Answered> {
  const { clientSecret } = town.portal.settings();
  const { portalId, appId } = town.deps.account;
  const proxy = { secret: clientSecret, publicUrl: town.url, portalId, appId: appId ?? '', now: town.clock.now() };
  return send(town.url, signedAsk(proxy, request));
}

async function cardOf(contactId: string, who: Partial<Ask> = ANNA): Promise<LeadCard> {
  const { status, body } = await ask({ path: `/cards/contacts/${contactId}`, ...who });
  expect(status).toBe(200);
  const card = body as ContactCard;
  if (card.kind !== 'lead') throw new Error(`the card is ${card.kind}: ${card.says}`);
  return card;
}

let people = 0;
const COMPANY = { name: 'Acme GmbH', industry: 'COMPUTER_SOFTWARE', numberofemployees: '300', country: 'Germany' };

interface Lead {
  readonly id: string;
  readonly companyId: string;
  readonly owner: typeof ANNA | typeof BEN;
  readonly other: typeof ANNA | typeof BEN;
}

/** Somebody asks for a demo and is handed to whoever is next. */
async function handedOff(): Promise<Lead> {
  people += 1;
  const { id } = town.portal.createContact({
    properties: { email: `vera${people}@acme.example`, firstname: 'Vera', lastname: 'Vogt', jobtitle: 'VP Sales' },
  });
  const { id: companyId } = town.portal.createRecord({ type: 'company', properties: COMPANY, contact: id });
  town.portal.submitForm({ contact: id, form: 'Demo request DE' });
  await town.settle();
  const card = await cardOf(id);
  const owner = card.handoff?.owner === 'Anna Albers' ? ANNA : BEN;
  return { id, companyId, owner, other: owner === ANNA ? BEN : ANNA };
}

let keys = 0;
const fresh = (): string => `a-key-of-this-test-${(keys += 1)}`;

/** What a rep says, on the card's route of that name. */
const say = (
  id: string,
  what: 'verdict' | 'missing' | 'pin',
  body: object,
  who: Partial<Ask> = {},
): Promise<Answered> => ask({ path: `/cards/contacts/${id}/${what}`, method: 'POST', body, ...who });
const accepted = (key = fresh()): object => ({ key, cycle: 1, verdict: 'accepted' });
const rejected = (reason: string, key = fresh()): object => ({
  key,
  cycle: 1,
  verdict: 'rejected',
  reason,
  note: 'later',
});
const saidOf = async (id: string): Promise<readonly string[]> =>
  ((await town.deps.store.contact(id))?.sayings ?? []).map(({ what }) => what.kind);

describe('looking', () => {
  test('a demo request is hot on the card of whoever got it, with the reason and the clock', async () => {
    const { id, owner } = await handedOff();
    const card = await cardOf(id, owner);
    expect(card).toMatchObject({
      name: 'Vera Vogt',
      company: 'Acme GmbH',
      temperature: { as: 'hot', isFixed: true },
      state: { kind: 'handed_off' },
      handoff: { isYou: true },
      actions: { accept: { allowed: true }, reject: { allowed: true } },
    });
    expect(card.reasons).toMatch(/^Asked for a demo just now \(Demo request DE\); VP Sales at a 300-person/);
    expect(card.clocks.find(({ kind }) => kind === 'first_contact')).toMatchObject({ state: 'running' });
  });

  test('whoever may look sees the same, but for what they may do', async () => {
    const { id, owner, other } = await handedOff();
    const { actions, handoff, ...mine } = await cardOf(id, owner);
    const { actions: theirs, handoff: them, ...rest } = await cardOf(id, other);
    expect(rest).toEqual(mine);
    expect([handoff?.isYou, them?.isYou]).toEqual([true, false]);
    expect([actions.accept.allowed, theirs.accept.allowed]).toEqual([true, false]);
  });

  test('a contact nobody told Baton of is not scored yet: that is an answer', async () => {
    const { status, body } = await ask({ path: '/cards/contacts/999999999999' });
    expect([status, (body as ContactCard).kind]).toEqual([200, 'not_scored']);
  });

  test.each(['abc', '1e5', '-1', '%20', '../1', '123456789012345678901'])('%s is no contact', async (id) => {
    expect((await ask({ path: `/cards/contacts/${id}` })).status).toBeGreaterThanOrEqual(400);
  });

  test('a company shows who of it is known and in whose hands', async () => {
    const { id, companyId } = await handedOff();
    const { status, body } = await ask({ path: `/cards/companies/${companyId}` });
    expect(status).toBe(200);
    expect(body as CompanyCard).toMatchObject({
      kind: 'company',
      name: 'Acme GmbH',
      people: [{ contactId: id, name: 'Vera Vogt', jobtitle: 'VP Sales', state: { kind: 'handed_off' } }],
      more: 0,
    });
    const nobody = await ask({ path: '/cards/companies/4711' });
    expect((nobody.body as CompanyCard).kind).toBe('nobody_known');
  });

  test('in German where the user’s HubSpot is', async () => {
    const { id, owner } = await handedOff();
    const { portalId, appId } = town.deps.account;
    const query = `language=de&userId=${owner.userId}&portalId=${portalId}&userEmail=${encodeURIComponent(owner.email)}&appId=${appId}`;
    const { body } = await ask({ path: `/cards/contacts/${id}`, query });
    expect((body as LeadCard).temperature.says).toBe('Heiß');
    expect((body as LeadCard).state.says).toMatch(/^Bei .* seit .*: Der erste Kontakt steht aus\.$/);
  });
});

describe('answering', () => {
  test('accepted by its owner: the card says so at once, and the worker takes it up', async () => {
    const { id, owner } = await handedOff();
    const { status, body } = await say(id, 'verdict', accepted(), owner);
    expect(status).toBe(200);
    expect((body as LeadCard).verdict).toMatchObject({ kind: 'accepted', isPending: true });
    expect((body as LeadCard).actions.accept.allowed).toBe(false);
    const stored = await town.deps.store.contact(id);
    expect(stored?.dueBecause).toBe('said');
    expect(stored?.sayings).toEqual([
      expect.objectContaining({ by: { userId: owner.userId, email: owner.email }, through: 'card', cycleNo: 1 }),
    ]);
  });

  test('HubSpot repeats a request: one saying, and the same answer', async () => {
    const { id, owner } = await handedOff();
    const body = accepted();
    const first = await say(id, 'verdict', body, owner);
    await town.settle();
    const second = await say(id, 'verdict', body, owner);
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(await saidOf(id)).toEqual(['accepted']);
  });

  test('many at once with one key: one saying', async () => {
    const { id, owner } = await handedOff();
    const body = rejected('no_budget');
    const answers = await Promise.all(Array.from({ length: 8 }, () => say(id, 'verdict', body, owner)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
    expect(await saidOf(id)).toEqual(['rejected']);
  });

  test('two people’s keys are two keys', async () => {
    const { id, owner } = await handedOff();
    const body = { key: fresh(), cycle: 1, parts: ['phone', 'phone'], suggestion: 'ask for it' };
    await say(id, 'missing', body, owner);
    await say(id, 'missing', body, SAM);
    const stored = await town.deps.store.contact(id);
    expect(stored?.sayings.map(({ by, what }) => [by.email, what])).toEqual([
      [owner.email, { kind: 'missing', parts: ['phone'], suggestion: 'ask for it' }],
      [SAM.email, { kind: 'missing', parts: ['phone'], suggestion: 'ask for it' }],
    ]);
  });

  test('a manager may answer, and may pin', async () => {
    const { id } = await handedOff();
    const set = await say(id, 'pin', { key: fresh(), cycle: 1, pin: 'set', as: 'warm', days: 7 }, SAM);
    expect((set.body as LeadCard).pin).toMatchObject({ as: 'warm', until: town.clock.now() + 7 * 86_400_000 });
    const clear = await say(id, 'pin', { key: fresh(), cycle: 1, pin: 'clear' }, SAM);
    expect((clear.body as LeadCard).pin).toBeNull();
    expect((await say(id, 'verdict', accepted(), SAM)).status).toBe(200);
  });

  test.each<[string, number, 'verdict' | 'missing' | 'pin', object]>([
    ['without a key', 400, 'verdict', { cycle: 1, verdict: 'accepted' }],
    ['with a key that is no key', 400, 'verdict', { key: "'; DROP", cycle: 1, verdict: 'accepted' }],
    ['rejected without a reason', 400, 'verdict', { key: 'a-key-0001', cycle: 1, verdict: 'rejected' }],
    ['rejected for a reason the agreement has not', 400, 'verdict', rejected('toString')],
    ['with a note of a thousand and one letters', 400, 'verdict', { ...accepted(), note: 'x'.repeat(1_001) }],
    ['with a field that is not asked for', 400, 'verdict', { ...accepted(), ownerId: '101' }],
    ['neither accepted nor rejected', 400, 'verdict', { key: 'a-key-0002', cycle: 1, verdict: 'expired' }],
    ['for a pass that is over', 409, 'verdict', { ...accepted(), cycle: 2 }],
    ['missing nothing', 400, 'missing', { key: 'a-key-0003', cycle: 1, parts: [] }],
    ['missing what no brief has', 400, 'missing', { key: 'a-key-0004', cycle: 1, parts: ['budget'] }],
    ['pinned for ever', 400, 'pin', { key: 'a-key-0005', cycle: 1, pin: 'set', as: 'hot', days: 400 }],
    ['no object', 400, 'verdict', []],
  ])('%s: %i, and nothing is written down', async (_what, expected, route, body) => {
    const { id, owner } = await handedOff();
    expect((await say(id, route, body, owner)).status).toBe(expected);
    expect(await saidOf(id)).toEqual([]);
  });

  test('another rep, a stranger, and a user whose number is the owner’s id: 403 with the reason, on every route', async () => {
    const { id, owner, other } = await handedOff();
    const ownerId = town.contact(id)?.properties['hubspot_owner_id'] ?? '';
    const bodies = {
      verdict: accepted(),
      missing: { key: fresh(), cycle: 1, parts: ['phone'] },
      pin: { key: fresh(), cycle: 1, pin: 'clear' },
    };
    for (const who of [other, STRANGER, { ...STRANGER, userId: ownerId }, { ...other, userId: owner.userId }]) {
      for (const route of ['verdict', 'missing', 'pin'] as const) {
        const { status, body } = await say(id, route, bodies[route], who);
        expect([status, body]).toEqual([403, expect.objectContaining({ kind: 'refused', because: 'not yours' })]);
      }
    }
    expect(await saidOf(id)).toEqual([]);
  });

  test('what was accepted cannot be accepted again under another key, and may still be rejected', async () => {
    const { id, owner } = await handedOff();
    await say(id, 'verdict', accepted(), owner);
    expect(await say(id, 'verdict', accepted(), SAM)).toMatchObject({
      status: 409,
      body: { because: 'already accepted' },
    });
    expect((await say(id, 'verdict', rejected('no_budget'), owner)).status).toBe(200);
    expect(await saidOf(id)).toEqual(['accepted', 'rejected']);
  });

  test('a contact that is not known is not answered for', async () => {
    expect((await say('999999999999', 'verdict', accepted(), SAM)).status).toBe(404);
  });
});

test('the log names routes, ids and reasons, and no person', () => {
  const lines = town.lines.filter(({ route }) => typeof route === 'string' && route.startsWith('/cards'));
  expect(lines.length).toBeGreaterThan(50);
  expect(JSON.stringify(lines)).not.toMatch(/@|…|Vera|userEmail|later|ask for it/);
});
