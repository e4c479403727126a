/**
 * What HubSpot's workflows may ask: record a signal, score, hand off. Nothing is decided inside the request: what is asked for is written
 * down, the worker plans, and the answer says where the lead stands then. https://developers.hubspot.com/docs/api-reference/automation-actions-v4-v4/custom-action-reference
 */
import express from 'express';
import type { RequestHandler } from 'express';
import { z } from 'zod';
import type { Instant } from '../core/agreement.ts';
import type { Said } from '../core/said.ts';
import type { Store } from '../deps.ts';
import { verifySignature } from '../deps.ts';
import type { AppOptions } from './app.ts';
import { ownersKnown } from './asked.ts';
import type { Route } from './route.ts';
import { outputsOf } from './action-outputs.ts';
import type { Outputs } from './action-outputs.ts';

const BODY_LIMIT = 256 * 1024;
/** HubSpot waits for the answer; a plan takes a second or two where a worker is there. */
const PATIENCE_MS = 4_000;
const LOOK_EVERY_MS = 100;
/** A lead read this recently is not read again for being asked about. */
const FRESH_MS = 60_000;
/** HubSpot repeats an action that is answered with 429, after a Retry-After that it takes for milliseconds. */
const RETRY_AFTER_MS = 5_000;

const id = z.union([z.string(), z.int()]).transform(String);
const asked = z.object({
  /** The same for every repetition of one execution. */
  callbackId: z.string().min(1).max(300),
  origin: z.object({ portalId: id, appId: id.optional() }),
  object: z.object({ objectId: id.pipe(z.string().regex(/^\d{1,20}$/)), objectType: z.string() }),
  inputFields: z.record(z.string(), z.unknown()).nullish(),
});
type Asked = z.infer<typeof asked>;

const CONTACT: ReadonlySet<string> = new Set(['CONTACT', '0-1']);

type Inputs = Readonly<Record<string, string>>;

/** What an action says about its lead; a text: why it cannot be said. Null: nothing, it only asks. */
type Says = (inputs: Inputs, options: AppOptions) => Said | string | null;

const ACTIONS: Readonly<Record<string, Says>> = {
  score: () => null,
  'hand-off': ({ note = '' }) => ({ kind: 'hand_off', note: note.slice(0, 1_000) }),
  'record-signal': ({ signal = '', subject = '' }, { inForce }) => {
    const known = inForce().agreement.signals.find(({ name }) => name === signal.trim());
    if (known === undefined) return `the agreement has no signal "${signal.trim().slice(0, 100)}"`;
    if (!known.sources.some(({ kind }) => kind === 'workflow'))
      return `a workflow is no source of "${known.name}": write workflow: true in the agreement`;
    return { kind: 'signal', signal: known.name, subject: subject.slice(0, 300) };
  },
};

export function actions(options: AppOptions): readonly Route[] {
  const raw = express.raw({ type: () => true, limit: BODY_LIMIT, inflate: false });
  return Object.entries(ACTIONS).map(([name, says]) => ({
    method: 'post',
    path: `/actions/${name}`,
    accepts: 'action',
    handlers: [raw, answering(options, { name, says })],
  }));
}

function answering(options: AppOptions, { name, says }: { name: string; says: Says }): RequestHandler {
  const { clock, log, store, account, clientSecrets, publicUrl, instruments } = options;
  return async (req, res) => {
    const now = clock.now();
    const line = { route: `/actions/${name}` };
    const refuse = (status: number, reason: string): void => {
      instruments?.refused(reason);
      log.warn({ ...line, status, reason }, 'request refused');
      res.status(status).json({ error: reason });
    };

    // What an extension fetches is signed with the same secret, and always has a query.
    if (req.originalUrl.includes('?')) return refuse(401, 'query string');
    const body = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
    const verdict = verifySignature({
      method: req.method,
      uri: publicUrl + req.originalUrl,
      body,
      headers: req.headers,
      secrets: clientSecrets(),
      now,
      // v2 has no time: a replay finds its callback answered already.
      accept: ['v3', 'v2'],
    });
    if (!verdict.ok) return refuse(401, verdict.reason);
    const read = asked.safeParse(parsed(body));
    if (!read.success) return refuse(400, 'not an action of a workflow');
    const { origin, object, callbackId } = read.data;
    if (origin.portalId !== account.portalId) return refuse(401, 'another portal');
    if (origin.appId !== undefined && account.appId !== null && origin.appId !== account.appId)
      return refuse(401, 'another app');

    const contactId = object.objectId;
    const answer = (status: number, outputFields: Outputs): void => {
      const state = outputFields.hs_execution_state;
      log.info({ ...line, contactId, status, callbackId, state, ms: clock.now() - now }, 'action answered');
      res.status(status).json({ outputFields });
    };
    if (!CONTACT.has(object.objectType)) return answer(200, failed('Baton scores contacts only'));
    const what = says(inputsOf(read.data), options);
    if (typeof what === 'string') return answer(200, failed(what));

    const done = await say(store, { contactId, key: `workflow:${name}:${callbackId}`, what, now });
    if (!done) return answer(200, failed('no such contact'));
    const view = await settled(store, {
      contactId,
      now: () => clock.now(),
      patienceMs: options.patienceMs ?? PATIENCE_MS,
    });
    if (view === null && what === null) {
      res.set('Retry-After', String(RETRY_AFTER_MS));
      return refuse(429, 'not scored yet');
    }
    answer(200, outputsOf(view, { owners: await ownersKnown(store) }));
  };
}

const failed = (reason: string): Outputs => ({
  ...outputsOf(null, { owners: [] }),
  reason,
  hs_execution_state: 'FAIL_CONTINUE',
});

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    return null;
  }
}

const inputsOf = ({ inputFields }: Asked): Inputs =>
  Object.fromEntries(
    Object.entries(inputFields ?? {}).flatMap(([name, value]) =>
      typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : [],
    ),
  );

type ActionStore = Pick<Store, 'contact' | 'say' | 'makeDue'>;

/** Writes down what was said, once per callback, and sees to it that the lead is planned. False: HubSpot purged it. */
async function say(
  store: ActionStore,
  { contactId, key, what, now }: { contactId: string; key: string; what: Said | null; now: Instant },
): Promise<boolean> {
  const known = await store.contact(contactId);
  if (known === null) await store.makeDue([contactId], { at: now, because: 'watch', lane: 'live' });
  if (what === null) {
    const readAt = known?.record?.readAt ?? -Infinity;
    if (known !== null && now - readAt >= FRESH_MS)
      await store.makeDue([contactId], { at: now, because: 'watch', lane: 'live' });
    return known !== null || (await store.contact(contactId)) !== null;
  }
  const said = await store.say(
    {
      contactId,
      cycleNo: known?.cycles.at(-1)?.no ?? 1,
      key,
      by: { userId: null, email: 'HubSpot' },
      through: 'workflow',
      what,
    },
    now,
  );
  return said !== 'unknown';
}

/** The lead once nothing is left to plan now; null: it was not within that time. */
async function settled(
  store: ActionStore,
  { contactId, now, patienceMs }: { contactId: string; now: () => Instant; patienceMs: number },
): Promise<Awaited<ReturnType<Store['contact']>>> {
  for (let waited = 0; ; waited += LOOK_EVERY_MS) {
    const view = await store.contact(contactId);
    if (view !== null && view.score !== null && !view.inHand && (view.dueAt ?? Infinity) > now()) return view;
    if (waited >= patienceMs) return null;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
