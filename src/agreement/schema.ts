/**
 * How an agreement is written down. Each part says in its error what may stand there; references between parts and
 * questions that need two parts at once are asked in references.ts and checks.ts, so that all problems come at once.
 */
import { z } from 'zod';

/** An object whose keys are all known. Its error names them: issues.ts takes its suggestions from there. */
const KEYS = 'the keys ';
function closed<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape, { error: `${KEYS}${Object.keys(shape).join(', ')}` });
}

/** The keys named by the error of a `closed` object; empty for any other text. */
export function keysOf(allowed: string): readonly string[] {
  return allowed.startsWith(KEYS) ? allowed.slice(KEYS.length).split(', ') : [];
}

const text = (allowed: string) => z.string({ error: allowed }).trim().min(1, allowed).max(300, allowed);
const listOf = <T extends z.ZodType>(item: T, allowed: string) => z.array(item, { error: allowed }).min(1, allowed);
const oneOrMore = <T extends z.ZodType>(item: T, allowed: string) =>
  z.union([item, listOf(item, allowed)], { error: allowed });
const named = <T extends z.ZodType>(value: T, allowed: string) => z.record(z.string(), value, { error: allowed });
const whole = (from: number, to: number, what: string) => {
  const error = `${what}, a whole number from ${from} to ${to}`;
  return z.int({ error }).min(from, error).max(to, error);
};

export const PROPERTY = /^(contact|company)\.[a-z][a-z0-9_]{0,99}$/;
const DURATION = 'a duration: 5m, 24h, 14d or 2w';
const POINTS = 'points from -100 to 100, hundredths at the finest: 8, -6 or 2.5';
const EMAIL = 'an e-mail address';

const duration = z
  .string({ error: DURATION })
  .regex(/^\d{1,4}[mhdw]$/, DURATION)
  .meta({ id: 'duration', description: 'A span of time: 5m, 24h, 14d, 2w' });
const hundredths = (value: number): boolean => Math.abs(value * 100 - Math.round(value * 100)) < 1e-6;
const points = z
  .number({ error: POINTS })
  .min(-100, POINTS)
  .max(100, POINTS)
  .refine(hundredths, POINTS)
  .meta({ id: 'points', description: 'Points, hundredths at the finest' });
const AT_LEAST = 'a number of points from 0 to 100; a bare number means "at least"';
const bar = z.number({ error: AT_LEAST }).min(0, AT_LEAST).max(100, AT_LEAST).refine(hundredths, AT_LEAST);
const email = z
  .string({ error: EMAIL })
  .regex(/^[^\s@,;<>"]+@[^\s@,;<>"]+\.[^\s@,;<>".]+$/, EMAIL)
  .meta({ id: 'email', description: EMAIL });
const PROPERTY_TEXT = 'contact. or company. and HubSpot’s internal property name, as in contact.jobtitle';
const property = z
  .string({ error: PROPERTY_TEXT })
  .regex(PROPERTY, PROPERTY_TEXT)
  .meta({ id: 'property', description: PROPERTY_TEXT });
const CONTACT_PROPERTY = 'a contact property, as in contact.message';
const contactProperty = z
  .string({ error: CONTACT_PROPERTY })
  .regex(/^contact\.[a-z][a-z0-9_]{0,99}$/, CONTACT_PROPERTY);
const scalar = z.union([z.string(), z.number(), z.boolean()], { error: 'a text, a number, true or false' });
const BOUND = 'a number';
const bound = z.number({ error: BOUND });
const NUMBER_OR_DATE = 'a number, or a date in quotes, as in "2026-12-31"';
const boundOrDate = z.union([bound, z.iso.date({ error: NUMBER_OR_DATE })], { error: NUMBER_OR_DATE });
const FLOOR = 'points from -100 to 0, hundredths at the finest';
const floor = z.number({ error: FLOOR }).min(-100, FLOOR).max(0, FLOOR).refine(hundredths, FLOOR);
const cap = points.refine((most) => most > 0, 'a number of points above 0');
const PERCENT = 'percent of the points, from 1 to 100';
const fade = closed({ percent: whole(1, 100, PERCENT), every: duration });
const COUNT = 'how often: a number ("at least") or { from, below }';
const times = z.union(
  [whole(1, 1000, COUNT), closed({ from: whole(1, 1000, COUNT), below: whole(2, 1001, COUNT).optional() })],
  { error: COUNT },
);

const signal = closed({
  form: oneOrMore(text('a form’s name; * is anything'), 'a form’s name or a list of them; * is anything').optional(),
  page: oneOrMore(
    z.string({ error: 'a path' }).regex(/^[/*]\S{0,299}$/, 'a path that starts with / or *, as in /pricing*'),
    'a path or a list of them, as in /pricing*; * is anything',
  ).optional(),
  list: oneOrMore(text('the name of a HubSpot list'), 'the name of a HubSpot list, or several').optional(),
  property: oneOrMore(property, 'a contact property or a list of them').optional(),
  workflow: z.literal(true, { error: 'true: a HubSpot workflow may record it' }).optional(),
  hand_raise: z.boolean({ error: 'true or false' }).optional(),
});

const behaviourRule = closed({
  signal: text('the name of a signal'),
  points,
  half_life: duration.optional(),
  per_day: whole(1, 1000, 'how many count per day').optional(),
  per_week: whole(1, 1000, 'how many count per week').optional(),
  once: z.literal(true, { error: 'true; leave it out where each counts' }).optional(),
  times: times.optional(),
  within: duration.optional(),
  returns_within: duration.optional(),
  fade: fade.optional(),
  cap: cap.optional(),
  floor: floor.optional(),
});

const band = closed({ from: bound.optional(), below: bound.optional(), points });
const wordLine = closed({ any: listOf(text('a word or several, as in "head of"'), 'a list of words'), points });

const profileRuleShape = {
  property: property.optional(),
  when: z.lazy(() => criterion).optional(),
  points: points.optional(),
  because: text('a few words that say why').optional(),
  values: named(points, 'values and their points, as in COMPUTER_SOFTWARE: 12').optional(),
  bands: listOf(band, 'a list of bands, as in { from: 50, below: 1000, points: 12 }').optional(),
  words: listOf(wordLine, 'a list of lines, as in { any: [ceo, cto], points: 12 }').optional(),
};
const PROFILE_RULE = 'a rule for a property, as in { property: company.industry, values: … }';
const profileRule = closed({
  ...profileRuleShape,
  group: text('a name for what is limited together').optional(),
  cap: cap.optional(),
  floor: floor.optional(),
  rules: listOf(closed(profileRuleShape), PROFILE_RULE).optional(),
});

const PROPERTY_TEST =
  'known, unknown, a value, a list of values, a number ("at least"), { from, below }, { words: […] }, { domain: […] }, { like: […] }, { last: 30d }, { next: 30d } or { older: 30d }';
const propertyTest = z
  .union(
    [
      scalar,
      listOf(scalar, PROPERTY_TEST),
      closed({
        from: boundOrDate.optional(),
        below: boundOrDate.optional(),
        words: oneOrMore(text('a word'), 'a word or a list of words').optional(),
        domain: oneOrMore(text('a domain'), 'a domain or a list of domains').optional(),
        like: oneOrMore(text('a text; * is anything'), 'a text or a list of them; * is anything').optional(),
        last: duration.optional(),
        next: duration.optional(),
        older: duration.optional(),
      }),
    ],
    { error: PROPERTY_TEST },
  )
  .meta({ id: 'property_test', description: PROPERTY_TEST });

/** Keys of a criterion besides properties. */
export const CRITERION_KEYS = [
  'all',
  'any',
  'not',
  'score',
  'profile',
  'behaviour',
  'grade',
  'signal',
  'within',
  'times',
  'hand_raise',
  'list',
  'target_group',
] as const;
const CRITERION = `criteria: ${CRITERION_KEYS.join(', ')}, or a property such as contact.jobtitle`;

/** Several keys in one criterion: all of them hold. `within` and `times` belong to `signal`. */
export type WrittenCriterion = Readonly<Record<string, unknown>>;
const criterion: z.ZodType<WrittenCriterion> = z
  .lazy(() =>
    z
      .object(
        {
          all: listOf(criterion, 'a list of criteria, all of which hold').optional(),
          any: listOf(criterion, 'a list of criteria, one of which holds').optional(),
          not: criterion.optional(),
          score: bar.optional(),
          profile: bar.optional(),
          behaviour: bar.optional(),
          grade: oneOrMore(
            z.string({ error: 'a grade' }).regex(/^[A-D?][1-4]$/, 'a grade from A1 to D4, or ?1 to ?4'),
            'a grade or a list of them, as in [A1, B1]',
          ).optional(),
          signal: text('the name of a signal').optional(),
          within: duration.optional(),
          times: whole(1, 1000, 'how often').optional(),
          hand_raise: z.literal(true, { error: 'true; write not: { hand_raise: true } for the contrary' }).optional(),
          list: text('the name of a HubSpot list').optional(),
          target_group: text('the name of a target group').optional(),
        } satisfies Record<(typeof CRITERION_KEYS)[number], z.ZodType>,
        { error: CRITERION },
      )
      .catchall(propertyTest),
  )
  .meta({ id: 'criterion', description: CRITERION });

const routingLine = closed({
  when: criterion.optional(),
  owner: z.union([z.literal('existing'), email], { error: 'existing, or the e-mail address of a person' }).optional(),
  rotation: text('the name of a rotation').optional(),
});

export const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
const day = DAYS.join('|');
export const DAY_RANGE = new RegExp(`^(${day})(?:-(${day}))?$`);
const HOURS = 'hours of a day, as in 09:00-18:00';
const window = z.string({ error: HOURS }).regex(/^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$/, HOURS);
const STEPS = ['remind', 'tell backup', 'tell manager', 'reassign'] as const;
const AT = 'a share of the time promised, as in 80%';
const DATE = 'a date, as in "2026-12-25"';

const sla = closed({
  first_contact: closed({ hot: duration, warm: duration, cold: duration }),
  clock: z.enum(['working time', 'wall time'], { error: 'working time or wall time' }).optional(),
  hours: named(
    oneOrMore(window, `${HOURS}, or a list of them`),
    'days and their hours, as in monday-friday: 09:00-18:00',
  ).optional(),
  holidays: z.array(z.iso.date({ error: DATE }), { error: 'a list of dates' }).optional(),
  ladder: z
    .array(
      closed({
        at: z.string({ error: AT }).regex(/^[1-9]\d{0,3}%$/, AT),
        do: oneOrMore(z.enum(STEPS, { error: STEPS.join(', ') }), `a list of: ${STEPS.join(', ')}`),
      }),
      { error: 'a list of steps, as in { at: 80%, do: [remind] }' },
    )
    .optional(),
});

const recycleRule = z.union(
  [
    z.literal('never', { error: 'never, or { after: 90d }' }),
    closed({ after: duration, or_signal: text('the name of a signal').optional() }),
  ],
  { error: 'never, or { after: 90d, or_signal: pricing_page }' },
);

const AGO = 'how long ago, as in 10m, or a list: [1d, 3d]';
const testCase = closed({
  name: text('a sentence that says what is tested'),
  given: z
    .object(
      {
        signals: named(oneOrMore(duration, AGO), `signals and ${AGO}`).optional(),
        lists: z.array(text('the name of a HubSpot list'), { error: 'a list of HubSpot lists' }).optional(),
      },
      { error: 'properties, signals and lists' },
    )
    .catchall(scalar),
  expect: closed({
    stage: z.enum(['none', 'mql', 'sql'], { error: 'none, mql or sql' }).optional(),
    temperature: z.enum(['hot', 'warm', 'cold'], { error: 'hot, warm or cold' }).optional(),
    rotation: text('the name of a rotation').optional(),
    owner: email.optional(),
    held: text('the name of a block').optional(),
    grade: z
      .string({ error: 'a grade' })
      .regex(/^[A-D?][1-4]$/, 'a grade from A1 to D4, or ?1 to ?4')
      .optional(),
    score: z
      .union([bar, closed({ from: bar.optional(), below: bar.optional() })], {
        error: 'a number ("at least") or { from, below }',
      })
      .optional(),
  }),
});

const name = text('a name');
const ZONE = 'a time zone of the IANA list, as in Europe/Berlin';
const zoneExists = (zone: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '' && !/^[+-]/.test(zone);
  } catch {
    return false;
  }
};

export const agreementSchema = closed({
  language: z.literal(1, { error: '1, the language of this version of Baton' }),
  name,
  version: whole(1, 1_000_000, 'the number of this version'),
  signers: closed({ marketing: email, sales: email }),
  timezone: z.string({ error: ZONE }).refine(zoneExists, ZONE),
  currency: z
    .string({ error: 'a currency, as in EUR' })
    .regex(/^[A-Z]{3}$/, 'a currency of three capital letters, as in EUR')
    .optional(),
  signals: named(signal, 'signals by name, as in demo_request: { form: "*demo*" }'),
  behaviour: named(
    closed({
      cap: cap.optional(),
      floor: floor.optional(),
      fade: fade.optional(),
      rules: listOf(behaviourRule, 'a list of rules, as in { signal: pricing_page, points: 8, half_life: 14d }'),
    }),
    'groups by name, each with its rules',
  ),
  combinations: z
    .array(
      closed({
        all: z
          .array(text('the name of a signal'), { error: 'a list of signals' })
          .min(2, 'at least two signals')
          .optional(),
        in_order: z
          .array(text('the name of a signal'), { error: 'a list of signals' })
          .min(2, 'at least two signals')
          .optional(),
        within: duration,
        half_life: duration.optional(),
        when: criterion.optional(),
        points,
        because: text('a few words that say why'),
      }),
      { error: 'a list of combinations' },
    )
    .optional(),
  profile: z.array(profileRule, { error: 'a list of rules, each for one property' }),
  only: criterion.optional(),
  target_groups: named(closed({ list: text('the name of a HubSpot list') }), 'groups by name').optional(),
  stages: closed({
    mql: criterion,
    sql: criterion,
    leave_sql_below: bar.optional(),
    cooldown: duration.optional(),
    lifecycle: closed({ mql: text('a lifecycle stage'), sql: text('a lifecycle stage') }).optional(),
  }),
  blocks: named(criterion, 'blocks by name, each with its criterion').optional(),
  temperature: closed({ hot: criterion, warm: criterion }),
  handoff: closed({
    at: z.enum(['mql', 'sql'], { error: 'mql or sql' }).optional(),
    tag: text('a short text'),
    task: text('the subject of the task, as in "Call {lead} - {Temperature} Lead"'),
    notes: oneOrMore(contactProperty, `${CONTACT_PROPERTY}, or a list of them`).optional(),
    at_most: closed({ per_hour: whole(1, 100_000, 'how many handoffs per hour') }).optional(),
  }),
  routing: listOf(routingLine, 'a list of lines, as in { rotation: world }'),
  rotations: named(
    named(whole(1, 100, 'a weight'), 'e-mail addresses and weights, as in anna@example.com: 2'),
    'rotations by name',
  ).optional(),
  people: named(
    closed({
      manager: email.optional(),
      backup: email.optional(),
      open_at_most: whole(1, 10_000, 'how many open leads').optional(),
      phone: z
        .string({ error: 'a phone number in quotes' })
        .regex(/^\+\d[^\p{L}]{1,30}$/u, 'a phone number in quotes, starting with + and the country')
        .optional(),
    }),
    'people by e-mail address',
  ).optional(),
  fallback: closed({ tell: email }).optional(),
  sla,
  recycle: named(recycleRule, 'reasons, each with never or { after: 90d }').optional(),
  tests: z.array(testCase, { error: 'a list of tests' }).optional(),
});

/** An agreement as written, once its form is right. */
export type Written = z.infer<typeof agreementSchema>;
