/** Which folder, if any, keeps a user from a path. PostgreSQL refuses to run as root, so root runs it as somebody else. */
import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

export interface RunAs {
  readonly uid: number;
  readonly gid: number;
}

/** nobody: in every /etc/passwd, and initdb asks for an entry there. */
export const NOBODY: RunAs = { uid: 65_534, gid: 65_534 };

/**
 * The topmost existing folder on the way to `path` that `runAs` may not enter, or null. Null for `runAs` means "as we are".
 * Folders that do not exist yet are ours to make.
 */
export async function closedTo(path: string, runAs: RunAs | null): Promise<string | null> {
  if (runAs === null) return null;
  const folders: string[] = [];
  for (let folder = dirname(resolve(path)); ; folder = dirname(folder)) {
    folders.unshift(folder);
    if (folder === dirname(folder)) break;
  }
  for (const folder of folders) {
    const found = await stat(folder).catch(() => null);
    if (found === null) return null;
    const bit = found.uid === runAs.uid ? 0o100 : found.gid === runAs.gid ? 0o010 : 0o001;
    if ((found.mode & bit) === 0) return folder;
  }
  return null;
}
