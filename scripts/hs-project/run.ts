/** Runs a script like a command of `baton`: its exit code, its output, and one line for a broken world. */
import type { ExitCode, Io } from '../../src/cli/command.ts';
import { BatonError } from '../../src/errors.ts';

export async function run(main: (args: readonly string[], io: Io) => Promise<ExitCode>): Promise<void> {
  const io: Io = {
    out: (text) => console.log(text),
    err: (text) => console.error(text),
    env: process.env,
    cwd: process.cwd(),
    isTerminal: process.stdout.isTTY,
  };
  try {
    process.exitCode = await main(process.argv.slice(2), io);
  } catch (error) {
    const called = error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
    if (!called && !(error instanceof BatonError)) throw error;
    io.err(`${error.message}${called ? ' (try --help)' : ''}`);
    process.exitCode = 1;
  }
}
