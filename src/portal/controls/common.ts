/** What the controls share: shapes of their inputs, and finding what an input names. */
import { z } from 'zod';
import type { Values } from '../change.ts';
import type { Faults } from '../faults.ts';
import { findContact } from '../life.ts';
import type { Limiter } from '../limits.ts';
import { OBJECT_TYPE_NAMES } from '../object-types.ts';
import type { ObjectType } from '../object-types.ts';
import type { Origin, PortalRecord } from '../record.ts';
import { asText, normalise } from '../values.ts';
import { find } from '../world.ts';
import type { World } from '../world.ts';

export interface ControlParts {
  readonly world: World;
  readonly faults: Faults;
  readonly limiter: Limiter;
}

/** A control that cannot do what it is asked says so; over HTTP it is a 400. */
export class ControlRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ControlRefused';
  }
}

export const refuse = (message: string): never => {
  throw new ControlRefused(message);
};

export const typeShape = z.enum(OBJECT_TYPE_NAMES as [ObjectType, ...ObjectType[]]);
const valueShape = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export const propertiesShape = z.record(z.string(), valueShape);
export const byWhom = {
  /** CRM_UI, FORM, IMPORT, INTEGRATION (another app), ANALYTICS, AUTOMATION_PLATFORM … */
  changeSource: z.string().default('CRM_UI'),
  sourceId: z.string().optional(),
  /** Default: the portal's clock. */
  at: z.number().optional(),
};
export const who = { contact: z.string().optional(), email: z.string().optional() };

const SOURCE_IDS: Readonly<Record<string, string>> = {
  CRM_UI: 'userId:98499705',
  CRM_UI_BULK_ACTION: 'userId:98499705',
  INTEGRATION: '1048576',
  IMPORT: '70000001',
  FORM: '0e9b5a11-6a3a-4c5b-a0f2-3d1c2b4a5968',
  AUTOMATION_PLATFORM: 'enrollmentId:912345678;actionExecutionIndex:0',
};

export function originOf(
  world: World,
  { changeSource, sourceId, at }: { changeSource: string; sourceId?: string | undefined; at?: number | undefined },
): Origin {
  return { changeSource, sourceId: sourceId ?? SOURCE_IDS[changeSource] ?? changeSource, at: at ?? world.clock.now() };
}

export function record(world: World, type: ObjectType, id: string): PortalRecord {
  return find(world, type, id) ?? refuse(`There is no ${type} ${id}`);
}

export function contactOf(
  world: World,
  { contact, email }: { contact?: string | undefined; email?: string | undefined },
): PortalRecord {
  const wanted = { ...(contact === undefined ? {} : { contact }), ...(email === undefined ? {} : { email }) };
  return findContact(world, wanted) ?? refuse(`There is no contact ${contact ?? email ?? '(no id or e-mail given)'}`);
}

/** People may not write what is not a value either, but here read-only properties are open: HubSpot itself writes them. */
export function valuesOf(
  world: World,
  type: ObjectType,
  properties: Readonly<Record<string, z.output<typeof valueShape>>>,
): Values {
  return Object.entries(properties).map(([name, given]) => {
    const definition = world.schema[type].properties.get(name) ?? refuse(`${type} has no property "${name}"`);
    const normalised = normalise(definition, asText(given));
    return [name, normalised.ok ? normalised.value : refuse(normalised.problem.message)] as const;
  });
}

export const shown = (
  one: PortalRecord,
): { readonly id: string; readonly properties: Readonly<Record<string, string>> } => ({
  id: one.id,
  properties: Object.fromEntries(one.values),
});

export interface Control<Shape extends z.ZodType, Output> {
  readonly input: Shape;
  readonly run: (input: z.output<Shape>) => Output;
}

export const control = <Shape extends z.ZodType, Output>(
  input: Shape,
  run: (input: z.output<Shape>) => Output,
): Control<Shape, Output> => ({
  input,
  run,
});
