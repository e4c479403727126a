// What a lead did, as lines of its receipt: each says what happened, when, and what is left of its points.
// Refuses to know who the lead is; which combinations are for it is told.
import type { BehaviourGroup, Instant, Points } from './agreement.ts';
import { decayAfter, faded } from './decay.ts';
import { limited } from './limits.ts';
import type { Contribution, Scorable } from './score.ts';
import type { Signal } from './signal.ts';
import type { Selection, Tables, Tally } from './tables.ts';
import { pointsAt, select, shareAt } from './tables.ts';

/**
 * Group by group: counted lines in time order, one line for what a limit withholds, one where a rule or the group has a limit of
 * its own that was met.
 */
export function behaviourLines(
  tables: Tables,
  { lead, counts }: { lead: Scorable; counts: readonly boolean[] },
): readonly Contribution[] {
  const { agreement } = tables;
  const { signals, now } = lead;
  const due = (signals.at(-1)?.at ?? now) <= now ? signals : signals.filter((signal) => signal.at <= now);
  const { counted, beyond, tallied, completed } = select(tables, due);
  const lines: Contribution[] = [];
  let rule = 0;
  agreement.behaviour.forEach((group) => {
    const inGroup: Contribution[] = [];
    for (const limits of group.rules) {
      const from = inGroup.length;
      for (const signal of counted[rule] ?? []) {
        const points = pointsAt(tables, rule, now - signal.at);
        // What has faded to nothing is no line: a receipt shows what still counts.
        if (points !== 0) inGroup.push(countedLine(tables, { group: group.name, rule, signal, points, now }));
      }
      const tally = tables.isTally[rule] === 1 ? tables.tallies.find((one) => one.rule === rule) : undefined;
      if (tally !== undefined) inGroup.push(...tallyLine(tables, { group: group.name, tally, tallied, now }));
      if (limits.cap !== undefined || limits.floor !== undefined) {
        const own = { cap: limits.cap ?? null, floor: limits.floor ?? null };
        inGroup.push(
          ...limited(inGroup.slice(from), own, { part: 'behaviour', group: `${group.name}, ${limits.signal}` }),
        );
      }
      rule += 1;
    }
    for (let r = rule - group.rules.length; r < rule; r++) {
      const more = beyond[r];
      if (more !== undefined) inGroup.push(...withheldLines(tables, { group: group.name, rule: r, beyond: more, now }));
    }
    for (const line of inGroup) lines.push(line);
    for (const one of lead.withheld ?? []) lines.push(...scannerLines(group, one));
    const limits = { cap: group.cap, floor: group.floor ?? null };
    lines.push(...limited(inGroup, limits, { part: 'behaviour', group: group.name }));
  });
  agreement.combinations.forEach((combination, c) => {
    const halfLife = combination.halfLifeMs ?? Infinity;
    const by = halfLife === Infinity ? completed.get(c)?.[0] : completed.get(c)?.at(-1);
    if (by === undefined || counts[c] === false) return;
    const points = faded(combination.points, now - by.at, halfLife);
    if (points === 0 && combination.points !== 0) return;
    lines.push({
      part: 'behaviour',
      group: 'combinations',
      subject: combination.all.join(combination.inOrder === true ? ' → ' : ' + '),
      state: 'counted',
      evidence: { what: combination.because, at: by.at, ref: by.evidence },
      raw: combination.points,
      decay: decayAfter(now - by.at, halfLife),
      points,
    });
  });
  return lines;
}

/** One line per rule that would have counted it: 0 points, `raw` is what it would be worth. */
function scannerLines(
  { name: group, rules }: BehaviourGroup,
  { signal, because }: NonNullable<Scorable['withheld']>[number],
): readonly Contribution[] {
  const evidence = { what: because, at: signal.at, ref: signal.evidence };
  return rules
    .filter((rule) => rule.signal === signal.name && rule.points !== 0)
    .map(({ points: raw }) => {
      const line = { part: 'behaviour', group, subject: signal.name, state: 'withheld' } as const;
      return { ...line, evidence, raw, decay: 0, points: 0 };
    });
}

function countedLine(
  tables: Tables,
  { group, rule, signal, points, now }: { group: string; rule: number; signal: Signal; points: Points; now: Instant },
): Contribution {
  return {
    part: 'behaviour',
    group,
    subject: signal.name,
    state: 'counted',
    evidence: { what: signal.subject, at: signal.at, ref: signal.evidence },
    raw: tables.points[rule] ?? 0,
    decay: shareAt(tables, rule, now - signal.at),
    points,
  };
}

/** One line for all signals a rule with `times` counts, dated by the latest of them. */
function tallyLine(
  tables: Tables,
  { group, tally, tallied, now }: { group: string; tally: Tally; tallied: Selection['tallied']; now: Instant },
): readonly Contribution[] {
  const { rule, withinMs, from, below } = tally;
  const within = (tallied.get(rule) ?? []).filter((signal) => now - signal.at <= withinMs);
  const last = within.at(-1);
  const raw = tables.points[rule] ?? 0;
  if (within.length < from || within.length >= below || last === undefined || raw === 0) return [];
  const evidence = { what: last.subject, at: last.at, ref: last.evidence };
  const line = { part: 'behaviour', group, subject: last.name, state: 'counted' } as const;
  return [{ ...line, evidence, raw, decay: 1, points: raw, times: within.length }];
}

/** What happened beyond `per_day` or `per_week`: one line per rule, `raw` is what it would have been worth, 0 points. */
function withheldLines(
  tables: Tables,
  { group, rule, beyond, now }: { group: string; rule: number; beyond: readonly Signal[]; now: Instant },
): readonly Contribution[] {
  const alive = beyond.filter((signal) => now - signal.at < (tables.deadAfter[rule] ?? 0));
  const last = alive.at(-1);
  if (last === undefined) return [];
  return [
    {
      part: 'behaviour',
      group,
      subject: last.name,
      state: 'limit',
      evidence: { what: last.subject, at: last.at, ref: last.evidence },
      raw: (tables.points[rule] ?? 0) * alive.length,
      decay: 0,
      points: 0,
    },
  ];
}
