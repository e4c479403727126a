/** What goes wrong on purpose: a queue of faults, each for some calls, by count, by chance or for a while. */
import { z } from 'zod';
import type { Chance } from './chance.ts';
import type { Clock } from './clock.ts';
import type { PartialFault } from './call.ts';
import { errorReply } from './reply.ts';
import type { Reply } from './reply.ts';

const shared = {
  /** `POST …/tasks`: `*` stands for anything; a part of it is enough. Absent: every call. */
  route: z.string().optional(),
  /** Calls it strikes; by default one, or any number where a probability or a time is given. */
  count: z.number().int().positive().optional(),
  /** Matching calls it lets pass first. */
  skip: z.number().int().nonnegative().default(0),
  probability: z.number().min(0).max(1).optional(),
  /** Ends after this long on the portal's clock. */
  forMs: z.number().positive().optional(),
};

export const faultShape = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('status'),
    status: z.number().int().min(400).max(599),
    body: z.enum(['json', 'html']).default('json'),
    /** The write is done, and then this is answered. */
    afterCommit: z.boolean().default(false),
    retryAfterSeconds: z.number().optional(),
    /** Of a 429. */
    policyName: z.enum(['TEN_SECONDLY_ROLLING', 'DAILY', 'SECONDLY']).default('TEN_SECONDLY_ROLLING'),
    ...shared,
  }),
  z.object({ kind: z.literal('drop'), afterCommit: z.boolean(), ...shared }),
  z.object({ kind: z.literal('delay'), ms: z.number().nonnegative(), ...shared }),
  z.object({
    kind: z.literal('partial'),
    items: z.number().int().positive().default(1),
    category: z.string().default('VALIDATION_ERROR'),
    message: z.string().default('The item was refused.'),
    ...shared,
  }),
]);
export type Fault = z.input<typeof faultShape>;
type Known = z.output<typeof faultShape>;

/** What the next call meets, drawn once when it comes in. */
export interface Strike {
  readonly delayMs: number;
  readonly before: Reply | 'drop' | null;
  readonly after: Reply | 'drop' | null;
  readonly partial: PartialFault | null;
}

export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  strike(call: { readonly method: string; readonly path: string }): Strike;
  /** How often each kind struck. */
  struck(): Readonly<Record<string, number>>;
}

interface Armed {
  readonly fault: Known;
  readonly matches: (call: string) => boolean;
  readonly until: number;
  skip: number;
  left: number;
}

const NONE: Strike = { delayMs: 0, before: null, after: null, partial: null };

export function createFaults({ clock, chance }: { clock: Clock; chance: Chance }): Faults {
  let armed: Armed[] = [];
  const struck: Record<string, number> = {};

  const strikes = (one: Armed): boolean => {
    if (one.skip > 0) {
      one.skip -= 1;
      return false;
    }
    return one.fault.probability === undefined || chance.happens(one.fault.probability);
  };

  return {
    add(given) {
      const fault = faultShape.parse(given);
      const open = fault.probability !== undefined || fault.forMs !== undefined;
      armed.push({
        fault,
        matches: matcher(fault.route),
        until: fault.forMs === undefined ? Number.POSITIVE_INFINITY : clock.now() + fault.forMs,
        skip: fault.skip,
        left: fault.count ?? (open ? Number.POSITIVE_INFINITY : 1),
      });
    },
    clear: () => {
      armed = [];
    },
    strike({ method, path }) {
      if (armed.length === 0) return NONE;
      const now = clock.now();
      armed = armed.filter((one) => one.until > now && one.left > 0);
      let strike = NONE;
      for (const one of armed) {
        if (strike.before !== null || strike.after !== null) break;
        if (!one.matches(`${method} ${path}`) || !strikes(one)) continue;
        one.left -= 1;
        const name = one.fault.kind === 'status' ? `status ${one.fault.status}` : one.fault.kind;
        struck[name] = (struck[name] ?? 0) + 1;
        strike = joined(strike, one.fault);
      }
      return strike;
    },
    struck: () => struck,
  };
}

function matcher(route: string | undefined): (call: string) => boolean {
  if (route === undefined) return () => true;
  const pattern = route
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  const expression = new RegExp(pattern);
  return (call) => expression.test(call);
}

function joined(strike: Strike, fault: Known): Strike {
  switch (fault.kind) {
    case 'delay':
      return { ...strike, delayMs: strike.delayMs + fault.ms };
    case 'partial':
      return { ...strike, partial: { items: fault.items, category: fault.category, message: fault.message } };
    case 'drop':
      return { ...strike, [fault.afterCommit ? 'after' : 'before']: 'drop' };
    case 'status':
      return { ...strike, [fault.afterCommit ? 'after' : 'before']: statusReply(fault) };
  }
}

/** https://developers.hubspot.com/docs/api-reference/error-handling; the wording of these bodies is unverified. */
const WORDS: Readonly<Record<number, readonly [category: string, message: string]>> = {
  401: ['INVALID_AUTHENTICATION', 'Authentication credentials not found.'],
  403: ['MISSING_SCOPES', 'This app has no access.'],
  423: ['LOCKED', 'This object is locked by another operation.'],
  477: ['MIGRATION_IN_PROGRESS', 'This account is being moved to another data center.'],
  500: ['INTERNAL_ERROR', 'internal error'],
};

function statusReply(fault: Extract<Known, { kind: 'status' }>): Reply {
  const headers = fault.retryAfterSeconds === undefined ? {} : { 'Retry-After': String(fault.retryAfterSeconds) };
  if (fault.body === 'html') {
    return {
      status: fault.status,
      html: `<html><head><title>${fault.status}</title></head><body><h1>${fault.status}</h1></body></html>\n`,
      headers,
    };
  }
  if (fault.status === 429) {
    const name = { TEN_SECONDLY_ROLLING: 'ten_secondly_rolling', DAILY: 'daily', SECONDLY: 'secondly' }[
      fault.policyName
    ];
    const message = `You have reached your ${name} limit.`;
    const body = { status: 'error', message, errorType: 'RATE_LIMIT', policyName: fault.policyName };
    return { status: 429, body, headers };
  }
  const [category, message] = WORDS[fault.status] ?? ['SERVICE_UNAVAILABLE', `HTTP ${fault.status}`];
  return { ...errorReply(fault.status, { category, message }), headers };
}
