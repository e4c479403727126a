/** Every command, in the order people meet them. */
import type { Command } from './command.ts';
import { command as agreements } from './commands/agreements.ts';
import { command as apply } from './commands/apply.ts';
import { command as check } from './commands/check.ts';
import { command as clicks } from './commands/clicks.ts';
import { command as demo } from './commands/demo.ts';
import { command as diff } from './commands/diff.ts';
import { command as doctor } from './commands/doctor.ts';
import { command as docs } from './commands/docs.ts';
import { command as explain } from './commands/explain.ts';
import { command as goLive } from './commands/go-live.ts';
import { command as init } from './commands/init.ts';
import { command as migrate } from './commands/migrate.ts';
import { command as pause } from './commands/pause.ts';
import { command as pin } from './commands/pin.ts';
import { command as plan } from './commands/plan.ts';
import { command as portal } from './commands/portal.ts';
import { command as queue } from './commands/queue.ts';
import { command as reconcile } from './commands/reconcile.ts';
import { command as rescore } from './commands/rescore.ts';
import { command as resume } from './commands/resume.ts';
import { command as rollback } from './commands/rollback.ts';
import { command as setup } from './commands/setup.ts';
import { command as sign } from './commands/sign.ts';
import { serve, start, work } from './commands/start.ts';
import { command as sources } from './commands/sources.ts';
import { command as test } from './commands/test.ts';
import { command as tryOut } from './commands/try.ts';
import { command as verify } from './commands/verify.ts';

export const commands: readonly Command[] = [
  demo,
  portal,
  check,
  test,
  setup,
  doctor,
  goLive,
  start,
  serve,
  work,
  pause,
  resume,
  explain,
  pin,
  clicks,
  verify,
  queue,
  migrate,
  init,
  docs,
  diff,
  tryOut,
  plan,
  sign,
  apply,
  rollback,
  agreements,
  rescore,
  reconcile,
  sources,
];
