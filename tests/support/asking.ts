/** Asks as an extension does: HubSpot's proxy appends who asks to the URL and signs it, with `@` and a few others decoded. */
import { signV3 } from './sign.ts';

export interface Ask {
  readonly path: string;
  readonly method?: string;
  readonly userId?: string;
  readonly email?: string;
  readonly portalId?: string;
  readonly appId?: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Replaces the whole query. */
  readonly query?: string;
  readonly timestamp?: number;
}

export interface Proxy {
  readonly secret: string;
  /** Base of the URL that is signed. */
  readonly publicUrl: string;
  readonly portalId: string;
  readonly appId: string;
  readonly now: number;
}

export interface Signed {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Anna owns leads in the agreement most tests use; her user id is no owner id. */
export const ANNA = { userId: '90001', email: 'anna@example.com' } as const;
export const BEN = { userId: '90002', email: 'ben@example.com' } as const;
export const SAM = { userId: '90004', email: 'sam@example.com' } as const;
export const STRANGER = { userId: '90099', email: 'nobody@elsewhere.example' } as const;

export const identityQuery = ({
  userId,
  email,
  portalId,
  appId,
}: Required<Omit<Ask, 'path' | 'method' | 'body' | 'query' | 'timestamp'>>): string =>
  `userId=${userId}&portalId=${portalId}&userEmail=${encodeURIComponent(email)}&appId=${appId}`;

export function signedAsk(proxy: Proxy, ask: Ask): Signed {
  const { method = 'GET', userId = ANNA.userId, email = ANNA.email } = ask;
  const { portalId = proxy.portalId, appId = proxy.appId } = ask;
  const query = ask.query ?? identityQuery({ userId, email, portalId, appId });
  const path = query === '' ? ask.path : `${ask.path}?${query}`;
  const body = ask.body === undefined ? '' : JSON.stringify(ask.body);
  const timestamp = String(ask.timestamp ?? proxy.now);
  const uri = `${proxy.publicUrl}${path.replaceAll('%40', '@')}`;
  const signature = signV3(proxy.secret, { method, uri, body, timestamp });
  return {
    method,
    path,
    headers: {
      'content-type': 'application/json',
      'x-hubspot-signature-v3': signature,
      'x-hubspot-request-timestamp': timestamp,
    },
    body,
  };
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Sends it to where Baton listens. */
export async function send(url: string, { method, path, headers, body }: Signed): Promise<Answered> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers,
    ...(method === 'GET' ? {} : { body }),
    redirect: 'manual',
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? null : (JSON.parse(text) as unknown),
  };
}
