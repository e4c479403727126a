/** Alive is the process; ready is being able to work: database, token, migrations, clock skew. */
import type { RequestHandler } from 'express';

export type Readiness = { readonly ready: true } | { readonly ready: false; readonly because: readonly string[] };

export const health: RequestHandler = (_req, res) => {
  res.json({ alive: true });
};

export function readiness(ask: () => Promise<Readiness>): RequestHandler {
  return async (_req, res) => {
    const answer = await ask();
    res
      .status(answer.ready ? 200 : 503)
      .set('Cache-Control', 'no-store')
      .json(answer);
  };
}
