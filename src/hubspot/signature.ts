/**
 * Did HubSpot send this, and just now? Checked over the raw bytes, before anything is parsed. The official client's
 * `Signature.isValid` is not used: it defaults to v1, takes a timestamp that is no number as fresh, accepts the future, decodes
 * no URI and compares with `===`. The rules: https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

export type SignatureScheme = 'v3' | 'v2' | 'v1';

export type RefusalReason =
  | 'no signature'
  | 'malformed timestamp'
  | 'stale timestamp'
  | 'timestamp in the future'
  | 'malformed signature'
  | 'wrong signature'
  /** Genuine, but signed the old way: HubSpot is not set up to sign this app's requests with v3. */
  | 'only v1, and v3 is demanded';

export type Verified = { readonly ok: true; readonly scheme: SignatureScheme };
export type Refused = { readonly ok: false; readonly reason: RefusalReason };

export interface SignedRequest {
  readonly method: string;
  /** The whole URL as HubSpot called it, built from configuration and never from a Host header. */
  readonly uri: string;
  /** The bytes as they arrived. */
  readonly body: Buffer;
  /** By lower-case name, as Node has them. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Client secrets of the app; two while rotating. An empty one is never used. */
  readonly secrets: readonly string[];
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly accept: readonly SignatureScheme[];
}

/** Both ways: HubSpot names the age, a sender's clock that runs ahead is given the same. */
const TOLERANCE_MS = 300_000;

/** HubSpot signs the URI with exactly these escapes decoded and leaves every other one as it is. */
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
const ESCAPES = /%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi;

/** 32 bytes in canonical base64: 43 characters of which the last carries only four bits, and one `=`. */
const CANONICAL_BASE64 = /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/;
const SHA256_HEX = /^[0-9a-f]{64}$/i;
/** Until the year 2286, and never `1e12`, a sign or a space. */
const MILLISECONDS = /^\d{13}$/;

/**
 * Verifies a request of HubSpot: v3 wherever its header is present and v3 is accepted, so that a wrong v3 is never saved by an
 * older signature beside it; else v2 or v1, where accepted.
 *
 * @returns which scheme held, or the one reason why not. Never throws on anything a sender can choose.
 */
export function verifySignature(request: SignedRequest): Verified | Refused {
  const { headers, accept } = request;
  const v3 = headers['x-hubspot-signature-v3'];
  if (accept.includes('v3') && v3 !== undefined) return verifyV3(request, v3);

  const older = headers['x-hubspot-signature'];
  if (older === undefined) return refused('no signature');
  // v1 came before the version header did: https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation
  const scheme = headers['x-hubspot-signature-version'] ?? 'v1';
  if (scheme !== 'v1' && scheme !== 'v2') return refused('no signature');
  if (accept.includes(scheme)) return verifyDigest(request, { scheme, signature: older });

  const wouldHold = scheme === 'v1' && verifyDigest(request, { scheme, signature: older }).ok;
  return refused(wouldHold && accept.includes('v3') ? 'only v1, and v3 is demanded' : 'no signature');
}

/** The URI as HubSpot signs it. */
export function signedUri(uri: string): string {
  return uri.replace(ESCAPES, (escape) => DECODED[escape.toUpperCase()] ?? escape);
}

function verifyV3(
  { method, uri, body, headers, secrets, now }: SignedRequest,
  signature: string | readonly string[],
): Verified | Refused {
  const timestamp = headers['x-hubspot-request-timestamp'];
  if (typeof timestamp !== 'string' || !MILLISECONDS.test(timestamp)) return refused('malformed timestamp');
  const age = now - Number(timestamp);
  if (age > TOLERANCE_MS) return refused('stale timestamp');
  if (age < -TOLERANCE_MS) return refused('timestamp in the future');
  if (typeof signature !== 'string' || !CANONICAL_BASE64.test(signature)) return refused('malformed signature');

  const given = Buffer.from(signature, 'base64');
  const head = method + signedUri(uri);
  return oneOf(secrets, given, (secret) =>
    createHmac('sha256', secret).update(head, 'utf8').update(body).update(timestamp, 'utf8').digest(),
  )
    ? { ok: true, scheme: 'v3' }
    : refused('wrong signature');
}

/** v1 = SHA-256(secret + body), v2 = SHA-256(secret + method + URI + body), in hexadecimal. Neither says when: replays pass. */
function verifyDigest(
  { method, uri, body, secrets }: SignedRequest,
  { scheme, signature }: { scheme: 'v1' | 'v2'; signature: string | readonly string[] },
): Verified | Refused {
  if (typeof signature !== 'string' || !SHA256_HEX.test(signature)) return refused('malformed signature');
  const head = scheme === 'v2' ? method + uri : '';
  return oneOf(secrets, Buffer.from(signature, 'hex'), (secret) =>
    createHash('sha256')
      .update(secret + head, 'utf8')
      .update(body)
      .digest(),
  )
    ? { ok: true, scheme }
    : refused('wrong signature');
}

/** Tries every secret, so that the time taken does not tell which one fits. */
function oneOf(secrets: readonly string[], given: Buffer, expected: (secret: string) => Buffer): boolean {
  let found = false;
  for (const secret of secrets) {
    if (secret === '') continue;
    const digest = expected(secret);
    // timingSafeEqual throws on different lengths; both patterns above admit 32 bytes only.
    if (digest.length === given.length && timingSafeEqual(digest, given)) found = true;
  }
  return found;
}

const refused = (reason: RefusalReason): Refused => ({ ok: false, reason });
