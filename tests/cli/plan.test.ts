/** What `baton plan` foresees is what `baton apply` then does: over random small portals, end to end. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { applyAgreement, onServer, signAgreement } from '../../src/worker/authority.ts';
import { inForceOf } from '../../src/cli/compose.ts';
import { rememberedPortal } from '../../src/worker/remembered-portal.ts';
import type { Rules } from '../../src/core/plan.ts';
import { signalsOf } from '../../src/core/signal.ts';
import type { Store } from '../../src/deps.ts';
import type { Planned } from '../../src/worker/batch.ts';
import type { Foreseen, Stage } from '../../src/worker/foresee.ts';
import { foresee } from '../../src/worker/foresee.ts';
import { continueRescore, NOTICED_WITHIN_MS } from '../../src/worker/rescore.ts';
import { drain } from '../../src/worker/worker.ts';
import { expectGolden } from '../agreement/golden.ts';
import { readOrThrow, SMALL } from '../agreement/small.ts';
import { decideAll, decision, done, recordOf, take } from '../store/scene.ts';
import { openTown } from '../support/town.ts';
import { openDesk } from './run.ts';

const TEXT = readFileSync(new URL('../../agreement.yaml', import.meta.url), 'utf8');
const OLD = readOrThrow(TEXT);

const someLead = fc.record({
  jobtitle: fc.constantFrom('VP Sales', 'Sales Manager', 'Intern', 'CEO', ''),
  employees: fc.constantFrom('20', '300', '3000', ''),
  industry: fc.constantFrom('COMPUTER_SOFTWARE', 'FINANCIAL_SERVICES', 'RETAIL'),
  country: fc.constantFrom('Germany', 'United States', 'Austria'),
  pages: fc.array(fc.constantFrom('/pricing', '/compare', '/case-studies/a', '/jobs'), { maxLength: 3 }),
  form: fc.constantFrom(null, null, 'Ebook', 'Demo request'),
});
type SomeLead = typeof someLead extends fc.Arbitrary<infer T> ? T : never;

const someAgreement = fc
  .record({
    bar: fc.constantFrom(30, 45, 60, 90),
    mql: fc.constantFrom(15, 25, 40, 60),
    pricing: fc.constantFrom(2, 8, 15),
    handoffAt: fc.constantFrom('sql', 'mql'),
    rival: fc.boolean(),
  })
  .map(({ bar, mql, pricing, handoffAt, rival }) =>
    TEXT.slice(0, TEXT.indexOf('\ntests:'))
      .replace('version: 1', 'version: 2')
      .replace('sql: { any: [{ score: 75 }', `sql: { any: [{ score: ${bar} }`)
      .replace('{ all: [{ score: 40 }, { profile: 20 }, { behaviour: 12 }] }', `{ score: ${mql} }`)
      .replace('leave_sql_below: 60', 'leave_sql_below: 20')
      .replace('signal: pricing_page, points: 8', `signal: pricing_page, points: ${pricing}`)
      .replace('at: sql', `at: ${handoffAt}`)
      .replace('rival-group.example]', rival ? 'lead.example]' : 'rival-group.example]'),
  );

interface Outcome {
  readonly stages: ReadonlyMap<string, Stage>;
  readonly tasks: number;
  readonly byOwner: Readonly<Record<string, number>>;
  readonly total: number;
}

function outcomeOf(planned: readonly Planned[]): Outcome {
  const byOwner: Record<string, number> = {};
  for (const { plan } of planned) {
    const owner = plan.handedOff ? plan.cycle.handoff?.ownerId : undefined;
    if (owner !== undefined) byOwner[owner] = (byOwner[owner] ?? 0) + 1;
  }
  return {
    stages: new Map(planned.map(({ plan }) => [plan.contactId, plan.qualification.stage])),
    tasks: planned.filter(({ plan }) => plan.effects.some((effect) => effect.kind === 'CreateTask')).length,
    byOwner,
    total: planned.reduce((sum, { plan }) => sum + plan.score.total, 0),
  };
}

/** Both agreements over one portal: what was foreseen, and what was done. */
async function both(
  leads: readonly SomeLead[],
  text: string,
): Promise<{ seen: Foreseen; is: Outcome; meanChange: number; tasksInHubSpot: number }> {
  const town = await openTown();
  try {
    const { portal, clock, deps } = town;
    const { store } = deps;
    for (const [i, lead] of leads.entries()) {
      const known = lead.jobtitle === '' ? {} : { jobtitle: lead.jobtitle };
      const { id } = portal.createContact({
        properties: { email: `lead${i}@lead.example`, lastname: `Lead ${i}`, ...known },
        changeSource: 'FORM',
      });
      portal.createRecord({
        type: 'company',
        properties: {
          name: `Firm ${i}`,
          industry: lead.industry,
          country: lead.country,
          numberofemployees: lead.employees,
        },
        contact: id,
      });
      for (const page of lead.pages) portal.visitPage({ contact: id, url: `https://www.example.com${page}` });
      if (lead.form !== null) portal.submitForm({ contact: id, form: lead.form });
    }
    await town.settle();
    const tasksBefore = (portal.dump({ types: ['task'] }).records.task ?? []).length;
    clock.advance(60_000);
    await town.settle();

    const now = clock.now();
    const { hash, name, version } = OLD;
    await store.putAgreementInForce({ hash, name, version, text: TEXT }, now);
    const found = { agreement: readOrThrow(text), text };
    const rules = { before: inForceOf(OLD), after: inForceOf(found.agreement) };
    const remembered = await rememberedPortal(store, found.agreement);
    expect(remembered.isRead).toBe(true);
    const at = now + NOTICED_WITHIN_MS;
    const seen = await foresee({ store, ...rules, portal: remembered.portal, now: at, show: 50 });
    const same = await foresee({
      store,
      before: rules.before,
      after: rules.before,
      portal: remembered.portal,
      now: at,
      show: 50,
    });
    expect([same.crossings, same.scoreChanged, same.meanChange]).toEqual([[], 0, 0]);

    const before = await totalNow(store, rules.before, at);

    for (const role of ['marketing', 'sales'] as const) {
      expect((await signAgreement(store, { found, role, email: null, acting: onServer(now) })).entry.because).toContain(
        'is named',
      );
    }
    expect((await applyAgreement(store, { found, acting: onServer(now) })).does?.kind).toBe('apply');
    expect(await continueRescore({ store, clock }, { step: 4 })).toMatchObject({ done: leads.length, finishedAt: now });
    clock.set(at);
    const planned = new Map<string, Planned>();
    await drain({
      ...deps,
      inForce: () => rules.after,
      onPlanned: (one) => void (planned.has(one.plan.contactId) || planned.set(one.plan.contactId, one)),
    });
    const is = outcomeOf([...planned.values()]);
    const tasksInHubSpot = (portal.dump({ types: ['task'] }).records.task ?? []).length - tasksBefore;
    return { seen, is, meanChange: (is.total - before) / leads.length / 100, tasksInHubSpot };
  } finally {
    await town.close();
  }
}

/** What the old agreement makes of the mirror, by the fast path that writes no receipt. */
async function totalNow(store: Store, { scorer, agreement }: Rules, now: number): Promise<number> {
  const contacts = await store.mirrorPage({ after: null, limit: 100 });
  return contacts.reduce((sum, { record }) => {
    const signals = signalsOf(agreement, record?.facts ?? []);
    return (
      sum + scorer.total({ contact: record?.properties ?? {}, company: record?.company ?? null, signals, now }).total
    );
  }, 0);
}

describe('plan and apply', () => {
  test('foresee and do the same: stages, tasks, owners, scores', async () => {
    const moved = { crossings: 0, tasks: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(someLead, { minLength: 5, maxLength: 9 }), someAgreement, async (leads, text) => {
        const { seen, is, meanChange, tasksInHubSpot } = await both(leads, text);
        expect([seen.contacts, seen.unread]).toEqual([leads.length, 0]);
        expect(is.stages.size).toBe(leads.length);
        for (const { to, count, some } of seen.crossings) {
          expect(some).toHaveLength(count);
          for (const { contactId } of some) expect([contactId, is.stages.get(contactId)]).toEqual([contactId, to]);
        }
        expect(seen.tasks).toBe(is.tasks);
        expect(seen.tasks).toBe(tasksInHubSpot);
        expect(
          Object.fromEntries(seen.loads.filter((load) => load.coming > 0).map((load) => [load.ownerId, load.coming])),
        ).toEqual(is.byOwner);
        expect(seen.meanChange).toBeCloseTo(meanChange, 6);
        moved.crossings += seen.crossings.length;
        moved.tasks += seen.tasks;
      }),
      { numRuns: 5, seed: 11 },
    );
    // Otherwise nothing was compared.
    expect(moved.crossings).toBeGreaterThan(3);
    expect(moved.tasks).toBeGreaterThan(3);
  });
});

test('the plan for people, and for machines (UPDATE_GOLDEN=1 writes it anew)', async () => {
  const desk = await openDesk();
  try {
    const { store } = desk;
    const now = Date.parse('2026-11-23T08:00:00Z');
    const { hash, name, version } = readOrThrow(SMALL);
    await store.putAgreementInForce({ hash, name, version, text: SMALL }, now);
    await store.setSetting('live_since', now - 86_400_000, now);
    await store.makeDue(['601', '602', '603', '604'], { at: now, because: 'watch', lane: 'live' });
    const claimed = await take(store, 'w', now);
    const page = (minutes: number) =>
      ({
        kind: 'page',
        subject: 'https://you.example/pricing',
        at: now - minutes * 60_000,
        source: 'webhook',
        evidence: `event ${minutes}`,
      }) as const;
    const fits = { companyId: '9', company: { industry: 'SOFTWARE', numberofemployees: '300' } };
    await decideAll(store, 'w', [
      decision('601', {
        record: recordOf({ properties: { firstname: 'Nora', lastname: 'Lind' }, ...fits, facts: [page(5), page(10)] }),
      }),
      decision('602', { record: recordOf({ properties: { email: 'bo@x.example' }, ...fits }) }),
      decision('603', { record: recordOf({ properties: {}, facts: [page(5)] }) }),
    ]);
    await store.settle({ worker: 'w', settlements: claimed.map((c) => done(c)), now });
    writeFileSync(
      join(desk.folder, 'agreement.yaml'),
      SMALL.replace('version: 3', 'version: 4')
        .replace('points: 8', 'points: 12')
        .replace('{ score: 75 }', '{ score: 60 }')
        .replace('values: { SOFTWARE: 12 }', 'values: { SOFTWARE: 10 }')
        .replace('ben@example.com: 1 }', 'ben@example.com: 1, carla@example.com: 1 }'),
    );
    const ran = await desk.run('plan');
    expect(ran.code).toBe(0);
    expectGolden('plan.txt', ran.out);
    const machine = JSON.parse((await desk.run('plan', '--json', '--show', '1')).out) as Foreseen;
    expect(machine).toMatchObject({
      contacts: 4,
      unread: 1,
      tasks: 1,
      crossings: [{ from: 'mql', to: 'sql', count: 1 }],
    });
    expect(await store.counts(now)).toMatchObject({ dueNow: 0, tasks: { intended: 0 } });
    expect((await desk.run('plan', '--show', 'all')).code).toBe(2);
  } finally {
    await desk.close();
  }
});

test('without an agreement in force there is nothing to compare with', async () => {
  const desk = await openDesk();
  writeFileSync(join(desk.folder, 'agreement.yaml'), SMALL);
  const ran = await desk.run('plan');
  expect([ran.code, ran.err]).toEqual([1, expect.stringContaining('npx baton apply --apply')]);
  const rescored = await desk.run('rescore');
  expect([rescored.code, rescored.err]).toEqual([1, expect.stringContaining('an agreement in force')]);
  await desk.close();
});

test('rescore: how many, then each once, and an interrupted one goes on', async () => {
  const desk = await openDesk();
  const { store } = desk;
  const now = Date.parse('2026-11-23T08:00:00Z');
  const { hash, name, version } = readOrThrow(SMALL);
  await store.putAgreementInForce({ hash, name, version, text: SMALL }, now);
  await store.makeDue(['701', '702', '703'], { at: now, because: 'watch', lane: 'live' });
  const claimed = await take(store, 'w', now);
  await decideAll(
    store,
    'w',
    claimed.map(({ contactId }) => decision(contactId)),
  );
  await store.settle({ worker: 'w', settlements: claimed.map((c) => done(c)), now });

  expect((await desk.run('rescore')).out).toBe(
    '3 contacts are known.\nThey would be made due, behind everything that is live. Say --apply to do it.\n',
  );
  expect((await store.counts(now + 1)).dueNow).toBe(0);
  const state = {
    hash,
    startedAt: now,
    notBefore: now,
    readsAgain: false,
    cursor: '701',
    done: 1,
    total: 3,
    finishedAt: null,
  };
  await store.setSetting('rescore', state, now);
  expect((await desk.run('rescore')).out).toContain('was interrupted: 1 of 3 contacts were made due');
  expect((await desk.run('agreements')).out).toContain('"baton rescore --apply" goes on');
  const ran = await desk.run('rescore', '--apply');
  expect([ran.code, ran.out]).toEqual([0, expect.stringContaining('3 contacts are due to be scored')]);
  expect((await take(store, 'w', now + 60_000)).map((c) => [c.contactId, c.dueBecause])).toEqual([
    ['702', 'rescore'],
    ['703', 'rescore'],
  ]);
  await desk.close();
});
