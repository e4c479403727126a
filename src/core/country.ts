// Which country is meant by an ISO code or a name: Germany, Deutschland and DE are one.
// Refuses to guess: a text that is none of the names is no country.
import { folded } from './match.ts';
import { isStateProperty, sameState } from './state.ts';

/** Names people write that are neither ISO codes nor CLDR's names. */
const ALIASES: Readonly<Record<string, string>> = {
  usa: 'US',
  'u.s.a.': 'US',
  'u.s.': 'US',
  'united states of america': 'US',
  'great britain': 'GB',
  england: 'GB',
  scotland: 'GB',
  wales: 'GB',
  holland: 'NL',
  'the netherlands': 'NL',
  'czech republic': 'CZ',
  turkey: 'TR',
  'republic of ireland': 'IE',
  'republic of korea': 'KR',
  'russian federation': 'RU',
};

/** Languages in which any country may be named, beside its own. */
const EVERYWHERE = ['en', 'de', 'fr', 'es', 'it', 'nl', 'pt', 'pl'] as const;

let codes: ReadonlyMap<string, string> | null = null;

/** Folded name or code → ISO 3166-1 alpha-2, from the names the JavaScript engine carries (CLDR). Made once, about 40 ms. */
function allNames(): ReadonlyMap<string, string> {
  if (codes !== null) return codes;
  const known = new Map<string, string>();
  const inLanguage = new Map<string, Intl.DisplayNames>();
  const namesIn = (language: string): Intl.DisplayNames => {
    const made = inLanguage.get(language) ?? new Intl.DisplayNames(language, { type: 'region', fallback: 'none' });
    inLanguage.set(language, made);
    return made;
  };
  for (const code of twoLetters()) {
    const canonical = new Intl.Locale(`und-${code}`).region;
    if (canonical === undefined || namesIn('en').of(code) === undefined || canonical.length !== 2) continue;
    known.set(folded(code), canonical);
    const own = new Intl.Locale(`und-${code}`).maximize().language;
    for (const language of [...EVERYWHERE, own]) {
      const name = namesIn(language).of(code);
      if (name !== undefined && !known.has(folded(name))) known.set(folded(name), canonical);
    }
  }
  for (const [name, code] of Object.entries(ALIASES)) known.set(name, code);
  codes = known;
  return known;
}

function* twoLetters(): Generator<string> {
  for (let a = 65; a <= 90; a++) for (let b = 65; b <= 90; b++) yield String.fromCharCode(a, b);
}

/** ISO 3166-1 alpha-2 of a country written as a code or a name in English, its own or a large European language; null: none. */
export const countryCode = (text: string): string | null => allNames().get(folded(text)) ?? null;

/** Whether two texts name one country; texts that name none are compared as they stand, any case. */
export function sameCountry(a: string, b: string): boolean {
  const left = countryCode(a);
  return left === null ? folded(a) === folded(b) : left === countryCode(b);
}

const COUNTRY_PROPERTIES: ReadonlySet<string> = new Set([
  'country',
  'hs_country_code',
  'hs_country_region_code',
  'ip_country',
  'ip_country_code',
]);

/** Whether a HubSpot property holds a country, so that its values are compared as countries. */
export const isCountryProperty = (name: string): boolean => COUNTRY_PROPERTIES.has(name);

/** Compiles "equal to one of these": any case, and by country or state where the property holds one. Returns the value it equals, or null. */
export function valueFinder(property: string, values: readonly string[]): (value: string) => string | null {
  if (isCountryProperty(property)) return (value) => values.find((wanted) => sameCountry(value, wanted)) ?? null;
  if (isStateProperty(property)) return (value) => values.find((wanted) => sameState(value, wanted)) ?? null;
  const wanted = new Map(values.map((value) => [folded(value), value]));
  return (value) => wanted.get(folded(value)) ?? null;
}
