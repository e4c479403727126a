/** Looks at the vital signs now and then and says, once at its beginning and once at its end, what somebody has to be woken for. */
import type { Instant } from '../core/agreement.ts';
import { alertsOf, RUNBOOK } from '../core/alert.ts';
import type { Alert, AlertName, Vitals } from '../core/alert.ts';
import type { Deps } from '../deps.ts';

export const ALERTS_EVERY_MS = 30_000;
const ONE_LOOK = { bucket: 'alerts', limit: 1, windowMs: ALERTS_EVERY_MS - 1_000 };

/** Set by the watch after each look. */
export const WATCH_LOOKED = 'watch:looked';
/** Set by the fire drill: how often, since when, and when one came through last. */
export const DRILL = 'drill';
/** Alerts that stand, by name, with since when. */
export const ALERTS = 'alerts';

export interface Standing extends Alert {
  readonly since: Instant;
}

export type AlertDeps = Pick<Deps, 'clock' | 'log' | 'store' | 'hubspot'>;

export async function vitalsNow(
  { clock, store, hubspot }: Omit<AlertDeps, 'log'>,
  lookingSince: Instant,
): Promise<Vitals> {
  const now = clock.now();
  const [signs, paused, looked, drill, { count }] = await Promise.all([
    store.vitals(now),
    store.setting('paused'),
    store.setting(WATCH_LOOKED),
    store.setting(DRILL),
    store.inNoState(1),
  ]);
  return {
    ...signs,
    paused: paused === true,
    watchLookedAt: typeof looked === 'number' ? looked : null,
    drill: drillIn(drill),
    inNoState: count,
    skewMs: hubspot.clockSkewMs(),
    refusal: hubspot.refusal(),
    lookingSince,
  };
}

function drillIn(value: unknown): Vitals['drill'] {
  if (typeof value !== 'object' || value === null || !('everyMs' in value) || !('beganAt' in value)) return null;
  const { everyMs, beganAt } = value;
  if (typeof everyMs !== 'number' || typeof beganAt !== 'number') return null;
  return { everyMs, beganAt, doneAt: 'doneAt' in value && typeof value.doneAt === 'number' ? value.doneAt : null };
}

/** The alerts that stand, as last looked at. */
export async function standingAlerts({ store }: Pick<Deps, 'store'>): Promise<readonly Standing[]> {
  const value = await store.setting(ALERTS);
  return Array.isArray(value) ? (value as readonly Standing[]) : [];
}

/** Looks once. Returns what stands now. */
export async function lookForAlerts(deps: AlertDeps, lookingSince: Instant): Promise<readonly Standing[]> {
  const { clock, log, store } = deps;
  const now = clock.now();
  const before = new Map<AlertName, Standing>((await standingAlerts(deps)).map((alert) => [alert.name, alert]));
  const standing = alertsOf(await vitalsNow(deps, lookingSince), now).map((alert) => ({
    ...alert,
    since: before.get(alert.name)?.since ?? now,
  }));
  for (const { name, because } of standing) {
    if (!before.has(name)) {
      log.error({ alert: name, because }, `alert: ${because}; docs/operating.md, "${RUNBOOK[name]}", says what to do`);
    }
    before.delete(name);
  }
  for (const { name, since } of before.values())
    log.info({ alert: name, seconds: (now - since) / 1000 }, 'alert is over');
  await store.setSetting(ALERTS, standing, now);
  return standing;
}

/** Looks every half minute of the clock, in one of the processes, also while paused. */
export function startAlerts(deps: AlertDeps): { stop(): Promise<void> } {
  const { clock, log, store } = deps;
  const lookingSince = clock.now();
  const stopping = new AbortController();
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        if ((await store.reserveCall({ ...ONE_LOOK, now: clock.now() })) === 0) await lookForAlerts(deps, lookingSince);
      } catch (error) {
        log.warn({ err: error }, 'the vital signs could not be read');
      }
      await clock.wait(ALERTS_EVERY_MS, stopping.signal);
    }
  };
  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
