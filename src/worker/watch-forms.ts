/**
 * Form submissions, each at its own time. A contact keeps the last one only; where the scope is given, two within one look are two.
 * Forms are read when somebody has sent one, and otherwise in turn.
 */
import type { Agreement, Instant } from '../core/agreement.ts';
import { globMatcher } from '../core/match.ts';
import type { Deps } from '../deps.ts';
import { recordFacts } from './watch-facts.ts';
import type { WatchedFact } from './watch-facts.ts';
import { ifGiven } from './watch-feature.ts';
import type { Purse } from './watch-purse.ts';

const LISTED_FOR_MS = 10 * 60_000;
const OVERLAP_MS = 60_000;
/** Calls left for the searches and the lists. */
const KEPT_BACK = 5;

const FORMS = 'watch:forms';
const settingOf = (id: string): string => `watch:form:${id}`;

interface Form {
  readonly id: string;
  readonly name: string;
}

interface FormCursor {
  /** The latest submission before which everything was read. */
  readonly newest: Instant;
  readonly lookedAt: Instant;
  /** Reading back to `newest` took more than one look: the place to go on, and the latest seen meanwhile. */
  readonly back: { readonly after: string; readonly newest: Instant } | null;
}

type FormDeps = Pick<Deps, 'clock' | 'log' | 'store' | 'hubspot' | 'inForce'>;

/** Whether a signal of the agreement has a form by this name as its source. HubSpot puts the page's title before the name. */
export function isNamed({ signals }: Pick<Agreement, 'signals'>, form: string): boolean {
  return signals.some(({ sources }) =>
    sources.some((source) => source.kind === 'form' && globMatcher(source.glob)(form)),
  );
}

/** Returns how many contacts became due. `converted`: the searches say that somebody sent a form. */
export async function lookForForms(
  deps: FormDeps,
  { purse, converted }: { readonly purse: Purse; readonly converted: boolean },
): Promise<number> {
  const { agreement } = deps.inForce();
  if (!agreement.signals.some(({ sources }) => sources.some((source) => source.kind === 'form'))) return 0;
  const due = await ifGiven(deps, 'forms', async () => {
    if (purse.left() < KEPT_BACK) return 0;
    const forms = (await listed(deps)).filter(({ name }) => isNamed(agreement, name));
    const cursors = new Map<Form, FormCursor>();
    for (const form of forms) cursors.set(form, await cursorOf(deps, form));
    const longestAgo = [...cursors].sort(([, a], [, b]) => a.lookedAt - b.lookedAt);
    let madeDue = 0;
    for (const [form, cursor] of converted ? longestAgo : longestAgo.slice(0, 1)) {
      if (purse.left() < KEPT_BACK) break;
      madeDue += await readBack(deps, { form, cursor, purse });
    }
    return madeDue;
  });
  return due ?? 0;
}

async function listed({ clock, store, hubspot }: FormDeps): Promise<readonly Form[]> {
  const now = clock.now();
  const known = (await store.setting(FORMS)) as { readonly at: Instant; readonly forms: readonly Form[] } | null;
  if (known !== null && now - known.at < LISTED_FOR_MS) return known.forms;
  const forms = await hubspot.forms({ background: true });
  await store.setSetting(FORMS, { at: now, forms }, now);
  return forms;
}

async function cursorOf({ clock, store }: FormDeps, { id }: Form): Promise<FormCursor> {
  const known = (await store.setting(settingOf(id))) as FormCursor | null;
  if (known !== null) return known;
  const began = (await store.setting(`${FORMS}:since`)) as Instant | null;
  const now = clock.now();
  if (began === null) await store.setSetting(`${FORMS}:since`, now, now);
  // From when the watch began: a form made later is read from its first submission.
  const cursor: FormCursor = { newest: began ?? now, lookedAt: 0, back: null };
  await store.setSetting(settingOf(id), cursor, now);
  return cursor;
}

/** Newest first, back to what was read before. */
async function readBack(
  deps: FormDeps,
  { form, cursor, purse }: { form: Form; cursor: FormCursor; purse: Purse },
): Promise<number> {
  const { clock, store, hubspot } = deps;
  let back = cursor.back;
  let madeDue = 0;
  while (purse.left() >= 1) {
    const page = await hubspot.formSubmissions(form.id, { after: back?.after ?? null, background: true });
    const now = clock.now();
    const submissions = page?.submissions ?? [];
    const unread = submissions.filter(({ at }) => at > cursor.newest - OVERLAP_MS);
    madeDue += await recordFacts(deps, await factsOf(deps, form, unread));
    const newest = submissions.reduce(
      (latest, { at }) => Math.max(latest, Math.min(at, now)),
      back?.newest ?? cursor.newest,
    );
    const isDone = page === null || page.next === null || unread.length < submissions.length;
    if (isDone) {
      await store.setSetting(settingOf(form.id), { newest, lookedAt: now, back: null }, now);
      break;
    }
    back = { after: page.next, newest };
    await store.setSetting(settingOf(form.id), { ...cursor, lookedAt: now, back }, now);
  }
  return madeDue;
}

async function factsOf(
  { hubspot }: FormDeps,
  form: Form,
  submissions: readonly { readonly at: Instant; readonly email: string | null }[],
): Promise<readonly WatchedFact[]> {
  const emails = submissions.flatMap(({ email }) => (email === null ? [] : [email]));
  if (emails.length === 0) return [];
  const contacts = await hubspot.contactsByEmail(emails, {
    properties: ['recent_conversion_event_name'],
    background: true,
  });
  return submissions.flatMap(({ at, email }): readonly WatchedFact[] => {
    const contact = email === null ? undefined : contacts.get(email);
    if (contact === undefined) return [];
    // As the contact itself names it, "page title: form name", so that both tellings are one happening.
    const named = contact.properties['recent_conversion_event_name'];
    const subject = named?.endsWith(`: ${form.name}`) === true ? named : form.name;
    return [{ contactId: contact.id, kind: 'form', of: form.id, subject, at }];
  });
}
