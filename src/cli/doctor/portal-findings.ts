/** Whether the portal has what the agreement names: properties, options, stages and people. */
import { mirrorOf, WRITTEN_BACK } from '../../agreement/needs.ts';
import type { Agreement, Criterion, PropertyRef } from '../../core/agreement.ts';
import type { Owner } from '../../core/snapshot.ts';
import type { PropertyDefinition } from '../../hubspot/hubspot.ts';
import type { Finding } from './finding.ts';
import { problem, some, warning, well } from './finding.ts';
import type { SeenHubSpot } from './look.ts';

type Definitions = ReadonlyMap<string, PropertyDefinition>;

export function portalFindings(agreement: Agreement, hubspot: SeenHubSpot): readonly Finding[] {
  const { contacts, companies, owners } = hubspot;
  return [
    ...(contacts.ok
      ? [
          propertiesNamed(agreement, {
            contact: contacts.definitions,
            company: companies.ok ? companies.definitions : null,
          }),
          stages(agreement, contacts.definitions),
        ]
      : [problem('properties', contacts.message)]),
    ...(companies.ok ? [] : [problem('company properties', companies.message)]),
    ...(contacts.ok
      ? optionsNamed(agreement, { contact: contacts.definitions, company: companies.ok ? companies.definitions : null })
      : []),
    ...(owners.ok ? people(agreement, owners.list) : [problem('owners', owners.message)]),
    ...lists(agreement, hubspot.account.scopes),
  ];
}

/** Criteria about lists are unknown without the scope: nobody is held or let go for them. */
function lists(agreement: Agreement, granted: readonly string[] | null): readonly Finding[] {
  const asked = mirrorOf(agreement).lists;
  if (asked.length === 0 || granted === null || granted.includes('crm.lists.read')) return [];
  return [
    warning(
      'lists',
      `the agreement asks about ${asked.length} lists, which cannot be read: ${some(asked)}. Such criteria are unknown, and decide nothing`,
      'npm run hs:sync -- --with lists --apply, upload, then take the new token from the app’s Auth tab',
    ),
  ];
}

interface Known {
  readonly contact: Definitions;
  /** Null: this app may not see them. */
  readonly company: Definitions | null;
}

function propertiesNamed(agreement: Agreement, known: Known): Finding {
  const { contact, company } = mirrorOf(agreement);
  const own: readonly string[] = WRITTEN_BACK;
  const missing = [
    ...contact.filter((name) => !own.includes(name) && !known.contact.has(name)).map((name) => `contact.${name}`),
    ...company.filter((name) => known.company?.has(name) === false).map((name) => `company.${name}`),
  ];
  return missing.length === 0
    ? well('properties', `all ${contact.length + company.length} that the agreement reads exist`)
    : problem(
        'properties',
        `the agreement reads ${some(missing)}, which this portal does not have`,
        'put the internal name right in the agreement, or create it in HubSpot',
      );
}

function optionsNamed(agreement: Agreement, known: Known): readonly Finding[] {
  const strange = [...valuesNamed(agreement)].flatMap(([ref, values]) => {
    const definition = (ref.startsWith('contact.') ? known.contact : known.company)?.get(
      ref.slice(ref.indexOf('.') + 1),
    );
    if (definition === undefined || definition.type !== 'enumeration' || definition.options.length === 0) return [];
    const options = new Set(definition.options.map((option) => option.value.toLowerCase()));
    const unknown = [...values].filter((value) => !options.has(value.toLowerCase()));
    return unknown.length === 0 ? [] : [`${ref}: ${some(unknown)}`];
  });
  return strange.length === 0
    ? [well('options', 'every value that the agreement names is an option of its property')]
    : [
        warning(
          'options',
          `no lead can have these values: ${strange.join('; ')}`,
          'use the option’s internal value, as HubSpot’s property page shows it',
        ),
      ];
}

/** `contact.industry` → the values the agreement compares it with. */
function valuesNamed(agreement: Agreement): ReadonlyMap<string, ReadonlySet<string>> {
  const named = new Map<string, Set<string>>();
  const add = ({ object, name }: PropertyRef, values: readonly string[]): void => {
    const key = `${object}.${name}`;
    named.set(key, new Set([...(named.get(key) ?? []), ...values]));
  };
  const walk = (criterion: Criterion): void => {
    if (criterion.kind === 'all' || criterion.kind === 'any') criterion.of.forEach(walk);
    else if (criterion.kind === 'not') walk(criterion.of);
    else if (criterion.kind === 'property' && criterion.test.kind === 'values') {
      add(criterion.property, criterion.test.anyOf);
    }
  };
  for (const rule of agreement.profile) {
    if (rule.kind === 'values') add(rule.property, Object.keys(rule.values));
    if (rule.kind === 'when') walk(rule.when);
  }
  const { stages: bars, temperature, blocks, routing, only } = agreement;
  [bars.mql, bars.sql, temperature.hot, temperature.warm, ...blocks.map((block) => block.when)].forEach(walk);
  routing.forEach((line) => line.when !== null && walk(line.when));
  if (only !== undefined) walk(only);
  return named;
}

function stages(agreement: Agreement, contact: Definitions): Finding {
  const { mql, sql } = agreement.stages.lifecycle;
  const options = [...(contact.get('lifecyclestage')?.options ?? [])].sort((a, b) => a.displayOrder - b.displayOrder);
  const order = options.map((option) => option.value);
  const missing = [mql, sql].filter((stage) => !order.includes(stage));
  if (missing.length > 0) {
    return problem(
      'stages',
      `this portal has no lifecycle stage ${missing.join(' and ')}; it has ${some(order, 12)}`,
      'put the stage’s internal name right under stages.lifecycle',
    );
  }
  if (order.indexOf(mql) > order.indexOf(sql)) {
    return problem('stages', `${sql} comes before ${mql} in this portal`, 'exchange them: stages only move forward');
  }
  return well('stages', `MQL is ${mql}, SQL is ${sql}`);
}

function people(agreement: Agreement, owners: readonly Owner[]): readonly Finding[] {
  const byEmail = new Map(owners.filter((owner) => owner.kind === 'person').map((owner) => [owner.email, owner]));
  const stateOf = (email: string): string | null => {
    const owner = byEmail.get(email.toLowerCase());
    if (owner === undefined) return `${email} is no user of this portal`;
    return owner.active ? null : `${email} is deactivated`;
  };
  const selling = new Set([
    ...Object.values(agreement.rotations).flatMap((members) => members.map(({ email }) => email)),
    ...agreement.routing.flatMap(({ to }) => (to.kind === 'person' ? [to.email] : [])),
  ]);
  const told = new Set(
    [
      agreement.fallback.tell,
      ...Object.values(agreement.people).flatMap(({ manager, backup }) => [manager, backup]),
    ].filter((email) => email !== null && !selling.has(email)),
  );
  const absent = [...selling].flatMap((email) => stateOf(email) ?? []);
  const unheard = [...told].flatMap((email) => (email === null ? [] : (stateOf(email) ?? [])));
  const empty = Object.entries(agreement.rotations)
    .filter(([, members]) => members.every(({ email }) => stateOf(email) !== null))
    .map(([name]) => name);
  const fix = 'invite or reactivate them in HubSpot, or name somebody else in the agreement';
  return [
    empty.length > 0
      ? problem('owners', `nobody in the rotation ${empty.join(', ')} can get a lead: ${absent.join('; ')}`, fix)
      : absent.length > 0
        ? warning('owners', `passed over when leads are given out: ${absent.join('; ')}`, fix)
        : well('owners', `all ${selling.size} people who get leads are active`),
    ...(unheard.length === 0 ? [] : [warning('managers', `named and not reached: ${unheard.join('; ')}`, fix)]),
  ];
}
