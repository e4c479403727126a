import { parseArgs } from 'node:util';
import { GAPS } from '../../core/audit.ts';
import type { Command } from '../command.ts';
import { withStore } from '../with-store.ts';

export const command: Command = {
  name: 'queue',
  summary: 'what is due, in hand, held, unrouted and buried',
  usage: 'baton queue [--json] [--redrive]\n\n--redrive makes every buried contact due again.',
  async run(args, io) {
    const { values } = parseArgs({
      args: [...args],
      options: { json: { type: 'boolean', default: false }, redrive: { type: 'boolean', default: false } },
    });
    return withStore(io, async (store, { clock }) => {
      const now = clock.now();
      if (values.redrive) io.err(`Made due again: ${await store.redrive(now)}.`);
      const [counts, held, paused, liveSince, inNoState] = await Promise.all([
        store.counts(now),
        store.heldReasons(),
        store.setting('paused'),
        store.setting('live_since'),
        store.inNoState(20),
      ]);
      if (values.json) {
        const mode = { paused: paused === true, liveSince: typeof liveSince === 'number' ? liveSince : null };
        io.out(JSON.stringify({ ...counts, held, inNoState, ...mode }, null, 2));
        return counts.buried > 0 ? 2 : 0;
      }
      if (paused === true) io.out('Paused: nothing is written to HubSpot until "baton resume".');
      if (typeof liveSince !== 'number') io.out('Not live yet: nothing is handed off until "baton go-live --apply".');
      const age =
        counts.oldestDueAt === null
          ? ''
          : `, the oldest for ${Math.max(0, Math.round((now - counts.oldestDueAt) / 1000))} s`;
      io.out(`Due now        ${counts.dueNow}${age}`);
      io.out(`In hand        ${counts.inHand}`);
      io.out(
        `Buried         ${counts.buried}${counts.buried > 0 ? '   (failed again and again; --redrive tries once more)' : ''}`,
      );
      io.out(`Quarantined    ${counts.quarantined}   events that could not be read`);
      io.out(`In no state    ${inNoState.count}${inNoState.count === 0 ? '' : '   (see "baton reconcile")'}`);
      for (const { contactId, kinds } of inNoState.leads)
        io.out(`  contact ${contactId}: ${kinds.map((kind) => GAPS[kind]).join(', ')}`);
      io.out(`Contacts       ${counts.contacts}`);
      for (const [state, n] of Object.entries(counts.states)) {
        io.out(`  ${state.padEnd(12)} ${n}`);
        if (state === 'held') for (const [because, many] of Object.entries(held)) io.out(`    ${many}  ${because}`);
      }
      io.out(
        `Tasks          ${Object.entries(counts.tasks)
          .map(([state, n]) => `${n} ${state}`)
          .join(', ')}`,
      );
      for (const { contactId, code, message } of await store.buried(20))
        io.out(`  contact ${contactId}: ${code}, ${message}`);
      return counts.buried > 0 ? 2 : 0;
    });
  },
};
