/** The types of src/http/contract.ts as the extensions see them: written out, since nothing outside of `extensions/` can be uploaded. */
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import type { z } from 'zod';
import * as contract from '../../src/http/contract.ts';
import { ROOT } from './project.ts';

/** Where the types lie; kept in git, so that the extensions can be read and checked without running anything. */
export const CONTRACT_TYPES = 'extensions/shared/contract.ts';

type Def =
  | { type: 'object'; shape: Readonly<Record<string, z.ZodType>> }
  | { type: 'array'; element: z.ZodType }
  | { type: 'union'; options: readonly z.ZodType[] }
  | { type: 'enum'; entries: Readonly<Record<string, string>> }
  | { type: 'literal'; values: readonly unknown[] }
  | { type: 'nullable' | 'optional' | 'default'; innerType: z.ZodType }
  | { type: 'string' | 'number' | 'boolean' };

/** Every schema of the contract by its name with a capital: `contactCard` is `ContactCard`. */
export async function contractTypes(): Promise<string> {
  const types = Object.entries(contract).map(
    ([name, schema]) => `export type ${name.charAt(0).toUpperCase()}${name.slice(1)} = ${typeOf(schema)};`,
  );
  const text = `/** Written by npm run hs:sync from src/http/contract.ts; not edited. */\n\n${types.join('\n\n')}\n`;
  const file = join(ROOT, CONTRACT_TYPES);
  return format(text, { ...(await resolveConfig(join(ROOT, 'package.json'))), filepath: file });
}

/** @throws RangeError for a kind of schema the contract has not used so far. */
function typeOf(schema: z.ZodType): string {
  const def = schema.def as unknown as Def;
  switch (def.type) {
    case 'object':
      return `{ ${Object.entries(def.shape).map(fieldOf).join(' ')} }`;
    case 'array':
      return `readonly (${typeOf(def.element)})[]`;
    case 'union':
      return def.options.map((option) => `(${typeOf(option)})`).join(' | ');
    case 'enum':
      return Object.values(def.entries)
        .map((value) => JSON.stringify(value))
        .join(' | ');
    case 'literal':
      return def.values.map((value) => JSON.stringify(value)).join(' | ');
    case 'nullable':
      return `(${typeOf(def.innerType)}) | null`;
    case 'optional':
    case 'default':
      return typeOf(def.innerType);
    case 'string':
    case 'number':
    case 'boolean':
      return def.type;
  }
  throw new RangeError(`no type is written for ${(def as { type: string }).type}`);
}

/** What has a default may be left out by whoever sends it. */
function fieldOf([name, schema]: readonly [string, z.ZodType]): string {
  const { type } = schema.def as unknown as Def;
  const mark = type === 'default' || type === 'optional' ? '?' : '';
  return `readonly ${name}${mark}: ${typeOf(schema)};`;
}
