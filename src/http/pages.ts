/** The app page's own routes: who is to be called next, who was not handed off and why, how the service is doing, what was agreed. */
import { z } from 'zod';
import { blocksOf } from '../agreement/blocks.ts';
import { label } from '../agreement/read.ts';
import { inForceIn } from '../agreement/stored.ts';
import { inWords } from '../agreement/words.ts';
import { hashInForce } from '../core/authority.ts';
import { businessOf } from '../core/business.ts';
import { percentile } from '../core/duration-class.ts';
import { GAPS } from '../core/audit.ts';
import { mayAnswer } from '../core/may-answer.ts';
import { queueOf } from '../core/queue.ts';
import type { Properties } from '../core/snapshot.ts';
import { worthOf } from '../core/worth.ts';
import { passInHand } from '../worker/reconcile.ts';
import { lastLookAt } from '../worker/watch-purse.ts';
import type { AppOptions } from './app.ts';
import { ownersKnown } from './asked.ts';
import { signaturesOf } from './agreement-answers.ts';
import type {
  AgreementAnswer,
  AvailabilityAnswer,
  BoardAnswer,
  InNoStateAnswer,
  NotHandedOffAnswer,
  QueueAnswer,
  QueueRowAnswer,
  ServiceHealth,
} from './pages-contract.ts';
import type { Answer, AskedRoute, Asking } from './route.ts';

const DAY_MS = 86_400_000;
/** Rows of a queue that are shown, and those they are chosen from. */
const ROWS = 100;
const LEADS = 1_000;
/** Leads listed that were not handed off. */
const WAITING = 100;

export function pages(options: AppOptions): readonly AskedRoute[] {
  return [
    { method: 'get', path: '/pages/queue', answer: (asking) => queue(options, asking) },
    { method: 'get', path: '/pages/board', answer: board },
    { method: 'get', path: '/pages/agreement', answer: () => agreement(options) },
    { method: 'put', path: '/pages/me/availability', answer: (asking) => sayAvailability(options, asking) },
  ];
}

async function queue({ clock, store, inForce, admins = [] }: AppOptions, { asker, now }: Asking): Promise<Answer> {
  const { agreement } = inForce();
  const owners = await ownersKnown(store);
  const business = businessOf(asker, { agreement, owners, admins });
  const [found, said, liveSince, paused] = await Promise.all([
    store.withSales({ ownerIds: business.ownerIds, limit: LEADS }),
    store.availability(now),
    store.setting('live_since'),
    store.setting('paused'),
  ]);
  const mine = found.leads.filter(
    ({ cycle, properties }) => mayAnswer(asker, { agreement, cycle, contact: properties, owners }).kind === 'may',
  );
  const rows = queueOf(
    mine.map(({ properties, company, dueAt, cycle, ...lead }) => ({
      ...lead,
      cycle,
      name: nameIn(properties),
      company: company?.['name'] ?? '',
      worth: worthOf(agreement, { contact: properties, company, temperature: cycle.handoff?.temperature ?? 'cold' }),
      looksAt: dueAt,
    })),
    { agreement, now },
  );
  const body: QueueAnswer = {
    kind: 'queue',
    now,
    you: {
      email: asker.email,
      isOwner: asker.ownerId !== null,
      manages: business.manages,
      availability: said.get(asker.email) ?? null,
    },
    live: typeof liveSince === 'number',
    paused: paused === true,
    rows: rows.slice(0, ROWS).map(({ ownerId, total, ...row }): QueueRowAnswer => ({
      ...row,
      isYours: ownerId === asker.ownerId,
      score: total / 100,
    })),
    inAll: found.inAll,
    notHandedOff: business.looksAfterNobodys ? await notHandedOff(store) : null,
    inNoState: business.looksAfterNobodys ? await inNoState(store) : null,
    health: business.looksAfterNobodys ? await healthOf({ store, clock }, now) : null,
  };
  return { status: 200, body };
}

/** "Nora Lind", else the e-mail address, else nothing. */
function nameIn(properties: Properties): string {
  const name = [properties['firstname'], properties['lastname']].filter((part) => part !== undefined).join(' ');
  return name === '' ? (properties['email'] ?? '') : name;
}

const NOBODY_FOUND = 'nobody was found to take it';

async function notHandedOff(store: AppOptions['store']): Promise<NotHandedOffAnswer> {
  const [found, reasons] = await Promise.all([store.notHandedOff(WAITING), store.heldReasons()]);
  return {
    inAll: found.inAll,
    held: Object.entries(reasons).map(([because, count]) => ({ because, count })),
    leads: found.leads.map(({ contactId, properties, company, state, because, since, total, dueAt }) => ({
      contactId,
      name: nameIn(properties),
      company,
      state,
      because: because ?? NOBODY_FOUND,
      since,
      score: total / 100,
      looksAt: dueAt,
    })),
  };
}

async function inNoState(store: AppOptions['store']): Promise<InNoStateAnswer> {
  const { count, leads } = await store.inNoState(WAITING);
  const properties = await store.propertiesOf(leads.map(({ contactId }) => contactId));
  return {
    count,
    leads: leads.map(({ contactId, kinds }) => ({
      contactId,
      name: nameIn(properties.get(contactId) ?? {}),
      because: kinds.map((kind) => GAPS[kind]),
    })),
  };
}

async function healthOf({ store, clock }: Pick<AppOptions, 'store' | 'clock'>, now: number): Promise<ServiceHealth> {
  const [counted, pulse, watchedAt, pass] = await Promise.all([
    store.eventToCrm(now - DAY_MS),
    store.pulse(now),
    lastLookAt(store),
    passInHand({ store, clock }),
  ]);
  const [p50Ms, p95Ms] = [percentile(counted, 0.5), percentile(counted, 0.95)];
  return {
    eventToCrm:
      p50Ms === null || p95Ms === null ? null : { count: counted.reduce((sum, { n }) => sum + n, 0), p50Ms, p95Ms },
    dueNow: pulse.dueNow,
    oldestDueMs: pulse.oldestDueAt === null ? null : Math.max(0, now - pulse.oldestDueAt),
    buried: pulse.buried,
    lastDeliveryAt: pulse.lastDeliveryAt,
    runs: [
      { what: 'watch', lastAt: watchedAt },
      { what: 'reconciliation', lastAt: pass.finishedAt },
    ],
  };
}

/** Nothing is measured yet, and nothing is shown in its place. */
async function board(): Promise<Answer> {
  const body: BoardAnswer = { kind: 'not measured yet' };
  return { status: 200, body };
}

/** Away with or without an end, there although it is no working hour until a moment, or as planned. */
const availabilitySaid = z.union([
  z.strictObject({ available: z.literal(false), until: z.int().min(0).nullable() }),
  z.strictObject({ available: z.literal(true), until: z.int().min(0) }),
  z.strictObject({ available: z.null() }),
]);
/** Nobody is there, or away, for longer than this without saying so again. */
const SAID_AT_MOST_MS = 366 * DAY_MS;

/** Said twice it is the same: HubSpot may repeat it. Leads that somebody has already stay where they are. */
async function sayAvailability({ store }: AppOptions, { asker, body, now }: Asking): Promise<Answer> {
  const read = availabilitySaid.safeParse(body);
  if (!read.success) return refused(400, 'not understood');
  if (asker.ownerId === null) return refused(403, 'only an owner of the portal gets leads');
  const said = read.data.available === null ? null : read.data;
  if (said?.until !== undefined && said.until !== null && (said.until <= now || said.until > now + SAID_AT_MOST_MS)) {
    return refused(400, 'that moment has passed, or is more than a year ahead');
  }
  await store.sayAvailability(asker, { said, now });
  const answer: AvailabilityAnswer = { kind: 'availability', availability: said };
  return { status: 200, body: answer };
}

const refused = (status: 400 | 403 | 404, because: string): Answer => ({
  status,
  body: { kind: 'refused', because },
  because,
});

async function agreement({ store }: AppOptions): Promise<Answer> {
  const book = await store.agreementBook();
  const found = inForceIn(book);
  const since = book.applied.at(-1)?.at ?? null;
  if (found === null || since === null) {
    return refused(404, 'no agreement is in force');
  }
  const body: AgreementAnswer = {
    kind: 'agreement',
    label: label(found),
    name: found.name,
    version: found.version,
    hash: hashInForce(book) ?? found.hash,
    inForceSince: since,
    signatures: signaturesOf(book, { hash: found.hash, named: found.signers }),
    blocks: blocksOf(inWords(found, label(found))),
  };
  return { status: 200, body };
}
