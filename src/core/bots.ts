// Clicks that a mail scanner made and no person: held back from the score, visibly, until somebody says otherwise.
// Refuses to delete anything: what is withheld stays a fact, and can be released.
import type { Agreement, Instant } from './agreement.ts';
import type { Saying } from './said.ts';
import type { Fact, Signal } from './signal.ts';
import { signalsOf } from './signal.ts';

/** A gateway follows every link of a mail at once; people do not click this many this fast. */
const LINKS_AT_ONCE = 4;
const AT_ONCE_MS = 10_000;
/** A mail is scanned on its way in: nobody has read it this soon after it was sent. */
const AT_DELIVERY_MS = 10_000;
/** Whoever clicks arrives at a page about then. */
const VIEW_BEFORE_MS = 60_000;
const VIEW_AFTER_MS = 5 * 60_000;

/** Properties of a contact that say when a link in a mail was clicked, and when a mail went out. */
export const CLICK_PROPERTIES: readonly string[] = ['hs_email_last_click_date', 'hs_email_first_click_date'];
export const SEND_PROPERTIES: readonly string[] = ['hs_email_last_send_date', 'hs_email_first_send_date'];
const asSubjects = (names: readonly string[]): ReadonlySet<string> => new Set(names.map((name) => `contact.${name}`));
const CLICKS = asSubjects(CLICK_PROPERTIES);
const SENDS = asSubjects(SEND_PROPERTIES);

export interface Withheld {
  /** Stable over tellings: `contact.hs_email_last_click_date@1782371969536`. */
  readonly id: string;
  readonly fact: Fact;
  readonly why: 'many links at once' | 'at delivery' | 'no page seen' | 'confirmed';
  /** "4 links in 3 s", "2 s after the mail was sent". */
  readonly because: string;
}

/** The facts that count, and those that look like a scanner's. */
export interface Sifted {
  readonly kept: readonly Fact[];
  readonly withheld: readonly Withheld[];
}

/** What a person who looked at a click said of it. */
export interface Ruling {
  /** The id of the click. */
  readonly id: string;
  readonly is: 'released' | 'confirmed';
  /** E-mail address, or "the server". */
  readonly by: string;
  readonly at: Instant;
}

/** The last word on each click. */
export function rulingsOf(sayings: readonly Saying[]): readonly Ruling[] {
  const last = new Map<string, Ruling>();
  for (const { what, by, at } of sayings) {
    if (what.kind !== 'clicks_released' && what.kind !== 'clicks_confirmed') continue;
    const is = what.kind === 'clicks_released' ? 'released' : 'confirmed';
    for (const id of what.ids) last.set(id, { id, is, by: by.email, at });
  }
  return [...last.values()];
}

/**
 * Sifts a contact's facts; the same for every order in which they arrived. That a click led to no page is only held against it where
 * pages of this contact were seen before: without tracking nothing can be told.
 */
export function siftClicks(facts: readonly Fact[], rulings: readonly Ruling[] = []): Sifted {
  const clicks = facts.filter(isClick);
  if (clicks.length === 0) return { kept: facts, withheld: [] };
  const bursts = burstsOf(instantsOf(clicks));
  const sends = instantsOf(facts.filter(({ kind, subject }) => kind === 'property' && SENDS.has(subject)));
  const views = instantsOf(facts.filter(({ kind }) => kind === 'page'));
  const withheld = clicks.flatMap((fact): readonly Withheld[] => {
    const id = clickId(fact);
    const ruling = rulings.find((one) => one.id === id);
    if (ruling?.is === 'released') return [];
    const reason = reasonAgainst(fact.at, { burst: bursts.get(fact.at), sends, views });
    if (ruling !== undefined) {
      const looks = reason === null ? '' : `${reason.because}, `;
      return [{ id, fact, why: 'confirmed', because: `${looks}confirmed by ${ruling.by}` }];
    }
    return reason === null ? [] : [{ id, fact, ...reason }];
  });
  const out = new Set(withheld.map(({ fact }) => fact));
  return { kept: facts.filter((fact) => !out.has(fact)), withheld };
}

/** How a click is named, to be released or confirmed. */
export const clickId = ({ subject, at }: Pick<Fact, 'subject' | 'at'>): string => `${subject}@${at}`;

export const isClick = ({ kind, subject }: Fact): boolean => kind === 'property' && CLICKS.has(subject);
const instantsOf = (facts: readonly Fact[]): readonly Instant[] =>
  [...new Set(facts.map(({ at }) => at))].sort((a, b) => a - b);

/** Per click that is one of too many at once: of the earliest such stretch, how many in how long. */
function burstsOf(clicks: readonly Instant[]): ReadonlyMap<Instant, { readonly count: number; readonly ms: number }> {
  const bursts = new Map<Instant, { readonly count: number; readonly ms: number }>();
  let end = 0;
  let told = 0;
  clicks.forEach((from, start) => {
    while ((clicks[end] ?? Infinity) - from <= AT_ONCE_MS) end += 1;
    if (end - start < LINKS_AT_ONCE) return;
    const burst = { count: end - start, ms: (clicks[end - 1] ?? from) - from };
    for (const at of clicks.slice(Math.max(told, start), end)) bursts.set(at, burst);
    told = end;
  });
  return bursts;
}

function reasonAgainst(
  at: Instant,
  {
    burst,
    sends,
    views,
  }: {
    burst: { readonly count: number; readonly ms: number } | undefined;
    sends: readonly Instant[];
    views: readonly Instant[];
  },
): Pick<Withheld, 'why' | 'because'> | null {
  if (burst !== undefined) {
    return { why: 'many links at once', because: `${burst.count} links in ${Math.ceil(burst.ms / 1000)} s` };
  }
  const sent = sends.findLast((one) => one <= at);
  if (sent !== undefined && at - sent <= AT_DELIVERY_MS) {
    return { why: 'at delivery', because: `${Math.ceil((at - sent) / 1000)} s after the mail was sent` };
  }
  const isTracked = views.some((one) => one < at - VIEW_BEFORE_MS);
  const isSeen = views.some((one) => one >= at - VIEW_BEFORE_MS && one <= at + VIEW_AFTER_MS);
  return isTracked && !isSeen ? { why: 'no page seen', because: 'no page was seen after the click' } : null;
}

/** What the agreement would have made of the withheld, for the receipt. */
export function withheldSignals(
  agreement: Pick<Agreement, 'signals'>,
  withheld: readonly Withheld[],
): readonly { readonly signal: Signal; readonly because: string }[] {
  const because = new Map(withheld.map((one) => [one.fact.at, one.because]));
  // Together, as they would count: one click told by two sources is one line.
  return signalsOf(
    agreement,
    withheld.map(({ fact }) => fact),
  ).map((signal) => ({ signal, because: because.get(signal.at) ?? '' }));
}

/** What counts of all that is known of a contact, and what is withheld from it. */
export interface Heard {
  readonly signals: readonly Signal[];
  readonly withheld: readonly { readonly signal: Signal; readonly because: string }[];
  /** The clicks behind `withheld` and their ids; also those the agreement gives no meaning to. */
  readonly clicks: readonly Withheld[];
}

/** A contact's signals under an agreement, without what looks like a scanner's doing; the one way from facts to a score. */
export function heard(
  agreement: Pick<Agreement, 'signals'>,
  { facts, rulings }: { facts: readonly Fact[]; rulings: readonly Ruling[] },
): Heard {
  const { kept, withheld } = siftClicks(facts, rulings);
  return {
    signals: signalsOf(agreement, kept),
    withheld: withheld.length === 0 ? [] : withheldSignals(agreement, withheld),
    clicks: withheld,
  };
}

/** The facts from which `heard` tells a scanner's clicks from a person's, where there are clicks: to be kept with a receipt. */
export const saysWhoClicked = ({ kind, subject }: Fact): boolean =>
  kind === 'page' || (kind === 'property' && (CLICKS.has(subject) || SENDS.has(subject)));
