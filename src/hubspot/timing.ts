/** The part of Baton's clock that calls need; stated here because this folder knows no other but the core. */
export interface Timing {
  /** Milliseconds since 1970, virtual or real. */
  now(): number;
  /** Resolves after `ms` of this clock's time. */
  wait(ms: number): Promise<void>;
}

export interface CallLog {
  debug(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** Small, fast and seeded (mulberry32): jitter that a test can repeat. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
