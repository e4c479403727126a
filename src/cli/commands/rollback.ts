/** `baton rollback`: returns to the agreement that was in force before. */
import { parseArgs } from 'node:util';
import { differences } from '../../agreement/diff.ts';
import { label } from '../../agreement/read.ts';
import { ruleOnRollback } from '../../core/authority.ts';
import { fromBook, inForceIn } from '../../agreement/stored.ts';
import { onServer, rollBack } from '../../worker/authority.ts';
import type { Command } from '../command.ts';
import { rescoreAll } from '../rescore-all.ts';
import { withStore } from '../with-store.ts';

export const command: Command = {
  name: 'rollback',
  summary: 'return to the agreement that was in force before',
  usage:
    'baton rollback [--apply]\n\nWithout --apply it says what would happen. It was signed and in force before, so it needs no new signature.\n' +
    'exit 0 done, or it may be; 2 there is nothing to return to',
  async run(args, io) {
    const { values } = parseArgs({ args: [...args], options: { apply: { type: 'boolean', default: false } } });
    return withStore(io, async (store, { clock }) => {
      const book = await store.agreementBook();
      const ruling = ruleOnRollback(book);
      if (!values.apply && ruling.kind === 'allowed') {
        const current = inForceIn(book);
        const { agreement } = fromBook(book, ruling.hash);
        io.out(`In force: ${current === null ? 'none' : label(current)}`);
        io.out(`Would return to: ${label(agreement)}`);
        for (const change of current === null ? [] : differences(current, agreement)) io.out(`  ${change}`);
        io.out(`${await store.countKnown()} contacts would be rescored. Say --apply to do it.`);
        return 0;
      }
      if (!values.apply) {
        io.out(`Nothing to roll back: ${ruling.because}.`);
        return 2;
      }
      const { entry, does } = await rollBack(store, onServer(clock.now()));
      if (does?.kind !== 'rollback') {
        io.out(`Nothing was rolled back: ${entry.because}.`);
        return 2;
      }
      io.out(`${does.text.name} · version ${does.text.version} · ${does.text.hash.slice(0, 8)} is in force again.`);
      await rescoreAll(store, { clock, io });
      return 0;
    });
  },
};
