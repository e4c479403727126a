/** What a route is, as data: where it is, the one shape of request it accepts, and who answers. */
import type { RequestHandler } from 'express';
import type { Instant } from '../core/agreement.ts';

/**
 * A valid signature says HubSpot sent it, not who asked: `hubspot.fetch` signs any URL with the secret of the webhooks. So each route
 * accepts one shape. `webhook`, `action`: no query string. `asked`: HubSpot's proxy says who asks in the query. `open`: unsigned.
 */
export type Shape = 'webhook' | 'asked' | 'action' | 'open';

export interface Route {
  readonly method: 'get' | 'post' | 'put';
  /** Express' template; what the access log writes instead of the URL. */
  readonly path: string;
  readonly accepts: Shape;
  readonly handlers: readonly RequestHandler[];
}

/** Who asks, as HubSpot's proxy signed it. */
export interface Asker {
  /** HubSpot's user id: never an owner id, although the numbers look alike. */
  readonly userId: string;
  /** Lower case. */
  readonly email: string;
  /** The CRM owner with that e-mail; null: none is known. */
  readonly ownerId: string | null;
}

/** A request that somebody in HubSpot makes through an extension. Everything but the asker is chosen by their browser. */
export interface Asking {
  readonly asker: Asker;
  /** By the names of the template. */
  readonly params: Readonly<Record<string, string>>;
  /** Without the four that HubSpot adds. */
  readonly query: URLSearchParams;
  /** Parsed JSON; undefined without a body. */
  readonly body: unknown;
  readonly now: Instant;
}

export interface Answer {
  readonly status: 200 | 400 | 403 | 404 | 409;
  readonly body: object;
  /** Why it was refused, for the log; absent: it was not. */
  readonly because?: string;
}

/** A route of a card, a page or the settings. Expected states are 200 with a tagged body. */
export interface AskedRoute {
  readonly method: Route['method'];
  readonly path: string;
  answer(asking: Asking): Promise<Answer>;
}
