/** Everything that happened with a lead, newest first: what it did, what sales did, what was said and decided. No bodies and no notes. */
import type { Activity } from '../core/activity.ts';
import type { Cycle } from '../core/cycle.ts';
import type { Saying } from '../core/said.ts';
import type { Signal } from '../core/signal.ts';
import { clip, sentence, shownSubject, spoken } from '../core/words.ts';
import type { LeadCard } from './contract.ts';
import { reasonName, wordsFor } from './lead-view.ts';
import type { Viewing } from './lead-view.ts';

type Entry = LeadCard['timeline'][number];

/** Keeps an answer below 100 KB. */
const ENTRIES = 250;
const DETAIL = 80;

export function timelineView(
  {
    signals,
    activities,
    sayings,
    cycles,
  }: {
    readonly signals: readonly Signal[];
    readonly activities: readonly Activity[];
    readonly sayings: readonly Saying[];
    readonly cycles: readonly Cycle[];
  },
  viewing: Viewing,
): Pick<LeadCard, 'timeline' | 'timelineMore'> {
  const words = wordsFor(viewing);
  const all = [
    ...signals.map(({ at, name, subject, handRaise }): Entry => ({
      at,
      kind: 'signal',
      says: sentence(words.signal(spoken(name), handRaise)),
      detail: clip(shownSubject(subject), DETAIL),
    })),
    ...activities.map(({ at, kind }): Entry => ({
      at,
      kind: 'sales',
      says: words.activities[kind] ?? kind,
      detail: '',
    })),
    ...sayings.flatMap((saying) => said(saying, viewing)),
    ...cycles.flatMap(({ handoff, assignments }): readonly Entry[] =>
      assignments.length > 0
        ? assignments.map(({ at, ownerName, because }, i) => ({
            at,
            kind: 'decision',
            says: i === 0 ? words.handedOff(ownerName) : words.given(ownerName),
            detail: because,
          }))
        : handoff === null
          ? []
          : [
              {
                at: handoff.at,
                kind: 'decision',
                says: words.handedOff(handoff.ownerName),
                detail: handoff.assignedBecause,
              },
            ],
    ),
  ].sort((a, b) => b.at - a.at);
  return { timeline: all.slice(0, ENTRIES), timelineMore: Math.max(0, all.length - ENTRIES) };
}

function said({ at, by, what }: Saying, viewing: Viewing): readonly Entry[] {
  const words = wordsFor(viewing);
  const entry = (says: string): readonly Entry[] => [{ at, kind: 'said', says, detail: by.email }];
  switch (what.kind) {
    case 'accepted':
      return entry(words.verdicts.accepted(null, null));
    case 'rejected':
      return entry(words.verdicts.rejected(null, reasonName(what.reason, words)));
    case 'missing':
      return entry(words.missingSaid(what.parts.map((part) => partName(part, viewing)).join(', ')));
    case 'pinned':
    case 'unpinned':
    case 'clicks_released':
    case 'clicks_confirmed':
    case 'paused':
    case 'resumed':
    case 'hand_off':
    case 'signal':
      return [];
  }
}

const partName = (part: string, viewing: Viewing): string => {
  const { parts } = wordsFor(viewing);
  return Object.entries(parts).find(([name]) => name === part)?.[1] ?? part;
};
