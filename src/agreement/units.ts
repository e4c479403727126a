/** How spans of time, points and hours are written, and what they are in the compiled agreement. */
import type { Points } from '../core/agreement.ts';
import { DAY_RANGE, DAYS } from './schema.ts';

const MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** `14d` → milliseconds of wall time. NaN where the text is no duration. */
export function durationMs(text: string): number {
  return Number(text.slice(0, -1)) * (MS[text.slice(-1)] ?? NaN);
}

const UNITS = [
  ['day', MS['d']],
  ['hour', MS['h']],
  ['minute', MS['m']],
] as const;

/** `14 days`, `1 hour`, `90 minutes`: the largest unit that divides it, up to days. */
export function durationText(ms: number): string {
  for (const [unit, size = 1] of UNITS) {
    if (ms % size !== 0 || ms === 0) continue;
    const count = ms / size;
    return `${count} ${unit}${count === 1 ? '' : 's'}`;
  }
  return ms === 0 ? 'no time' : `${ms / 60_000} minutes`;
}

/** `24 hours`, `5 minutes`: never in days, for a day of work is not a day of the calendar. */
export function hoursText(ms: number): string {
  const [count, unit] = ms % 3_600_000 === 0 ? [ms / 3_600_000, 'hour'] : [ms / 60_000, 'minute'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** 8 → 800, 2.5 → 250. */
export const pointsOf = (written: number): Points => Math.round(written * 100);

/** 800 → `8`, 250 → `2.5`. */
export const pointsText = (points: Points): string => String(points / 100);

/** `monday-friday` → 1 … 5; empty where it names no days. */
export function weekdays(text: string): readonly number[] {
  const [, first, last] = DAY_RANGE.exec(text) ?? [];
  const from = (DAYS as readonly (string | undefined)[]).indexOf(first);
  const to = last === undefined ? from : (DAYS as readonly string[]).indexOf(last);
  return from < 0 ? [] : DAYS.flatMap((_, index) => (index >= from && index <= to ? [index + 1] : []));
}

/** `09:00-18:00` → minutes after midnight. */
export function windowOf(text: string): { readonly from: number; readonly until: number } {
  const [from = '', until = ''] = text.split('-');
  return { from: minutesOf(from), until: minutesOf(until) };
}

const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));

/** 540 → `09:00`. */
export const clockText = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
