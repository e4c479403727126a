/** Progress of long work on one line of standard error, rate and time left included where the total is known. */
import type { Io } from './command.ts';

const EVERY_MS = 200;

/** Returns what to call with each step; on something that is not a terminal it prints now and then a whole line. */
export function progressLine<T extends { readonly done: number; readonly total: number }>(
  io: Io,
  words: (step: T) => string,
): (step: T) => void {
  const startedAt = performance.now();
  let shownAt = -Infinity;
  return (step) => {
    const now = performance.now();
    const isLast = step.done >= step.total;
    if (now - shownAt < (io.progress === undefined ? 10 * EVERY_MS : EVERY_MS) && !isLast) return;
    shownAt = now;
    const seconds = (now - startedAt) / 1000;
    const rate = step.done / Math.max(seconds, 0.001);
    const left = rate > 0 ? Math.ceil((step.total - step.done) / rate) : null;
    const text = `${words(step)}  ${Math.round(rate)}/s${left === null || isLast ? '' : `, ${left} s left`}`;
    if (io.progress === undefined) io.err(text);
    else io.progress(isLast ? `${text}\n` : text);
  };
}
