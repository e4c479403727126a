/** What Prometheus sees: counters and histograms fed where the work is done, gauges read when somebody asks. No ids in labels. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { ALERT_NAMES, alertsOf } from '../core/alert.ts';
import type { Deps } from '../deps.ts';
import { vitalsNow } from '../worker/alerts.ts';

export interface Instruments {
  /** The whole page, in Prometheus' text format. */
  page(): Promise<string>;
  readonly contentType: string;
  recorded(delivery: {
    readonly stored: number;
    readonly duplicate: number;
    readonly quarantined: number;
    readonly seconds: number;
  }): void;
  refused(reason: string): void;
  planned(contact: {
    readonly state: string;
    readonly wrote: boolean;
    readonly eventToCrmSeconds: number | null;
  }): void;
  failedBatch(code: string): void;
}

const ACK_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const EVENT_TO_CRM_SECONDS = [0.25, 0.5, 1, 2, 5, 10, 20, 40, 60, 300, 3600];

export function createInstruments({ store, hubspot, clock }: Pick<Deps, 'store' | 'hubspot' | 'clock'>): Instruments {
  const startedAt = clock.now();
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: 'baton_' });
  const events = new Counter({
    name: 'baton_webhook_events_total',
    help: 'Webhook events by what became of them.',
    labelNames: ['result'],
    registers,
  });
  const refusals = new Counter({
    name: 'baton_webhook_rejected_total',
    help: 'Deliveries refused, by reason.',
    labelNames: ['reason'],
    registers,
  });
  const ack = new Histogram({
    name: 'baton_ack_duration_seconds',
    help: 'From the arrival of a delivery to its answer.',
    buckets: ACK_SECONDS,
    registers,
  });
  const plans = new Counter({
    name: 'baton_contacts_planned_total',
    help: 'Contacts planned, by state and whether HubSpot was written.',
    labelNames: ['state', 'write'],
    registers,
  });
  const crm = new Histogram({
    name: 'baton_event_to_crm_seconds',
    help: 'From a HubSpot event to the write it caused.',
    buckets: EVENT_TO_CRM_SECONDS,
    registers,
  });
  const batches = new Counter({
    name: 'baton_batches_failed_total',
    help: 'Batches that could not be worked at all, by error code.',
    labelNames: ['code'],
    registers,
  });

  const gauge = (name: string, help: string, labelNames: readonly string[] = []): Gauge =>
    new Gauge({ name, help, labelNames, registers });
  const due = gauge('baton_due_contacts', 'Contacts that are due now.');
  const inHand = gauge('baton_contacts_in_hand', 'Contacts in a worker’s hand.');
  const buried = gauge('baton_buried_contacts', 'Contacts parked after failing again and again.');
  const oldest = gauge('baton_oldest_due_seconds', 'For how long the oldest due contact has been waiting.');
  const states = gauge('baton_cycles', 'Open cycles by state.', ['state']);
  const tasks = gauge('baton_tasks', 'Tasks by state.', ['state']);
  const calls = gauge('baton_hubspot_calls', 'Calls made to HubSpot since the start of this process, by operation.', [
    'operation',
  ]);
  const budget = gauge('baton_hubspot_budget_used_ratio', 'Share of the day’s calls that is used.', ['window']);
  const alerts = gauge('baton_alert', 'Alerts that stand, by name; docs/operating.md says what to do.', ['name']);
  const watchAge = gauge('baton_watch_age_seconds', 'Since the watch looked last.');
  const drillAge = gauge('baton_drill_age_seconds', 'Since a fire drill came through last.');
  const lane = gauge('baton_lane_oldest_due_seconds', 'For how long the oldest due contact of a lane waits.', ['lane']);
  const stateless = gauge(
    'baton_leads_in_no_state',
    'Qualified leads without an owner or queue, or without a next step. Has to be 0.',
  );
  const skew = gauge('baton_clock_skew_seconds', 'This clock minus HubSpot’s.');

  const read = async (): Promise<void> => {
    const now = clock.now();
    const counts = await store.counts(now);
    due.set(counts.dueNow);
    inHand.set(counts.inHand);
    buried.set(counts.buried);
    oldest.set(counts.oldestDueAt === null ? 0 : Math.max(0, (now - counts.oldestDueAt) / 1000));
    const vitals = await vitalsNow({ store, hubspot, clock }, startedAt);
    const standing = new Set(alertsOf(vitals, now).map(({ name }) => name));
    for (const name of ALERT_NAMES) alerts.set({ name }, standing.has(name) ? 1 : 0);
    for (const [name, { oldestDueAt }] of Object.entries(vitals.lanes))
      lane.set({ lane: name }, oldestDueAt === null ? 0 : Math.max(0, (now - oldestDueAt) / 1000));
    watchAge.set((now - (vitals.watchLookedAt ?? startedAt)) / 1000);
    if (vitals.drill !== null) drillAge.set((now - (vitals.drill.doneAt ?? vitals.drill.beganAt)) / 1000);
    stateless.set(vitals.inNoState);
    states.reset();
    for (const [state, n] of Object.entries(counts.states)) states.set({ state }, n);
    for (const [state, n] of Object.entries(counts.tasks)) tasks.set({ state }, n);
    for (const [operation, n] of Object.entries(hubspot.callCounts())) calls.set({ operation }, n);
    const share = hubspot.dailyShareUsed();
    if (share !== null) budget.set({ window: 'day' }, share);
    const skewMs = hubspot.clockSkewMs();
    if (skewMs !== null) skew.set(skewMs / 1000);
  };

  return {
    contentType: registry.contentType,
    async page() {
      await read();
      return registry.metrics();
    },
    recorded({ stored, duplicate, quarantined, seconds }) {
      events.inc({ result: 'accepted' }, stored);
      events.inc({ result: 'duplicate' }, duplicate);
      events.inc({ result: 'quarantined' }, quarantined);
      ack.observe(seconds);
    },
    refused: (reason) => refusals.inc({ reason }),
    planned({ state, wrote, eventToCrmSeconds }) {
      plans.inc({ state, write: wrote ? 'written' : 'same' });
      if (wrote && eventToCrmSeconds !== null) crm.observe(eventToCrmSeconds);
    },
    failedBatch: (code) => batches.inc({ code }),
  };
}
