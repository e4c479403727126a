/** The cards' own routes: what is shown of a lead, and what a rep says about it. HubSpot is written by the worker alone. */
import type { Instant } from '../core/agreement.ts';
import { cardWords, languageOf } from '../core/card-words.ts';
import type { NotNow } from '../core/may-answer.ts';
import type { Said } from '../core/said.ts';
import { rejectReasons } from '../core/verdict.ts';
import type { AppOptions } from './app.ts';
import { companyView } from './company-view.ts';
import { answersFor, contactView } from './contact-view.ts';
import { companyCard, contactCard, missingSaid, pinSaid, verdictSaid } from './contract.ts';
import type { Refusal } from './contract.ts';
import type { Viewing } from './lead-view.ts';
import { rememberedPortal } from '../worker/remembered-portal.ts';
import type { Answer, AskedRoute, Asking } from './route.ts';

const DAY_MS = 86_400_000;
const RECORD_ID = /^\d{1,20}$/;

export function cards(options: AppOptions): readonly AskedRoute[] {
  return [
    { method: 'get', path: '/cards/contacts/:contactId', answer: (asking) => contact(options, asking) },
    { method: 'get', path: '/cards/companies/:companyId', answer: (asking) => company(options, asking) },
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

/** People of a company that a card shows. */
const PEOPLE = 10;

async function contact(options: AppOptions, asking: Asking): Promise<Answer> {
  const contactId = asking.params['contactId'] ?? '';
  if (!RECORD_ID.test(contactId)) return refused(404, 'no such contact', cardWords.en.notUnderstood);
  return shown(options, { contactId, viewing: await viewingOf(options, asking) });
}

async function shown(
  { store }: AppOptions,
  { contactId, viewing }: { contactId: string; viewing: Viewing },
): Promise<Answer> {
  const view = contactView(contactId, await store.contact(contactId), viewing);
  // The contract is the list of what may leave: a field it does not name stays here.
  return { status: 200, body: contactCard.parse(view) };
}

async function company(options: AppOptions, asking: Asking): Promise<Answer> {
  const companyId = asking.params['companyId'] ?? '';
  if (!RECORD_ID.test(companyId)) return refused(404, 'no such company', cardWords.en.notUnderstood);
  const viewing = await viewingOf(options, asking);
  const people = await options.store.peopleOf(companyId, { limit: PEOPLE });
  return { status: 200, body: companyCard.parse(companyView(companyId, people, viewing)) };
}

async function viewingOf({ store, inForce }: AppOptions, { asker, query, now }: Asking): Promise<Viewing> {
  const rules = inForce();
  const [{ portal }, paused] = await Promise.all([rememberedPortal(store, rules.agreement), store.setting('paused')]);
  return {
    rules,
    portal,
    isPaused: paused === true,
    asker,
    language: languageOf(query.get('language')),
    now,
  };
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

/** Written down with the contact made due, in one transaction; a plan acts on it. Answers with what the card shows from now on. */
async function say(options: AppOptions, asking: Asking, read: (asking: Asking) => Spoken | null): Promise<Answer> {
  const { store } = options;
  const { asker, now } = asking;
  const contactId = asking.params['contactId'] ?? '';
  const viewing = await viewingOf(options, asking);
  const words = cardWords[viewing.language];
  const spoken = read(asking);
  if (!RECORD_ID.test(contactId)) return refused(404, 'no such contact', words.notUnderstood);
  if (spoken === null) return refused(400, 'not understood', words.notUnderstood);
  const { agreement } = viewing.rules;
  if (spoken.what.kind === 'rejected' && !rejectReasons(agreement).includes(spoken.what.reason)) {
    return refused(400, 'no such reason in the agreement', words.notUnderstood);
  }
  const known = await store.contact(contactId);
  if (known === null || known.record === null || known.record.goneAt !== null) {
    return refused(404, 'no such contact', words.neverSeen);
  }
  // One person's key says nothing about another's.
  const key = `card:${contactId}:${asker.userId}:${spoken.key}`;
  if (!(await store.wasSaid(key))) {
    const cycle = known.cycles.at(-1);
    const not = answersFor(known, viewing)[spoken.as];
    if (not !== null) return refused(STATUS[not], not, words.notNow[not](cycle?.handoff?.ownerName ?? ''));
    if (spoken.cycle !== (cycle?.no ?? 1)) return refused(409, 'another cycle has begun', words.otherCycle);
    const by = { userId: asker.userId, email: asker.email };
    const { what } = spoken;
    const said = await store.say({ contactId, cycleNo: spoken.cycle, key, by, through: 'card', what }, now);
    if (said === 'unknown') return refused(404, 'no such contact', words.neverSeen);
  }
  return shown(options, { contactId, viewing });
}

const STATUS: Readonly<Record<NotNow, 403 | 409>> = {
  'not yours': 403,
  'nobody has it': 403,
  'not handed off': 409,
  'already accepted': 409,
  'already rejected': 409,
  'the cycle has ended': 409,
};

const refused = (status: 400 | 403 | 404 | 409, because: string, says: string): Answer => ({
  status,
  body: { kind: 'refused', because, says } satisfies Refusal,
  because,
});
