/** `baton go-live`: the moment from which leads are handed off, and which of those from before it are let go on purpose. */
import { parseArgs } from 'node:util';
import { BEFORE_GO_LIVE, NOT_LIVE } from '../../core/held.ts';
import { points } from '../../core/explain.ts';
import type { Clock, Store } from '../../deps.ts';
import { BatonError } from '../../errors.ts';
import { release, RELEASED_AT_MOST } from '../../worker/release.ts';
import type { Command, ExitCode, Io } from '../command.ts';
import { rescoreAll } from '../rescore-all.ts';
import { usable } from '../../agreement/stored.ts';
import { backfillInHand } from '../../worker/backfill.ts';
import { beginRescore } from '../../worker/rescore.ts';
import { withStore } from '../with-store.ts';

/** Leads whose only fault is that they were due before. */
const FROM_BEFORE = [NOT_LIVE, BEFORE_GO_LIVE] as const;
const SHOWN = 10;

const USAGE = `baton go-live [--apply] [--hand-off top:N | CONTACT,CONTACT…] [--scores-first]

Without --apply it only says what it would do. What happened before stays as it is: who is above the bar already is held and listed here.
--hand-off      hands off these of them on purpose, at most ${RELEASED_AT_MOST}: the N with the highest score, or contacts by id
--scores-first  instead of going live: scores are written to HubSpot already, and nothing else`;

export const command: Command = {
  name: 'go-live',
  summary: 'from now on hand leads off; what happened before stays as it is',
  usage: USAGE,
  async run(args, io) {
    const { values } = parseArgs({
      args: [...args],
      options: {
        apply: { type: 'boolean', default: false },
        'hand-off': { type: 'string' },
        'scores-first': { type: 'boolean', default: false },
      },
    });
    const wanted = values['hand-off'] === undefined ? null : readWanted(values['hand-off']);
    if (wanted !== null && values['scores-first']) {
      throw new BatonError('USAGE', {
        what: 'go-live',
        found: '--hand-off and --scores-first together',
        allowed: 'one of them: before go-live nothing is handed off',
      });
    }
    return withStore(io, async (store, { clock }) => {
      const { apply } = values;
      const since = await store.setting('live_since');
      const isLive = typeof since === 'number';
      if (values['scores-first']) return scoresFirst(store, { io, apply, isLive, now: clock.now() });

      const total = await countHeld(store);
      const top = await store.heldLeads({ because: FROM_BEFORE, limit: wanted?.top ?? SHOWN });
      if (isLive) io.out(`Live since ${new Date(since).toISOString()}${wanted === null ? ': nothing to do' : ''}.`);
      io.out(`Held because they were due before go-live: ${total}. They stay held until something new happens.`);
      const chosen = wanted === null ? [] : await choose(store, { wanted, total });
      for (const { contactId, total: score, grade, name } of wanted === null ? top : chosen) {
        io.out(
          `  ${points(score).padStart(6)}  ${grade.padEnd(2)}  contact ${contactId}${name === '' ? '' : `  ${name}`}`,
        );
      }
      if (wanted === null && total > top.length) io.out(`  … and ${total - top.length} more`);
      if (!apply) {
        const backfill = await backfillInHand({ store });
        if (!isLive && (backfill === null || backfill.finishedAt === null)) {
          io.out(
            'Nobody who was in the portal before Baton has been read yet: "baton rescore" first, or they are met as new ones later.',
          );
        }
        if (!isLive)
          io.out('Would go live now: stages, owners and tasks are written from then on. Say --apply to do it.');
        if (chosen.length > 0) io.out(`Would hand off these ${chosen.length}. Say --apply to do it.`);
        return 0;
      }
      const now = clock.now();
      if (!isLive) {
        await store.setSetting('live_since', now, now);
        io.out(`Live since ${new Date(now).toISOString()}.`);
        await tellEverybody(store, { clock, io, now });
      }
      if (chosen.length > 0) {
        await release(store, { contactIds: chosen.map((lead) => lead.contactId), now });
        io.out(
          `Released: ${chosen.length}. They are handed off as the hour allows; "baton queue" shows who still waits.`,
        );
      }
      return 0;
    });
  },
};

type Wanted = { readonly top: number; readonly ids: null } | { readonly top: null; readonly ids: readonly string[] };

function readWanted(text: string): Wanted {
  const top = /^top:(\d{1,6})$/.exec(text)?.[1];
  const ids = [...new Set(text.split(','))];
  const count = top === undefined ? ids.length : Number(top);
  if (count >= 1 && count <= RELEASED_AT_MOST) {
    if (top !== undefined) return { top: count, ids: null };
    if (ids.every((id) => /^\d{1,20}$/.test(id))) return { top: null, ids };
  }
  throw new BatonError('USAGE', {
    what: '--hand-off',
    found: text,
    allowed: `top:N, or contact ids separated by commas; at least 1, at most ${RELEASED_AT_MOST}`,
  });
}

async function choose(store: Store, { wanted, total }: { wanted: Wanted; total: number }) {
  if (wanted.top !== null) return store.heldLeads({ because: FROM_BEFORE, limit: wanted.top });
  const held = await store.heldLeads({ because: FROM_BEFORE, limit: total });
  const chosen = held.filter((lead) => wanted.ids.includes(lead.contactId));
  const others = wanted.ids.filter((id) => !chosen.some((lead) => lead.contactId === id));
  if (others.length === 0) return chosen;
  throw new BatonError('NOT_FOUND', {
    what: `contacts held because they were due before go-live`,
    found: `${others.join(', ')} are not among them`,
    fix: 'npx baton explain CONTACT says where each one stands',
  });
}

/** What was only decided until now is written: scores and states of all who are known, behind everything that is live. */
async function tellEverybody(store: Store, { clock, io, now }: { clock: Clock; io: Io; now: number }): Promise<void> {
  const stored = await store.agreementInForce();
  const total = await store.countKnown();
  if (stored === null || total === 0) return;
  const after = usable(stored.text, 'the agreement in force');
  await store.setSetting('rescore', beginRescore({ after, before: null, total, now }), now);
  await rescoreAll(store, { clock, io });
}

async function countHeld(store: Store): Promise<number> {
  const reasons = await store.heldReasons();
  return FROM_BEFORE.reduce((sum, because) => sum + (reasons[because] ?? 0), 0);
}

async function scoresFirst(
  store: Store,
  { io, apply, isLive, now }: { io: Io; apply: boolean; isLive: boolean; now: number },
): Promise<ExitCode> {
  const already = (await store.setting('write_scores_before_go_live')) === true;
  if (isLive || already) {
    io.out(`${isLive ? 'Live already: scores are written.' : 'Scores are written already.'} Nothing to do.`);
    return 0;
  }
  if (!apply) {
    io.out('Would write scores, grades and reasons to HubSpot, and no stage, owner or task. Say --apply to do it.');
    return 0;
  }
  await store.setSetting('write_scores_before_go_live', true, now);
  io.out(
    'Scores are written from now on, of each contact when it is next looked at; "baton rescore --apply" looks at all of them.',
  );
  return 0;
}
