import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { HubSpotError } from '../../src/hubspot/failures.ts';
import type { CreateTask } from '../../src/core/effect.ts';
import {
  allowLocalhost,
  answer,
  answered,
  batch,
  connected,
  contactsRead,
  contactsSearch,
  CORRELATION,
  dropped,
  forgetReplies,
  RATE,
  refusal,
  START,
  tasksCreate,
  withoutNetwork,
} from './connected.ts';
import type { Connected, Reply } from './connected.ts';

withoutNetwork();

const nothing = { properties: [], history: [] } as const;
const readOne = ({ hubspot }: Connected): Promise<unknown> => hubspot.readContacts(['1'], nothing);
const GOOD: Reply = [200, batch([answered('1')])];
const TASK: CreateTask = {
  kind: 'CreateTask',
  key: 'handoff:1:1',
  contactId: '1',
  companyId: null,
  ownerId: '7',
  subject: 'Call Ada',
  body: '<p>Because</p> baton-1-1',
  marker: 'baton-1-1',
  dueAt: START,
  remindAt: null,
  priority: 'HIGH',
  type: 'CALL',
};

const RATE_LIMIT = 'You have reached your ten_secondly_rolling limit.';
const rolling: Reply = [429, refusal('RATE_LIMITS', RATE_LIMIT, { policyName: 'TEN_SECONDLY_ROLLING' })];
const daily: Reply = [429, refusal('RATE_LIMITS', 'You have reached your daily limit.', { policyName: 'DAILY' })];
const locked: Reply = [423, refusal('LOCKED', 'Record is locked')];
const html: Reply = [502, '<html><body>502 Bad Gateway</body></html>'];
const migrating: Reply = [477, refusal('MIGRATION', 'in progress'), { 'Retry-After': '7200' }];

async function failureOf(call: Promise<unknown>): Promise<HubSpotError> {
  const error: unknown = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof HubSpotError)) throw new Error(`expected a HubSpotError, got ${String(error)}`);
  return error;
}

describe('a read that fails passes, and is sent again after a while', () => {
  test.each<[string, Reply, number]>([
    ['500', [500, refusal('INTERNAL', 'oops')], 250],
    ['502 with an HTML page', html, 250],
    ['503', [503, ''], 250],
    ['503 with Retry-After', [503, '', { 'Retry-After': '3' }], 3_000],
    ['504', [504, '<html></html>'], 250],
    ['521', [521, ''], 250],
    ['524 with an HTML page', [524, '<!DOCTYPE html><title>A timeout occurred</title>'], 250],
    ['423: locked for two seconds', locked, 2_000],
    ['429: ten-secondly', rolling, 1_000],
    ['429 with Retry-After', [429, refusal('RATE_LIMITS', RATE_LIMIT), { 'Retry-After': '5' }], 5_000],
    ['429 without a body', [429, ''], 1_000],
  ])('%s', async (_, reply, atLeast) => {
    const world = connected();
    const asked = answer('POST', contactsRead, reply, GOOD);
    await readOne(world);
    expect(asked).toHaveLength(2);
    expect(world.clock.now() - START).toBeGreaterThanOrEqual(atLeast);
    expect(world.clock.now() - START).toBeLessThan(atLeast * 2 + 500);
  });

  test.each(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'])('%s', async (code) => {
    const world = connected();
    dropped('POST', contactsRead, code, 2);
    answer('POST', contactsRead, GOOD);
    await readOne(world);
    expect(world.hubspot.callCounts()).toEqual({ readContacts: 3 });
  });

  test('search’s own message waits for search alone', async () => {
    const world = connected();
    const message = refusal('RATE_LIMITS', 'You have reached your secondly limit.');
    answer('POST', contactsSearch, [429, message, {}], [200, { total: 0, results: [] }, {}]);
    await world.hubspot.searchContacts({ property: 'createdate', since: 0, limit: 1, properties: [] });
    expect(world.clock.now() - START).toBe(1_000);
  });

  test('waits double up to a cap, with jitter that a seed repeats', async () => {
    const waitsOf = async (seed: number): Promise<readonly number[]> => {
      forgetReplies();
      const world = connected({ seed });
      answer('POST', contactsRead, html, html, html, html, GOOD);
      await readOne(world);
      return world.clock.waits;
    };
    const waits = await waitsOf(1);
    expect(waits).toHaveLength(4);
    [500, 1_000, 2_000, 4_000].forEach((most, i) => {
      expect(waits[i]).toBeGreaterThanOrEqual(most / 2);
      expect(waits[i]).toBeLessThanOrEqual(most);
    });
    expect(await waitsOf(1)).toEqual(waits);
    expect(await waitsOf(2)).not.toEqual(waits);
  });

  test('five attempts and no more', async () => {
    const world = connected();
    const asked = answer('POST', contactsRead, rolling);
    const error = await failureOf(readOne(world));
    expect(asked).toHaveLength(5);
    expect(error).toMatchObject({ code: 'HUBSPOT_RATE', retry: true });
  });
});

describe('what nobody can repair by asking again is told at once', () => {
  const propertyError = refusal(
    'VALIDATION_ERROR',
    'Property values were not valid: [{"isValid":false,"message":"secret@person.test was not valid","error":"INVALID_EMAIL","name":"email"},{"name":"baton_grade","error":"INVALID_OPTION"}]',
  );
  const readOnly = refusal('VALIDATION_ERROR', 'x', {
    errors: [
      { message: '"hs_x" is a read only property', code: 'READ_ONLY_VALUE', context: { propertyName: ['hs_x'] } },
    ],
  });
  test.each<[string, Reply, string, RegExp, boolean]>([
    [
      '401',
      [401, refusal('INVALID_AUTHENTICATION', 'Authentication credentials not found')],
      'HUBSPOT_TOKEN',
      /HUBSPOT_ACCESS_TOKEN/,
      false,
    ],
    [
      '403, naming scopes',
      [
        403,
        refusal('MISSING_SCOPES', 'no', {
          errors: [{ message: 'x', context: { requiredGranularScopes: ['crm.objects.custom.read'] } }],
        }),
      ],
      'HUBSPOT_SCOPE',
      /crm\.objects\.custom\.read/,
      false,
    ],
    ['403, naming none', [403, ''], 'HUBSPOT_SCOPE', /crm\.objects\.contacts\.read/, false],
    ['404', [404, refusal('OBJECT_NOT_FOUND', 'resource not found')], 'NOT_FOUND', /resource not found/, false],
    [
      '400, properties inside the message',
      [400, propertyError],
      'HUBSPOT_REJECTED',
      /found: email \(INVALID_EMAIL\), baton_grade \(INVALID_OPTION\) ·/,
      false,
    ],
    ['400, properties in errors', [400, readOnly], 'HUBSPOT_REJECTED', /hs_x \(READ_ONLY_VALUE\)/, false],
    [
      '400, message cut off inside the JSON',
      [400, refusal('VALIDATION_ERROR', 'Property values were not valid: [{"name":"em')],
      'HUBSPOT_REJECTED',
      /Property values were not valid/,
      false,
    ],
    ['400 without any field', [400, {}], 'HUBSPOT_REJECTED', /HTTP 400/, false],
    [
      '400 with fields of other types',
      [400, { message: 7, category: {}, errors: 'no', context: [], correlationId: 1 }],
      'HUBSPOT_REJECTED',
      /HTTP 400/,
      false,
    ],
    ['405, plain', [405, 'Method not allowed'], 'HUBSPOT_REJECTED', /HTTP 405/, false],
    ['302 to somewhere', [302, '', { Location: 'https://evil.test/' }], 'HUBSPOT_UNKNOWN_ANSWER', /HTTP 302/, false],
    ['200 with an HTML page', [200, '<html>a captive portal</html>'], 'HUBSPOT_UNKNOWN_ANSWER', /text\/html/, true],
    [
      '200 with half a JSON',
      [200, '{"results":[', { 'Content-Type': 'application/json' }],
      'HUBSPOT_UNKNOWN_ANSWER',
      /JSON/,
      true,
    ],
    ['200 of another shape', [200, { results: 'none' }], 'HUBSPOT_UNKNOWN_ANSWER', /results/, true],
    ['477', migrating, 'HUBSPOT_MIGRATING', /moving/, true],
    ['429 daily', daily, 'HUBSPOT_DAILY', /daily/, true],
  ])('%s', async (_, reply, code, message, retry) => {
    const world = connected();
    const asked = answer('POST', contactsRead, reply);
    const error = await failureOf(readOne(world));
    expect(asked).toHaveLength(1);
    expect(error).toMatchObject({ code, retry });
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain('secret@person.test');
  });

  test('with HubSpot’s correlation id, in the error and in the log, and no body', async () => {
    const world = connected();
    answer('POST', contactsRead, [400, refusal('VALIDATION_ERROR', 'about ada@person.test')]);
    const error = await failureOf(readOne(world));
    expect(error.message).toContain(CORRELATION);
    expect(world.log).toEqual([
      {
        operation: 'readContacts',
        status: 400,
        correlationId: CORRELATION,
        attempt: 1,
        ms: 0,
        message: 'hubspot call failed',
      },
    ]);
  });

  test('one line per call at debug', async () => {
    const world = connected();
    answer('POST', contactsRead, locked, GOOD);
    await readOne(world);
    expect(world.log.map(({ message, status, attempt }) => [message, status, attempt])).toEqual([
      ['hubspot call is sent again', 423, 1],
      ['hubspot call', 200, 2],
    ]);
    expect(JSON.stringify(world.log)).not.toContain('pat-');
  });
});

describe('a task is never sent twice blindly', () => {
  const created: Reply = [201, answered('900')];
  test.each<[string, Reply]>([
    ['500', [500, refusal('INTERNAL', 'oops')]],
    ['502 with an HTML page', html],
    ['503', [503, '']],
    ['504', [504, '']],
    ['524', [524, '']],
    ['408', [408, '']],
    ['301', [301, '', { Location: 'https://api.hubapi.test/elsewhere' }]],
    ['200 that cannot be read', [200, '<html></html>']],
    ['201 without an id', [201, { properties: {} }]],
    ['201 with nothing', [201, '']],
  ])('%s: it may have been done', async (_, reply) => {
    const world = connected();
    const asked = answer('POST', tasksCreate, reply, created);
    expect(await failureOf(world.hubspot.createTask(TASK))).toMatchObject({ code: 'AMBIGUOUS_WRITE' });
    expect(asked).toHaveLength(1);
  });

  test.each(['ECONNRESET', 'EPIPE', 'ETIMEDOUT'])('%s: it may have been done', async (code) => {
    const world = connected();
    dropped('POST', tasksCreate, code);
    const asked = answer('POST', tasksCreate, created);
    expect(await failureOf(world.hubspot.createTask(TASK))).toMatchObject({ code: 'AMBIGUOUS_WRITE' });
    expect(asked).toHaveLength(0);
  });

  test.each<[string, Reply, string]>([
    ['400', [400, refusal('VALIDATION_ERROR', 'no')], 'HUBSPOT_REJECTED'],
    ['403', [403, ''], 'HUBSPOT_SCOPE'],
    ['404', [404, ''], 'NOT_FOUND'],
    ['477', migrating, 'HUBSPOT_MIGRATING'],
    ['429 daily', daily, 'HUBSPOT_DAILY'],
  ])('%s: it was not done', async (_, reply, code) => {
    const world = connected();
    const asked = answer('POST', tasksCreate, reply, created);
    expect(await failureOf(world.hubspot.createTask(TASK))).toMatchObject({ code });
    expect(asked).toHaveLength(1);
  });

  test.each<[string, Reply]>([
    ['429', rolling],
    ['423', locked],
  ])('%s: HubSpot did not do it, so it is sent again', async (_, reply) => {
    const world = connected();
    const asked = answer('POST', tasksCreate, reply, created);
    expect(await world.hubspot.createTask(TASK)).toEqual({ id: '900' });
    expect(asked).toHaveLength(2);
  });

  test.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH'])(
    '%s: nothing was sent, so it is sent again',
    async (code) => {
      const world = connected();
      dropped('POST', tasksCreate, code);
      answer('POST', tasksCreate, created);
      expect(await world.hubspot.createTask(TASK)).toEqual({ id: '900' });
    },
  );

  test('any 2xx with an id is a task', async () => {
    const world = connected();
    answer('POST', tasksCreate, [200, answered('900')]);
    expect(await world.hubspot.createTask(TASK)).toEqual({ id: '900' });
  });
});

describe('the day’s calls', () => {
  const berlin = async (world: Connected): Promise<void> => {
    answer('GET', '/account-info/2026-09/details', [
      200,
      { portalId: 1, timeZone: 'Europe/Berlin', companyCurrency: 'EUR' },
    ]);
    answer('POST', '/oauth/v2/private-apps/get/access-token-info', [200, { hubId: 1, appId: 2, scopes: [] }]);
    await world.hubspot.account();
  };
  const HOUR = 3_600_000;

  test.each<[string, string, number]>([
    ['a winter morning', '2026-11-23T08:00:00Z', 15 * HOUR],
    ['the night the clocks go forward', '2026-03-28T23:30:00Z', 22.5 * HOUR],
    ['the night the clocks go back', '2026-10-24T22:30:00Z', 24.5 * HOUR],
    ['a minute past midnight: not counted anew yet', '2026-11-22T23:01:00Z', 14 * 60_000],
  ])('used up on %s: nothing goes before midnight of the account', async (_, at, until) => {
    const world = connected({ startAt: Date.parse(at) });
    await berlin(world);
    const asked = answer('POST', contactsRead, daily, GOOD);
    expect((await failureOf(readOne(world))).facts.retryAfterMs).toBe(until);
    // Not even asked …
    world.clock.advance(until - 1_000);
    await expect(readOne(world)).rejects.toMatchObject({ code: 'HUBSPOT_DAILY', facts: { retryAfterMs: 1_000 } });
    expect(asked).toHaveLength(1);
    expect(world.hubspot.refusal()).toMatch(/day’s calls are used up/);
    // … until then.
    world.clock.advance(1_000);
    await readOne(world);
    expect(world.hubspot.refusal()).toBeNull();
  });

  const usedUp = (remaining: number): Reply => [
    200,
    batch([answered('1')]),
    { ...RATE, 'X-HubSpot-RateLimit-Daily': '1000', 'X-HubSpot-RateLimit-Daily-Remaining': String(remaining) },
  ];

  test('background work stops at 60 %, live work goes on', async () => {
    const world = connected();
    await berlin(world);
    const asked = answer('POST', contactsRead, usedUp(401), usedUp(400));
    const behind = (): Promise<unknown> => world.hubspot.readContacts(['1'], { ...nothing, background: true });
    await behind();
    await behind();
    await expect(behind()).rejects.toMatchObject({
      code: 'HUBSPOT_DAILY',
      facts: { found: '60 % of the day’s calls used', retryAfterMs: 15 * HOUR },
    });
    await readOne(world);
    expect(asked).toHaveLength(3);
  });

  test('yesterday’s share says nothing about today', async () => {
    const world = connected();
    await berlin(world);
    answer('POST', contactsRead, usedUp(0));
    await readOne(world);
    expect(world.hubspot.dailyShareUsed()).toBe(1);
    world.clock.advance(15 * HOUR);
    expect(world.hubspot.dailyShareUsed()).toBeNull();
    await world.hubspot.readContacts(['1'], { ...nothing, background: true });
  });
});

describe('a HubSpot that is down is left alone', () => {
  test('one probe at a time, ever rarer, and below 1 % of what is otherwise sent', async () => {
    const world = connected();
    const asked = answer('POST', contactsRead, html);
    await expect(readOne(world)).rejects.toMatchObject({ code: 'HUBSPOT_FAILED' });
    expect(asked).toHaveLength(5);
    await expect(readOne(world)).rejects.toMatchObject({
      code: 'HUBSPOT_FAILED',
      retry: true,
      facts: { what: expect.stringContaining('was not sent') },
    });
    expect(asked).toHaveLength(5);

    const before = asked.length;
    for (let second = 0; second < 3_600; second += 1) {
      await Promise.allSettled([readOne(world), readOne(world), readOne(world)]);
      world.clock.advance(1_000);
    }
    // 19 calls a second are otherwise allowed: 68,400 in the hour.
    expect(asked.length - before).toBeLessThan(100);
    expect(asked.length - before).toBeGreaterThan(50);
  });

  test('calls under way when it closed do not keep it closed longer', async () => {
    const world = connected();
    const asked = answer('POST', contactsRead, html);
    await Promise.allSettled(Array.from({ length: 30 }, () => readOne(world)));
    const before = asked.length;
    // Thirty failures at once are one outage: the next probe is due in ten seconds at most, not in sixty.
    world.clock.advance(10_000);
    await expect(readOne(world)).rejects.toThrow();
    expect(asked.length).toBe(before + 1);
  });

  test('the first answer opens it for everybody', async () => {
    const world = connected();
    const asked = answer('POST', contactsRead, html, html, html, html, html, GOOD);
    await expect(readOne(world)).rejects.toThrow();
    world.clock.advance(60_000);
    await readOne(world);
    await Promise.all([readOne(world), readOne(world)]);
    expect(asked).toHaveLength(8);
    expect(world.hubspot.refusal()).toBeNull();
  });

  test('a task that was not sent is not ambiguous', async () => {
    const world = connected();
    answer('POST', contactsRead, html);
    await expect(readOne(world)).rejects.toThrow();
    await expect(world.hubspot.createTask(TASK)).rejects.toMatchObject({ code: 'HUBSPOT_FAILED', retry: true });
  });

  test('a refused token is tried again when it changes', async () => {
    const tokens = ['pat-old', 'pat-new'];
    const world = connected({ token: () => tokens[0] ?? '' });
    const asked = answer('POST', contactsRead, [401, refusal('EXPIRED_AUTHENTICATION', 'expired')], GOOD);
    await expect(readOne(world)).rejects.toMatchObject({ code: 'HUBSPOT_TOKEN' });
    await expect(readOne(world)).rejects.toMatchObject({ code: 'HUBSPOT_TOKEN', retry: true });
    expect(asked).toHaveLength(1);
    tokens.shift();
    await readOne(world);
    expect(asked).toHaveLength(2);
  });

  test('an account on the move is asked again when HubSpot says so', async () => {
    const world = connected();
    const asked = answer('POST', contactsRead, migrating, GOOD);
    expect((await failureOf(readOne(world))).facts.retryAfterMs).toBe(7_200_000);
    world.clock.advance(7_199_000);
    await expect(readOne(world)).rejects.toMatchObject({ code: 'HUBSPOT_MIGRATING' });
    world.clock.advance(1_000);
    await readOne(world);
    expect(asked).toHaveLength(2);
  });
});

describe('the clock of this machine', () => {
  test.each([
    ['equal', 'Mon, 23 Nov 2026 08:00:00 GMT', -500],
    ['an hour behind HubSpot’s', 'Mon, 23 Nov 2026 09:00:00 GMT', -3_600_500],
  ])('%s', async (_, date, skew) => {
    const world = connected();
    expect(world.hubspot.clockSkewMs()).toBeNull();
    answer('POST', contactsRead, [200, batch([]), { ...RATE, Date: date }]);
    await readOne(world);
    expect(world.hubspot.clockSkewMs()).toBe(skew);
  });
});

describe('over a real connection', () => {
  const closing: (() => void)[] = [];
  afterEach(() => closing.splice(0).forEach((close) => close()));

  async function serve(onRequest: Parameters<typeof createServer>[1]): Promise<Connected> {
    allowLocalhost();
    const server = createServer(onRequest as never).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const world = connected({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, timeoutMs: 50 });
    closing.push(() => {
      void world.hubspot.close();
      server.closeAllConnections();
      server.close();
    });
    return world;
  }

  test('silence ends a read, and it is sent again', async () => {
    let requests = 0;
    const world = await serve((_request, response) => {
      requests += 1;
      if (requests < 3) return;
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(batch([answered('1')])));
    });
    await readOne(world);
    expect(requests).toBe(3);
  });

  test('silence after a task was sent leaves it ambiguous', async () => {
    let requests = 0;
    const world = await serve(() => {
      requests += 1;
    });
    expect(await failureOf(world.hubspot.createTask(TASK))).toMatchObject({ code: 'AMBIGUOUS_WRITE' });
    expect(requests).toBe(1);
  });

  test('an answer that breaks off half-way leaves a task ambiguous', async () => {
    let requests = 0;
    const world = await serve((_request, response) => {
      requests += 1;
      response.writeHead(201, { 'Content-Type': 'application/json', 'Content-Length': '1000' });
      response.write('{"id":"9');
      setImmediate(() => response.destroy());
    });
    expect(await failureOf(world.hubspot.createTask(TASK))).toMatchObject({ code: 'AMBIGUOUS_WRITE' });
    expect(requests).toBe(1);
  });

  test('nobody listens: a task was not sent', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    allowLocalhost();
    const { hubspot } = connected({ baseUrl: `http://127.0.0.1:${port}` });
    expect(await failureOf(hubspot.createTask(TASK))).toMatchObject({ code: 'HUBSPOT_UNREACHABLE', retry: true });
    expect(hubspot.callCounts()).toEqual({ createTask: 5 });
  });
});
