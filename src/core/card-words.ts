// The sentences of a card that no other place prints, in English and German: states, promises, what one may do and why not.
// Refuses to decide anything; sentences about scores and reasons come from explain.ts.
import type { Temperature } from './agreement.ts';
import type { BriefBlock, BriefPartName } from './brief.ts';
import type { ClockKind, CycleState, Verdict } from './cycle.ts';
import type { NotNow } from './may-answer.ts';

export type Language = 'en' | 'de';
export const languageOf = (asked: string | null | undefined): Language =>
  asked?.toLowerCase().startsWith('de') === true ? 'de' : 'en';

/** What a state sentence may name. */
export interface StateFacts {
  readonly owner: string;
  readonly since: string;
  readonly because: string;
}

export interface CardWords {
  readonly locale: string;
  readonly neverSeen: string;
  readonly notReadYet: string;
  readonly gone: (since: string) => string;
  readonly notLive: string;
  readonly paused: string;
  readonly stuck: (problem: string) => string;
  readonly temperature: Readonly<Record<Temperature, string>>;
  readonly states: Readonly<Record<CycleState, (facts: StateFacts) => string>>;
  readonly clocks: Readonly<Record<ClockKind, string>>;
  readonly due: (when: string) => string;
  readonly late: (when: string) => string;
  readonly metAt: (when: string) => string;
  readonly standsStill: string;
  readonly cancelled: string;
  readonly letters: Readonly<Record<string, string>>;
  readonly digits: Readonly<Record<string, string>>;
  readonly criteria: Readonly<Record<'mql' | 'sql' | 'hot' | 'warm', string>>;
  readonly joins: Readonly<Record<'all' | 'any' | 'not', string>>;
  readonly verdicts: Readonly<Record<Verdict['kind'], (by: string | null, reason: string | null) => string>>;
  readonly pinned: (as: Temperature, until: string, by: string, note: string) => string;
  readonly notNow: Readonly<Record<NotNow, (owner: string) => string>>;
  readonly otherCycle: string;
  readonly notUnderstood: string;
  readonly reasons: Readonly<Record<string, string>>;
  readonly parts: Readonly<Record<BriefPartName, string>>;
  readonly blocks: Readonly<Record<BriefBlock['name'], string>>;
  readonly notKnown: string;
  readonly signal: (name: string, handRaise: boolean) => string;
  readonly activities: Readonly<Record<string, string>>;
  readonly missingSaid: (parts: string) => string;
  readonly handedOff: (owner: string) => string;
  readonly given: (owner: string) => string;
  readonly nobodyKnown: string;
  readonly people: (known: number, withSales: number) => string;
}

const en: CardWords = {
  locale: 'en-GB',
  neverSeen: 'Not scored yet: Baton has not heard of this contact. It is scored when something happens.',
  notReadYet: 'Not scored yet: Baton has just heard of this contact and is reading it.',
  gone: (since) => `HubSpot has told Baton on ${since} that this contact is gone: deleted, or merged into another.`,
  notLive: 'Baton is not live yet: it scores and decides, and hands nothing off.',
  paused: 'Baton is paused: what is said here is kept, and nothing is written to HubSpot until it resumes.',
  stuck: (problem) => `Baton cannot get on with this contact; an administrator has it on a list (${problem}).`,
  temperature: { hot: 'Hot', warm: 'Warm', cold: 'Cold' },
  states: {
    nurture: () => 'Not qualified yet.',
    mql: () => 'Marketing qualified: not handed to sales yet.',
    held: ({ because }) => `Held back: ${because}.`,
    unrouted: () => 'Ready for sales, and nobody is available to get it.',
    handed_off: ({ owner, since }) => `With ${owner} since ${since}: waiting for the first contact.`,
    attempted: ({ owner }) => `${owner} has tried and not reached them yet.`,
    contacted: ({ owner }) => `${owner} has been in contact.`,
    accepted: ({ owner }) => `${owner} has accepted the lead.`,
    rejected: ({ owner }) => `${owner} has rejected the lead.`,
    expired: ({ owner }) => `${owner} has not answered in time.`,
    opportunity: () => 'There is a deal.',
    won: () => 'The deal is won.',
    lost: () => 'The deal is lost.',
    recycled: () => 'Back with marketing.',
  },
  clocks: { first_attempt: 'First attempt', first_contact: 'First contact', verdict: 'Answer' },
  due: (when) => `due ${when}`,
  late: (when) => `was due ${when}`,
  metAt: (when) => `done ${when}`,
  standsStill: 'stands still',
  cancelled: 'no longer expected',
  letters: {
    A: 'fits very well',
    B: 'fits well',
    C: 'fits in part',
    D: 'hardly fits',
    '?': 'too little is known to say whether they fit',
  },
  digits: { '1': 'very active', '2': 'active', '3': 'a little active', '4': 'hardly active' },
  criteria: { mql: 'Marketing qualified', sql: 'Ready for sales', hot: 'Hot', warm: 'Warm' },
  joins: { all: 'all of', any: 'any of', not: 'not' },
  verdicts: {
    accepted: (by) => `Accepted${by === null ? '' : ` by ${by}`}.`,
    rejected: (by, reason) => `Rejected${by === null ? '' : ` by ${by}`}${reason === null ? '' : `: ${reason}`}.`,
    expired: () => 'Nobody answered in time.',
  },
  pinned: (as, until, by, note) => `Treated as ${as} until ${until}: ${by} said so${note === '' ? '' : ` (${note})`}.`,
  notNow: {
    'not yours': (owner) => `Only ${owner === '' ? 'its owner' : owner} or their manager answers for this lead.`,
    'nobody has it': () => 'Nobody has this lead: only a manager decides here.',
    'not handed off': () => 'It has not been handed to sales, so there is nothing to answer.',
    'already accepted': () => 'It is accepted already.',
    'already rejected': () => 'It is rejected already.',
    'the cycle has ended': () => 'This pass has ended.',
  },
  otherCycle: 'Something has changed since this card was loaded. Look again, then decide.',
  notUnderstood: 'Baton did not understand that.',
  reasons: {
    too_small: 'Company too small',
    wrong_industry: 'Wrong industry',
    no_authority: 'No authority to decide',
    no_answer: 'No answer',
    bad_timing: 'Bad timing',
    no_budget: 'No budget',
    other_contract: 'Bound by another contract',
    no_project: 'No project',
    wrong_fit: 'Does not fit',
    wrong_contact_data: 'Wrong contact data',
    duplicate: 'Duplicate',
    spam: 'Spam',
  },
  parts: {
    name: 'Name',
    email: 'E-mail',
    phone: 'Phone',
    company: 'Company',
    role: 'Role',
    source: 'Source',
    attribution: 'Attribution',
    history: 'History',
    score: 'Score and reasons',
    notes: 'Notes of marketing',
  },
  blocks: {
    contact: 'Contact',
    source: 'Source',
    history: 'History',
    score: 'Score and reasons',
    notes: 'Notes of marketing',
  },
  notKnown: 'not known',
  signal: (name, handRaise) => (handRaise ? `${name} (raised a hand)` : name),
  activities: {
    call: 'Call',
    email: 'E-mail',
    meeting: 'Meeting',
    communication: 'Message',
    task: 'Task',
    note: 'Note',
  },
  missingSaid: (parts) => `Said to be missing: ${parts}`,
  handedOff: (owner) => `Handed to ${owner}`,
  given: (owner) => `Given to ${owner}`,
  nobodyKnown: 'Baton knows nobody of this company yet.',
  people: (known, withSales) => `${known} ${known === 1 ? 'person' : 'people'} known, ${withSales} with sales.`,
};

const de: CardWords = {
  locale: 'de-DE',
  neverSeen:
    'Noch nicht bewertet: Baton hat von diesem Kontakt nichts gehört. Er wird bewertet, sobald etwas geschieht.',
  notReadYet: 'Noch nicht bewertet: Baton hat gerade von diesem Kontakt gehört und liest ihn.',
  gone: (since) =>
    `HubSpot hat Baton am ${since} gemeldet, dass es diesen Kontakt nicht mehr gibt: gelöscht oder zusammengeführt.`,
  notLive: 'Baton ist noch nicht scharf geschaltet: Es bewertet und entscheidet, übergibt aber nichts.',
  paused:
    'Baton ist angehalten: Was hier gesagt wird, bleibt erhalten; nach HubSpot wird erst danach wieder geschrieben.',
  stuck: (problem) =>
    `Baton kommt mit diesem Kontakt nicht weiter; er steht auf der Liste der Administratoren (${problem}).`,
  temperature: { hot: 'Heiß', warm: 'Warm', cold: 'Kalt' },
  states: {
    nurture: () => 'Noch nicht qualifiziert.',
    mql: () => 'Vom Marketing qualifiziert: noch nicht an den Vertrieb übergeben.',
    held: ({ because }) => `Zurückgehalten: ${because}.`,
    unrouted: () => 'Bereit für den Vertrieb, aber niemand ist verfügbar.',
    handed_off: ({ owner, since }) => `Bei ${owner} seit ${since}: Der erste Kontakt steht aus.`,
    attempted: ({ owner }) => `${owner} hat es versucht und noch niemanden erreicht.`,
    contacted: ({ owner }) => `${owner} hatte Kontakt.`,
    accepted: ({ owner }) => `${owner} hat den Lead angenommen.`,
    rejected: ({ owner }) => `${owner} hat den Lead abgelehnt.`,
    expired: ({ owner }) => `${owner} hat nicht rechtzeitig geantwortet.`,
    opportunity: () => 'Es gibt einen Deal.',
    won: () => 'Der Deal ist gewonnen.',
    lost: () => 'Der Deal ist verloren.',
    recycled: () => 'Zurück beim Marketing.',
  },
  clocks: { first_attempt: 'Erster Versuch', first_contact: 'Erster Kontakt', verdict: 'Antwort' },
  due: (when) => `fällig ${when}`,
  late: (when) => `war fällig ${when}`,
  metAt: (when) => `erledigt ${when}`,
  standsStill: 'steht still',
  cancelled: 'wird nicht mehr erwartet',
  letters: {
    A: 'passt sehr gut',
    B: 'passt gut',
    C: 'passt teilweise',
    D: 'passt kaum',
    '?': 'zu wenig bekannt, um zu sagen, ob es passt',
  },
  digits: { '1': 'sehr aktiv', '2': 'aktiv', '3': 'etwas aktiv', '4': 'kaum aktiv' },
  criteria: { mql: 'Vom Marketing qualifiziert', sql: 'Bereit für den Vertrieb', hot: 'Heiß', warm: 'Warm' },
  joins: { all: 'alles davon', any: 'eines davon', not: 'nicht' },
  verdicts: {
    accepted: (by) => `Angenommen${by === null ? '' : ` von ${by}`}.`,
    rejected: (by, reason) => `Abgelehnt${by === null ? '' : ` von ${by}`}${reason === null ? '' : `: ${reason}`}.`,
    expired: () => 'Niemand hat rechtzeitig geantwortet.',
  },
  pinned: (as, until, by, note) =>
    `Gilt bis ${until} als ${de.temperature[as].toLowerCase()}: ${by} hat es gesagt${note === '' ? '' : ` (${note})`}.`,
  notNow: {
    'not yours': (owner) =>
      `Über diesen Lead entscheidet nur ${owner === '' ? 'wer ihn hat' : owner} oder die Leitung.`,
    'nobody has it': () => 'Niemand hat diesen Lead: Hier entscheidet nur die Leitung.',
    'not handed off': () => 'Er ist noch nicht beim Vertrieb, es gibt nichts zu beantworten.',
    'already accepted': () => 'Er ist schon angenommen.',
    'already rejected': () => 'Er ist schon abgelehnt.',
    'the cycle has ended': () => 'Dieser Durchgang ist beendet.',
  },
  otherCycle: 'Seit diese Karte geladen wurde, hat sich etwas geändert. Bitte neu ansehen, dann entscheiden.',
  notUnderstood: 'Das hat Baton nicht verstanden.',
  reasons: {
    too_small: 'Unternehmen zu klein',
    wrong_industry: 'Falsche Branche',
    no_authority: 'Keine Entscheidungsbefugnis',
    no_answer: 'Keine Antwort',
    bad_timing: 'Falscher Zeitpunkt',
    no_budget: 'Kein Budget',
    other_contract: 'Anderweitig gebunden',
    no_project: 'Kein Vorhaben',
    wrong_fit: 'Passt nicht',
    wrong_contact_data: 'Falsche Kontaktdaten',
    duplicate: 'Doppelt',
    spam: 'Spam',
  },
  parts: {
    name: 'Name',
    email: 'E-Mail',
    phone: 'Telefon',
    company: 'Unternehmen',
    role: 'Rolle',
    source: 'Quelle',
    attribution: 'Zuordnung',
    history: 'Verlauf',
    score: 'Punkte und Gründe',
    notes: 'Notizen des Marketings',
  },
  blocks: {
    contact: 'Kontakt',
    source: 'Quelle',
    history: 'Verlauf',
    score: 'Punkte und Gründe',
    notes: 'Notizen des Marketings',
  },
  notKnown: 'nicht bekannt',
  signal: (name, handRaise) => (handRaise ? `${name} (hat sich gemeldet)` : name),
  activities: {
    call: 'Anruf',
    email: 'E-Mail',
    meeting: 'Termin',
    communication: 'Nachricht',
    task: 'Aufgabe',
    note: 'Notiz',
  },
  missingSaid: (parts) => `Als fehlend gemeldet: ${parts}`,
  handedOff: (owner) => `An ${owner} übergeben`,
  given: (owner) => `An ${owner} gegeben`,
  nobodyKnown: 'Baton kennt noch niemanden dieses Unternehmens.',
  people: (known, withSales) => `${known} ${known === 1 ? 'Person' : 'Personen'} bekannt, ${withSales} beim Vertrieb.`,
};

export const cardWords: Readonly<Record<Language, CardWords>> = { en, de };
