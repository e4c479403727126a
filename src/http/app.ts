/** Routes, and nothing else. Each accepts one shape of request only: a valid signature says HubSpot sent it, not who asked. */
import express from 'express';
import type { Express } from 'express';
import type { SignatureVersion } from '../config.ts';
import type { Clock, Log, Store } from '../deps.ts';
import type { Instruments } from '../metrics/instruments.ts';
import { answerFailure, answerUnknown } from './failures.ts';
import { health, readiness } from './health.ts';
import type { Readiness } from './health.ts';
import { webhooks } from './webhooks.ts';

export interface AppOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly store: Pick<Store, 'record'> & Partial<Pick<Store, 'setting' | 'setSetting'>>;
  readonly account: { readonly portalId: string; readonly appId: string | null };
  readonly instruments?: Pick<Instruments, 'recorded' | 'refused'> | null;
  readonly clientSecrets: () => readonly string[];
  readonly signatures: readonly SignatureVersion[];
  /** Base of every URL as HubSpot calls us, without a trailing slash; never taken from a Host header. */
  readonly publicUrl: string;
  readonly readiness: () => Promise<Readiness>;
}

/** 100 events with the longest legal values are 6.6 MB: https://developers.hubspot.com/docs/api-reference/webhooks-webhooks-v3/guide */
const DELIVERY_LIMIT = 8 * 1024 * 1024;

export function createApp(options: AppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('strict routing', true);
  app.set('case sensitive routing', true);
  app.set('query parser', 'simple');

  const raw = express.raw({ type: () => true, limit: DELIVERY_LIMIT, inflate: false });
  app.post('/webhooks/hubspot', raw, webhooks(options));
  app.get('/healthz', health);
  app.get('/readyz', readiness(options.readiness));
  app.use(answerUnknown);
  app.use(answerFailure(options.log));
  return app;
}
