/** `baton docs`: the agreement in plain sentences, to read aloud, to print and to sign. */
import { parseArgs } from 'node:util';
import { inHtml } from '../../agreement/html.ts';
import { label } from '../../agreement/read.ts';
import { inWords } from '../../agreement/words.ts';
import { BatonError } from '../../errors.ts';
import type { Command } from '../command.ts';
import { findAgreement } from '../find-agreement.ts';

const USAGE = 'baton docs [FILE | "in force" | VERSION | HASH] [--html]';

export const command: Command = {
  name: 'docs',
  summary: 'the agreement in plain sentences, as Markdown or as a page to print and sign',
  usage: `${USAGE}\n\nFILE: AGREEMENT, else ./agreement.yaml. The same agreement always gives the same bytes.`,
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { html: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    if (positionals.length > 1) {
      throw new BatonError('USAGE', { what: 'docs', found: positionals.join(' '), allowed: USAGE });
    }
    const { agreement } = await findAgreement(positionals[0], io);
    const markdown = inWords(agreement, label(agreement));
    io.out(values.html ? inHtml(agreement, markdown) : markdown);
    return 0;
  },
};
