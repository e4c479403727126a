// How many points a lead has and exactly why: a Score is its receipt, line by line.
// Refuses to know what the points lead to (src/core/qualify.ts) or how they are worded (src/core/explain.ts).
import type { Instant, Points } from './agreement.ts';

/** One line of a receipt. The `points` of all lines of a part add up to that part, to the hundredth. */
export interface Contribution {
  readonly part: 'behaviour' | 'profile';
  /** Group name, or `profile`. */
  readonly group: string;
  /** Signal or property the rule is about: `pricing_page`, `company.industry`, `cap`, `floor`. */
  readonly subject: string;
  readonly state: 'counted' | 'unknown' | 'limit';
  /** What proves it: event, when, value. Null for caps and floors. */
  readonly evidence: { readonly what: string; readonly at: Instant | null; readonly ref: string } | null;
  /** Points as the agreement states them. */
  readonly raw: Points;
  /** What is left of them at `Score.at`: 1 … 0, 2^(−age/half-life). */
  readonly decay: number;
  /** raw × decay, rounded once; negative where a cap takes points away. */
  readonly points: Points;
}

export interface Score {
  readonly at: Instant;
  /** Hash of the agreement it was computed under. */
  readonly agreement: string;
  /** 0 … 5000. */
  readonly behaviour: Points;
  /** 0 … 5000. */
  readonly profile: Points;
  /** behaviour + profile. HubSpot gets its floor in whole points. */
  readonly total: Points;
  /** Share of the profile's properties that are known, 0 … 1. */
  readonly coverage: number;
  /** `A1` … `D4`, or `?1` … `?4` where less than half of the profile is known. */
  readonly grade: string;
  readonly receipt: readonly Contribution[];
}
