/** The project as an upload holds it, in a directory of its own, with the extensions copied in and packages to lint and build with. */
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCopies, planCopies } from '../../scripts/hs-project/copies.ts';

const ROOT = join(import.meta.dirname, '../..');

export interface Staged {
  readonly root: string;
  /** `hubspot-project/src/app`. */
  readonly app: string;
  remove(): void;
}

/** @param root where `hsproject.json`, `hubspot-project` and `extensions` lie. */
export async function stageExtensions(root: string = ROOT): Promise<Staged> {
  const staged = mkdtempSync(join(tmpdir(), 'baton-upload-'));
  for (const path of ['hsproject.json', 'hubspot-project', 'extensions']) {
    cpSync(join(root, path), join(staged, path), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(staged, 'node_modules'));
  makeCopies(await planCopies(staged));
  return {
    root: staged,
    app: join(staged, 'hubspot-project/src/app'),
    remove: () => rmSync(staged, { recursive: true, force: true }),
  };
}
