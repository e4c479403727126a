/** `baton diff`: what changes between two agreements, in words. */
import { parseArgs } from 'node:util';
import { differences } from '../../agreement/diff.ts';
import { label } from '../../agreement/read.ts';
import { BatonError } from '../../errors.ts';
import { IN_FORCE } from '../../agreement/stored.ts';
import type { Command } from '../command.ts';
import { findAgreement } from '../find-agreement.ts';

const USAGE = 'baton diff A B [--json]';

export const command: Command = {
  name: 'diff',
  summary: 'what changes between two agreements, in words and not in lines of text',
  usage:
    `${USAGE}\n\nA and B: files, or "in force", the number of a version, or the start of a hash.\n` +
    'With one of them: from the one in force to that one.',
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { json: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    const [first, second, ...rest] = positionals;
    if (first === undefined || rest.length > 0) {
      throw new BatonError('USAGE', { what: 'diff', found: positionals.join(' ') || 'nothing', allowed: USAGE });
    }
    const before = (await findAgreement(second === undefined ? IN_FORCE : first, io)).agreement;
    const after = (await findAgreement(second ?? first, io)).agreement;
    const changes = differences(before, after);
    if (values.json) {
      io.out(JSON.stringify({ before: label(before), after: label(after), changes }, null, 2));
      return 0;
    }
    io.out(`${label(before)}  →  ${label(after)}`);
    if (changes.length === 0)
      io.out(before.hash === after.hash ? 'The same agreement.' : 'Written differently, and meaning the same.');
    for (const change of changes) io.out(`  ${change}`);
    return 0;
  },
};
