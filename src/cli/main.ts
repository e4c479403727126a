/** `baton <command>`: finds the command, runs it, turns what it says into an exit code. */
import { commands } from './commands.ts';
import type { Io } from './command.ts';
import { BatonError } from '../errors.ts';

export async function main(argv: readonly string[]): Promise<void> {
  const io: Io = {
    out: (text) => void process.stdout.write(text.endsWith('\n') ? text : `${text}\n`),
    err: (text) => void process.stderr.write(text.endsWith('\n') ? text : `${text}\n`),
    ...(process.stderr.isTTY === true
      ? { progress: (text: string) => void process.stderr.write(`\r\x1b[K${text}`) }
      : {}),
    env: process.env,
    cwd: process.cwd(),
    isTerminal: process.stdout.isTTY === true,
  };
  // `baton queue | head` closes the pipe before everything is written: nobody is left to tell.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  process.exitCode = await runCommand(argv, io);
}

/** 0 done, 1 broken, 2 problems found or a command used wrongly. */
export async function runCommand(argv: readonly string[], io: Io): Promise<0 | 1 | 2> {
  const [name, ...args] = argv;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    io.out(overview());
    return 0;
  }
  const command = commands.find((c) => c.name === name);
  if (command === undefined) {
    io.err(`There is no command "${name}".\n\n${overview()}`);
    return 2;
  }
  if (args.includes('--help') || args.includes('-h')) {
    io.out(`${command.summary}\n\n${command.usage}`);
    return 0;
  }
  try {
    return await command.run(args, io);
  } catch (error) {
    if (error instanceof BatonError) {
      io.err(`baton ${name}: ${error.message}`);
      return error.code === 'USAGE' ? 2 : 1;
    }
    if (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')) {
      io.err(`baton ${name}: ${error.message}\n\n${command.usage}`);
      return 2;
    }
    io.err(`baton ${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return 1;
  }
}

function overview(): string {
  const width = Math.max(...commands.map((c) => c.name.length));
  return [
    'baton <command> [options]     baton <command> --help',
    '',
    ...commands.map((c) => `  ${c.name.padEnd(width)}  ${c.summary}`),
  ].join('\n');
}
