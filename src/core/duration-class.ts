// In which class a duration falls where very many are counted, and what a share of the counted took at most.
// Refuses to know what was measured.

/** Each class ends one tenth above the one before it: a percentile is never more than a tenth too high. */
const WIDTH = 1.1;

/** 0 up to a millisecond, then ever wider. @param ms at least 0. */
export const classOf = (ms: number): number => (ms <= 1 ? 0 : Math.ceil(Math.log(ms) / Math.log(WIDTH)));

/** The longest duration of a class, in milliseconds. */
export const atMostMs = (of: number): number => Math.round(WIDTH ** of);

/**
 * What this share of the durations took at most, in milliseconds; null: none was counted.
 * @param share 0.95: all but the slowest twentieth.
 */
export function percentile(
  counted: readonly { readonly class: number; readonly n: number }[],
  share: number,
): number | null {
  const total = counted.reduce((sum, { n }) => sum + n, 0);
  if (total === 0) return null;
  let left = Math.ceil(total * share);
  for (const { class: of, n } of [...counted].sort((a, b) => a.class - b.class)) {
    left -= n;
    if (left <= 0) return atMostMs(of);
  }
  return null;
}
