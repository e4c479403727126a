/** What the settings page says. Problems, effects and reasons come from Baton as they are. */
import type { QuestionName, Stage } from '../shared/pages-contract.ts';
import type { Language } from '../shared/speech.ts';

export interface SettingsWords {
  readonly tabs: Readonly<Record<'inForce' | 'drafts' | 'firstRun' | 'history' | 'connection', string>>;
  readonly inForceSince: (moment: string) => string;
  readonly noneInForce: string;
  readonly hash: string;
  readonly read: string;
  readonly rescoring: string;
  readonly toScore: (n: string) => string;
  readonly pause: string;
  readonly pauseSure: string;
  readonly resume: string;
  readonly rollback: string;
  readonly rollbackSure: string;
  readonly cancel: string;
  readonly done: string;
  readonly mayNot: string;
  readonly uploadTitle: string;
  readonly uploadLabel: string;
  readonly uploadHelp: string;
  readonly upload: string;
  readonly kept: (label: string) => string;
  readonly problems: (n: number) => string;
  readonly warnings: (n: number) => string;
  readonly columns: Readonly<
    Record<
      'place' | 'problem' | 'found' | 'allowed' | 'version' | 'state' | 'when' | 'who' | 'what' | 'because',
      string
    >
  >;
  readonly line: (line: number, column: number) => string;
  readonly noDrafts: string;
  readonly draftsTitle: string;
  readonly open: string;
  readonly back: string;
  readonly wasInForce: (moment: string) => string;
  readonly neverInForce: string;
  readonly differs: string;
  readonly nothingDiffers: string;
  readonly effectTitle: string;
  readonly working: (done: string, total: string) => string;
  readonly effectFailed: string;
  readonly contacts: (n: string) => string;
  readonly unread: (n: string) => string;
  readonly nobodyCrosses: string;
  readonly crossing: (from: string, to: string, n: string) => string;
  readonly stages: Readonly<Record<Stage, string>>;
  readonly tasks: (n: string) => string;
  readonly tasksAnyway: (n: string) => string;
  readonly load: (name: string, open: string, coming: string) => string;
  readonly held: (because: string, n: string) => string;
  readonly scores: (n: string, mean: string) => string;
  readonly notRead: (names: string) => string;
  readonly ownersUnknown: string;
  readonly sign: Readonly<Record<'marketing' | 'sales', string>>;
  readonly apply: string;
  readonly applySure: string;
  readonly notYet: (because: string) => string;
  readonly fullText: string;
  readonly sentences: string;
  readonly firstRun: string;
  readonly firstRunNeeded: string;
  readonly make: string;
  readonly onServer: string;
  readonly questions: Readonly<Record<QuestionName, string>>;
  readonly actions: Readonly<Record<string, string>>;
  readonly was: Readonly<Record<'done' | 'refused', string>>;
  readonly noLog: string;
  readonly findings: Readonly<Record<'well' | 'warning' | 'problem', string>>;
  readonly looking: string;
  readonly lookFailed: string;
  readonly lookedAt: (moment: string) => string;
}

const en: SettingsWords = {
  tabs: {
    inForce: 'In force',
    drafts: 'Drafts',
    firstRun: 'Six questions',
    history: 'History',
    connection: 'Connection',
  },
  inForceSince: (moment) => `In force since ${moment}`,
  noneInForce: 'No agreement is in force.',
  hash: 'Hash',
  read: 'Read it in plain sentences',
  rescoring: 'Contacts are being scored by this agreement',
  toScore: (n) => `${n} to go`,
  pause: 'Pause Baton',
  pauseSure: 'Nothing more will be written to HubSpot, until somebody resumes. Events are still recorded.',
  resume: 'Resume',
  rollback: 'Roll back',
  rollbackSure: 'The agreement before this one comes into force again, and every contact is scored by it.',
  cancel: 'Cancel',
  done: 'Done.',
  mayNot: 'The two signers of the agreement in force and ADMINS may change something here. You may read.',
  uploadTitle: 'Upload a draft',
  uploadLabel: 'The agreement, as YAML',
  uploadHelp:
    'Paste the whole text. It is checked at once, kept for signing when nothing is wrong, and changes nothing before it is applied.',
  upload: 'Check and keep',
  kept: (label) => `Kept: ${label}`,
  problems: (n) => `${n} ${n === 1 ? 'problem' : 'problems'}: nothing was kept`,
  warnings: (n) => `${n} ${n === 1 ? 'warning' : 'warnings'}`,
  columns: {
    place: 'Place',
    problem: 'What is wrong',
    found: 'Found',
    allowed: 'Allowed',
    version: 'Version',
    state: 'State',
    when: 'When',
    who: 'Who',
    what: 'What',
    because: 'Because',
  },
  line: (line, column) => `Line ${line}, column ${column}`,
  noDrafts: 'No draft waits to be signed.',
  draftsTitle: 'Other versions',
  open: 'Open',
  back: 'Back to all',
  wasInForce: (moment) => `was in force, last from ${moment}`,
  neverInForce: 'never in force',
  differs: 'What differs from the agreement in force',
  nothingDiffers: 'Nothing that counts.',
  effectTitle: 'What it would change for the contacts known now',
  working: (done, total) =>
    total === '0' ? 'Begins in a moment' : `${done} of ${total} contacts planned by both agreements`,
  effectFailed: 'It could not be worked out. It is tried again.',
  contacts: (n) => `${n} ${n === '1' ? 'contact' : 'contacts'} known`,
  unread: (n) => `${n} of them were never read: nothing can be foreseen about those.`,
  nobodyCrosses: 'Nobody crosses a line.',
  crossing: (from, to, n) => `${from} → ${to}: ${n}`,
  stages: { none: 'not qualified', mql: 'MQL', sql: 'SQL' },
  tasks: (n) =>
    n === '1' ? '1 lead would be handed off, with a task.' : `${n} leads would be handed off, each with a task.`,
  tasksAnyway: (n) => `${n} of them by the agreement in force too.`,
  load: (name, open, coming) => `${name}: ${open} in hand, ${coming} more would come`,
  held: (because, n) => `Held, ${because}: ${n}`,
  scores: (n, mean) => `${n} ${n === '1' ? 'score' : 'scores'} would change, by ${mean} points on average over all.`,
  notRead: (names) => `Not foreseen: what ${names} would add. HubSpot is read for them when it is applied.`,
  ownersUnknown: 'HubSpot’s owners were never read: everybody the agreement names is taken to be available.',
  sign: { marketing: 'Sign for marketing', sales: 'Sign for sales' },
  apply: 'Put in force',
  applySure: 'It decides from now on, and every contact is scored by it.',
  notYet: (because) => `Not to be put in force yet: ${because}.`,
  fullText: 'The text as it was written',
  sentences: 'In plain sentences',
  firstRun:
    'Six answers make an agreement that works. It becomes a draft that you read, sign and apply like any other.',
  firstRunNeeded: 'Nobody has signed an agreement yet: the one in force is what Baton came with.',
  make: 'Make the agreement',
  onServer:
    'The first one is signed on the server: npx baton sign HASH --as marketing, the same --as sales, then npx baton apply HASH --apply. Later ones are signed here.',
  questions: {
    sells: 'What do you sell?',
    people: 'Who sells where?',
    target: 'Whom do you sell to?',
    hours: 'When does sales work?',
    promise: 'From how many points is a lead ready, and how soon is a hot, a warm and a cold one called?',
    signers: 'Who signs for marketing, and who for sales?',
  },
  actions: {
    upload: 'uploaded',
    sign: 'signed',
    apply: 'put in force',
    rollback: 'rolled back',
    pause: 'paused',
    resume: 'resumed',
  },
  was: { done: 'done', refused: 'refused' },
  noLog: 'Nothing was decided yet, or it is not shown to you.',
  findings: { well: 'well', warning: 'to know', problem: 'to mend' },
  looking: 'Baton looks at HubSpot, its database and itself',
  lookFailed: 'Baton could not look. It tries again.',
  lookedAt: (moment) => `Looked at ${moment}.`,
};

const de: SettingsWords = {
  tabs: {
    inForce: 'In Kraft',
    drafts: 'Entwürfe',
    firstRun: 'Sechs Fragen',
    history: 'Verlauf',
    connection: 'Verbindung',
  },
  inForceSince: (moment) => `In Kraft seit ${moment}`,
  noneInForce: 'Keine Vereinbarung ist in Kraft.',
  hash: 'Prüfsumme',
  read: 'In einfachen Sätzen lesen',
  rescoring: 'Kontakte werden nach dieser Vereinbarung bewertet',
  toScore: (n) => `noch ${n}`,
  pause: 'Baton anhalten',
  pauseSure:
    'Es wird nichts mehr nach HubSpot geschrieben, bis jemand fortfährt. Ereignisse werden weiter festgehalten.',
  resume: 'Fortfahren',
  rollback: 'Zurücknehmen',
  rollbackSure: 'Die vorige Vereinbarung tritt wieder in Kraft, und jeder Kontakt wird nach ihr bewertet.',
  cancel: 'Abbrechen',
  done: 'Erledigt.',
  mayNot: 'Ändern dürfen hier die beiden Unterzeichnenden der geltenden Vereinbarung und ADMINS. Sie dürfen lesen.',
  uploadTitle: 'Einen Entwurf hochladen',
  uploadLabel: 'Die Vereinbarung, als YAML',
  uploadHelp:
    'Den ganzen Text einfügen. Er wird sofort geprüft, ohne Fehler zum Unterschreiben aufbewahrt, und ändert nichts, bevor er in Kraft gesetzt wird.',
  upload: 'Prüfen und aufbewahren',
  kept: (label) => `Aufbewahrt: ${label}`,
  problems: (n) => `${n} Fehler: nichts wurde aufbewahrt`,
  warnings: (n) => `${n} ${n === 1 ? 'Hinweis' : 'Hinweise'}`,
  columns: {
    place: 'Stelle',
    problem: 'Was nicht stimmt',
    found: 'Gefunden',
    allowed: 'Erlaubt',
    version: 'Version',
    state: 'Stand',
    when: 'Wann',
    who: 'Wer',
    what: 'Was',
    because: 'Weil',
  },
  line: (line, column) => `Zeile ${line}, Spalte ${column}`,
  noDrafts: 'Kein Entwurf wartet auf Unterschriften.',
  draftsTitle: 'Andere Versionen',
  open: 'Öffnen',
  back: 'Zurück zu allen',
  wasInForce: (moment) => `war in Kraft, zuletzt ab ${moment}`,
  neverInForce: 'nie in Kraft',
  differs: 'Was sich von der geltenden Vereinbarung unterscheidet',
  nothingDiffers: 'Nichts, was zählt.',
  effectTitle: 'Was sie für die jetzt bekannten Kontakte ändern würde',
  working: (done, total) =>
    total === '0' ? 'Beginnt gleich' : `${done} von ${total} Kontakten nach beiden Vereinbarungen geplant`,
  effectFailed: 'Es ließ sich nicht ausrechnen. Es wird erneut versucht.',
  contacts: (n) => `${n} ${n === '1' ? 'Kontakt' : 'Kontakte'} bekannt`,
  unread: (n) => `${n} davon wurden nie gelesen: über sie lässt sich nichts vorhersehen.`,
  nobodyCrosses: 'Niemand überschreitet eine Grenze.',
  crossing: (from, to, n) => `${from} → ${to}: ${n}`,
  stages: { none: 'nicht qualifiziert', mql: 'MQL', sql: 'SQL' },
  tasks: (n) => `${n} Leads würden übergeben, jeder mit einer Aufgabe.`,
  tasksAnyway: (n) => `${n} davon auch nach der geltenden Vereinbarung.`,
  load: (name, open, coming) => `${name}: ${open} in Arbeit, ${coming} kämen hinzu`,
  held: (because, n) => `Zurückgehalten, ${because}: ${n}`,
  scores: (n, mean) => `${n} Punktzahlen würden sich ändern, im Mittel über alle um ${mean}.`,
  notRead: (names) =>
    `Nicht vorhergesehen: was ${names} hinzufügen würde. HubSpot wird dafür beim Inkraftsetzen gelesen.`,
  ownersUnknown: 'Die Zuständigen wurden nie aus HubSpot gelesen: wen die Vereinbarung nennt, gilt als verfügbar.',
  sign: { marketing: 'Für Marketing unterschreiben', sales: 'Für den Vertrieb unterschreiben' },
  apply: 'In Kraft setzen',
  applySure: 'Sie entscheidet von jetzt an, und jeder Kontakt wird nach ihr bewertet.',
  notYet: (because) => `Noch nicht in Kraft zu setzen: ${because}.`,
  fullText: 'Der Text, wie er geschrieben wurde',
  sentences: 'In einfachen Sätzen',
  firstRun:
    'Aus sechs Antworten wird eine Vereinbarung, die arbeitet. Sie wird ein Entwurf, den Sie lesen, unterschreiben und in Kraft setzen wie jeden anderen.',
  firstRunNeeded: 'Noch hat niemand eine Vereinbarung unterschrieben: in Kraft ist die, mit der Baton kam.',
  make: 'Vereinbarung erstellen',
  onServer:
    'Die erste wird auf dem Server unterschrieben: npx baton sign HASH --as marketing, dasselbe --as sales, dann npx baton apply HASH --apply. Spätere werden hier unterschrieben.',
  questions: {
    sells: 'Was verkaufen Sie?',
    people: 'Wer verkauft wo?',
    target: 'An wen verkaufen Sie?',
    hours: 'Wann arbeitet der Vertrieb?',
    promise:
      'Ab wie vielen Punkten ist ein Lead reif, und wie schnell wird ein heißer, ein warmer, ein kalter angerufen?',
    signers: 'Wer unterschreibt für Marketing, wer für den Vertrieb?',
  },
  actions: {
    upload: 'hochgeladen',
    sign: 'unterschrieben',
    apply: 'in Kraft gesetzt',
    rollback: 'zurückgenommen',
    pause: 'angehalten',
    resume: 'fortgesetzt',
  },
  was: { done: 'getan', refused: 'abgelehnt' },
  noLog: 'Noch wurde nichts entschieden, oder es wird Ihnen nicht gezeigt.',
  findings: { well: 'gut', warning: 'zu wissen', problem: 'zu beheben' },
  looking: 'Baton betrachtet HubSpot, seine Datenbank und sich selbst',
  lookFailed: 'Baton konnte nicht nachsehen. Es versucht es wieder.',
  lookedAt: (moment) => `Nachgesehen am ${moment}.`,
};

export const settingsWords = (language: Language): SettingsWords => (language === 'de' ? de : en);
