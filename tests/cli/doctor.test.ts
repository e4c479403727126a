/** The doctor: a healthy installation and a sick one, as people read them; and each finding on a real portal and database. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readConfig } from '../../src/config.ts';
import { inLines } from '../../src/cli/doctor/finding.ts';
import { findingsOf } from '../../src/cli/doctor/findings.ts';
import type { Looked } from '../../src/cli/doctor/look.ts';
import { look } from '../../src/cli/doctor/look.ts';
import { neededBy, toldOf, uploadedHere } from '../../src/cli/doctor/subscriptions.ts';
import { expectGolden } from '../agreement/golden.ts';
import { signatureV1 } from '../../src/portal/portal.ts';
import { FIRST_SETS, scopesOf } from '../../src/hubspot/scopes.ts';
import type { Town } from '../support/town.ts';
import { defaultAgreement, MONDAY_8, openTown } from '../support/town.ts';

let town: Town;
/** A healthy installation, seen for real; what differs from machine to machine is set. */
let healthy: Looked;

beforeAll(async () => {
  town = await openTown();
  const { id } = town.portal.createContact({ properties: { email: 'nora@hafen.example', jobtitle: 'VP Sales' } });
  town.portal.submitForm({ contact: id, form: 'Demo request' });
  await town.settle();
  await town.deps.store.setSetting('portal_id', town.deps.account.portalId, town.clock.now());
  const looked = await look(readConfig(town.env()));
  if (!looked.hubspot.ok || !looked.database.ok) throw new Error('the town cannot be seen');
  const { facts } = looked.database;
  healthy = {
    ...looked,
    now: MONDAY_8,
    uploaded: { ok: true, names: neededBy(defaultAgreement()) },
    hubspot: {
      ...looked.hubspot,
      skewMs: 700,
      allowance: { limit: 190, windowMs: 10_000, daily: 625_000, dailyLeft: 624_000 },
    },
    database: {
      ...looked.database,
      facts: {
        ...facts,
        version: '18.4',
        bytes: 12_300_000,
        migrations: { applied: 2, known: 2, last: '0002_agreements.sql' },
      },
    },
    agreement: {
      ok: true,
      agreement: defaultAgreement(),
      label: 'B2B SaaS, clear · version 1 · 12345678',
      from: 'file',
    },
  };
});
afterAll(() => town.close());

const hubspotOf = (looked: Looked) => {
  if (!looked.hubspot.ok) throw new Error('not seen');
  return looked.hubspot;
};
const databaseOf = (looked: Looked) => {
  if (!looked.database.ok) throw new Error('not seen');
  return looked.database;
};
const said = (looked: Looked, what: string) => findingsOf(looked).filter((finding) => finding.what === what);

describe('as people read it', () => {
  test('healthy', () => {
    expectGolden('doctor-healthy.txt', `${inLines(findingsOf(healthy))}\n`);
    expect(findingsOf(healthy).filter(({ is }) => is === 'problem')).toEqual([]);
  });

  test('sick', () => {
    const hubspot = hubspotOf(healthy);
    const agreement = defaultAgreement();
    const { rotations, stages, signals } = agreement;
    const sick: Looked = {
      ...healthy,
      uploaded: { ok: true, names: neededBy(agreement).filter((name) => !name.startsWith('company ')) },
      hubspot: {
        ...hubspot,
        skewMs: -290_000,
        allowance: { ...hubspot.allowance, dailyLeft: 90_000 },
        account: {
          ...hubspot.account,
          portalId: '99',
          scopes: (hubspot.account.scopes ?? []).filter((s) => !/schemas.contacts.write|owners/.test(s)),
        },
        owners: {
          ok: true,
          list: (hubspot.owners.ok ? hubspot.owners.list : []).flatMap((owner) =>
            owner.email === 'sam@example.com' ? [] : [{ ...owner, active: owner.email !== 'anna@example.com' }],
          ),
        },
      },
      agreement: {
        ok: true,
        from: 'database',
        label: 'Sick · version 1 · 00000000',
        agreement: {
          ...agreement,
          rotations: { ...rotations, dach: [{ email: 'anna@example.com', weight: 1 }] },
          stages: { ...stages, lifecycle: { mql: 'mql', sql: 'salesqualifiedlead' } },
          signals: [
            ...signals,
            {
              name: 'trial',
              handRaise: false,
              sources: [{ kind: 'property', property: { object: 'contact', name: 'trial_started' } }],
            },
          ],
          blocks: [
            {
              name: 'customer',
              when: {
                kind: 'property',
                property: { object: 'contact', name: 'lifecyclestage' },
                test: { kind: 'values', anyOf: ['client', 'customer'] },
              },
            },
          ],
        },
      },
      database: {
        ...databaseOf(healthy),
        kind: 'embedded',
        dataDir: '/var/lib/baton',
        freeBytes: 600_000_000,
        facts: {
          ...databaseOf(healthy).facts,
          settings: { fsync: 'on', full_page_writes: 'on', synchronous_commit: 'off' },
          migrations: { applied: 1, known: 2, last: '0001_ground.sql' },
        },
        liveSince: null,
        paused: true,
        buried: 3,
        observed: [],
        onlyV1: { count: 41, lastAt: MONDAY_8 - 60_000 },
      },
    };
    expectGolden('doctor-sick.txt', `${inLines(findingsOf(sick))}\n`);
  });

  test('what cannot be seen hides nothing else', () => {
    const blind: Looked = { ...healthy, hubspot: { ok: false, message: 'HubSpot refuses the access token.' } };
    expect(said(blind, 'token')).toEqual([
      { is: 'problem', what: 'token', found: 'HubSpot refuses the access token.', fix: null },
    ]);
    expect(said(blind, 'database')[0]?.is).toBe('well');
    const deaf: Looked = { ...healthy, database: { ok: false, message: 'The database does not answer.' } };
    expect(said(deaf, 'database')[0]?.is).toBe('problem');
    expect(said(deaf, 'scopes')[0]?.is).toBe('well');
  });
});

test.each([
  [0, 'well'],
  [29_999, 'well'],
  [30_000, 'warning'],
  [-239_999, 'warning'],
  [240_000, 'problem'],
])('a clock %d ms apart is %s', (skewMs, is) => {
  expect(said({ ...healthy, hubspot: { ...hubspotOf(healthy), skewMs } }, 'clock')[0]?.is).toBe(is);
});

test.each([
  [625_000, 'well'],
  [124_999, 'warning'],
  [0, 'problem'],
])('%d calls left of 625,000 is %s', (dailyLeft, is) => {
  const hubspot = hubspotOf(healthy);
  const looked = { ...healthy, hubspot: { ...hubspot, allowance: { ...hubspot.allowance, dailyLeft } } };
  expect(said(looked, 'calls')[0]?.is).toBe(is);
});

test('a v1-only refusal of last week, or one that is accepted by now, is no finding', () => {
  const database = databaseOf(healthy);
  const old = { ...healthy, database: { ...database, onlyV1: { count: 4, lastAt: MONDAY_8 - 8 * 86_400_000 } } };
  expect(said(old, 'signatures')[0]?.is).toBe('well');
  const accepted: Looked = {
    ...healthy,
    signatures: ['v3', 'v1'],
    database: { ...database, onlyV1: { count: 4, lastAt: MONDAY_8 } },
  };
  expect(said(accepted, 'signatures')[0]?.is).toBe('well');
});

test('without the companies’ scope their subscriptions are not missed', () => {
  const hubspot = hubspotOf(healthy);
  const scopes = (hubspot.account.scopes ?? []).filter((scope) => scope !== 'crm.objects.companies.read');
  const names = neededBy(defaultAgreement()).filter((name) => !name.startsWith('company '));
  const looked: Looked = {
    ...healthy,
    uploaded: { ok: true, names },
    hubspot: { ...hubspot, account: { ...hubspot.account, scopes } },
  };
  expect(said(looked, 'subscriptions')[0]?.is).toBe('well');
  expect(said(looked, 'scopes')[0]?.found).toContain('crm.objects.companies.read is missing');
});

test('a set of scopes that is not asked for is off, and no fault', () => {
  const hubspot = hubspotOf(healthy);
  const looked = { ...healthy, hubspot: { ...hubspot, account: { ...hubspot.account, scopes: scopesOf(FIRST_SETS) } } };
  expect(said(looked, 'scopes')).toEqual([expect.objectContaining({ is: 'well' })]);
  const bare = { ...healthy, hubspot: { ...hubspot, account: { ...hubspot.account, scopes: ['oauth'] } } };
  expect(said(bare, 'scopes')).toEqual([expect.objectContaining({ is: 'problem' })]);
  const untold = { ...healthy, hubspot: { ...hubspot, account: { ...hubspot.account, scopes: null } } };
  expect(said(untold, 'scopes')).toEqual([expect.objectContaining({ is: 'warning' })]);
});

describe('on a real portal and database', () => {
  test('the command: lines, exit code, and the same as JSON', async () => {
    const { code, out } = await town.baton('doctor');
    expect(out).toMatch(/^✓ token +portal \d+, /m);
    expect(out).toMatch(/^✓ scopes +all that is needed/m);
    expect(out).toMatch(/^✓ baton properties +all there$/m);
    expect(out).toMatch(/^✓ observed +\d+ events in 7 days from \d+ of \d+ subscriptions/m);
    const json = JSON.parse((await town.baton('doctor', '--json')).out) as { ok: boolean; findings: { is: string }[] };
    expect(json.ok).toBe(code === 0);
    expect(json.findings.some(({ is }) => is === 'problem')).toBe(code === 2);
  });

  test('it writes nothing to HubSpot', async () => {
    const writes = town.portal.writes({}).length;
    await town.baton('doctor');
    expect(town.portal.writes({})).toHaveLength(writes);
  });

  test('events are counted by what they tell', async () => {
    const told = toldOf(await town.deps.store.observed(MONDAY_8 - 7 * 86_400_000));
    expect(told.get('contact creation')).toBe(1);
    expect(told.get('contact jobtitle')).toBe(1);
    expect(await town.deps.store.observed(town.clock.now() + 1)).toEqual([]);
  });

  test('a delivery that HubSpot signs with v1 only is counted, and found', async () => {
    const body = JSON.stringify([]);
    const { clientSecret } = town.portal.settings();
    for (let i = 0; i < 3; i += 1) {
      const answer = await fetch(`${town.url}/webhooks/hubspot`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-hubspot-signature': signatureV1(clientSecret, body),
          'x-hubspot-signature-version': 'v1',
        },
        body,
      });
      expect(answer.status).toBe(401);
      town.clock.advance(61_000);
      await town.deps.store.setting('refused_only_v1');
    }
    const { code, out } = await town.baton('doctor');
    expect(code).toBe(2);
    expect(out).toMatch(
      /^✗ signatures +HubSpot signs this app’s webhooks with v1 only: [123] genuine deliveries were refused/m,
    );
    expect(out).toContain('→ WEBHOOK_SIGNATURES=v3,v1');
  });

  test('a refused token is a finding, and the database is looked at all the same', async () => {
    const looked = await look(readConfig({ ...town.env(), HUBSPOT_ACCESS_TOKEN: 'pat-eu1-expired' }));
    const [token] = said(looked, 'token');
    expect(token).toMatchObject({ is: 'problem' });
    expect(token?.found).toContain('[HUBSPOT_TOKEN]');
    expect(token?.found).not.toContain('pat-eu1-expired');
    expect(said(looked, 'schema')[0]?.is).toBe('well');
  });
});

test('the subscriptions of this checkout are read, and a folder without a project is no error', async () => {
  expect((await uploadedHere())?.includes('contact privacyDeletion')).toBe(true);
  expect(await uploadedHere(new URL('file:///no/such/webhooks-hsmeta.json'))).toBeNull();
});
