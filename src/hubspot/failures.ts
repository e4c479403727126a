/**
 * What a failed call means: may it be repeated, did HubSpot do anything, how long to wait, and what to tell whom. The statuses:
 * https://developers.hubspot.com/docs/api-reference/error-handling
 */
import { BatonError } from '../errors.ts';
import type { ErrorCode, ErrorFacts } from '../errors.ts';
import { ENDPOINTS } from './endpoints.ts';
import type { Endpoint, Operation } from './endpoints.ts';
import { inWords, propertyProblems, readErrorBody } from './error-body.ts';
import type { ErrorBody, PropertyProblem } from './error-body.ts';
import { CONNECT_TIMEOUT, RefusedAnswer, UnreadableAnswer } from './wire.ts';

export type FailureKind =
  /** HubSpot, or the way to it, is down: 5xx, a dropped connection, silence. */
  | 'down'
  | 'rate'
  | 'daily'
  | 'locked'
  | 'migrating'
  | 'token'
  | 'scope'
  | 'rejected'
  | 'not found'
  | 'exists'
  | 'unreadable';

export interface Failure {
  readonly kind: FailureKind;
  /** Whether HubSpot may have done what was asked. */
  readonly done: 'no' | 'perhaps';
  /** Worth another attempt within the same call. */
  readonly passing: boolean;
  readonly waitAtLeastMs: number;
  /** HTTP status, or the error's code where no answer came; for the log line. */
  readonly status: number | string;
  readonly correlationId: string | undefined;
  readonly code: ErrorCode;
  readonly facts: Omit<ErrorFacts, 'what'>;
  /** What HubSpot said is wrong with which property; empty when it named none. */
  readonly properties: readonly PropertyProblem[];
  readonly category: string;
}

/** A BatonError of a call, with what HubSpot said kept for those who can do something about it. */
export class HubSpotError extends BatonError {
  readonly failure: Failure;

  constructor(operation: Operation, failure: Failure) {
    const { method, path } = ENDPOINTS[operation];
    super(failure.code, { what: `${method} ${path}`, ...failure.facts });
    this.failure = failure;
  }
}

const SCOPES_PAGE = 'the app’s page in HubSpot, Auth, or hubspot-project/src/app/app-hsmeta.json';

/** HubSpot locks a record for two seconds: https://developers.hubspot.com/docs/api-reference/error-handling */
const LOCKED_MS = 2_000;
/** A migration may take a day; without a hint HubSpot is asked again after this. */
const MIGRATING_MS = 15 * 60_000;

/** @returns null for what is no failure of a call but a mistake of ours, to be thrown on. */
export function failureOf(error: unknown, operation: Operation): Failure | null {
  if (error instanceof RefusedAnswer) return ofStatus(error, ENDPOINTS[operation]);
  if (error instanceof UnreadableAnswer) return unreadable(error.message, error);
  const code = networkCode(error);
  if (code !== null) return ofConnection(code, error);
  return null;
}

export function unreadable(found: string, cause?: unknown): Failure {
  return failure('unreadable', 'HUBSPOT_UNKNOWN_ANSWER', {
    done: 'perhaps',
    status: 'unreadable',
    facts: { found, allowed: 'JSON as HubSpot documents it', retry: true, cause },
  });
}

function ofStatus(answer: RefusedAnswer, endpoint: Endpoint): Failure {
  const { status, headers } = answer;
  const body = readErrorBody(answer.text);
  const { correlationId } = body;
  const said =
    body.message === '' ? `HTTP ${status}${looksLikeHtml(answer.text) ? ', an HTML page' : ''}` : cut(body.message);
  const make = (
    kind: FailureKind,
    code: ErrorCode,
    rest: Partial<Pick<Failure, 'done' | 'passing' | 'waitAtLeastMs' | 'properties'>> & {
      facts?: Partial<ErrorFacts>;
    } = {},
  ): Failure =>
    failure(kind, code, {
      done: 'no',
      status,
      correlationId,
      category: body.category,
      ...rest,
      facts: {
        found: said,
        httpStatus: status,
        ...(correlationId === undefined ? {} : { correlationId }),
        ...rest.facts,
      },
    });

  switch (status) {
    case 401:
      return make('token', 'HUBSPOT_TOKEN', {
        facts: {
          allowed: 'a token of this app that is still valid',
          fix: 'copy the access token from the app’s Auth page into HUBSPOT_ACCESS_TOKEN',
        },
      });
    case 403: {
      const needed = requiredScopes(body, endpoint);
      return make('scope', 'HUBSPOT_SCOPE', {
        facts: {
          allowed: `the scopes ${needed.join(', ')}`,
          fix: `add them on ${SCOPES_PAGE}, and install the app again`,
        },
      });
    }
    case 404:
      return make('not found', 'NOT_FOUND');
    case 409:
      return make('exists', 'HUBSPOT_REJECTED');
    case 423:
      return make('locked', 'HUBSPOT_LOCKED', { passing: true, waitAtLeastMs: LOCKED_MS, facts: { retry: true } });
    case 429:
      if (body.policyName === 'DAILY' || /daily/i.test(body.message)) {
        return make('daily', 'HUBSPOT_DAILY', { facts: { retry: true } });
      }
      // Search says "You have reached your secondly limit." and names no policy.
      return make('rate', 'HUBSPOT_RATE', {
        passing: true,
        waitAtLeastMs: Math.max(1_000, retryAfterMs(headers) ?? 0),
        facts: { retry: true, retryAfterMs: 10_000 },
      });
    case 477: {
      const waitMs = retryAfterMs(headers) ?? MIGRATING_MS;
      return make('migrating', 'HUBSPOT_MIGRATING', { facts: { retry: true, retryAfterMs: waitMs } });
    }
    default:
  }
  if (status >= 500 || status === 408) {
    return make('down', 'HUBSPOT_FAILED', {
      done: 'perhaps',
      passing: true,
      waitAtLeastMs: retryAfterMs(headers) ?? 0,
      facts: { retry: true },
    });
  }
  if (status < 400) return { ...make('unreadable', 'HUBSPOT_UNKNOWN_ANSWER'), done: 'perhaps' };
  const properties = propertyProblems(body);
  return make(/already exists/i.test(body.message) ? 'exists' : 'rejected', 'HUBSPOT_REJECTED', {
    properties,
    facts: properties.length === 0 ? {} : { found: properties.map(inWords).join(', ') },
  });
}

/** Codes of the operating system and of Node that mean the request never left this machine. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'UND_ERR_CONNECT_TIMEOUT',
  CONNECT_TIMEOUT,
]);

function ofConnection(code: string, cause: unknown): Failure {
  const isCertificate = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code);
  return failure('down', 'HUBSPOT_UNREACHABLE', {
    done: NEVER_SENT.has(code) || isCertificate ? 'no' : 'perhaps',
    passing: !isCertificate,
    status: code,
    facts: {
      found: code,
      fix: isCertificate
        ? 'check what stands between this machine and HUBSPOT_API_URL: its certificate is not trusted'
        : 'check the network, a proxy and HUBSPOT_API_URL; https://status.hubspot.com tells of outages',
      retry: !isCertificate,
      cause,
    },
  });
}

/** The first code along the causes: fetch wraps what the connection said. */
function networkCode(error: unknown): string | null {
  for (let at = error, depth = 0; typeof at === 'object' && at !== null && depth < 4; depth += 1) {
    const { name, code, cause } = at as { readonly name?: unknown; readonly code?: unknown; readonly cause?: unknown };
    if (name === 'TimeoutError') return 'ETIMEDOUT';
    if (typeof code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(code)) return code;
    at = cause;
  }
  return null;
}

function failure(
  kind: FailureKind,
  code: ErrorCode,
  rest: Partial<Failure> & Pick<Failure, 'done' | 'status' | 'facts'>,
): Failure {
  return {
    kind,
    code,
    passing: false,
    waitAtLeastMs: 0,
    correlationId: undefined,
    properties: [],
    category: '',
    ...rest,
  };
}

function requiredScopes({ context: about, errors }: ErrorBody, { scopes }: Endpoint): readonly string[] {
  const named = [about, ...errors.map((error) => error.context)].flatMap((c) => [
    ...(c['requiredGranularScopes'] ?? []),
    ...(c['requiredScopes'] ?? []),
  ]);
  return [...new Set(named.length > 0 ? named : scopes)];
}

/** HubSpot gives seconds. */
function retryAfterMs(headers: Readonly<Record<string, string>>): number | null {
  const seconds = headers['retry-after'];
  return seconds !== undefined && /^\d{1,7}$/.test(seconds.trim()) ? Number(seconds) * 1_000 : null;
}

const looksLikeHtml = (body: string): boolean => /^\s*</.test(body);

/** HubSpot's sentences may quote what was sent; the first words say which rule was broken. */
const cut = (message: string): string => (message.length > 200 ? `${message.slice(0, 200)}…` : message);
