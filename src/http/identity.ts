/**
 * Who asks: HubSpot's proxy appends `userId`, `userEmail`, `portalId` and `appId` to each URL an extension fetches, and signs the
 * whole: https://developers.hubspot.com/docs/apps/developer-platform/add-features/ui-extensibility/fetching-data
 */

export type Identity =
  | { readonly kind: 'known'; readonly userId: string; readonly email: string; readonly query: URLSearchParams }
  | { readonly kind: 'refused'; readonly status: 400 | 401; readonly reason: string };

const NAMES = ['userId', 'userEmail', 'portalId', 'appId'] as const;
const DIGITS = /^\d{1,20}$/;
const EMAIL = /^[^\s@]{1,256}@[^\s@]{1,256}$/;

/**
 * Reads the identity of a request whose signature holds.
 *
 * @param url path and query as they arrived.
 * @param own the portal and app Baton runs for; `appId` null where HubSpot does not tell it.
 */
export function identityIn(url: string, own: { readonly portalId: string; readonly appId: string | null }): Identity {
  const start = url.indexOf('?');
  const query = new URLSearchParams(start < 0 ? '' : url.slice(start + 1));
  const values: Record<string, string> = {};
  // Somebody's own "userId" beside HubSpot's would leave open which of the two is read.
  const doubled = NAMES.find(
    (name) => query.getAll(name).length > 1 || [...query.keys()].some((key) => key.startsWith(`${name}[`)),
  );
  if (doubled !== undefined) return refused(400, `${doubled} more than once`);
  for (const name of NAMES) {
    const value = query.get(name);
    if (value === null) return refused(401, 'not asked through HubSpot');
    values[name] = value;
    query.delete(name);
  }
  const { userId = '', userEmail = '', portalId = '', appId = '' } = values;
  if (!DIGITS.test(userId) || !EMAIL.test(userEmail)) return refused(400, 'malformed identity');
  if (portalId !== own.portalId) return refused(401, 'another portal');
  if (own.appId === null ? !DIGITS.test(appId) : appId !== own.appId) return refused(401, 'another app');
  return { kind: 'known', userId, email: userEmail.toLowerCase(), query };
}

const refused = (status: 400 | 401, reason: string): Identity => ({ kind: 'refused', status, reason });
