/**
 * The official client, held to what is wanted of it: dated paths, the token of the moment, an end to waiting, and every answer as
 * it came. Its own retry and limiter are left off: they are singletons of the process, use half the budget and post twice.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { Socket } from 'node:net';
import { Client } from '@hubspot/api-client';
import { versioned } from './endpoints.ts';
import { parseExact } from './exact-json.ts';

export interface Answer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body, whole numbers beyond 2^53 as strings; null when there is none. */
  readonly json: unknown;
}

/** HubSpot, or something in front of it, answered with anything but 2xx. */
export class RefusedAnswer extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;

  constructor({ status, headers, text }: { status: number; headers: Readonly<Record<string, string>>; text: string }) {
    super(`HTTP ${status}`);
    this.name = 'RefusedAnswer';
    this.status = status;
    this.headers = headers;
    this.text = text;
  }
}

/** A 2xx that is no JSON, or far too long. */
export class UnreadableAnswer extends Error {
  readonly headers: Readonly<Record<string, string>>;

  constructor(message: string, headers: Readonly<Record<string, string>>) {
    super(message);
    this.name = 'UnreadableAnswer';
    this.headers = headers;
  }
}

export interface Wire {
  /**
   * Makes a call of the client and gives the answer as it came: the client's models drop what they do not know, and it throws on a
   * 2xx it did not expect.
   *
   * @throws RefusedAnswer, UnreadableAnswer, or the error of a connection.
   */
  ask(call: (crm: Client['crm']) => Promise<unknown>): Promise<Answer>;
  /** For the few endpoints the client has no call for. */
  send(method: 'GET' | 'POST', path: string, body?: unknown): Promise<Answer>;
  close(): void;
}

interface Incoming {
  readonly httpStatusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: { text(): Promise<string> };
}

interface Outgoing {
  getUrl(): string;
  setUrl(url: string): void;
  setHeaderParam(name: string, value: string): void;
}

/** 100 contacts with 10 values of the longest legal length are 65 MB; anything longer is no answer to a question of ours. */
const ANSWER_AT_MOST = 96 * 1024 * 1024;

export interface WireOptions {
  readonly baseUrl: string;
  readonly apiVersion: string;
  readonly token: () => string;
  /** Silence of this long on a connection ends it. Real time: a network runs no faster because a clock does. */
  readonly timeoutMs: number;
}

export function connectWire({ baseUrl, apiVersion, token, timeoutMs }: WireOptions): Wire {
  const base = baseUrl.replace(/\/+$/, '');
  const agent = impatientAgent(base, timeoutMs);
  const addressed = (url: string): string => {
    const { pathname, search } = new URL(url);
    return base + versioned(pathname.slice(new URL(base).pathname.replace(/\/+$/, '').length), apiVersion) + search;
  };
  /** Carries each answer past the client, to the call it belongs to. */
  const asking = new AsyncLocalStorage<{ answer: Answer | null }>();
  const client = new Client({
    basePath: base,
    httpAgent: agent,
    middleware: [
      {
        pre(outgoing) {
          const request = outgoing as Outgoing;
          request.setUrl(addressed(request.getUrl()));
          // Read for every request: a token file may have changed since the last one.
          request.setHeaderParam('Authorization', `Bearer ${token()}`);
          return request;
        },
        async post(incoming) {
          const answer = await checked(incoming as Incoming);
          const asked = asking.getStore();
          if (asked !== undefined) asked.answer = answer;
          return incoming;
        },
      },
    ],
  });

  return {
    async ask(call) {
      const asked: { answer: Answer | null } = { answer: null };
      try {
        await asking.run(asked, () => call(client.crm));
      } catch (error) {
        if (asked.answer === null) throw error;
      }
      if (asked.answer === null) throw new UnreadableAnswer('no answer', {});
      return asked.answer;
    },
    async send(method, path, body) {
      const response = await fetch(addressed(base + path), {
        method,
        headers: { Authorization: `Bearer ${token()}`, Accept: 'application/json', 'Content-Type': 'application/json' },
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return checked({
        httpStatusCode: response.status,
        headers: Object.fromEntries(response.headers),
        body: response,
      });
    },
    close: () => agent.destroy(),
  };
}

/** @throws RefusedAnswer, UnreadableAnswer. */
async function checked({ httpStatusCode: status, headers, body }: Incoming): Promise<Answer> {
  const text = await body.text();
  if (status < 200 || status > 299) throw new RefusedAnswer({ status, headers, text });
  if (text.length > ANSWER_AT_MOST) throw new UnreadableAnswer(`a body of ${text.length} characters`, headers);
  if (text === '') return { status, headers, json: null };
  try {
    return { status, headers, json: parseExact(text) };
  } catch {
    throw new UnreadableAnswer(`HTTP ${status} with ${headers['content-type'] ?? 'no content type'}`, headers);
  }
}

/** The client passes no signal on, so the connection itself gives up when nothing is heard for too long. */
function impatientAgent(base: string, timeoutMs: number): HttpAgent | HttpsAgent {
  const options = { keepAlive: true, maxSockets: 32, timeout: timeoutMs };
  const agent = base.startsWith('https:') ? new HttpsAgent(options) : new HttpAgent(options);
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (target, onCreate) => {
    const socket = connect(target, onCreate);
    if (socket instanceof Socket) {
      socket.on('timeout', () => {
        const code = socket.connecting ? CONNECT_TIMEOUT : 'ETIMEDOUT';
        socket.destroy(Object.assign(new Error(`silence for ${timeoutMs} ms`), { code }));
      });
    }
    return socket;
  };
  return agent;
}

/** The code of an error that came before a connection stood: nothing was sent. */
export const CONNECT_TIMEOUT = 'ECONNTIMEOUT';
