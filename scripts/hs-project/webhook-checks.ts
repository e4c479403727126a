/** What makes HubSpot refuse the webhooks, send them twice, or never. */
import { nearest } from '../../src/agreement/problem.ts';
import { neededToHearOf } from '../../src/hubspot/scopes.ts';
import { unreachable } from './addresses.ts';
import { at, listAt, textAt } from './component.ts';
import type { Component, Finding, Path } from './component.ts';

/** https://developers.hubspot.com/docs/api-reference/webhooks-webhooks-v3/guide */
const MOST_SUBSCRIPTIONS = 1_000;
const NEVER_SENT: ReadonlySet<string> = new Set(['num_unique_conversion_events', 'hs_lastmodifieddate']);

/** Property names by object: HubSpot's own, Baton's, and those the agreement names. Objects that are not here are not looked at. */
export type KnownProperties = Readonly<Record<string, ReadonlySet<string>>>;

export function webhookChecks(components: readonly Component[], known: KnownProperties): readonly Finding[] {
  const scopes = components
    .filter(({ type }) => type === 'app')
    .flatMap(({ config }) => listAt(config, ['auth', 'requiredScopes']).map(String));
  return components
    .filter(({ type }) => type === 'webhooks')
    .flatMap((webhooks) => [...target(webhooks), ...subscriptions(webhooks, { known, scopes: new Set(scopes) })]);
}

function target({ file, config }: Component): readonly Finding[] {
  const text = textAt(config, ['settings', 'targetUrl']);
  if (text === '' || text.includes('${')) return [];
  const where = { file, path: ['config', 'settings', 'targetUrl'] };
  const why = unreachable(text);
  if (why !== null) return [{ ...where, message: `${text} ${why}` }];
  const { search, hash, pathname } = new URL(text);
  if (search === '' && hash === '' && (pathname === '/' || !pathname.endsWith('/'))) return [];
  return [{ ...where, message: `${text} ends in a query, a fragment or a slash: the signature would not match` }];
}

interface Written {
  readonly path: Path;
  /** As `legacyCrmObjects` writes it: `contact.propertyChange`. */
  readonly name: string;
  readonly object: string;
  readonly property: string | null;
  readonly active: boolean;
}

interface Facts {
  readonly known: KnownProperties;
  readonly scopes: ReadonlySet<string>;
}

function subscriptions({ file, config }: Component, facts: Facts): readonly Finding[] {
  const all = ['crmObjects', 'legacyCrmObjects', 'hubEvents'].flatMap((kind) =>
    listAt(config, ['subscriptions', kind]).map((entry, index) => written(entry, ['subscriptions', kind, index])),
  );
  const found = (path: Path, message: string, fix?: string): Finding => ({
    file,
    path: ['config', ...path],
    message,
    ...(fix === undefined ? {} : { fix }),
  });
  const findings: Finding[] = [];
  if (all.length > MOST_SUBSCRIPTIONS) {
    findings.push(found(['subscriptions'], `${all.length} subscriptions, and an app may have ${MOST_SUBSCRIPTIONS}`));
  }
  const seen = new Map<string, Path>();
  for (const entry of all) {
    const id = `${entry.name} ${entry.property ?? ''}`;
    const first = seen.get(id);
    if (first !== undefined) findings.push(found(entry.path, `the same subscription as ${first.slice(1).join('.')}`));
    seen.set(id, first ?? entry.path);
    findings.push(
      ...aboutOne(entry, facts).map(({ step, message, fix }) => found([...entry.path, step], message, fix)),
    );
  }
  return findings;
}

interface About {
  readonly step: string;
  readonly message: string;
  readonly fix?: string;
}

function aboutOne({ name, object, property, active, path }: Written, { known, scopes }: Facts): readonly About[] {
  const about: About[] = [];
  const changes = name.endsWith('.propertyChange');
  if (name.endsWith('.privacyDeletion') && path[1] !== 'hubEvents') {
    about.push({ step: 'subscriptionType', message: `${name} is told as a hub event only`, fix: 'move to hubEvents' });
  }
  if (changes && property === null) about.push({ step: 'propertyName', message: `${name} names no property` });
  if (!changes && property !== null) {
    about.push({ step: 'propertyName', message: `${name} is not about a property`, fix: 'leave propertyName out' });
  }
  if (!active) return about;
  if (property !== null && NEVER_SENT.has(property)) {
    about.push({ step: 'propertyName', message: `HubSpot never tells of ${property}`, fix: 'leave it out' });
  }
  const names = known[object];
  if (property !== null && names !== undefined && !NEVER_SENT.has(property) && !names.has(property)) {
    const near = nearest(property, names);
    const message = `${property} is no property of HubSpot’s ${object}, none of Baton’s and not in the agreement`;
    about.push({ step: 'propertyName', message, ...(near === null ? {} : { fix: `perhaps ${near}` }) });
  }
  const needed = neededToHearOf(object);
  if (!scopes.has(needed.scope)) {
    const fix = `npm run hs:sync -- --with ${needed.set} --apply`;
    about.push({ step: 'subscriptionType', message: `${name} needs the scope ${needed.scope}`, fix });
  }
  return about;
}

function written(entry: unknown, path: Path): Written {
  const type = textAt(entry, ['subscriptionType']);
  const generic = textAt(entry, ['objectType']);
  const object = path[1] === 'crmObjects' ? generic : (type.split('.')[0] ?? '');
  const property = textAt(entry, ['propertyName']);
  return {
    path,
    name: path[1] === 'crmObjects' ? type.replace(/^object\b/, object) : type,
    object,
    property: property === '' ? null : property,
    active: at(entry, ['active']) === true,
  };
}
