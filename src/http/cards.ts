/** The cards' own routes: what is shown of a lead, and what a rep says about it. HubSpot is written by the worker alone. */
import type { Instant } from '../core/agreement.ts';
import { answersNow, mayAnswer, verdictSaid as verdictOf } from '../core/may-answer.ts';
import type { NotNow } from '../core/may-answer.ts';
import type { Said } from '../core/said.ts';
import type { AppOptions } from './app.ts';
import { ownersKnown } from './asked.ts';
import { missingSaid, pinSaid, verdictSaid } from './contract.ts';
import type { Answer, AskedRoute, Asking } from './route.ts';

const DAY_MS = 86_400_000;
const CONTACT_ID = /^\d{1,20}$/;

export function cards(options: AppOptions): readonly AskedRoute[] {
  return [
    {
      method: 'post',
      path: '/cards/contacts/:contactId/verdict',
      answer: (asking) => say(options, asking, verdictIn),
    },
    {
      method: 'post',
      path: '/cards/contacts/:contactId/missing',
      answer: (asking) => say(options, asking, missingIn),
    },
    { method: 'post', path: '/cards/contacts/:contactId/pin', answer: (asking) => say(options, asking, pinIn) },
  ];
}

/** What a body says, and what one must be allowed to do to say it; null: it cannot be read. */
interface Spoken {
  readonly key: string;
  readonly cycle: number;
  readonly as: 'accept' | 'reject' | 'missing' | 'pin';
  readonly what: Said;
}

function verdictIn({ body }: Asking): Spoken | null {
  const read = verdictSaid.safeParse(body);
  if (!read.success) return null;
  const { key, cycle, note } = read.data;
  return read.data.verdict === 'accepted'
    ? { key, cycle, as: 'accept', what: { kind: 'accepted', note } }
    : { key, cycle, as: 'reject', what: { kind: 'rejected', reason: read.data.reason, note } };
}

function missingIn({ body }: Asking): Spoken | null {
  const read = missingSaid.safeParse(body);
  if (!read.success) return null;
  const { key, cycle, parts, suggestion } = read.data;
  return { key, cycle, as: 'missing', what: { kind: 'missing', parts: [...new Set(parts)], suggestion } };
}

function pinIn({ body, now }: Asking): Spoken | null {
  const read = pinSaid.safeParse(body);
  if (!read.success) return null;
  const { key, cycle } = read.data;
  if (read.data.pin === 'clear') return { key, cycle, as: 'pin', what: { kind: 'unpinned' } };
  const until: Instant = now + read.data.days * DAY_MS;
  return { key, cycle, as: 'pin', what: { kind: 'pinned', as: read.data.as, until, note: read.data.note } };
}

/** Written down with the contact made due, in one transaction; a plan acts on it. */
async function say(
  { store, inForce }: AppOptions,
  asking: Asking,
  read: (asking: Asking) => Spoken | null,
): Promise<Answer> {
  const { asker, now } = asking;
  const contactId = asking.params['contactId'] ?? '';
  const spoken = read(asking);
  if (!CONTACT_ID.test(contactId)) return refused(404, 'no such contact');
  if (spoken === null) return refused(400, 'not understood');
  const { agreement } = inForce();
  if (spoken.what.kind === 'rejected' && !Object.hasOwn(agreement.recycle, spoken.what.reason)) {
    return refused(400, 'no such reason in the agreement');
  }
  const known = await store.contact(contactId);
  if (known === null || known.record === null || known.record.goneAt !== null) return refused(404, 'no such contact');

  // One person's key says nothing about another's.
  const key = `card:${contactId}:${asker.userId}:${spoken.key}`;
  const cycle = known.cycles.at(-1) ?? null;
  if (!(await store.wasSaid(key))) {
    const owners = await ownersKnown(store);
    const may = mayAnswer(asker, { agreement, cycle, contact: known.record.properties, owners });
    const verdict = cycle === null ? null : verdictOf(cycle, known.sayings);
    const not = answersNow(may, cycle, verdict?.kind ?? null)[spoken.as];
    if (not !== null) return refused(STATUS[not], not);
    if (spoken.cycle !== (cycle?.no ?? 1)) return refused(409, 'another cycle has begun');
    const said = await store.say(
      {
        contactId,
        cycleNo: spoken.cycle,
        key,
        by: { userId: asker.userId, email: asker.email },
        through: 'card',
        what: spoken.what,
      },
      now,
    );
    if (said === 'unknown') return refused(404, 'no such contact');
  }
  return { status: 200, body: { kind: 'said' } };
}

const STATUS: Readonly<Record<NotNow, 403 | 409>> = {
  'not yours': 403,
  'nobody has it': 403,
  'not handed off': 409,
  'already accepted': 409,
  'already rejected': 409,
  'the cycle has ended': 409,
};

const refused = (status: 400 | 403 | 404 | 409, because: string): Answer => ({
  status,
  body: { kind: 'refused', because },
  because,
});
