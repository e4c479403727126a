/** The language of whoever looks, and numbers, moments and spans of time in it. */
import { createContext, useContext } from 'react';

export type Language = 'en' | 'de';

export interface Speech {
  readonly language: Language;
  readonly moment: (at: number) => string;
  /** "3 min", "2 h 5 min", "4 days". */
  readonly span: (ms: number) => string;
  readonly number: (value: number) => string;
}

const UNITS = {
  en: { second: 's', minute: 'min', hour: 'h', day: 'day', days: 'days' },
  de: { second: 's', minute: 'Min.', hour: 'Std.', day: 'Tag', days: 'Tage' },
} as const;

/** @param locale HubSpot's word for it, as in `de`, `en-gb`; every language but German is answered in English. */
export function speechOf({ locale, timezone }: { locale: string | undefined; timezone: string | undefined }): Speech {
  const language: Language = locale !== undefined && /^de\b/i.test(locale) ? 'de' : 'en';
  const tag = language === 'de' ? 'de-DE' : 'en-GB';
  const units = UNITS[language];
  const zone = isZone(timezone) ? { timeZone: timezone } : {};
  const moments = new Intl.DateTimeFormat(tag, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    ...zone,
  });
  const numbers = new Intl.NumberFormat(tag, { maximumFractionDigits: 2 });
  return {
    language,
    moment: (at) => moments.format(at),
    number: (value) => numbers.format(value),
    span(ms) {
      const seconds = Math.round(Math.abs(ms) / 1000);
      if (seconds < 60) return `${seconds} ${units.second}`;
      const minutes = Math.floor(seconds / 60);
      if (minutes < 60) return `${minutes} ${units.minute}`;
      const hours = Math.floor(minutes / 60);
      if (hours < 48) return `${hours} ${units.hour}${minutes % 60 === 0 ? '' : ` ${minutes % 60} ${units.minute}`}`;
      return `${Math.floor(hours / 24)} ${units.days}`;
    },
  };
}

function isZone(zone: string | undefined): zone is string {
  if (zone === undefined || zone === '') return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

const SpeechContext = createContext<Speech>(speechOf({ locale: 'en', timezone: undefined }));
export const SpeechProvider = SpeechContext.Provider;
export const useSpeech = (): Speech => useContext(SpeechContext);
