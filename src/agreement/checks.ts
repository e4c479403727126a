/** What needs two parts of an agreement at once to be seen as wrong. Works on any data, so that all problems come at once. */
import { behaviourRules, combinations } from './check-rules.ts';
import { beside, emptyBand, exactlyOne, intervalOf, profileRules } from './check-bands.ts';
import { ladder, officeHours } from './check-hours.ts';
import { unknownKey } from './issues.ts';
import type { Finding } from './problem.ts';
import { didYouMean } from './problem.ts';
import { CRITERION_KEYS, PROPERTY } from './schema.ts';
import type { Plain } from './tree.ts';
import type { PlainObject, Spot } from './written.ts';
import { children, criteria, each, isObject, propertyTests, select, whoCriteria } from './written.ts';

export function contradictions(content: Plain): readonly Finding[] {
  return [
    ...names(content),
    ...sources(content),
    ...profileRules(content),
    ...behaviourRules(content),
    ...combinations(content),
    ...aboutWho(content),
    ...criterionKeys(content),
    ...routingLines(content),
    ...spans(content),
    ...people(content),
    ...officeHours(content),
    ...ladder(content),
    ...placeholders(content),
    ...givens(content),
  ];
}

const NAME = /^[\p{L}_][\p{L}\p{N}_-]{0,59}$/u;

function names(content: Plain): readonly Finding[] {
  const named = ['signals', 'behaviour', 'blocks', 'rotations', 'recycle', 'target_groups'];
  return named
    .flatMap((home) => select(content, `${home}.*`))
    .filter(({ path }) => !NAME.test(String(path.at(-1))))
    .map(({ path }): Finding => ({
      path,
      at: 'key',
      message: 'this cannot be a name',
      found: String(path.at(-1)),
      allowed: 'letters, digits, _ and -, starting with a letter',
    }));
}

function sources(content: Plain): readonly Finding[] {
  const kinds = ['form', 'page', 'list', 'property', 'workflow'];
  const empty = select(content, 'signals.*')
    .filter(({ value }) => isObject(value) && !kinds.some((kind) => Object.hasOwn(value, kind)))
    .map(({ path }): Finding => ({
      path,
      at: 'key',
      message: 'this signal has no source',
      allowed: `at least one of ${kinds.join(', ')}`,
    }));
  const ofCompany = select(content, 'signals.*.property')
    .flatMap(each)
    .filter(({ value }) => typeof value === 'string' && value.startsWith('company.'))
    .map(({ path, value }): Finding => ({
      path,
      at: 'value',
      message: 'a signal is about a contact',
      found: String(value),
      allowed: 'a property of the contact, as in contact.hs_email_last_click_date',
    }));
  return [...empty, ...ofCompany];
}

function criterionKeys(content: Plain): readonly Finding[] {
  return criteria(content).flatMap((spot): readonly Finding[] => {
    const { path, value } = spot;
    const findings: Finding[] = [];
    if (Object.keys(value).length === 0)
      findings.push({
        path,
        at: 'value',
        kind: 'says nothing',
        message: 'this criterion says nothing',
        allowed: CRITERION_KEYS.join(', '),
      });
    for (const test of propertyTests(spot)) {
      const key = String(test.path.at(-1));
      if (!PROPERTY.test(key)) {
        const { allowed = '', ...unknown } = unknownKey(test.path, CRITERION_KEYS);
        findings.push({ ...unknown, allowed: `${allowed}, or a property such as contact.jobtitle` });
      } else if (isObject(test.value)) findings.push(...propertyTest({ path: test.path, value: test.value }));
    }
    for (const key of ['within', 'times']) {
      if (Object.hasOwn(value, key) && !Object.hasOwn(value, 'signal')) {
        findings.push({
          path: [...path, key],
          at: 'key',
          message: `"${key}" says something about a signal, and none is named`,
          allowed: '{ signal: …, within: 30d, times: 2 }',
        });
      }
    }
    return findings;
  });
}

/** Points may depend on who a lead is, not on points or deeds: they would depend on themselves. */
function aboutWho(content: Plain): readonly Finding[] {
  const deeds = ['score', 'behaviour', 'grade', 'signal', 'hand_raise'];
  return whoCriteria(content).flatMap(({ path, value }) =>
    Object.keys(value)
      .filter((key) => deeds.includes(key) || (key === 'profile' && path[0] === 'profile'))
      .map((key) =>
        beside([...path, key], 'points that depend on it', 'properties, list, target_group, all, any, not'),
      ),
  );
}

function propertyTest({ path, value }: { path: Spot['path']; value: PlainObject }): readonly Finding[] {
  const isBand = Object.hasOwn(value, 'from') || Object.hasOwn(value, 'below');
  const kinds = [
    ...(isBand ? ['from and below'] : []),
    ...['words', 'domain', 'like', 'last', 'next', 'older'].filter((kind) => Object.hasOwn(value, kind)),
  ];
  const allowed = 'exactly one of { from, below }, words, domain, like, last, next and older';
  if (kinds.length === 0) return [{ path, at: 'value', kind: 'says nothing', message: 'this says nothing', allowed }];
  if (kinds.length > 1)
    return [{ path, at: 'value', message: 'these do not go together', found: kinds.join(' and '), allowed }];
  const { from = null, below = null } = value as { from?: Plain; below?: Plain };
  if (typeof from === 'string' || typeof below === 'string') {
    const isMixed = from !== null && below !== null && typeof from !== typeof below;
    const isEmpty = typeof from === 'string' && typeof below === 'string' && from >= below;
    if (!isMixed && !isEmpty) return [];
    const found = `from ${String(from)} below ${String(below)}`;
    return [
      { path, at: 'value', message: 'nothing is between these', found, allowed: 'two dates in order, or two numbers' },
    ];
  }
  const band = intervalOf(value);
  return isBand && band.from >= band.below ? [emptyBand(path, band)] : [];
}

function routingLines(content: Plain): readonly Finding[] {
  return select(content, 'routing.*').flatMap((line) => exactlyOne(line, ['owner', 'rotation']));
}

const ROLLING: ReadonlySet<string | number> = new Set(['last', 'next', 'older']);

/** Spans of time that may not be zero, and scores whose bounds are crossed. */
function spans(content: Plain): readonly Finding[] {
  const patterns = [
    ...['half_life', 'within', 'returns_within', 'fade.every'].map((key) => `behaviour.*.rules.*.${key}`),
    'behaviour.*.fade.every',
    'combinations.*.within',
    'combinations.*.half_life',
    'sla.first_contact.*',
    'recycle.*.after',
  ];
  const zero = [
    ...patterns.flatMap((pattern) => select(content, pattern)),
    ...criteria(content).flatMap((spot) => children(spot).filter(({ path }) => path.at(-1) === 'within')),
    ...criteria(content)
      .flatMap(propertyTests)
      .flatMap(children)
      .filter(({ path }) => ROLLING.has(path.at(-1) ?? '')),
  ].filter(({ value }) => typeof value === 'string' && /^0+[mhdw]$/.test(value));
  const crossed = select(content, 'tests.*.expect.score').flatMap(({ path, value }) =>
    isObject(value) && intervalOf(value).from >= intervalOf(value).below ? [emptyBand(path, intervalOf(value))] : [],
  );
  const twice = ['all', 'in_order']
    .flatMap((key) => select(content, `combinations.*.${key}`))
    .flatMap(({ path, value }) =>
      Array.isArray(value) && new Set(value).size < value.length
        ? [{ path, at: 'value' as const, message: 'a signal is named twice', allowed: 'each signal once' }]
        : [],
    );
  return [
    ...zero.map(({ path, value }): Finding => ({
      path,
      at: 'value',
      message: 'this is no time at all',
      found: String(value),
      allowed: 'more than zero',
    })),
    ...crossed,
    ...twice,
  ];
}

function people(content: Plain): readonly Finding[] {
  const findings: Finding[] = [];
  const [marketing, sales] = ['marketing', 'sales'].map((role) => select(content, `signers.${role}`)[0]);
  if (marketing !== undefined && sales !== undefined && same(marketing.value, sales.value)) {
    findings.push({
      path: sales.path,
      at: 'value',
      message: 'one person cannot sign for both teams',
      found: String(sales.value),
      allowed: 'two different people',
    });
  }
  for (const home of [...select(content, 'rotations.*'), ...select(content, 'people')]) {
    const seen = new Map<string, string>();
    for (const { path } of children(home)) {
      const email = String(path.at(-1));
      const before = seen.get(email.toLowerCase());
      if (!/^[^\s@,;<>"]+@[^\s@,;<>"]+\.[^\s@,;<>".]+$/.test(email)) {
        findings.push({
          path,
          at: 'key',
          message: 'people are named by their e-mail address',
          found: email,
          allowed: 'an e-mail address',
        });
      } else if (before !== undefined) {
        findings.push({
          path,
          at: 'key',
          message: 'this person stands here twice',
          found: email,
          allowed: `one of ${before} and ${email}`,
        });
      }
      seen.set(email.toLowerCase(), email);
    }
  }
  return findings;
}

const same = (a: Plain, b: Plain): boolean =>
  typeof a === 'string' && typeof b === 'string' && a.toLowerCase() === b.toLowerCase();

/** What the task's subject may stand in for. */
export const PLACEHOLDERS = ['lead', 'Temperature', 'temperature', 'company', 'score', 'grade'] as const;

function placeholders(content: Plain): readonly Finding[] {
  return select(content, 'handoff.task').flatMap(({ path, value }): readonly Finding[] =>
    (typeof value === 'string' ? [...value.matchAll(/\{([^{}]*)\}/g)] : [])
      .filter(([, name = '']) => !(PLACEHOLDERS as readonly string[]).includes(name))
      .map(([found, name = '']) => ({
        path,
        at: 'value',
        message: 'this placeholder means nothing',
        found,
        allowed: PLACEHOLDERS.map((known) => `{${known}}`).join(' '),
        ...didYouMean(
          `{${name}}`,
          PLACEHOLDERS.map((known) => `{${known}}`),
        ),
      })),
  );
}

function givens(content: Plain): readonly Finding[] {
  return select(content, 'tests.*.given.*')
    .filter(({ path }) => !['signals', 'lists'].includes(String(path.at(-1))) && !PROPERTY.test(String(path.at(-1))))
    .map(({ path }) => {
      const { allowed: _, ...unknown } = unknownKey(path, ['signals', 'lists']);
      return { ...unknown, allowed: 'signals, lists, or a property such as contact.jobtitle' };
    });
}
