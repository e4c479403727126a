/** Routes, and nothing else. Each accepts one shape of request only: a valid signature says HubSpot sent it, not who asked. */
import express from 'express';
import type { Express } from 'express';
import type { SignatureVersion } from '../config.ts';
import type { Clock, InForce, Log, Store } from '../deps.ts';
import type { Instruments } from '../metrics/instruments.ts';
import { actions } from './actions.ts';
import { asked } from './asked.ts';
import { cards } from './cards.ts';
import { answerFailure, answerUnknown } from './failures.ts';
import { health, readiness } from './health.ts';
import type { Readiness } from './health.ts';
import { pages } from './pages.ts';
import type { HealthAnswer } from './pages-contract.ts';
import type { Route } from './route.ts';
import { settings } from './settings.ts';
import { webhooks } from './webhooks.ts';

type Found = Extract<HealthAnswer, { kind: 'health' }>['findings'][number];

export interface AppOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly store: Store;
  readonly account: { readonly portalId: string; readonly appId: string | null };
  /** Changes when another agreement is applied. */
  readonly inForce: () => InForce;
  readonly instruments?: Pick<Instruments, 'recorded' | 'refused'> | null;
  readonly clientSecrets: () => readonly string[];
  readonly signatures: readonly SignatureVersion[];
  /** Base of every URL as HubSpot calls us, without a trailing slash; never taken from a Host header. */
  readonly publicUrl: string;
  readonly readiness: () => Promise<Readiness>;
  /** E-mails that may pause, redrive and roll back, lower case; absent: nobody beside those whom the agreement names. */
  readonly admins?: readonly string[];
  /** What `baton doctor` finds; absent: this process cannot look. */
  readonly findings?: () => Promise<readonly Found[]>;
  /** Real milliseconds an action of a workflow waits for its lead to be planned. */
  readonly patienceMs?: number;
}

/** 100 events with the longest legal values are 6.6 MB: https://developers.hubspot.com/docs/api-reference/webhooks-webhooks-v3/guide */
const DELIVERY_LIMIT = 8 * 1024 * 1024;

/** Only these are ever answered; Express would answer OPTIONS by itself. */
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT']);

/** Every route there is. One file per family returns its routes as data; here they are only listed. */
export function routesOf(options: AppOptions): readonly Route[] {
  const raw = express.raw({ type: () => true, limit: DELIVERY_LIMIT, inflate: false });
  return [
    { method: 'post', path: '/webhooks/hubspot', accepts: 'webhook', handlers: [raw, webhooks(options)] },
    ...asked(options, [...cards(options), ...pages(options), ...settings(options)]),
    ...actions(options),
    { method: 'get', path: '/healthz', accepts: 'open', handlers: [health] },
    { method: 'get', path: '/readyz', accepts: 'open', handlers: [readiness(options.readiness)] },
  ];
}

export function createApp(options: AppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('strict routing', true);
  app.set('case sensitive routing', true);
  app.set('query parser', 'simple');

  app.use((req, res, next) => {
    if (METHODS.has(req.method)) next();
    else res.status(405).json({ error: 'no such method' });
  });
  for (const { method, path, handlers } of routesOf(options)) app[method](path, ...handlers);
  app.use(answerUnknown);
  app.use(answerFailure(options.log));
  return app;
}
