/** How HubSpot signs a request: https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation */
import { createHash, createHmac } from 'node:crypto';

export interface Signing {
  readonly clientSecret: string;
  readonly signature: 'v3' | 'v1' | 'both';
}

/** The only escapes HubSpot decodes in the URI before it signs. */
const DECODED: Readonly<Record<string, string>> = {
  '%3A': ':',
  '%2F': '/',
  '%3F': '?',
  '%40': '@',
  '%21': '!',
  '%24': '$',
  '%27': "'",
  '%28': '(',
  '%29': ')',
  '%2A': '*',
  '%2C': ',',
  '%3B': ';',
};

const decoded = (uri: string): string =>
  uri.replace(/%[0-9A-F]{2}/gi, (escape) => DECODED[escape.toUpperCase()] ?? escape);

export function signatureV3(
  secret: string,
  { method, uri, body, timestamp }: { method: string; uri: string; body: string; timestamp: number },
): string {
  return createHmac('sha256', secret)
    .update(`${method}${decoded(uri)}${body}${timestamp}`)
    .digest('base64');
}

export const signatureV2 = (
  secret: string,
  { method, uri, body }: { method: string; uri: string; body: string },
): string => createHash('sha256').update(`${secret}${method}${uri}${body}`).digest('hex');

export const signatureV1 = (secret: string, body: string): string =>
  createHash('sha256').update(`${secret}${body}`).digest('hex');

/** The signature headers of one attempt; v3 carries the time of the attempt, v1 none. */
export function signatureHeaders(
  { clientSecret, signature }: Signing,
  { uri, body, timestamp }: { uri: string; body: string; timestamp: number },
): Readonly<Record<string, string>> {
  const v3 = {
    'X-HubSpot-Signature-v3': signatureV3(clientSecret, { method: 'POST', uri, body, timestamp }),
    'X-HubSpot-Request-Timestamp': String(timestamp),
  };
  const v1 = { 'X-HubSpot-Signature': signatureV1(clientSecret, body), 'X-HubSpot-Signature-Version': 'v1' };
  switch (signature) {
    case 'v3':
      return v3;
    case 'v1':
      return v1;
    case 'both':
      return { ...v3, ...v1 };
  }
}
