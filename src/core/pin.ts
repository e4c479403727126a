// Whether somebody has pinned a lead's temperature ("treat as hot"), and until when.
// Refuses to know what the temperature would be, and hands nothing off.
import type { Instant, Temperature } from './agreement.ts';
import type { Saying } from './said.ts';

export interface Pin {
  readonly as: Temperature;
  /** It ends then by itself. */
  readonly until: Instant;
  readonly at: Instant;
  /** E-mail address, or "the server". */
  readonly by: string;
  readonly note: string;
}

/** The pin that holds at `now`: the last one said, unless it was taken back or is over. */
export function pinAt(sayings: readonly Saying[], now: Instant): Pin | null {
  const last = sayings.findLast(({ at, what }) => at <= now && (what.kind === 'pinned' || what.kind === 'unpinned'));
  if (last === undefined || last.what.kind !== 'pinned' || last.what.until <= now) return null;
  const { as, until, note } = last.what;
  return { as, until, at: last.at, by: last.by.email, note };
}
