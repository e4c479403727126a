/** The project in a directory of its own, as it would be with an example for a profile. */
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { makeCopies, planCopies } from './copies.ts';
import { profileFile, sourceDir } from './project.ts';

export async function withExample<T>(
  root: string,
  { profile, file }: { readonly profile: string; readonly file: string },
  use: (staged: string) => Promise<T>,
): Promise<T> {
  const staged = mkdtempSync(join(tmpdir(), 'hubspot-project-'));
  try {
    const srcDir = relative(root, sourceDir(root));
    cpSync(join(root, 'hsproject.json'), join(staged, 'hsproject.json'));
    cpSync(join(root, srcDir), join(staged, srcDir), { recursive: true, verbatimSymlinks: true });
    cpSync(file, join(staged, srcDir, profileFile(profile)));
    if (existsSync(join(root, 'extensions'))) {
      cpSync(join(root, 'extensions'), join(staged, 'extensions'), { recursive: true });
      makeCopies(await planCopies(staged));
    }
    return await use(staged);
  } finally {
    rmSync(staged, { recursive: true, force: true });
  }
}
