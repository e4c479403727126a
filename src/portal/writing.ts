/** What the API accepts as a write, checked before anything changes. */
import { uniqueSlot } from './change.ts';
import type { Json } from './call.ts';
import type { ObjectType } from './object-types.ts';
import type { PortalRecord } from './record.ts';
import { invalid, refuse } from './reply.ts';
import type { Refusal } from './reply.ts';
import { asText, normalise, problem } from './values.ts';
import type { ValueProblem } from './values.ts';
import { find } from './world.ts';
import type { World } from './world.ts';

export type Checked =
  | { readonly ok: true; readonly values: ReadonlyMap<string, string> }
  | { readonly ok: false; readonly refusal: Refusal };

export interface Wanted {
  readonly type: ObjectType;
  /** Null: it is being created. */
  readonly record: PortalRecord | null;
  readonly properties: Json;
  readonly version: string;
}

export function check(world: World, wanted: Wanted): Checked {
  const { type, record, properties } = wanted;
  const schema = world.schema[type];
  const problems: ValueProblem[] = [];
  const values = new Map<string, string>();
  for (const [name, given] of Object.entries(properties)) {
    const definition = schema.properties.get(name);
    if (definition === undefined) {
      problems.push(problem(name, { error: 'PROPERTY_DOESNT_EXIST', message: `Property "${name}" does not exist` }));
      continue;
    }
    if (definition.readOnlyValue) {
      const message = `"${name}" is a read only property; its value cannot be set.`;
      problems.push(problem(name, { error: 'READ_ONLY_VALUE', message }));
      continue;
    }
    const normalised = normalise(definition, asText(given));
    if (!normalised.ok) problems.push(normalised.problem);
    else if (name === 'hubspot_owner_id' && !isAssignable(world, normalised.value)) {
      // A user id lands here too: only the owner id assigns. The code is unverified.
      const message = `Owner with id ${normalised.value} does not exist or is deactivated`;
      problems.push(problem(name, { error: 'INVALID_OWNER_ID', message }));
    } else values.set(name, normalised.value);
  }
  if (problems.length > 0) return refused(notValid(world, problems));
  const missing = record === null ? missingAtBirth(type, values) : [];
  if (missing.length > 0) {
    return refused(
      invalid(`Error creating ${type.toUpperCase()}. Some required properties were not set.`, {
        context: { properties: missing },
      }),
    );
  }
  const taken = takenBy(world, wanted, values);
  if (taken !== null) return refused(taken);
  const unmet = unmetRule(world, wanted, values);
  return unmet === null ? { ok: true, values } : refused(unmet);
}

const refused = (refusal: Refusal): Checked => ({ ok: false, refusal });

function isAssignable(world: World, ownerId: string): boolean {
  return ownerId === '' || world.owners.get(ownerId)?.archived === false;
}

function notValid(world: World, problems: readonly ValueProblem[]): Refusal {
  const listed = problems.map((entry) => ({ ...entry, portalId: world.settings.portalId }));
  return invalid(`Property values were not valid: ${JSON.stringify(listed)}`, {
    errors: problems.map(({ message, error, name }) => ({ message, code: error, context: { propertyName: [name] } })),
  });
}

function missingAtBirth(type: ObjectType, values: ReadonlyMap<string, string>): readonly string[] {
  const has = (name: string): boolean => (values.get(name) ?? '') !== '';
  switch (type) {
    case 'contact':
      return ['email', 'firstname', 'lastname'].some(has) ? [] : ['email', 'firstname', 'lastname'];
    case 'company':
      return ['name', 'domain'].some(has) ? [] : ['name', 'domain'];
    case 'lead':
      return has('hs_lead_name') ? [] : ['hs_lead_name'];
    case 'task':
    case 'note':
    case 'call':
    case 'meeting':
    case 'email':
    case 'communication':
      return has('hs_timestamp') ? [] : ['hs_timestamp'];
    case 'deal':
    case 'user':
      return [];
  }
}

function takenBy(world: World, { type, record }: Wanted, values: ReadonlyMap<string, string>): Refusal | null {
  for (const [name, value] of values) {
    if (value === '' || world.schema[type].properties.get(name)?.hasUniqueValue !== true) continue;
    const holder = world.unique.get(uniqueSlot(type, name, value));
    if (holder !== undefined && holder !== record?.id && find(world, type, holder) !== null) {
      return name === 'email'
        ? refuse(409, { category: 'CONFLICT', message: `Contact already exists. Existing ID: ${holder}` })
        : refuse(409, {
            category: 'CONFLICT',
            message: `The value of "${name}" is already used by ${type} ${holder}`,
            context: { propertyName: [name] },
          });
    }
    // A person who asked to be forgotten cannot be written back in. The wording is unverified.
    if (record === null && name === 'email' && world.blocked.has(value)) {
      return invalid(`Email address ${value} was deleted for privacy reasons and cannot be used`);
    }
  }
  return null;
}

/**
 * Since 2026-09 an administrator's rules bind the API too:
 * https://developers.hubspot.com/changelog/crm-api-write-validation-enforcement. Their wording is unverified.
 */
function unmetRule(world: World, wanted: Wanted, values: ReadonlyMap<string, string>): Refusal | null {
  if (wanted.version !== '2026-09') return null;
  const after = (name: string): string => values.get(name) ?? wanted.record?.values.get(name) ?? '';
  for (const rule of world.adminRules) {
    if (rule.objectType !== wanted.type) continue;
    if (!Object.entries(rule.when).every(([name, value]) => after(name) === value)) continue;
    const missing = rule.required.filter((name) => after(name) === '');
    if (missing.length === 0) continue;
    return invalid(`Some required properties were not set: [${missing.join(', ')}]`, {
      errors: missing.map((name) => ({
        message: `Property "${name}" is required`,
        code: 'REQUIRED_PROPERTY',
        context: { propertyName: [name] },
      })),
    });
  }
  return null;
}
