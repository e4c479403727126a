// Who a lead is, as lines of its receipt, and how much of that is known.
// Refuses to know what the lead did.
import { sameProperty } from './agreement.ts';
import { valueOf } from './ask.ts';
import { limited } from './limits.ts';
import type { CompiledProfileRule, Profile } from './profile.ts';
import type { Contribution, Scorable } from './score.ts';

/**
 * One line per rule. Unknown: 0 points, `raw` is the most the rule could still give. A value worth nothing: counted, 0. A question
 * answered with no is no line. Rules of a group follow each other, then the group's limit.
 */
export function profileLines(profile: Profile, lead: Scorable): readonly Contribution[] {
  const lineOf = (rule: CompiledProfileRule): readonly Contribution[] => {
    const points = rule.points(lead);
    if (points === 0 && rule.ofValue === null) return [];
    const values = rule.properties.flatMap((property) => valueOf(lead, property) ?? []);
    const group = profile.groups[rule.group]?.name ?? 'profile';
    const line = { part: 'profile', group, subject: rule.key } as const;
    const evidence =
      values.length === 0 && points === null
        ? null
        : { what: values.join(', ') || 'not known', at: null, ref: rule.key };
    return points === null
      ? [{ ...line, state: 'unknown', evidence, raw: rule.atMost, decay: 0, points: 0 }]
      : [{ ...line, state: 'counted', evidence, raw: points, decay: 1, points }];
  };
  return [-1, ...profile.groups.keys()].flatMap((g) => {
    const lines = profile.rules.filter((rule) => rule.group === g).flatMap(lineOf);
    const group = profile.groups[g];
    return group === undefined ? lines : [...lines, ...limited(lines, group, { part: 'profile', group: group.name })];
  });
}

/**
 * A property is known when one of its rules made something of its value; where only questions are about it, when it has one. An
 * agreement without a profile knows all of it.
 */
export function coverageOf(profile: Profile, lead: Scorable): number {
  const { properties, rules } = profile;
  if (properties.length === 0) return 1;
  const known = properties.filter((property) => {
    const own = rules.flatMap(({ ofValue }) =>
      ofValue !== null && sameProperty(ofValue.property, property) ? [ofValue] : [],
    );
    const value = valueOf(lead, property);
    return value !== undefined && (own.length === 0 || own.some(({ points }) => points(value) !== null));
  });
  return known.length / properties.length;
}
