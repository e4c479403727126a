// Which of a contact's signals a rule counts: per day, per week, once, on return. Earliest first, whatever time it is now.
// Refuses to know what they are worth.
import type { Instant } from './agreement.ts';
import { weekOfDay } from './calendar.ts';
import type { Tables } from './tables.ts';

/** Beside the rule: it is not what the rule is about. Beyond: it would count, and a limit withholds it. */
export type Admission = 'counted' | 'beyond' | 'beside';

/** One contact's signals, fed in time order, rule by rule. */
export interface Admitting {
  /** Forgets the contact before. */
  reset(): void;
  admit(rule: number, at: Instant): Admission;
}

/** No local day: outside everything an instant can fall on. */
export const NO_DAY = -(2 ** 31);

/** Keeps its working memory between contacts, so that scoring a portal allocates nothing. */
export function admissionOf({
  zone,
  ruleCount,
  perDay,
  perWeek,
  once,
  returnsWithin,
}: Pick<Tables, 'zone' | 'ruleCount' | 'perDay' | 'perWeek' | 'once' | 'returnsWithin'>): Admitting {
  const day = new Int32Array(ruleCount);
  const onDay = new Uint32Array(ruleCount);
  const week = new Int32Array(ruleCount);
  const inWeek = new Uint32Array(ruleCount);
  const counted = new Uint8Array(ruleCount);
  const visitDay = new Int32Array(ruleCount);
  const visitAt = new Float64Array(ruleCount);

  const isReturn = (rule: number, at: Instant, today: number): boolean => {
    if (visitDay[rule] === today) {
      visitAt[rule] = at;
      return false;
    }
    const since = at - (visitAt[rule] as number);
    visitDay[rule] = today;
    visitAt[rule] = at;
    return since <= (returnsWithin[rule] as number);
  };

  const hasRoom = (rule: number, today: number): boolean => {
    if (day[rule] !== today) {
      day[rule] = today;
      onDay[rule] = 0;
    }
    const used = onDay[rule] as number;
    if (perDay[rule] !== 0 && used >= (perDay[rule] as number)) return false;
    if (perWeek[rule] !== 0 && !hasRoomInWeek(rule, weekOfDay(today))) return false;
    onDay[rule] = used + 1;
    return true;
  };

  const hasRoomInWeek = (rule: number, thisWeek: number): boolean => {
    if (week[rule] !== thisWeek) {
      week[rule] = thisWeek;
      inWeek[rule] = 0;
    }
    const used = inWeek[rule] as number;
    if (used >= (perWeek[rule] as number)) return false;
    inWeek[rule] = used + 1;
    return true;
  };

  return {
    reset() {
      day.fill(NO_DAY);
      week.fill(NO_DAY);
      counted.fill(0);
      visitDay.fill(NO_DAY);
      visitAt.fill(-Infinity);
    },
    admit(rule, at) {
      const today = zone.dayOf(at);
      if (returnsWithin[rule] !== 0 && !isReturn(rule, at, today)) return 'beside';
      if (once[rule] === 1 && counted[rule] === 1) return 'beyond';
      if (!hasRoom(rule, today)) return 'beyond';
      counted[rule] = 1;
      return 'counted';
    },
  };
}
