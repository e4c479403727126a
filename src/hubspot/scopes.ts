/**
 * What the app asks a portal for, in sets that a person can decide on. An app with a static token can only require scopes, never offer
 * them: https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/scopes. So each set is asked for or not,
 * and what a set turns on is off without it.
 */

export interface ScopeSet {
  /** All of them are needed. A scope may lie in several sets. */
  readonly scopes: readonly string[];
  /** What Baton does with them, and does not do without them. */
  readonly turnsOn: string;
}

export const SCOPE_SETS = {
  core: {
    scopes: [
      'oauth',
      'crm.objects.contacts.read',
      'crm.objects.contacts.write',
      'crm.objects.owners.read',
      'crm.schemas.contacts.read',
      'crm.schemas.contacts.write',
    ],
    turnsOn: 'scores, qualifies and hands off contacts; writes their properties and tasks. Nothing works without it.',
  },
  companies: {
    scopes: ['crm.objects.companies.read', 'crm.schemas.companies.read'],
    turnsOn: 'knows the company of a contact: profile rules, routing and blocks that name `company.…`.',
  },
  deals: {
    scopes: ['crm.objects.deals.read'],
    turnsOn: 'follows a lead to the deal: opportunity, won and lost as outcomes.',
  },
  activities: {
    // Calls, meetings, communications and notes stand under the contacts' scope, so this asks for nothing that core does not.
    scopes: ['crm.objects.contacts.read'],
    turnsOn: 'reads calls, meetings, messages and notes as evidence of first contact.',
  },
  'working-hours': {
    scopes: ['crm.objects.users.read'],
    turnsOn: 'hands off only to people who are at work: their hours, absences and status in HubSpot.',
  },
  lists: {
    scopes: ['crm.lists.read'],
    turnsOn: 'takes the entry into a segment as a dated signal (`list:`), and target groups.',
  },
  forms: {
    scopes: ['forms'],
    turnsOn: 'sees every form submission; without it only the last one of each contact.',
  },
  leads: {
    scopes: ['crm.objects.leads.read', 'crm.objects.leads.write'],
    turnsOn: 'opens a Lead in the sales workspace with each handoff (Sales Hub Professional and up).',
  },
  mail: {
    // Without it e-mails come redacted, direction included.
    scopes: ['crm.objects.contacts.read', 'sales-email-read'],
    turnsOn: 'reads the direction of one-to-one e-mails: a rep who wrote has made first contact.',
  },
  'native-scoring': {
    scopes: ['mh-lead-scoring-view'],
    turnsOn: 'reads the rules of HubSpot’s own lead scores, to carry them over and to compare.',
  },
} as const satisfies Record<string, ScopeSet>;

export type ScopeSetName = keyof typeof SCOPE_SETS;

export const SCOPE_SET_NAMES = Object.keys(SCOPE_SETS) as readonly ScopeSetName[];

/** What an app starts with: what the code cannot do without, and what nearly every agreement names. */
export const FIRST_SETS: readonly ScopeSetName[] = ['core', 'companies'];

/** Scopes that no endpoint of `endpoints.ts` asks for, and why a set holds them all the same. */
export const NOT_CALLED: Readonly<Record<string, string>> = {
  oauth:
    'every app of HubSpot’s own templates asks for it, static tokens included; the events of Enterprise portals stand under it',
  'crm.objects.deals.read': 'outcomes are to come',
  'crm.objects.users.read': 'working hours are to come',
  'crm.objects.leads.read': 'Leads are to come',
  'crm.objects.leads.write': 'Leads are to come',
  'sales-email-read': 'e-mails as evidence are to come',
  'mh-lead-scoring-view': 'the comparison with native scores is to come',
};

export const isScopeSet = (name: string): name is ScopeSetName => Object.hasOwn(SCOPE_SETS, name);

/** The scopes of these sets, each once, sorted. */
export const scopesOf = (sets: Iterable<ScopeSetName>): readonly string[] =>
  [...new Set([...sets].flatMap((name): readonly string[] => SCOPE_SETS[name].scopes))].sort();

/** The sets that are complete in what was granted, in the order of `SCOPE_SETS`. */
export function setsIn(granted: Iterable<string>): readonly ScopeSetName[] {
  const has = new Set(granted);
  return SCOPE_SET_NAMES.filter((name) => SCOPE_SETS[name].scopes.every((scope) => has.has(scope)));
}

const READING: Readonly<Record<string, { readonly set: ScopeSetName; readonly scope: string }>> = {
  company: { set: 'companies', scope: 'crm.objects.companies.read' },
  deal: { set: 'deals', scope: 'crm.objects.deals.read' },
  lead: { set: 'leads', scope: 'crm.objects.leads.read' },
  user: { set: 'working-hours', scope: 'crm.objects.users.read' },
};

/** What a webhook subscription to this object needs; activities stand under the contacts' scope. */
export const neededToHearOf = (objectType: string): { readonly set: ScopeSetName; readonly scope: string } =>
  READING[objectType] ?? { set: 'core', scope: 'crm.objects.contacts.read' };
