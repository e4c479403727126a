/** What goes wrong, on the API's side and in the account's settings. */
import { z } from 'zod';
import { faultShape } from '../faults.ts';
import { adminRuleShape } from '../options.ts';
import { control } from './common.ts';
import type { ControlParts } from './common.ts';

export const faultControls = ({ world, faults, limiter }: ControlParts) => ({
  addFault: control(faultShape, (fault) => faults.add(fault)),
  clearFaults: control(z.object({}).default({}), () => faults.clear()),
  setLimits: control(
    z
      .object({
        perTenSeconds: z.number(),
        perDay: z.number(),
        associationsPerTenSeconds: z.number(),
        usedToday: z.number(),
      })
      .partial(),
    ({ usedToday, perTenSeconds, perDay, associationsPerTenSeconds }) => {
      const limits = { perTenSeconds, perDay, associationsPerTenSeconds };
      limiter.set(Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined)));
      if (usedToday !== undefined) limiter.useToday(usedToday);
    },
  ),
  /** From now on the token in use is refused, or another one is right. */
  setToken: control(z.object({ token: z.string() }), ({ token }) => {
    world.token = token;
  }),
  setAdminRules: control(z.object({ rules: z.array(adminRuleShape) }), ({ rules }) => {
    world.adminRules = rules;
  }),
  setIndexLag: control(z.object({ ms: z.number().nonnegative() }), ({ ms }) => {
    world.index.lagMs = ms;
  }),
});
