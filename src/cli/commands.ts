/** Every command, in the order people meet them. */
import type { Command } from './command.ts';
import { command as check } from './commands/check.ts';
import { command as demo } from './commands/demo.ts';
import { command as explain } from './commands/explain.ts';
import { command as goLive } from './commands/go-live.ts';
import { command as migrate } from './commands/migrate.ts';
import { command as pause } from './commands/pause.ts';
import { command as portal } from './commands/portal.ts';
import { command as queue } from './commands/queue.ts';
import { command as resume } from './commands/resume.ts';
import { command as setup } from './commands/setup.ts';
import { serve, start, work } from './commands/start.ts';
import { command as test } from './commands/test.ts';

export const commands: readonly Command[] = [
  demo,
  portal,
  check,
  test,
  setup,
  goLive,
  start,
  serve,
  work,
  pause,
  resume,
  explain,
  queue,
  migrate,
];
