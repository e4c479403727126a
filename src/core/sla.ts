// The promise that starts with a handoff: when first contact is due.
// Refuses to know what counts as contact, and who is told when the promise is broken.
import type { Agreement, Instant, Temperature } from './agreement.ts';
import { addWorkingTime } from './calendar.ts';

/** The deadline for first contact after a handoff at `at`, by the agreement's clock. */
export function firstContactDue(
  agreement: Agreement,
  { temperature, at }: { temperature: Temperature; at: Instant },
): Instant {
  const ms = agreement.sla.firstContact[temperature];
  switch (agreement.sla.clock) {
    case 'wall time':
      return at + ms;
    case 'working time':
      return addWorkingTime({
        from: at,
        ms,
        hours: agreement.sla.hours,
        holidays: agreement.sla.holidays,
        zone: agreement.timezone,
      });
  }
}
