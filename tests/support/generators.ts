/** Random agreements and leads for properties, within what the agreement's language allows. */
import fc from 'fast-check';
import type { Agreement, BehaviourRule, Criterion, ProfileRule } from '../../src/core/agreement.ts';
import type { Signal } from '../../src/core/signal.ts';
import type { Properties } from '../../src/core/snapshot.ts';
import { DAY, HOUR, MINUTE, NOW, happened, p, ref, testAgreement } from './agreement.ts';

const SIGNALS = testAgreement().signals.map(({ name }) => name);
const signalName = fc.constantFrom(...SIGNALS);
const pointsBetween = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min: p(min), max: p(max) });

/** Fields that may be there or not, and are not undefined where they are not. */
const perhaps = <T extends object>(fields: fc.Arbitrary<T>): fc.Arbitrary<Partial<T>> =>
  fc.option(fields, { nil: {}, freq: 2 });

/** How points are limited, fade and are counted, beside the plain way. Without losses nothing may end by happening too often. */
const ruleExtras = (min: number): fc.Arbitrary<Partial<BehaviourRule>> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant({}) },
    fc.record({ once: fc.constant(true) }),
    fc.record({ withinMs: fc.integer({ min: HOUR, max: 40 * DAY }) }),
    fc.record({ returnsWithinMs: fc.integer({ min: DAY, max: 14 * DAY }) }),
    fc.record({
      halfLifeMs: fc.constant(null),
      fade: fc.record({ percent: fc.constantFrom(7, 25, 50, 100), everyMs: fc.integer({ min: DAY, max: 40 * DAY }) }),
    }),
    fc.record({
      halfLifeMs: fc.constant(null),
      withinMs: fc.integer({ min: DAY, max: 40 * DAY }),
      times: fc.record({
        from: fc.integer({ min: 1, max: 3 }),
        below: min < 0 ? fc.option(fc.constant(4)) : fc.constant(null),
      }),
    }),
    fc.record({ cap: pointsBetween(1, 20), floor: pointsBetween(-8, 0) }),
  );

const behaviourRule = (min: number): fc.Arbitrary<BehaviourRule> =>
  fc
    .tuple(
      fc.record({
        signal: signalName,
        points: pointsBetween(min, 30),
        halfLifeMs: fc.option(fc.integer({ min: HOUR, max: 90 * DAY })),
        perDay: fc.option(fc.integer({ min: 1, max: 3 })),
        perWeek: fc.option(fc.integer({ min: 1, max: 5 })),
      }),
      ruleExtras(min),
    )
    .map(([plain, extras]) => ({ ...plain, ...extras }));

/** A question about who somebody is; `isSteady`: time alone never changes the answer. */
const aboutWho = (isSteady: boolean): fc.Arbitrary<Criterion> =>
  fc.constantFrom<Criterion>(
    { kind: 'property', property: ref('contact.jobtitle'), test: { kind: 'like', anyOf: ['*sales*'] } },
    { kind: 'property', property: ref('company.numberofemployees'), test: { kind: 'unknown' } },
    {
      kind: 'not',
      of: { kind: 'property', property: ref('company.country'), test: { kind: 'values', anyOf: ['DE'] } },
    },
    { kind: 'list', list: 'Target accounts', group: null },
    ...(isSteady
      ? []
      : [
          {
            kind: 'property' as const,
            property: ref('contact.renewal_date'),
            test: { kind: 'next' as const, ms: 20 * DAY },
          },
        ]),
  );

const profileRule = (isSteady: boolean): fc.Arbitrary<ProfileRule> =>
  fc.oneof(
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
    fc.record({
      kind: fc.constant('when' as const),
      because: fc.constant('who they are'),
      when: aboutWho(isSteady),
      points: pointsBetween(-20, 20),
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
            limits: perhaps(fc.record({ floor: pointsBetween(-10, 0) })),
          }),
          { maxLength: 4 },
        )
        .map((groups) => groups.map(({ limits, ...group }, i) => ({ name: `group ${i}`, ...group, ...limits }))),
      combinations: fc.array(
        fc
          .tuple(
            fc.record({
              all: fc.uniqueArray(signalName, { minLength: 1, maxLength: 3 }),
              withinMs: fc.integer({ min: 0, max: 30 * DAY }),
              points: pointsBetween(leastPoints, 10),
              because: fc.constant('one led to the other'),
            }),
            perhaps(fc.record({ inOrder: fc.constant(true) })),
            perhaps(fc.record({ halfLifeMs: fc.integer({ min: HOUR, max: 60 * DAY }) })),
            perhaps(
              fc.record({
                when: fc.oneof(aboutWho(leastPoints >= 0), fc.constant<Criterion>({ kind: 'profile', atLeast: p(10) })),
              }),
            ),
          )
          .map(([plain, order, fading, condition]) => ({ ...plain, ...order, ...fading, ...condition })),
        { maxLength: 3 },
      ),
      profile: fc.array(profileRule(leastPoints >= 0), { maxLength: 6 }),
      groups: perhaps(fc.record({ profileGroups: fc.constant([{ name: 'firm', cap: p(12), floor: p(-5) }]) })),
      only: fc.option(fc.record({ only: aboutWho(leastPoints >= 0) }), { nil: {}, freq: 6 }),
    })
    .map(({ groups, only, profile, ...plain }) =>
      testAgreement({
        ...plain,
        ...groups,
        ...only,
        profile: profile.map((one, i) =>
          groups.profileGroups !== undefined && i % 2 === 0 ? { ...one, group: 'firm' } : one,
        ),
      }),
    );

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

export const somePerson: fc.Arbitrary<{
  contact: Properties;
  company: Properties | null;
  lists: readonly string[] | undefined;
}> = fc.record({
  lists: fc.constantFrom(undefined, [], ['target accounts']),
  contact: fc
    .record({
      jobtitle: some(['VP Sales', 'Head of Growth', 'Intern', 'Engineer', '']),
      numemployees: some(['25-50', '25-100', '1000+']),
      renewal_date: some(['2026-11-20', '2026-12-24', String(NOW - 3 * DAY), 'soon']),
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
