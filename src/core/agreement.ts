// What the two teams have agreed, as the scorer, the qualifier and the router read it.
// Refuses to know how it was written down: YAML, lines and columns live in src/agreement.

/** An instant: milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

/** Hundredths of a point, always a whole number: 800 is "8 points". */
export type Points = number;

/** `contact.jobtitle`, `company.industry`: the object, a dot, HubSpot's internal property name. */
export interface PropertyRef {
  readonly object: 'contact' | 'company';
  readonly name: string;
}

export interface Agreement {
  /** SHA-256 (hex) of the agreement's canonical content; stored with each score and decision. */
  readonly hash: string;
  readonly name: string;
  readonly version: number;
  readonly signers: { readonly marketing: string; readonly sales: string };
  /** IANA zone in which `per_day`, `per_week` and holidays are counted. */
  readonly timezone: string;
  readonly currency: string;
  readonly signals: readonly SignalDefinition[];
  readonly behaviour: readonly BehaviourGroup[];
  readonly combinations: readonly Combination[];
  readonly profile: readonly ProfileRule[];
  /** Rules of the profile that are limited together, by the name in their `group`. */
  readonly profileGroups?: readonly ProfileGroup[];
  /** Leads that this agreement is about; one for whom the answer is no has 0 points. Absent: all. */
  readonly only?: Criterion;
  readonly targetGroups: readonly { readonly name: string; readonly list: string }[];
  readonly stages: Stages;
  readonly blocks: readonly { readonly name: string; readonly when: Criterion }[];
  readonly temperature: { readonly hot: Criterion; readonly warm: Criterion };
  readonly handoff: HandoffTerms;
  readonly routing: readonly RoutingLine[];
  /** Rotation name → members in the order written. */
  readonly rotations: Readonly<Record<string, readonly RotationMember[]>>;
  /** Rotation name → how its leads are dealt; a rotation that is absent is balanced by count and sticks to nobody. */
  readonly rotationTerms?: Readonly<Record<string, RotationTerms>>;
  /** What a lead is worth, in the agreement's currency; absent: leads are only counted. */
  readonly leadValue?: LeadValue;
  /** By e-mail, lower case. */
  readonly people: Readonly<Record<string, Person>>;
  /** Who hears of a lead that nobody gets, and who gets it then; absent `owner`: it stays unrouted until somebody is found. */
  readonly fallback: { readonly tell: string; readonly owner?: string };
  /** Reasons of a rejection (keys of `recycle`) for which the lead counts as never dealt and is replaced; absent: none. */
  readonly creditBack?: readonly string[];
  readonly sla: Sla;
  readonly recycle: Readonly<Record<string, RecycleRule>>;
  readonly tests: readonly AgreementTest[];
}

/** A named meaning. Several sources of one signal are one signal: the same fact seen twice counts once. */
export interface SignalDefinition {
  readonly name: string;
  readonly handRaise: boolean;
  readonly sources: readonly SignalSource[];
}

export type SignalSource =
  /** Glob on the form's name (`*` is anything), any case. */
  | { readonly kind: 'form'; readonly glob: string }
  /** Glob on the URL's path; `*` crosses `/`. */
  | { readonly kind: 'page'; readonly glob: string }
  /** A HubSpot list (segment) by name. */
  | { readonly kind: 'list'; readonly list: string }
  /** A property that changed; for a date property the value is the time. */
  | { readonly kind: 'property'; readonly property: PropertyRef }
  /** A HubSpot workflow says so, by the signal's own name. */
  | { readonly kind: 'workflow' };

export interface BehaviourGroup {
  readonly name: string;
  readonly cap: Points | null;
  /** At most so many points are taken away: 0 or below. Absent: no limit. */
  readonly floor?: Points;
  readonly rules: readonly BehaviourRule[];
}

export interface ProfileGroup {
  readonly name: string;
  readonly cap: Points | null;
  readonly floor: Points | null;
}

export interface BehaviourRule {
  readonly signal: string;
  /** May be negative. */
  readonly points: Points;
  /** Points halve every so many milliseconds; null: they do not fade. */
  readonly halfLifeMs: number | null;
  /** At most so many counted per local day / ISO week in `timezone`, earliest first; null: no limit. */
  readonly perDay: number | null;
  readonly perWeek: number | null;
  /** Only the first one ever counts. */
  readonly once?: boolean;
  /**
   * With `times`: where it is counted, once for all of them. Without: each counts for so long and then not at all.
   * Both hold up to and with the last millisecond.
   */
  readonly withinMs?: number;
  /** Points once, while it happened `from ≤ n < below` times within `withinMs` (absent: ever). Does not fade. */
  readonly times?: { readonly from: number; readonly below: number | null };
  /** Counts the first of a local day when the same happened on an earlier local day at most so long before. */
  readonly returnsWithinMs?: number;
  /** In place of a half-life: so many percent of the points are lost after each full `everyMs`. */
  readonly fade?: { readonly percent: number; readonly everyMs: number };
  /** The most all lines of this rule give together. */
  readonly cap?: Points;
  /** The most they take away together: 0 or below. */
  readonly floor?: Points;
}

/** All these signals within a span of time earn points once, dated by the signal that completed them. */
export interface Combination {
  readonly all: readonly string[];
  /** One after the other, as they stand in `all`; at the same instant is not after. */
  readonly inOrder?: boolean;
  /** The points fade from the latest completion on. Absent: they stay, and the first completion dates them. */
  readonly halfLifeMs?: number;
  /** Counts for leads with the answer yes. About who they are: properties, lists, profile. */
  readonly when?: Criterion;
  readonly withinMs: number;
  readonly points: Points;
  readonly because: string;
}

export type ProfileRule = ProfileRuleKind & {
  /** Name of the `ProfileGroup` it is limited with. */
  readonly group?: string;
};

export type ProfileRuleKind =
  /** Points for the answer yes to a question about properties and lists. */
  | { readonly kind: 'when'; readonly because: string; readonly when: Criterion; readonly points: Points }
  | { readonly kind: 'values'; readonly property: PropertyRef; readonly values: Readonly<Record<string, Points>> }
  /** `from ≤ x < below`; a missing bound is open. */
  | { readonly kind: 'bands'; readonly property: PropertyRef; readonly bands: readonly Band[] }
  /** Whole words, any case; the first line that matches counts. */
  | { readonly kind: 'words'; readonly property: PropertyRef; readonly lines: readonly WordLine[] };

export interface Band {
  readonly from: number | null;
  readonly below: number | null;
  readonly points: Points;
}

export interface WordLine {
  readonly any: readonly string[];
  readonly points: Points;
}

export interface Stages {
  readonly mql: Criterion;
  readonly sql: Criterion;
  /** A lead that became SQL by score stops being eligible below this; null: never. */
  readonly leaveSqlBelow: Points | null;
  /** Between the end of a cycle and the next; a new hand-raise is exempt. */
  readonly cooldownMs: number;
  readonly lifecycle: { readonly mql: string; readonly sql: string };
}

/** A question about a lead with three answers: yes, no, unknown. A bare number means "at least". */
export type Criterion =
  | { readonly kind: 'all'; readonly of: readonly Criterion[] }
  | { readonly kind: 'any'; readonly of: readonly Criterion[] }
  | { readonly kind: 'not'; readonly of: Criterion }
  | { readonly kind: 'score' | 'profile' | 'behaviour'; readonly atLeast: Points }
  | { readonly kind: 'grade'; readonly anyOf: readonly string[] }
  | { readonly kind: 'signal'; readonly signal: string; readonly withinMs: number | null; readonly times: number }
  /** An unspent hand-raise. */
  | { readonly kind: 'hand_raise' }
  /** In a HubSpot list now; `group`: the target group it was named by. */
  | { readonly kind: 'list'; readonly list: string; readonly group: string | null }
  | { readonly kind: 'property'; readonly property: PropertyRef; readonly test: PropertyTest };

export type PropertyTest =
  | { readonly kind: 'known' }
  | { readonly kind: 'unknown' }
  /** Equal to one of these, any case. For a country also by its ISO code or its name. */
  | { readonly kind: 'values'; readonly anyOf: readonly string[] }
  | { readonly kind: 'band'; readonly from: number | null; readonly below: number | null }
  | { readonly kind: 'words'; readonly any: readonly string[] }
  /** The part after the last @ of an e-mail address, or a host name, equal to or below one of these. */
  | { readonly kind: 'domain'; readonly anyOf: readonly string[] }
  /** Globs in which `*` is any text, any case. */
  | { readonly kind: 'like'; readonly anyOf: readonly string[] }
  /** A date: `from ≤ x < below`. */
  | { readonly kind: 'dates'; readonly from: DateBound | null; readonly below: DateBound | null }
  /** A date at most so long ago, at most so far ahead, longer ago than this. */
  | { readonly kind: 'last' | 'next' | 'older'; readonly ms: number };

/** The beginning of a day: for values that are a date only, and for values with a time. */
export interface DateBound {
  /** `YYYY-MM-DD` */
  readonly date: string;
  /** Its first instant in the agreement's timezone. */
  readonly at: Instant;
}

export interface HandoffTerms {
  readonly at: 'sql' | 'mql';
  readonly tag: string;
  /** Placeholders of the closed list: {lead} {Temperature} {temperature} {company} {score} {grade}. */
  readonly task: string;
  /** Contact properties in which marketing leaves notes for sales, by name; absent: none. */
  readonly notes?: readonly string[];
  readonly atMostPerHour: number | null;
}

export interface RoutingLine {
  /** Empty: always. */
  readonly when: Criterion | null;
  readonly to:
    /** Who owns the contact; with `of`, who owns its company or an open deal of it. */
    | { readonly kind: 'existing'; readonly of?: 'company' | 'deal' }
    /** Who had this lead in its last cycle. */
    | { readonly kind: 'previous' }
    | { readonly kind: 'rotation'; readonly rotation: string }
    | { readonly kind: 'person'; readonly email: string };
  /** `hold`: the lead waits for the first of them to be on shift; absent: the next line is tried. */
  readonly whenNobody?: 'hold';
}

export interface RotationMember {
  readonly email: string;
  readonly weight: number;
}

export interface RotationTerms {
  /** What is shared out by weight: the number of leads, or what they are worth. */
  readonly balance: 'count' | 'value';
  /** The next lead of a company goes to whom the last one went. */
  readonly sticky: boolean;
}

/** Amounts in the agreement's currency. */
export type LeadValue =
  /** The number in a property; `otherwise` where it is unknown or no number. */
  | { readonly kind: 'property'; readonly property: PropertyRef; readonly otherwise: number }
  | { readonly kind: 'temperature'; readonly worth: Readonly<Record<Temperature, number>> };

export interface Person {
  readonly manager: string | null;
  readonly backup: string | null;
  /** Leads in hand at once, handed over per local day and per ISO week in `timezone`; null or absent: no limit. */
  readonly openAtMost: number | null;
  readonly perDay?: number;
  readonly perWeek?: number;
  /** When this person works, where it is not the promise's hours: used where HubSpot does not say. */
  readonly hours?: Sla['hours'];
  /** IANA zone of `hours`; absent: the agreement's. */
  readonly timezone?: string;
  /** Leads this person may reject per local day; absent: no limit. */
  readonly rejectsPerDay?: number;
  /** Who looks at what this person rejects, before it goes back to marketing. */
  readonly rejectTo?: string;
  readonly phone: string | null;
}

export type Temperature = 'hot' | 'warm' | 'cold';

export interface Sla {
  /** Milliseconds from the handoff to the first conversation. */
  readonly firstContact: Readonly<Record<Temperature, number>>;
  /** To the first human attempt, whether or not somebody answered; absent: none is promised. */
  readonly firstAttempt?: Readonly<Record<Temperature, number>>;
  /** To the owner's verdict, always in working time; absent: 24 h hot, 48 h otherwise. */
  readonly verdict?: Readonly<Record<Temperature, number>>;
  readonly clock: 'working time' | 'wall time';
  /** Weekday 1 (Monday) … 7 (Sunday) → windows in minutes after local midnight, `from ≤ t < until`. */
  readonly hours: Readonly<Partial<Record<number, readonly { readonly from: number; readonly until: number }[]>>>;
  /** Local dates, `YYYY-MM-DD`. */
  readonly holidays: readonly string[];
  /** Local dates with hours of their own, in minutes after local midnight: half a holiday, a Saturday on duty. */
  readonly shortDays?: Readonly<Record<string, readonly { readonly from: number; readonly until: number }[]>>;
  readonly ladder: readonly { readonly atShare: number; readonly do: readonly string[] }[];
}

export type RecycleRule =
  { readonly kind: 'never' } | { readonly kind: 'after'; readonly afterMs: number; readonly orSignal: string | null };

export interface AgreementTest {
  readonly name: string;
  readonly given: {
    readonly contact: Readonly<Record<string, string>>;
    readonly company: Readonly<Record<string, string>>;
    /** Signal → how long ago each occurrence happened, in milliseconds. */
    readonly signals: Readonly<Record<string, readonly number[]>>;
    /** HubSpot lists it is in; absent: not read. */
    readonly lists?: readonly string[];
  };
  readonly expect: {
    readonly stage?: 'none' | 'mql' | 'sql';
    readonly temperature?: Temperature;
    readonly rotation?: string;
    readonly owner?: string;
    readonly held?: string;
    readonly grade?: string;
    readonly scoreAtLeast?: Points;
    readonly scoreBelow?: Points;
  };
}

/** Each axis ends here, so that nobody reaches 75 on one axis alone. */
export const AXIS_CAP: Points = 5000;

export const sameProperty = (a: PropertyRef, b: PropertyRef): boolean => a.object === b.object && a.name === b.name;
export const propertyKey = (ref: PropertyRef): string => `${ref.object}.${ref.name}`;
