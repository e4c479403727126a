// When a contact's signals complete a combination: all within a span, or one after the other.
// Refuses to know what a combination is worth.
import type { Instant } from './agreement.ts';
import type { CompiledCombination } from './tables.ts';

/** One contact's signals, fed in time order. */
export interface Completing {
  /** Forgets the contact before. */
  reset(): void;
  /** Calls `completed` for each combination that this signal completes, also when it was complete before. */
  feed(signal: number, at: Instant, completed: (combination: number) => void): void;
}

export function completionOf(combinations: readonly CompiledCombination[], signalCount: number): Completing {
  const lastSeen = new Float64Array(signalCount);
  const chains = combinations.map(({ signals }) => ({
    /** Per step: the latest instant at which a chain up to this step can have begun. */
    begun: new Float64Array(signals.length),
    /** The same before the instant `setAt`: what happens at one instant is not one after the other. */
    before: new Float64Array(signals.length),
    setAt: new Float64Array(signals.length),
  }));

  const follows = (c: number, signal: number, at: Instant): boolean => {
    const chain = chains[c];
    const combination = combinations[c];
    if (chain === undefined || combination === undefined) return false;
    const { signals, withinMs } = combination;
    const { begun, before, setAt } = chain;
    let isComplete = false;
    for (let step = 0; step < signals.length; step++) {
      if (signals[step] !== signal) continue;
      const from = step - 1;
      const start = step === 0 ? at : ((setAt[from] === at ? before[from] : begun[from]) as number);
      if (step === signals.length - 1) isComplete = at - start <= withinMs;
      if (setAt[step] !== at) {
        before[step] = begun[step] as number;
        setAt[step] = at;
      }
      begun[step] = Math.max(begun[step] as number, start);
    }
    return isComplete;
  };

  return {
    reset() {
      lastSeen.fill(-Infinity);
      for (const { begun, before, setAt } of chains) {
        begun.fill(-Infinity);
        before.fill(-Infinity);
        setAt.fill(-Infinity);
      }
    },
    feed(signal, at, completed) {
      lastSeen[signal] = at;
      for (let c = 0; c < combinations.length; c++) {
        const combination = combinations[c];
        if (combination === undefined || !combination.signals.includes(signal)) continue;
        const since = at - combination.withinMs;
        const isComplete = combination.inOrder
          ? follows(c, signal, at)
          : combination.signals.every((other) => (lastSeen[other] ?? -Infinity) >= since);
        if (isComplete) completed(c);
      }
    },
  };
}
