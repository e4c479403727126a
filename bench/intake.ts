/**
 * Intake through the whole door against the least a durable door could do: express.raw, HMAC, JSON.parse, one multi-row INSERT
 * with the same unique index, on the same pool size, in interleaved rounds. HubSpot offers at most 10 × 100 events in flight.
 */
import { createHash, createHmac } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import pg from 'pg';
import { realClock } from '../src/clock.ts';
import { inForceOf, readAgreementFile } from '../src/cli/compose.ts';
import { createApp } from '../src/http/app.ts';
import { createLog } from '../src/log.ts';
import type { Connection } from '../src/store/connection.ts';
import { openDatabase } from '../src/store/embedded.ts';
import { openStore } from '../src/store/open.ts';
import type { BenchResult } from './result.ts';
import { median, percentile } from './statistics.ts';

const SECRET = 'bench-secret';
const PORTAL = 4_711;
const APP = 815;
const IN_FLIGHT = 10;
const PER_DELIVERY = 100;
const DELIVERIES_PER_ROUND = 100;
const ROUNDS = 7;
const POOL = 12;

let nextEvent = 1_000_000;

/** A delivery as HubSpot sends it: 100 property changes of 100 contacts out of 20,000. */
function deliveryBody(): string {
  const now = Date.now();
  return JSON.stringify(
    Array.from({ length: PER_DELIVERY }, (_, i) => {
      const eventId = nextEvent++;
      return {
        eventId,
        subscriptionId: 6_527_595,
        portalId: PORTAL,
        appId: APP,
        occurredAt: now + i,
        subscriptionType: 'object.propertyChange',
        attemptNumber: 0,
        objectId: 500_000_000 + ((eventId * 7_919) % 20_000),
        objectTypeId: '0-1',
        propertyName: 'jobtitle',
        propertyValue: `Head of things ${eventId}`,
        changeSource: 'CRM_UI',
        sourceId: 'userId:98499705',
        isSensitive: false,
      };
    }),
  );
}

interface Door {
  readonly name: string;
  readonly server: Server;
  readonly url: string;
}

/** The ratio's other side. Same signature, same body, same unique key, one round trip; nothing else. */
async function baseline(connection: Connection): Promise<Door & { readonly pool: pg.Pool }> {
  const pool = new pg.Pool({ ...connection, max: POOL });
  await pool.query(
    `CREATE TABLE IF NOT EXISTS bench_event (seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, dedupe bytea NOT NULL UNIQUE,
      event_id text NOT NULL, subscription_type text NOT NULL, occurred_at bigint NOT NULL, payload text NOT NULL)`,
  );
  const app = express();
  app.post('/webhooks/hubspot', express.raw({ type: () => true, limit: '8mb' }), async (req, res) => {
    const body = req.body as Buffer;
    const uri = `http://127.0.0.1:${req.socket.localPort}${req.originalUrl}`;
    const mac = createHmac('sha256', SECRET)
      .update(`${req.method}${uri}`)
      .update(body)
      .update(String(req.headers['x-hubspot-request-timestamp']))
      .digest('base64');
    if (mac !== req.headers['x-hubspot-signature-v3']) {
      res.status(401).end();
      return;
    }
    const events = JSON.parse(body.toString('utf8')) as Record<string, unknown>[];
    await pool.query({
      name: 'baseline',
      text: `INSERT INTO bench_event (dedupe, event_id, subscription_type, occurred_at, payload)
        SELECT * FROM unnest($1::bytea[], $2::text[], $3::text[], $4::bigint[], $5::text[]) ON CONFLICT (dedupe) DO NOTHING`,
      values: [
        events.map((e) =>
          createHash('sha256')
            .update(
              `${e['portalId']}:${e['subscriptionId']}:${e['objectId']}:${e['occurredAt']}:${e['eventId']}:${e['propertyName']}`,
            )
            .digest(),
        ),
        events.map((e) => String(e['eventId'])),
        events.map((e) => e['subscriptionType']),
        events.map((e) => e['occurredAt']),
        events.map((e) => JSON.stringify(e)),
      ],
    });
    res.status(204).end();
  });
  return { name: 'baseline', ...(await listening(app)), pool };
}

async function listening(app: express.Express): Promise<{ readonly server: Server; readonly url: string }> {
  const server = await new Promise<Server>((resolve) => {
    const s = app.listen(0, '127.0.0.1', () => resolve(s));
  });
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** Sends a round, at most ten in flight, and returns events per second and the time of each answer. */
async function round(
  { url }: Door,
  agent: Agent,
): Promise<{ readonly perSecond: number; readonly acks: readonly number[] }> {
  const uri = `${url}/webhooks/hubspot`;
  const bodies = Array.from({ length: DELIVERIES_PER_ROUND }, deliveryBody);
  const acks: number[] = [];
  const startedAt = performance.now();
  const sender = async (): Promise<void> => {
    for (let body = bodies.pop(); body !== undefined; body = bodies.pop()) {
      const sentAt = performance.now();
      const status = await post(uri, body, agent);
      if (status !== 204) throw new Error(`the door answered ${status}`);
      acks.push(performance.now() - sentAt);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, sender));
  const seconds = (performance.now() - startedAt) / 1000;
  return { perSecond: (DELIVERIES_PER_ROUND * PER_DELIVERY) / seconds, acks };
}

function post(uri: string, body: string, agent: Agent): Promise<number> {
  const timestamp = String(Date.now());
  const signature = createHmac('sha256', SECRET).update(`POST${uri}${body}${timestamp}`).digest('base64');
  return new Promise((resolve, reject) => {
    const req = request(
      uri,
      {
        method: 'POST',
        agent,
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'x-hubspot-signature-v3': signature,
          'x-hubspot-request-timestamp': timestamp,
        },
      },
      (res) => {
        res.resume();
        res.on('end', () => resolve(res.statusCode ?? 0));
      },
    );
    req.on('error', reject);
    req.end(body);
  });
}

export async function benchIntake(): Promise<BenchResult> {
  const folder = mkdtempSync(join(tmpdir(), 'baton-bench-'));
  chmodSync(folder, 0o711);
  const database = await openDatabase({ dataDir: join(folder, 'database'), explicitDataDir: true });
  const store = await openStore({ connection: database.connection, poolSize: POOL });
  const base = await baseline(database.connection);
  // The public URL is only known once the port is: the app is made for the server that listens.
  const probe = await listening(express());
  const { port } = probe.server.address() as AddressInfo;
  await new Promise((resolve) => probe.server.close(resolve));
  const inForce = inForceOf((await readAgreementFile(join(import.meta.dirname, '../agreement.yaml'))).agreement);
  const app = createApp({
    clock: realClock,
    log: createLog('silent'),
    store,
    account: { portalId: String(PORTAL), appId: String(APP) },
    inForce: () => inForce,
    clientSecrets: () => [SECRET],
    signatures: ['v3'],
    publicUrl: `http://127.0.0.1:${port}`,
    readiness: async () => ({ ready: true }),
  });
  const server = await new Promise<Server>((resolve) => {
    const s = app.listen(port, '127.0.0.1', () => resolve(s));
  });
  const door: Door = { name: 'door', server, url: `http://127.0.0.1:${port}` };
  const agent = new Agent({ keepAlive: true, maxSockets: IN_FLIGHT });
  try {
    for (const warm of [base, door]) await round(warm, agent);
    const rates: Record<string, number[]> = { baseline: [], door: [] };
    const ratios: number[] = [];
    const acks: number[] = [];
    for (let i = 0; i < ROUNDS; i += 1) {
      const a = await round(base, agent);
      const b = await round(door, agent);
      rates['baseline']?.push(a.perSecond);
      rates['door']?.push(b.perSecond);
      ratios.push(b.perSecond / a.perSecond);
      acks.push(...b.acks);
    }
    return {
      name: 'intake',
      rows: [
        { label: 'whole door', value: median(rates['door'] ?? []), unit: 'events/s' },
        { label: 'baseline', value: median(rates['baseline'] ?? []), unit: 'events/s' },
        { label: 'answer at 10 × 100 in flight, p50', value: percentile(acks, 50), unit: 'ms' },
      ],
      ratios: [{ label: 'whole door ÷ baseline', value: median(ratios), atLeast: 0.5 }],
      limits: [{ label: 'answer at 10 × 100 in flight, p99', value: percentile(acks, 99), atMost: 100, unit: 'ms' }],
    };
  } finally {
    agent.destroy();
    for (const { server: s } of [base, door]) {
      s.closeAllConnections();
      await new Promise((resolve) => s.close(resolve));
    }
    await base.pool.end();
    await store.close();
    await database.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
