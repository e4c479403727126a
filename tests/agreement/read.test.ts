import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { label, readAgreement } from '../../src/agreement/read.ts';
import { readOrThrow, SMALL, swap } from './small.ts';

const DAY = 86_400_000;
const standard = readFileSync(new URL('../../agreement.yaml', import.meta.url), 'utf8');

describe('the default agreement', () => {
  test('can be used and warns of nothing', () => {
    const read = readAgreement(standard, { file: 'agreement.yaml' });
    expect(read).toMatchObject({ ok: true, warnings: [] });
  });

  test('gives at most 50 and 50 points, so that an A1 always reaches the bar of 75', () => {
    const { behaviour } = readOrThrow(standard);
    expect(behaviour.reduce((sum, group) => sum + (group.cap ?? Infinity), 0)).toBe(5000);
  });
});

describe('what is written becomes what the core reads', () => {
  const agreement = readOrThrow(SMALL);

  test('points in hundredths, spans in milliseconds', () => {
    expect(agreement.behaviour).toEqual([
      {
        name: 'web',
        cap: 4000,
        rules: [{ signal: 'pricing_page', points: 800, halfLifeMs: 14 * DAY, perDay: null, perWeek: null }],
      },
    ]);
    expect(readOrThrow(swap('points: 8,', 'points: 8.29,')).behaviour[0]?.rules[0]?.points).toBe(829);
  });

  test.each([
    ['5m', 300_000],
    ['24h', DAY],
    ['2w', 14 * DAY],
    ['90d', 90 * DAY],
  ])('a response time of %s', (written, ms) => {
    expect(readOrThrow(swap('hot: 5m', `hot: ${written}`)).sla.firstContact.hot).toBe(ms);
  });

  test('several sources of one signal', () => {
    const text = swap('page: "/pricing*"', 'page: ["/pricing*", "/preise*"], list: Visited, property: contact.x');
    expect(readOrThrow(text).signals[1]).toEqual({
      name: 'pricing_page',
      handRaise: false,
      sources: [
        { kind: 'page', glob: '/pricing*' },
        { kind: 'page', glob: '/preise*' },
        { kind: 'list', list: 'Visited' },
        { kind: 'property', property: { object: 'contact', name: 'x' } },
      ],
    });
  });

  const property = { kind: 'property', property: { object: 'contact', name: 'x' } };
  test.each([
    ['a bare number is "at least"', '{ score: 75 }', { kind: 'score', atLeast: 7500 }],
    [
      'a signal, how often and how recently',
      '{ signal: pricing_page, within: 30d, times: 2 }',
      { kind: 'signal', signal: 'pricing_page', withinMs: 30 * DAY, times: 2 },
    ],
    [
      'a signal at any time',
      '{ signal: pricing_page }',
      { kind: 'signal', signal: 'pricing_page', withinMs: null, times: 1 },
    ],
    ['one grade', '{ grade: A1 }', { kind: 'grade', anyOf: ['A1'] }],
    ['a raised hand', '{ hand_raise: true }', { kind: 'hand_raise' }],
    ['the contrary', '{ not: { hand_raise: true } }', { kind: 'not', of: { kind: 'hand_raise' } }],
    [
      'several questions in one',
      '{ score: 75, hand_raise: true }',
      { kind: 'all', of: [{ kind: 'score', atLeast: 7500 }, { kind: 'hand_raise' }] },
    ],
    ['known', '{ contact.x: known }', { ...property, test: { kind: 'known' } }],
    ['unknown', '{ contact.x: unknown }', { ...property, test: { kind: 'unknown' } }],
    ['a value', '{ contact.x: open }', { ...property, test: { kind: 'values', anyOf: ['open'] } }],
    ['true is a value', '{ contact.x: true }', { ...property, test: { kind: 'values', anyOf: ['true'] } }],
    [
      'a country that other YAML takes for "false"',
      '{ contact.x: [NO, SE] }',
      { ...property, test: { kind: 'values', anyOf: ['NO', 'SE'] } },
    ],
    [
      'a number of a property is "at least"',
      '{ contact.x: 50 }',
      { ...property, test: { kind: 'band', from: 50, below: null } },
    ],
    ['a band', '{ contact.x: { from: 1, below: 5 } }', { ...property, test: { kind: 'band', from: 1, below: 5 } }],
    [
      'words',
      '{ contact.x: { words: [vp, head of] } }',
      { ...property, test: { kind: 'words', any: ['vp', 'head of'] } },
    ],
    [
      'a domain, with or without its @',
      '{ contact.x: { domain: "@Rival.example" } }',
      { ...property, test: { kind: 'domain', anyOf: ['rival.example'] } },
    ],
  ])('%s', (_, written, criterion) => {
    expect(readOrThrow(swap('{ score: 60 }', written)).temperature.warm).toEqual(criterion);
  });

  test('hours by weekday in minutes after midnight', () => {
    const text = swap('monday-friday: 09:00-18:00', 'monday-tuesday: [09:00-12:00, 13:00-18:00], sunday: 22:00-24:00');
    const weekday = [
      { from: 540, until: 720 },
      { from: 780, until: 1080 },
    ];
    expect(readOrThrow(text).sla.hours).toEqual({ 1: weekday, 2: weekday, 7: [{ from: 1320, until: 1440 }] });
  });

  test('people in lower case, weights in the order written', () => {
    const text = swap('anna@example.com: 2, ben', 'Zoe@Example.com: 2, ben');
    expect(readOrThrow(text).rotations['world']).toEqual([
      { email: 'zoe@example.com', weight: 2 },
      { email: 'ben@example.com', weight: 1 },
    ]);
  });

  test('who signs for sales hears of leads nobody gets, where no fallback is named', () => {
    expect(readOrThrow(swap('fallback: { tell: sam@example.com }\n', '')).fallback).toEqual({
      tell: 'sam@example.com',
    });
  });

  test('an anchor is written once and used twice', () => {
    const text = swap('hot: 5m', 'hot: &fast 5m').replace('warm: 1h', 'warm: *fast');
    expect(readOrThrow(text).sla.firstContact).toMatchObject({ hot: 300_000, warm: 300_000 });
  });

  test('names that objects are born with are only names', () => {
    const read = readOrThrow(swap('values: { SOFTWARE: 12 }', 'values: { toString: 1, hasOwnProperty: 2 }'));
    const rule = read.profile[0];
    const values = rule?.kind === 'values' ? rule.values : {};
    expect(values['valueOf']).toBeUndefined();
    expect(Object.keys(values)).toEqual(['toString', 'hasOwnProperty']);
  });
});

describe('its hash', () => {
  const { hash } = readOrThrow(SMALL);

  test('is a SHA-256 that comments, quotes, flow and block style and the order of fixed keys do not change', () => {
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    const blocks = stringify(parse(SMALL), { indent: 4 });
    expect(blocks).not.toBe(SMALL);
    expect(readOrThrow(`# A comment\n${blocks}`).hash).toBe(hash);
    const moved = SMALL.replace('currency: EUR\n', '').replace('name: Small', 'currency: "EUR"\nname: Small');
    expect(readOrThrow(moved).hash).toBe(hash);
  });

  test('is changed by every number', () => {
    const numbers = [
      ...SMALL.matchAll(/(?<=(?:points|cap|score|behaviour|from|below|com): |sql: )\d+|\d+(?=[mhd] |d }|%)/g),
    ];
    const hashes = numbers.flatMap((number) => {
      const { index } = number;
      const changed = `${SMALL.slice(0, index)}${Number(number[0]) + 1}${SMALL.slice(index + number[0].length)}`;
      const read = readAgreement(changed, { file: 'a.yaml' });
      return read.ok ? [read.agreement.hash] : [];
    });
    expect(hashes.length).toBeGreaterThan(15);
    expect(new Set([hash, ...hashes]).size).toBe(hashes.length + 1);
  });

  test('is changed by the order of blocks, of which the first names the reason', () => {
    const one = 'competitor: { contact.email: { domain: [rival.example] } }';
    const two = 'customer: { contact.lifecyclestage: customer }';
    const ab = swap(one, `${one}\n  ${two}`);
    const ba = swap(one, `${two}\n  ${one}`);
    expect(readOrThrow(ab).hash).not.toBe(readOrThrow(ba).hash);
  });

  test('stands, in short, in the label', () => {
    expect(label(readOrThrow(SMALL))).toBe(`Small · version 3 · ${hash.slice(0, 8)}`);
  });
});
