/** Recorded contacts and events, one JSON object a line, played into a portal in the order they happened. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';
import { wallClock } from './clock.ts';
import type { Clock } from './clock.ts';
import type { RemoteControl } from './remote.ts';
import { recordedContactShape, recordedEventShape } from './replay.ts';
import type { RecordedContact, ReplayItem, ReplayOutcome } from './replay.ts';

/** A portal in this process, or `feedTarget(remotePortal(url))`. */
export interface FeedTarget {
  replay(input: { items: ReplayItem[] }): ReplayOutcome | Promise<ReplayOutcome>;
  backlog(): Backlog | Promise<Backlog>;
}

interface Backlog {
  readonly ready: number;
  readonly inFlight: number;
}

export const feedTarget = (control: RemoteControl): FeedTarget => ({
  replay: (input) => control('replay', input),
  backlog: () => control('backlog'),
});

export interface FeedProgress {
  readonly done: number;
  readonly total: number;
  readonly skipped: number;
  /** The recorded time that has been reached. */
  readonly at: number;
}

export interface FeedOptions {
  readonly onProgress?: (progress: FeedProgress) => void;
  /** `fast`: as quickly as deliveries are taken. `clock`: each thing when the clock shows its time. */
  readonly pace?: 'fast' | 'clock';
  readonly clock?: Clock;
  /** Properties that are not fed: by default the outcome, and what the portal itself counts from the events. */
  readonly drop?: (property: string) => boolean;
  /** In `fast`: pause while more events than this wait for delivery. */
  readonly mostUndelivered?: number;
}

export interface BadLine {
  readonly file: string;
  readonly line: number;
  readonly why: string;
}

export interface FeedReport {
  readonly contacts: number;
  readonly events: number;
  readonly skipped: number;
  /** The first thousand. */
  readonly badLines: readonly BadLine[];
  readonly firstAt: number | null;
  readonly lastAt: number | null;
}

const ITEMS_PER_CALL = 500;
const BAD_LINES_KEPT = 1_000;

/** `LEAK_*` and the fields that say how it ended would tell the answer; counters come from the events. */
export const isOutcome = (property: string): boolean =>
  /^LEAK_/.test(property) ||
  [
    'lifecyclestage',
    'closedate',
    'hs_analytics_num_visits',
    'hs_analytics_num_page_views',
    'hs_analytics_average_page_views',
  ].includes(property);

interface Dated {
  readonly at: number;
  readonly item: ReplayItem;
  readonly file: string;
  readonly line: number;
}

/**
 * Reads both files (`.gz` or plain), puts everything in order of time and feeds it. Timestamps are kept: in property
 * history and webhooks, not in `lastmodifieddate`, which says when the portal changed. A bad line is reported and
 * skipped. Rejects when a file cannot be read.
 */
export async function feed(
  target: FeedTarget,
  files: { readonly contacts: string; readonly events: string },
  options: FeedOptions = {},
): Promise<FeedReport> {
  const { onProgress, pace = 'fast', clock = wallClock, drop = isOutcome, mostUndelivered = 5_000 } = options;
  const badLines: BadLine[] = [];
  let skipped = 0;
  const skip = (bad: BadLine): void => {
    skipped += 1;
    if (badLines.length < BAD_LINES_KEPT) badLines.push(bad);
  };
  const bornAt = new Map<string, number>();
  const dated: Dated[] = [];
  for await (const { value, line } of lines(files.contacts, { shape: recordedContactShape, skip })) {
    const at = Date.parse(String(value.properties['createdate']));
    if (Number.isNaN(at)) {
      skip({ file: files.contacts, line, why: `createdate is no instant: ${String(value.properties['createdate'])}` });
      continue;
    }
    bornAt.set(value.id, at);
    dated.push({ at, item: { contact: without(value, drop) }, file: files.contacts, line });
  }
  for await (const { value, line } of lines(files.events, { shape: recordedEventShape, skip })) {
    // What somebody did before HubSpot knew them is attributed when the contact comes to be.
    const at = Math.max(Date.parse(value.occurredAt), bornAt.get(value.objectId) ?? 0);
    dated.push({ at, item: { event: value }, file: files.events, line });
  }
  dated.sort((a, b) => a.at - b.at);

  const counted = { contacts: 0, events: 0 };
  let done = 0;
  while (done < dated.length) {
    const batch = dated.slice(done, done + ITEMS_PER_CALL);
    if (pace === 'clock') await keepPace(batch, clock);
    const outcome = await target.replay({ items: batch.map(({ item }) => item) });
    counted.contacts += outcome.contacts;
    counted.events += outcome.events;
    for (const { index, why } of outcome.skipped) {
      const { file, line } = batch[index] ?? { file: files.events, line: 0 };
      skip({ file, line, why });
    }
    done += batch.length;
    onProgress?.({ done, total: dated.length, skipped, at: batch.at(-1)?.at ?? 0 });
    if (pace === 'fast') await untilTaken(target, mostUndelivered);
  }
  return {
    ...counted,
    skipped,
    badLines,
    firstAt: dated[0]?.at ?? null,
    lastAt: dated.at(-1)?.at ?? null,
  };
}

/** Cuts the batch down to what is due, waiting for its first item when nothing is. */
async function keepPace(batch: Dated[], clock: Clock): Promise<void> {
  const first = batch[0];
  if (first !== undefined && first.at > clock.now()) await clock.wait(first.at - clock.now());
  const notYet = batch.findIndex((one, i) => i > 0 && one.at > clock.now());
  if (notYet > 0) batch.length = notYet;
}

async function untilTaken(target: FeedTarget, most: number): Promise<void> {
  for (;;) {
    const { ready } = await target.backlog();
    if (ready <= most) return;
    await wallClock.wait(10);
  }
}

function without({ id, properties }: RecordedContact, drop: (property: string) => boolean): RecordedContact {
  return { id, properties: Object.fromEntries(Object.entries(properties).filter(([name]) => !drop(name))) };
}

async function* lines<Shape extends z.ZodType>(
  file: string,
  { shape, skip }: { shape: Shape; skip: (bad: BadLine) => void },
): AsyncGenerator<{ readonly value: z.output<Shape>; readonly line: number }> {
  const raw = createReadStream(file);
  const input = file.endsWith('.gz') ? raw.pipe(createGunzip()) : raw;
  // A pipe does not hand on its source's failure.
  if (input !== raw) raw.once('error', (failure) => input.destroy(failure));
  let line = 0;
  for await (const text of createInterface({ input, crlfDelay: Infinity })) {
    line += 1;
    if (text.trim() === '') continue;
    try {
      yield { value: shape.parse(JSON.parse(text)), line };
    } catch (failure) {
      if (failure instanceof SyntaxError) skip({ file, line, why: `not JSON: ${failure.message}` });
      else if (failure instanceof z.ZodError) {
        skip({
          file,
          line,
          why: failure.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '),
        });
      } else throw failure;
    }
  }
}
