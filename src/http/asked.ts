/** The door of everything people see in HubSpot: cards, pages, settings. Signed by v3, asked by somebody, answered once, logged without a URL. */
import express from 'express';
import type { RequestHandler } from 'express';
import type { Owner } from '../core/snapshot.ts';
import { verifySignature } from '../deps.ts';
import type { AppOptions } from './app.ts';
import { identityIn } from './identity.ts';
import type { AskedRoute, Route } from './route.ts';

/** A verdict with a note is a few hundred bytes; an agreement in a settings page some 100 KB. HubSpot allows 1 MB. */
const BODY_LIMIT = 1024 * 1024;

/** Ids in a path are HubSpot record ids or hashes: a log line may name them, and nothing else of a URL. */
const LOGGABLE = /^[0-9a-f]{1,64}$/;

/** Turns what an extension may ask into routes behind the one check of signature and identity. */
export function asked(options: AppOptions, routes: readonly AskedRoute[]): readonly Route[] {
  const raw = express.raw({ type: () => true, limit: BODY_LIMIT, inflate: false });
  return routes.map((route) => ({
    method: route.method,
    path: route.path,
    accepts: 'asked',
    handlers: [noStore, raw, answering(options, route)],
  }));
}

const noStore: RequestHandler = (_req, res, next) => {
  res.set('Cache-Control', 'no-store');
  next();
};

function answering(options: AppOptions, route: AskedRoute): RequestHandler {
  const { clock, log, store, account, clientSecrets, publicUrl, instruments } = options;
  return async (req, res) => {
    const now = clock.now();
    const line = { route: route.path, method: req.method };
    const refuse = (status: number, reason: string): void => {
      instruments?.refused(reason);
      log.warn({ ...line, status, reason }, 'request refused');
      res.status(status).json({ error: reason });
    };

    const body = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
    const verdict = verifySignature({
      method: req.method,
      uri: publicUrl + req.originalUrl,
      body,
      headers: req.headers,
      secrets: clientSecrets(),
      now,
      accept: ['v3'],
    });
    if (!verdict.ok) return refuse(401, verdict.reason);
    const identity = identityIn(req.originalUrl, account);
    if (identity.kind === 'refused') return refuse(identity.status, identity.reason);
    const json = jsonIn(body);
    if (json === MALFORMED) return refuse(400, 'the body is not JSON');

    const { userId, email, query } = identity;
    const owners = await ownersKnown(store);
    const answer = await route.answer({
      asker: { userId, email, ownerId: ownerOf(email, owners) },
      params: paramsOf(req.params),
      query,
      body: json,
      now,
    });
    const text = JSON.stringify(answer.body);
    const ids = Object.entries(paramsOf(req.params)).filter(([, value]) => LOGGABLE.test(value));
    log[answer.status === 200 ? 'info' : 'warn'](
      {
        ...line,
        ...Object.fromEntries(ids),
        status: answer.status,
        userId,
        bytes: Buffer.byteLength(text),
        ms: clock.now() - now,
        ...(answer.because === undefined ? {} : { reason: answer.because }),
      },
      answer.status === 200 ? 'answered' : 'request refused',
    );
    res.status(answer.status).type('application/json').send(text);
  };
}

const MALFORMED = Symbol('malformed');

function jsonIn(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    return MALFORMED;
  }
}

const paramsOf = (params: Readonly<Record<string, string | string[]>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(params).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );

/** The owners as a worker last read them: a request of a card does not wait for HubSpot. */
export async function ownersKnown(store: Pick<AppOptions['store'], 'setting'>): Promise<readonly Owner[]> {
  const kept = await store.setting('portal_directory');
  return typeof kept === 'object' && kept !== null && 'owners' in kept && Array.isArray(kept.owners)
    ? (kept.owners as readonly Owner[])
    : [];
}

function ownerOf(email: string, owners: readonly Owner[]): string | null {
  const mine = owners.find((owner) => owner.kind === 'person' && owner.active && owner.email.toLowerCase() === email);
  return mine?.id ?? null;
}
