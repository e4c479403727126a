/**
 * Answers of the API, and HubSpot's error shape:
 * https://developers.hubspot.com/docs/api-reference/error-handling (every field is optional there).
 * `correlationId` is added where the answer is sent.
 */
export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  /** Sent as text/html instead of a body: what proxies in front of HubSpot answer. */
  readonly html?: string;
  /** Sent as it is, with its own type. */
  readonly text?: { readonly type: string; readonly content: string };
  readonly headers?: Readonly<Record<string, string>>;
}

export type Context = Readonly<Record<string, readonly string[]>>;

export interface ErrorDetail {
  readonly message: string;
  readonly code?: string;
  readonly in?: string;
  readonly subCategory?: string;
  readonly context?: Context;
}

export interface ErrorExtras {
  readonly subCategory?: string;
  readonly context?: Context;
  readonly errors?: readonly ErrorDetail[];
}

/** Ends a request from any depth of a handler: the server answers `reply`, and nothing was changed. */
export class Refusal extends Error {
  readonly reply: Reply;

  constructor(reply: Reply, message: string) {
    super(message);
    this.name = 'Refusal';
    this.reply = reply;
  }
}

export const ok = (body: unknown, status = 200): Reply => ({ status, body });
export const noContent: Reply = { status: 204 };

export function errorReply(
  status: number,
  { category, message, ...extras }: { category: string; message: string } & ErrorExtras,
): Reply {
  return { status, body: { status: 'error', message, category, ...extras } };
}

export function refuse(status: number, error: { category: string; message: string } & ErrorExtras): Refusal {
  return new Refusal(errorReply(status, error), error.message);
}

export const invalid = (message: string, extras: ErrorExtras = {}): Refusal =>
  refuse(400, { category: 'VALIDATION_ERROR', message, ...extras });

/** The wording for an unknown id is unverified; the status and category are HubSpot's. */
export const notFound = (message = 'resource not found'): Refusal =>
  refuse(404, { category: 'OBJECT_NOT_FOUND', message });
