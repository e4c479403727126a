// How points fade: half of them after each half-life, rounded once per line to the hundredth.
// Refuses to know what they were earned for.
import type { Points } from './agreement.ts';

/** What is left after `ageMs`, 1 … 0: 2^(−age/half-life). A half-life of null or Infinity does not fade. */
export const decayAfter = (ageMs: number, halfLifeMs: number | null): number =>
  halfLifeMs === null || halfLifeMs === Infinity ? 1 : 2 ** (-ageMs / halfLifeMs);

/** Rounds halves away from zero, so that −6 points fade exactly as 6 do; never −0. */
export const rounded = (points: number): Points => (points >= 0 ? Math.round(points) : 0 - Math.round(-points));

/** Points left after `ageMs`. Falls (in absolute value) with age and never rises. */
export const faded = (raw: Points, ageMs: number, halfLifeMs: number): Points =>
  halfLifeMs === Infinity ? raw : fadedBy(raw, ageMs / halfLifeMs);

/** 2^(−i/64), and the terms of 2^(−r/64) for r below 1. */
const STEPS = 64;
const HALVINGS = 24;
const POWERS = Float64Array.from({ length: STEPS * HALVINGS }, (_, i) => 2 ** (-i / STEPS));
const T1 = Math.LN2 / STEPS;
const T2 = T1 ** 2 / 2;
const T3 = T1 ** 3 / 6;
const T4 = T1 ** 4 / 24;
/** A thousand points. Up to here the table is right to a ten-millionth of a hundredth. */
const TABLE_HOLDS = 100_000;
/** Nearer than this to the middle between two hundredths, the power itself decides. */
const NEAR_THE_MIDDLE = 1e-6;

/**
 * `rounded(raw · 2^(−halvings))`, exactly, without a power for each line: scoring does nothing more often. A table and four terms
 * give what is left; where that lies too near the middle between two hundredths for the table to tell, the power is taken.
 */
export function fadedBy(raw: Points, halvings: number): Points {
  const steps = halvings * STEPS;
  if (steps >= 0 && steps < STEPS * HALVINGS && raw >= -TABLE_HOLDS && raw <= TABLE_HOLDS) {
    const i = steps | 0;
    const r = steps - i;
    const left = raw * (POWERS[i] as number) * (1 - r * (T1 - r * (T2 - r * (T3 - r * T4))));
    const lifted = left >= 0 ? left + 0.5 : 0.5 - left;
    const whole = lifted | 0;
    const above = lifted - whole;
    if (above > NEAR_THE_MIDDLE && above < 1 - NEAR_THE_MIDDLE) return left >= 0 ? whole : 0 - whole;
  }
  return rounded(raw * 2 ** -halvings);
}

/**
 * An age in milliseconds from which `faded` is 0 for sure; Infinity: never. A little late on purpose, so that leaving out
 * older events never changes a sum.
 */
export const deadAfter = (raw: Points, halfLifeMs: number): number => {
  if (raw === 0) return 0;
  if (halfLifeMs === Infinity) return Infinity;
  return Math.ceil(halfLifeMs * (Math.log2(2 * Math.abs(raw)) + 1e-6)) + 1;
};

/** Share left after full steps of `everyMs`, each of which takes `percent` of what there was at first: 1 … 0. */
export const stepsLeft = (ageMs: number, { percent, everyMs }: { percent: number; everyMs: number }): number =>
  Math.max(0, 100 - percent * Math.floor(ageMs / everyMs)) / 100;

/** The age from which `stepsLeft` is 0. */
export const deadAfterSteps = ({ percent, everyMs }: { percent: number; everyMs: number }): number =>
  Math.ceil(100 / percent) * everyMs;
