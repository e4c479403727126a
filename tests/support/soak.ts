/**
 * The real service as a child process, killed outright again and again while more deliveries are in flight than HubSpot sends at
 * once. A delivery is sent until it is acknowledged, as HubSpot does; then every promise made by a 204 is checked.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { scaledClock } from '../../src/clock.ts';
import { connectHubSpot } from '../../src/hubspot/connect.ts';
import { ensureProperties } from '../../src/hubspot/setup.ts';
import { createLog } from '../../src/log.ts';
import { startPortal } from '../../src/portal/portal.ts';
import type { Connection } from '../../src/store/connection.ts';
import { openStore } from '../../src/store/open.ts';
import { dice } from './dice.ts';
import { createdTasks } from './created-tasks.ts';
import { STEADY } from './steady.ts';
import { signV3 } from './sign.ts';

export interface SoakOptions {
  readonly connection: Connection;
  readonly databaseUrl: string;
  readonly kills: number;
  readonly events: number;
  readonly inFlight?: number;
  readonly seed?: number;
  readonly say?: (line: string) => void;
}

export interface Soak {
  readonly kills: number;
  /** Requests without an answer at the moment of each kill. */
  readonly inFlightAtKills: readonly number[];
  readonly acknowledged: number;
  /** Deliveries that ended without a 204 and were sent again. */
  readonly retried: number;
  /** Acknowledged events that the database does not hold, or holds twice. */
  readonly lost: number;
  readonly doubled: number;
  readonly leads: number;
  /** Tasks ever created, per lead; anything but one each is a fault. */
  readonly leadsWithoutOneTask: readonly string[];
  readonly leadsNotHandedOff: readonly string[];
  readonly tasksCreated: number;
  readonly unsettled: Readonly<Record<string, number>>;
  readonly seconds: number;
}

const START = Date.parse('2026-11-23T08:00:00Z');
/** Ten virtual seconds in one: leases and graces of a minute pass in six seconds. */
const SPEED = 10;
const BATCH = 100;
const BYSTANDERS = 100;

export async function soak({
  connection,
  databaseUrl,
  kills: wantedKills,
  events: wantedEvents,
  inFlight = 16,
  seed = 1,
  say = () => undefined,
}: SoakOptions): Promise<Soak> {
  const startedAt = performance.now();
  const anchor = Date.now();
  const clock = scaledClock(START, SPEED, anchor);
  const folder = await mkdtemp(join(tmpdir(), 'baton-soak-'));
  await writeFile(join(folder, 'agreement.yaml'), STEADY);
  const portal = await startPortal({ clock, defaultLifecycleStage: 'lead', webhook: null });
  portal.createOwner({ email: 'anna@example.com', firstName: 'Anna', lastName: 'Albers' });
  portal.createOwner({ email: 'carla@example.com', firstName: 'Carla', lastName: 'Cruz' });
  const { accessToken, clientSecret, portalId, appId } = portal.settings();
  const store = await openStore({ connection, poolSize: 2 });
  const hubspot = connectHubSpot({
    baseUrl: portal.url,
    apiVersion: '2026-09',
    token: () => accessToken,
    clock,
    log: createLog('silent'),
    reserve: async () => 0,
  });
  await ensureProperties(hubspot, { apply: true });
  await store.setSetting('live_since', START - 86_400_000, clock.now());
  const port = await freePort();
  const uri = `http://127.0.0.1:${port}/webhooks/hubspot`;

  let child: ChildProcess | null = null;
  const errors: string[] = [];
  const startChild = (): ChildProcess => {
    const started = spawn(process.execPath, ['bin/baton.js', 'start'], {
      cwd: join(import.meta.dirname, '../..'),
      env: {
        PATH: process.env['PATH'],
        HUBSPOT_ACCESS_TOKEN: accessToken,
        HUBSPOT_CLIENT_SECRET: clientSecret,
        HUBSPOT_API_URL: portal.url,
        PUBLIC_URL: `http://127.0.0.1:${port}`,
        PORT: String(port),
        DATABASE_URL: databaseUrl,
        AGREEMENT: join(folder, 'agreement.yaml'),
        BATON_CLOCK: `${new Date(START).toISOString()}@${SPEED}@${new Date(anchor).toISOString()}`,
        LOG_LEVEL: 'fatal',
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    started.stderr.on('data', (part: Buffer) => errors.push(part.toString()));
    return started;
  };

  const bystanders = portal.importContacts({
    contacts: Array.from({ length: BYSTANDERS }, (_, i) => ({
      email: `bystander${i}@firm.example`,
      jobtitle: 'Clerk',
    })),
  });
  const leads: string[] = [];
  const acknowledged = new Set<string>();
  let eventId = 1_000_000;
  let underWay = 0;
  let retried = 0;
  let closing = false;
  const random = dice(seed);

  const newLead = (): string => {
    const n = leads.length;
    const lead = portal.createContact({
      properties: { email: `lead${n}@firm.example`, firstname: 'Lead', lastname: String(n), jobtitle: 'VP Sales' },
      changeSource: 'FORM',
    });
    portal.submitForm({ contact: lead.id, form: 'Demo request' });
    leads.push(lead.id);
    return lead.id;
  };
  const entries = (): readonly Record<string, unknown>[] => {
    const fresh = random(4) === 0 ? [newLead()] : [];
    return Array.from({ length: BATCH }, (_, i) => {
      const known = i % 10 === 0 && leads.length > 0 ? leads[random(leads.length)] : bystanders[random(BYSTANDERS)];
      eventId += 1;
      return {
        eventId,
        subscriptionId: 6_527_595,
        portalId,
        appId,
        occurredAt: clock.now(),
        subscriptionType: 'object.propertyChange',
        objectId: Number(fresh[i] ?? known),
        objectTypeId: '0-1',
        propertyName: 'jobtitle',
        propertyValue: 'Clerk',
        changeSource: 'CRM_UI',
        sourceId: 'userId:1',
      };
    });
  };
  const send = async (batch: readonly Record<string, unknown>[]): Promise<void> => {
    for (let attemptNumber = 0; ; attemptNumber += 1) {
      const body = JSON.stringify(batch.map((event) => ({ ...event, attemptNumber })));
      const timestamp = String(clock.now());
      underWay += 1;
      try {
        const response = await fetch(uri, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'x-hubspot-signature-v3': signV3(clientSecret, { uri, body, timestamp }),
            'x-hubspot-request-timestamp': timestamp,
          },
          body,
          signal: AbortSignal.timeout(5_000),
        });
        await response.arrayBuffer();
        if (response.status === 204) {
          for (const event of batch) acknowledged.add(String(event['eventId']));
          return;
        }
      } catch {
        // No answer: it may have been stored, and is sent again.
      } finally {
        underWay -= 1;
      }
      if (closing) return;
      retried += 1;
      await pause(30 + random(60));
    }
  };
  let sending = true;
  const sender = async (): Promise<void> => {
    while (sending) await send(entries());
  };

  try {
    child = startChild();
    const senders = Array.from({ length: inFlight }, sender);
    const inFlightAtKills: number[] = [];
    while (inFlightAtKills.length < wantedKills) {
      const before = acknowledged.size;
      const since = performance.now();
      while (acknowledged.size === before) {
        if (child.exitCode !== null || performance.now() - since > 30_000) {
          throw new Error(`the service does not answer: ${errors.join('').slice(-2_000)}`);
        }
        await pause(10);
      }
      // Alive and answering: somewhere within what follows it dies, in any stage of any batch.
      const share = Math.ceil(wantedEvents / wantedKills);
      const until = performance.now() + 100 + random(900);
      while (performance.now() < until || acknowledged.size - before < share * 0.9) await pause(5);
      const ended = new Promise((resolve) => child?.once('exit', resolve));
      inFlightAtKills.push(underWay);
      child.kill('SIGKILL');
      await ended;
      say(`kill ${inFlightAtKills.length}: ${acknowledged.size} events acknowledged, ${leads.length} leads`);
      child = startChild();
    }
    while (acknowledged.size < wantedEvents) await pause(20);
    sending = false;
    await Promise.all(senders);

    const deadline = performance.now() + 120_000;
    let unsettled = await open();
    while (Object.values(unsettled).some((count) => count > 0) && performance.now() < deadline) {
      await pause(250);
      unsettled = await open();
    }
    const { lost, doubled } = await readBack(connection, acknowledged);
    const created = createdTasks({ portal });
    const contacts = new Map((portal.dump({ types: ['contact'] }).records.contact ?? []).map((one) => [one.id, one]));
    return {
      kills: inFlightAtKills.length,
      inFlightAtKills,
      acknowledged: acknowledged.size,
      retried,
      lost,
      doubled,
      leads: leads.length,
      leadsWithoutOneTask: leads.filter((id) => created[`Baton ref ${id}-1`] !== 1),
      leadsNotHandedOff: leads.filter((id) => contacts.get(id)?.properties['baton_state'] !== 'handed_off'),
      tasksCreated: Object.values(created).reduce((a, b) => a + b, 0),
      unsettled,
      seconds: (performance.now() - startedAt) / 1_000,
    };
  } finally {
    closing = true;
    sending = false;
    child?.kill('SIGKILL');
    await portal.close();
    await hubspot.close();
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }

  async function open(): Promise<Readonly<Record<string, number>>> {
    const { dueNow, inHand, buried, tasks } = await store.counts(clock.now());
    const { intended, sending: sent, ambiguous, failed } = tasks;
    return { dueNow, inHand, buried, intended, sending: sent, ambiguous, failed };
  }
}

/** Every acknowledged id is looked for in the database itself. */
async function readBack(
  connection: Connection,
  acknowledged: ReadonlySet<string>,
): Promise<{ readonly lost: number; readonly doubled: number }> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    const { rows } = await client.query<{ event_id: string; times: number }>(
      'SELECT event_id, count(*)::integer AS times FROM baton.event GROUP BY event_id',
    );
    const kept = new Map(rows.map((row) => [row.event_id, row.times]));
    const times = [...acknowledged].map((id) => kept.get(id) ?? 0);
    return { lost: times.filter((n) => n === 0).length, doubled: times.filter((n) => n > 1).length };
  } finally {
    await client.end();
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
