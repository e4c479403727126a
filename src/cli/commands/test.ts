/** `baton test`: runs the examples an agreement carries with it. Reads one file and nothing else. */
import { parseArgs } from 'node:util';
import { problemBlock } from '../../agreement/problem.ts';
import { label, readAgreement } from '../../agreement/read.ts';
import type { TestResult } from '../../agreement/tests.ts';
import { NOON, runAgreementTests } from '../../agreement/tests.ts';
import { agreementText } from '../agreement-text.ts';
import type { Command } from '../command.ts';

export const command: Command = {
  name: 'test',
  summary: 'runs the examples in an agreement; needs neither HubSpot nor a database',
  usage:
    'baton test [FILE] [--json]       FILE: AGREEMENT, else ./agreement.yaml\n' +
    'The examples are run as if it were a Wednesday noon.\nexit 0 all hold, 2 some do not, or the agreement has problems',
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { json: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    const { file, text } = await agreementText(positionals, io);
    const read = readAgreement(text, { file });
    if (!read.ok) {
      if (values.json)
        io.out(JSON.stringify({ ok: false, agreement: null, problems: read.problems, results: [] }, null, 2));
      else
        io.out(
          [...read.problems.map((p) => problemBlock(p, text)), `${file}: cannot be tested before this is mended.`].join(
            '\n\n',
          ),
        );
      return 2;
    }
    const results = runAgreementTests(read.agreement, NOON);
    const failed = results.filter((result) => !result.ok).length;
    if (values.json) {
      io.out(JSON.stringify({ ok: failed === 0, agreement: label(read.agreement), problems: [], results }, null, 2));
    } else {
      for (const result of results) io.out(lines(result));
      io.out(`\n${label(read.agreement)}: ${results.length - failed} of ${results.length} examples hold.`);
    }
    return failed === 0 ? 0 : 2;
  },
};

function lines(result: TestResult): string {
  if (result.ok) return `  ✓ ${result.name}`;
  return [
    `  ✗ ${result.name}`,
    ...result.misses.map(({ what, expected, found }) => `      ${what}: expected ${expected}, found ${found}`),
    ...result.because.map((reason) => `      · ${reason}`),
  ].join('\n');
}
