/** Where the address bar says one is; the addresses are HubSpot's. */
export type Address =
  | { readonly page: 'list'; readonly typeId: string }
  | { readonly page: 'record'; readonly typeId: string; readonly id: string }
  | { readonly page: 'tasks' }
  | { readonly page: 'app'; readonly path: string; readonly params: Readonly<Record<string, string>> }
  | { readonly page: 'settings' };

export function addressOf({ pathname, search }: Pick<Location, 'pathname' | 'search'>): Address {
  const [product, , ...rest] = pathname.split('/').filter((part) => part !== '');
  switch (product) {
    case 'contacts': {
      // `record/0-1/id` or `objects/0-1/views/all/list`.
      const [kind, typeId = '0-1', id] = rest;
      return kind === 'record' && id !== undefined ? { page: 'record', typeId, id } : { page: 'list', typeId };
    }
    case 'tasks':
      return { page: 'tasks' };
    case 'app': {
      const params = Object.fromEntries(new URLSearchParams(search));
      delete params['as'];
      return { page: 'app', path: `/${rest.slice(1).join('/')}`, params };
    }
    case 'connected-apps':
      return { page: 'settings' };
    default:
      return { page: 'list', typeId: '0-1' };
  }
}

export const recordUrl = (portalId: number, typeId: string, id: string): string =>
  `/contacts/${portalId}/record/${typeId}/${id}`;
export const listUrl = (portalId: number, typeId: string): string =>
  `/contacts/${portalId}/objects/${typeId}/views/all/list`;
export const tasksUrl = (portalId: number): string => `/tasks/${portalId}/view/all`;
export const appUrl = (portalId: number, appId: number, path = '/'): string =>
  `/app/${portalId}/${appId}${path === '/' ? '' : path}`;
export const settingsUrl = (portalId: number, appId: number): string =>
  `/connected-apps/${portalId}/installed/${appId}/settings`;
