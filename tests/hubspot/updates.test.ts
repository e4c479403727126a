import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  answer,
  answered,
  batch,
  connected,
  contactsUpdate,
  CORRELATION,
  forgetReplies,
  RATE,
  refusal,
  withoutNetwork,
} from './connected.ts';
import type { Asked } from './connected.ts';

withoutNetwork();

interface Input {
  readonly id: string;
  readonly properties: Record<string, string>;
  readonly objectWriteTraceId: string;
}
const inputsOf = (asked: Asked | undefined): Input[] => (asked?.json as { inputs: Input[] }).inputs;
const updates = (n: number): { id: string; properties: Record<string, string> }[] =>
  Array.from({ length: n }, (_, i) => ({ id: String(1000 + i), properties: { baton_score: String(i) } }));
const taken = (asked: Asked): object[] =>
  inputsOf(asked).map((input) => ({
    ...answered(input.id, input.properties),
    objectWriteTraceId: input.objectWriteTraceId,
  }));

const INVALID =
  'Property values were not valid: [{"isValid":false,"message":"\\"x\\" was not one of the allowed options","error":"INVALID_OPTION","name":"baton_grade","portalId":1}]';

describe('a batch', () => {
  test('is at most 100 contacts, each once, each with a trace id of its own', async () => {
    const { hubspot } = connected();
    const asked = answer('POST', contactsUpdate, (request) => [200, batch(taken(request))]);
    const outcomes = await hubspot.updateContacts([
      ...updates(150),
      { id: '1000', properties: { baton_score: '77', baton_tag: '' } },
    ]);
    expect(asked.map((request) => inputsOf(request).length)).toEqual([100, 50]);
    expect(inputsOf(asked[0])[0]).toEqual({
      id: '1000',
      properties: { baton_score: '77', baton_tag: '' },
      objectWriteTraceId: '1000',
    });
    expect(new Set(inputsOf(asked[0]).map((input) => input.objectWriteTraceId)).size).toBe(100);
    expect(outcomes).toHaveLength(150);
    expect(outcomes.every((outcome) => outcome.ok)).toBe(true);
    expect(outcomes[0]).toMatchObject({ id: '1000', ok: true, properties: { baton_score: '77' } });
  });

  test('of nothing is not sent', async () => {
    const { hubspot } = connected();
    expect(await hubspot.updateContacts([])).toEqual([]);
  });
});

describe('invariant 7: a 2xx with errors is a partial failure', () => {
  const bad = (rest: object): object => refusal('VALIDATION_ERROR', INVALID, rest);
  const gone = refusal('OBJECT_NOT_FOUND', 'Could not get some CONTACT objects, they may be deleted or not exist.', {
    context: { ids: ['1001'] },
  });
  test.each<[string, number, object]>([
    ['207, named by trace id', 207, bad({ context: { objectWriteTraceId: ['1001'] } })],
    ['200, named by trace id', 200, bad({ context: { objectWriteTraceId: ['1001'] } })],
    ['201, named by trace id as a plain string', 201, bad({ context: { objectWriteTraceId: '1001' } })],
    ['207, named by id', 207, bad({ context: { ids: ['1001'] } })],
    [
      '207, named inside its errors',
      207,
      bad({ errors: [{ message: 'no', context: { objectWriteTraceId: ['1001'] } }] }),
    ],
    ['207, gone', 207, gone],
  ])('%s', async (_, status, error) => {
    const { hubspot } = connected();
    const asked = answer('POST', contactsUpdate, (request) => [
      status,
      batch(
        taken(request).filter((result) => (result as Input).id !== '1001'),
        { numErrors: 1, errors: [error] },
      ),
    ]);
    const outcomes = await hubspot.updateContacts(updates(3));
    expect(asked).toHaveLength(1);
    expect(outcomes.map((outcome) => outcome.ok)).toEqual([true, false, true]);
    expect(outcomes[1]).toMatchObject({
      id: '1001',
      gone: error === gone,
      category: (error as { category: string }).category,
      retry: false,
    });
  });

  test('names and codes of properties are told, never the refused value', async () => {
    const { hubspot } = connected();
    answer('POST', contactsUpdate, [207, batch([], { errors: [bad({ context: { objectWriteTraceId: ['1000'] } })] })]);
    const [outcome] = await hubspot.updateContacts(updates(1));
    expect(outcome).toMatchObject({ message: 'baton_grade (INVALID_OPTION)' });
  });

  test('an error that names nobody is halved down to the one it is about', async () => {
    const { hubspot } = connected();
    const asked = answer('POST', contactsUpdate, (request) => {
      const hit = inputsOf(request).some((input) => input.id === '1001');
      return hit ? [207, batch([], { numErrors: 1, errors: [bad({})] })] : [200, batch(taken(request))];
    });
    const outcomes = await hubspot.updateContacts(updates(4));
    expect(outcomes.map((outcome) => outcome.ok)).toEqual([true, false, true, true]);
    expect(asked.map((request) => inputsOf(request).map((input) => input.id))).toEqual([
      ['1000', '1001', '1002', '1003'],
      ['1000', '1001'],
      ['1000'],
      ['1001'],
      ['1002', '1003'],
    ]);
  });

  test('a contact nobody mentions was not written', async () => {
    const { hubspot } = connected();
    answer('POST', contactsUpdate, (request) => [200, batch(taken(request).slice(1))]);
    const [first, second] = await hubspot.updateContacts(updates(2));
    expect(first).toEqual({
      id: '1000',
      ok: false,
      gone: false,
      category: 'NOT_MENTIONED',
      message: 'HubSpot’s answer does not mention this contact',
      retry: true,
    });
    expect(second).toMatchObject({ ok: true });
  });

  test('a contact merged away is written under the survivor’s id', async () => {
    const { hubspot } = connected();
    answer('POST', contactsUpdate, [200, batch([{ ...answered('77'), objectWriteTraceId: '1000' }])]);
    expect(await hubspot.updateContacts(updates(1))).toMatchObject([{ id: '1000', ok: true }]);
  });
});

describe('a batch refused as a whole', () => {
  const refuseIf = (isBad: (input: Input) => boolean, body: object, status = 400) =>
    answer('POST', contactsUpdate, (request) =>
      inputsOf(request).some(isBad) ? [status, body] : [200, batch(taken(request))],
    );

  test('one bad contact of 100 costs at most 14 further calls', async () => {
    for (const at of [0, 37, 99]) {
      forgetReplies();
      const { hubspot } = connected();
      const asked = refuseIf((input) => input.id === String(1000 + at), refusal('VALIDATION_ERROR', INVALID));
      const outcomes = await hubspot.updateContacts(updates(100));
      expect(outcomes.filter((outcome) => !outcome.ok).map((outcome) => outcome.id)).toEqual([String(1000 + at)]);
      expect(asked.length - 1).toBeLessThanOrEqual(14);
    }
  });

  test('whatever the bad ones are, the good ones are written and the bad ones named', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.integer({ min: 0, max: 29 }), { maxLength: 6 }), async (bad) => {
        forgetReplies();
        const ids = new Set(bad.map((i) => String(1000 + i)));
        const { hubspot } = connected();
        refuseIf((input) => ids.has(input.id), refusal('VALIDATION_ERROR', 'no'));
        const outcomes = await hubspot.updateContacts(updates(30));
        expect(outcomes.map((outcome) => outcome.id)).toEqual(updates(30).map((update) => update.id));
        expect(
          outcomes
            .filter((outcome) => !outcome.ok)
            .map((outcome) => outcome.id)
            .sort(),
        ).toEqual([...ids].sort());
      }),
      { numRuns: 20 },
    );
  });

  test.each(['PROPERTY_DOESNT_EXIST', 'READ_ONLY_VALUE'])(
    'a property nobody can write (%s) condemns its contacts at once',
    async (code) => {
      const { hubspot } = connected();
      const body = refusal('VALIDATION_ERROR', 'Property values were not valid', {
        errors: [{ message: 'no', code, context: { propertyName: ['baton_tag'] } }],
      });
      const asked = refuseIf((input) => 'baton_tag' in input.properties, body);
      const some = updates(100).map((update, i) =>
        i % 2 === 0 ? { ...update, properties: { baton_tag: 'x' } } : update,
      );
      const outcomes = await hubspot.updateContacts(some);
      expect(asked).toHaveLength(2);
      expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(50);
      expect(outcomes[0]).toEqual({
        id: '1000',
        ok: false,
        gone: false,
        category: 'VALIDATION_ERROR',
        message: `baton_tag (${code})`,
        retry: false,
      });
    },
  );

  test('a contact that is gone, alone', async () => {
    const { hubspot } = connected();
    refuseIf(() => true, refusal('OBJECT_NOT_FOUND', 'resource not found'), 404);
    expect(await hubspot.updateContacts(updates(1))).toMatchObject([
      { ok: false, gone: true, category: 'OBJECT_NOT_FOUND' },
    ]);
  });
});

describe('what could not be sent', () => {
  const daily = [
    429,
    refusal('RATE_LIMITS', 'You have reached your daily limit.', { policyName: 'DAILY' }),
    RATE,
  ] as const;

  test('is thrown while nothing is written', async () => {
    const { hubspot } = connected();
    answer('POST', contactsUpdate, daily);
    await expect(hubspot.updateContacts(updates(1))).rejects.toMatchObject({ code: 'HUBSPOT_DAILY' });
  });

  test('is an outcome to be retried once something is', async () => {
    const { hubspot } = connected();
    const asked = answer('POST', contactsUpdate, (request) => [200, batch(taken(request))], daily);
    const outcomes = await hubspot.updateContacts(updates(250));
    expect(asked).toHaveLength(2);
    expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(100);
    expect(outcomes.slice(100)).toHaveLength(150);
    expect(outcomes[249]).toMatchObject({ ok: false, gone: false, category: 'HUBSPOT_DAILY', retry: true });
  });

  test('HubSpot’s correlation id is in the message', async () => {
    const { hubspot } = connected();
    answer('POST', contactsUpdate, daily);
    await expect(hubspot.updateContacts(updates(1))).rejects.toThrow(CORRELATION);
  });
});
