/**
 * The one door to data. HubSpot's proxy signs each request and says who asks; a card holds no secret and sends no identity of its own.
 * https://developers.hubspot.com/docs/apps/developer-platform/add-features/ui-extensibility/fetching-data
 */
import { hubspot } from '@hubspot/ui-extensions';

/** What came back: `answered` whatever the status was, as long as Baton itself said something. */
export type Reply =
  | { readonly kind: 'answered'; readonly status: number; readonly body: unknown }
  /** HubSpot answers, Baton does not. */
  | { readonly kind: 'silent'; readonly because: string };

export interface Request {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Begins with `/`; record ids only. */
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
}

export type Backend = (request: Request) => Promise<Reply>;

/** HubSpot gives up after 15 s by itself; nobody looks at a spinner for that long. */
const TIMEOUT_MS = 10_000;

/** @param baseUrl `API_BASE_URL` of the profile the app was uploaded with. */
export function createBackend(baseUrl: string): Backend {
  const base = baseUrl.replace(/\/+$/, '');
  return async ({ method, path, body }) => {
    try {
      const response = await hubspot.fetch(`${base}${path}`, {
        method,
        timeout: TIMEOUT_MS,
        ...(body === undefined ? {} : { body }),
      });
      const answer = (await response.json()) as unknown;
      const status = statusIn(answer) ?? response.status;
      if (status >= 500) return { kind: 'silent', because: `status ${status}` };
      return { kind: 'answered', status, body: answer };
    } catch (error) {
      return { kind: 'silent', because: error instanceof Error ? error.message : String(error) };
    }
  };
}

/** While developing, HubSpot's proxy answers 200 for every refusal and says beside it what the backend's status was. */
function statusIn(answer: unknown): number | null {
  if (typeof answer !== 'object' || answer === null) return null;
  if (!('status' in answer) || answer.status !== 'error' || !('appServerStatusCode' in answer)) return null;
  return Number(answer.appServerStatusCode);
}

/** The address of Baton as the upload's profile has it; null: this upload has none. */
export function baseUrlIn(context: { readonly variables?: Readonly<Record<string, unknown>> }): string | null {
  const url = context.variables?.['API_BASE_URL'];
  return typeof url === 'string' && url !== '' ? url : null;
}
