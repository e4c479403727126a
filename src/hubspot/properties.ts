/** Baton's own contact properties: what they are, and making them exist. A name, once released, is never changed. */
import type { CycleState } from '../core/cycle.ts';
import type { HubSpot, NewProperty, PropertyDefinition } from './hubspot.ts';

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
    ...choice({
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
    }),
    description: 'Why the owner rejected the lead. People and workflows may set it.',
  }),
  property('baton_cycle', 'Baton cycle', {
    ...number,
    description: 'Which pass through the funnel this is, counted from 1.',
  }),
];

export interface SetupPlan {
  /** One sentence per property that is missing, created or different. */
  readonly lines: readonly string[];
  /** Properties that are not there, before anything was created. */
  readonly missing: number;
  readonly created: number;
  /** Properties that exist and differ so that writing them would fail: for a person to look at. */
  readonly problems: number;
}

type Portal = Pick<HubSpot, 'propertyDefinitions' | 'createPropertyGroup' | 'createProperty'>;

/**
 * Compares the portal with `BATON_PROPERTIES` and, when told to `apply`, creates what is missing. May be run any number of times;
 * never deletes and never changes what exists.
 */
export async function ensureProperties(
  hubspot: Portal,
  { apply, wanted = BATON_PROPERTIES }: { readonly apply: boolean; readonly wanted?: readonly NewProperty[] },
): Promise<SetupPlan> {
  const existing = await hubspot.propertyDefinitions('contacts');
  const missing = wanted.filter(({ name }) => !existing.has(name));
  const lines: string[] = [];
  let created = 0;
  if (apply && missing.length > 0) await hubspot.createPropertyGroup('contacts', BATON_GROUP);
  for (const definition of missing) {
    const what = `${definition.name}: ${definition.type}, “${definition.label}”`;
    if (!apply) {
      lines.push(`missing  ${what}`);
      continue;
    }
    const outcome = await hubspot.createProperty('contacts', definition);
    if (outcome === 'created') created += 1;
    lines.push(outcome === 'created' ? `created  ${what}` : `exists   ${what} (somebody else created it just now)`);
  }
  const differences = wanted.flatMap((definition) => {
    const found = existing.get(definition.name);
    return found === undefined ? [] : differencesOf(found, definition);
  });
  return {
    lines: [...lines, ...differences.map((text) => `differs  ${text}`)],
    missing: missing.length,
    created,
    problems: differences.length,
  };
}

/** Only what makes a write fail; a label or a description is the portal's to change. */
function differencesOf(found: PropertyDefinition, wanted: NewProperty): readonly string[] {
  const { name } = wanted;
  if (found.type !== wanted.type) {
    return [`${name} is a ${found.type}, not a ${wanted.type}: archive it in HubSpot and run setup again`];
  }
  if (found.readOnly || found.calculated)
    return [`${name} is read-only in this portal: archive it and run setup again`];
  const present = new Set(found.options.map((option) => option.value));
  const absent = (wanted.options ?? []).filter((option) => !present.has(option.value));
  if (absent.length === 0) return [];
  return [`${name} lacks the options ${absent.map((option) => option.value).join(', ')}: add them in HubSpot`];
}
