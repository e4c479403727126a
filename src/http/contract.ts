/**
 * What goes through the door of the cards, field by field: what is not named here is not answered and not taken. The extensions' types
 * are copied from this file, so it says shapes only.
 */
import { z } from 'zod';
import { BRIEF_PARTS } from '../core/brief.ts';

/** Milliseconds since 1970. */
const instant = z.number();
/** Whole points with up to two decimals: 84.7. */
const points = z.number();
const temperature = z.enum(['hot', 'warm', 'cold']);
const answer = z.enum(['yes', 'no', 'unknown']);
const state = z.enum([
  'nurture',
  'mql',
  'held',
  'unrouted',
  'handed_off',
  'attempted',
  'contacted',
  'accepted',
  'rejected',
  'expired',
  'opportunity',
  'won',
  'lost',
  'recycled',
]);
/** Allowed, or the sentence why not. */
const allowed = { allowed: z.boolean(), because: z.string().nullable() };
const named = z.object({ key: z.string(), says: z.string() });

/** A running promise. Both clocks are told: the lead's never stops, the owner's counts working time. */
const clock = z.object({
  kind: z.enum(['first_attempt', 'first_contact', 'verdict']),
  name: z.string(),
  state: z.enum(['running', 'met', 'breached', 'paused', 'cancelled']),
  says: z.string(),
  by: z.enum(['working time', 'wall time']),
  startedAt: instant,
  /** The one that breaches. */
  dueAt: instant,
  buyerDueAt: instant,
  repDueAt: instant,
  /** Of the promised time, used at `asOf`; above 1: too late. */
  used: z.number(),
});

const receiptRow = z.object({
  part: z.enum(['behaviour', 'profile']),
  group: z.string(),
  says: z.string(),
  state: z.enum(['counted', 'unknown', 'limit', 'withheld']),
  points,
  /** Before it faded, or what it could be worth. */
  raw: points,
  /** 0 to 100: its length beside the longest of the receipt. */
  bar: z.number(),
});

const criteria = z.object({
  of: z.enum(['mql', 'sql', 'hot', 'warm']),
  name: z.string(),
  answer,
  lines: z.array(z.object({ depth: z.int(), answer, asks: z.string(), found: z.string() })),
});

const scored = z.object({
  total: points,
  behaviour: points,
  profile: points,
  grade: z.string(),
  gradeSays: z.string(),
  /** Share of the profile that is known, in percent. */
  coverage: z.int(),
});

const unknownCard = z.object({
  kind: z.literal('not_scored'),
  contactId: z.string(),
  asOf: instant,
  says: z.string(),
});

const goneCard = z.object({
  kind: z.literal('gone'),
  contactId: z.string(),
  asOf: instant,
  since: instant,
  says: z.string(),
});

const leadCard = z.object({
  kind: z.literal('lead'),
  contactId: z.string(),
  asOf: instant,
  name: z.string(),
  company: z.string().nullable(),
  agreement: z.object({ name: z.string(), version: z.int(), hash: z.string() }),
  /** Things to know before trusting the rest: not live, paused, stuck. */
  notices: z.array(z.object({ kind: z.enum(['not_live', 'paused', 'stuck']), says: z.string() })),
  score: scored,
  stage: z.enum(['none', 'mql', 'sql']),
  temperature: z.object({ as: temperature, says: z.string(), isFixed: z.boolean() }),
  /** Why this lead, in one sentence, at this moment. */
  reasons: z.string(),
  state: z.object({ kind: state, says: z.string() }),
  cycle: z.int(),
  clocks: z.array(clock),
  /** Set while a handoff stands: why this person, as it was said then. */
  handoff: z
    .object({
      at: instant,
      owner: z.string(),
      isYou: z.boolean(),
      reasons: z.string(),
      because: z.string(),
      /** Every routing line tried, every person passed over and why. */
      trace: z.array(z.string()),
    })
    .nullable(),
  verdict: z
    .object({
      kind: z.enum(['accepted', 'rejected', 'expired']),
      at: instant,
      says: z.string(),
      note: z.string(),
      /** Said, and not yet written to HubSpot. */
      isPending: z.boolean(),
    })
    .nullable(),
  pin: z.object({ as: temperature, until: instant, says: z.string() }).nullable(),
  actions: z.object({
    accept: z.object(allowed),
    reject: z.object({ ...allowed, reasons: z.array(named) }),
    missing: z.object({ ...allowed, parts: z.array(named) }),
    pin: z.object(allowed),
  }),
  receipt: z.object({ rows: z.array(receiptRow), sum: z.string() }),
  criteria: z.array(criteria),
  /** What a handoff is complete with. Lines of what other parts of the card show in full are left out. */
  brief: z.object({
    complete: z.int(),
    missing: z.array(z.string()),
    blocks: z.array(
      z.object({
        title: z.string(),
        parts: z.array(z.object({ label: z.string(), known: z.boolean(), lines: z.array(z.string()) })),
      }),
    ),
  }),
  timeline: z.array(
    z.object({
      at: instant,
      kind: z.enum(['signal', 'sales', 'said', 'decision']),
      says: z.string(),
      detail: z.string(),
    }),
  ),
  /** How many more there are than `timeline` shows. */
  timelineMore: z.int(),
  ahead: z.object({
    ways: z.array(z.object({ says: z.string(), reaches: z.boolean() })),
    drop: z.string().nullable(),
  }),
  earlier: z.array(z.object({ no: z.int(), openedAt: instant, endedAt: instant, says: z.string() })),
});

export const contactCard = z.discriminatedUnion('kind', [unknownCard, goneCard, leadCard]);
export type ContactCard = z.infer<typeof contactCard>;
export type LeadCard = z.infer<typeof leadCard>;

/** Who of a company is in whose hands. */
export const companyCard = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('nobody_known'), companyId: z.string(), asOf: instant, says: z.string() }),
  z.object({
    kind: z.literal('company'),
    companyId: z.string(),
    asOf: instant,
    name: z.string().nullable(),
    says: z.string(),
    people: z.array(
      z.object({
        contactId: z.string(),
        name: z.string(),
        jobtitle: z.string().nullable(),
        score: scored,
        temperature: z.object({ as: temperature, says: z.string() }),
        state: z.object({ kind: state, says: z.string() }),
        owner: z.string().nullable(),
        reasons: z.string(),
        clock: clock.nullable(),
      }),
    ),
    /** How many more people of the company are known. */
    more: z.int(),
  }),
]);
export type CompanyCard = z.infer<typeof companyCard>;

/** A request that was understood and is not granted. */
export const refusal = z.object({ kind: z.literal('refused'), because: z.string(), says: z.string() });
export type Refusal = z.infer<typeof refusal>;

/** Chosen by the card for one act of one person: HubSpot repeats a request, and the second is answered as the first. */
const key = z.string().regex(/^[A-Za-z0-9-]{8,64}$/);
const note = z.string().max(1_000).default('');
/** Number of the cycle that was shown. */
const cycleNo = z.int().min(1).max(100_000);

export const verdictSaid = z.discriminatedUnion('verdict', [
  z.strictObject({ key, cycle: cycleNo, verdict: z.literal('accepted'), note }),
  /** `reason`: a key of the agreement's `recycle`. */
  z.strictObject({ key, cycle: cycleNo, verdict: z.literal('rejected'), reason: z.string().min(1).max(100), note }),
]);

export const missingSaid = z.strictObject({
  key,
  cycle: cycleNo,
  parts: z.array(z.enum(BRIEF_PARTS)).min(1).max(BRIEF_PARTS.length),
  suggestion: note,
});

export const pinSaid = z.discriminatedUnion('pin', [
  z.strictObject({
    key,
    cycle: cycleNo,
    pin: z.literal('set'),
    as: temperature,
    /** Sticks for so many days from now. */
    days: z.int().min(1).max(30),
    note,
  }),
  z.strictObject({ key, cycle: cycleNo, pin: z.literal('clear') }),
]);
