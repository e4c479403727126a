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
  readonly targetGroups: readonly { readonly name: string; readonly list: string }[];
  readonly stages: Stages;
  readonly blocks: readonly { readonly name: string; readonly when: Criterion }[];
  readonly temperature: { readonly hot: Criterion; readonly warm: Criterion };
  readonly handoff: HandoffTerms;
  readonly routing: readonly RoutingLine[];
  /** Rotation name → members in the order written. */
  readonly rotations: Readonly<Record<string, readonly RotationMember[]>>;
  /** By e-mail, lower case. */
  readonly people: Readonly<Record<string, Person>>;
  readonly fallback: { readonly tell: string };
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
  | { readonly kind: 'property'; readonly property: PropertyRef };

export interface BehaviourGroup {
  readonly name: string;
  readonly cap: Points | null;
  readonly rules: readonly BehaviourRule[];
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
}

/** All these signals within a span of time earn points once, dated by the signal that completed them. */
export interface Combination {
  readonly all: readonly string[];
  readonly withinMs: number;
  readonly points: Points;
  readonly because: string;
}

export type ProfileRule =
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
  | { readonly kind: 'property'; readonly property: PropertyRef; readonly test: PropertyTest };

export type PropertyTest =
  | { readonly kind: 'known' }
  | { readonly kind: 'unknown' }
  /** Equal to one of these, any case. For a country also by its ISO code or its name. */
  | { readonly kind: 'values'; readonly anyOf: readonly string[] }
  | { readonly kind: 'band'; readonly from: number | null; readonly below: number | null }
  | { readonly kind: 'words'; readonly any: readonly string[] }
  /** The part after the last @ of an e-mail address, or a host name, equal to or below one of these. */
  | { readonly kind: 'domain'; readonly anyOf: readonly string[] };

export interface HandoffTerms {
  readonly at: 'sql' | 'mql';
  readonly tag: string;
  /** Placeholders of the closed list: {lead} {Temperature} {temperature} {company} {score} {grade}. */
  readonly task: string;
  readonly atMostPerHour: number | null;
}

export interface RoutingLine {
  /** Empty: always. */
  readonly when: Criterion | null;
  readonly to:
    | { readonly kind: 'existing' }
    | { readonly kind: 'rotation'; readonly rotation: string }
    | { readonly kind: 'person'; readonly email: string };
}

export interface RotationMember {
  readonly email: string;
  readonly weight: number;
}

export interface Person {
  readonly manager: string | null;
  readonly backup: string | null;
  readonly openAtMost: number | null;
  readonly phone: string | null;
}

export type Temperature = 'hot' | 'warm' | 'cold';

export interface Sla {
  /** Milliseconds from the handoff to first contact. */
  readonly firstContact: Readonly<Record<Temperature, number>>;
  readonly clock: 'working time' | 'wall time';
  /** Weekday 1 (Monday) … 7 (Sunday) → windows in minutes after local midnight, `from ≤ t < until`. */
  readonly hours: Readonly<Partial<Record<number, readonly { readonly from: number; readonly until: number }[]>>>;
  /** Local dates, `YYYY-MM-DD`. */
  readonly holidays: readonly string[];
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
