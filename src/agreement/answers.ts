/** The six questions a first agreement is made from, and what may be answered. Every problem is told at once. */
import { nearest } from './problem.ts';
import { DAY_RANGE } from './schema.ts';
import { durationMs, weekdays, windowOf } from './units.ts';

export const QUESTIONS = {
  sells: 'What do you sell? (the preset to start from)',
  people:
    'Who sells where? Countries and people, as in "DE AT CH: anna@you.example, ben@you.example; others: carla@you.example"',
  target:
    'Whom do you sell to? Industries as HubSpot names them, and company sizes, as in "COMPUTER_SOFTWARE, INTERNET; 50-1000"',
  hours: 'When does sales work? As in "Europe/Berlin; monday-friday; 09:00-18:00"',
  promise:
    'From how many points is a lead ready, and how soon is a hot, a warm and a cold one called? As in "75; 5m 1h 24h"',
  signers: 'Who signs for marketing, and who for sales? As in "maria@you.example, sam@you.example"',
} as const;

export type Question = keyof typeof QUESTIONS;
export const QUESTION_NAMES = Object.keys(QUESTIONS) as readonly Question[];

export interface Territory {
  /** The rotation's name. */
  readonly name: string;
  /** ISO codes; empty: everybody else. */
  readonly countries: readonly string[];
  readonly people: readonly string[];
}

export interface Answers {
  readonly preset: string;
  /** The last one is for everybody else. */
  readonly territories: readonly Territory[];
  readonly industries: readonly string[];
  /** `from ≤ employees < below`; null: no upper end. */
  readonly sizes: { readonly from: number; readonly below: number | null };
  readonly timezone: string;
  readonly days: string;
  readonly window: string;
  /** Whole points, 50 to 95. */
  readonly bar: number;
  readonly firstContact: { readonly hot: string; readonly warm: string; readonly cold: string };
  readonly signers: { readonly marketing: string; readonly sales: string };
}

export type Answered<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly string[] };

type Texts = Readonly<Partial<Record<Question, string>>>;

/** @param presets names of the presets there are. */
export function readAnswers(texts: Texts, presets: readonly string[]): Answered<Answers> {
  const problems: string[] = [];
  const take = <T>(question: Question, read: (text: string) => Answered<T>): T | null => {
    const text = texts[question]?.trim() ?? '';
    const answered: Answered<T> = text === '' ? no('nothing was answered') : read(text);
    if (answered.ok) return answered.value;
    problems.push(...answered.problems.map((problem) => `${question}: ${problem}`));
    return null;
  };
  const preset = take('sells', (text) => readPreset(text, presets));
  const territories = take('people', readTerritories);
  const target = take('target', readTarget);
  const hours = take('hours', readHours);
  const promise = take('promise', readPromise);
  const signers = take('signers', readSigners);
  if (
    preset === null ||
    territories === null ||
    target === null ||
    hours === null ||
    promise === null ||
    signers === null
  ) {
    return { ok: false, problems };
  }
  return { ok: true, value: { preset, territories, ...target, ...hours, ...promise, signers } };
}

/** What is wrong with one answer; empty: nothing. For asking again at once. */
export function problemsOf(question: Question, text: string, presets: readonly string[]): readonly string[] {
  const read = readAnswers({ [question]: text }, presets);
  return read.ok ? [] : read.problems.filter((problem) => problem.startsWith(`${question}: `));
}

const yes = <T>(value: T): Answered<T> => ({ ok: true, value });
const no = (...problems: readonly string[]): Answered<never> => ({ ok: false, problems });
const parts = (text: string, by: RegExp | string): readonly string[] =>
  text
    .split(by)
    .map((part) => part.trim())
    .filter((part) => part !== '');

const isEmail = (text: string): boolean =>
  text.length <= 200 && /^[^\s@,;:<>"'\\{}[\]#&*!|%`]+@[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(text);

function readPreset(text: string, presets: readonly string[]): Answered<string> {
  const wanted = text.toLowerCase();
  if (presets.includes(wanted)) return yes(wanted);
  const near = nearest(wanted, presets);
  return no(`found "${text}", allowed: ${presets.join(', ')}${near === null ? '' : `; did you mean ${near}?`}`);
}

function readTerritories(text: string): Answered<readonly Territory[]> {
  const problems: string[] = [];
  const seen = new Map<string, string>();
  const territories = parts(text, ';').map((line): Territory => {
    const cut = line.indexOf(':');
    const [where, who] = cut < 0 ? ['others', line] : [line.slice(0, cut).trim(), line.slice(cut + 1)];
    const people = [...new Set(parts(who, /[\s,]+/).map((email) => email.toLowerCase()))];
    for (const email of people) if (!isEmail(email)) problems.push(`"${email}" is no e-mail address`);
    if (people.length === 0) problems.push(`"${line}" names nobody`);
    const countries = /^(others?|\*|)$/i.test(where) ? [] : parts(where, /[\s,]+/).map((code) => code.toUpperCase());
    for (const code of countries) {
      if (!/^[A-Z]{2}$/.test(code)) problems.push(`"${code}" is no country code of two letters, as in DE`);
      const before = seen.get(code);
      if (before !== undefined) problems.push(`${code} is named twice`);
      seen.set(code, line);
    }
    return {
      name: countries.length === 0 ? 'others' : countries.slice(0, 4).join('-').toLowerCase(),
      countries,
      people,
    };
  });
  const others = territories.filter((territory) => territory.countries.length === 0);
  if (others.length > 1) problems.push('"others" is named twice');
  if (territories.length === 0) problems.push('nobody is named');
  if (problems.length > 0) return no(...problems);
  const named = territories.filter((territory) => territory.countries.length > 0);
  // Somebody always answers: where nobody is named for the rest of the world, everybody takes turns.
  const everybody = [...new Set(named.flatMap((territory) => territory.people))];
  const rest = others[0] ?? { name: 'others', countries: [], people: everybody };
  const names = new Map<string, number>();
  const unique = named.map((territory) => {
    const n = (names.get(territory.name) ?? 0) + 1;
    names.set(territory.name, n);
    return n === 1 ? territory : { ...territory, name: `${territory.name}-${n}` };
  });
  return yes([...unique, rest]);
}

function readTarget(text: string): Answered<Pick<Answers, 'industries' | 'sizes'>> {
  const [industriesText = '', sizesText, ...rest] = text.split(';').map((part) => part.trim());
  const problems: string[] = [];
  const industries = [...new Set(parts(industriesText, ',').map((one) => one.toUpperCase().replace(/[\s&-]+/g, '_')))];
  if (industries.length === 0) problems.push('no industry is named');
  for (const one of industries) {
    if (!/^[A-Z][A-Z_]{1,79}$/.test(one)) problems.push(`"${one}" is no industry of HubSpot, as in COMPUTER_SOFTWARE`);
  }
  const [, from, below] = /^(\d{1,7})\s*(?:-\s*(\d{1,7})|\+)$/.exec(sizesText ?? '') ?? [];
  const sizes = { from: Number(from), below: below === undefined ? null : Number(below) };
  if (from === undefined || rest.length > 0 || (sizes.below !== null && sizes.below <= sizes.from)) {
    problems.push(`found "${sizesText ?? ''}" for the sizes, allowed: numbers of employees, as in 50-1000 or 200+`);
  }
  return problems.length > 0 ? no(...problems) : yes({ industries, sizes });
}

function readHours(text: string): Answered<Pick<Answers, 'timezone' | 'days' | 'window'>> {
  const [timezone = '', days = '', window = '', ...rest] = parts(text, ';');
  const problems: string[] = [];
  if (!isZone(timezone)) problems.push(`"${timezone}" is no time zone, as in Europe/Berlin`);
  if (!DAY_RANGE.test(days.toLowerCase()) || weekdays(days.toLowerCase()).length === 0) {
    problems.push(`"${days}" are no days, as in monday-friday`);
  }
  const isWindow = /^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$/.test(window);
  if (!isWindow || windowOf(window).from >= windowOf(window).until || rest.length > 0) {
    problems.push(`"${[window, ...rest].join('; ')}" are no hours, as in 09:00-18:00`);
  }
  return problems.length > 0 ? no(...problems) : yes({ timezone, days: days.toLowerCase(), window });
}

function isZone(zone: string): boolean {
  try {
    return (
      zone !== '' &&
      !/^[+-]/.test(zone) &&
      new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
    );
  } catch {
    return false;
  }
}

function readPromise(text: string): Answered<Pick<Answers, 'bar' | 'firstContact'>> {
  const [barText = '', timesText = ''] = text.split(';').map((part) => part.trim());
  const problems: string[] = [];
  const bar = Number(barText);
  if (!/^\d+$/.test(barText) || bar < 50 || bar > 95) {
    problems.push(`found "${barText}" for the bar, allowed: whole points from 50 to 95`);
  }
  const times = parts(timesText, /[\s,]+/);
  const [hot = '', warm = '', cold = ''] = times;
  const ms = times.map((time) => (/^\d{1,4}[mhdw]$/.test(time) ? durationMs(time) : NaN));
  const rises = ms.every((one, i) => one > 0 && one >= (ms[i - 1] ?? 0));
  if (times.length !== 3 || !rises) {
    problems.push(`found "${timesText}" for the times, allowed: three that do not get shorter, as in 5m 1h 24h`);
  }
  return problems.length > 0 ? no(...problems) : yes({ bar, firstContact: { hot, warm, cold } });
}

function readSigners(text: string): Answered<Answers['signers']> {
  const emails = parts(text, /[\s,;]+/).map((email) => email.toLowerCase());
  const [marketing = '', sales = ''] = emails;
  const wrong = emails.filter((email) => !isEmail(email)).map((email) => `"${email}" is no e-mail address`);
  if (wrong.length > 0) return no(...wrong);
  if (emails.length !== 2 || marketing === sales) {
    return no(`found "${text}", allowed: two different people, marketing first: maria@you.example, sam@you.example`);
  }
  return yes({ marketing, sales });
}
