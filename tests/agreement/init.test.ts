/** Six answers make an agreement that can be used and whose examples hold, whatever the answers. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Question } from '../../src/agreement/answers.ts';
import { problemsOf, readAnswers } from '../../src/agreement/answers.ts';
import { agreementFrom } from '../../src/agreement/init.ts';
import { NOON, runAgreementTests } from '../../src/agreement/tests.ts';
import { presets } from '../../src/agreement/presets.ts';
import { readOrThrow } from './small.ts';

const GOOD = {
  sells: 'b2b-saas',
  people: 'DE AT CH: anna@you.example, ben@you.example; others: carla@you.example',
  target: 'COMPUTER_SOFTWARE, Financial Services; 50-1000',
  hours: 'Europe/Berlin; monday-friday; 09:00-18:00',
  promise: '80; 5m 1h 24h',
  signers: 'maria@you.example, sam@you.example',
} as const satisfies Record<Question, string>;
const known = await presets();
const names = [...known.keys()];

function made(texts: Readonly<Record<Question, string>>) {
  const answers = readAnswers(texts, names);
  if (!answers.ok) throw new Error(answers.problems.join('\n'));
  const text = agreementFrom(known.get(answers.value.preset) ?? '', answers.value);
  return { text, agreement: readOrThrow(text) };
}

test('each answer stands in its place', () => {
  const { agreement, text } = made(GOOD);
  expect(agreement).toMatchObject({
    version: 1,
    timezone: 'Europe/Berlin',
    signers: { marketing: 'maria@you.example', sales: 'sam@you.example' },
    fallback: { tell: 'sam@you.example' },
    rotations: {
      'de-at-ch': [
        { email: 'anna@you.example', weight: 1 },
        { email: 'ben@you.example', weight: 1 },
      ],
      others: [{ email: 'carla@you.example', weight: 1 }],
    },
    sla: { firstContact: { hot: 300_000, warm: 3_600_000, cold: 86_400_000 } },
    stages: { leaveSqlBelow: 6_500 },
  });
  expect(JSON.stringify(agreement.stages.sql)).toContain('"atLeast":8000');
  expect(JSON.stringify(agreement.profile)).toContain('"FINANCIAL_SERVICES":1200');
  expect(agreement.blocks.find((block) => block.name === 'ourselves')?.when).toMatchObject({
    test: { kind: 'domain', anyOf: ['you.example'] },
  });
  expect(text).toContain('# Never handed off, and the card says why.');
});

test('where nobody is named for the rest of the world, everybody takes turns', () => {
  const { agreement } = made({ ...GOOD, people: 'US: ann@you.example; GB: bob@you.example' });
  expect(agreement.rotations['others']?.map((member) => member.email)).toEqual(['ann@you.example', 'bob@you.example']);
});

const email = fc
  .tuple(fc.stringMatching(/^[a-z][a-z0-9.]{0,8}$/), fc.constantFrom('you.example', 'gmail.com', 'x-y.co.uk'))
  .map(([a, b]) => `${a.replace(/\.$/, '')}@${b}`);
const someAnswers = fc
  .record({
    sells: fc.constantFrom(...names),
    territories: fc.uniqueArray(fc.constantFrom('DE', 'AT', 'US', 'GB', 'FR', 'JP', 'NO'), { maxLength: 5 }),
    people: fc.array(fc.uniqueArray(email, { minLength: 1, maxLength: 4 }), { minLength: 6, maxLength: 6 }),
    withOthers: fc.boolean(),
    industries: fc.uniqueArray(fc.constantFrom('COMPUTER_SOFTWARE', 'RETAIL', 'Law Practice', 'banking'), {
      minLength: 1,
    }),
    from: fc.integer({ min: 0, max: 5_000 }),
    span: fc.option(fc.integer({ min: 1, max: 100_000 })),
    zone: fc.constantFrom('Europe/Berlin', 'America/St_Johns', 'Asia/Kolkata', 'UTC'),
    days: fc.constantFrom('monday-friday', 'sunday', 'tuesday-saturday'),
    bar: fc.integer({ min: 50, max: 95 }),
    times: fc.constantFrom('5m 1h 24h', '1m 1m 1m', '15m, 4h, 3d'),
    signers: fc.uniqueArray(email, { minLength: 2, maxLength: 2 }),
  })
  .map((a): Record<Question, string> => {
    const lines = a.territories.map((code, i) => `${code}: ${(a.people[i] ?? []).join(', ')}`);
    const others = a.withOthers || lines.length === 0 ? [`others: ${(a.people[5] ?? []).join(' ')}`] : [];
    return {
      sells: a.sells,
      people: [...lines, ...others].join('; '),
      target: `${a.industries.join(', ')}; ${a.span === null ? `${a.from}+` : `${a.from}-${a.from + a.span}`}`,
      hours: `${a.zone}; ${a.days}; 08:30-24:00`,
      promise: `${a.bar}; ${a.times}`,
      signers: a.signers.join(', '),
    };
  });

test('whatever the answers: it can be used, and its examples hold', () => {
  fc.assert(
    fc.property(someAnswers, (answers) => {
      const { agreement } = made(answers);
      const results = runAgreementTests(agreement, NOON);
      expect(results.filter((result) => !result.ok)).toEqual([]);
      expect(results.length).toBeGreaterThan(1);
    }),
    { numRuns: 20, seed: 3 },
  );
});

test('every problem is told at once, each with what is allowed', () => {
  const read = readAnswers(
    {
      sells: 'b2b-sass',
      people: 'DEU: anna; others: ; others: x@you.example',
      target: '; 50',
      hours: 'Berlin; always; 18:00-09:00',
      promise: '20; 1h 5m 24h',
      signers: 'sam@you.example, Sam@you.example',
    },
    names,
  );
  expect(read.ok ? [] : read.problems.map((problem) => problem.split(': ')[0])).toEqual(
    expect.arrayContaining(['sells', 'people', 'target', 'hours', 'promise', 'signers']),
  );
  expect(read.ok ? [] : read.problems).toContain(
    'sells: found "b2b-sass", allowed: b2b-saas; did you mean b2b-saas?'.replace('b2b-saas;', `${names.join(', ')};`),
  );
  expect(read.ok ? [] : read.problems).toContain('people: "DEU" is no country code of two letters, as in DE');
});

test.each(Object.entries(GOOD))('%s: what is shown as an example is accepted', (question, text) => {
  expect(problemsOf(question as Question, text, names)).toEqual([]);
});

test('an answer cannot smuggle YAML in', () => {
  const read = readAnswers({ ...GOOD, signers: 'a@b.example, "x\\nname: y"@b.example' }, names);
  expect(read.ok).toBe(false);
});

test('the preset itself stays as it was', () => {
  const text = readFileSync(new URL('../../agreement.yaml', import.meta.url), 'utf8');
  made(GOOD);
  expect(known.get('b2b-saas')).toBeDefined();
  expect(text).toContain('our-company.example');
});
