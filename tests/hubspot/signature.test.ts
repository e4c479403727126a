import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { signedUri, verifySignature } from '../../src/hubspot/signature.ts';
import type { SignedRequest } from '../../src/hubspot/signature.ts';
import { signV1, signV2, signV3 } from '../support/sign.ts';

const SECRET = 'yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy';
const URI = 'https://www.example.com/webhook_uri';
const BODY = "{'example_field':'example_value'}";
const AT = 1_693_657_560_000;
const VECTOR = 'K36dawei4A+QBNolUOqo7s91KQDWQ5MXZ/QufNYuk/Y=';

const v3 = (signature: string, timestamp = String(AT)): SignedRequest['headers'] => ({
  'x-hubspot-signature-v3': signature,
  'x-hubspot-request-timestamp': timestamp,
});

const request = (rest: Partial<SignedRequest> = {}): SignedRequest => ({
  method: 'POST',
  uri: URI,
  body: Buffer.from(BODY),
  headers: v3(VECTOR),
  secrets: [SECRET],
  now: AT,
  accept: ['v3'],
  ...rest,
});

/** Signed as HubSpot would over exactly these bytes. */
const signed = ({
  body = BODY,
  ...rest
}: { method?: string; uri?: string; body?: string | Buffer; now?: number } = {}): SignedRequest => {
  const { method = 'POST', uri = URI, now = AT } = rest;
  const timestamp = String(now);
  return request({
    method,
    uri,
    now,
    body: Buffer.from(body),
    headers: v3(signV3(SECRET, { method, uri: signedUri(uri), body, timestamp }), timestamp),
  });
};

describe('what HubSpot signed is taken', () => {
  test.each<[string, SignedRequest]>([
    ['the vector HubSpot publishes with its Python client', request()],
    [
      'the vector HubSpot publishes with its Ruby client',
      request({ headers: v3('RnbPH7+UMKVkbV32P8bz450N4M56aPmcru1+D3kSDtw=', '1700000300000'), now: 1_700_000_300_000 }),
    ],
    ['a body with white space as it is', signed({ body: '[ {"a" : 1} ]\r\n' })],
    ['keys in another order', signed({ body: '[{"b":1,"a":2}]' })],
    ['umlauts, emoji and other planes', signed({ body: '[{"name":"Jörg 🦊 𝒳"}]' })],
    ['a byte order mark', signed({ body: '\uFEFF[]' })],
    ['bytes that are no UTF-8', signed({ body: Buffer.from([0x5b, 0xff, 0xfe, 0x5d]) })],
    ['an empty body', signed({ body: '' })],
    ['a GET', signed({ method: 'GET', body: '' })],
    ['a body of 6.6 MB', signed({ body: Buffer.alloc(6_600_000, 'x') })],
    ['exactly 300,000 ms old', { ...request(), now: AT + 300_000 }],
    ['exactly 300,000 ms ahead', { ...request(), now: AT - 300_000 }],
    ['the second of two secrets', request({ secrets: ['new-one', SECRET] })],
    ['the first of two secrets', request({ secrets: [SECRET, 'old-one'] })],
    ['v3 beside a v1 that is wrong', request({ headers: { ...v3(VECTOR), 'x-hubspot-signature': '00'.repeat(32) } })],
    [
      'a query with an escaped @, which HubSpot signs decoded',
      request({
        method: 'GET',
        uri: 'https://www.example.com/cards?userEmail=a%40b.example&portalId=1',
        body: Buffer.alloc(0),
        headers: v3(
          signV3(SECRET, {
            method: 'GET',
            uri: 'https://www.example.com/cards?userEmail=a@b.example&portalId=1',
            timestamp: String(AT),
          }),
        ),
      }),
    ],
    [
      'an escaped space, which HubSpot leaves as it is',
      request({
        uri: 'https://www.example.com/cards?name=a%20b',
        headers: v3(
          signV3(SECRET, { uri: 'https://www.example.com/cards?name=a%20b', body: BODY, timestamp: String(AT) }),
        ),
      }),
    ],
  ])('%s', (_, given) => {
    expect(verifySignature(given)).toEqual({ ok: true, scheme: 'v3' });
  });

  test.each<[string, SignedRequest, 'v1' | 'v2']>([
    [
      'v1 where it is accepted',
      request({
        accept: ['v3', 'v1'],
        headers: { 'x-hubspot-signature': signV1(SECRET, BODY), 'x-hubspot-signature-version': 'v1' },
      }),
      'v1',
    ],
    [
      'v1 without its version header',
      request({ accept: ['v3', 'v1'], headers: { 'x-hubspot-signature': signV1(SECRET, BODY) } }),
      'v1',
    ],
    [
      'v1 in capitals',
      request({ accept: ['v1'], headers: { 'x-hubspot-signature': signV1(SECRET, BODY).toUpperCase() } }),
      'v1',
    ],
    [
      'the v2 vector of a GET',
      request({
        method: 'GET',
        body: Buffer.alloc(0),
        accept: ['v3', 'v2'],
        headers: {
          'x-hubspot-signature': 'eee2dddcc73c94d699f5e395f4b9d454a069a6855fbfa152e91e88823087200e',
          'x-hubspot-signature-version': 'v2',
        },
      }),
      'v2',
    ],
    [
      'the v2 vector of a POST',
      request({
        body: Buffer.from('{"example_field":"example_value"}'),
        accept: ['v3', 'v2'],
        headers: {
          'x-hubspot-signature': '9569219f8ba981ffa6f6f16aa0f48637d35d728c7e4d93d0d52efaa512af7900',
          'x-hubspot-signature-version': 'v2',
        },
      }),
      'v2',
    ],
  ])('%s', (_, given, scheme) => {
    expect(verifySignature(given)).toEqual({ ok: true, scheme });
  });
});

describe('everything else is refused, with its one reason', () => {
  const forged = signV3('another secret', { uri: URI, body: BODY, timestamp: String(AT) });
  const older = (signature: string, version?: string): SignedRequest['headers'] => ({
    'x-hubspot-signature': signature,
    ...(version === undefined ? {} : { 'x-hubspot-signature-version': version }),
  });
  test.each<[string, SignedRequest, string]>([
    ['no header at all', request({ headers: {} }), 'no signature'],
    ['a timestamp alone', request({ headers: { 'x-hubspot-request-timestamp': String(AT) } }), 'no signature'],
    ['an unknown version', request({ headers: older(signV1(SECRET, BODY), 'v9') }), 'no signature'],
    [
      'a version header twice',
      request({ headers: { 'x-hubspot-signature': 'x', 'x-hubspot-signature-version': ['v1', 'v1'] } }),
      'no signature',
    ],
    [
      'v2 where only v3 is taken',
      request({ headers: older(signV2(SECRET, { uri: URI, body: BODY }), 'v2') }),
      'no signature',
    ],
    ['v3 where only v2 is taken', request({ accept: ['v2'] }), 'no signature'],
    [
      'a genuine v1 while v3 is demanded',
      request({ headers: older(signV1(SECRET, BODY), 'v1') }),
      'only v1, and v3 is demanded',
    ],
    ['a forged v1 while v3 is demanded', request({ headers: older(signV1('other', BODY), 'v1') }), 'no signature'],

    ['no timestamp', request({ headers: { 'x-hubspot-signature-v3': VECTOR } }), 'malformed timestamp'],
    ['seconds instead of milliseconds', request({ headers: v3(VECTOR, '1693657560') }), 'malformed timestamp'],
    ['a timestamp that is no number', request({ headers: v3(VECTOR, 'yesterday') }), 'malformed timestamp'],
    ['an exponent', request({ headers: v3(VECTOR, '1693657560e03') }), 'malformed timestamp'],
    ['a sign', request({ headers: v3(VECTOR, '-169365756000') }), 'malformed timestamp'],
    ['a space before', request({ headers: v3(VECTOR, ' 1693657560000') }), 'malformed timestamp'],
    ['a line break after', request({ headers: v3(VECTOR, '1693657560000\n') }), 'malformed timestamp'],
    ['hexadecimal', request({ headers: v3(VECTOR, '0x18a5e9c80c0') }), 'malformed timestamp'],
    [
      'two timestamps',
      request({ headers: { ...v3(VECTOR), 'x-hubspot-request-timestamp': [String(AT), String(AT)] } }),
      'malformed timestamp',
    ],
    ['an empty timestamp', request({ headers: v3(VECTOR, '') }), 'malformed timestamp'],
    ['300,001 ms old', request({ now: AT + 300_001 }), 'stale timestamp'],
    ['a day old', request({ now: AT + 86_400_000 }), 'stale timestamp'],
    ['300,001 ms ahead', request({ now: AT - 300_001 }), 'timestamp in the future'],
    ['the largest timestamp there is', request({ headers: v3(VECTOR, '9999999999999') }), 'timestamp in the future'],

    ['an empty signature', request({ headers: v3('') }), 'malformed signature'],
    ['a signature without its padding', request({ headers: v3(VECTOR.slice(0, -1)) }), 'malformed signature'],
    ['padded twice', request({ headers: v3(`${VECTOR}=`) }), 'malformed signature'],
    [
      'the same bytes spelled otherwise',
      request({ headers: v3(VECTOR.replace('k/Y=', 'k/Z=')) }),
      'malformed signature',
    ],
    ['URL-safe base64', request({ headers: v3(VECTOR.replace('+', '-').replaceAll('/', '_')) }), 'malformed signature'],
    [
      'hexadecimal where base64 belongs',
      request({ headers: v3(Buffer.from(VECTOR, 'base64').toString('hex')) }),
      'malformed signature',
    ],
    ['31 bytes', request({ headers: v3(Buffer.alloc(31).toString('base64')) }), 'malformed signature'],
    ['33 bytes', request({ headers: v3(Buffer.alloc(33).toString('base64')) }), 'malformed signature'],
    ['two signatures in one header', request({ headers: v3(`${VECTOR}, ${VECTOR}`) }), 'malformed signature'],
    [
      'two signature headers',
      request({ headers: { ...v3(VECTOR), 'x-hubspot-signature-v3': [VECTOR, VECTOR] } }),
      'malformed signature',
    ],
    ['a space after it', request({ headers: v3(`${VECTOR} `) }), 'malformed signature'],
    [
      'a v1 that is no hexadecimal',
      request({ accept: ['v1'], headers: older('zz'.repeat(32)) }),
      'malformed signature',
    ],
    ['a v1 that is too short', request({ accept: ['v1'], headers: older('ab') }), 'malformed signature'],

    ['another secret', request({ secrets: ['another'] }), 'wrong signature'],
    ['no secret', request({ secrets: [] }), 'wrong signature'],
    [
      'an empty secret, signed with the empty secret',
      request({ secrets: [''], headers: v3(signV3('', { uri: URI, body: BODY, timestamp: String(AT) })) }),
      'wrong signature',
    ],
    ['a forger’s own signature', request({ headers: v3(forged) }), 'wrong signature'],
    [
      'a forged v3 beside a genuine v1',
      request({ accept: ['v3', 'v1'], headers: { ...v3(forged), ...older(signV1(SECRET, BODY), 'v1') } }),
      'wrong signature',
    ],
    ['one byte more in the body', request({ body: Buffer.from(`${BODY} `) }), 'wrong signature'],
    ['one byte other in the body', request({ body: Buffer.from(BODY.replace('v', 'w')) }), 'wrong signature'],
    ['the next millisecond', request({ headers: v3(VECTOR, String(AT + 1)) }), 'wrong signature'],
    ['the millisecond before', request({ headers: v3(VECTOR, String(AT - 1)) }), 'wrong signature'],
    ['another method', request({ method: 'PUT' }), 'wrong signature'],
    ['the method in small letters', request({ method: 'post' }), 'wrong signature'],
    ['http instead of https', request({ uri: URI.replace('https', 'http') }), 'wrong signature'],
    ['a slash at the end', request({ uri: `${URI}/` }), 'wrong signature'],
    ['a query that was not there', request({ uri: `${URI}?a=1` }), 'wrong signature'],
    ['another host', request({ uri: URI.replace('example', 'evil') }), 'wrong signature'],
    ['a port that was not there', request({ uri: URI.replace('.com', '.com:443') }), 'wrong signature'],
    ['v1 over another body', request({ accept: ['v1'], headers: older(signV1(SECRET, 'other')) }), 'wrong signature'],
    [
      'v2 over another URI',
      request({ accept: ['v2'], headers: older(signV2(SECRET, { uri: `${URI}x`, body: BODY }), 'v2') }),
      'wrong signature',
    ],
    [
      'a v1 that calls itself v2',
      request({ accept: ['v1', 'v2'], headers: older(signV1(SECRET, BODY), 'v2') }),
      'wrong signature',
    ],
  ])('%s', (_, given, reason) => {
    expect(verifySignature(given)).toEqual({ ok: false, reason });
  });
});

describe('the URI as HubSpot signs it', () => {
  test.each([
    ['%3A', ':'],
    ['%2F', '/'],
    ['%3F', '?'],
    ['%40', '@'],
    ['%21', '!'],
    ['%24', '$'],
    ['%27', "'"],
    ['%28', '('],
    ['%29', ')'],
    ['%2A', '*'],
    ['%2C', ','],
    ['%3B', ';'],
  ])('%s is signed as %s, in any case', (escape, sign) => {
    expect(signedUri(`https://x.test/a?b=${escape}${escape.toLowerCase()}`)).toBe(`https://x.test/a?b=${sign}${sign}`);
  });

  test.each(['%20', '%26', '%3D', '%23', '%25', '%2B', '%3C', '%5B', '%22', '%c3%bc', '%00', '%', '%4', '%zz'])(
    '%s stays',
    (escape) => {
      expect(signedUri(`https://x.test/a?b=${escape}`)).toBe(`https://x.test/a?b=${escape}`);
    },
  );

  test('an escaped per cent sign is not decoded twice', () => {
    expect(signedUri('/a?b=%2540')).toBe('/a?b=%2540');
  });
});

test('signatures are compared in constant time only', () => {
  const source = readFileSync(new URL('../../src/hubspot/signature.ts', import.meta.url), 'utf8');
  expect(source.match(/timingSafeEqual\(/g)).toHaveLength(1);
  expect(source).not.toMatch(
    /(?:digest|given|expected)\w*(?:\(\w*\))?\s*[!=]==?\s*(?!.*length)\w*(?:digest|given|expected)/,
  );
});
