/** `baton clicks`: the clicks of a contact that look like a mail scanner's; a person lets them count, or says that they are. */
import { parseArgs } from 'node:util';
import type { Withheld } from '../../core/bots.ts';
import { clickId, isClick, rulingsOf, siftClicks } from '../../core/bots.ts';
import { withheldLines } from '../../core/explain.ts';
import type { Said } from '../../core/said.ts';
import { BatonError } from '../../errors.ts';
import type { Command } from '../command.ts';
import type { Known } from '../say.ts';
import { sayOf } from '../say.ts';
import { withStore } from '../with-store.ts';

const USAGE = 'baton clicks CONTACT [--release ID… | --confirm ID…] [--apply]';

export const command: Command = {
  name: 'clicks',
  summary: 'clicks withheld as a mail scanner’s: list them, let them count, or confirm them',
  usage:
    `${USAGE}\n\nID: as listed, or "all" for every withheld one. Released clicks count from now on. Confirmed ones stay out, whatever\n` +
    'is learned later; a click that counted so far may be confirmed too. A handoff that was made is not undone by either.\n' +
    'Without --apply it says what would change.',
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        release: { type: 'string', multiple: true, default: [] },
        confirm: { type: 'string', multiple: true, default: [] },
        apply: { type: 'boolean', default: false },
      },
    });
    const [contactId, ...rest] = positionals;
    const { release, confirm, apply } = values;
    if (
      contactId === undefined ||
      !/^\d+$/.test(contactId) ||
      rest.length > 0 ||
      (release.length > 0 && confirm.length > 0)
    ) {
      throw new BatonError('USAGE', { what: 'clicks', found: args.join(' ') || 'nothing', allowed: USAGE });
    }
    return withStore(io, async (store, { clock }) => {
      if (release.length === 0 && confirm.length === 0) {
        const known = await store.contact(contactId);
        if (known === null) {
          throw new BatonError('NOT_FOUND', { what: `contact ${contactId}`, found: 'never seen by Baton' });
        }
        const lines = withheldLines(withheldOf(known));
        for (const line of lines) io.out(line);
        if (lines.length === 0) io.out('No click of this contact is withheld.');
        return 0;
      }
      const is = release.length > 0 ? 'released' : 'confirmed';
      return sayOf(store, io, {
        contactId,
        now: clock.now(),
        apply,
        what: (known): Said => ({ kind: `clicks_${is}`, ids: idsOf(known, { asked: [...release, ...confirm], is }) }),
        told: (said) => {
          const ids = said.kind === 'clicks_released' || said.kind === 'clicks_confirmed' ? said.ids : [];
          return [`${is === 'released' ? 'Counts from now on' : 'Confirmed as a scanner’s'}:`, ...ids].join('\n  ');
        },
      });
    });
  },
};

const withheldOf = ({ record, sayings }: Known): readonly Withheld[] =>
  siftClicks(record?.facts ?? [], rulingsOf(sayings)).withheld;

function idsOf(
  known: Known,
  { asked, is }: { asked: readonly string[]; is: 'released' | 'confirmed' },
): readonly string[] {
  const withheld = withheldOf(known).map(({ id }) => id);
  const clicks = (known.record?.facts ?? []).filter(isClick).map(clickId);
  const allowed = [...new Set(is === 'released' ? withheld : clicks)].sort();
  const ids = asked.flatMap((id) => (id === 'all' ? withheld : [id]));
  const strange = ids.find((id) => !allowed.includes(id));
  if (strange !== undefined || ids.length === 0) {
    throw new BatonError('USAGE', {
      what: is === 'released' ? '--release' : '--confirm',
      found: strange ?? 'all, and nothing is withheld',
      allowed: allowed.length === 0 ? 'none: there is no such click' : allowed.join(', '),
    });
  }
  return [...new Set(ids)];
}
