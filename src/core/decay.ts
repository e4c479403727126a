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
  halfLifeMs === Infinity ? raw : rounded(raw * 2 ** (-ageMs / halfLifeMs));

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
