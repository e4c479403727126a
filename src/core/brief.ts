// The complete picture that goes with a handoff, as data: task, note, messages, card and CLI are all worded from this one.
// Refuses to know where it is shown, and never leaves out what is missing.
import type { Agreement, Instant, Points, Temperature } from './agreement.ts';
import { valueOf } from './ask.ts';
import type { Handoff } from './cycle.ts';
import { criterionLines, points, reasonsAsOf, receiptLines } from './explain.ts';
import type { Step } from './handoff.ts';
import { historyLines } from './history.ts';
import type { Qualification } from './qualify.ts';
import type { Score } from './score.ts';
import type { Signal } from './signal.ts';
import type { Properties, Snapshot } from './snapshot.ts';
import { clip, dayText, english, minuteText, sentence, shown } from './words.ts';

/** What a handoff is complete with, in the order it is told. What a rep says was missing is one of these. */
export const BRIEF_PARTS = [
  'name',
  'email',
  'phone',
  'company',
  'role',
  'source',
  'attribution',
  'history',
  'score',
  'notes',
] as const;
export type BriefPartName = (typeof BRIEF_PARTS)[number];

export interface BriefPart {
  readonly name: BriefPartName;
  /** "Phone". */
  readonly label: string;
  readonly known: boolean;
  /** Plain text from the portal or from the core; "not known" where it is missing. Never empty. */
  readonly lines: readonly string[];
}

export const BRIEF_BLOCKS = ['contact', 'source', 'history', 'score', 'notes'] as const;

/** Contact · source and attribution · engagement history · score and reasons · marketing's notes. */
export interface BriefBlock {
  readonly name: (typeof BRIEF_BLOCKS)[number];
  readonly title: string;
  readonly parts: readonly BriefPart[];
}

export interface Brief {
  /** A name to call the lead by, whatever is known: never empty, never "undefined". */
  readonly lead: string;
  readonly company: string | null;
  /** Why this lead, in one sentence; the one of the handoff once there was one. */
  readonly reasons: string;
  readonly temperature: Temperature;
  readonly score: Points;
  readonly grade: string;
  readonly blocks: readonly BriefBlock[];
  /** The question that decides the handoff, then the one for hot, as ✓ ✗ ? lines; indented by two spaces per level. */
  readonly criteria: readonly string[];
  /** Who has it, why, and by when it wants an answer; empty before the handoff. */
  readonly promise: readonly string[];
  /** Parts known ÷ parts, 0 to 1. */
  readonly completeness: number;
  readonly missing: readonly BriefPartName[];
  /** Name and version of what it was decided by. */
  readonly agreement: string;
}

export interface BriefInput {
  readonly agreement: Agreement;
  readonly snapshot: Pick<Snapshot, 'contactId' | 'contact' | 'company' | 'facts' | 'activities'>;
  readonly score: Score;
  /** As `signalsOf` gives them. */
  readonly signals: readonly Signal[];
  readonly qualification: Qualification;
  /** Null: not handed off. */
  readonly handoff: Handoff | null;
  readonly now: Instant;
}

const NOTE_MOST = 2_000;

/** Everything that sales is promised with a handoff, from what is known at `now`. */
export function briefOf(input: BriefInput): Brief {
  const { agreement, snapshot, score, qualification, handoff, now } = input;
  const blocks = blocksOf(input);
  const parts = blocks.flatMap((block) => block.parts);
  const missing = parts.filter((part) => !part.known).map((part) => part.name);
  const { criteria } = qualification;
  const zone = agreement.timezone;
  return {
    lead: leadName(snapshot.contact, snapshot.contactId),
    company: companyName(snapshot) ?? null,
    reasons: handoff?.reasons ?? reasonsAsOf({ score, qualification, now, zone }),
    temperature: handoff?.temperature ?? qualification.temperature,
    score: score.total,
    grade: score.grade,
    blocks,
    criteria: [
      ...criterionLines(agreement.handoff.at === 'sql' ? criteria.sql : criteria.mql),
      ...criterionLines(criteria.hot),
    ],
    promise:
      handoff === null
        ? []
        : [
            english.yoursBecause(handoff.ownerName, handoff.assignedBecause),
            english.contactBy(handoff.temperature, minuteText(handoff.dueAt, zone), zone),
          ],
    completeness: (parts.length - missing.length) / parts.length,
    missing,
    agreement: `${agreement.name}, version ${agreement.version}`,
  };
}

/** A handoff keeps how complete its brief was. */
export function withBrief(step: Step, make: (handoff: Handoff) => Brief): Step & { readonly brief: Brief | null } {
  if (step.handedOff === null) return { ...step, brief: null };
  const brief = make(step.handedOff);
  const { completeness, missing } = brief;
  const handedOff: Handoff = { ...step.handedOff, brief: { completeness, missing } };
  return { ...step, handedOff, brief, cycle: { ...step.cycle, handoff: handedOff } };
}

function blocksOf(input: BriefInput): readonly BriefBlock[] {
  const { agreement, snapshot, score } = input;
  const { contact } = snapshot;
  const block = (name: BriefBlock['name'], parts: readonly BriefPart[]): BriefBlock => ({
    name,
    title: english.blocks[name],
    parts,
  });
  return [
    block('contact', [
      valuePart('name', fullName(contact)),
      valuePart('email', told(contact, 'email')),
      valuePart('phone', told(contact, 'phone') ?? told(contact, 'mobilephone')),
      valuePart('company', companyName(snapshot)),
      valuePart('role', told(contact, 'jobtitle')),
    ]),
    block('source', [linesPart('source', sourceLines(contact)), linesPart('attribution', attributionLines(input))]),
    block('history', [linesPart('history', historyLines(input))]),
    block('score', [linesPart('score', [english.scoreLine(points(score.total), score.grade), ...receiptLines(score)])]),
    block('notes', [linesPart('notes', noteLines(agreement, contact))]),
  ];
}

const linesPart = (name: BriefPartName, lines: readonly string[]): BriefPart => ({
  name,
  label: english.parts[name],
  known: lines.length > 0,
  lines: lines.length > 0 ? lines : [english.notKnown],
});

const valuePart = (name: BriefPartName, value: string | undefined): BriefPart =>
  linesPart(name, value === undefined ? [] : [value]);

/** A property as it may be shown: one line, of a bounded length; undefined: unknown. */
function told(contact: Properties, name: string): string | undefined {
  const value = valueOf({ contact, company: null }, { object: 'contact', name });
  const line = value === undefined ? '' : shown(value);
  return line === '' ? undefined : line;
}

/** Where they came from at first and last, in HubSpot's words. */
function sourceLines(contact: Properties): readonly string[] {
  const of = (label: string, source: string, details: readonly string[]): readonly string[] => {
    const value = told(contact, source);
    if (value === undefined) return [];
    const drilled = details.flatMap((name) => told(contact, name) ?? []);
    return [
      `${label}: ${sentence(value.toLowerCase().replaceAll('_', ' '))}${drilled.length === 0 ? '' : ` (${drilled.join(' · ')})`}`,
    ];
  };
  return [
    ...of(english.original, 'hs_analytics_source', ['hs_analytics_source_data_1', 'hs_analytics_source_data_2']),
    ...of(english.latest, 'hs_latest_source', ['hs_latest_source_data_1', 'hs_latest_source_data_2']),
  ];
}

/** What is credited with them: first and last conversion, campaigns, the first page, and the UTM parameters of both visits. */
function attributionLines({ agreement, snapshot: { contact } }: BriefInput): readonly string[] {
  const conversion = (label: string, name: string, date: string): readonly string[] => {
    const form = told(contact, name);
    if (form === undefined) return [];
    const at = instantOf(contact[date]);
    return [`${label}: ${form}${at === null ? '' : `, ${dayText(at, agreement.timezone)}`}`];
  };
  const first = conversion(english.firstConversion, 'first_conversion_event_name', 'first_conversion_date');
  const last = conversion(english.lastConversion, 'recent_conversion_event_name', 'recent_conversion_date');
  const line = (label: string, value: string | undefined): readonly string[] =>
    value === undefined ? [] : [`${label}: ${value}`];
  const campaigns = [
    ...line(english.firstCampaign, told(contact, 'hs_analytics_first_touch_converting_campaign')),
    ...line(english.lastCampaign, told(contact, 'hs_analytics_last_touch_converting_campaign')),
  ];
  const firstUtm = utmOf(contact['hs_analytics_first_url']);
  const lastUtm = utmOf(contact['hs_analytics_last_url']);
  return [
    ...first,
    // One conversion is told once.
    ...(contact['recent_conversion_date'] === contact['first_conversion_date'] && first.length > 0 ? [] : last),
    ...campaigns,
    ...line(english.firstPage, told(contact, 'hs_analytics_first_url')),
    ...line(english.firstUtm, firstUtm),
    ...(lastUtm === firstUtm ? [] : line(english.lastUtm, lastUtm)),
  ];
}

const UTM = ['source', 'medium', 'campaign', 'term', 'content'] as const;

/** "source google, medium cpc, campaign spring"; undefined: the address names none. */
function utmOf(url: string | undefined): string | undefined {
  const query = url === undefined ? -1 : url.indexOf('?');
  if (url === undefined || query < 0) return undefined;
  const given = new URLSearchParams(url.slice(query + 1).replace(/#.*$/s, ''));
  const named = UTM.flatMap((name) => {
    const value = given.get(`utm_${name}`)?.trim() ?? '';
    return value === '' ? [] : [`${name} ${shown(value)}`];
  });
  return named.length === 0 ? undefined : named.join(', ');
}

/** What marketing wrote down, in the properties the agreement names for it. */
function noteLines({ handoff }: Agreement, contact: Properties): readonly string[] {
  return (handoff.notes ?? []).flatMap((name) => {
    const value = valueOf({ contact, company: null }, { object: 'contact', name });
    const note = value === undefined ? '' : clip(value, NOTE_MOST);
    return note === '' ? [] : [note];
  });
}

/** HubSpot tells datetimes as ISO text or as milliseconds: https://developers.hubspot.com/docs/api-reference/crm-properties-v3/guide */
function instantOf(text: string | undefined): Instant | null {
  if (text === undefined) return null;
  const at = /^\d+$/.test(text) ? Number(text) : Date.parse(text);
  // Further than any calendar reaches is no date.
  return Math.abs(at) <= 8.64e15 ? at : null;
}

export function fullName(contact: Properties): string | undefined {
  const name = [told(contact, 'firstname'), told(contact, 'lastname')].flatMap((part) => part ?? []).join(' ');
  return name === '' ? undefined : name;
}

/** A name to call the lead by, whatever is known: never empty, never "undefined". */
export const leadName = (contact: Properties, contactId: string): string =>
  fullName(contact) ?? told(contact, 'email') ?? `contact ${contactId}`;

function companyName({ company, contact }: BriefInput['snapshot']): string | undefined {
  const name = valueOf({ contact, company: company?.properties ?? null }, { object: 'company', name: 'name' });
  return name === undefined ? told(contact, 'company') : shown(name);
}
