/** What the watch finds is stored like a webhook's event: once, with its time, in the transaction that makes the contact due. */
import type { Fact } from '../core/signal.ts';
import type { Deps, StoredEvent } from '../deps.ts';

export const WATCHED = 'watch.fact';

export interface WatchedFact {
  readonly contactId: string;
  readonly kind: 'list' | 'form';
  /** The list's or the form's id: with the contact and the time it names the fact, whatever it is called. */
  readonly of: string;
  readonly subject: string;
  readonly at: number;
}

/** What is older was found late and not told late: it says nothing about how fast Baton is. */
const RECENT_MS = 10 * 60_000;
const AT_ONCE = 500;

/** Returns how many contacts became due: a fact that is known already makes none. */
export async function recordFacts(
  { clock, store }: Pick<Deps, 'clock' | 'store'>,
  facts: readonly WatchedFact[],
): Promise<number> {
  const now = clock.now();
  let madeDue = 0;
  for (let from = 0; from < facts.length; from += AT_ONCE) {
    const result = await store.record({
      events: facts.slice(from, from + AT_ONCE).map(({ contactId, kind, of, subject, at }) => ({
        dedupeKey: `watch:${kind}:${of}:${contactId}:${at}`,
        eventId: '0',
        subscriptionType: WATCHED,
        occurredAt: at <= now && at > now - RECENT_MS ? at : now,
        contactIds: [contactId],
        lane: 'live' as const,
        makesDue: true,
        payload: { kind, subject, at, evidence: `${kind} ${of}` },
      })),
      quarantined: [],
      receivedAt: now,
    });
    madeDue += result.madeDue;
  }
  return madeDue;
}

/** The fact in an event the watch has stored; null: it is another kind of event. */
export function factWatched({ subscriptionType, payload }: StoredEvent): Fact | null {
  const { kind, subject, at, evidence } = payload;
  if (subscriptionType !== WATCHED || (kind !== 'list' && kind !== 'form')) return null;
  if (typeof subject !== 'string' || typeof at !== 'number') return null;
  return { kind, subject, at, source: 'search', evidence: String(evidence) };
}
