/** What the project's files have to say for an agreement, given what they say now. */
import { z } from 'zod';
import { subscriptionsOf } from '../../src/agreement/needs.ts';
import type { Agreement } from '../../src/core/agreement.ts';
import { ENDPOINTS } from '../../src/hubspot/endpoints.ts';
import type { Endpoint } from '../../src/hubspot/endpoints.ts';
import { neededToHearOf, SCOPE_SETS, scopesOf, setsIn } from '../../src/hubspot/scopes.ts';
import type { ScopeSetName } from '../../src/hubspot/scopes.ts';

const entry = z.strictObject({
  subscriptionType: z.string(),
  objectType: z.string().optional(),
  propertyName: z.string().optional(),
  active: z.boolean(),
});
const entries = z.array(entry).default([]);

export const webhooksShape = z.looseObject({
  config: z.looseObject({
    subscriptions: z.strictObject({ crmObjects: entries, legacyCrmObjects: entries, hubEvents: entries }),
  }),
});
export const appShape = z.looseObject({
  config: z.looseObject({ auth: z.looseObject({ requiredScopes: z.array(z.string()) }) }),
});

export type Entry = z.infer<typeof entry>;
export type Subscriptions = z.infer<typeof webhooksShape>['config']['subscriptions'];

const KINDS = ['crmObjects', 'legacyCrmObjects', 'hubEvents'] as const satisfies readonly (keyof Subscriptions)[];

/** `contact.propertyChange jobtitle`, as HubSpot's own pages write it. */
export const entryName = ({ subscriptionType, objectType, propertyName }: Omit<Entry, 'active'>): string => {
  const type = objectType === undefined ? subscriptionType : subscriptionType.replace(/^object\b/, objectType);
  return propertyName === undefined ? type : `${type} ${propertyName}`;
};

/** Two arrays may name the same thing; an entry is itself only within its own. */
const key = (kind: string, e: Omit<Entry, 'active'>): string =>
  [kind, e.objectType ?? '', e.subscriptionType, e.propertyName ?? ''].join(' ');

/**
 * What the agreement needs is active. What is there and no longer needed stays with `active: false`, because HubSpot refuses an upload
 * that removes a component it knows; `forget` leaves it out. Sorted, so that the same agreement makes the same file.
 */
export function wantedSubscriptions(
  agreement: Agreement,
  { existing, sets, forget }: { existing: Subscriptions; sets: readonly ScopeSetName[]; forget: boolean },
): Subscriptions {
  const needed = subscriptionsOf(agreement);
  const of = (kind: (typeof KINDS)[number]): Entry[] => {
    const active = needed[kind].filter(
      ({ objectType }) => objectType === undefined || sets.includes(neededToHearOf(objectType).set),
    );
    const byKey = new Map<string, Entry>();
    if (!forget) for (const old of existing[kind]) byKey.set(key(kind, old), inOrder(old, false));
    for (const wanted of active) byKey.set(key(kind, wanted), inOrder(wanted, true));
    return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
  };
  return { crmObjects: of('crmObjects'), legacyCrmObjects: of('legacyCrmObjects'), hubEvents: of('hubEvents') };
}

/** The keys in one order, whatever the order they came in. */
const inOrder = (e: Omit<Entry, 'active'>, active: boolean): Entry => ({
  subscriptionType: e.subscriptionType,
  ...(e.objectType === undefined ? {} : { objectType: e.objectType }),
  ...(e.propertyName === undefined ? {} : { propertyName: e.propertyName }),
  active,
});

/**
 * The sets to ask for: those the file asks for in full (of an app that asks for nothing yet: `first`), with some more and some less.
 * `core` is always among them.
 */
export function chosenSets(
  asked: readonly string[],
  { first, add, drop }: Readonly<Record<'first' | 'add' | 'drop', readonly ScopeSetName[]>>,
): readonly ScopeSetName[] {
  const now = asked.length === 0 ? first : setsIn(asked);
  const chosen = new Set<ScopeSetName>(['core', ...now.filter((name) => !drop.includes(name)), ...add]);
  return setsIn(scopesOf(chosen));
}

/** One line per thing that would change. */
export function subscriptionChanges(existing: Subscriptions, wanted: Subscriptions): readonly string[] {
  return KINDS.flatMap((kind) => {
    const before = new Map(existing[kind].map((e) => [key(kind, e), e]));
    const after = new Map(wanted[kind].map((e) => [key(kind, e), e]));
    return [
      ...[...after].flatMap(([name, e]) => {
        const old = before.get(name);
        if (old === undefined) return [`+ subscription ${entryName(e)}`];
        if (old.active === e.active) return [];
        return [`~ subscription ${entryName(e)}: ${e.active ? 'active again' : 'no longer needed, active: false'}`];
      }),
      ...[...before].flatMap(([name, e]) => (after.has(name) ? [] : [`- subscription ${entryName(e)}`])),
    ];
  });
}

export const scopeChanges = (existing: readonly string[], wanted: readonly string[]): readonly string[] => [
  ...wanted.filter((scope) => !existing.includes(scope)).map((scope) => `+ scope ${scope}`),
  ...existing.filter((scope) => !wanted.includes(scope)).map((scope) => `- scope ${scope}`),
];

/** What the agreement names and these sets do not give, where the code could use it. */
export function hints(agreement: Agreement, sets: readonly ScopeSetName[]): readonly string[] {
  const kinds = new Set(agreement.signals.flatMap((signal) => signal.sources.map((source) => source.kind)));
  const namesLists = kinds.has('list') || agreement.targetGroups.length > 0;
  const called = new Set(Object.values<Endpoint>(ENDPOINTS).flatMap((endpoint) => endpoint.scopes));
  const missing = (set: ScopeSetName): boolean =>
    !sets.includes(set) && SCOPE_SETS[set].scopes.some((scope) => called.has(scope));
  return [
    ...(namesLists && missing('lists') ? ['the agreement names lists, which need: --with lists'] : []),
    ...(kinds.has('form') && missing('forms') ? ['forms are seen better (each submission) with: --with forms'] : []),
  ];
}
