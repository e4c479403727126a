import { parseArgs } from 'node:util';
import { points, receiptLines } from '../../core/explain.ts';
import { BatonError } from '../../errors.ts';
import type { Command } from '../command.ts';
import { withStore } from '../with-store.ts';

const USAGE = 'baton explain <contact id> [--json]';

export const command: Command = {
  name: 'explain',
  summary: 'why a contact has its score, stage, owner and task, line by line',
  usage: `${USAGE}\n\nReads what was decided; computes and writes nothing.`,
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { json: { type: 'boolean', default: false } },
    });
    const [contactId, ...rest] = positionals;
    if (contactId === undefined || !/^\d+$/.test(contactId) || rest.length > 0) {
      throw new BatonError('USAGE', {
        what: 'explain',
        found: positionals.join(' ') || 'nothing',
        allowed: `one HubSpot contact id: ${USAGE}`,
      });
    }
    return withStore(io, async (store) => {
      const known = await store.contact(contactId);
      if (known === null)
        throw new BatonError('NOT_FOUND', { what: `contact ${contactId}`, found: 'never seen by Baton' });
      if (values.json) {
        io.out(JSON.stringify(known, null, 2));
        return 0;
      }
      const { score, cycles, tasks, because } = known;
      if (score === null) {
        io.out('Not scored yet.');
        return 0;
      }
      io.out(
        `Score ${points(score.total)} of 100, grade ${score.grade} (behaviour ${points(score.behaviour)}, profile ${points(score.profile)}), as of ${new Date(score.at).toISOString()}`,
      );
      io.out(`Agreement ${score.agreement.slice(0, 8)}`);
      for (const line of receiptLines(score)) io.out(`  ${line}`);
      io.out('');
      for (const sentence of because) io.out(sentence);
      for (const cycle of cycles) {
        io.out(`Cycle ${cycle.no}: ${cycle.state}${cycle.heldBecause === null ? '' : ` (${cycle.heldBecause})`}`);
        if (cycle.handoff !== null) {
          io.out(
            `  handed off ${new Date(cycle.handoff.at).toISOString()} to ${cycle.handoff.ownerName}, ${cycle.handoff.temperature}, first contact by ${new Date(cycle.handoff.dueAt).toISOString()}`,
          );
          for (const tried of cycle.handoff.trace) io.out(`    ${tried}`);
        }
      }
      for (const task of tasks)
        io.out(
          `Task "${task.task.subject}": ${task.state}${task.hubspotId === null ? '' : `, HubSpot id ${task.hubspotId}`}`,
        );
      if (known.buried !== null) io.out(`Buried: ${known.buried.code}, ${known.buried.message}`);
      return 0;
    });
  },
};
