// The sales desk: what a decision has to ask the ledger, and how the desk stands after a lead was given.
// Refuses to know where the ledger is kept.
import type { Agreement, Instant } from './agreement.ts';
import { startOf } from './calendar.ts';
import { companyMarks } from './company-mark.ts';
import type { Dealt } from './route.ts';
import { afterTurn } from './share.ts';
import type { Desk, DeskQuestion, OwnerLoad, Snapshot } from './snapshot.ts';

const NO_LOAD: OwnerLoad = { open: 0, today: 0, thisWeek: 0, rejectedToday: 0 };

/** What planning these contacts at `now` needs to know of the desk. Days and weeks are those of the agreement's timezone. */
export function deskQuestion(
  { timezone, rotationTerms = {} }: Pick<Agreement, 'timezone' | 'rotationTerms'>,
  { snapshots, now }: { snapshots: readonly Pick<Snapshot, 'contact' | 'company'>[]; now: Instant },
): DeskQuestion {
  const isSticky = Object.values(rotationTerms).some((terms) => terms.sticky);
  return {
    dayFrom: startOf('day', { at: now, zone: timezone }),
    weekFrom: startOf('week', { at: now, zone: timezone }),
    companies: isSticky ? [...new Set(snapshots.flatMap(companyMarks))] : [],
  };
}

/** The desk after one more lead was given. */
export function deskAfterDealing(desk: Desk, { ownerId, rotation, turn, companies }: Dealt): Desk {
  const load = desk.loads.get(ownerId) ?? NO_LOAD;
  const more = { ...load, open: load.open + 1, today: load.today + 1, thisWeek: load.thisWeek + 1 };
  const marks = new Map(desk.companies);
  for (const mark of rotation === null ? [] : companies) {
    marks.set(mark, new Map(desk.companies.get(mark)).set(rotation ?? '', ownerId));
  }
  return {
    ...desk,
    turns: turn === null ? desk.turns : afterTurn(desk.turns, turn),
    loads: new Map(desk.loads).set(ownerId, more),
    companies: marks,
  };
}
