/** `baton check`: everything wrong with an agreement at once, each with its line. Reads one file and nothing else. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Problem } from '../../agreement/problem.ts';
import { problemBlock } from '../../agreement/problem.ts';
import { label, readAgreement } from '../../agreement/read.ts';
import type { Command } from '../command.ts';
import { agreementText } from '../agreement-text.ts';

export const command: Command = {
  name: 'check',
  summary: 'looks for mistakes in an agreement; needs neither HubSpot nor a database',
  usage: 'baton check [FILE] [--json]      FILE: AGREEMENT, else ./agreement.yaml\nexit 0 usable, 2 problems found',
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { json: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    const { file, text } = await agreementText(positionals, io);
    const read = readAgreement(text, { file });
    const problems = read.ok ? read.warnings : read.problems;
    if (values.json) {
      const agreement = read.ok ? { label: label(read.agreement), hash: read.agreement.hash } : null;
      io.out(JSON.stringify({ file: resolve(io.cwd, file), ok: read.ok, agreement, problems }, null, 2));
    } else {
      for (const problem of problems) io.out(`${problemBlock(problem, text)}\n`);
      io.out(read.ok ? `${label(read.agreement)}: can be used${noted(problems)}.` : `${file}: ${counted(problems)}.`);
    }
    return read.ok ? 0 : 2;
  },
};

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;
const counted = (problems: readonly Problem[]): string => `${plural(problems.length, 'problem')} found`;
const noted = (warnings: readonly Problem[]): string =>
  warnings.length === 0 ? '' : `, ${plural(warnings.length, 'warning')}`;
