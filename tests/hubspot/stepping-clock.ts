/** A clock that moves on by exactly what is waited for, and remembers it. */
export interface SteppingClock {
  now(): number;
  wait(ms: number): Promise<void>;
  advance(ms: number): void;
  readonly waits: readonly number[];
}

export const START = Date.parse('2026-11-23T08:00:00.000Z');

export function steppingClock(startAt = START): SteppingClock {
  let at = startAt;
  const waits: number[] = [];
  return {
    now: () => at,
    async wait(ms) {
      waits.push(ms);
      at += ms;
    },
    advance(ms) {
      at += ms;
    },
    waits,
  };
}
