/** What there is to say about what was seen: one finding per thing, in the order a person would check. Pure. */
import { ENDPOINTS } from '../../hubspot/endpoints.ts';
import type { Endpoint } from '../../hubspot/endpoints.ts';
import { FIRST_SETS, SCOPE_SET_NAMES, SCOPE_SETS, scopesOf } from '../../hubspot/scopes.ts';
import { tierOf } from '../../hubspot/tier.ts';
import type { Finding } from './finding.ts';
import { problem, some, warning, well } from './finding.ts';
import type { Looked, SeenDatabase, SeenHubSpot } from './look.ts';
import { portalFindings } from './portal-findings.ts';
import { neededBy, toldOf } from './subscriptions.ts';

export function findingsOf(looked: Looked): readonly Finding[] {
  const { hubspot, database, agreement } = looked;
  return [
    ...(hubspot.ok ? hubspotFindings(hubspot, database) : [problem('token', hubspot.message)]),
    ...signatures(looked),
    ...subscriptions(looked),
    ...(database.ok ? databaseFindings(database) : [problem('database', database.message)]),
    agreement.ok
      ? well(
          'agreement',
          `${agreement.label}, ${agreement.from === 'database' ? 'in force' : 'from the file; the first start puts it in force'}`,
        )
      : problem('agreement', agreement.message),
    ...(agreement.ok && hubspot.ok ? portalFindings(agreement.agreement, hubspot) : []),
    ...(hubspot.ok ? [ownProperties(hubspot)] : []),
    ...(database.ok ? work(database) : []),
  ];
}

/** Signatures are refused beyond five minutes: https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation */
const SKEW_PROBLEM_MS = 240_000;
const SKEW_WARNING_MS = 30_000;

function hubspotFindings(hubspot: SeenHubSpot, database: Looked['database']): readonly Finding[] {
  const { account, allowance, skewMs } = hubspot;
  const other = database.ok && database.portalId !== null && database.portalId !== account.portalId;
  return [
    other
      ? problem(
          'token',
          `it belongs to portal ${account.portalId}, the database to portal ${database.portalId ?? ''}`,
          'use the token of that portal, or another DATABASE_URL or DATA_DIR',
        )
      : well('token', `portal ${account.portalId}, ${account.timeZone}`),
    scopes(account.scopes),
    budget(allowance),
    clock(skewMs),
  ];
}

function scopes(granted: readonly string[] | null): Finding {
  if (granted === null) return warning('scopes', 'HubSpot does not tell which scopes this token has');
  const has = new Set(granted);
  const lacking = new Map<string, string[]>();
  for (const [operation, { scopes: needed }] of Object.entries<Endpoint>(ENDPOINTS)) {
    for (const scope of needed) if (!has.has(scope)) lacking.set(scope, [...(lacking.get(scope) ?? []), operation]);
  }
  const needed = new Set(scopesOf(FIRST_SETS));
  const missing = [...lacking].filter(([scope]) => needed.has(scope));
  if (missing.length === 0) {
    const off = SCOPE_SET_NAMES.filter((name) => SCOPE_SETS[name].scopes.some((scope) => lacking.has(scope)));
    const without = off.map((name) => `${name} (${SCOPE_SETS[name].turnsOn.replace(/\.$/, '')})`);
    return well(
      'scopes',
      `all that is needed${off.length === 0 ? '' : `; off without their scopes: ${without.join('; ')}`}`,
    );
  }
  return problem(
    'scopes',
    missing.map(([scope, operations]) => `${scope} is missing, so these fail: ${operations.join(', ')}`).join('; '),
    'npm run hs:sync -- --apply, upload, then take the new token from the app’s Auth tab',
  );
}

function budget({ limit, windowMs, daily, dailyLeft }: SeenHubSpot['allowance']): Finding {
  if (daily === null || dailyLeft === null)
    return warning('calls', 'HubSpot has not told how many calls are left today');
  const tier = tierOf(daily);
  const text = `${number(dailyLeft)} of ${number(daily)} left today, ${limit} in ${windowMs / 1000} s (${tier === 'unknown' ? 'a subscription with raised limits' : tier})`;
  const share = dailyLeft / daily;
  if (share <= 0) return problem('calls', text, 'nothing is lost: work goes on at midnight of the account’s time zone');
  if (share < 0.2)
    return warning('calls', text, 'another app may be using them: HubSpot, Settings → Integrations → API usage');
  return well('calls', text);
}

function clock(skewMs: number | null): Finding {
  if (skewMs === null) return warning('clock', 'HubSpot has not told its time');
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  if (Math.abs(skewMs) < SKEW_WARNING_MS) return well('clock', 'agrees with HubSpot’s to half a minute');
  const text = `${seconds} s ${skewMs > 0 ? 'ahead of' : 'behind'} HubSpot’s`;
  const fix = 'mend NTP on this machine';
  return Math.abs(skewMs) >= SKEW_PROBLEM_MS
    ? problem('clock', `${text}: signatures are refused beyond 300 s`, fix)
    : warning('clock', text, fix);
}

const DAY_MS = 86_400_000;

function signatures({ signatures: accepted, database, now }: Looked): readonly Finding[] {
  if (!database.ok) return [];
  const { onlyV1, observed } = database;
  if (onlyV1 !== null && now - onlyV1.lastAt < DAY_MS && !accepted.includes('v1')) {
    return [
      problem(
        'signatures',
        `HubSpot signs this app’s webhooks with v1 only: ${onlyV1.count} genuine deliveries were refused, the last ${instant(onlyV1.lastAt)}`,
        'WEBHOOK_SIGNATURES=v3,v1',
      ),
    ];
  }
  if (observed.length === 0)
    return [warning('signatures', `${accepted.join(' and ')} accepted; nothing was delivered yet`)];
  return [well('signatures', `${accepted.join(' and ')} accepted, and deliveries hold`)];
}

function subscriptions({ uploaded, agreement, hubspot, database }: Looked): readonly Finding[] {
  if (!agreement.ok) return [];
  const hearsCompanies = !hubspot.ok || (hubspot.account.scopes?.includes('crm.objects.companies.read') ?? true);
  const needed = neededBy(agreement.agreement).filter((name) => hearsCompanies || !name.startsWith('company '));
  const findings: Finding[] = [];
  if (!uploaded.ok) findings.push(problem('subscriptions', uploaded.message));
  else if (uploaded.names === null) {
    findings.push(
      warning(
        'subscriptions',
        'there is no HubSpot project in this checkout to compare with',
        'npm run hs:sync -- --apply',
      ),
    );
  } else {
    const has = new Set(uploaded.names);
    const missing = needed.filter((name) => !has.has(name));
    findings.push(
      missing.length === 0
        ? well('subscriptions', `all ${needed.length} that the agreement needs are in the project`)
        : problem(
            'subscriptions',
            `${missing.length} that the agreement needs are not in the project: ${some(missing)}`,
            'npm run hs:sync -- --apply, then npm run hs:upload',
          ),
    );
  }
  if (database.ok) findings.push(observation(needed, database));
  return findings;
}

function observation(needed: readonly string[], { observed }: SeenDatabase): Finding {
  const told = toldOf(observed);
  const events = [...told.values()].reduce((sum, n) => sum + n, 0);
  if (events === 0) {
    return warning(
      'observed',
      'no event was delivered in 7 days',
      'is PUBLIC_URL the webhook’s target, reachable from the internet, and the app installed?',
    );
  }
  const silent = needed.filter((name) => !told.has(name));
  const busiest = [...told].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const most = busiest.slice(0, 3).map(([name, n]) => `${name} ${number(n)}`);
  const quiet = silent.length === 0 ? '' : `; silent: ${some(silent)}`;
  return well(
    'observed',
    `${number(events)} events in 7 days from ${needed.length - silent.length} of ${needed.length} subscriptions (${most.join(', ')})${quiet}`,
  );
}

const LITTLE_DISK = 5e9;
const NO_DISK = 1e9;

function databaseFindings({ kind, dataDir, facts, freeBytes }: SeenDatabase): readonly Finding[] {
  const off = Object.entries(facts.settings).filter(([, value]) => value === 'off');
  const where = kind === 'embedded' ? `its own, in ${dataDir ?? ''}` : 'a server’s';
  const { applied, known, last } = facts.migrations;
  const findings = [
    off.length === 0
      ? well('database', `PostgreSQL ${facts.version}, ${where}; what is acknowledged is kept`)
      : problem(
          'database',
          `${off.map(([name]) => `${name} = off`).join(', ')}: a crash may lose what was acknowledged`,
          'switch them on',
        ),
    applied === known
      ? well('schema', `up to date: ${last ?? 'empty'}`)
      : problem('schema', `${applied} of ${known} migrations`, 'npx baton migrate'),
  ];
  if (freeBytes === null)
    return [...findings, well('disk', `${size(facts.bytes)} in use; what is free only the server’s machine knows`)];
  const text = `${size(facts.bytes)} in use, ${size(freeBytes)} free`;
  const fix = 'make room, or move DATA_DIR while Baton is stopped';
  if (freeBytes < NO_DISK) return [...findings, problem('disk', text, fix)];
  return [...findings, freeBytes < LITTLE_DISK ? warning('disk', text, fix) : well('disk', text)];
}

/** Without these two every lead is held: src/core/held.ts. */
const REQUIRED = ['baton_state', 'baton_handoff_at'];

function ownProperties({ contacts, setup }: SeenHubSpot): Finding {
  if (!contacts.ok) return problem('baton properties', contacts.message);
  if (!setup.ok) return problem('baton properties', setup.message);
  const { missing, drifted, problems, lines } = setup.plan;
  const lacks = REQUIRED.filter((name) => !contacts.definitions.has(name));
  if (lacks.length > 0) {
    return problem(
      'baton properties',
      `${missing} are missing, among them ${lacks.join(' and ')}: every lead is held`,
      'npx baton setup',
    );
  }
  const about = some(
    lines.filter((line) => !line.startsWith('kept')).map((line) => line.replace(/^\S+ +/, '')),
    3,
  );
  if (problems > 0) return problem('baton properties', about, 'npx baton setup');
  if (missing + drifted > 0) return warning('baton properties', about, 'npx baton setup');
  return well('baton properties', 'all there');
}

function work({ liveSince, paused, buried, backfill }: SeenDatabase): readonly Finding[] {
  return [
    backfill === null
      ? warning('backfill', 'who was in the portal before Baton has not been read', 'npx baton rescore')
      : backfill.finishedAt === null
        ? warning(
            'backfill',
            `interrupted: ${number(backfill.done)} of about ${number(backfill.total)} contacts were found`,
            'npx baton rescore --apply',
          )
        : well(
            'backfill',
            `all ${number(backfill.done)} contacts of the portal were found, ${instant(backfill.finishedAt)}`,
          ),
    liveSince === null
      ? warning('live', 'not yet: nothing is handed off', 'npx baton go-live')
      : well('live', `since ${instant(liveSince)}`),
    ...(paused ? [warning('paused', 'nothing is written to HubSpot', 'npx baton resume')] : []),
    ...(buried > 0
      ? [
          problem(
            'buried',
            `${buried} contacts failed again and again`,
            'npx baton queue says why; --redrive tries once more',
          ),
        ]
      : []),
  ];
}

const number = (n: number): string => n.toLocaleString('en-US');
const instant = (at: number): string => new Date(at).toISOString().slice(0, 19) + 'Z';
/** Decimal megabytes or gigabytes. */
const size = (bytes: number): string =>
  bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.ceil(bytes / 1e6)} MB`;
