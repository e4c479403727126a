/** What has to be read from HubSpot, and which changes HubSpot has to tell, for an agreement to work. */
import type { Agreement, Criterion, PropertyRef } from '../core/agreement.ts';
import { leavesOf } from '../core/ask.ts';
import { folded } from '../core/match.ts';
import { CLICK_PROPERTIES, SEND_PROPERTIES } from '../core/bots.ts';

export interface Mirror {
  readonly contact: readonly string[];
  readonly company: readonly string[];
  /** Contact properties whose history is read on first sight. */
  readonly history: readonly string[];
  /** Names of HubSpot lists that a criterion asks about, each once, as the agreement writes them. */
  readonly lists: readonly string[];
}

/** What Baton itself needs of a contact, whatever the agreement says: who it is, where it stands, what it did last. */
const ALWAYS = [
  'email',
  'firstname',
  'lastname',
  'company',
  'phone',
  'mobilephone',
  'jobtitle',
  'lifecyclestage',
  'hs_lead_status',
  'hubspot_owner_id',
  'hs_analytics_source',
  'lastmodifieddate',
] as const;

/** Read wherever a form or a page is a source: names with their dates, and the counters that tell when one was missed. */
const FORMS = [
  'recent_conversion_event_name',
  'recent_conversion_date',
  'first_conversion_event_name',
  'first_conversion_date',
  'num_conversion_events',
  'num_unique_conversion_events',
] as const;
const PAGES = [
  'hs_analytics_last_url',
  'hs_analytics_last_timestamp',
  'hs_analytics_first_url',
  'hs_analytics_first_timestamp',
  'hs_analytics_num_page_views',
  'hs_analytics_num_visits',
] as const;
const FORM_HISTORY = ['recent_conversion_event_name', 'recent_conversion_date'] as const;
const PAGE_HISTORY = ['hs_analytics_last_url', 'hs_analytics_last_timestamp'] as const;

/** Read for the brief alone: a change of one decides nothing, so HubSpot need not tell it. */
const BRIEF = [
  'hs_analytics_source_data_1',
  'hs_analytics_source_data_2',
  'hs_latest_source',
  'hs_latest_source_data_1',
  'hs_latest_source_data_2',
  'hs_analytics_first_touch_converting_campaign',
  'hs_analytics_last_touch_converting_campaign',
] as const;

/** Written back by Baton, and read so that only what differs is written. The names never change once released. */
export const WRITTEN_BACK = [
  'baton_score',
  'baton_behaviour_score',
  'baton_profile_score',
  'baton_grade',
  'baton_temperature',
  'baton_reasons',
  'baton_scored_at',
  'baton_agreement',
  'baton_state',
  'baton_held_because',
  'baton_tag',
  'baton_handoff_at',
  'baton_sla_due_at',
  'baton_sla_status',
  'baton_assigned_because',
  'baton_verdict',
  'baton_reject_reason',
  'baton_cycle',
] as const;

/** Of those, the two that people and workflows set. */
const SET_BY_PEOPLE: readonly string[] = ['baton_verdict', 'baton_reject_reason'];

const COMPANY_ALWAYS = ['name', 'domain'] as const;

/** HubSpot property names, each once, in a stable order. Baton's own first and last forms and pages are always among them. */
export function mirrorOf(agreement: Agreement): Mirror {
  const named = propertiesOf(agreement);
  const of = (object: PropertyRef['object']): readonly string[] =>
    named.filter((ref) => ref.object === object).map((ref) => ref.name);
  const sources = agreement.signals.flatMap((signal) => signal.sources);
  const changes = sources.flatMap((source) => (source.kind === 'property' ? [source.property.name] : []));
  const reads = (kind: 'form' | 'page'): boolean => sources.some((source) => source.kind === kind);
  // A click is told from a scanner's by when the mail went out.
  const sends = changes.some((name) => CLICK_PROPERTIES.includes(name)) ? SEND_PROPERTIES : [];
  return {
    contact: unique([
      ...ALWAYS,
      ...FORMS,
      ...PAGES,
      ...of('contact'),
      ...sends,
      ...shownOnly(agreement),
      ...WRITTEN_BACK,
    ]),
    company: unique([...COMPANY_ALWAYS, ...of('company')]),
    history: unique([
      ...(reads('form') ? FORM_HISTORY : []),
      ...(reads('page') ? PAGE_HISTORY : []),
      ...changes,
      ...sends,
    ]),
    lists: listsAsked(agreement),
  };
}

const shownOnly = ({ handoff }: Agreement): readonly string[] => [...BRIEF, ...(handoff.notes ?? [])];

/** One entry of a HubSpot project's webhooks-hsmeta.json. */
export interface Subscription {
  readonly subscriptionType: string;
  readonly objectType?: 'contact' | 'company';
  readonly propertyName?: string;
  readonly active: true;
}

/** HubSpot sends none for these: https://developers.hubspot.com/docs/api-reference/webhooks-webhooks-v3/guide */
const NEVER_SENT: ReadonlySet<string> = new Set(['num_unique_conversion_events', 'hs_lastmodifieddate']);
/** Changes with every other property, or with every mail that goes out: it would only multiply the deliveries. */
const SAYS_NOTHING: ReadonlySet<string> = new Set(['lastmodifieddate', ...SEND_PROPERTIES]);

/**
 * The subscriptions an agreement needs, as `config.subscriptions` of webhooks-hsmeta.json takes them. Of Baton's own properties only
 * those that people set are among them: the rest would be echoes of our own writes.
 */
export function subscriptionsOf(agreement: Agreement): {
  readonly crmObjects: readonly Subscription[];
  readonly legacyCrmObjects: readonly Subscription[];
  readonly hubEvents: readonly Subscription[];
} {
  const { contact, company } = mirrorOf(agreement);
  const decides = new Set([
    ...ALWAYS,
    ...FORMS,
    ...PAGES,
    ...propertiesOf(agreement).map(({ name }) => name),
  ] as string[]);
  const shown = new Set(shownOnly(agreement).filter((name) => !decides.has(name)));
  const own: readonly string[] = WRITTEN_BACK;
  const changes = (objectType: 'contact' | 'company', names: readonly string[]): readonly Subscription[] =>
    names
      .filter((name) => !NEVER_SENT.has(name) && !SAYS_NOTHING.has(name))
      .filter((name) => !own.includes(name) || SET_BY_PEOPLE.includes(name))
      .filter((name) => objectType === 'company' || !shown.has(name))
      .map((propertyName) => ({ subscriptionType: 'object.propertyChange', objectType, propertyName, active: true }));
  const life = ['creation', 'deletion', 'merge', 'restore', 'associationChange'].map((what): Subscription => ({
    subscriptionType: `object.${what}`,
    objectType: 'contact',
    active: true,
  }));
  return {
    crmObjects: [...life, ...changes('contact', contact), ...changes('company', company)],
    legacyCrmObjects: [],
    hubEvents: [{ subscriptionType: 'contact.privacyDeletion', active: true }],
  };
}

/** Every property an agreement names, in the order it is read. */
function propertiesOf(agreement: Agreement): readonly PropertyRef[] {
  return [
    ...agreement.signals.flatMap(({ sources }) => sources.flatMap((s) => (s.kind === 'property' ? [s.property] : []))),
    ...agreement.profile.flatMap((rule) => (rule.kind === 'when' ? propertiesIn(rule.when) : [rule.property])),
    ...agreement.combinations.flatMap(({ when }) => (when === undefined ? [] : propertiesIn(when))),
    ...(agreement.only === undefined ? [] : propertiesIn(agreement.only)),
    ...criteriaOfStages(agreement).flatMap(propertiesIn),
  ];
}

/** The criteria that decide what becomes of a lead: those of the profile and of combinations stand elsewhere. */
const criteriaOfStages = ({ stages, temperature, blocks, routing }: Agreement): readonly Criterion[] => [
  stages.mql,
  stages.sql,
  ...blocks.map((block) => block.when),
  temperature.hot,
  temperature.warm,
  ...routing.flatMap((line) => (line.when === null ? [] : [line.when])),
];

function listsAsked(agreement: Agreement): readonly string[] {
  const criteria = [
    ...agreement.profile.flatMap((rule) => (rule.kind === 'when' ? [rule.when] : [])),
    ...agreement.combinations.flatMap(({ when }) => when ?? []),
    ...(agreement.only === undefined ? [] : [agreement.only]),
    ...criteriaOfStages(agreement),
  ];
  const names = criteria.flatMap(leavesOf).flatMap((leaf) => (leaf.kind === 'list' ? [leaf.list] : []));
  return [...new Map(names.map((name) => [folded(name), name])).values()];
}

function propertiesIn(criterion: Criterion): readonly PropertyRef[] {
  switch (criterion.kind) {
    case 'all':
    case 'any':
      return criterion.of.flatMap(propertiesIn);
    case 'not':
      return propertiesIn(criterion.of);
    case 'property':
      return [criterion.property];
    case 'score':
    case 'profile':
    case 'behaviour':
    case 'grade':
    case 'signal':
    case 'hand_raise':
    case 'list':
      return [];
  }
}

const unique = (names: readonly string[]): readonly string[] => [...new Set(names)];
