/** Working hours and the escalation ladder: days named twice, hours that overlap, steps out of order. */
import type { Finding } from './problem.ts';
import { didYouMean } from './problem.ts';
import { DAYS } from './schema.ts';
import type { Plain } from './tree.ts';
import { clockText, weekdays, windowOf } from './units.ts';
import type { Spot } from './written.ts';
import { each, isObject, select } from './written.ts';

export function officeHours(content: Plain): readonly Finding[] {
  const findings: Finding[] = [];
  const [terms] = select(content, 'sla');
  const counted = terms !== undefined && isObject(terms.value) ? terms.value : null;
  if (counted !== null && !Object.hasOwn(counted, 'hours') && counted['clock'] !== 'wall time') {
    const allowed = 'hours: { monday-friday: 09:00-18:00 }, or clock: wall time';
    findings.push({ path: ['sla', 'hours'], at: 'key', message: 'working time needs its hours', allowed });
  }
  const named = new Map<number, string>();
  for (const spot of select(content, 'sla.hours.*')) {
    const days = String(spot.path.at(-1));
    const numbers = weekdays(days);
    if (numbers.length === 0) {
      findings.push({
        path: spot.path,
        at: 'key',
        message: 'these are no days of a week',
        found: days,
        allowed: `${DAYS.join(', ')}, or a range from an earlier to a later one: monday-friday`,
        ...didYouMean(days, [...DAYS, 'monday-friday', 'saturday-sunday']),
      });
    }
    for (const day of numbers) {
      const before = named.get(day);
      if (before !== undefined)
        findings.push({
          path: spot.path,
          at: 'key',
          message: `${DAYS[day - 1]} has its hours twice`,
          found: `${before} and ${days}`,
          allowed: 'each day once',
        });
      named.set(day, days);
    }
    findings.push(...windows(spot));
  }
  return findings;
}

function windows(spot: Spot): readonly Finding[] {
  const findings: Finding[] = [];
  let last = -1;
  for (const { path, value } of each(spot)) {
    if (typeof value !== 'string') continue;
    const { from, until } = windowOf(value);
    if (from >= until)
      findings.push({
        path,
        at: 'value',
        message: 'these hours end before they begin',
        found: value,
        allowed: 'hours within one day, as in 09:00-18:00',
      });
    else if (from < last)
      findings.push({
        path,
        at: 'value',
        message: 'these hours overlap those before',
        found: value,
        allowed: `hours from ${clockText(last)} on`,
      });
    last = Math.max(last, until);
  }
  return findings;
}

export function ladder(content: Plain): readonly Finding[] {
  const findings: Finding[] = [];
  let last = 0;
  for (const { path, value } of select(content, 'sla.ladder.*.at')) {
    const share = typeof value === 'string' ? Number(value.replace('%', '')) : NaN;
    if (share <= last)
      findings.push({
        path,
        at: 'value',
        message: 'each step comes later than the one before',
        found: String(value),
        allowed: `more than ${last}%`,
      });
    if (!Number.isNaN(share)) last = Math.max(last, share);
  }
  return findings;
}
