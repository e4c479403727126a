// What Baton does about one contact now: score it, qualify it, move its cycle, hand it off or say why not. Read this first.
// Refuses to know how effects are carried out, and asks nobody what time it is.
import type { Agreement, Instant } from './agreement.ts';
import { isQualified } from './audit.ts';
import type { Ruling, Withheld } from './bots.ts';
import { briefOf, withBrief } from './brief.ts';
import type { Cycle, TaskWanted } from './cycle.ts';
import { isWithSales } from './cycle.ts';
import type { Effect } from './effect.ts';
import { pinSentence, reasonsAsOf } from './explain.ts';
import { advance } from './handoff.ts';
import { deskAfterDealing } from './desk.ts';
import type { Qualification } from './qualify.ts';
import { readingOf } from './reading.ts';
import type { Dealt } from './route.ts';
import type { Score, Scorer } from './score.ts';
import type { Desk, Snapshot } from './snapshot.ts';
import { noteOf, taskKey, taskOf } from './task.ts';
import { whatHubSpotShouldSay } from './told.ts';

/** An agreement made ready to plan with: compiled once, used for every contact. */
export interface Rules {
  readonly agreement: Agreement;
  readonly scorer: Scorer;
  /** "B2B SaaS, clear · version 3 · a1b2c3d4", as written to HubSpot. */
  readonly label: string;
}

export interface Plan {
  readonly contactId: string;
  readonly score: Score;
  readonly qualification: Qualification;
  readonly cycle: Cycle;
  /** Empty: nothing to do, and `because` says why. */
  readonly effects: readonly Effect[];
  /** In plain sentences, for people: what was decided and why. */
  readonly because: readonly string[];
  /** The assignment made, for the ledger; null: none. */
  readonly dealt: Dealt | null;
  /** The desk was asked. */
  readonly routed: boolean;
  readonly handedOff: boolean;
  /** Next time to look at this contact although nothing happens; null: never. */
  readonly nextDueAt: Instant | null;
  readonly nextDueBecause: 'boundary' | 'held' | 'clock' | 'read-back';
}

/** A lifecycle stage just written is read back this much later: HubSpot may have ignored it without a word. */
export const READ_BACK_AFTER_MS = 2_000;

/** A qualified lead is looked at at least this often, whatever else is due: none is ever without a next step. */
export const LOOKED_AT_EVERY_MS = 24 * 60 * 60_000;

/**
 * Plans one contact. Pure: the same arguments give the same plan, and planning again after the effects were carried out
 * gives no effects.
 */
export function planContact(
  rules: Rules,
  { snapshot, desk, now }: { snapshot: Snapshot; desk: Desk; now: Instant },
): Plan {
  const { agreement, scorer } = rules;
  const { score, lead, qualification, last, pin, clicks, rulings } = readingOf(rules, { snapshot, now });
  const step = withBrief(advance(last, { agreement, snapshot, lead, qualification, desk, now }), (handoff) =>
    briefOf({ agreement, snapshot, score, signals: lead.signals, qualification, handoff, now }),
  );

  const reasons = step.cycle.handoff?.reasons ?? reasonsAsOf({ score, qualification, now, zone: agreement.timezone });
  const told = whatHubSpotShouldSay({ rules, snapshot, score, cycle: step.cycle, reasons, now });
  const task = taskFollowing(step.cycle);
  const cycle: Cycle = { ...step.cycle, stageGivenUp: told.stageGivenUp, task };
  const effects: Effect[] = [];
  if (Object.keys(told.properties).length > 0) {
    effects.push({ kind: 'UpdateContact', contactId: snapshot.contactId, properties: told.properties });
  }
  if (step.handedOff !== null && step.brief !== null) {
    const { contactId } = snapshot;
    const companyId = snapshot.company?.id ?? null;
    const handed = { agreement, contactId, companyId, cycle, handoff: step.handedOff, brief: step.brief };
    effects.push(taskOf(handed), noteOf(handed));
  }
  if (task !== null && task !== step.cycle.task) {
    const { contactId } = snapshot;
    effects.push({ kind: 'UpdateTask', key: taskKey(contactId, cycle.no), contactId, ...task });
  }
  effects.push(...step.tells);

  const looks = [
    { at: scorer.nextChange({ lead, alsoBelow: told.rewriteBelow }), because: 'boundary' as const },
    { at: pin === null ? null : pin.until, because: 'boundary' as const },
    { at: step.againAt, because: 'held' as const },
    { at: isQualified(cycle) ? now + LOOKED_AT_EVERY_MS : null, because: 'boundary' as const },
    { at: step.clockAt, because: 'clock' as const },
    {
      at: told.properties['lifecyclestage'] === undefined ? null : now + READ_BACK_AFTER_MS,
      because: 'read-back' as const,
    },
  ];
  const next = looks.reduce((a, b) => ((b.at ?? Infinity) < (a.at ?? Infinity) ? b : a));
  return {
    contactId: snapshot.contactId,
    score,
    qualification,
    cycle,
    effects,
    because: [
      reasons,
      ...step.because,
      ...(pin === null ? [] : [pinSentence(pin, agreement.timezone)]),
      ...(takenBack(cycle, { clicks, rulings }) ? [TAKEN_BACK] : []),
      ...told.because,
      ...(effects.length === 0 ? ['Nothing to do: HubSpot already says so.'] : []),
    ],
    dealt: step.dealt,
    routed: step.routed,
    handedOff: step.handedOff !== null,
    nextDueAt: next.at,
    nextDueBecause: next.because,
  };
}

const TAKEN_BACK =
  'Clicks from before the handoff were called a scanner’s after it: the score no longer counts them, and the handoff stands.';

/** A handoff is never undone because somebody finds out later what it rested on. */
function takenBack(
  cycle: Cycle,
  { clicks, rulings }: { clicks: readonly Withheld[]; rulings: readonly Ruling[] },
): boolean {
  const handedOffAt = isWithSales(cycle) ? (cycle.handoff?.at ?? -Infinity) : -Infinity;
  return clicks.some(
    ({ id, fact }) => fact.at <= handedOffAt && rulings.some((one) => one.id === id && one.at > handedOffAt),
  );
}

/** What the task of a cycle has to be by now; the same object as before where nothing about it changes. */
function taskFollowing({ handoff, task, assignments, contact, endedAt }: Cycle): TaskWanted | null {
  const [first] = assignments;
  if (handoff === null || first === undefined) return null;
  const { ownerId } = handoff;
  // Once ticked off it stays so: opening it again would be somebody's new work.
  const isDone = task?.isDone === true || contact !== null || endedAt !== null;
  const before = task ?? { ownerId: first.ownerId, isDone: false };
  return before.ownerId === ownerId && before.isDone === isDone ? task : { ownerId, isDone };
}

/** The desk after a plan: for planning several contacts in one decision. */
export function deskAfter(desk: Desk, plan: Plan): Desk {
  const dealt = plan.dealt === null ? desk : deskAfterDealing(desk, plan.dealt);
  return { ...dealt, handoffsLastHour: desk.handoffsLastHour + (plan.handedOff ? 1 : 0) };
}

/** Whether this plan, or one like it, needs to know whose turn it is: then it is made again under the desk's lock. */
export const needsDesk = (plan: Plan): boolean => plan.routed;
