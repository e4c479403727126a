/** Who works in a portal, and the account itself. */
import type { Owner } from '../core/snapshot.ts';
import { accountDetails, ownerPage, read, tokenDetails } from './answers.ts';
import type { Reach } from './contacts.ts';
import { HubSpotError } from './failures.ts';
import type { Account } from './hubspot.ts';

const OWNERS_PER_PAGE = 100;

/**
 * Which portal the token belongs to. App and scopes come from the private app's own page of the API; where HubSpot does not tell
 * them they are null.
 */
export async function readAccount({ wire, calls }: Reach, token: () => string): Promise<Account> {
  const details = read(
    'account',
    accountDetails,
    await calls.call('account', () => wire.send('GET', '/account-info/v3/details')),
  );
  const app = await aboutToken({ wire, calls }, token);
  return {
    portalId: details.portalId,
    appId: app?.appId ?? null,
    timeZone: details.timeZone,
    currency: details.companyCurrency,
    scopes: app?.scopes ?? null,
  };
}

async function aboutToken(
  { wire, calls }: Reach,
  token: () => string,
): Promise<{ readonly appId: string | null; readonly scopes: readonly string[] | null } | null> {
  try {
    const path = '/oauth/v2/private-apps/get/access-token-info';
    const answer = await calls.call('accessToken', () => wire.send('POST', path, { tokenKey: token() }));
    const { appId, scopes } = read('accessToken', tokenDetails, answer);
    return { appId: appId ?? null, scopes: scopes ?? null };
  } catch (error) {
    // A kind of token this page does not know; whether it is valid the account's details have told.
    if (error instanceof HubSpotError && ['not found', 'rejected', 'scope'].includes(error.failure.kind)) return null;
    throw error;
  }
}

/** All owners, active and archived: a contact may still belong to somebody who left. */
export async function readOwners({ wire, calls }: Reach): Promise<readonly Owner[]> {
  const owners = new Map<string, Owner>();
  for (const archived of [true, false]) {
    for (let after: string | undefined, more = true; more;) {
      const from = after;
      const page = read(
        'owners',
        ownerPage,
        await calls.call('owners', () =>
          wire.ask((crm) => crm.owners.ownersApi.getPage(undefined, from, OWNERS_PER_PAGE, archived)),
        ),
      );
      for (const owner of page.results) {
        // A deactivated user keeps an owner whose user id is only told "including inactive".
        const left = !owner.userId && Boolean(owner.userIdIncludingInactive);
        owners.set(owner.id, {
          id: owner.id,
          email: (owner.email ?? '').toLowerCase(),
          name: [owner.firstName, owner.lastName].filter(Boolean).join(' ') || (owner.email ?? `owner ${owner.id}`),
          kind: owner.type === 'QUEUE' ? 'queue' : 'person',
          active: !(owner.archived ?? archived) && !left,
        });
      }
      after = page.paging ?? undefined;
      more = after !== undefined && page.results.length > 0;
    }
  }
  return [...owners.values()];
}
