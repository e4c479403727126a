/** A copy of src/http/pages-contract.ts, not edited: UPDATE_GOLDEN=1 makes tests/extensions/contract.test.ts refresh it. */

/**
 * What the app page and the settings page are told, field by field: what is not named here is not answered. The extensions' types are
 * copied from this file, so it says shapes only and imports nothing. Instants are milliseconds since 1970; points are whole or have
 * two decimals at most.
 */

/** Refused, with one sentence why; 403 not yours to do, 409 something else happened meanwhile, 404 no such thing, 400 not understood. */
export interface RefusedAnswer {
  readonly kind: 'refused';
  readonly because: string;
}

export type Temperature = 'hot' | 'warm' | 'cold';
export type Role = 'marketing' | 'sales';
export type Stage = 'none' | 'mql' | 'sql';

/** GET /pages/queue */
export interface QueueAnswer {
  readonly kind: 'queue';
  readonly now: number;
  readonly you: {
    readonly email: string;
    /** An active CRM owner with that address. */
    readonly isOwner: boolean;
    /** How many people name this person as their manager. */
    readonly manages: number;
    /** What the person said; null: nothing, and HubSpot and the agreement decide. */
    readonly availability: Availability | null;
  };
  readonly live: boolean;
  readonly paused: boolean;
  /** The next right call first. */
  readonly rows: readonly QueueRowAnswer[];
  /** May be more than rows. */
  readonly inAll: number;
  /** Null: not this person's business. */
  readonly notHandedOff: NotHandedOffAnswer | null;
  readonly inNoState: InNoStateAnswer | null;
  readonly health: ServiceHealth | null;
}

/** Null `until`: until they say otherwise. */
export interface Availability {
  readonly available: boolean;
  readonly until: number | null;
}

export interface QueueRowAnswer {
  readonly contactId: string;
  readonly name: string;
  readonly company: string;
  readonly ownerName: string;
  readonly isYours: boolean;
  readonly state: string;
  readonly temperature: Temperature;
  readonly reasons: string;
  readonly handedOffAt: number;
  readonly score: number;
  readonly promise: {
    readonly kind: 'first_attempt' | 'first_contact' | 'verdict';
    readonly state: 'running' | 'breached' | 'paused';
    readonly dueAt: number;
    /** By the clock that breaches; below 0 after the deadline. */
    readonly leftMs: number;
    readonly promisedMs: number;
  } | null;
  /** What happens by itself; empty `does`: Baton only looks again. */
  readonly next: { readonly at: number; readonly does: readonly string[] } | null;
}

export interface NotHandedOffAnswer {
  readonly inAll: number;
  readonly held: readonly { readonly because: string; readonly count: number }[];
  readonly leads: readonly {
    readonly contactId: string;
    readonly name: string;
    readonly company: string;
    readonly state: 'held' | 'unrouted';
    readonly because: string;
    readonly since: number;
    readonly score: number;
    /** When Baton looks again by itself; null: only something new ends it. */
    readonly looksAt: number | null;
  }[];
}

/** Qualified leads without an owner or a queue, or without a next step: there must be none. */
export interface InNoStateAnswer {
  readonly count: number;
  readonly leads: readonly {
    readonly contactId: string;
    readonly name: string;
    readonly because: readonly string[];
  }[];
}

export interface ServiceHealth {
  /** From a HubSpot event to the write it caused, over the last 24 hours; null: there was none. Each is at most a tenth too high. */
  readonly eventToCrm: { readonly count: number; readonly p50Ms: number; readonly p95Ms: number } | null;
  readonly dueNow: number;
  /** For how long the oldest due contact has been waiting. */
  readonly oldestDueMs: number | null;
  readonly buried: number;
  /** When HubSpot last delivered something; null: never. */
  readonly lastDeliveryAt: number | null;
  /** What runs by itself, and when it last did; null: it never did. */
  readonly runs: readonly { readonly what: 'watch' | 'reconciliation' | 'drill'; readonly lastAt: number | null }[];
}

/** GET /pages/board: the metric tiles stand here once they are measured; until then nothing does. */
export interface BoardAnswer {
  readonly kind: 'not measured yet';
}

/** GET /pages/agreement */
export interface AgreementAnswer {
  readonly kind: 'agreement';
  readonly label: string;
  readonly name: string;
  readonly version: number;
  readonly hash: string;
  readonly inForceSince: number;
  readonly signatures: readonly SignatureAnswer[];
  readonly blocks: readonly BlockAnswer[];
}

export interface SignatureAnswer {
  readonly role: Role;
  /** Who may sign. */
  readonly named: string;
  /** Null: not signed. */
  readonly signed: { readonly email: string; readonly at: number; readonly onServer: boolean } | null;
}

export interface WordsAnswer {
  readonly text: string;
  readonly as: 'plain' | 'code' | 'strong';
}

export type BlockAnswer =
  | { readonly kind: 'heading'; readonly level: number; readonly words: readonly WordsAnswer[] }
  | { readonly kind: 'paragraph'; readonly words: readonly WordsAnswer[] }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly (readonly WordsAnswer[])[] }
  | {
      readonly kind: 'table';
      readonly head: readonly (readonly WordsAnswer[])[];
      readonly rows: readonly (readonly (readonly WordsAnswer[])[])[];
    };

/** PUT /pages/me/availability */
export interface AvailabilityAnswer {
  readonly kind: 'availability';
  readonly availability: Availability | null;
}

/** GET /settings/agreements */
export interface SettingsAnswer {
  readonly kind: 'settings';
  readonly now: number;
  readonly you: {
    readonly email: string;
    /** Teams this person signs for, by the agreement in force. */
    readonly signsFor: readonly Role[];
    readonly may: Readonly<Record<'upload' | 'apply' | 'rollback' | 'pause', boolean>>;
  };
  readonly paused: boolean;
  /** Null: nothing is handed off yet. */
  readonly liveSince: number | null;
  /** Null: none is in force. */
  readonly inForce: VersionAnswer | null;
  /** Not in force, the newest first; empty for whom they are not. */
  readonly others: readonly VersionAnswer[];
  /** The one a rollback returns to; null: there is none. */
  readonly before: string | null;
  /** Contacts being scored anew; null: none are. */
  readonly rescore: { readonly madeDue: number; readonly total: number; readonly toScore: number } | null;
  readonly firstRun: {
    /** Nobody ever signed anything: the agreement in force is the one Baton came with. */
    readonly needed: boolean;
    readonly questions: readonly { readonly name: QuestionName; readonly question: string }[];
    readonly presets: readonly string[];
  };
  readonly log: readonly {
    readonly at: number;
    readonly action: string;
    readonly allowed: boolean;
    readonly who: string;
    readonly hash: string | null;
    readonly because: string;
  }[];
}

export type QuestionName = 'sells' | 'people' | 'target' | 'hours' | 'promise' | 'signers';

export interface VersionAnswer {
  readonly hash: string;
  readonly label: string;
  readonly name: string;
  readonly version: number;
  readonly storedAt: number;
  /** When it was last put in force; null: never. */
  readonly appliedAt: number | null;
  readonly signatures: readonly SignatureAnswer[];
  /** Why it may not be applied yet; null: it may. */
  readonly notYet: string | null;
}

/** POST /settings/agreements */
export type UploadAnswer =
  | {
      readonly kind: 'stored';
      readonly hash: string;
      readonly label: string;
      readonly warnings: readonly ProblemAnswer[];
    }
  | { readonly kind: 'problems'; readonly problems: readonly ProblemAnswer[] }
  /** Answers of the first run that cannot be used. */
  | {
      readonly kind: 'answers';
      readonly problems: readonly { readonly question: QuestionName; readonly problem: string }[];
    };

export interface ProblemAnswer {
  readonly line: number;
  readonly column: number;
  /** `behaviour.web.rules[0].signal`; empty: the text as a whole. */
  readonly path: string;
  readonly message: string;
  readonly found: string | null;
  readonly allowed: string | null;
  readonly suggestion: string | null;
}

/** GET /settings/agreements/:hash */
export interface DraftAnswer {
  readonly kind: 'draft';
  readonly version: VersionAnswer;
  readonly text: string;
  readonly blocks: readonly BlockAnswer[];
  /** What differs from the agreement in force, in words. */
  readonly differences: readonly string[];
}

/** GET /settings/agreements/:hash/effect */
export type EffectAnswer =
  | { readonly kind: 'working'; readonly done: number; readonly total: number }
  | { readonly kind: 'failed' }
  | EffectDone;

export interface EffectDone {
  readonly kind: 'effect';
  readonly at: number;
  readonly contacts: number;
  /** Known, and never read: nothing can be foreseen about them. */
  readonly unread: number;
  readonly crossings: readonly {
    readonly from: Stage;
    readonly to: Stage;
    readonly count: number;
    readonly some: readonly NamedAnswer[];
  }[];
  /** Leads that would be handed off, each with a task. */
  readonly tasks: number;
  readonly tasksAnyway: number;
  readonly loads: readonly { readonly name: string; readonly open: number; readonly coming: number }[];
  readonly newlyHeld: readonly { readonly because: string; readonly count: number }[];
  readonly scoreChanged: number;
  readonly meanChange: number;
  readonly risen: readonly MoveAnswer[];
  readonly fallen: readonly MoveAnswer[];
  /** Properties that HubSpot is read for when it is applied, and of which nothing can be foreseen. */
  readonly notRead: readonly string[];
  /** False: HubSpot was never read for this database, and everybody the agreement names is taken to be available. */
  readonly ownersKnown: boolean;
}

export interface NamedAnswer {
  readonly contactId: string;
  readonly name: string;
}

export interface MoveAnswer extends NamedAnswer {
  readonly from: number;
  readonly to: number;
}

/** POST /settings/agreements/:hash/sign · apply · rollback, POST /settings/pause */
export interface DoneAnswer {
  readonly kind: 'done';
  readonly because: string;
}

/** GET /settings/health */
export type HealthAnswer =
  | { readonly kind: 'working' }
  | { readonly kind: 'failed' }
  | {
      readonly kind: 'health';
      readonly at: number;
      readonly findings: readonly {
        readonly is: 'well' | 'warning' | 'problem';
        readonly what: string;
        readonly found: string;
        readonly fix: string | null;
      }[];
    };
