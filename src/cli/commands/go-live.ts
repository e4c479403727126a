import { parseArgs } from 'node:util';
import type { Command } from '../command.ts';
import { withStore } from '../with-store.ts';

export const command: Command = {
  name: 'go-live',
  summary: 'from now on hand leads off; what happened before stays as it is',
  usage: 'baton go-live [--apply]\n\nWithout --apply it only says what it would do.',
  async run(args, io) {
    const { values } = parseArgs({ args: [...args], options: { apply: { type: 'boolean', default: false } } });
    return withStore(io, async (store, { clock }) => {
      const since = await store.setting('live_since');
      if (typeof since === 'number') {
        io.out(`Live since ${new Date(since).toISOString()}: nothing to do.`);
        return 0;
      }
      const { states } = await store.counts(clock.now());
      io.out(
        `Contacts held because Baton is not live yet: ${states['held'] ?? 0}. They stay held ("before go-live") until something new happens.`,
      );
      if (!values.apply) {
        io.out('Would go live now: stages, owners and tasks are written from then on. Say --apply to do it.');
        return 0;
      }
      const now = clock.now();
      await store.setSetting('live_since', now, now);
      io.out(`Live since ${new Date(now).toISOString()}.`);
      return 0;
    });
  },
};
