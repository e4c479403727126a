/** What HubSpot would skip, or miss, in the files of an upload. */
import { dirname, relative } from 'node:path';
import {
  ALLOWED_COMPONENT_DIRECTORIES,
  ALLOWED_SUB_COMPONENT_DIRECTORIES,
} from '@hubspot/project-parsing-lib/constants';
import { strings, textAt } from './component.ts';
import type { Component, Finding } from './component.ts';

const READ: ReadonlySet<string> = new Set([...ALLOWED_COMPONENT_DIRECTORIES, ...ALLOWED_SUB_COMPONENT_DIRECTORIES]);

interface Files {
  readonly components: readonly Component[];
  /** Paths of the upload. */
  readonly uploaded: readonly { readonly path: string; readonly link: boolean }[];
}

export function fileChecks({ components, uploaded }: Files): readonly Finding[] {
  const skipped = uploaded.filter(({ path }) => path.endsWith('-hsmeta.json') && !READ.has(dirname(path)));
  const paths = new Set(uploaded.map(({ path }) => path));
  return [
    ...skipped.map(({ path }) => ({
      file: path,
      path: [],
      message: `HubSpot reads no component in ${dirname(path)}, and says nothing`,
      fix: 'put it directly into the directory of its type',
    })),
    ...uploaded.flatMap(({ path, link }) =>
      link ? [{ file: path, path: [], message: 'a symbolic link, which HubSpot cannot build', fix: 'copy it in' }] : [],
    ),
    ...components.flatMap((component) => entrypoint(component, paths)),
    ...components.flatMap(unresolved),
  ];
}

function entrypoint({ file, config }: Component, paths: ReadonlySet<string>): readonly Finding[] {
  const entry = textAt(config, ['entrypoint']);
  if (entry === '') return [];
  const where = { file, path: ['config', 'entrypoint'] };
  const path = relative('/', `/${entry.replace(/^\//, '')}`);
  if (!paths.has(path)) return [{ ...where, message: `${entry} is not among the files of the upload` }];
  if (dirname(path) !== dirname(file)) {
    return [{ ...where, message: `${entry} lies in another directory than this file, where HubSpot looks for it` }];
  }
  return [];
}

const unresolved = ({ file, config }: Component): readonly Finding[] =>
  strings(config, ['config']).flatMap(({ path, text }) => {
    const name = /\$\{([^}]*)\}/.exec(text)?.[1];
    if (name === undefined) return [];
    return [{ file, path, message: `nothing gives a value to \${${name}}`, fix: 'name a profile that has it' }];
  });
