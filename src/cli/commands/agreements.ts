/** `baton agreements`: every version, who signed it, and when it was in force. */
import { parseArgs } from 'node:util';
import type { Applied, Book, Version } from '../../core/authority.ts';
import { hashInForce } from '../../core/authority.ts';
import { BatonError } from '../../errors.ts';
import { rescoreInHand } from '../../worker/rescore.ts';
import type { Command } from '../command.ts';
import { withStore } from '../with-store.ts';

const USAGE = 'baton agreements [--at DATE] [--log] [--json]';
const LOG_LINES = 50;

export const command: Command = {
  name: 'agreements',
  summary: 'every version, who signed it, and which was in force when',
  usage: `${USAGE}\n\n--at DATE  the one in force on that day or at that instant: 2026-03-15, 2026-03-15T09:00:00Z\n--log      every decision about agreements, the refused ones too`,
  async run(args, io) {
    const { values } = parseArgs({
      args: [...args],
      options: {
        at: { type: 'string' },
        log: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    });
    const at = values.at === undefined ? null : instantOf(values.at);
    return withStore(io, async (store) => {
      const book = await store.agreementBook();
      const log = values.log ? await store.authorityLog(LOG_LINES) : [];
      const meant = at === null ? null : hashAt(book, at);
      const shown = at === null ? book.versions : book.versions.filter((version) => version.hash === meant);
      if (values.json) {
        const inForce = hashInForce(book);
        io.out(
          JSON.stringify(
            {
              inForce,
              versions: shown.map(({ text: _text, ...version }) => ({
                ...version,
                signatures: book.signatures.filter((s) => s.hash === version.hash),
                inForce: periods(book.applied, version.hash),
              })),
              log,
            },
            null,
            2,
          ),
        );
        return 0;
      }
      if (shown.length === 0) io.out(at === null ? 'No agreement yet.' : `No agreement was in force at ${iso(at)}.`);
      for (const version of shown) for (const line of linesOf(book, version)) io.out(line);
      const rescore = await rescoreInHand(store);
      if (rescore !== null && rescore.finishedAt === null) {
        io.out(
          `A rescore was interrupted after ${rescore.done} of ${rescore.total} contacts: "baton rescore --apply" goes on.`,
        );
      }
      for (const entry of log) {
        const what = [entry.action, entry.hash?.slice(0, 8), entry.role === null ? null : `for ${entry.role}`];
        io.out(
          `${iso(entry.at)}  ${entry.allowed ? 'done   ' : 'refused'}  ${what.filter((part) => part !== null && part !== undefined).join(' ')}, by ${entry.who}: ${entry.because}`,
        );
      }
      return 0;
    });
  },
};

const iso = (at: number): string => new Date(at).toISOString();

/** A day means its end: what was agreed on that day is in force by then. */
function instantOf(text: string): number {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text);
  const at = Date.parse(isDay ? `${text}T23:59:59.999Z` : text);
  if (Number.isNaN(at)) {
    throw new BatonError('USAGE', {
      what: '--at',
      found: text,
      allowed: 'a day or an instant: 2026-03-15, 2026-03-15T09:00:00Z',
    });
  }
  return at;
}

const hashAt = (book: Book, at: number): string | null =>
  book.applied.filter((step) => step.at <= at).at(-1)?.hash ?? null;

interface Period {
  readonly from: number;
  /** Null: until now. */
  readonly until: number | null;
}

function periods(applied: readonly Applied[], hash: string): readonly Period[] {
  return applied.flatMap((step, i) =>
    step.hash === hash ? [{ from: step.at, until: applied[i + 1]?.at ?? null }] : [],
  );
}

function linesOf(book: Book, { hash, name, version }: Version): readonly string[] {
  const spans = periods(book.applied, hash);
  return [
    `${name} · version ${version} · ${hash.slice(0, 8)}${hash === hashInForce(book) ? '   in force' : ''}`,
    ...book.signatures
      .filter((signature) => signature.hash === hash)
      .map((s) => `  signed for ${s.role} by ${s.email}, ${iso(s.at)}${s.userId === null ? ', on the server' : ''}`),
    ...(spans.length === 0 ? ['  never in force'] : []),
    ...spans.map(({ from, until }) => `  in force from ${iso(from)}${until === null ? '' : ` until ${iso(until)}`}`),
  ];
}
