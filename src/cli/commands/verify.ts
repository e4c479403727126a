/** `baton verify`: computes a receipt again from the facts it carries, and says what differs. Writes nothing. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { label } from '../../agreement/read.ts';
import { agreementHashIn, verifyReceipt } from '../../agreement/receipt.ts';
import { points } from '../../core/explain.ts';
import { BatonError, reasonOf } from '../../errors.ts';
import { fromFile } from '../agreement-ref.ts';
import type { Command, Io } from '../command.ts';
import { findAgreement } from '../find-agreement.ts';

const USAGE = 'baton verify RECEIPT [--agreement FILE] [--json]';

export const command: Command = {
  name: 'verify',
  summary: 'computes a receipt again from what it says it rests on, and refuses an altered one',
  usage:
    `${USAGE}\n\nRECEIPT: what "baton explain <contact> --json" printed. Without --agreement the version is taken from the\n` +
    'database, by the hash the receipt names.\nexit 0 every byte is as computed, 2 something differs',
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { agreement: { type: 'string' }, json: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    const [file, ...rest] = positionals;
    if (file === undefined || rest.length > 0) {
      throw new BatonError('USAGE', { what: 'verify', found: positionals.join(' ') || 'nothing', allowed: USAGE });
    }
    const text = await receiptText(file, io);
    const hash = agreementHashIn(text);
    const tell = (differences: readonly string[]): 2 => {
      if (values.json) io.out(JSON.stringify({ ok: false, differences }, null, 2));
      else io.out([`${file}: not what was computed.`, ...differences.map((line) => `  ${line}`)].join('\n'));
      return 2;
    };
    if (hash === null) return tell(['it is no receipt: it cannot be read as one']);
    if (!/^[0-9a-f]{64}$/.test(hash)) return tell([`agreement.hash: ${JSON.stringify(hash)} is no hash`]);
    const { agreement } = await (values.agreement === undefined
      ? findAgreement(hash, io)
      : fromFile([values.agreement], io));
    const verified = verifyReceipt(text, agreement);
    if (!verified.ok) return tell(verified.differences);
    const { contactId, score, now } = verified.document;
    const when = new Date(now).toISOString();
    if (values.json)
      io.out(JSON.stringify({ ok: true, contactId, total: score.total, grade: score.grade, now }, null, 2));
    else {
      io.out(
        `${file}: contact ${contactId} had ${points(score.total)} points, grade ${score.grade}, at ${when} under ${label(agreement)}. Every byte is as computed.`,
      );
    }
    return 0;
  },
};

async function receiptText(file: string, { cwd }: Io): Promise<string> {
  try {
    return await readFile(resolve(cwd, file), 'utf8');
  } catch (cause) {
    const fix = 'name a file that "baton explain <contact> --json" wrote';
    throw new BatonError('NOT_FOUND', { what: resolve(cwd, file), found: reasonOf(cause), fix, cause });
  }
}
