import { describe, expect, test } from '@jest/globals';
import { countryCode, sameCountry, valueFinder } from '../../src/core/country.ts';
import {
  domainOf,
  globMatcher,
  inBand,
  inDomain,
  pageMatcher,
  pagePath,
  spanOf,
  wordFinder,
} from '../../src/core/match.ts';

describe('words are matched whole and in any case', () => {
  test.each([
    ['a word stands alone', 'VP Sales', ['vp'], 'vp'],
    ['the beginning of a longer word is not the word', 'Vpn engineer', ['vp'], null],
    ['the end of a longer word is not the word', 'Vertriebsleiter', ['leiter'], null],
    ['an umlaut is a letter', 'GESCHÄFTSFÜHRER', ['geschäftsführer'], 'geschäftsführer'],
    [
      'an umlaut written as two characters is the same',
      'Gescha\u0308ftsfu\u0308hrer',
      ['geschäftsführer'],
      'geschäftsführer',
    ],
    ['a colon, as in gendered German, ends a word', 'Geschäftsführer:in', ['geschäftsführer'], 'geschäftsführer'],
    ['a hyphen separates words', 'Co-Founder', ['founder'], 'founder'],
    ['a slash separates words', 'CEO/Owner', ['owner'], 'owner'],
    ['a phrase needs its words beside each other', 'Head of Sales', ['head of'], 'head of'],
    ['a phrase is not found with a word between', 'Head coach of Sales', ['head of'], null],
    ['a hyphen in the text is a blank in the phrase', 'Vice-President, EMEA', ['vice president'], 'vice president'],
    ['the first phrase of the list is the one named', 'CTO and founder', ['founder', 'cto'], 'founder'],
    ['full-width letters are letters', 'ＣＥＯ', ['ceo'], 'ceo'],
    ['a phrase without any letter matches nothing', 'CEO', ['--', ''], null],
    ['nothing is found in an empty text', '', ['ceo'], null],
  ])('%s', (_, text, phrases, found) => {
    expect(wordFinder(phrases)(text)).toBe(found);
  });
});

describe('globs', () => {
  test.each([
    ['a star is any text', '*demo*', 'Book a Demo now', true],
    ['a star is also no text', '*demo*', 'demo', true],
    ['without a star the whole text is meant', 'demo', 'a demo', false],
    ['any case', 'Contact Sales*', 'contact sales (DE)', true],
    ['the beginning and the end may not share letters', 'aba*aba', 'aba', false],
    ['parts come in order', '*a*b*', 'b then a', false],
    ['a dot is a dot and no wildcard', 'a.c', 'abc', false],
    ['brackets and question marks are themselves', 'what? [x]', 'what? [x]', true],
    ['a middle part may not reach into the last one', 'a*bc*c', 'abc', false],
    ['a lone star matches the empty text', '*', '', true],
  ])('%s', (_, glob, text, expected) => {
    expect(globMatcher(glob)(text)).toBe(expected);
  });

  test('a glob that makes a backtracking engine hang takes no time', () => {
    const matches = globMatcher(`${'*a'.repeat(500)}*b`);
    const text = 'a'.repeat(50_000);
    const before = process.hrtime.bigint();
    expect(matches(text)).toBe(false);
    expect(Number(process.hrtime.bigint() - before) / 1e6).toBeLessThan(500);
  });
});

describe('pages are matched by path', () => {
  test.each([
    ['a full URL', 'https://www.example.com/pricing?utm=1#top', '/pricing'],
    ['a URL without a scheme', 'www.example.com/pricing/teams', '/pricing/teams'],
    ['a URL without a scheme, two slashes', '//example.com/pricing', '/pricing'],
    ['a bare path', '/preise', '/preise'],
    ['a host alone is its front page', 'https://example.com', '/'],
    ['a host without a scheme is its front page', 'example.com', '/'],
    ['a query on the front page', 'https://example.com?next=/pricing', '/'],
    ['escaped letters are read', 'https://example.com/preise-f%C3%BCr-teams', '/preise-für-teams'],
    ['a broken escape is left as it is', '/100%-off', '/100%-off'],
    ['a word alone is a path', 'pricing', '/pricing'],
  ])('%s', (_, url, path) => {
    expect(pagePath(url)).toBe(path);
  });

  test.each([
    ['a star crosses slashes', '/pricing*', 'https://example.com/pricing/teams/2026', true],
    ['a slash at the end makes no difference', '/pricing', 'https://example.com/pricing/', true],
    ['a section includes its front page', '/case-studies/*', 'https://example.com/case-studies', true],
    ['the path is meant, not what a query says', '/pricing*', 'https://example.com/blog?from=/pricing', false],
    ['the beginning is meant', '/pricing*', 'https://example.com/de/pricing', false],
  ])('%s', (_, glob, url, expected) => {
    expect(pageMatcher(glob)(url)).toBe(expected);
  });
});

describe('countries', () => {
  test.each([
    ['Germany', 'DE'],
    ['Deutschland', 'DE'],
    ['de', 'DE'],
    ['Österreich', 'AT'],
    ['Schweiz', 'CH'],
    ['United States', 'US'],
    ['USA', 'US'],
    ['UK', 'GB'],
    ['Great Britain', 'GB'],
    ['Česko', 'CZ'],
    ['日本', 'JP'],
    ['Atlantis', null],
    ['', null],
  ])('%s is %s', (text, code) => {
    expect(countryCode(text)).toBe(code);
  });

  test('Germany, Deutschland and DE are one, Austria is not', () => {
    expect(sameCountry('Germany', 'Deutschland')).toBe(true);
    expect(sameCountry('DE', ' deutschland ')).toBe(true);
    expect(sameCountry('Austria', 'DE')).toBe(false);
    expect(sameCountry('Atlantis', 'atlantis')).toBe(true);
    expect(sameCountry('Atlantis', 'DE')).toBe(false);
  });

  test('only properties that hold a country are compared as countries: a state called DE is Delaware', () => {
    expect(valueFinder('country', ['DE'])('Germany')).toBe('DE');
    expect(valueFinder('state', ['DE'])('Germany')).toBeNull();
    expect(valueFinder('industry', ['COMPUTER_SOFTWARE'])('computer_software')).toBe('COMPUTER_SOFTWARE');
  });
});

describe('domains', () => {
  test.each([
    ['an address at the domain', 'ann@rival.example', true],
    ['an address below it', 'ann@mail.RIVAL.example', true],
    ['a domain that only ends alike', 'ann@notrival.example', false],
    ['the name before the @ does not count', 'rival.example@other.example', false],
    ['a quoted @ in the name: the last one counts', '"a@rival.example"@other.example', false],
    ['a URL', 'https://www.rival.example/pricing', true],
    ['a host with a dot at the end', 'rival.example.', true],
    ['nothing', '', false],
  ])('%s', (_, value, expected) => {
    expect(inDomain(value, 'rival.example')).toBe(expected);
  });

  test('an empty domain matches nobody', () => {
    expect(inDomain('ann@rival.example', '')).toBe(false);
    expect(domainOf('HTTPS://Example.com:8080/x')).toBe('example.com');
  });
});

describe('numbers as HubSpot and people write them', () => {
  test.each([
    ['a plain number', '300', { from: 300, below: 300 }],
    ['a decimal', '1000.5', { from: 1000.5, below: 1000.5 }],
    ['HubSpot writes decimals with a dot, so this is one', '1.000', { from: 1, below: 1 }],
    ['a large number in scientific form', '4.0E7', { from: 4e7, below: 4e7 }],
    ['grouped with commas', '1,000', { from: 1000, below: 1000 }],
    ['grouped with commas and a decimal', '1,234,567.5', { from: 1234567.5, below: 1234567.5 }],
    ['grouped with dots, when there are two groups', '1.000.000', { from: 1e6, below: 1e6 }],
    ['grouped with dots and a decimal comma', '1.234.567,5', { from: 1234567.5, below: 1234567.5 }],
    ['grouped with narrow blanks', '40\u202f000\u202f000', { from: 4e7, below: 4e7 }],
    ['a range of the contact’s own enumeration', '50-100', { from: 50, below: 100 }],
    ['a range with a long dash', '100 – 500', { from: 100, below: 500 }],
    ['an open range', '1000+', { from: 1000, below: Infinity }],
    ['a comma that groups nothing is not guessed at', '1,5', null],
    ['words', 'about fifty', null],
    ['a range upside down', '100-50', null],
    ['nothing', '', null],
  ])('%s', (_, text, expected) => {
    expect(spanOf(text)).toEqual(expected);
  });

  test.each([
    ['the lower end belongs to the band', '50', true],
    ['the upper end does not', '1000', false],
    ['just below the upper end', '999.99', true],
    ['a range inside', '100-500', true],
    ['a range across an end cannot be told', '25-100', null],
    ['a range that ends where the band begins', '25-50', false],
    ['an open range beyond', '1000+', false],
  ])('%s', (_, text, expected) => {
    expect(inBand(spanOf(text)!, { from: 50, below: 1000 })).toBe(expected);
  });

  test('a missing bound is open', () => {
    expect(inBand({ from: 1000, below: Infinity }, { from: 500, below: null })).toBe(true);
    expect(inBand({ from: -5, below: -5 }, { from: null, below: 0 })).toBe(true);
  });
});
