/** `baton apply`: puts a signed agreement in force and makes every known contact due to be scored by it. */
import { parseArgs } from 'node:util';
import { differences } from '../../agreement/diff.ts';
import { label } from '../../agreement/read.ts';
import { countedSignatures, ROLES } from '../../core/authority.ts';
import { BatonError } from '../../errors.ts';
import { rescoreInHand } from '../../worker/rescore.ts';
import { resolveAgreement } from '../agreement-ref.ts';
import { inForceIn } from '../../agreement/stored.ts';
import { applyAgreement, mayApply, onServer } from '../../worker/authority.ts';
import type { Command } from '../command.ts';
import { rescoreAll } from '../rescore-all.ts';
import { withStore } from '../with-store.ts';

const USAGE = 'baton apply [FILE | VERSION | HASH] [--apply]';

export const command: Command = {
  name: 'apply',
  summary: 'put an agreement in force that both teams have signed',
  usage:
    `${USAGE}\n\nWithout --apply it says what would happen; "baton plan" says for whom. Interrupted, it is simply run again.\n` +
    'exit 0 in force, or it may be; 2 refused',
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { apply: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    if (positionals.length > 1) {
      throw new BatonError('USAGE', { what: 'apply', found: positionals.join(' '), allowed: USAGE });
    }
    return withStore(io, async (store, { clock }) => {
      const found = await resolveAgreement(positionals[0], { io, store });
      const { agreement } = found;
      const book = await store.agreementBook();
      const current = inForceIn(book);
      if (current?.hash === agreement.hash) {
        const rescore = await rescoreInHand(store);
        if (rescore === null || rescore.hash !== agreement.hash || rescore.finishedAt !== null) {
          io.out(`${label(agreement)} is in force: nothing to do.`);
          return 0;
        }
        io.out(`${label(agreement)} is in force; ${rescore.total - rescore.done} contacts are still to be made due.`);
        if (values.apply) await rescoreAll(store, { clock, io });
        else io.out('Say --apply to go on.');
        return 0;
      }
      if (!values.apply) {
        io.out(`In force: ${current === null ? 'none' : label(current)}`);
        io.out(`To apply: ${label(agreement)}`);
        for (const change of current === null ? [] : differences(current, agreement)) io.out(`  ${change}`);
        const signed = countedSignatures(book, { hash: agreement.hash, named: (current ?? agreement).signers });
        for (const role of ROLES) {
          const signature = signed[role];
          io.out(
            `Signed for ${role}: ${signature === null ? `not yet, by ${(current ?? agreement).signers[role]}` : `${signature.email}, ${new Date(signature.at).toISOString()}`}`,
          );
        }
        const ruling = mayApply(book, agreement);
        const contacts = await store.countKnown();
        io.out(
          ruling.kind === 'refused'
            ? `It may not be put in force: ${ruling.because}.`
            : `It may be put in force: ${ruling.because}. ${contacts} contacts would be rescored. Say --apply to do it.`,
        );
        return ruling.kind === 'refused' ? 2 : 0;
      }
      const { entry } = await applyAgreement(store, { found, acting: onServer(clock.now()) });
      if (!entry.allowed) {
        io.out(`${label(agreement)} was not put in force: ${entry.because}.`);
        return 2;
      }
      io.out(`${label(agreement)} is in force: ${entry.because}.`);
      await rescoreAll(store, { clock, io });
      return 0;
    });
  },
};
