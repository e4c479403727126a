/** `baton plan`: what an agreement would change for the contacts known now. */
import { parseArgs } from 'node:util';
import { differences } from '../../agreement/diff.ts';
import { mirrorOf } from '../../agreement/needs.ts';
import { label } from '../../agreement/read.ts';
import type { Agreement } from '../../core/agreement.ts';
import { points, signed } from '../../core/words.ts';
import { BatonError } from '../../errors.ts';
import type { Foreseen, Move, Named, Stage } from '../../worker/foresee.ts';
import { foresee } from '../../worker/foresee.ts';
import { lacking } from '../../worker/rescore.ts';
import { agreementInForce, resolveAgreement } from '../agreement-ref.ts';
import type { Command } from '../command.ts';
import { inForceOf } from '../compose.ts';
import { progressLine } from '../progress.ts';
import { rememberedPortal } from '../../worker/remembered-portal.ts';
import { withStore } from '../with-store.ts';

const USAGE = 'baton plan [FILE | VERSION | HASH] [--show N] [--json]';

export const command: Command = {
  name: 'plan',
  summary: 'what an agreement would change for the contacts known now; writes nothing',
  usage: `${USAGE}\n\nFILE: AGREEMENT, else ./agreement.yaml. --show N names up to N contacts per line (10).\nPlans every known contact from what Baton remembers of it, by the agreement in force and by this one.`,
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { show: { type: 'string', default: '10' }, json: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    const show = Number(values.show);
    if (positionals.length > 1 || !Number.isInteger(show) || show < 0) {
      throw new BatonError('USAGE', { what: 'plan', found: args.join(' '), allowed: USAGE });
    }
    return withStore(io, async (store, { clock }) => {
      const before = await agreementInForce(store);
      if (before === null) {
        throw new BatonError('NOT_FOUND', {
          what: 'an agreement in force to compare with',
          found: 'none',
          fix: 'npx baton apply --apply',
        });
      }
      const { agreement: after } = await resolveAgreement(positionals[0], { io, store });
      const { portal, isRead } = await rememberedPortal(store, after);
      const foreseen = await foresee({
        store,
        before: inForceOf(before),
        after: inForceOf(after),
        portal,
        now: clock.now(),
        show,
        onProgress: progressLine(io, ({ done, total }) => `${done} of ${total} contacts planned`),
      });
      const unknown = lacking(mirrorOf(after), mirrorOf(before));
      if (values.json) {
        io.out(
          JSON.stringify(
            {
              inForce: label(before),
              agreement: label(after),
              differences: differences(before, after),
              notRead: unknown,
              ...foreseen,
            },
            null,
            2,
          ),
        );
        return 0;
      }
      for (const line of [...heading(before, after), '', ...linesOf(foreseen)]) io.out(line);
      if (unknown.length > 0) {
        io.out(
          `Not foreseen: what ${unknown.join(', ')} would add. They are read from HubSpot when this agreement is applied.`,
        );
      }
      if (!isRead)
        io.out('HubSpot was never read for this database: everybody the agreement names is taken to be available.');
      return 0;
    });
  },
};

function heading(before: Agreement, after: Agreement): readonly string[] {
  const changes = differences(before, after);
  return [
    `In force: ${label(before)}`,
    `Planned:  ${label(after)}`,
    ...(changes.length === 0 ? ['  nothing differs'] : changes.map((change) => `  ${change}`)),
  ];
}

const STAGES: Readonly<Record<Stage, string>> = { none: 'not qualified', mql: 'MQL', sql: 'SQL' };
const counted = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`;
const called = ({ contactId, name }: Named): string => (name === '' ? contactId : `${contactId} ${name}`);

function linesOf(seen: Foreseen): readonly string[] {
  const { contacts, unread } = seen;
  const names = (some: readonly Named[], all: number): string =>
    some.length === 0 ? '' : `: ${some.map(called).join(', ')}${all > some.length ? ' …' : ''}`;
  const moves = (title: string, list: readonly Move[]): readonly string[] =>
    list.length === 0
      ? []
      : [
          title,
          ...list.map(
            (move) => `  ${signed(move.to - move.from)}  ${called(move)}: ${points(move.from)} → ${points(move.to)}`,
          ),
        ];
  return [
    `${counted(contacts, 'contact')} known${unread === 0 ? '' : `, ${unread} of them never read: nothing can be foreseen about those`}.`,
    ...(seen.crossings.length === 0 ? ['Nobody crosses a line.'] : []),
    ...seen.crossings.map(
      ({ from, to, count, some }) =>
        `${STAGES[from]} → ${STAGES[to]}: ${counted(count, 'contact')}${names(some, count)}`,
    ),
    `Tasks: ${counted(seen.tasks, 'lead')} would be handed off${seen.tasksAnyway === 0 ? '' : `, ${seen.tasksAnyway} of them by the agreement in force too`}${names(seen.handedOff, seen.tasks)}`,
    ...Object.entries(seen.newlyHeld).map(([reason, count]) => `Held, ${reason}: ${counted(count, 'contact')}`),
    ...seen.loads.map(({ name, open, coming }) => `  ${name}: ${open} in hand, ${coming} more would come`),
    `Scores: ${counted(seen.scoreChanged, 'contact')} would change, ${signed(Math.round(seen.meanChange * 100))} on average.`,
    ...moves('Risen most:', seen.risen),
    ...moves('Fallen most:', seen.fallen),
  ];
}
