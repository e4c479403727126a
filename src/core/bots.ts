// Clicks that a mail scanner made and no person: held back from the score, visibly, until somebody says otherwise.
// Refuses to delete anything: what is withheld stays a fact, and can be released.
import type { Agreement, Instant } from './agreement.ts';
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

const CLICKS: ReadonlySet<string> = new Set(['contact.hs_email_last_click_date', 'contact.hs_email_first_click_date']);
const SENDS: ReadonlySet<string> = new Set(['contact.hs_email_last_send_date', 'contact.hs_email_first_send_date']);

export interface Withheld {
  /** Stable over tellings: `contact.hs_email_last_click_date@1782371969536`. */
  readonly id: string;
  readonly fact: Fact;
  readonly why: 'many links at once' | 'at delivery' | 'no page seen';
  /** "4 links in 3 s", "2 s after the mail was sent". */
  readonly because: string;
}

/** The facts that count, and those that look like a scanner's. */
export interface Sifted {
  readonly kept: readonly Fact[];
  readonly withheld: readonly Withheld[];
}

/**
 * Sifts a contact's facts; the same for every order in which they arrived. That a click led to no page is only held against it where
 * pages of this contact were seen before: without tracking nothing can be told.
 * @param released ids that a person has looked at and let count.
 */
export function siftClicks(facts: readonly Fact[], released: readonly string[] = []): Sifted {
  const clicks = instantsOf(facts.filter(isClick));
  const sends = instantsOf(facts.filter(({ kind, subject }) => kind === 'property' && SENDS.has(subject)));
  const views = instantsOf(facts.filter(({ kind }) => kind === 'page'));
  const withheld = facts.filter(isClick).flatMap((fact): readonly Withheld[] => {
    const id = `${fact.subject}@${fact.at}`;
    const reason = released.includes(id) ? null : reasonAgainst(fact.at, { clicks, sends, views });
    return reason === null ? [] : [{ id, fact, ...reason }];
  });
  const out = new Set(withheld.map(({ fact }) => fact));
  return { kept: facts.filter((fact) => !out.has(fact)), withheld };
}

const isClick = ({ kind, subject }: Fact): boolean => kind === 'property' && CLICKS.has(subject);
const instantsOf = (facts: readonly Fact[]): readonly Instant[] =>
  [...new Set(facts.map(({ at }) => at))].sort((a, b) => a - b);

function reasonAgainst(
  at: Instant,
  { clicks, sends, views }: Readonly<Record<'clicks' | 'sends' | 'views', readonly Instant[]>>,
): Pick<Withheld, 'why' | 'because'> | null {
  const burst = clicks
    .map((from) => clicks.filter((one) => one >= from && one - from <= AT_ONCE_MS))
    .find((together) => together.includes(at) && together.length >= LINKS_AT_ONCE);
  if (burst !== undefined) {
    const span = Math.ceil(((burst.at(-1) ?? at) - (burst[0] ?? at)) / 1000);
    return { why: 'many links at once', because: `${burst.length} links in ${span} s` };
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
  return withheld.flatMap(({ fact, because }) => signalsOf(agreement, [fact]).map((signal) => ({ signal, because })));
}
