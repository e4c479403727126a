/** HubSpot connected for a test: requests met by nock, time that passes by being waited for, and every log line kept. */
import { afterAll, afterEach, beforeAll } from '@jest/globals';
import nock from 'nock';
import { connectHubSpot } from '../../src/hubspot/connect.ts';
import type { HubSpotOptions } from '../../src/hubspot/connect.ts';
import type { HubSpot } from '../../src/hubspot/hubspot.ts';
import { rollingWindow } from '../../src/hubspot/limiter.ts';
import { START, steppingClock } from './stepping-clock.ts';
import type { SteppingClock } from './stepping-clock.ts';

export { START };

export const API = 'https://api.hubapi.test';

export interface Connected {
  readonly hubspot: HubSpot;
  readonly clock: SteppingClock;
  readonly log: readonly Readonly<Record<string, unknown>>[];
}

export function connected(options: Partial<HubSpotOptions> & { readonly startAt?: number } = {}): Connected {
  const clock = steppingClock(options.startAt);
  const log: Record<string, unknown>[] = [];
  const keep = (fields: object, message: string): void => void log.push({ ...fields, message });
  const hubspot = connectHubSpot({
    baseUrl: API,
    apiVersion: '2026-09',
    token: () => 'pat-eu1-test',
    clock,
    log: { debug: keep, warn: keep },
    reserve: rollingWindow(clock),
    seed: 1,
    ...options,
  });
  return { hubspot, clock, log };
}

/** HubSpot's rate headers on a portal of the given kind. */
export const RATE = {
  'X-HubSpot-RateLimit-Max': '190',
  'X-HubSpot-RateLimit-Remaining': '189',
  'X-HubSpot-RateLimit-Interval-Milliseconds': '10000',
  'X-HubSpot-RateLimit-Daily': '625000',
  'X-HubSpot-RateLimit-Daily-Remaining': '624999',
} as const;

export const contactsRead = '/crm/objects/2026-09/contacts/batch/read';
export const contactsUpdate = '/crm/objects/2026-09/contacts/batch/update';
export const contactsSearch = '/crm/objects/2026-09/contacts/search';
export const tasksCreate = '/crm/objects/2026-09/tasks';

/** A record as HubSpot answers it. */
export const answered = (id: string, properties: Readonly<Record<string, string | null>> = {}): object => ({
  id,
  properties: { hs_object_id: id, ...properties },
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-11-01T00:00:00.000Z',
  archived: false,
});

export const batch = (results: readonly object[], rest: object = {}): object => ({
  status: 'COMPLETE',
  results,
  startedAt: '2026-11-23T08:00:00.000Z',
  completedAt: '2026-11-23T08:00:00.010Z',
  ...rest,
});

export const CORRELATION = 'a43683b0-5717-4ceb-80b4-104d02915d8c';

export const refusal = (category: string, message: string, rest: object = {}): object => ({
  status: 'error',
  message,
  correlationId: CORRELATION,
  category,
  ...rest,
});

export type Reply = readonly [status: number, body?: object | string, headers?: Readonly<Record<string, string>>];

/** What was asked, in the order it was asked. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly json: unknown;
}

/**
 * Answers every request to `path` in turn with the replies given; the last one goes on answering. Returns what was asked, as it
 * grows.
 */
export function answer(
  method: 'GET' | 'POST' | 'PATCH',
  path: string,
  ...replies: (Reply | ((asked: Asked) => Reply))[]
): Asked[] {
  const asked: Asked[] = [];
  const scope = nock(API).persist();
  const route = method === 'GET' ? scope.get(path) : method === 'POST' ? scope.post(path) : scope.patch(path);
  route.query(true).reply(async (request: Request) => {
    const url = new URL(request.url);
    const text = await request.text();
    const one: Asked = {
      method: request.method,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: Object.fromEntries(request.headers),
      json: text === '' ? null : JSON.parse(text),
    };
    const reply = replies[Math.min(asked.length, replies.length - 1)];
    asked.push(one);
    if (reply === undefined) throw new Error('no reply was given');
    const [status, body = '', headers = RATE] = typeof reply === 'function' ? reply(one) : reply;
    const type = typeof body === 'string' ? 'text/html' : 'application/json';
    return [status, body, { 'Content-Type': type, ...headers }];
  });
  return asked;
}

/** A connection that breaks after the request was sent. */
export function dropped(method: 'GET' | 'POST', path: string, code: string, times = 1): void {
  const scope = nock(API);
  (method === 'GET' ? scope.get(path) : scope.post(path))
    .query(true)
    .times(times)
    .replyWithError(Object.assign(new Error(code), { code }));
}

/** Nothing leaves this machine, and no reply outlives its test. Files of one worker share Node's http, so each puts it back. */
export function withoutNetwork(): void {
  beforeAll(() => {
    if (!nock.isActive()) nock.activate();
    nock.disableNetConnect();
  });
  afterEach(() => nock.cleanAll());
  afterAll(() => {
    nock.enableNetConnect();
    nock.restore();
  });
}

export const forgetReplies = (): void => nock.cleanAll();

/** Until the end of the file: a server of this test's own may be called. */
export const allowLocalhost = (): void => nock.enableNetConnect('127.0.0.1');
