/**
 * A broken world: something that should have worked did not. Expected outcomes are values, not errors.
 * Every code stands in this one table; docs/errors.md is written from it.
 */
export const ERROR_CODES = {
  CONFIG_INVALID: 'An environment variable is missing, unknown or malformed.',
  AGREEMENT_INVALID: 'The agreement cannot be used as it is written.',
  AGREEMENT_UNREADABLE: 'The agreement file cannot be read.',
  DATABASE_UNAVAILABLE: 'The database does not answer.',
  DATABASE_UNSAFE: 'The database is set up so that an acknowledged event could be lost.',
  DATABASE_EMBEDDED: 'The embedded database cannot be started here.',
  MIGRATION_FAILED: 'The database schema does not match this version of Baton.',
  HUBSPOT_UNREACHABLE: 'HubSpot could not be reached.',
  HUBSPOT_TOKEN: 'HubSpot refuses the access token.',
  HUBSPOT_SCOPE: 'The app lacks a scope for this call.',
  HUBSPOT_RATE: 'HubSpot refuses more calls for now.',
  HUBSPOT_DAILY: 'The day’s calls are used up.',
  HUBSPOT_LOCKED: 'The record is locked by another write.',
  HUBSPOT_MIGRATING: 'HubSpot is moving this account.',
  HUBSPOT_FAILED: 'HubSpot failed on its side.',
  HUBSPOT_REJECTED: 'HubSpot refuses the request as it is.',
  HUBSPOT_UNKNOWN_ANSWER: 'HubSpot answered something that cannot be read.',
  PAUSED: 'Baton is paused: nothing is written to HubSpot.',
  AMBIGUOUS_WRITE: 'A write was sent and no answer came: it may or may not have happened.',
  NOT_FOUND: 'There is no such thing.',
  PROJECT_UNREADABLE: 'The HubSpot project cannot be read.',
  USAGE: 'The command was called in a way it does not know.',
  CLOCK: 'The virtual clock cannot be used here.',
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

export interface ErrorFacts {
  /** The thing it failed on: `HUBSPOT_ACCESS_TOKEN`, `contact 123`, `POST /crm/objects/…`. */
  readonly what: string;
  readonly found?: string;
  readonly allowed?: string;
  /** How to fix it: a command, a setting, a page. */
  readonly fix?: string;
  /** Whether the same call may work later without anybody doing anything. */
  readonly retry?: boolean;
  /** Earliest useful retry, in milliseconds from now. */
  readonly retryAfterMs?: number;
  readonly httpStatus?: number;
  readonly correlationId?: string;
  readonly cause?: unknown;
}

export class BatonError extends Error {
  readonly code: ErrorCode;
  readonly facts: ErrorFacts;

  constructor(code: ErrorCode, facts: ErrorFacts) {
    super(describe(code, facts), facts.cause === undefined ? undefined : { cause: facts.cause });
    this.name = 'BatonError';
    this.code = code;
    this.facts = facts;
  }

  get retry(): boolean {
    return this.facts.retry ?? false;
  }
}

function describe(code: ErrorCode, facts: ErrorFacts): string {
  const parts = [`${ERROR_CODES[code]} ${facts.what}`];
  if (facts.found !== undefined) parts.push(`found: ${facts.found}`);
  if (facts.allowed !== undefined) parts.push(`allowed: ${facts.allowed}`);
  if (facts.fix !== undefined) parts.push(`to fix it: ${facts.fix}`);
  if (facts.correlationId !== undefined) parts.push(`HubSpot's correlation id: ${facts.correlationId}`);
  return `${parts.join(' · ')} [${code}]`;
}

/** The system's own name for what went wrong: `ENOENT`, `ECONNREFUSED`; otherwise the message. */
export function reasonOf(error: unknown): string {
  if (typeof error === 'object' && error !== null) {
    if ('code' in error && typeof error.code === 'string') return error.code;
    if ('message' in error) return String(error.message);
  }
  return String(error);
}
