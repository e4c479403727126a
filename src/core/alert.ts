// What an operator has to be woken for, from a few vital signs. A closed list, each with the section of the runbook that helps.
// Refuses to know who is woken, and how.
import type { Instant } from './agreement.ts';

export interface Vitals {
  /** Paused by a person: nothing is expected to move. */
  readonly paused: boolean;
  readonly lanes: Readonly<Record<'live' | 'import', LaneSigns>>;
  /** The longest-overdue contact that is due because a promise's time has come; null: none. */
  readonly oldestClockAt: Instant | null;
  /** When the watch looked last; null: never. */
  readonly watchLookedAt: Instant | null;
  /** Null: no fire drill is asked for. */
  readonly drill: { readonly everyMs: number; readonly beganAt: Instant; readonly doneAt: Instant | null } | null;
  readonly inNoState: number;
  readonly parked: number;
  /** This machine's clock minus HubSpot's; null: not known. */
  readonly skewMs: number | null;
  /** Why HubSpot refuses every call; null: it does not. */
  readonly refusal: string | null;
  /** When this process began to look: what has had no time to happen is not missed. */
  readonly lookingSince: Instant;
}

export interface LaneSigns {
  readonly oldestDueAt: Instant | null;
  readonly inHand: number;
}

export type AlertName =
  | 'live_lane_stands_still'
  | 'import_lane_stands_still'
  | 'clock_stands_still'
  | 'watch_stands_still'
  | 'drill_failed'
  | 'leads_in_no_state'
  | 'contacts_parked'
  | 'clock_skew'
  | 'hubspot_refuses';

export interface Alert {
  readonly name: AlertName;
  readonly because: string;
}

/** Title of the section in docs/operating.md that says what to do. */
export const RUNBOOK: Readonly<Record<AlertName, string>> = {
  live_lane_stands_still: 'A lane stands still',
  import_lane_stands_still: 'A lane stands still',
  clock_stands_still: 'A lane stands still',
  watch_stands_still: 'The watch stands still',
  drill_failed: 'The fire drill fails',
  leads_in_no_state: 'Leads in no state',
  contacts_parked: 'Contacts are parked',
  clock_skew: 'The clock is wrong',
  hubspot_refuses: 'HubSpot refuses every call',
};
export const ALERT_NAMES = Object.keys(RUNBOOK) as readonly AlertName[];

const MINUTE = 60_000;
/** A batch takes seconds; a live lead that nobody has in hand for this long has been forgotten. */
const LIVE_STILL_MS = 2 * MINUTE;
const IMPORT_STILL_MS = 15 * MINUTE;
const CLOCK_STILL_MS = MINUTE;
/** Eight looks. */
const WATCH_STILL_MS = 2 * MINUTE;
/** HubSpot's signatures are refused beyond five minutes: https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation */
const SKEW_MS = MINUTE;

/** Every alert that stands at `now`, in the order of the list above. */
export function alertsOf(vitals: Vitals, now: Instant): readonly Alert[] {
  const { lanes, oldestClockAt, watchLookedAt, drill, paused, lookingSince } = vitals;
  const alerts: Alert[] = [];
  const age = (since: Instant): string => `${Math.floor((now - since) / MINUTE)} min`;
  const still = (lane: LaneSigns, ms: number): boolean =>
    !paused && lane.inHand === 0 && lane.oldestDueAt !== null && now - Math.max(lane.oldestDueAt, lookingSince) > ms;

  if (still(lanes.live, LIVE_STILL_MS)) {
    alerts.push({
      name: 'live_lane_stands_still',
      because: `a live contact is due for ${age(lanes.live.oldestDueAt ?? now)} and in nobody's hand`,
    });
  }
  if (still(lanes.import, IMPORT_STILL_MS)) {
    alerts.push({
      name: 'import_lane_stands_still',
      because: `an imported contact is due for ${age(lanes.import.oldestDueAt ?? now)} and in nobody's hand`,
    });
  }
  if (!paused && oldestClockAt !== null && now - Math.max(oldestClockAt, lookingSince) > CLOCK_STILL_MS) {
    alerts.push({
      name: 'clock_stands_still',
      because: `a promise's time came ${age(oldestClockAt)} ago and nobody has looked`,
    });
  }
  const looked = Math.max(watchLookedAt ?? lookingSince, lookingSince);
  if (now - looked > WATCH_STILL_MS) {
    alerts.push({ name: 'watch_stands_still', because: `the watch has not looked for ${age(looked)}` });
  }
  if (!paused && drill !== null) {
    const done = Math.max(drill.doneAt ?? drill.beganAt, drill.beganAt);
    // Noticed before two drills in a row would be missed.
    if (now - done > 1.5 * drill.everyMs) {
      alerts.push({
        name: 'drill_failed',
        because: `no fire drill came through for ${age(done)}; one is due every ${drill.everyMs / MINUTE} min`,
      });
    }
  }
  if (vitals.inNoState > 0)
    alerts.push({ name: 'leads_in_no_state', because: `${vitals.inNoState} leads are in no state` });
  if (vitals.parked > 0)
    alerts.push({ name: 'contacts_parked', because: `${vitals.parked} contacts failed again and again` });
  if (vitals.skewMs !== null && Math.abs(vitals.skewMs) > SKEW_MS) {
    alerts.push({
      name: 'clock_skew',
      because: `this clock differs from HubSpot's by ${Math.round(vitals.skewMs / 1000)} s`,
    });
  }
  if (vitals.refusal !== null) alerts.push({ name: 'hubspot_refuses', because: vitals.refusal });
  return alerts;
}
