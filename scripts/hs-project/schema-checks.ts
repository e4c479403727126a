/** Each component against our schema of its type, by the validator HubSpot's own parser uses. */
import { basename, join } from 'node:path';
import { createAjvInstance } from '@hubspot/project-parsing-lib/validation';
import type { AnySchema } from '@hubspot/project-parsing-lib/schema';
import type { ErrorObject, ValidateFunction } from '@hubspot/project-parsing-lib/validation';
import { at } from './component.ts';
import type { Component, Finding } from './component.ts';
import { filesBelow, parseJson, ROOT } from './project.ts';

const SCHEMAS = join(ROOT, 'hubspot-project/schemas');

/**
 * HubSpot's schemas are not public; these are written from its documentation and templates, one per type. Null: there is none, and
 * HubSpot's parser says that the type is not supported.
 */
const schemaOf = (type: string): AnySchema | null =>
  schemaTypes().includes(type) ? (parseJson(join(SCHEMAS, `${type}.json`)) as AnySchema) : null;

export const schemaTypes = (): readonly string[] => filesBelow(SCHEMAS).map(({ path }) => basename(path, '.json'));

/** Compiling is what takes long, and a schema does not change while a script runs. */
const compiled = new Map<string, ValidateFunction | null>();

function validatorOf(type: string): ValidateFunction | null {
  const known = compiled.get(type);
  if (known !== undefined) return known;
  const schema = schemaOf(type);
  const validator = schema === null ? null : createAjvInstance().compile(schema);
  compiled.set(type, validator);
  return validator;
}

/** HubSpot's parser validates as well, but names the wrong file as soon as one file is no JSON or one uid is a number. */
export function schemaChecks(components: readonly Component[]): readonly Finding[] {
  return components.flatMap(({ file, type, config }) => {
    const validate = validatorOf(type);
    if (validate === null || config === undefined) return [];
    validate(config);
    return (validate.errors ?? []).map((error) => ({ file, ...explained(error, config) }));
  });
}

function explained(error: ErrorObject, config: unknown): Pick<Finding, 'path' | 'message'> {
  const inner = error.instancePath
    .split('/')
    .slice(1)
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step.replaceAll('~1', '/').replaceAll('~0', '~')));
  const path = ['config', ...inner];
  const params: Readonly<Record<string, unknown>> = error.params;
  switch (error.keyword) {
    case 'required':
      return { path: [...path, String(params['missingProperty'])], message: 'is missing' };
    case 'additionalProperties':
      return { path: [...path, String(params['additionalProperty'])], message: 'is no key HubSpot knows here' };
    case 'enum':
      return { path, message: `${found(config, inner)} is none of ${[params['allowedValues']].flat().join(', ')}` };
    default:
      return { path, message: `${found(config, inner)} ${error.message ?? 'is not allowed'}` };
  }
}

const found = (config: unknown, path: readonly (string | number)[]): string => {
  const text = JSON.stringify(at(config, path));
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
};
