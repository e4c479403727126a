// Whether what HubSpot holds is what the agreement means: words, globs, paths, domains and numbers.
// Refuses to run a pattern language: everything here is linear in the text, whatever a user wrote.
import type { Band } from './agreement.ts';

/** Text as it is compared: one Unicode form, lower case, no outer blanks. */
export const folded = (text: string): string => text.normalize('NFKC').toLowerCase().trim();

const WORD = /[\p{L}\p{N}\p{M}]+/gu;
const asWords = (text: string): string => ` ${(folded(text).match(WORD) ?? []).join(' ')} `;

/**
 * Looks for whole words or phrases in a text, any case: "VP Sales" holds `vp`, "Vpn engineer" does not; hyphens, slashes and
 * dots separate words. Returns the first phrase found, as it was written in `phrases`, or null.
 */
export function wordFinder(phrases: readonly string[]): (text: string) => string | null {
  const wanted = phrases
    .map((phrase) => ({ phrase, words: asWords(phrase) }))
    .filter(({ words }) => words.trim() !== '');
  return (text) => {
    const words = asWords(text);
    return wanted.find((w) => words.includes(w.words))?.phrase ?? null;
  };
}

/** Compiles a glob in which `*` is any text, also none; any case. */
export function globMatcher(glob: string): (text: string) => boolean {
  const parts = folded(glob).split('*');
  const [first = ''] = parts;
  const last = parts.at(-1) ?? '';
  const middle = parts.slice(1, -1);
  return (text) => {
    const t = folded(text);
    if (parts.length === 1) return t === first;
    if (t.length < first.length + last.length || !t.startsWith(first) || !t.endsWith(last)) return false;
    let from = first.length;
    const until = t.length - last.length;
    // Taking each part as early as possible is enough when `*` is the only wildcard: no backtracking.
    for (const part of middle) {
      const at = t.indexOf(part, from);
      if (at < 0 || at + part.length > until) return false;
      from = at + part.length;
    }
    return true;
  };
}

/** The path of a URL or of something like one (`https://a.example/x?y#z`, `a.example/x`, `/x`): `/x`, never empty, decoded. */
export function pagePath(url: string): string {
  const bare = url.trim().replace(/[?#].*$/s, '');
  const afterHost = /^(?:[a-z][a-z0-9+.-]*:)?\/\/[^/]*(.*)$/is.exec(bare)?.[1];
  const path = afterHost ?? (bare.startsWith('/') ? bare : bare.replace(/^[^/]*\.[^/]*(?=\/|$)/, ''));
  const rooted = path.startsWith('/') ? path : `/${path}`;
  try {
    return decodeURIComponent(rooted);
  } catch {
    return rooted;
  }
}

/** Compiles a glob on the path of a page; a slash at the end of the path makes no difference. */
export function pageMatcher(glob: string): (url: string) => boolean {
  const matches = globMatcher(glob);
  return (url) => {
    const path = pagePath(url);
    return matches(path) || (path.endsWith('/') ? matches(path.slice(0, -1)) : matches(`${path}/`));
  };
}

/** The host part of an e-mail address, a URL or a host name, lower case, without a dot at the end. */
export function domainOf(value: string): string {
  const text = folded(value);
  const afterAt = text.includes('@') ? text.slice(text.lastIndexOf('@') + 1) : text;
  return afterAt
    .replace(/^[a-z][a-z0-9+.-]*:\/\//, '')
    .replace(/[/?#:].*$/s, '')
    .replace(/\.$/, '');
}

/** Whether the value's domain is `domain` or below it: `mail.rival.example` is, `notrival.example` is not. */
export function inDomain(value: string, domain: string): boolean {
  const host = domainOf(value);
  const wanted = domainOf(domain);
  return wanted !== '' && (host === wanted || host.endsWith(`.${wanted}`));
}

/** A number, or the range a HubSpot enumeration stands for (`50-100`, `1000+`): `from ≤ x < below`, or exactly `from` when equal. */
export interface Span {
  readonly from: number;
  readonly below: number;
}

const GROUPED = [
  /^-?\d{1,3}(,\d{3})+(\.\d+)?$/,
  /^-?\d{1,3}([ '’]\d{3})+([.,]\d+)?$/,
  /^-?\d{1,3}(\.\d{3}){2,}(,\d+)?$/,
] as const;

/**
 * Reads a number as HubSpot and people write it. HubSpot's own numbers are plain decimals with a dot. "1,000", "1 000", "1'000"
 * and "1.000.000" are taken as grouped thousands; "1.000" is HubSpot's decimal 1. Anything else is null: unknown, not guessed.
 */
export function spanOf(value: string): Span | null {
  const text = value.normalize('NFKC').trim();
  const plain = numberOf(text);
  if (plain !== null) return { from: plain, below: plain };
  const range = /^([\d.,' ’]+)\s*[-–—]\s*([\d.,' ’]+)$/.exec(text);
  if (range !== null) {
    const from = numberOf((range[1] ?? '').trim());
    const below = numberOf((range[2] ?? '').trim());
    return from === null || below === null || below < from ? null : { from, below };
  }
  const open = text.endsWith('+') ? numberOf(text.slice(0, -1).trim()) : null;
  return open === null ? null : { from: open, below: Infinity };
}

function numberOf(text: string): number | null {
  if (/^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return Number(text);
  if (!GROUPED.some((form) => form.test(text))) return null;
  const decimalComma = /^-?\d{1,3}([.' ’]\d{3})+,\d+$/.test(text) && !/^-?\d{1,3}(,\d{3})+$/.test(text);
  const digits = decimalComma
    ? text.replace(/[.' ’]/g, '').replace(',', '.')
    : /^-?\d{1,3}(\.\d{3}){2,}$/.test(text)
      ? text.replaceAll('.', '')
      : text.replace(/[,' ’]/g, '');
  return Number(digits);
}

/** Whether the whole of `span` lies in `from ≤ x < below`; null: only a part of it does, so it cannot be told. */
export function inBand(span: Span, band: Pick<Band, 'from' | 'below'>): boolean | null {
  const from = band.from ?? -Infinity;
  const below = band.below ?? Infinity;
  if (span.from === span.below) return span.from >= from && span.from < below;
  if (span.from >= from && span.below <= below) return true;
  return span.below <= from || span.from >= below ? false : null;
}
