/** The most an agreement can give: what lint compares bars and caps with. Upper bounds, so that no reachable bar is called unreachable. */
import type { Agreement, BehaviourGroup, BehaviourRule, Points, ProfileRule } from '../core/agreement.ts';
import { AXIS_CAP } from '../core/agreement.ts';
import { deadAfterSteps } from '../core/decay.ts';

const DAY_MS = 86_400_000;

/** The most one rule can stand at: its points at every time the frequency limits allow, fading as they do. */
export function mostOfRule(rule: BehaviourRule): Points {
  if (rule.points <= 0) return 0;
  if (rule.times !== undefined || rule.once === true) return Math.min(rule.points, rule.cap ?? Infinity);
  return Math.min(
    sustained(rule, { times: rule.perDay, everyMs: DAY_MS }),
    sustained(rule, { times: rule.perWeek, everyMs: 7 * DAY_MS }),
    // Who comes back comes back once a day at most.
    rule.returnsWithinMs === undefined ? Infinity : sustained(rule, { times: 1, everyMs: DAY_MS }),
    rule.cap ?? Infinity,
  );
}

/** points × times × (1 + r + r² + …), r being what is left of a point one period later. */
function sustained(rule: BehaviourRule, { times, everyMs }: { times: number | null; everyMs: number }): Points {
  if (times === null) return Infinity;
  const endsMs = Math.min(rule.withinMs ?? Infinity, rule.fade === undefined ? Infinity : deadAfterSteps(rule.fade));
  if (rule.halfLifeMs === null) return rule.points * times * (Math.ceil(endsMs / everyMs) + 1);
  return (rule.points * times) / (1 - 2 ** (-everyMs / rule.halfLifeMs));
}

export const mostOfRules = (group: BehaviourGroup): Points =>
  group.rules.reduce((sum, rule) => sum + mostOfRule(rule), 0);

const mostOfGroup = (group: BehaviourGroup): Points => Math.min(group.cap ?? Infinity, mostOfRules(group));

export function mostOfProfileRule(rule: ProfileRule): Points {
  switch (rule.kind) {
    case 'values':
      return Math.max(0, ...Object.values(rule.values));
    case 'bands':
      return Math.max(0, ...rule.bands.map((band) => band.points));
    case 'words':
      return Math.max(0, ...rule.lines.map((line) => line.points));
    case 'when':
      return Math.max(0, rule.points);
  }
}

export interface Most {
  readonly behaviour: Points;
  readonly profile: Points;
  readonly score: Points;
}

/** The best score any lead can have under this agreement. */
export function mostOf(agreement: Agreement): Most {
  const inGroups = agreement.behaviour.reduce((sum, group) => sum + mostOfGroup(group), 0);
  const inCombinations = agreement.combinations.reduce((sum, { points }) => sum + Math.max(0, points), 0);
  const behaviour = Math.min(AXIS_CAP, Math.floor(inGroups + inCombinations));
  const inGroup = (name: string | undefined): Points =>
    agreement.profile.reduce((sum, rule) => sum + (rule.group === name ? mostOfProfileRule(rule) : 0), 0);
  const profileGroups = agreement.profileGroups ?? [];
  const profile = Math.min(
    AXIS_CAP,
    profileGroups.reduce((sum, { name, cap }) => sum + Math.min(cap ?? Infinity, inGroup(name)), inGroup(undefined)),
  );
  return { behaviour, profile, score: behaviour + profile };
}
