// Which state of a federation is meant by its ISO 3166-2 code or a name: California and CA, Bayern, Bavaria and BY are one.
// Refuses to guess: states of other countries are compared as they are written.
import { folded } from './match.ts';

/** Code and names, in English and in the country's own languages: https://www.iso.org/obp/ui/#iso:code:3166 */
const STATES: Readonly<Record<string, string>> = {
  US: `AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware|DC District of Columbia,
    Washington DC,Washington D.C.|FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|KS Kansas|KY Kentucky|
    LA Louisiana|ME Maine|MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi|MO Missouri|MT Montana|NE Nebraska|
    NV Nevada|NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York|NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon|
    PA Pennsylvania|RI Rhode Island|SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah|VT Vermont|VA Virginia|
    WA Washington|WV West Virginia|WI Wisconsin|WY Wyoming|PR Puerto Rico`,
  CA: `AB Alberta|BC British Columbia,Colombie-Britannique|MB Manitoba|NB New Brunswick,Nouveau-Brunswick|NL Newfoundland and Labrador,
    Newfoundland|NS Nova Scotia|NT Northwest Territories|NU Nunavut|ON Ontario|PE Prince Edward Island|QC Quebec,Québec|SK Saskatchewan|
    YT Yukon`,
  DE: `BW Baden-Württemberg,Baden-Wuerttemberg|BY Bayern,Bavaria|BE Berlin|BB Brandenburg|HB Bremen|HH Hamburg|HE Hessen,Hesse|
    MV Mecklenburg-Vorpommern,Mecklenburg-Western Pomerania|NI Niedersachsen,Lower Saxony|NW Nordrhein-Westfalen,North Rhine-Westphalia,NRW|
    RP Rheinland-Pfalz,Rhineland-Palatinate|SL Saarland|SN Sachsen,Saxony|ST Sachsen-Anhalt,Saxony-Anhalt|SH Schleswig-Holstein|
    TH Thüringen,Thueringen,Thuringia`,
  AT: `1 Burgenland|2 Kärnten,Carinthia|3 Niederösterreich,Lower Austria|4 Oberösterreich,Upper Austria|5 Salzburg|6 Steiermark,Styria|
    7 Tirol,Tyrol|8 Vorarlberg|9 Wien,Vienna`,
  CH: `AG Aargau|AI Appenzell Innerrhoden|AR Appenzell Ausserrhoden|BL Basel-Landschaft|BS Basel-Stadt|BE Bern,Berne|FR Fribourg,Freiburg|
    GE Genève,Geneva,Genf|GL Glarus|GR Graubünden,Grisons|JU Jura|LU Luzern,Lucerne|NE Neuchâtel,Neuenburg|NW Nidwalden|OW Obwalden|
    SG St. Gallen,Sankt Gallen|SH Schaffhausen|SZ Schwyz|SO Solothurn|TG Thurgau|TI Ticino,Tessin|UR Uri|VS Valais,Wallis|VD Vaud,Waadt|
    ZG Zug|ZH Zürich,Zurich`,
  AU: `ACT Australian Capital Territory|NSW New South Wales|NT Northern Territory|QLD Queensland|SA South Australia|TAS Tasmania|
    VIC Victoria|WA Western Australia`,
};

/** Folded code or name → what it may mean; made once. A code may belong to several countries. */
const MEANINGS: ReadonlyMap<string, ReadonlySet<string>> = meanings();

function meanings(): ReadonlyMap<string, ReadonlySet<string>> {
  const known = new Map<string, Set<string>>();
  for (const [country, text] of Object.entries(STATES)) {
    for (const state of text.split('|').map((one) => one.replace(/\s+/g, ' ').trim())) {
      const [code = '', ...rest] = state.split(' ');
      const id = `${country}-${code}`;
      const names = rest
        .join(' ')
        .split(',')
        .map((name) => name.trim());
      for (const text of [id, ...(/^\d/.test(code) ? [] : [code]), ...names]) {
        known.set(folded(text), (known.get(folded(text)) ?? new Set()).add(id));
      }
    }
  }
  return known;
}

/** Whether two texts may name one state; texts that name none are compared as they stand, any case. */
export function sameState(a: string, b: string): boolean {
  const [left, right] = [MEANINGS.get(folded(a)), MEANINGS.get(folded(b))];
  if (left === undefined || right === undefined) return folded(a) === folded(b);
  return [...left].some((state) => right.has(state));
}

const STATE_PROPERTIES: ReadonlySet<string> = new Set(['state', 'hs_state_code', 'ip_state', 'ip_state_code']);

/** Whether a HubSpot property holds a state or region, so that its values are compared as such. */
export const isStateProperty = (name: string): boolean => STATE_PROPERTIES.has(name);
