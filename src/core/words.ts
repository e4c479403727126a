// Every word that people read about scores and decisions, in one table per language; numbers and spans of time in words.
// Refuses to decide anything.
import type { ActivityKind } from './activity.ts';
import type { Points } from './agreement.ts';
import type { Brief, BriefPartName } from './brief.ts';
import type { CycleState, Recycle } from './cycle.ts';

/** "8", "7.25", "−6": points without needless decimals. */
export function points(p: Points): string {
  const whole = Math.trunc(Math.abs(p) / 100);
  const rest = Math.abs(p) % 100;
  const decimals = rest === 0 ? '' : `.${String(rest).padStart(2, '0').replace(/0$/, '')}`;
  return `${p < 0 ? '−' : ''}${whole}${decimals}`;
}

/** "+8", "−6", "0". */
export const signed = (p: Points): string => (p > 0 ? `+${points(p)}` : points(p));

const UNITS = [
  { ms: 365 * 86_400_000, one: 'year' },
  { ms: 30 * 86_400_000, one: 'month' },
  { ms: 86_400_000, one: 'day' },
  { ms: 3_600_000, one: 'hour' },
  { ms: 60_000, one: 'minute' },
] as const;

/** "4 minutes", "1 day", "less than a minute": the largest whole unit, rounded down. */
export function span(ms: number): string {
  const unit = UNITS.find((u) => ms >= u.ms);
  if (unit === undefined) return english.underAMinute;
  return plural(Math.floor(ms / unit.ms), unit.one);
}

/** "30 days", "36 hours": a span as an agreement states it, in the largest unit up to days that leaves no remainder. */
export function exactSpan(ms: number): string {
  const unit = UNITS.slice(2).find((u) => ms % u.ms === 0);
  return unit === undefined ? `${ms} ms` : plural(ms / unit.ms, unit.one);
}

const plural = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

/** "4 minutes ago"; "just now" below a minute and for what lies ahead. */
export const ago = (ms: number): string => (ms < 60_000 ? english.justNow : `${span(ms)} ago`);

/** "once", "twice", "3 times". */
export const times = (count: number): string =>
  count === 1 ? english.once : count === 2 ? english.twice : `${count} times`;

/** `demo_request` → "demo request"; `company.numberofemployees` → what people call it. */
export const spoken = (name: string): string => english.properties[name] ?? name.replaceAll('_', ' ');

/** "Thursday 26 November 2026 at 14:05", by the wall clock of an IANA zone. */
export function minuteText(at: number, zone: string): string {
  const date = new Intl.DateTimeFormat('en-GB', { timeZone: zone, dateStyle: 'full' }).format(at);
  const time = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeStyle: 'short', hour12: false }).format(at);
  return `${date} at ${time}`;
}

/** "26 Nov 2026, 14:05" and "26 Nov 2026". */
export const momentText = (at: number, zone: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone: zone, dateStyle: 'medium', timeStyle: 'short' }).format(at);
export const dayText = (at: number, zone: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone: zone, dateStyle: 'medium' }).format(at);

/** Control characters, line ends and what turns the direction of reading: nothing that a lead types may rearrange a text. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/** Text from outside as one line of at most so many characters, the last being "…" where it was longer. */
export function clip(text: string, most: number): string {
  const line = text
    .slice(0, most * 4)
    .replace(UNPRINTABLE, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
  const characters = [...line];
  return characters.length <= most ? line : `${characters.slice(0, most - 1).join('')}…`;
}

/** As much of a property, a form's name or an address as is ever told: what a lead types may be of any length. */
export const shown = (text: string): string => clip(text, 300);

/** What a signal was about: of a page its path, since what stands behind a question mark may be personal. */
export function shownSubject(subject: string): string {
  const page = /^https?:\/\/[^/?#]+(\/[^?#]*)?/i.exec(subject);
  return shown(page === null ? subject : (page[1] ?? '/'));
}

export const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** What a signal of this name says about the lead, where the name is a common one. */
export function deed(signal: string): string {
  return english.deeds[signal] ?? `${english.did} ${spoken(signal)}`;
}

export interface Words {
  readonly justNow: string;
  readonly underAMinute: string;
  readonly once: string;
  readonly twice: string;
  readonly did: string;
  readonly nothingYet: string;
  readonly deeds: Readonly<Record<string, string>>;
  readonly properties: Readonly<Record<string, string>>;
  readonly employees: (value: string) => string;
  readonly anIndustry: (value: string) => string;
  readonly person: (title: string | null, firm: string | null) => string | null;
  readonly raisedHand: (deed: string, ago: string, subject: string) => string;
  readonly unknownLine: (property: string, atMost: string) => string;
  readonly unreadable: (property: string, value: string, atMost: string) => string;
  readonly profileLine: (property: string, value: string) => string;
  readonly signalLine: (signal: string, count: string, what: string, when: string) => string;
  readonly combinationLine: (because: string) => string;
  readonly withheld: (signal: string) => string;
  readonly scanner: (signal: string, count: string, because: string, worth: string) => string;
  readonly cap: (group: string) => string;
  readonly floor: (group: string) => string;
  readonly mostTaken: (group: string) => string;
  readonly only: (part: string) => string;
  readonly tallyLine: (signal: string, count: string, when: string) => string;
  readonly wereKnown: (property: string, value: string) => string;
  readonly wayUp: (what: string, from: string, to: string) => string;
  readonly pinned: (temperature: string, until: string, zone: string, by: string, note: string) => string;
  readonly withheldClick: (id: string, because: string) => string;
  readonly fallsBelow: (bar: string, when: string, zone: string) => string;
  readonly staysAbove: (bar: string) => string;
  readonly sum: (all: string, behaviour: string, profile: string) => string;
  readonly atLeast: (what: string, bar: string) => string;
  readonly isAt: (value: string, more: string | null) => string;
  readonly blocks: Readonly<Record<'contact' | 'source' | 'history' | 'score' | 'notes', string>>;
  readonly parts: Readonly<Record<BriefPartName, string>>;
  readonly notKnown: string;
  readonly unknownCompany: string;
  readonly original: string;
  readonly latest: string;
  readonly firstConversion: string;
  readonly lastConversion: string;
  readonly firstCampaign: string;
  readonly lastCampaign: string;
  readonly firstPage: string;
  readonly firstUtm: string;
  readonly lastUtm: string;
  readonly facts: Readonly<Record<'form' | 'page' | 'list' | 'workflow', string>>;
  readonly activities: Readonly<Record<ActivityKind, string>>;
  readonly earlier: (count: number) => string;
  readonly scoreLine: (score: string, grade: string) => string;
  readonly yoursBecause: (owner: string, because: string) => string;
  readonly contactBy: (temperature: string, when: string, zone: string) => string;
  readonly criteria: string;
  readonly complete: (brief: Pick<Brief, 'completeness' | 'missing'>) => string;
  readonly agreementLine: (agreement: string) => string;
  readonly states: Readonly<Record<CycleState, string>>;
  readonly contactDueIn: (lead: string, left: string) => string;
  readonly contactOverdue: (lead: string, by: string) => string;
  readonly withSince: (owner: string, since: string) => string;
  readonly buyerWaits: (since: string) => string;
  readonly ownerGone: (owner: string) => string;
  readonly tooLate: (owner: string) => string;
  readonly waitsToWake: (recycle: Recycle | null) => string;
}

export const english: Words = {
  justNow: 'just now',
  underAMinute: 'less than a minute',
  once: 'once',
  twice: 'twice',
  did: 'did',
  nothingYet: 'Nothing is known of this lead that earns points.',
  deeds: {
    demo_request: 'asked for a demo',
    contact_sales: 'asked to talk to sales',
    pricing_request: 'asked for a price',
    meeting_booked: 'booked a meeting',
    trial: 'started a trial',
    pricing_page: 'read pricing',
    comparison: 'compared us',
    case_study: 'read a case study',
    resource: 'took a resource',
    webinar: 'attended a webinar',
    mail_click: 'clicked in a mail',
    mail_reply: 'answered a mail',
    return_visit: 'came back to the site',
    careers_page: 'looked at careers',
    unsubscribe: 'unsubscribed',
  },
  properties: {
    'company.industry': 'industry',
    'contact.industry': 'industry',
    'company.numberofemployees': 'employees',
    'contact.numemployees': 'employees',
    'company.annualrevenue': 'revenue',
    'contact.annualrevenue': 'revenue',
    'company.country': 'country',
    'contact.country': 'country',
    'contact.jobtitle': 'job title',
    'contact.email': 'e-mail',
    'contact.phone': 'phone',
    'contact.lifecyclestage': 'lifecycle stage',
    'contact.hs_email_hard_bounce_reason_enum': 'hard bounce',
  },
  employees: (value) => `${value}-person`,
  anIndustry: (value) => value.toLowerCase().replaceAll('_', ' '),
  person: (title, firm) => (title === null ? firm : firm === null ? title : `${title} at ${article(firm)} ${firm}`),
  raisedHand: (did, when, subject) => `${did} ${when} (${subject})`,
  unknownLine: (property, atMost) => `${property}: unknown, 0 (up to ${atMost})`,
  unreadable: (property, value, atMost) => `${property}: "${value}" does not tell, 0 (up to ${atMost})`,
  profileLine: (property, value) => `${property}: ${value}`,
  signalLine: (signal, count, what, when) => `${signal} ${count}: ${what}, ${when}`,
  combinationLine: (because) => because,
  withheld: (signal) => `${signal}: more than the agreement counts per day or week`,
  scanner: (signal, count, because, worth) =>
    `${signal} ${count}, withheld as a scanner’s: ${because} (${worth} if it counts)`,
  cap: (group) => `${group}: more than the agreement counts`,
  floor: (group) => `${group}: never below 0`,
  mostTaken: (group) => `${group}: never takes more than the agreement says`,
  only: (part) => `${part}: the agreement does not count leads like this one`,
  tallyLine: (signal, count, when) => `${signal} ${count}, last ${when}`,
  wereKnown: (property, value) => `${property} known to be ${value}`,
  wayUp: (what, from, to) => `${what}: ${from} → ${to}`,
  pinned: (temperature, until, zone, by, note) =>
    `Treated as ${temperature} until ${until} (${zone}): ${by} said so${note === '' ? '' : ` (${note})`}.`,
  withheldClick: (id, because) => `withheld as a scanner’s: ${id}, ${because}`,
  fallsBelow: (bar, when, zone) => `Falls below ${bar} on ${when} (${zone}) unless something happens.`,
  staysAbove: (bar) => `Does not fall below ${bar} by itself.`,
  sum: (all, behaviour, profile) => `${all} in all: behaviour ${behaviour}, profile ${profile}`,
  atLeast: (what, bar) => `${what} at least ${bar}`,
  isAt: (value, more) => (more === null ? value : `${value}, and what is unknown could add ${more}`),
  blocks: {
    contact: 'Contact',
    source: 'Source and attribution',
    history: 'Engagement history',
    score: 'Score and reasons',
    notes: 'Notes from marketing',
  },
  parts: {
    name: 'Name',
    email: 'E-mail',
    phone: 'Phone',
    company: 'Company',
    role: 'Job title',
    source: 'Source',
    attribution: 'Attribution',
    history: 'Engagement history',
    score: 'Score and reasons',
    notes: 'Notes from marketing',
  },
  notKnown: 'not known',
  unknownCompany: 'unknown company',
  original: 'Original',
  latest: 'Latest',
  firstConversion: 'First conversion',
  lastConversion: 'Last conversion',
  firstCampaign: 'Campaign of the first touch',
  lastCampaign: 'Campaign of the last touch',
  firstPage: 'First page',
  firstUtm: 'UTM of the first page',
  lastUtm: 'UTM of the last page',
  facts: { form: 'Form', page: 'Page', list: 'Joined the list', workflow: 'Recorded by a workflow' },
  activities: {
    call: 'Call logged',
    email: 'E-mail logged',
    meeting: 'Meeting logged',
    communication: 'Message logged',
    task: 'Task logged',
    note: 'Note logged',
  },
  earlier: (count) => `and ${count} earlier`,
  scoreLine: (score, grade) => `${score} of 100, grade ${grade}`,
  yoursBecause: (owner, because) => `For ${owner}, because ${because}`,
  contactBy: (temperature, when, zone) => `${sentence(temperature)}: first contact by ${when} (${zone})`,
  criteria: 'Why it is handed over',
  complete: ({ completeness, missing }) =>
    missing.length === 0
      ? 'Nothing is missing from this brief.'
      : `${Math.floor(completeness * 100)} % complete. Missing: ${missing.map((part) => english.parts[part].toLowerCase()).join(', ')}.`,
  agreementLine: (agreement) => `Agreement: ${agreement}.`,
  states: {
    nurture: 'not qualified',
    mql: 'marketing qualified',
    held: 'held back',
    unrouted: 'waiting for an owner',
    handed_off: 'handed to sales',
    attempted: 'tried, not reached',
    contacted: 'contacted',
    accepted: 'accepted',
    rejected: 'rejected',
    expired: 'without an answer from sales in time',
    opportunity: 'an opportunity',
    won: 'won',
    lost: 'lost',
    recycled: 'back with marketing',
  },
  contactDueIn: (lead, left) => `First contact with ${lead} is due in ${left}`,
  contactOverdue: (lead, by) => `First contact with ${lead} is overdue by ${by}`,
  withSince: (owner, since) => `${owner} has had it for ${since}.`,
  buyerWaits: (since) => `The lead has been waiting for ${since}.`,
  ownerGone: (owner) => `${owner} can own nothing any more`,
  tooLate: (owner) => `${owner} did not get to it in time`,
  waitsToWake: (recycle) =>
    recycle === null
      ? 'The last cycle has ended and its cool-down is running.'
      : `Back with marketing (${spoken(recycle.reason)}): ${
          recycle.wakeAt === null && recycle.orSignal === null
            ? 'only a hand raised brings it back'
            : `it waits for its time${recycle.orSignal === null ? '' : ` or for ${spoken(recycle.orSignal)}`}`
        }.`,
};

const article = (noun: string): string => (/^(?:[aeio]|8|11\b|18\b|8\d|11-|18-)/i.test(noun) ? 'an' : 'a');
