/** Plain HTTP calls to a portal, as raw as a test needs them. */
import type { Portal } from '../../src/portal/portal.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // Bodies are what tests look into; they say themselves what they expect.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
  readonly text: string;
}

export type Api = (method: string, path: string, body?: unknown, token?: string) => Promise<Answer>;

export const apiOf =
  (portal: () => Portal): Api =>
  async (method, path, body, token = portal().settings().accessToken) => {
    const response = await fetch(portal().url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = (response.headers.get('content-type') ?? '').startsWith('application/json');
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : null, text };
  };
