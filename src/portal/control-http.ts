/** The control table over HTTP, for other processes on this machine. */
import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import { ControlRefused } from './controls/common.ts';
import type { Reply } from './reply.ts';

export interface ControlDoor {
  answer(request: {
    readonly method: string;
    readonly url: URL;
    readonly raw: string;
    readonly headers: IncomingHttpHeaders;
  }): Promise<Reply>;
}

const problem = (status: number, message: string): Reply => ({ status, body: { message } });

/** Controls that only look may be asked with GET; their queries are texts. */
const READABLE = new Set(['writes', 'dump', 'struck', 'deliveries', 'backlog', 'settings', 'calls', 'time']);

/**
 * POST needs a JSON content type, which a web page of another origin cannot send without being allowed to: a browser on
 * this machine cannot be made to drive the portal.
 */
export function createControlDoor(controls: Readonly<Record<string, (input: unknown) => unknown>>): ControlDoor {
  return {
    async answer({ method, url, raw, headers }) {
      const name = url.pathname.slice('/_portal/'.length).replace(/\/$/, '');
      if (name === '') return { status: 200, body: { controls: Object.keys(controls).sort() } };
      const run = Object.hasOwn(controls, name) ? controls[name] : undefined;
      if (run === undefined) return problem(404, `There is no control "${name}". GET /_portal lists them.`);
      if (method === 'GET' ? !READABLE.has(name) : method !== 'POST') return problem(405, `Use POST /_portal/${name}`);
      if (method === 'POST' && !(headers['content-type'] ?? '').startsWith('application/json')) {
        return problem(415, 'Controls take application/json');
      }
      try {
        const result = await run(method === 'GET' ? fromQuery(url.searchParams) : raw === '' ? {} : JSON.parse(raw));
        return { status: 200, body: { result: result ?? null } };
      } catch (failure) {
        if (failure instanceof z.ZodError) return problem(400, z.prettifyError(failure));
        if (failure instanceof SyntaxError || failure instanceof RangeError || failure instanceof ControlRefused) {
          return problem(400, failure.message);
        }
        throw failure;
      }
    },
  };
}

function fromQuery(query: URLSearchParams): Readonly<Record<string, unknown>> {
  const input: Record<string, unknown> = {};
  for (const [name, value] of query) {
    if (name === 'types') input[name] = value.split(',');
    else input[name] = name === 'since' || name === 'limit' ? Number(value) : value;
  }
  return input;
}
