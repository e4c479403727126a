/**
 * The door. Verify, read, record, answer: nothing is decided inside a request from HubSpot, and a delivery is stored before
 * it is acknowledged. HubSpot allows 5 s and delivers again after any answer that is not 2xx:
 * https://developers.hubspot.com/docs/api-reference/webhooks-webhooks-v3/guide
 */
import type { RequestHandler } from 'express';
import { readDelivery, verifySignature } from '../deps.ts';
import type { AppOptions } from './app.ts';
import { createTally, ONLY_V1 } from './tally.ts';

export function webhooks(options: AppOptions): RequestHandler {
  const { clock, log, store, account, clientSecrets, signatures, publicUrl, instruments } = options;
  const onlyV1 = createTally(options, ONLY_V1);
  return async (req, res) => {
    const receivedAt = clock.now();
    const body = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
    const line = { route: '/webhooks/hubspot', bytes: body.length };

    // hubspot.fetch signs any URL with the same secret, but always appends a query; a webhook never has one.
    if (req.originalUrl.includes('?')) {
      instruments?.refused('query string');
      log.warn({ ...line, status: 401, reason: 'query string' }, 'delivery refused');
      res.status(401).json({ error: 'a webhook has no query string' });
      return;
    }
    const verdict = verifySignature({
      method: req.method,
      uri: publicUrl + req.originalUrl,
      body,
      headers: req.headers,
      secrets: clientSecrets(),
      now: receivedAt,
      accept: signatures,
    });
    if (!verdict.ok) {
      instruments?.refused(verdict.reason);
      const refused = { ...line, status: 401, reason: verdict.reason };
      if (verdict.reason === 'only v1, and v3 is demanded') {
        onlyV1.count();
        log.error(
          { ...refused, fix: 'WEBHOOK_SIGNATURES=v3,v1' },
          'HubSpot signs this app’s webhooks with v1 only: genuine deliveries are being refused until WEBHOOK_SIGNATURES=v3,v1 is set',
        );
      } else log.warn(refused, 'delivery refused');
      res.status(401).json({ error: verdict.reason });
      return;
    }

    const delivery = readDelivery(body, account);
    if (delivery.kind === 'not a list') {
      instruments?.refused('not a list');
      log.warn({ ...line, status: 400, reason: delivery.because }, 'delivery refused');
      res.status(400).json({ error: delivery.because });
      return;
    }
    const stored = await store.record({ events: delivery.events, quarantined: delivery.quarantined, receivedAt });
    const ms = clock.now() - receivedAt;
    instruments?.recorded({ ...stored, seconds: ms / 1000 });
    log.info(
      {
        ...line,
        status: 204,
        ...stored,
        ignored: delivery.ignored,
        oldestMs: Math.max(0, ...delivery.events.map((event) => receivedAt - event.occurredAt)),
        ms,
      },
      'delivery recorded',
    );
    res.status(204).end();
  };
}
