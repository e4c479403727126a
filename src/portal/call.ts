/** One API call as handlers see it, and the table of routes they stand in. */
import { invalid } from './reply.ts';
import type { Reply } from './reply.ts';
import { objectTypeNamed } from './object-types.ts';
import type { ObjectType } from './object-types.ts';
import type { World } from './world.ts';

export type Json = Readonly<Record<string, unknown>>;

export interface PartialFault {
  readonly items: number;
  readonly category: string;
  readonly message: string;
}

export interface Call {
  readonly method: string;
  /** `v3`, `v4`, `2026-03` or `2026-09`; none for paths without one. */
  readonly version: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Json;
  readonly rawLength: number;
  readonly startedAt: number;
  /** Set by fault injection: these many items of the batch fail. */
  readonly partial: PartialFault | null;
}

export type Bucket = 'general' | 'search' | 'associations' | 'open';

export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Without its version: `crm/objects/:type/batch/read`. */
  readonly path: string;
  readonly bucket: Bucket;
  /** The scope the call needs; null: any token will do. */
  readonly scope: (call: Call) => string | null;
  readonly handle: (world: World, call: Call) => Reply;
}

export const param = (call: Call, name: string): string => call.params[name] ?? '';

export function typeParam(call: Call, name = 'type'): ObjectType {
  const given = param(call, name);
  const type = objectTypeNamed(given);
  if (type !== null) return type;
  // The wording is what HubSpot says of a type it cannot infer.
  throw invalid(`Unable to infer object type from: ${given}`);
}

/** Repeated and comma-separated both: clients send the first, the documentation shows the second. */
export const listQuery = (call: Call, name: string): readonly string[] =>
  call.query.getAll(name).flatMap((part) => part.split(',').filter((value) => value !== ''));

export function limitQuery(call: Call, { fallback, most }: { fallback: number; most: number }): number {
  const given = call.query.get('limit');
  if (given === null) return fallback;
  const limit = Number(given);
  if (!Number.isInteger(limit) || limit < 1 || limit > most) {
    throw invalid(`Invalid limit: ${given}. It must be between 1 and ${most}.`);
  }
  return limit;
}

export const asJson = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};

export const asTexts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

/** The list of a batch request; more than `most` is refused as a whole. */
export function inputsOf(call: Call, most = 100): readonly Json[] {
  const inputs = call.body['inputs'];
  if (!Array.isArray(inputs)) {
    throw invalid('Invalid input JSON: Some required fields were not set: [inputs]', {
      context: { missingField: ['inputs'] },
    });
  }
  if (inputs.length > most) {
    throw invalid(
      `The maximum number of inputs supported in a batch request is ${most}. Please reduce the number of items and try again`,
    );
  }
  return inputs.map(asJson);
}

const OBJECT_SCOPES: Readonly<Partial<Record<ObjectType, string>>> = {
  company: 'crm.objects.companies',
  deal: 'crm.objects.deals',
  lead: 'crm.objects.leads',
  user: 'crm.objects.users',
};

/** Activities go by the contacts' scopes. */
export const objectScope = (type: ObjectType, access: 'read' | 'write'): string =>
  `${OBJECT_SCOPES[type] ?? 'crm.objects.contacts'}.${access}`;

export const scopeOfType =
  (access: 'read' | 'write', name = 'type') =>
  (call: Call): string =>
    objectScope(objectTypeNamed(param(call, name)) ?? 'contact', access);
