// What is known of a lead as the agreement reads it at a moment: its signals, its score, where it stands by the criteria.
// Refuses to know what is done about it: a plan and a card read the same way.
import type { Instant } from './agreement.ts';
import { askedForAt } from './asked-for.ts';
import type { Ruling, Withheld } from './bots.ts';
import { heard, rulingsOf } from './bots.ts';
import type { Cycle } from './cycle.ts';
import { NOTHING_PROMISED } from './cycle.ts';
import type { Pin } from './pin.ts';
import { pinAt } from './pin.ts';
import type { Rules } from './plan.ts';
import type { Lead, Qualification } from './qualify.ts';
import { qualify } from './qualify.ts';
import type { Score } from './score.ts';
import type { Snapshot } from './snapshot.ts';

export interface Reading {
  readonly score: Score;
  readonly lead: Lead;
  readonly qualification: Qualification;
  /** The cycle in hand or last ended, with everything a cycle has. */
  readonly last: Cycle | null;
  readonly pin: Pin | null;
  /** Clicks that look like a scanner's, and what people ruled about clicks. */
  readonly clicks: readonly Withheld[];
  readonly rulings: readonly Ruling[];
}

export function readingOf(
  { agreement, scorer }: Pick<Rules, 'agreement' | 'scorer'>,
  { snapshot, now }: { snapshot: Omit<Snapshot, 'before' | 'portal'>; now: Instant },
): Reading {
  const { contact, facts, lists, sayings = [] } = snapshot;
  const rulings = rulingsOf(sayings);
  const { signals, withheld, clicks } = heard(agreement, { facts, rulings });
  const pin = pinAt(sayings, now);
  const company = snapshot.company?.properties ?? null;
  const score = scorer.score({ contact, company, lists, signals, withheld, now });
  // A cycle stored by an earlier version lacks what came later.
  const last = snapshot.cycle === null ? null : { ...NOTHING_PROMISED, ...snapshot.cycle };
  const lead: Lead = {
    score,
    signals,
    contact,
    company,
    lists,
    spent: last?.spent ?? [],
    askedFor: askedForAt(sayings, { cycle: last, now }),
    wasSql: last !== null && last.endedAt === null && last.sqlByScore,
    pin,
    now,
  };
  return { score, lead, qualification: qualify(agreement, lead), last, pin, clicks, rulings };
}
