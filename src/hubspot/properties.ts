/** Baton's own contact properties. A name, once released, is never changed. */
import type { CycleState } from '../core/cycle.ts';
import type { NewProperty } from './hubspot.ts';

export const BATON_GROUP = { name: 'baton', label: 'Baton' } as const;

const STATES: Readonly<Record<CycleState, string>> = {
  nurture: 'Nurture',
  mql: 'Marketing qualified',
  held: 'Held back',
  unrouted: 'Waiting for an owner',
  handed_off: 'Handed to sales',
  attempted: 'Contact attempted',
  contacted: 'Contacted',
  accepted: 'Accepted by sales',
  rejected: 'Rejected by sales',
  expired: 'No answer from sales',
  opportunity: 'Opportunity',
  won: 'Won',
  lost: 'Lost',
  recycled: 'Back with marketing',
};

const GRADES = [
  ...['A', 'B', 'C', 'D'].flatMap((profile) => [1, 2, 3, 4].map((behaviour) => `${profile}${behaviour}`)),
  // HubSpot's option values admit no question mark everywhere they are used; the label shows it.
  ...[1, 2, 3, 4].map((behaviour) => `unknown-${behaviour}`),
];

const REJECT_REASONS: Readonly<Record<string, string>> = {
  too_small: 'Too small',
  wrong_industry: 'Wrong industry',
  no_authority: 'No authority',
  no_answer: 'No answer',
  bad_timing: 'Bad timing',
  no_budget: 'No budget',
  other_contract: 'Contract with somebody else',
  no_project: 'No project',
  wrong_fit: 'Wrong fit',
  wrong_contact_data: 'Wrong contact details',
  duplicate: 'Already being worked on',
  spam: 'Spam or a bot',
};

/** Reasons that say this is no lead at all: every agreement has them. */
const NO_LEAD = ['wrong_contact_data', 'duplicate', 'spam'] as const;

type Options = NonNullable<NewProperty['options']>;

const options = (labels: Readonly<Record<string, string>>): Options =>
  Object.entries(labels).map(([value, label]) => ({ value, label }));

const number = { type: 'number', fieldType: 'number' } as const;
const line = { type: 'string', fieldType: 'text' } as const;
const paragraph = { type: 'string', fieldType: 'textarea' } as const;
const moment = { type: 'datetime', fieldType: 'date' } as const;
const choice = (labels: Readonly<Record<string, string>>) =>
  ({ type: 'enumeration', fieldType: 'select', options: options(labels) }) as const;

const property = (
  name: `baton_${string}`,
  label: string,
  rest: Pick<NewProperty, 'type' | 'fieldType' | 'description'> & { readonly options?: Options },
): NewProperty => ({ name, label, groupName: BATON_GROUP.name, ...rest });

export const BATON_PROPERTIES: readonly NewProperty[] = [
  property('baton_score', 'Baton score', {
    ...number,
    description: '0 to 100: behaviour plus profile, rounded down. The receipt on the card says what it is made of.',
  }),
  property('baton_behaviour_score', 'Baton behaviour score', {
    ...number,
    description: '0 to 50: what this person did. It fades with time.',
  }),
  property('baton_profile_score', 'Baton profile score', {
    ...number,
    description: '0 to 50: who this person is. What is unknown earns nothing and counts against nobody.',
  }),
  property('baton_grade', 'Baton grade', {
    ...choice(Object.fromEntries(GRADES.map((grade) => [grade, grade.replace('unknown-', '?')]))),
    description: 'Letter: profile, digit: behaviour. A1 is best; ? where too little is known of the profile.',
  }),
  property('baton_temperature', 'Baton temperature', {
    ...choice({ hot: 'Hot', warm: 'Warm', cold: 'Cold' }),
    description: 'Decided at the handoff, and afterwards only rising. It sets how soon sales promised to call.',
  }),
  property('baton_reasons', 'Baton reasons', {
    ...paragraph,
    description: 'Why the score is what it is, in one sentence.',
  }),
  property('baton_scored_at', 'Baton scored at', { ...moment, description: 'When the score was last written.' }),
  property('baton_agreement', 'Baton agreement', {
    ...line,
    description: 'Name, version and short hash of the agreement this was decided under.',
  }),
  property('baton_state', 'Baton state', {
    ...choice(STATES),
    description: 'Where the lead stands between marketing and sales. No qualified lead is without one.',
  }),
  property('baton_held_because', 'Baton held because', {
    ...line,
    description: 'Why a lead that was due was deliberately not handed to sales.',
  }),
  property('baton_tag', 'Baton tag', { ...line, description: 'The agreement’s tag for a lead handed to sales.' }),
  property('baton_handoff_at', 'Baton handed off at', { ...moment, description: 'When sales got the lead.' }),
  property('baton_sla_due_at', 'Baton first contact due', {
    ...moment,
    description: 'By when sales promised to contact the lead.',
  }),
  property('baton_sla_status', 'Baton first contact', {
    ...choice({ running: 'Running', met: 'Met', breached: 'Breached', paused: 'Paused', cancelled: 'Cancelled' }),
    description: 'How that promise stands.',
  }),
  property('baton_assigned_because', 'Baton assigned because', {
    ...paragraph,
    description: 'Why this owner, and not another.',
  }),
  property('baton_verdict', 'Baton verdict', {
    ...choice({ accepted: 'Accepted', rejected: 'Rejected' }),
    description: 'The owner’s answer to the handoff. People and workflows may set it.',
  }),
  property('baton_reject_reason', 'Baton reject reason', {
    ...choice(REJECT_REASONS),
    description: 'Why the owner rejected the lead. People and workflows may set it.',
  }),
  property('baton_cycle', 'Baton cycle', {
    ...number,
    description: 'Which pass through the funnel this is, counted from 1.',
  }),
];

/**
 * The properties for an agreement: reps can reject with each of its reasons, and with those that say the lead is none. Without reasons:
 * all that Baton knows.
 *
 * @param reasons keys of the agreement's `recycle`.
 */
export function batonProperties(reasons: readonly string[]): readonly NewProperty[] {
  if (reasons.length === 0) return BATON_PROPERTIES;
  const labels = Object.fromEntries([...new Set([...reasons, ...NO_LEAD])].map((key) => [key, reasonLabel(key)]));
  return BATON_PROPERTIES.map((known) =>
    known.name === 'baton_reject_reason' ? { ...known, options: options(labels) } : known,
  );
}

const reasonLabel = (key: string): string => {
  const words = key.replaceAll(/[_-]+/g, ' ').trim();
  return REJECT_REASONS[key] ?? words.charAt(0).toUpperCase() + words.slice(1);
};

/** What a portal with room for ten custom properties gets: what the handoff needs, and what people act on. */
const ESSENTIAL_NAMES: ReadonlySet<string> = new Set([
  'baton_state',
  'baton_handoff_at',
  'baton_score',
  'baton_grade',
  'baton_reasons',
  'baton_temperature',
  'baton_sla_due_at',
  'baton_held_because',
  'baton_verdict',
  'baton_reject_reason',
]);

export const essentialOf = (properties: readonly NewProperty[]): readonly NewProperty[] =>
  properties.filter(({ name }) => ESSENTIAL_NAMES.has(name));
