/** Signs as HubSpot documents it, written apart from the verifier: each test says which part differs. */
import { createHash, createHmac } from 'node:crypto';

export const signV3 = (
  secret: string,
  {
    method = 'POST',
    uri,
    body = '',
    timestamp,
  }: { method?: string; uri: string; body?: string | Buffer; timestamp: string },
): string =>
  createHmac('sha256', secret)
    .update(Buffer.concat([Buffer.from(method + uri), Buffer.from(body), Buffer.from(timestamp)]))
    .digest('base64');

export const signV2 = (
  secret: string,
  { method = 'POST', uri, body = '' }: { method?: string; uri: string; body?: string | Buffer },
): string =>
  createHash('sha256')
    .update(Buffer.concat([Buffer.from(secret + method + uri), Buffer.from(body)]))
    .digest('hex');

export const signV1 = (secret: string, body: string | Buffer): string =>
  createHash('sha256')
    .update(Buffer.concat([Buffer.from(secret), Buffer.from(body)]))
    .digest('hex');
