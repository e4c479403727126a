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

/** Resolves on the first SIGTERM or SIGINT; a second one ends the process at once. */
export function signalled(): Promise<void> {
  return new Promise((resolve) => {
    const once = (): void => {
      process.on('SIGTERM', () => process.exit(1));
      process.on('SIGINT', () => process.exit(1));
      resolve();
    };
    process.once('SIGTERM', once);
    process.once('SIGINT', once);
  });
}
