/**
 * A HubSpot to run against: its HTTP API, its webhook deliveries, and controls for everything its users would do.
 *
 * Answers were compared with HubSpot's OpenAPI descriptions by hand. Where captured answers differ from them, the portal
 * follows the captures: 207 on the 2026-09 paths (`batchStatus: 200` follows the description), numbers in
 * `toObjectId`, a string in `subCategory`, no `errors` and `links` inside an item's error.
 *
 * Unverified, because neither a description nor a capture shows it (each is marked where it stands): the wording of
 * 404, 403, 423, 477 and 5xx bodies and of administrators' rules; the 409 of properties and of unique values other than
 * e-mail; the code for an owner that cannot be assigned; the payload of restorations, and of generic association
 * changes; `objectId` on merges; the spacing of retries and whether they keep their batch; whether refused calls use up
 * the rate limit; rate headers on association batches; the format of `hs_calculated_form_submissions`; the unit of
 * `hs_time_to_first_engagement`; listing associations with GET on dated paths; which tags survive in bodies; that
 * writing an equal value is no change; that searching an unknown property is refused; lead stage ids.
 */
import { createChance } from './chance.ts';
import { asFunctions, createControls } from './control.ts';
import type { Controls } from './control.ts';
import { createControlDoor } from './control-http.ts';
import { createFaults } from './faults.ts';
import { createLimiter } from './limits.ts';
import { createBrowserDoor } from './pages/door.ts';
import type { PortalOptions } from './options.ts';
import { listen } from './server.ts';
import type { Counters } from './server.ts';
import { createWorld } from './world.ts';
import type { Settings } from './world.ts';

export type { Clock } from './clock.ts';
export { wallClock } from './clock.ts';
export type { Controls } from './control.ts';
export { ControlRefused } from './controls/common.ts';
export type { Fault } from './faults.ts';
export { DEFAULT_SUBSCRIPTIONS } from './options.ts';
export type { AdminRule, PortalOptions, Subscription, Tier } from './options.ts';
export type { Counters } from './server.ts';
export { signatureV1, signatureV2, signatureV3 } from './signature.ts';
export { subscriptionsOfProject } from './subscriptions.ts';
export type { WebhookEvent } from './subscriptions.ts';
export type { Owner, WriteEntry } from './world.ts';

export interface Portal extends Controls {
  readonly url: string;
  readonly settings: () => Settings;
  /** API calls by route and status since start, rejected ones included. */
  readonly calls: () => Counters;
  /** Ends the server and drops what is not delivered. */
  close(): Promise<void>;
}

/** Starts on 127.0.0.1; resolves when it answers. Rejects when the port is taken, throws on a subscription HubSpot does not have. */
export async function startPortal(options: PortalOptions = {}): Promise<Portal> {
  const world = createWorld(options);
  const { clock, settings } = world;
  const limiter = createLimiter({ clock, ...settings });
  const faults = createFaults({ clock, chance: createChance(settings.seed + 0x3000_0000) });
  const functions = asFunctions(createControls({ world, faults, limiter }));
  const secret = new Set(['accessToken', 'clientSecret']);
  const shownSettings = Object.fromEntries(Object.entries(settings).filter(([name]) => !secret.has(name)));
  const controls = createControlDoor({
    ...(functions as unknown as Readonly<Record<string, (input: unknown) => unknown>>),
    settings: () => shownSettings,
    calls: () => server.counters,
  });
  const server = await listen({
    world,
    limiter,
    faults,
    controls,
    browser: createBrowserDoor(world),
    port: options.port ?? 0,
  });
  return {
    ...functions,
    url: server.url,
    settings: () => settings,
    calls: () => server.counters,
    async close() {
      await world.outbox.close();
      await server.close();
    },
  };
}
