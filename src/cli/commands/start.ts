import { readConfig } from '../../config.ts';
import { createLog } from '../../log.ts';
import type { Command } from '../command.ts';
import { compose } from '../compose.ts';
import { startService } from '../service.ts';

const SETTINGS = 'Settings are environment variables: see docs/operating.md, "Settings".';

export const start = service('start', 'run the service: the door, the workers and the watch', {
  serve: true,
  work: true,
});
export const serve = service('serve', 'run the door only: receive and record', { serve: true, work: false });
export const work = service('work', 'run the workers only: plan and write', { serve: false, work: true });

function service(name: string, summary: string, parts: { readonly serve: boolean; readonly work: boolean }): Command {
  return {
    name,
    summary,
    usage: `baton ${name}\n\n${SETTINGS}\nAny number of "serve" and "work" may run against one PostgreSQL. SIGTERM stops in order.`,
    async run(_args, { env }) {
      const config = readConfig(env);
      const log = createLog(config.logLevel);
      const composition = await compose(config, log);
      const service = await startService(config, composition, parts);
      await signalled();
      await service.stop();
      return 0;
    },
  };
}

/** npm and a terminal both pass one Ctrl-C on: what follows so closely is the same signal. */
const SAME_SIGNAL_MS = 2_000;

/** Resolves on the first SIGTERM or SIGINT; a second one, given later on purpose, ends the process at once. */
export function signalled(): Promise<void> {
  return new Promise((resolve) => {
    let firstAt: number | null = null;
    const onSignal = (): void => {
      const now = performance.now();
      firstAt ??= now;
      if (now - firstAt > SAME_SIGNAL_MS) process.exit(1);
      resolve();
    };
    process.on('SIGTERM', onSignal);
    process.on('SIGINT', onSignal);
  });
}
