/** A twin of Baton for extensions: answers from a table, changes when it is told to, and remembers what it was asked. */
import type { Backend, Reply, Request } from '../../extensions/shared/backend.ts';

export interface Twin {
  readonly backend: Backend;
  readonly asked: readonly Request[];
  /** From now on this is answered; a function sees the request. @param key as in `GET /pages/queue`. */
  answers(key: string, body: object | ((request: Request) => object), status?: number): void;
  /** From now on nothing is answered to this. */
  falls(key: string): void;
}

export function twin(table: Readonly<Record<string, object>>): Twin {
  const asked: Request[] = [];
  const replies = new Map<string, (request: Request) => Reply>();
  const answers: Twin['answers'] = (key, body, status = 200) =>
    void replies.set(key, (request) => ({
      kind: 'answered',
      status,
      body: typeof body === 'function' ? body(request) : body,
    }));
  for (const [key, body] of Object.entries(table)) answers(key, body);
  return {
    asked,
    answers,
    falls: (key) => void replies.set(key, () => ({ kind: 'silent', because: 'status 503' })),
    async backend(request) {
      asked.push(request);
      const reply = replies.get(`${request.method} ${request.path}`);
      if (reply === undefined) throw new Error(`the twin knows nothing of ${request.method} ${request.path}`);
      return reply(request);
    },
  };
}
