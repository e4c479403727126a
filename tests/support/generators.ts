/** Random agreements and leads for properties, within what the agreement's language allows. */
import fc from 'fast-check';
import type { Agreement, BehaviourRule, ProfileRule } from '../../src/core/agreement.ts';
import type { Signal } from '../../src/core/signal.ts';
import type { Properties } from '../../src/core/snapshot.ts';
import { DAY, HOUR, MINUTE, NOW, happened, p, ref, testAgreement } from './agreement.ts';

const SIGNALS = testAgreement().signals.map(({ name }) => name);
const signalName = fc.constantFrom(...SIGNALS);
const pointsBetween = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min: p(min), max: p(max) });

const behaviourRule = (min: number): fc.Arbitrary<BehaviourRule> =>
  fc.record({
    signal: signalName,
    points: pointsBetween(min, 30),
    halfLifeMs: fc.option(fc.integer({ min: HOUR, max: 90 * DAY })),
    perDay: fc.option(fc.integer({ min: 1, max: 3 })),
    perWeek: fc.option(fc.integer({ min: 1, max: 5 })),
  });

const profileRule: fc.Arbitrary<ProfileRule> = fc.oneof(
  fc.record({
    kind: fc.constant('values' as const),
    property: fc.constantFrom(ref('company.industry'), ref('company.country')),
    values: fc.dictionary(fc.constantFrom('COMPUTER_SOFTWARE', 'INTERNET', 'DE', 'US'), pointsBetween(-20, 30)),
  }),
  fc.record({
    kind: fc.constant('bands' as const),
    property: fc.constantFrom(ref('company.numberofemployees'), ref('contact.numemployees')),
    bands: fc.tuple(pointsBetween(-20, 30), pointsBetween(-20, 30)).map(([small, large]) => [
      { from: null, below: 50, points: small },
      { from: 50, below: null, points: large },
    ]),
  }),
  fc.record({
    kind: fc.constant('words' as const),
    property: fc.constant(ref('contact.jobtitle')),
    lines: fc.array(
      fc.record({
        any: fc.array(fc.constantFrom('vp', 'head of', 'intern'), { minLength: 1, maxLength: 2 }),
        points: pointsBetween(-20, 30),
      }),
      { maxLength: 3 },
    ),
  }),
);

/** @param leastPoints 0 for agreements in which points only fade, below it for ones that also take points away. */
export const someAgreement = (leastPoints = -30): fc.Arbitrary<Agreement> =>
  fc
    .record({
      timezone: fc.constantFrom('Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe'),
      behaviour: fc
        .array(
          fc.record({
            cap: fc.option(pointsBetween(0, 40)),
            rules: fc.array(behaviourRule(leastPoints), { maxLength: 4 }),
          }),
          { maxLength: 4 },
        )
        .map((groups) => groups.map((group, i) => ({ name: `group ${i}`, ...group }))),
      combinations: fc.array(
        fc.record({
          all: fc.array(signalName, { minLength: 1, maxLength: 3 }),
          withinMs: fc.integer({ min: 0, max: 30 * DAY }),
          points: pointsBetween(leastPoints, 10),
          because: fc.constant('one led to the other'),
        }),
        { maxLength: 2 },
      ),
      profile: fc.array(profileRule, { maxLength: 6 }),
    })
    .map(testAgreement);

export const someSignals = ({ ahead = 5 * DAY, maxLength = 40 } = {}): fc.Arbitrary<readonly Signal[]> =>
  fc
    .array(fc.tuple(signalName, fc.integer({ min: (-60 * DAY) / MINUTE, max: ahead / MINUTE })), { maxLength })
    .map((pairs) =>
      [...new Map(pairs.map(([name, minutes]) => [`${name} ${minutes}`, [name, minutes] as const])).values()]
        .map(([name, minutes]) => happened(name, NOW + minutes * MINUTE))
        .sort((a, b) => a.at - b.at || (a.name < b.name ? -1 : 1)),
    );

const some = (values: readonly string[]): fc.Arbitrary<string | undefined> => fc.constantFrom(undefined, ...values);
const without = (record: Readonly<Record<string, string | undefined>>): Properties =>
  Object.fromEntries(Object.entries(record).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

export const somePerson: fc.Arbitrary<{ contact: Properties; company: Properties | null }> = fc.record({
  contact: fc
    .record({
      jobtitle: some(['VP Sales', 'Head of Growth', 'Intern', 'Engineer', '']),
      numemployees: some(['25-50', '25-100', '1000+']),
    })
    .map(without),
  company: fc.option(
    fc
      .record({
        industry: some(['COMPUTER_SOFTWARE', 'internet', 'FARMING']),
        country: some(['Germany', 'Deutschland', 'USA', 'Atlantis']),
        numberofemployees: some(['12', '50', '1,200', 'many']),
      })
      .map(without),
  ),
});
