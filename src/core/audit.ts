// Where HubSpot and the ledger disagree about one lead, or the ledger knows no next step for it, and what may be put right.
// Refuses to know how anything is put right: it says which repair is allowed, or that a person has to look.
import type { Agreement, Instant } from './agreement.ts';
import type { Cycle, CycleState } from './cycle.ts';
import type { Owner, Properties } from './snapshot.ts';

export type GapKind =
  /** HubSpot has other values than the mirror: an event was lost. */
  | 'missed_change'
  /** HubSpot has no such contact any more. */
  | 'gone'
  /** It answers under another id. */
  | 'merged'
  /** The open task of a lead nobody has reached yet is not there. */
  | 'task_deleted'
  /** Sales has the lead, and its owner can own nothing any more. */
  | 'owner_gone'
  /** Sales has the lead, and in HubSpot it has no owner. */
  | 'owner_cleared'
  /** HubSpot says sales has it, and no handoff under the agreement gave it to sales. */
  | 'stage_moved'
  /** A qualified lead at which nothing will ever look again. */
  | 'nothing_next'
  /** A qualified lead that was parked after failing again and again. */
  | 'parked';

/** What may be done without asking: read it again and plan, intend its task again, route it again, look at it now. */
export type Repair = 'read_again' | 'task_again' | 'route_again' | 'look_now';

export interface Gap {
  readonly contactId: string;
  readonly kind: GapKind;
  readonly because: string;
  /** Null: Baton may not; a person is shown it. */
  readonly repair: Repair | null;
}

/** A contact as the ledger has it. */
export interface Ledgered {
  readonly contactId: string;
  readonly properties: Properties;
  readonly cycle: Cycle | null;
  /** The task of that cycle, once it was made; null: none, or still under way. */
  readonly task: { readonly key: string; readonly hubspotId: string } | null;
  /** When it will be looked at; null: never. In hand counts as now. */
  readonly dueAt: Instant | null;
  readonly parked: boolean;
  /** Something about it is under way: what HubSpot says now may be a step ahead of the ledger. */
  readonly underWay: boolean;
}

/** The same contact as HubSpot has it. */
export interface Read {
  /** Null: there is none. Another id: it was merged into that one. */
  readonly id: string | null;
  readonly properties: Properties;
  /** Null: not asked. */
  readonly taskIsThere: boolean | null;
}

const NOT_QUALIFIED: ReadonlySet<CycleState> = new Set(['nurture', 'mql']);

/** Due for handoff or beyond it, and not ended: from here on somebody waits for an answer. */
export const isQualified = (cycle: Cycle | null): cycle is Cycle =>
  cycle !== null && cycle.endedAt === null && !NOT_QUALIFIED.has(cycle.state);

/** Its first answer is still owed. */
const isUnanswered = (cycle: Cycle): boolean =>
  cycle.handoff !== null && cycle.endedAt === null && cycle.contact === null && cycle.verdict === null;

/** Properties that move without anybody having done something to the lead, or that HubSpot works out late. */
const RESTLESS =
  /^(baton_|hs_lastmodifieddate$|lastmodifieddate$|hs_v2_|hs_time_|notes_|num_notes$|num_contacted_notes$|hs_merged_object_ids$)/;

/**
 * Compares one contact. Empty: nothing to say. A contact that is under way is only looked at for what no step under way would mend.
 * @param names the contact properties the mirror holds.
 */
export function audit({
  agreement,
  ledger,
  read,
  owners,
  names,
}: {
  agreement: Agreement;
  ledger: Ledgered;
  read: Read;
  owners: readonly Owner[];
  names: readonly string[];
}): readonly Gap[] {
  const { contactId, cycle } = ledger;
  const find = (kind: GapKind, because: string, repair: Repair | null): Gap => ({
    contactId,
    kind,
    because,
    repair,
  });
  if (ledger.underWay) return [];
  if (read.id === null) return [find('gone', 'HubSpot has no such contact any more', 'read_again')];
  if (read.id !== contactId) return [find('merged', `HubSpot answers under ${read.id}`, 'read_again')];

  const gaps: Gap[] = [];
  const missed = names.filter(
    (name) => !RESTLESS.test(name) && (ledger.properties[name] ?? '') !== (read.properties[name] ?? ''),
  );
  if (missed.length > 0) gaps.push(find('missed_change', `changed unseen: ${missed.join(', ')}`, 'read_again'));

  if (cycle?.handoff !== undefined && cycle.handoff !== null && isUnanswered(cycle)) {
    const ownerId = read.properties['hubspot_owner_id'];
    const owner = owners.find((one) => one.id === ownerId);
    if (ownerId === undefined) {
      gaps.push(find('owner_cleared', `handed off to ${cycle.handoff.ownerName}, and has no owner`, 'route_again'));
    } else if (owner === undefined || !owner.active) {
      const name = owner?.name ?? `owner ${ownerId}`;
      gaps.push(find('owner_gone', `${name} can own nothing any more`, 'route_again'));
    }
    if (read.taskIsThere === false) {
      gaps.push(find('task_deleted', `the task of cycle ${cycle.no} is not there any more`, 'task_again'));
    }
  }
  if (cycle === null || cycle.handoff === null) {
    const stage = read.properties['lifecyclestage'];
    if (
      stage === agreement.stages.lifecycle.sql &&
      stage === ledger.properties['lifecyclestage'] &&
      !isQualified(cycle)
    ) {
      gaps.push(find('stage_moved', `it stands at "${stage}", and no handoff put it there`, null));
    }
  }
  if (isQualified(cycle)) {
    if (ledger.parked) gaps.push(find('parked', 'it failed again and again and was parked', 'look_now'));
    else if (ledger.dueAt === null)
      gaps.push(find('nothing_next', `it is ${cycle.state}, and nothing is due`, 'look_now'));
  }
  return gaps;
}

/** In plain words, for lists. */
export const GAPS: Readonly<Record<GapKind, string>> = {
  missed_change: 'changed in HubSpot unseen',
  gone: 'deleted in HubSpot unseen',
  merged: 'merged in HubSpot unseen',
  task_deleted: 'its task was deleted',
  owner_gone: 'its owner is deactivated',
  owner_cleared: 'it has no owner',
  stage_moved: 'moved to sales outside the agreement',
  nothing_next: 'nothing is due',
  parked: 'parked after failures',
};
