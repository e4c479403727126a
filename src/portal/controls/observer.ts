/** What a test or an operator wants to know of the portal. */
import { z } from 'zod';
import { linked } from '../associations.ts';
import { OBJECT_TYPE_NAMES } from '../object-types.ts';
import type { ObjectType } from '../object-types.ts';
import { control, shown, typeShape } from './common.ts';
import type { ControlParts } from './common.ts';

export const observerControls = ({ world, faults }: ControlParts) => ({
  /** The write log, oldest first. */
  writes: control(
    z
      .object({
        since: z.number().default(0),
        objectType: typeShape.optional(),
        objectId: z.string().optional(),
        action: z.string().optional(),
        sourceId: z.string().optional(),
        limit: z.number().default(Number.MAX_SAFE_INTEGER),
      })
      .prefault({}),
    ({ since, limit, ...wanted }) => {
      const found = [];
      for (let i = since; i < world.writes.length && found.length < limit; i++) {
        const entry = world.writes[i];
        if (entry === undefined) continue;
        const fits = (['objectType', 'objectId', 'action', 'sourceId'] as const).every(
          (key) => wanted[key] === undefined || entry[key] === wanted[key],
        );
        if (fits) found.push(entry);
      }
      return found;
    },
  ),
  /** Every living record of the types asked for, with its associations, and the owners. */
  dump: control(z.object({ types: z.array(typeShape).optional() }).prefault({}), ({ types = OBJECT_TYPE_NAMES }) => ({
    records: Object.fromEntries(
      types.map((type) => [
        type,
        [...world.records[type].values()]
          .filter((one) => one.archivedAt === null)
          .map((one) => ({
            ...shown(one),
            associations: Object.fromEntries(
              OBJECT_TYPE_NAMES.map((to) => [to, linked(world, one, to).map(({ id }) => id)] as const).filter(
                ([, ids]) => ids.length > 0,
              ),
            ),
          })),
      ]),
    ) as Readonly<
      Partial<
        Record<
          ObjectType,
          readonly (ReturnType<typeof shown> & {
            readonly associations: Readonly<Partial<Record<ObjectType, readonly string[]>>>;
          })[]
        >
      >
    >,
    owners: [...world.owners.values()],
  })),
  struck: control(z.object({}).default({}), () => faults.struck()),
  deliveries: control(z.object({}).default({}), () => ({
    ...world.outbox.counts(),
    attempts: world.outbox.attempts(),
    lostEvents: world.outbox.lost(),
  })),
  /** How much waits for delivery: what a fast producer watches. */
  backlog: control(z.object({}).default({}), () => {
    const { ready, inFlight, awaitingRetry } = world.outbox.counts();
    return { ready, inFlight, awaitingRetry };
  }),
  settled: control(z.object({}).default({}), () => world.outbox.settled()),
  flush: control(z.object({}).default({}), () => world.outbox.flush()),
});
