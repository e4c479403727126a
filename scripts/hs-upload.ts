/**
 * `npm run hs:upload -- --profile NAME`: is the project in line with the agreement, would HubSpot take it, and then HubSpot's own command
 * uploads it. That command line tool is no dependency: where it is not installed, the command to run is printed.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { ExitCode, Io } from '../src/cli/command.ts';
import { BatonError } from '../src/errors.ts';
import { makeCopies, planCopies } from './hs-project/copies.ts';
import { profilesIn, sourceDir } from './hs-project/project.ts';
import { run } from './hs-project/run.ts';
import { agreementOf, planSync } from './hs-sync.ts';
import { verified } from './hs-verify.ts';

const USAGE = `npm run hs:upload -- --profile NAME [--agreement FILE]
exit 0 uploaded, 2 not uploaded, with the reason`;

export async function main(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      profile: { type: 'string' },
      agreement: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    io.out(USAGE);
    return 0;
  }
  const root = io.cwd;
  const profile = profileNamed(values.profile, profilesIn(sourceDir(root)));
  const agreement = await agreementOf(values.agreement, io);
  if (agreement === null) return 2;

  const { changes, files } = await planSync(agreement, { root });
  if (files.length > 0) {
    for (const line of changes) io.out(line);
    io.out('not uploaded: the project is not in line with the agreement: npm run hs:sync -- --apply');
    return 2;
  }
  // Made from what is committed, and never edited: an upload always has the present ones.
  makeCopies(await planCopies(root));
  if (!(await verified(root, { profile, agreement, io }))) return 2;

  const command = ['project', 'upload', '--profile', profile];
  io.out(`hs ${command.join(' ')}`);
  const hs = onPath('hs', io.env);
  if (hs === null) {
    io.out(
      'not uploaded: HubSpot’s command line tool is not installed: npm install --global @hubspot/cli, hs account auth',
    );
    return 2;
  }
  const { status } = spawnSync(hs, command, { cwd: root, env: io.env, stdio: 'inherit' });
  return status === 0 ? 0 : 2;
}

/** @throws USAGE unless it is one of those in the sources. */
function profileNamed(name: string | undefined, there: readonly string[]): string {
  if (name !== undefined && there.includes(name)) return name;
  throw new BatonError('USAGE', {
    what: '--profile',
    found: name ?? 'none',
    allowed: there.length === 0 ? 'a profile in hubspot-project/src' : there.join(', '),
    fix: 'cp hubspot-project/hsprofile.production.example.json hubspot-project/src/hsprofile.production.json, and edit it',
  });
}

/** The first file of this name on PATH that may be run. */
function onPath(name: string, env: NodeJS.ProcessEnv): string | null {
  for (const dir of (env['PATH'] ?? '').split(delimiter)) {
    const file = join(dir === '' ? '.' : dir, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not in this directory.
    }
  }
  return null;
}

if (import.meta.main) await run(main);
