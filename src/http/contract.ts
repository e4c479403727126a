/**
 * What goes through the door of the cards, field by field: what is not named here is not answered and not taken. The extensions' types
 * are copied from this file, so it says shapes only.
 */
import { z } from 'zod';

/** Chosen by the card for one act of one person: HubSpot repeats a request, and the second is answered as the first. */
const key = z.string().regex(/^[A-Za-z0-9-]{8,64}$/);
const note = z.string().max(1_000).default('');
/** Number of the cycle that was shown. */
const cycle = z.int().min(1).max(100_000);

export const verdictSaid = z.discriminatedUnion('verdict', [
  z.strictObject({ key, cycle, verdict: z.literal('accepted'), note }),
  /** `reason`: a key of the agreement's `recycle`. */
  z.strictObject({ key, cycle, verdict: z.literal('rejected'), reason: z.string().min(1).max(100), note }),
]);

export const missingSaid = z.strictObject({
  key,
  cycle,
  parts: z
    .array(z.enum(['name', 'email', 'phone', 'company', 'source', 'history', 'reasons', 'notes']))
    .min(1)
    .max(8),
  suggestion: note,
});

export const pinSaid = z.discriminatedUnion('pin', [
  z.strictObject({
    key,
    cycle,
    pin: z.literal('set'),
    as: z.enum(['hot', 'warm', 'cold']),
    /** Sticks for so many days from now. */
    days: z.int().min(1).max(30),
    note,
  }),
  z.strictObject({ key, cycle, pin: z.literal('clear') }),
]);
