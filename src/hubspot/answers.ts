/** What is read out of HubSpot's answers: only these fields, ids as strings, and every field that may be missing may be missing. */
import { z } from 'zod';
import type { Properties } from '../core/snapshot.ts';
import type { Operation } from './endpoints.ts';
import { errorBody } from './error-body.ts';
import { HubSpotError, unreadable } from './failures.ts';
import type { Answer } from './wire.ts';

export const recordId = z.union([z.string().min(1), z.number().int()]).transform(String);

const value = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** Null and "" are absent; HubSpot's values are strings, whatever else a proxy makes of them. */
const properties = z
  .record(z.string(), value.catch(null))
  .nullish()
  .transform((given): Properties =>
    Object.fromEntries(
      Object.entries(given ?? {}).flatMap(([name, held]) =>
        held === null || held === '' ? [] : [[name, String(held)] as const],
      ),
    ),
  );

export const instant = z.union([z.string(), z.number()]).transform((given, about) => {
  const at = typeof given === 'number' || /^\d+$/.test(given) ? Number(given) : Date.parse(given);
  if (!Number.isNaN(at)) return at;
  about.addIssue({ code: 'custom', message: 'is not a time' });
  return z.NEVER;
});

const version = z.object({
  value: value.nullish().transform((held) => (held === null || held === undefined ? '' : String(held))),
  timestamp: instant,
  sourceType: z.string().nullish(),
  sourceId: z.union([z.string(), z.number()]).nullish(),
});

export const record = z.object({
  id: recordId,
  properties,
  propertiesWithHistory: z.record(z.string(), z.array(version)).nullish(),
  createdAt: instant.nullish().catch(null),
  objectWriteTraceId: z.string().nullish().catch(null),
});
export type RecordAnswer = z.output<typeof record>;

/** 200, 201 or 207: from 2026-09 on any of them may carry `errors`, so the status alone says nothing. */
const batchOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    results: z
      .array(item)
      .nullish()
      .transform((given) => given ?? []),
    errors: z
      .array(errorBody)
      .nullish()
      .transform((given) => given ?? []),
    numErrors: z.number().nullish(),
  });

export const recordBatch = batchOf(record);
export type RecordBatch = z.output<typeof recordBatch>;

export const paging = z
  .object({ next: z.object({ after: z.union([z.string(), z.number()]).transform(String) }).nullish() })
  .nullish()
  .transform((given) => given?.next?.after ?? null);

export const recordPage = z.object({ results: z.array(record), paging });

export const associationBatch = batchOf(
  z.object({
    from: z.object({ id: recordId }),
    to: z
      .array(
        z.object({
          // A string in HubSpot's specification and a number in its answers.
          toObjectId: recordId,
          associationTypes: z
            .array(z.object({ category: z.string().nullish(), typeId: z.number() }))
            .nullish()
            .transform((given) => given ?? []),
        }),
      )
      .nullish()
      .transform((given) => given ?? []),
    paging,
  }),
);

export const ownerPage = z.object({
  results: z.array(
    z.object({
      id: recordId,
      email: z.string().nullish(),
      firstName: z.string().nullish(),
      lastName: z.string().nullish(),
      type: z.string().nullish(),
      archived: z.boolean().nullish(),
      userId: z.union([z.string(), z.number()]).nullish(),
      userIdIncludingInactive: z.union([z.string(), z.number()]).nullish(),
    }),
  ),
  paging,
});

const flag = z
  .boolean()
  .nullish()
  .transform((given) => given ?? false);

export const propertyList = z.object({
  results: z.array(
    z.object({
      name: z.string(),
      label: z
        .string()
        .nullish()
        .transform((given) => given ?? ''),
      type: z.string(),
      fieldType: z.string(),
      description: z
        .string()
        .nullish()
        .transform((given) => given ?? ''),
      groupName: z
        .string()
        .nullish()
        .transform((given) => given ?? ''),
      formField: flag,
      calculated: flag,
      modificationMetadata: z.object({ readOnlyValue: flag }).nullish(),
      options: z
        .array(
          z.object({
            value: z.string(),
            label: z
              .string()
              .nullish()
              .transform((given) => given ?? ''),
            displayOrder: z
              .number()
              .nullish()
              .transform((given) => given ?? -1),
            hidden: flag,
          }),
        )
        .nullish()
        .transform((given) => given ?? []),
    }),
  ),
});

export const propertyLimits = z.object({
  byObjectType: z.array(z.object({ objectTypeId: z.string(), limit: z.number(), usage: z.number().nullish() })),
});

export const accountDetails = z.object({
  portalId: recordId,
  timeZone: z.string(),
  companyCurrency: z
    .string()
    .nullish()
    .transform((given) => given ?? 'USD'),
});

export const tokenDetails = z.object({
  hubId: recordId.nullish(),
  appId: recordId.nullish(),
  scopes: z.array(z.string()).nullish(),
});

/** @throws HUBSPOT_UNKNOWN_ANSWER naming the field, for an operation that may be repeated. */
export function read<Shape extends z.ZodType>(operation: Operation, shape: Shape, answer: Answer): z.output<Shape> {
  const parsed = shape.safeParse(answer.json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new HubSpotError(operation, unreadable(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`));
}

/** Into parts of at most `size`, in order. */
export function cut<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, part) =>
    items.slice(part * size, (part + 1) * size),
  );
}
