/** `baton pin`: treat a lead as hot, warm or cold for a time, whatever the agreement says. It hands nothing off and undoes nothing. */
import { parseArgs } from 'node:util';
import { durationMs } from '../../agreement/units.ts';
import type { Temperature } from '../../core/agreement.ts';
import { pinSentence } from '../../core/explain.ts';
import { pinAt } from '../../core/pin.ts';
import type { Said } from '../../core/said.ts';
import { BatonError } from '../../errors.ts';
import { agreementInForce } from '../agreement-ref.ts';
import type { Command } from '../command.ts';
import { sayOf, THE_SERVER } from '../say.ts';
import { withStore } from '../with-store.ts';

const USAGE = 'baton pin CONTACT (--as hot|warm|cold [--for 7d] [--because WHY] | --off) [--apply]';
const TEMPERATURES: readonly Temperature[] = ['hot', 'warm', 'cold'];
const LONGEST_DAYS = 90;

export const command: Command = {
  name: 'pin',
  summary: 'treat a lead as hot, warm or cold for a time; shown with who said so, and no training data',
  usage:
    `${USAGE}\n\nIt decides the temperature of a handoff until it ends (7 days, at most ${LONGEST_DAYS}), and may raise that of one that was\n` +
    'made: with a shorter time to answer, never a longer one. It hands nobody off and takes no handoff back. --off ends it now.\n' +
    'Without --apply it says what would change.',
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        as: { type: 'string' },
        for: { type: 'string', default: '7d' },
        because: { type: 'string', default: '' },
        off: { type: 'boolean', default: false },
        apply: { type: 'boolean', default: false },
      },
    });
    const [contactId, ...rest] = positionals;
    const as = TEMPERATURES.find((one) => one === values.as);
    const isClear = values.off ? values.as === undefined : as !== undefined;
    if (contactId === undefined || !/^\d+$/.test(contactId) || rest.length > 0 || !isClear) {
      throw new BatonError('USAGE', { what: 'pin', found: args.join(' ') || 'nothing', allowed: USAGE });
    }
    const ms = /^\d+[mhdw]$/.test(values.for) ? durationMs(values.for) : Number.NaN;
    if (!(ms > 0 && ms <= LONGEST_DAYS * 24 * 3_600_000)) {
      throw new BatonError('USAGE', {
        what: '--for',
        found: values.for,
        allowed: `a time like 4h, 3d or 2w, at most ${LONGEST_DAYS}d`,
      });
    }
    return withStore(io, async (store, { clock }) => {
      const now = clock.now();
      const zone = (await agreementInForce(store))?.timezone ?? 'UTC';
      return sayOf(store, io, {
        contactId,
        now,
        apply: values.apply,
        what: ({ sayings }): Said => {
          if (as !== undefined) return { kind: 'pinned', as, until: now + ms, note: values.because };
          if (pinAt(sayings, now) === null) {
            throw new BatonError('NOT_FOUND', { what: `a pin of contact ${contactId}`, found: 'none that holds' });
          }
          return { kind: 'unpinned' };
        },
        told: (said) =>
          said.kind === 'pinned'
            ? pinSentence({ ...said, at: now, by: THE_SERVER.email }, zone)
            : 'The pin ends: the temperature is the agreement’s again. What was handed off stays as it is.',
      });
    });
  },
};
