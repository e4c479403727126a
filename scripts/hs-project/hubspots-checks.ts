/**
 * HubSpot's own checks of a project, without HubSpot: uids, directories, keys, what may exist only once. Its parser asks a server for the
 * schemas of all types; it is told the types we have a schema of, and `schema-checks.ts` holds the components against them.
 */
import { http } from '@hubspot/local-dev-lib/http';
import { mapToInternalType } from '@hubspot/project-parsing-lib/transform';
import { isTranslationError, translate } from '@hubspot/project-parsing-lib/translate';
import { z } from 'zod';
import type { Finding, Path } from './component.ts';
import { schemaTypes } from './schema-checks.ts';

/** The parser keeps them to itself, but for one text of all. */
const fileErrors = z.array(z.object({ file: z.string(), errors: z.array(z.string()) }));

export async function hubspotsChecks({
  srcDir,
  platformVersion,
  profile,
}: {
  readonly srcDir: string;
  readonly platformVersion: string;
  readonly profile: string | undefined;
}): Promise<readonly Finding[]> {
  const answer = { data: Object.fromEntries(schemaTypes().map((type) => [mapToInternalType(type), {}])) };
  const asked = http.get;
  http.get = (async () => answer) as unknown as typeof http.get;
  try {
    const context = { projectSourceDir: srcDir, platformVersion, accountId: 1 };
    await translate(context, profile === undefined ? {} : { profile });
    return [];
  } catch (error) {
    if (!isTranslationError(error)) return [{ file: 'hsproject.json', path: [], message: messageOf(error) }];
    return fileErrors
      .parse(Reflect.get(error, 'errors'))
      .flatMap(({ file, errors }) =>
        errors.map((text) => ({ file: file.replaceAll('\\', '/'), path: pathIn(text), message: oneLine(text) })),
      );
  } finally {
    http.get = asked;
  }
}

/** Its messages name what they are about, if not where it stands. */
function pathIn(message: string): Path {
  const unexpected = /^Unexpected top-level properties found: ([^,]+)/.exec(message)?.[1];
  const key = unexpected ?? /\b(uid|type|config)\b/.exec(message)?.[1];
  return key === undefined ? [] : [key];
}

const oneLine = (text: string): string => text.replace(/\s*\n\s*-?\s*/g, ' ').trim();
export const messageOf = (error: unknown): string => oneLine(error instanceof Error ? error.message : String(error));
