/** Written by npm run hs:sync from src/http/contract.ts; not edited. */

export type CompanyCard =
  | { readonly kind: 'nobody_known'; readonly companyId: string; readonly asOf: number; readonly says: string }
  | {
      readonly kind: 'company';
      readonly companyId: string;
      readonly asOf: number;
      readonly name: string | null;
      readonly says: string;
      readonly people: readonly {
        readonly contactId: string;
        readonly name: string;
        readonly jobtitle: string | null;
        readonly score: {
          readonly total: number;
          readonly behaviour: number;
          readonly profile: number;
          readonly grade: string;
          readonly gradeSays: string;
          readonly coverage: number;
        };
        readonly temperature: { readonly as: 'hot' | 'warm' | 'cold'; readonly says: string };
        readonly state: {
          readonly kind:
            | 'nurture'
            | 'mql'
            | 'held'
            | 'unrouted'
            | 'handed_off'
            | 'attempted'
            | 'contacted'
            | 'accepted'
            | 'rejected'
            | 'expired'
            | 'opportunity'
            | 'won'
            | 'lost'
            | 'recycled';
          readonly says: string;
        };
        readonly owner: string | null;
        readonly reasons: string;
        readonly clock: {
          readonly kind: 'first_attempt' | 'first_contact' | 'verdict';
          readonly name: string;
          readonly state: 'running' | 'met' | 'breached' | 'paused' | 'cancelled';
          readonly says: string;
          readonly by: 'working time' | 'wall time';
          readonly startedAt: number;
          readonly dueAt: number;
          readonly buyerDueAt: number;
          readonly repDueAt: number;
          readonly used: number;
        } | null;
      }[];
      readonly more: number;
    };

export type ContactCard =
  | { readonly kind: 'not_scored'; readonly contactId: string; readonly asOf: number; readonly says: string }
  | {
      readonly kind: 'gone';
      readonly contactId: string;
      readonly asOf: number;
      readonly since: number;
      readonly says: string;
    }
  | {
      readonly kind: 'lead';
      readonly contactId: string;
      readonly asOf: number;
      readonly name: string;
      readonly company: string | null;
      readonly agreement: { readonly name: string; readonly version: number; readonly hash: string };
      readonly notices: readonly { readonly kind: 'not_live' | 'paused' | 'stuck'; readonly says: string }[];
      readonly score: {
        readonly total: number;
        readonly behaviour: number;
        readonly profile: number;
        readonly grade: string;
        readonly gradeSays: string;
        readonly coverage: number;
      };
      readonly stage: 'none' | 'mql' | 'sql';
      readonly temperature: { readonly as: 'hot' | 'warm' | 'cold'; readonly says: string; readonly isFixed: boolean };
      readonly reasons: string;
      readonly state: {
        readonly kind:
          | 'nurture'
          | 'mql'
          | 'held'
          | 'unrouted'
          | 'handed_off'
          | 'attempted'
          | 'contacted'
          | 'accepted'
          | 'rejected'
          | 'expired'
          | 'opportunity'
          | 'won'
          | 'lost'
          | 'recycled';
        readonly says: string;
      };
      readonly cycle: number;
      readonly clocks: readonly {
        readonly kind: 'first_attempt' | 'first_contact' | 'verdict';
        readonly name: string;
        readonly state: 'running' | 'met' | 'breached' | 'paused' | 'cancelled';
        readonly says: string;
        readonly by: 'working time' | 'wall time';
        readonly startedAt: number;
        readonly dueAt: number;
        readonly buyerDueAt: number;
        readonly repDueAt: number;
        readonly used: number;
      }[];
      readonly handoff: {
        readonly at: number;
        readonly owner: string;
        readonly isYou: boolean;
        readonly reasons: string;
        readonly because: string;
        readonly trace: readonly string[];
      } | null;
      readonly verdict: {
        readonly kind: 'accepted' | 'rejected' | 'expired';
        readonly at: number;
        readonly says: string;
        readonly note: string;
        readonly isPending: boolean;
      } | null;
      readonly pin: { readonly as: 'hot' | 'warm' | 'cold'; readonly until: number; readonly says: string } | null;
      readonly actions: {
        readonly accept: { readonly allowed: boolean; readonly because: string | null };
        readonly reject: {
          readonly allowed: boolean;
          readonly because: string | null;
          readonly reasons: readonly { readonly key: string; readonly says: string }[];
        };
        readonly missing: {
          readonly allowed: boolean;
          readonly because: string | null;
          readonly parts: readonly { readonly key: string; readonly says: string }[];
        };
        readonly pin: { readonly allowed: boolean; readonly because: string | null };
      };
      readonly receipt: {
        readonly rows: readonly {
          readonly part: 'behaviour' | 'profile';
          readonly group: string;
          readonly says: string;
          readonly state: 'counted' | 'unknown' | 'limit' | 'withheld';
          readonly points: number;
          readonly raw: number;
          readonly bar: number;
        }[];
        readonly sum: string;
      };
      readonly criteria: readonly {
        readonly of: 'mql' | 'sql' | 'hot' | 'warm';
        readonly name: string;
        readonly answer: 'yes' | 'no' | 'unknown';
        readonly lines: readonly {
          readonly depth: number;
          readonly answer: 'yes' | 'no' | 'unknown';
          readonly asks: string;
          readonly found: string;
        }[];
      }[];
      readonly brief: {
        readonly complete: number;
        readonly missing: readonly string[];
        readonly blocks: readonly {
          readonly title: string;
          readonly parts: readonly {
            readonly label: string;
            readonly known: boolean;
            readonly lines: readonly string[];
          }[];
        }[];
      };
      readonly timeline: readonly {
        readonly at: number;
        readonly kind: 'signal' | 'sales' | 'said' | 'decision';
        readonly says: string;
        readonly detail: string;
      }[];
      readonly timelineMore: number;
      readonly ahead: {
        readonly ways: readonly { readonly says: string; readonly reaches: boolean }[];
        readonly drop: string | null;
      };
      readonly earlier: readonly {
        readonly no: number;
        readonly openedAt: number;
        readonly endedAt: number;
        readonly says: string;
      }[];
    };

export type MissingSaid = {
  readonly key: string;
  readonly cycle: number;
  readonly parts: readonly (
    'name' | 'email' | 'phone' | 'company' | 'role' | 'source' | 'attribution' | 'history' | 'score' | 'notes'
  )[];
  readonly suggestion?: string;
};

export type PinSaid =
  | {
      readonly key: string;
      readonly cycle: number;
      readonly pin: 'set';
      readonly as: 'hot' | 'warm' | 'cold';
      readonly days: number;
      readonly note?: string;
    }
  | { readonly key: string; readonly cycle: number; readonly pin: 'clear' };

export type Refusal = { readonly kind: 'refused'; readonly because: string; readonly says: string };

export type VerdictSaid =
  | { readonly key: string; readonly cycle: number; readonly verdict: 'accepted'; readonly note?: string }
  | {
      readonly key: string;
      readonly cycle: number;
      readonly verdict: 'rejected';
      readonly reason: string;
      readonly note?: string;
    };
