/** The HubSpot project as it lies on disk: where it is, its files, its profiles. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { BatonError } from '../../src/errors.ts';
import { format, resolveConfig } from 'prettier';
import { z } from 'zod';

export const ROOT = join(import.meta.dirname, '../..');
export const APP_FILE = 'app/app-hsmeta.json';
export const WEBHOOKS_FILE = 'app/webhooks/webhooks-hsmeta.json';

/** Where `hsproject.json` says the sources are. @throws PROJECT_UNREADABLE */
export function sourceDir(root: string): string {
  const { srcDir } = readJson(join(root, 'hsproject.json'), z.looseObject({ srcDir: z.string() }));
  return resolve(root, srcDir);
}

/** @throws PROJECT_UNREADABLE when the file is not there, not JSON, or not of this shape. */
export function readJson<T>(file: string, shape: z.ZodType<T>): T {
  const read = shape.safeParse(parseJson(file));
  if (read.success) return read.data;
  throw new BatonError('PROJECT_UNREADABLE', { what: file, found: z.prettifyError(read.error) });
}

/** The value with its keys as they were written. @throws PROJECT_UNREADABLE */
export function parseJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new BatonError('PROJECT_UNREADABLE', { what: file, found: String(cause), cause });
  }
}

/** A copy with the value at this path replaced; every other key stays where it was. */
export function replaced(value: unknown, [head, ...rest]: readonly string[], to: unknown): unknown {
  if (head === undefined) return to;
  const object = typeof value === 'object' && value !== null ? value : {};
  return { ...object, [head]: replaced(Reflect.get(object, head), rest, to) };
}

/** JSON as prettier leaves it, so that a file that was written and one that was formatted are the same. */
export async function jsonText(value: unknown, file: string): Promise<string> {
  return format(JSON.stringify(value), { ...(await resolveConfig(join(ROOT, 'package.json'))), filepath: file });
}

/** Every file below, as a path inside `dir` with forward slashes, sorted; installed packages and links are not followed. */
export function filesBelow(dir: string): readonly { readonly path: string; readonly link: boolean }[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && !entry.parentPath.split(/[\\/]/).includes('node_modules'))
    .map((entry) => ({
      path: relative(dir, join(entry.parentPath, entry.name)).replaceAll('\\', '/'),
      link: entry.isSymbolicLink(),
    }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

const PROFILE = /^hsprofile\.([^.]+)\.json$/;

/** Names of the profiles in the sources: `hsprofile.production.json` is `production`. */
export const profilesIn = (srcDir: string): readonly string[] =>
  readdirSync(srcDir)
    .flatMap((name) => PROFILE.exec(name)?.[1] ?? [])
    .sort();

export const profileFile = (profile: string): string => `hsprofile.${profile}.json`;

/** The examples lie beside the sources, where no upload finds them. */
export function examplesOf(root: string): readonly { readonly profile: string; readonly file: string }[] {
  const dir = join(root, 'hubspot-project');
  if (!existsSync(dir)) return [];
  return readdirSync(dir)
    .sort()
    .flatMap((name) => {
      const profile = /^hsprofile\.([^.]+)\.example\.json$/.exec(name)?.[1];
      return profile === undefined ? [] : [{ profile, file: join(dir, name) }];
    });
}
