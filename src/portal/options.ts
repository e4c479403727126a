import { z } from 'zod';
import type { Clock } from './clock.ts';

export const TIERS = ['free', 'starter', 'professional', 'enterprise'] as const;
export type Tier = (typeof TIERS)[number];

export const subscriptionShape = z.object({
  id: z.number().int().optional(),
  /** `object.propertyChange` or the legacy `contact.propertyChange`. */
  subscriptionType: z.string(),
  /** For `object.*`: contact, contacts or 0-1. */
  objectType: z.string().optional(),
  propertyName: z.string().optional(),
  active: z.boolean().default(true),
});
export type Subscription = z.input<typeof subscriptionShape>;

/** Requires other properties on writes through the 2026-09 paths, as an administrator can. */
export const adminRuleShape = z.object({
  objectType: z.string().default('contact'),
  /** Applies when the record would then have all of these values; empty: always. */
  when: z.record(z.string(), z.string()).default({}),
  required: z.array(z.string()),
});
export type AdminRule = z.input<typeof adminRuleShape>;
export type KnownAdminRule = z.output<typeof adminRuleShape>;

export interface PortalOptions {
  /** 0: any free port. Always on 127.0.0.1. */
  readonly port?: number;
  readonly clock?: Clock;
  /** Moves `clock` ahead by so many milliseconds: people at the browser may then skip time. Resolves when all that was due has happened. */
  readonly advance?: (ms: number) => Promise<void> | void;
  readonly portalId?: number;
  readonly appId?: number;
  readonly accessToken?: string;
  readonly clientSecret?: string;
  /** IANA zone of the account: the daily limit ends at its midnight. */
  readonly timeZone?: string;
  readonly currency?: string;
  readonly tier?: Tier;
  /** Scopes of the token; `'all'` by default. An endpoint that needs another one answers 403. */
  readonly scopes?: readonly string[] | 'all';
  /** What properties of unsure emission do: `pessimistic`: they send no webhook. */
  readonly emission?: 'pessimistic' | 'optimistic';
  /** Overrides the profile for single contact properties. */
  readonly emits?: Readonly<Record<string, boolean>>;
  readonly signature?: 'v3' | 'v1' | 'both';
  readonly seed?: number;
  readonly webhook?: { readonly targetUrl: string } | null;
  readonly subscriptions?: readonly Subscription[];
  /** Status of a batch answer that carries errors. */
  readonly batchStatus?: 207 | 200;
  /** How long a write stays invisible to search. */
  readonly indexLagMs?: number;
  readonly adminRules?: readonly AdminRule[];
  /** Stage given to a contact created without one; null: none. */
  readonly defaultLifecycleStage?: string | null;
  /** Real milliseconds HubSpot waits for an answer to a delivery. */
  readonly deliveryTimeoutMs?: number;
  /** Owner id equal to user id, as in newer portals; by default they differ. */
  readonly ownerIdIsUserId?: boolean;
}

export const DEFAULT_SUBSCRIPTIONS: readonly Subscription[] = [
  ...['creation', 'deletion', 'merge', 'restore'].map((what) => ({
    subscriptionType: `object.${what}`,
    objectType: 'contact',
  })),
  { subscriptionType: 'contact.privacyDeletion' },
  ...[
    'email',
    'firstname',
    'lastname',
    'jobtitle',
    'company',
    'country',
    'phone',
    'lifecyclestage',
    'hs_lead_status',
    'hubspot_owner_id',
  ].map((propertyName) => ({ subscriptionType: 'object.propertyChange', objectType: 'contact', propertyName })),
];
