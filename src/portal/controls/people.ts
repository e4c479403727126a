/** Who works in the account. */
import { z } from 'zod';
import { createOwner, createQueue, deactivateOwner } from '../owners.ts';
import { control, refuse } from './common.ts';
import type { ControlParts } from './common.ts';

export const peopleControls = ({ world }: ControlParts) => ({
  /** Name, e-mail and hours of a new colleague; owner id, user id and user record id all differ. */
  createOwner: control(
    z.object({
      email: z.string(),
      firstName: z.string().optional(),
      lastName: z.string().optional(),
      timeZone: z.string().optional(),
      workingHours: z.array(z.object({ days: z.string(), startMinute: z.number(), endMinute: z.number() })).optional(),
      teams: z.array(z.object({ id: z.string(), name: z.string(), primary: z.boolean() })).optional(),
    }),
    (input) => createOwner(world, input),
  ),
  createQueue: control(z.object({ name: z.string() }), ({ name }) => createQueue(world, name)),
  deactivateOwner: control(z.object({ id: z.string() }), ({ id }) => {
    if (!deactivateOwner(world, id)) refuse(`There is no owner ${id}`);
  }),
});
