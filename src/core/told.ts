// What HubSpot should say about a contact, and which of it is worth a write.
// Refuses to know how a property is written, or whether the last write arrived.
import type { Agreement, Instant, Points } from './agreement.ts';
import type { Cycle, CycleState, Handoff } from './cycle.ts';
import { hasLanded, isWithSales } from './cycle.ts';
import { lastTwo } from './follow.ts';
import type { Rules } from './plan.ts';
import type { Score } from './score.ts';
import type { Properties, Snapshot } from './snapshot.ts';
import { rejectReasons } from './verdict.ts';

export interface Told {
  /** Only what differs from what HubSpot has; "" clears. */
  readonly properties: Properties;
  /** Things that should be said and cannot be, in plain words. */
  readonly because: readonly string[];
  /** The lifecycle stage that stood in HubSpot and no longer does; null: none. */
  readonly stageGivenUp: string | null;
  /** Below this total the written score is worth writing again; null: none is written yet. */
  readonly rewriteBelow: Points | null;
}

/**
 * A score that only fades is written when it has lost this many whole points, a grade or a stage; a rise is written at once.
 * Writing every integer would change 78 % of active contacts every day for nothing anybody acts on.
 */
export const FADE_WORTH_WRITING = 5;

const SCORE_PROPERTIES = [
  'baton_score',
  'baton_behaviour_score',
  'baton_profile_score',
  'baton_grade',
  'baton_agreement',
] as const;

/** Written together with whatever else changes: they describe the change, and are none by themselves. */
const DESCRIPTIONS = new Set(['baton_reasons', 'baton_scored_at']);

const DATETIMES = new Set(['baton_scored_at', 'baton_handoff_at', 'baton_sla_due_at']);

export function whatHubSpotShouldSay({
  rules,
  snapshot,
  score,
  cycle,
  reasons,
  now,
}: {
  rules: Rules;
  snapshot: Snapshot;
  score: Score;
  cycle: Cycle;
  reasons: string;
  now: Instant;
}): Told {
  const { contact, portal } = snapshot;
  const live = portal.liveSince !== null;
  const stage = lifecycleMove({ rules, snapshot, cycle });
  const wanted: Record<string, string> = {};
  if (live || portal.writesScoresBeforeGoLive) {
    Object.assign(wanted, scoreProperties(score, rules.label), { baton_reasons: reasons, baton_scored_at: iso(now) });
  }
  if (live) Object.assign(wanted, cycleProperties(cycle, rules.agreement.handoff.tag));
  if (live && stage.to !== null) wanted['lifecyclestage'] = stage.to;
  if (live && cycle.handoff !== null && isOursToGive(cycle, cycle.handoff, contact))
    wanted['hubspot_owner_id'] = cycle.handoff.ownerId;
  if (live && isBeingAnswered(cycle, { contact, agreement: rules.agreement })) {
    delete wanted['baton_verdict'];
    delete wanted['baton_reject_reason'];
  }
  const status = portal.leadStatuses === undefined ? null : leadStatusOf(cycle, portal.leadStatuses);
  // With each move of ours and never between: in the meantime it is the people's to change.
  if (live && status !== null && contact['baton_state'] !== cycle.state) wanted['hs_lead_status'] = status;

  const differing = Object.entries(wanted).filter(
    ([name, value]) => portal.writable.has(name) && !same(name, contact[name] ?? '', value),
  );
  const fading = onlyFading({ score, contact, label: rules.label, writable: portal.writable })
    ? new Set<string>(SCORE_PROPERTIES)
    : new Set<string>();
  const worth = differing.filter(([name]) => !DESCRIPTIONS.has(name) && !fading.has(name));
  // Something is written anyway: what would not be worth a write by itself goes along at no further cost.
  const properties = worth.length === 0 ? {} : Object.fromEntries(differing);
  const written = properties['baton_score'] ?? contact['baton_score'];
  return {
    properties,
    because: stage.because === null ? [] : [stage.because],
    stageGivenUp: stage.givenUp,
    rewriteBelow: written === undefined ? null : (Number(written) - FADE_WORTH_WRITING + 1) * 100,
  };
}

function scoreProperties(score: Score, label: string): Properties {
  return {
    baton_score: whole(score.total),
    baton_behaviour_score: whole(score.behaviour),
    baton_profile_score: whole(score.profile),
    baton_grade: score.grade.replace('?', 'unknown-'),
    baton_agreement: label,
  };
}

function cycleProperties(cycle: Cycle, tag: string): Properties {
  const { handoff, verdict } = cycle;
  const clock = cycle.clocks.findLast(({ kind }) => kind === 'first_contact');
  return {
    baton_state: cycle.state,
    baton_cycle: String(cycle.no),
    baton_held_because: cycle.heldBecause ?? '',
    baton_tag: handoff === null ? '' : tag,
    baton_temperature: handoff === null ? '' : handoff.temperature,
    baton_handoff_at: handoff === null ? '' : iso(handoff.at),
    baton_sla_due_at: handoff === null ? '' : iso(handoff.dueAt),
    baton_sla_status: clock?.state ?? '',
    baton_assigned_because: handoff === null ? '' : handoff.assignedBecause,
    baton_verdict: verdict === null || verdict.kind === 'expired' ? '' : verdict.kind,
    baton_reject_reason: verdict?.reason ?? '',
  };
}

/** The owner is ours to write until the handoff has arrived, while a lead given on is still shown with the one before, or with nobody. */
function isOursToGive(cycle: Cycle, handoff: Handoff, contact: Properties): boolean {
  if (!hasLanded(handoff, contact)) return true;
  const shown = contact['hubspot_owner_id'];
  if (shown === undefined) return isWithSales(cycle);
  return shown === lastTwo(cycle)[0]?.ownerId;
}

/** Somebody is about to reject in HubSpot and has not said why yet: what they wrote is not cleared under their hands. */
function isBeingAnswered(cycle: Cycle, { contact, agreement }: { contact: Properties; agreement: Agreement }): boolean {
  if (!isWithSales(cycle) || (cycle.verdict !== null && cycle.verdict.kind !== 'expired')) return false;
  const hasReason = rejectReasons(agreement).includes(contact['baton_reject_reason'] ?? '');
  return contact['baton_verdict'] === 'rejected' ? !hasReason : hasReason && contact['baton_verdict'] === undefined;
}

/** HubSpot's own lead statuses, as portals have them unless somebody changed them. */
const LEAD_STATUS: Readonly<Partial<Record<CycleState, string>>> = {
  handed_off: 'OPEN',
  attempted: 'ATTEMPTED_TO_CONTACT',
  contacted: 'CONNECTED',
  accepted: 'IN_PROGRESS',
  opportunity: 'OPEN_DEAL',
  rejected: 'UNQUALIFIED',
  recycled: 'UNQUALIFIED',
};

/** Null: the portal has none that fits. */
function leadStatusOf(cycle: Cycle, has: ReadonlySet<string>): string | null {
  // Back with a time to come again is bad timing; without one it is no lead.
  const isLater = cycle.recycle !== null && cycle.recycle.wakeAt !== null;
  const status = isLater ? 'BAD_TIMING' : LEAD_STATUS[cycle.state];
  return status !== undefined && has.has(status) ? status : null;
}

interface LifecycleMove {
  readonly to: string | null;
  readonly givenUp: string | null;
  readonly because: string | null;
}

/** Lifecycle stages move forward only: HubSpot ignores a backward write without a word, so each write is read back. */
function lifecycleMove({ rules, snapshot, cycle }: { rules: Rules; snapshot: Snapshot; cycle: Cycle }): LifecycleMove {
  const stay = (because: string | null, givenUp = cycle.stageGivenUp): LifecycleMove => ({
    to: null,
    givenUp,
    because,
  });
  const { lifecycle } = rules.agreement.stages;
  // Who was an MQL before go-live stays where HubSpot has them: the portal's own workflows may hang on that stage.
  const isNewMql = cycle.mqlAt !== null && cycle.mqlAt >= (snapshot.portal.liveSince ?? Infinity);
  const target = cycle.handoff !== null ? lifecycle.sql : isNewMql ? lifecycle.mql : null;
  if (target === null) return stay(null);
  const order = snapshot.portal.lifecycleOrder;
  const to = order.indexOf(target);
  if (to < 0) return stay(`The portal has no lifecycle stage "${target}".`);
  const current = snapshot.contact['lifecyclestage'];
  const from = current === undefined ? -1 : order.indexOf(current);
  if (current !== undefined && from < 0) {
    return stay(`Its lifecycle stage "${current}" is not in the portal's order, so it is left alone.`);
  }
  if (from >= to) return stay(null);
  const stood = snapshot.before?.['lifecyclestage'];
  if (cycle.stageGivenUp === target || (stood !== undefined && order.indexOf(stood) >= to)) {
    return stay(`HubSpot did not keep the lifecycle stage "${target}": it says "${current ?? 'none'}".`, target);
  }
  return { to: target, givenUp: cycle.stageGivenUp, because: null };
}

/** True when nothing but time has passed for the written score: same grade, same agreement, a small loss. */
function onlyFading({
  score,
  contact,
  label,
  writable,
}: {
  score: Score;
  contact: Properties;
  label: string;
  writable: ReadonlySet<string>;
}): boolean {
  const written = Number(contact['baton_score'] ?? Number.NaN);
  const now = Math.floor(score.total / 100);
  return (
    Number.isFinite(written) &&
    now <= written &&
    now > written - FADE_WORTH_WRITING &&
    // Who somebody is does not fade: a change of it is news, however small.
    (contact['baton_profile_score'] === whole(score.profile) || !writable.has('baton_profile_score')) &&
    contact['baton_grade'] === score.grade.replace('?', 'unknown-') &&
    // A portal with little room does not have this one: then the grade alone speaks.
    (contact['baton_agreement'] === label || !writable.has('baton_agreement'))
  );
}

function same(name: string, has: string, wants: string): boolean {
  if (has === wants) return true;
  return DATETIMES.has(name) && has !== '' && wants !== '' && instant(has) === instant(wants);
}

/** HubSpot tells datetimes as ISO text or as milliseconds: https://developers.hubspot.com/docs/api-reference/crm-properties-v3/guide */
const instant = (text: string): number => (/^\d+$/.test(text) ? Number(text) : Date.parse(text));
const iso = (at: Instant): string => new Date(at).toISOString();
const whole = (points: Points): string => String(Math.floor(points / 100));
