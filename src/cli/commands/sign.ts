/** `baton sign`: a signature on the text as it is, kept in the database. */
import { parseArgs } from 'node:util';
import { label } from '../../agreement/read.ts';
import type { Role } from '../../core/authority.ts';
import { ROLES } from '../../core/authority.ts';
import { BatonError } from '../../errors.ts';
import { resolveAgreement } from '../agreement-ref.ts';
import { onServer, signAgreement } from '../../worker/authority.ts';
import type { Command } from '../command.ts';
import { withStore } from '../with-store.ts';

const USAGE = 'baton sign [FILE | VERSION | HASH] --as marketing|sales [--email WHO]';

export const command: Command = {
  name: 'sign',
  summary: 'sign an agreement for marketing or for sales',
  usage:
    `${USAGE}\n\nThe signers are those named by the agreement in force; of the first one, those it names itself. Without --email it is\n` +
    'signed as the person named. A signature holds for this very text: another word needs another signature. It changes nothing\n' +
    'for any contact before "baton apply".\nexit 0 signed, 2 refused, or its examples do not hold',
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { as: { type: 'string' }, email: { type: 'string' } },
      allowPositionals: true,
    });
    const role = ROLES.find((known): known is Role => known === values.as);
    if (role === undefined || positionals.length > 1) {
      throw new BatonError('USAGE', { what: 'sign', found: args.join(' ') || 'nothing', allowed: USAGE });
    }
    return withStore(io, async (store, { clock }) => {
      const found = await resolveAgreement(positionals[0], { io, store });
      const { entry } = await signAgreement(store, {
        found,
        role,
        email: values.email ?? null,
        acting: onServer(clock.now()),
      });
      io.out(
        `${label(found.agreement)}: ${entry.allowed ? `signed for ${role} by ${entry.who}, on the server` : `not signed: ${entry.because}`}.`,
      );
      return entry.allowed ? 0 : 2;
    });
  },
};
