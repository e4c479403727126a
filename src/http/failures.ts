/** What a caller learns when something goes wrong: a code and a request id, never a message from inside. */
import { randomUUID } from 'node:crypto';
import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { Log } from '../deps.ts';
import { BatonError } from '../errors.ts';

export const answerUnknown: RequestHandler = (_req, res) => {
  res.status(404).json({ error: 'no such route' });
};

export function answerFailure(log: Log): ErrorRequestHandler {
  // Express tells an error handler by its four parameters.
  return (error: unknown, req, res, _next) => {
    const requestId = randomUUID();
    const { status, reason } = meaning(error);
    const line = { requestId, method: req.method, route: req.route?.path ?? null, status, reason, err: error };
    if (status >= 500) log.error(line, 'request failed');
    else log.warn(line, 'request refused');
    if (res.headersSent) {
      res.destroy();
      return;
    }
    // A body that is still arriving is not read to its end.
    if (status === 413) res.set('Connection', 'close');
    res.status(status).json({ error: reason, requestId });
  };
}

function meaning(error: unknown): { readonly status: number; readonly reason: string } {
  if (error instanceof BatonError) {
    // HubSpot delivers again after any 4xx or 5xx, so a delivery that could not be stored is not lost.
    return error.retry ? { status: 503, reason: error.code } : { status: 500, reason: error.code };
  }
  const status = typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : 500;
  switch (status) {
    case 413:
      return { status, reason: 'the body is too large' };
    case 415:
      return { status, reason: 'compressed bodies are not accepted' };
    case 400:
      return { status, reason: 'malformed request' };
    default:
      return { status: 500, reason: 'internal error' };
  }
}
