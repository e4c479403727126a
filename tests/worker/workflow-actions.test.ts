/** A HubSpot workflow records a signal, scores a contact and hands a lead off: signed as HubSpot signs it, once per callback. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { readAgreement } from '../../src/agreement/read.ts';
import type { Agreement } from '../../src/core/agreement.ts';
import { signatureV2 } from '../../src/portal/portal.ts';
import type { Town, TownOptions } from '../support/town.ts';
import { openTown } from '../support/town.ts';

let opened: Town | null = null;
afterEach(async () => {
  await opened?.close();
  opened = null;
});

/** The default agreement, where a workflow may also tell of a demo request and of a webinar. */
function agreement(): Agreement {
  const text = readFileSync(join(import.meta.dirname, '../../agreement.yaml'), 'utf8')
    .replace('    hand_raise: true\n', '    hand_raise: true\n    workflow: true\n')
    .replace('  webinar_attended: {', '  webinar_attended: { workflow: true,');
  const read = readAgreement(text, { file: 'agreement.yaml' });
  if (!read.ok) throw new Error(read.problems.map((problem) => problem.message).join('\n'));
  return read.agreement;
}

interface Scene {
  readonly town: Town;
  readonly id: string;
  /** Runs an action while the worker works. */
  run(
    name: 'score' | 'hand-off' | 'record-signal',
    options?: {
      readonly inputFields?: Readonly<Record<string, string>>;
      readonly callbackId?: string;
      readonly signature?: 'v2' | 'v3';
    },
  ): Promise<{ readonly status: number; readonly outputFields: Readonly<Record<string, unknown>> }>;
}

async function scene(options: TownOptions = {}, properties: Readonly<Record<string, string>> = {}): Promise<Scene> {
  const town = (opened = await openTown({ agreement: agreement(), ...options }));
  const { id } = town.portal.createContact({
    properties: {
      email: 'nora@hafen.example',
      firstname: 'Nora',
      lastname: 'Lind',
      jobtitle: 'Clerk',
      phone: '+49 40 1',
      ...properties,
    },
  });
  await town.settle();
  return {
    town,
    id,
    async run(name, more = {}) {
      let answer: Awaited<ReturnType<typeof town.portal.runAction>> | null = null;
      const running = town.portal
        .runAction({ contact: id, actionUrl: `${town.url}/actions/${name}`, ...more })
        .then((given) => void (answer = given));
      while (answer === null) {
        await town.settle();
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      await running;
      return answer as NonNullable<typeof answer>;
    },
  };
}

describe('hand off', () => {
  test('a lead below every bar goes to sales, with task, owner and the reason it was given', async () => {
    const { town, id, run } = await scene();
    expect(town.contact(id)?.properties['baton_state']).toBe('nurture');
    const { status, outputFields } = await run('hand-off', { inputFields: { note: 'met at the fair' } });
    expect(status).toBe(200);
    expect(outputFields).toMatchObject({
      hs_execution_state: 'SUCCESS',
      state: 'handed_off',
      stage: 'sql',
      temperature: 'cold',
      owner_email: expect.stringMatching(/@example\.com$/),
      reason: expect.stringContaining('A HubSpot workflow asked for it: met at the fair'),
    });
    expect(town.tasksOf(id)).toHaveLength(1);
    expect(town.contact(id)?.properties).toMatchObject({
      hubspot_owner_id: outputFields['owner'],
      lifecyclestage: 'salesqualifiedlead',
      baton_state: 'handed_off',
    });
    const handoff = (await town.deps.store.contact(id))?.cycles[0]?.handoff;
    expect(handoff?.cause).toEqual({ kind: 'workflow', saidId: expect.stringMatching(/^said#\d+$/) });
  });

  test('twice by one callback, and again by another: one handoff, one task', async () => {
    const { town, id, run } = await scene();
    const first = await run('hand-off', { callbackId: 'ap-1-1-1-0' });
    const again = await run('hand-off', { callbackId: 'ap-1-1-1-0' });
    expect(again.outputFields).toEqual(first.outputFields);
    await run('hand-off', { callbackId: 'ap-1-1-1-1' });
    expect(town.tasksOf(id)).toHaveLength(1);
    const known = await town.deps.store.contact(id);
    expect(known?.sayings.filter(({ what }) => what.kind === 'hand_off')).toHaveLength(2);
    expect(known?.cycles[0]?.spent.filter((one) => one.startsWith('said#'))).toHaveLength(2);
  });

  test('what the agreement blocks stays blocked, and the workflow is told why', async () => {
    const { town, id, run } = await scene({}, { email: 'eve@rival.example' });
    const { outputFields } = await run('hand-off');
    expect(outputFields).toMatchObject({ state: 'held', owner: '', reason: expect.stringContaining('competitor') });
    expect(town.tasksOf(id)).toEqual([]);
  });

  test('before go-live it is held; what was asked before is not handed off by going live', async () => {
    const { town, id, run } = await scene({ live: false });
    await town.baton('setup', '--apply');
    town.deps.directory.forget();
    expect((await run('hand-off')).outputFields).toMatchObject({ state: 'held', reason: 'Baton is not live yet' });
    town.clock.advance(60_000);
    await town.baton('go-live', '--apply');
    await town.deps.store.makeDue([id], { at: town.clock.now(), because: 'rescore', lane: 'live' });
    await town.settle();
    expect(town.tasksOf(id)).toEqual([]);
    expect((await run('hand-off')).outputFields).toMatchObject({ state: 'handed_off' });
  });

  test('while Baton is paused it is written down, and done afterwards', async () => {
    const { town, id } = await scene();
    await town.deps.store.setSetting('paused', true, town.clock.now());
    const answer = await town.portal.runAction({ contact: id, actionUrl: `${town.url}/actions/hand-off` });
    expect(answer).toMatchObject({ status: 200, outputFields: { hs_execution_state: 'SUCCESS', state: '' } });
    await town.deps.store.setSetting('paused', false, town.clock.now());
    await town.settle();
    expect(town.tasksOf(id)).toHaveLength(1);
  });
});

describe('record a signal', () => {
  test('it counts as the agreement says, once per callback, dated when the workflow ran', async () => {
    const { town, id, run } = await scene();
    const before = Number(town.contact(id)?.properties['baton_score']);
    const inputFields = { signal: 'webinar_attended', subject: 'booth 12' };
    const { outputFields } = await run('record-signal', { inputFields, callbackId: 'ap-1-2-1-0' });
    expect(outputFields).toMatchObject({ hs_execution_state: 'SUCCESS', score: before + 10 });
    await run('record-signal', { inputFields, callbackId: 'ap-1-2-1-0' });
    expect(Number(town.contact(id)?.properties['baton_score'])).toBe(before + 10);
    expect((await town.deps.store.contact(id))?.record?.facts).toContainEqual({
      kind: 'workflow',
      subject: 'webinar_attended',
      at: town.clock.now(),
      source: 'recorded',
      evidence: expect.stringMatching(/^workflow, said \d+: booth 12$/),
    });
  });

  test('told by a form and by a workflow within two minutes, it is one', async () => {
    const { town, id, run } = await scene();
    town.portal.submitForm({ contact: id, form: 'Demo request' });
    await town.pass(20_000, { watch: true });
    await run('record-signal', { inputFields: { signal: 'demo_request' } });
    expect(town.tasksOf(id)).toHaveLength(1);
    const cycle = (await town.deps.store.contact(id))?.cycles[0];
    expect(cycle?.spent.filter((one) => one.startsWith('demo_request@'))).toHaveLength(1);
  });

  test('a hand-raise recorded by a workflow hands off', async () => {
    const { town, id, run } = await scene();
    expect((await run('record-signal', { inputFields: { signal: 'demo_request' } })).outputFields).toMatchObject({
      state: 'handed_off',
      temperature: 'hot',
    });
    expect(town.tasksOf(id)).toHaveLength(1);
  });

  test.each([
    ['a signal the agreement does not have', 'coffee', 'no signal "coffee"'],
    ['one that no workflow may tell', 'pricing_page', 'write workflow: true'],
  ])('%s: nothing is kept, and the workflow is told', async (_, signal, reason) => {
    const { town, id, run } = await scene();
    expect((await run('record-signal', { inputFields: { signal } })).outputFields).toMatchObject({
      hs_execution_state: 'FAIL_CONTINUE',
      reason: expect.stringContaining(reason),
    });
    expect((await town.deps.store.contact(id))?.sayings).toEqual([]);
  });
});

describe('score', () => {
  test('what stands on the contact, the next steps get', async () => {
    const { town, id, run } = await scene({}, { jobtitle: 'VP Sales' });
    const { status, outputFields } = await run('score');
    const properties = town.contact(id)?.properties ?? {};
    expect([status, outputFields]).toEqual([
      200,
      expect.objectContaining({
        score: Number(properties['baton_score']),
        grade: (properties['baton_grade'] ?? '').replace('unknown-', '?'),
        stage: 'none',
        state: 'nurture',
        hs_execution_state: 'SUCCESS',
      }),
    ]);
  });

  test('read a minute ago it is not read again; later it is', async () => {
    const { town, run } = await scene();
    const reads = (): number =>
      Object.values(town.portal.calls().byRoute['POST crm/objects/:type/batch/read'] ?? {}).reduce(
        (sum, n) => sum + n,
        0,
      );
    const before = reads();
    await run('score');
    expect(reads()).toBe(before);
    town.clock.advance(61_000);
    await run('score');
    expect(reads()).toBeGreaterThan(before);
  });

  test('nobody works: HubSpot is asked to come again, and the lead is due', async () => {
    const town = (opened = await openTown({ agreement: agreement() }));
    town.portal.setWebhook({ subscriptions: [] });
    const { id } = town.portal.createContact({ properties: { email: 'new@hafen.example' } });
    const answer = await town.portal.runAction({ contact: id, actionUrl: `${town.url}/actions/score` });
    expect(answer).toMatchObject({ status: 429, retryAfter: '5000' });
    await town.settle();
    expect((await town.portal.runAction({ contact: id, actionUrl: `${town.url}/actions/score` })).status).toBe(200);
  });
});

test.each(['v2', 'v3'] as const)('signed %s it is taken', async (signature) => {
  const { run } = await scene();
  expect((await run('score', { signature })).status).toBe(200);
});

test('another portal, another app, an unread body, an unknown object', async () => {
  const { town, id } = await scene();
  const { clientSecret, portalId, appId } = town.portal.settings();
  const uri = `${town.url}/actions/hand-off`;
  const knock = async (change: Readonly<Record<string, unknown>>, text?: string): Promise<[number, unknown]> => {
    const body =
      text ??
      JSON.stringify({
        callbackId: 'ap-1-1-1-0',
        origin: { portalId },
        object: { objectId: Number(id), objectType: 'CONTACT' },
        inputFields: {},
        ...change,
      });
    const response = await fetch(uri, {
      method: 'POST',
      headers: {
        'X-HubSpot-Signature': signatureV2(clientSecret, { method: 'POST', uri, body }),
        'X-HubSpot-Signature-Version': 'v2',
      },
      body,
    });
    return [response.status, await response.json()];
  };
  expect(await knock({ origin: { portalId: 1 } })).toEqual([401, { error: 'another portal' }]);
  expect(await knock({ origin: { portalId, appId: appId + 1 } })).toEqual([401, { error: 'another app' }]);
  expect(await knock({}, '{"callbackId":')).toEqual([400, { error: 'not an action of a workflow' }]);
  expect(await knock({ callbackId: undefined })).toEqual([400, { error: 'not an action of a workflow' }]);
  expect(await knock({ object: { objectId: '1 OR 1', objectType: 'CONTACT' } })).toEqual([
    400,
    { error: 'not an action of a workflow' },
  ]);
  expect(await knock({ object: { objectId: 7, objectType: 'DEAL' } })).toEqual([
    200,
    {
      outputFields: expect.objectContaining({
        hs_execution_state: 'FAIL_CONTINUE',
        reason: 'Baton scores contacts only',
      }),
    },
  ]);
  expect((await town.deps.store.contact(id))?.sayings).toEqual([]);
});
