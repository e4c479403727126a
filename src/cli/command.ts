/** What every command is: a name, a line for the overview, its usage, and what it does. */
export interface Io {
  out(text: string): void;
  err(text: string): void;
  /** A line that replaces the one before it, for work that takes long; where there is no terminal it is not there. */
  progress?(text: string): void;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly isTerminal: boolean;
}

/** 0 done, 1 broken, 2 problems found. */
export type ExitCode = 0 | 1 | 2;

export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly usage: string;
  /** Anything that writes is a dry run until `--apply`. */
  run(args: readonly string[], io: Io): Promise<ExitCode>;
}
