/** What a row of the queue says, in words; nothing is decided here, and the order is Baton's. */
import type { QueueAnswer, QueueRowAnswer } from '../shared/pages-contract.ts';
import type { Speech } from '../shared/speech.ts';
import type { PageWords } from './words.ts';

export interface RowView {
  readonly contactId: string;
  readonly name: string;
  readonly company: string;
  readonly temperature: string;
  readonly promise: string;
  /** Beside the words, never instead of them. */
  readonly tone: 'danger' | 'warning' | 'info' | 'default';
  readonly due: string;
  readonly state: string;
  readonly reasons: string;
  readonly next: string;
  readonly owner: string;
}

/** From this share of the promised time on, little is left. */
const LITTLE = 0.5;

export function rowView(row: QueueRowAnswer, { words, speech }: { words: PageWords; speech: Speech }): RowView {
  const { promise, next } = row;
  return {
    contactId: row.contactId,
    name: row.name === '' ? words.unnamed : row.name,
    company: row.company,
    temperature: words.temperature[row.temperature],
    ...promiseView(promise, { words, speech }),
    state: words.states[row.state] ?? row.state,
    reasons: row.reasons,
    next:
      next === null
        ? words.nothingNext
        : words.nextAt(
            speech.moment(next.at),
            next.does.length === 0 ? words.looksAgain : next.does.map((step) => words.rungs[step] ?? step).join(', '),
          ),
    owner: row.ownerName,
  };
}

function promiseView(
  promise: QueueRowAnswer['promise'],
  { words, speech }: { words: PageWords; speech: Speech },
): Pick<RowView, 'promise' | 'tone' | 'due'> {
  if (promise === null) return { promise: words.nothingOpen, tone: 'default', due: '' };
  const due = `${words.kinds[promise.kind]}, ${words.by(speech.moment(promise.dueAt))}`;
  const span = speech.span(promise.leftMs);
  switch (promise.state) {
    case 'breached':
      return { promise: words.over(span), tone: 'danger', due };
    case 'paused':
      return { promise: words.stands(span), tone: 'default', due };
    case 'running':
      return {
        promise: words.left(span),
        tone: promise.leftMs < LITTLE * promise.promisedMs ? 'warning' : 'info',
        due,
      };
  }
}

/** What the person said about being there, or that nothing was said. */
export function availabilityView(
  { availability }: QueueAnswer['you'],
  { words, speech }: { words: PageWords; speech: Speech },
): string {
  if (availability === null) return words.asPlanned;
  const { available, until } = availability;
  if (available) return until === null ? words.there : words.thereUntil(speech.moment(until));
  return until === null ? words.away : words.awayUntil(speech.moment(until));
}

const HOUR_MS = 3_600_000;
export const UNTILS = ['hours', 'tomorrow', 'week', 'open'] as const;
export type Until = (typeof UNTILS)[number];

/** @param now Baton's clock, not this browser's. */
export function untilAt(until: Until, now: number): number | null {
  switch (until) {
    case 'hours':
      return now + 4 * HOUR_MS;
    case 'tomorrow':
      return now + 24 * HOUR_MS;
    case 'week':
      return now + 7 * 24 * HOUR_MS;
    case 'open':
      return null;
  }
}
