/** What the app page says. Reasons, names and the agreement's sentences come from Baton as they are. */
import type { QueueRowAnswer, ServiceHealth } from '../shared/pages-contract.ts';
import type { Language } from '../shared/speech.ts';

type Promise = NonNullable<QueueRowAnswer['promise']>;

export interface PageWords {
  readonly tabs: Readonly<Record<'queue' | 'waiting' | 'agreement' | 'health', string>>;
  readonly queueOf: (n: number) => string;
  readonly shown: (shown: number, all: number) => string;
  readonly queueEmptyTitle: string;
  readonly queueEmpty: string;
  readonly noOwnerTitle: string;
  readonly noOwner: string;
  readonly columns: Readonly<
    Record<'lead' | 'promise' | 'state' | 'why' | 'next' | 'owner' | 'score' | 'since', string>
  >;
  readonly temperature: Readonly<Record<'hot' | 'warm' | 'cold', string>>;
  readonly states: Readonly<Record<string, string>>;
  readonly kinds: Readonly<Record<Promise['kind'], string>>;
  readonly left: (span: string) => string;
  readonly over: (span: string) => string;
  readonly stands: (span: string) => string;
  readonly nothingOpen: string;
  readonly by: (moment: string) => string;
  readonly nextAt: (moment: string, does: string) => string;
  readonly looksAgain: string;
  readonly nothingNext: string;
  readonly rungs: Readonly<Record<string, string>>;
  readonly there: string;
  readonly thereUntil: (moment: string) => string;
  readonly away: string;
  readonly awayUntil: (moment: string) => string;
  readonly asPlanned: string;
  readonly availability: string;
  readonly goAway: string;
  readonly comeBack: string;
  readonly until: string;
  readonly untils: Readonly<Record<'hours' | 'tomorrow' | 'week' | 'open', string>>;
  readonly saved: string;
  readonly heldTitle: string;
  readonly unrouted: string;
  readonly notYours: string;
  readonly nobodyWaitsTitle: string;
  readonly nobodyWaits: string;
  readonly onlyNewEnds: string;
  readonly noStateTitle: (n: number) => string;
  readonly noStateNone: string;
  readonly boardTitle: string;
  readonly board: string;
  readonly latency: string;
  readonly half: string;
  readonly most: string;
  readonly events: string;
  readonly noEvents: string;
  readonly due: string;
  readonly oldest: (span: string) => string;
  readonly buried: string;
  readonly lastDelivery: string;
  readonly never: string;
  readonly ago: (span: string) => string;
  readonly runs: Readonly<Record<ServiceHealth['runs'][number]['what'], string>>;
  readonly inForceSince: (moment: string) => string;
  readonly hash: string;
  readonly unnamed: string;
}

const en: PageWords = {
  tabs: { queue: 'My queue', waiting: 'Not handed off', agreement: 'Agreement', health: 'Health' },
  queueOf: (n) => (n === 1 ? '1 lead' : `${n} leads`),
  shown: (shown, all) => `The first ${shown} of ${all}.`,
  queueEmptyTitle: 'Nothing to do',
  queueEmpty: 'No lead waits for you. A new one appears here and as a task.',
  noOwnerTitle: 'You own no leads',
  noOwner: 'Nobody with your address is an owner in HubSpot whom the agreement knows, and nobody names you as manager.',
  columns: {
    lead: 'Lead',
    promise: 'Promise',
    state: 'State',
    why: 'Why',
    next: 'Next by itself',
    owner: 'Owner',
    score: 'Score',
    since: 'Since',
  },
  temperature: { hot: 'Hot', warm: 'Warm', cold: 'Cold' },
  states: {
    handed_off: 'handed off',
    attempted: 'tried to reach',
    contacted: 'reached',
    accepted: 'accepted',
    held: 'held',
    unrouted: 'nobody found',
  },
  kinds: { first_attempt: 'first attempt', first_contact: 'first contact', verdict: 'verdict' },
  left: (span) => `${span} left`,
  over: (span) => `Broken, ${span} over`,
  stands: (span) => `Stands still, ${span} left`,
  nothingOpen: 'Nothing promised',
  by: (moment) => `by ${moment}`,
  nextAt: (moment, does) => `${moment}: ${does}`,
  looksAgain: 'Baton looks again',
  nothingNext: 'Nothing',
  rungs: {
    remind: 'the owner is reminded',
    'tell backup': 'the backup is told',
    'tell manager': 'the manager is told',
    reassign: 'somebody else gets it',
  },
  there: 'You are available.',
  thereUntil: (moment) => `You are available until ${moment}, whatever the hours.`,
  away: 'You are away and get no leads.',
  awayUntil: (moment) => `You are away until ${moment} and get no leads.`,
  asPlanned: 'You get leads by your working hours.',
  availability: 'Availability',
  goAway: 'I am away',
  comeBack: 'I am back',
  until: 'Until',
  untils: { hours: 'in 4 hours', tomorrow: 'in a day', week: 'in a week', open: 'I say otherwise' },
  saved: 'Saved.',
  heldTitle: 'Held, by reason',
  unrouted: 'nobody found',
  notYours: 'Shown to managers, to the two signers and to ADMINS.',
  nobodyWaitsTitle: 'Everybody was handed off',
  nobodyWaits: 'No qualified lead is held, and somebody was found for each.',
  onlyNewEnds: 'Only something new ends it',
  noStateTitle: (n) => `${n} ${n === 1 ? 'lead' : 'leads'} in no state`,
  noStateNone: 'Leads in no state: 0',
  boardTitle: 'The board',
  board: 'The figures of the funnel will stand here. They are not measured yet, and nothing is shown in their place.',
  latency: 'From a HubSpot event to the write it caused, last 24 hours',
  half: 'Half within',
  most: '95 of 100 within',
  events: 'Events',
  noEvents: 'No event led to a write in the last 24 hours.',
  due: 'Contacts due',
  oldest: (span) => `the oldest for ${span}`,
  buried: 'Parked after failing',
  lastDelivery: 'Last delivery from HubSpot',
  never: 'never',
  ago: (span) => `${span} ago`,
  runs: { watch: 'Watch, last look', reconciliation: 'Reconciliation, last complete', drill: 'Fire drill, last' },
  inForceSince: (moment) => `In force since ${moment}`,
  hash: 'Hash',
  unnamed: 'No name',
};

const de: PageWords = {
  tabs: { queue: 'Meine Leads', waiting: 'Nicht übergeben', agreement: 'Vereinbarung', health: 'Zustand' },
  queueOf: (n) => (n === 1 ? '1 Lead' : `${n} Leads`),
  shown: (shown, all) => `Die ersten ${shown} von ${all}.`,
  queueEmptyTitle: 'Nichts zu tun',
  queueEmpty: 'Kein Lead wartet auf Sie. Ein neuer erscheint hier und als Aufgabe.',
  noOwnerTitle: 'Sie haben keine Leads',
  noOwner:
    'Niemand mit Ihrer Adresse ist in HubSpot zuständig und der Vereinbarung bekannt, und niemand nennt Sie als Führungskraft.',
  columns: {
    lead: 'Lead',
    promise: 'Zusage',
    state: 'Stand',
    why: 'Warum',
    next: 'Als Nächstes von selbst',
    owner: 'Zuständig',
    score: 'Punkte',
    since: 'Seit',
  },
  temperature: { hot: 'Heiß', warm: 'Warm', cold: 'Kalt' },
  states: {
    handed_off: 'übergeben',
    attempted: 'Versuch gemacht',
    contacted: 'erreicht',
    accepted: 'angenommen',
    held: 'zurückgehalten',
    unrouted: 'niemand gefunden',
  },
  kinds: { first_attempt: 'erster Versuch', first_contact: 'Erstkontakt', verdict: 'Urteil' },
  left: (span) => `noch ${span}`,
  over: (span) => `Gebrochen, ${span} darüber`,
  stands: (span) => `Steht still, noch ${span}`,
  nothingOpen: 'Nichts zugesagt',
  by: (moment) => `bis ${moment}`,
  nextAt: (moment, does) => `${moment}: ${does}`,
  looksAgain: 'Baton sieht wieder nach',
  nothingNext: 'Nichts',
  rungs: {
    remind: 'Erinnerung an die zuständige Person',
    'tell backup': 'Nachricht an die Vertretung',
    'tell manager': 'Nachricht an die Führungskraft',
    reassign: 'jemand anders bekommt ihn',
  },
  there: 'Sie sind verfügbar.',
  thereUntil: (moment) => `Sie sind bis ${moment} verfügbar, unabhängig von den Arbeitszeiten.`,
  away: 'Sie sind abwesend und bekommen keine Leads.',
  awayUntil: (moment) => `Sie sind bis ${moment} abwesend und bekommen keine Leads.`,
  asPlanned: 'Sie bekommen Leads nach Ihren Arbeitszeiten.',
  availability: 'Verfügbarkeit',
  goAway: 'Ich bin abwesend',
  comeBack: 'Ich bin zurück',
  until: 'Bis',
  untils: { hours: 'in 4 Stunden', tomorrow: 'in einem Tag', week: 'in einer Woche', open: 'auf Weiteres' },
  saved: 'Gespeichert.',
  heldTitle: 'Zurückgehalten, nach Grund',
  unrouted: 'niemand gefunden',
  notYours: 'Sehen Führungskräfte, die beiden Unterzeichnenden und ADMINS.',
  nobodyWaitsTitle: 'Alle sind übergeben',
  nobodyWaits: 'Kein qualifizierter Lead wird zurückgehalten, und für jeden fand sich jemand.',
  onlyNewEnds: 'Nur etwas Neues beendet es',
  noStateTitle: (n) => `${n} ${n === 1 ? 'Lead' : 'Leads'} ohne Stand`,
  noStateNone: 'Leads ohne Stand: 0',
  boardTitle: 'Die Tafel',
  board:
    'Hier werden die Zahlen des Trichters stehen. Sie werden noch nicht gemessen, und nichts steht an ihrer Stelle.',
  latency: 'Vom HubSpot-Ereignis zum Schreiben, das es auslöste, letzte 24 Stunden',
  half: 'Die Hälfte in',
  most: '95 von 100 in',
  events: 'Ereignisse',
  noEvents: 'In den letzten 24 Stunden führte kein Ereignis zu einem Schreiben.',
  due: 'Fällige Kontakte',
  oldest: (span) => `der älteste seit ${span}`,
  buried: 'Nach Fehlschlägen beiseite gelegt',
  lastDelivery: 'Letzte Zustellung von HubSpot',
  never: 'nie',
  ago: (span) => `vor ${span}`,
  runs: {
    watch: 'Wache, letzter Blick',
    reconciliation: 'Abgleich, zuletzt vollständig',
    drill: 'Probealarm, zuletzt',
  },
  inForceSince: (moment) => `In Kraft seit ${moment}`,
  hash: 'Prüfsumme',
  unnamed: 'Ohne Namen',
};

export const pageWords = (language: Language): PageWords => (language === 'de' ? de : en);
