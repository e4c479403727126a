/** The door on a real port with a real store, and a way to knock at it as HubSpot does. */
import { createHash, createHmac } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inForceOf } from '../../src/cli/compose.ts';
import { createApp } from '../../src/http/app.ts';
import type { AppOptions } from '../../src/http/app.ts';
import { createLog } from '../../src/log.ts';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/store/store.ts';
import { freshDatabase } from './database.ts';
import type { ManualClock } from './manual-clock.ts';
import { manualClock } from './manual-clock.ts';
import { defaultAgreement } from './town.ts';

export const SECRET = 'a-client-secret';
export const PORTAL_ID = '48975575';
export const APP_ID = '39522895';
export const PUBLIC_URL = 'https://baton.example.com';

export interface Door {
  readonly url: string;
  readonly clock: ManualClock;
  readonly store: Store;
  /** Every line logged, parsed. */
  readonly lines: readonly Record<string, unknown>[];
  knock(request: Knock): Promise<{ readonly status: number; readonly body: string; readonly headers: Headers }>;
  close(): Promise<void>;
}

export interface Knock {
  readonly body?: string | Buffer;
  readonly path?: string;
  readonly method?: string;
  readonly secret?: string;
  readonly timestamp?: number | string;
  /** The URL that is signed, when it differs from the one called. */
  readonly signedUrl?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signature?: 'v3' | 'v1' | 'none';
}

/** @param options replace the door's own; of the store, single functions. */
export async function openDoor({
  store: replaced = {},
  ...options
}: Partial<Omit<AppOptions, 'store'>> & { readonly store?: Partial<Store> } = {}): Promise<Door> {
  const database = await freshDatabase();
  const store = await openStore({ connection: database.connection });
  const clock = manualClock(Date.parse('2026-11-23T08:00:00Z'));
  const lines: Record<string, unknown>[] = [];
  const log = createLog('info', { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) });
  const inForce = inForceOf(defaultAgreement());
  const app = createApp({
    clock,
    log,
    store: { ...store, ...replaced },
    account: { portalId: PORTAL_ID, appId: APP_ID },
    inForce: () => inForce,
    clientSecrets: () => [SECRET],
    signatures: ['v3'],
    publicUrl: PUBLIC_URL,
    readiness: async () => ({ ready: true }),
    patienceMs: 0,
    ...options,
  });
  const server = await new Promise<Server>((resolve) => {
    const s = app.listen(0, '127.0.0.1', () => resolve(s));
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    clock,
    store,
    lines,
    async knock({
      body = '[]',
      path = '/webhooks/hubspot',
      method = 'POST',
      secret = SECRET,
      signature = 'v3',
      ...more
    }) {
      const timestamp = String(more.timestamp ?? clock.now());
      const bytes = Buffer.from(body);
      const signed = more.signedUrl ?? `${PUBLIC_URL}${path}`;
      const mac = createHmac('sha256', secret)
        .update(`${method}${signed}`)
        .update(bytes)
        .update(timestamp)
        .digest('base64');
      const signatures: Record<string, string> =
        signature === 'v3'
          ? { 'x-hubspot-signature-v3': mac, 'x-hubspot-request-timestamp': timestamp }
          : signature === 'v1'
            ? { 'x-hubspot-signature': v1(secret, bytes), 'x-hubspot-signature-version': 'v1' }
            : {};
      const response = await fetch(`${url}${path}`, {
        method,
        headers: { 'content-type': 'application/json', ...signatures, ...more.headers },
        ...(method === 'GET' || method === 'HEAD' ? {} : { body: bytes }),
        redirect: 'manual',
      });
      return { status: response.status, body: await response.text(), headers: response.headers };
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await store.close();
      await database.drop();
    },
  };
}

const v1 = (secret: string, body: Buffer): string => createHash('sha256').update(secret).update(body).digest('hex');

let nextEventId = 60_775_291;

/** An entry as HubSpot sends it; `overrides` replace or add fields. */
export function entry(overrides: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  nextEventId += 1;
  return {
    eventId: nextEventId,
    subscriptionId: 6_527_595,
    portalId: Number(PORTAL_ID),
    appId: Number(APP_ID),
    occurredAt: Date.parse('2026-11-23T07:59:59Z'),
    subscriptionType: 'object.propertyChange',
    attemptNumber: 0,
    objectId: 508_369_434_347,
    objectTypeId: '0-1',
    propertyName: 'jobtitle',
    propertyValue: 'VP Sales',
    changeSource: 'CRM_UI',
    sourceId: 'userId:98499705',
    isSensitive: false,
    ...overrides,
  };
}
