/** What an agreement says without meaning it: parts that never work, bars nobody reaches. Nothing here stops it from running. */
import type { Agreement, BehaviourRule, Criterion, RoutingLine } from '../core/agreement.ts';
import { AXIS_CAP } from '../core/agreement.ts';
import { intervalText } from './check-bands.ts';
import type { Finding, Path } from './problem.ts';
import { mostOf, mostOfRules } from './reach.ts';
import type { Plain } from './tree.ts';
import { pointsOf, pointsText } from './units.ts';
import { children, criteria, select } from './written.ts';

/** More than people can hold in their heads, and more than most data can tell apart. */
const SIGNALS_AT_MOST = 25;

/** Warnings for an agreement that was read without errors; `content` is where it stands in the file. */
export function lint(agreement: Agreement, content: Plain): readonly Finding[] {
  return [
    ...signals(agreement, content),
    ...groups(agreement),
    ...bars(agreement, content),
    ...profile(agreement, content),
    ...routing(agreement),
    ...rotations(agreement),
    ...fallback(content),
  ];
}

const warn = (path: Path, message: string, more: Pick<Finding, 'found' | 'allowed' | 'suggestion'> = {}): Finding => ({
  path,
  at: 'key',
  message,
  ...more,
});

function signals(agreement: Agreement, content: Plain): readonly Finding[] {
  const findings: Finding[] = [];
  const count = agreement.signals.length;
  if (count > SIGNALS_AT_MOST) {
    findings.push(
      warn(['signals'], 'more signals than people can keep in mind', {
        found: String(count),
        allowed: `about ${SIGNALS_AT_MOST}`,
      }),
    );
  }
  const asked = criteria(content).flatMap((spot) => children(spot));
  const handRaises = asked.some(({ path }) => path.at(-1) === 'hand_raise');
  const used = new Set([
    ...agreement.behaviour.flatMap((group) => group.rules.map((rule) => rule.signal)),
    ...agreement.combinations.flatMap((combination) => combination.all),
    ...asked.flatMap(({ path, value }) => (path.at(-1) === 'signal' ? [String(value)] : [])),
    ...Object.values(agreement.recycle).flatMap((rule) =>
      rule.kind === 'after' && rule.orSignal !== null ? [rule.orSignal] : [],
    ),
  ]);
  for (const { name, sources, handRaise } of agreement.signals) {
    const path = ['signals', name];
    const isUsed = used.has(name) || (handRaise && handRaises);
    if (!isUsed)
      findings.push(
        warn(path, `nothing uses the signal "${name}"`, {
          allowed: 'a rule, a combination or a criterion that names it',
        }),
      );
    else if (sources.every((source) => source.kind === 'list')) {
      findings.push(
        warn(path, `only lists tell of the signal "${name}": they are read where the app has the scope set "lists"`, {
          suggestion: 'add a form, a page or a property as a second source',
        }),
      );
    }
  }
  return findings;
}

function groups(agreement: Agreement): readonly Finding[] {
  const findings: Finding[] = [];
  for (const group of agreement.behaviour) {
    const { name, cap, rules } = group;
    for (const [index, rule] of rules.entries()) {
      const path = ['behaviour', name, 'rules', index, 'points'];
      if (cap !== null && rule.points > cap) {
        const others = rules.length === 1 ? '' : ', and fills it alone: the other rules add nothing to it';
        findings.push(
          warn(path, `one "${rule.signal}" goes beyond the cap of its group${others}`, {
            found: pointsText(rule.points),
            allowed: `at most ${pointsText(cap)}, the cap of "${name}"`,
          }),
        );
      }
      // How often, or how long ago, is another question about the same signal.
      const isPlain = (one: BehaviourRule): boolean =>
        one.times === undefined && one.returnsWithinMs === undefined && one.once !== true;
      if (isPlain(rule) && rules.slice(0, index).some((one) => isPlain(one) && one.signal === rule.signal)) {
        findings.push(
          warn(['behaviour', name, 'rules', index, 'signal'], `a second rule in "${name}" for the same signal`, {
            found: rule.signal,
          }),
        );
      }
    }
    const most = mostOfRules(group);
    if (cap !== null && most < cap) {
      findings.push(
        warn(['behaviour', name, 'cap'], `the cap of "${name}" is never reached`, {
          found: pointsText(cap),
          allowed: `below ${pointsText(Math.ceil(most))}, the most its rules give together`,
        }),
      );
    }
    if (cap !== null && cap > AXIS_CAP) {
      findings.push(
        warn(['behaviour', name, 'cap'], 'behaviour ends at 50 points, so this cap does nothing', {
          found: pointsText(cap),
        }),
      );
    }
  }
  return findings;
}

/** Bars in criteria that no lead can reach. */
function bars(agreement: Agreement, content: Plain): readonly Finding[] {
  const most = mostOf(agreement);
  const findings: Finding[] = [];
  for (const { path, value } of criteria(content)) {
    if (path.includes('not')) continue;
    for (const axis of ['score', 'profile', 'behaviour'] as const) {
      const bar = Object.hasOwn(value, axis) ? value[axis] : undefined;
      if (typeof bar !== 'number' || pointsOf(bar) <= most[axis]) continue;
      const best = axis === 'score' ? 'best possible score' : `best possible ${axis} score`;
      findings.push({
        path: [...path, axis],
        at: 'value',
        message: `no lead can reach ${nameOf(path)} ${bar}: ${best} is ${pointsText(most[axis])}`,
      });
    }
  }
  const { leaveSqlBelow } = agreement.stages;
  const entry = criteria(content)
    .filter(({ path }) => path[0] === 'stages' && path[1] === 'sql' && !path.includes('not'))
    .flatMap(({ value }) => (typeof value['score'] === 'number' ? [value['score']] : []));
  if (leaveSqlBelow !== null && entry.length > 0 && entry.every((bar) => pointsOf(bar) < leaveSqlBelow)) {
    findings.push(
      warn(['stages', 'leave_sql_below'], 'a lead would leave SQL the moment it gets there', {
        found: pointsText(leaveSqlBelow),
        allowed: `at most ${Math.max(...entry)}, where it comes in`,
      }),
    );
  }
  return findings;
}

/** `stages.sql.any[0]` → sql, `temperature.warm` → warm, `blocks.x` → x. */
const nameOf = (path: Path): string => (path[0] === 'routing' ? 'a routing line at' : String(path[1]));

function profile(agreement: Agreement, content: Plain): readonly Finding[] {
  const places = select(content, 'profile.*').flatMap((spot) => {
    const inner = children(spot)
      .filter(({ path }) => path.at(-1) === 'rules')
      .flatMap(children);
    return (inner.length === 0 ? [spot] : inner).map(({ path }) => path);
  });
  return agreement.profile.flatMap((rule, index): readonly Finding[] => {
    const place = places[index] ?? ['profile'];
    switch (rule.kind) {
      case 'values':
        return repeated(Object.keys(rule.values).map((word) => ({ word, path: [...place, 'values', word] })));
      case 'bands':
        return gaps(rule.bands, [...place, 'bands']);
      case 'words':
        return repeated(
          rule.lines.flatMap((line, at) =>
            line.any.map((word, n) => ({ word, path: [...place, 'words', at, 'any', n] })),
          ),
        );
      case 'when':
        return [];
    }
  });
}

function repeated(words: readonly { readonly word: string; readonly path: Path }[]): readonly Finding[] {
  const seen = new Set<string>();
  return words.flatMap(({ word, path }) => {
    const same = word.normalize('NFKC').toLowerCase().trim();
    if (!seen.has(same)) {
      seen.add(same);
      return [];
    }
    return [warn(path, `"${word}" stands here twice; only the first counts`)];
  });
}

function gaps(
  bands: readonly { readonly from: number | null; readonly below: number | null }[],
  path: Path,
): readonly Finding[] {
  const inOrder = bands
    .map((band, index) => ({ index, from: band.from ?? -Infinity, below: band.below ?? Infinity }))
    .sort((a, b) => a.from - b.from);
  return inOrder.flatMap((band, i) => {
    const next = inOrder[i + 1];
    if (next === undefined || next.from === band.below) return [];
    return [
      warn([...path, next.index], 'numbers between two bands earn nothing', {
        found: intervalText({ from: band.below, below: next.from }),
      }),
    ];
  });
}

function routing(agreement: Agreement): readonly Finding[] {
  const findings: Finding[] = [];
  const lines = agreement.routing;
  const members = (line: RoutingLine): number =>
    line.to.kind === 'rotation' ? (agreement.rotations[line.to.rotation]?.length ?? 0) : 0;
  for (const [index, line] of lines.entries()) {
    const before = lines.slice(0, index).findIndex((earlier) => members(earlier) > 0 && takesAllOf(earlier, line));
    if (before < 0) continue;
    findings.push(
      warn(['routing', index], `line ${before + 1} takes the same leads first`, {
        found: `line ${index + 1}, reached only when nobody of line ${before + 1} is available`,
      }),
    );
  }
  const last = lines.at(-1);
  if (
    last !== undefined &&
    (last.when !== null || last.to.kind === 'existing' || (last.to.kind === 'rotation' && members(last) === 0))
  ) {
    findings.push(
      warn(['routing', lines.length - 1], 'the last line does not take every lead, so some will reach nobody', {
        allowed: 'a last line without "when" that names a person or a rotation with people',
      }),
    );
  }
  return findings;
}

/** Whether every lead of `later` is also one of `earlier`: no condition, the same one, or values that contain the others. */
function takesAllOf(earlier: RoutingLine, later: RoutingLine): boolean {
  if (later.when === null) return false; // A second line for everybody is a fallback, and meant.
  if (earlier.when === null) return true;
  if (JSON.stringify(earlier.when) === JSON.stringify(later.when)) return true;
  const wide = valuesOf(earlier.when);
  const narrow = valuesOf(later.when);
  return (
    wide !== null &&
    narrow !== null &&
    wide.property === narrow.property &&
    narrow.values.every((value) => wide.values.includes(value))
  );
}

function valuesOf(criterion: Criterion): { readonly property: string; readonly values: readonly string[] } | null {
  if (criterion.kind !== 'property' || criterion.test.kind !== 'values') return null;
  const { object, name } = criterion.property;
  return { property: `${object}.${name}`, values: criterion.test.anyOf.map((value) => value.toLowerCase()) };
}

function rotations(agreement: Agreement): readonly Finding[] {
  const routed = new Set(agreement.routing.flatMap((line) => (line.to.kind === 'rotation' ? [line.to.rotation] : [])));
  return Object.entries(agreement.rotations).flatMap(([name, members]) => [
    ...(members.length === 0
      ? [
          warn(['rotations', name], `there is nobody in rotation "${name}"`, {
            allowed: 'people and weights, as in anna@example.com: 2',
          }),
        ]
      : []),
    ...(routed.has(name) ? [] : [warn(['rotations', name], `no routing line leads to rotation "${name}"`)]),
  ]);
}

function fallback(content: Plain): readonly Finding[] {
  if (select(content, 'fallback').length > 0) return [];
  return [
    warn(['fallback'], 'nobody is named who hears of leads that reach nobody; it will be who signs for sales', {
      suggestion: 'write fallback: { tell: … }',
    }),
  ];
}
