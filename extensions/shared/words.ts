/** What the app page and the settings page both say. */
import type { Language } from './speech.ts';

interface SharedWords {
  readonly loading: string;
  readonly silentTitle: string;
  readonly silent: string;
  readonly staleTitle: string;
  readonly stale: string;
  readonly refusedTitle: string;
  readonly again: string;
  readonly noUrlTitle: string;
  readonly noUrl: string;
  readonly signedBy: (who: string, when: string) => string;
  readonly signedOnServer: (who: string, when: string) => string;
  readonly notSigned: (who: string) => string;
  readonly roles: { readonly marketing: string; readonly sales: string };
  readonly pausedTitle: string;
  readonly paused: string;
  readonly notLiveTitle: string;
  readonly notLive: string;
}

const en: SharedWords = {
  loading: 'Asking Baton',
  silentTitle: 'Baton does not answer',
  silent:
    'HubSpot works, and leads keep their owners and tasks. Try again in a minute; if it stays, tell whoever runs Baton.',
  staleTitle: 'Baton does not answer at the moment',
  stale: 'This is what it said last. It is asked again by itself.',
  refusedTitle: 'Not possible',
  again: 'Ask again',
  noUrlTitle: 'Baton’s address is missing',
  noUrl: 'The app was uploaded without API_BASE_URL: upload it again with a profile (npm run hs:upload).',
  signedBy: (who, when) => `Signed by ${who}, ${when}`,
  signedOnServer: (who, when) => `Signed by ${who} on the server, ${when}`,
  notSigned: (who) => `Not signed; ${who} may sign`,
  roles: { marketing: 'Marketing', sales: 'Sales' },
  pausedTitle: 'Baton is paused',
  paused: 'Nothing is written to HubSpot. Events are still recorded, and worked on when it goes on.',
  notLiveTitle: 'Baton is not live yet',
  notLive: 'It scores and decides, and hands nothing off.',
};

const de: SharedWords = {
  loading: 'Baton wird gefragt',
  silentTitle: 'Baton antwortet nicht',
  silent:
    'HubSpot arbeitet, Leads behalten Zuständige und Aufgaben. Versuchen Sie es in einer Minute erneut; bleibt es dabei, sagen Sie es der Person, die Baton betreibt.',
  staleTitle: 'Baton antwortet gerade nicht',
  stale: 'Das ist die letzte Antwort. Es wird von selbst erneut gefragt.',
  refusedTitle: 'Nicht möglich',
  again: 'Erneut fragen',
  noUrlTitle: 'Die Adresse von Baton fehlt',
  noUrl: 'Die App wurde ohne API_BASE_URL hochgeladen: mit einem Profil erneut hochladen (npm run hs:upload).',
  signedBy: (who, when) => `Unterschrieben von ${who}, ${when}`,
  signedOnServer: (who, when) => `Unterschrieben von ${who} auf dem Server, ${when}`,
  notSigned: (who) => `Nicht unterschrieben; ${who} darf unterschreiben`,
  roles: { marketing: 'Marketing', sales: 'Vertrieb' },
  pausedTitle: 'Baton ist angehalten',
  paused: 'Es wird nichts nach HubSpot geschrieben. Ereignisse werden weiter festgehalten und danach bearbeitet.',
  notLiveTitle: 'Baton ist noch nicht in Betrieb',
  notLive: 'Es bewertet und entscheidet, und übergibt nichts.',
};

export const sharedWords = (language: Language): SharedWords => (language === 'de' ? de : en);
