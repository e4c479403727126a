/** `npm run hs:verify`: looks at the HubSpot project as HubSpot would, without HubSpot. */
import { parseArgs } from 'node:util';
import type { ExitCode, Io } from '../src/cli/command.ts';
import { textAt } from './hs-project/component.ts';
import { planCopies } from './hs-project/copies.ts';
import { examplesOf, parseJson, profilesIn, sourceDir } from './hs-project/project.ts';
import { run } from './hs-project/run.ts';
import { withExample } from './hs-project/staged.ts';
import { findingLine, verifyProject } from './hs-project/verify.ts';
import type { Verdict, VerifyOptions } from './hs-project/verify.ts';
import { agreementOf } from './hs-sync.ts';

/** Verifies with one profile of the sources and prints what is wrong; true when nothing is. */
export async function verified(
  root: string,
  { profile, agreement, io }: Required<Pick<VerifyOptions, 'profile' | 'agreement'>> & { readonly io: Io },
): Promise<boolean> {
  const { changes } = await planCopies(root);
  for (const line of changes) io.out(`not in line with extensions/: ${line} · to fix it: npm run hs:sync -- --apply`);
  const verdict = await verifyProject(root, { profile, agreement, invented: inventedIn(root) });
  return report(verdict, { root, profile, io }) && changes.length === 0;
}

/** The addresses that stand in the examples. */
const inventedIn = (root: string): ReadonlySet<string> =>
  new Set(examplesOf(root).map(({ file }) => textAt(parseJson(file), ['variables', 'API_BASE_URL'])));

function report(
  { findings, components, files }: Verdict,
  { root, profile, io }: { readonly root: string; readonly profile: string; readonly io: Io },
): boolean {
  for (const finding of findings) io.out(findingLine(root, finding));
  const what = `profile ${profile}: ${components.join(', ')}; ${files} files`;
  io.out(findings.length === 0 ? `verified: ${what}` : `${findings.length} found: ${what}`);
  return findings.length === 0;
}

const USAGE = `npm run hs:verify -- [--profile NAME] [--agreement FILE]
  NAME  hsprofile.NAME.json in the sources; without it each that is there, and where there is none the examples
exit 0 as HubSpot wants it, 2 problems found`;

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
  const agreement = await agreementOf(values.agreement, io);
  if (agreement === null) return 2;
  const root = io.cwd;
  const profiles = values.profile === undefined ? profilesIn(sourceDir(root)) : [values.profile];
  let good = true;
  for (const profile of profiles) good = (await verified(root, { profile, agreement, io })) && good;
  if (profiles.length > 0) return good ? 0 : 2;

  io.out('no profile yet, so the examples are used; an upload needs one in the sources');
  for (const example of examplesOf(root)) {
    const { profile } = example;
    const fine = await withExample(root, example, async (staged) =>
      report(await verifyProject(staged, { profile, agreement }), { root: staged, profile, io }),
    );
    good = fine && good;
  }
  return good ? 0 : 2;
}

if (import.meta.main) await run(main);
