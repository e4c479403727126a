/** Every kind of problem, as a person sees it. `UPDATE_GOLDEN=1` refreshes tests/golden/agreement-problems.txt. */
import { expect, test } from '@jest/globals';
import { problemBlock, problemLine } from '../../src/agreement/problem.ts';
import { readAgreement } from '../../src/agreement/read.ts';
import { expectGolden } from './golden.ts';
import { SMALL, swap } from './small.ts';

const cases: readonly (readonly [what: string, text: string])[] = [
  ['an unknown key, with the near one', swap('behaviour:\n  web', 'behavior:\n  web')],
  ['an unknown key within a rule', swap('half_life: 14d', 'halflife: 14d')],
  ['a missing key', swap('timezone: Europe/Berlin\n', '')],
  ['no language', swap('language: 1\n', '')],
  ['another language', swap('language: 1', 'language: 2')],
  ['an unknown signal in a rule', swap('signal: pricing_page, points', 'signal: pricing_pge, points')],
  ['an unknown signal in a criterion', swap('signal: demo_request, within', 'signal: demo_requests, within')],
  ['an unknown signal in a test', swap('signals: { demo_request: 10m }', 'signals: { demo: 10m }')],
  ['an unknown rotation', swap('- { rotation: world }', '- { rotation: wrld }')],
  ['an unknown person', swap('tell: sam@example.com', 'tell: samm@example.com')],
  ['an unknown block in a test', swap('held: competitor', 'held: rival')],
  ['an unknown temperature', swap('temperature: hot,', 'temperature: boiling,')],
  ['bands that overlap', swap('below: 50, points: 6', 'below: 60, points: 6')],
  ['a band without numbers', swap('from: 10, below: 50', 'from: 50, below: 10')],
  ['points finer than hundredths', swap('points: 8,', 'points: 8.125,')],
  ['points that are a text', swap('points: 8,', 'points: eight,')],
  ['a duration without its unit', swap('half_life: 14d', 'half_life: 14')],
  ['a duration in words', swap('half_life: 14d', 'half_life: 14 days')],
  ['a half-life of nothing', swap('half_life: 14d', 'half_life: 0d')],
  ['a criterion that is none', swap('{ score: 75 }', '{ scor: 75 }')],
  ['a criterion with a text for a number', swap('{ score: 75 }', '{ score: high }')],
  ['a criterion without a question', swap('{ score: 75 }', '{}')],
  ['"within" without a signal', swap('{ score: 75 }', '{ score: 75, within: 3d }')],
  ['a property without its object', swap('{ contact.email: { domain', '{ email: { domain')],
  ['a property test of two kinds', swap('{ domain: [rival.example] }', '{ domain: [rival.example], words: [x] }')],
  ['a property test that is misspelt', swap('{ domain: [rival.example] }', '{ domian: [rival.example] }')],
  ['an unknown grade', swap('{ grade: [A1] }', '{ grade: [E1] }')],
  ['a hand not raised', swap('{ hand_raise: true }', '{ hand_raise: false }')],
  [
    'a profile rule of two kinds',
    swap('values: { SOFTWARE: 12 }', 'values: { SOFTWARE: 12 }\n    words: [{ any: [x], points: 1 }]'),
  ],
  ['a profile rule of no kind', swap('\n    values: { SOFTWARE: 12 }', '')],
  ['a signal without a source', swap('{ form: "*demo*", hand_raise: true }', '{ hand_raise: true }')],
  ['a signal from a company property', swap('page: "/pricing*"', 'property: company.name')],
  ['a page that is no path', swap('page: "/pricing*"', 'page: pricing')],
  ['a routing line to nowhere', swap('- { owner: existing }', '- { when: { contact.email: known } }')],
  ['a routing line to two', swap('- { owner: existing }', '- { owner: existing, rotation: world }')],
  ['days that are none', swap('monday-friday', 'monday-fryday')],
  [
    'a day with its hours twice',
    swap('hours: { monday-friday: 09:00-18:00 }', 'hours: { monday-friday: 09:00-18:00, friday: 09:00-15:00 }'),
  ],
  ['hours that end before they begin', swap('09:00-18:00', '18:00-09:00')],
  ['hours that overlap', swap('09:00-18:00', '[09:00-13:00, 12:00-18:00]')],
  ['working time without hours', swap('  hours: { monday-friday: 09:00-18:00 }\n', '')],
  ['a holiday that does not exist', swap('"2026-12-25"', '"2026-02-30"')],
  ['a ladder out of order', swap('at: 50%', 'at: 150%')],
  ['a step of the ladder that is none', swap('[remind]', '[tell boss]')],
  ['a share without its sign', swap('at: 50%', 'at: 50')],
  ['a placeholder that means nothing', swap('Call {lead}', 'Call {lead} of {compny}')],
  ['one person for both teams', swap('marketing: maria@example.com', 'marketing: Sam@example.com')],
  ['a person without an address', swap('anna@example.com: 2', 'anna: 2')],
  ['a person twice in a rotation', swap('anna@example.com: 2', 'anna@example.com: 2, Anna@example.com: 1')],
  ['a weight of nothing', swap('anna@example.com: 2', 'anna@example.com: 0')],
  ['a zone that does not exist', swap('Europe/Berlin', 'Europe/Berlino')],
  ['a name that is none', swap('pricing_page: { page', '"1 pricing": { page')],
  ['the same key twice', swap('version: 3', 'version: 3\nname: Another')],
  ['a number YAML would change', swap('version: 3', 'version: 03')],
  [
    'a phone number without quotes',
    swap('{ manager: sam@example.com }', '{ manager: sam@example.com, phone: +4930123456 }'),
  ],
  ['a tag', swap('name: Small', 'name: !!js/function "x"')],
  ['a reserved key', swap('competitor: {', '__proto__: {')],
  ['an alias of nothing', swap('name: Small', 'name: *other')],
  ['a part that contains itself', swap('version: 3', 'version: &v [*v]')],
  ['not YAML', swap('name: Small', 'name: "Small')],
  ['two documents', `${SMALL}---\n${SMALL}`],
  ['an empty file', '# nothing yet\n'],
  ['a list', '- language: 1\n'],
  ['nesting without end', `name: ${'['.repeat(1000)}`],
  ['a file beyond measure', `# ${'x'.repeat(70_000)}\n`],
];

test('each kind of problem is told with its place, what was found and what is allowed', () => {
  const told = cases.map(([what, text]) => {
    const read = readAgreement(text, { file: 'agreement.yaml' });
    if (read.ok) return `## ${what}\n\nNO PROBLEM FOUND\n`;
    return `## ${what}\n\n${read.problems.map((problem) => problemBlock(problem, text)).join('\n\n')}\n`;
  });
  expect(told.filter((one) => one.includes('NO PROBLEM FOUND'))).toEqual([]);
  expectGolden('agreement-problems.txt', told.join('\n'));
});

test('all problems come at once, in the order of the file', () => {
  const text = swap('points: 8,', 'points: eight,')
    .replace('signal: demo_request, within: 30d', 'signal: demo, within: 30')
    .replace('tell: sam@example.com', 'tell: nobody@example.com')
    .replace('below: 50, points: 6', 'below: 60, points: 6')
    .replace('timezone: Europe/Berlin', 'timezon: Europe/Berlin');
  const read = readAgreement(text, { file: 'agreement.yaml' });
  expect(read.ok ? [] : read.problems.map((problem) => problem.path)).toEqual([
    'timezon',
    'behaviour.web.rules[0].points',
    'profile[1].bands[1]',
    'stages.sql.any[1].signal',
    'stages.sql.any[1].within',
    'fallback.tell',
  ]);
  const lines = read.ok ? [] : read.problems.map((problem) => problem.line);
  expect(lines).toEqual([...lines].sort((a, b) => a - b));
});

test('a problem in one line names place, severity, path, what is wrong and what would be right', () => {
  const read = readAgreement(swap('behaviour:\n  web', 'behavior:\n  web'), { file: 'a.yaml' });
  const lines = read.ok ? [] : read.problems.map(problemLine);
  expect(lines).toContainEqual(
    expect.stringMatching(
      /^a\.yaml:\d+:1 error: behavior: "behavior" is not known here · allowed: language, .* · did you mean "behaviour"\?$/,
    ),
  );
});
