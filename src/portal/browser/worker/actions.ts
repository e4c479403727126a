/** `actions` as extensions get them: each is done by the page. */
import type { Context, HostApi, Properties, Values } from '../contract.ts';
import type { State } from './state.ts';

export type Notice = () => void;
export type Actions = Readonly<Record<string, (...args: never[]) => unknown>>;

const DONE_BY_THE_PAGE = [
  'addAlert',
  'reloadPage',
  'closeOverlay',
  'copyTextToClipboard',
  'navigateToPage',
  'refreshObjectProperties',
] as const;

type Asked = { readonly [Name in keyof HostApi]: HostApi[Name] };

export const picked = (values: Values, names: readonly string[] | '*'): Values =>
  names === '*' ? values : Object.fromEntries(names.map((name) => [name, values[name] ?? null]));

export function createActions({
  host,
  notices,
}: {
  readonly host: Asked;
  readonly context: State<Context>;
  readonly notices: Set<Notice>;
}): Actions {
  const current = async (): Promise<Properties> => {
    const properties = await host.properties();
    if (properties === null) throw new Error('There is no record here');
    return properties;
  };
  return {
    ...Object.fromEntries(DONE_BY_THE_PAGE.map((name) => [name, (...args: unknown[]) => host.act(name, args)])),
    openIframeModal: (given: unknown, onClose?: () => void) => host.act('openIframeModal', [given, onClose]),
    fetchCrmObjectProperties: async (names: readonly string[] | '*') => picked((await current()).raw, names),
    onCrmPropertiesUpdate(names: readonly string[] | '*', callback: (values: Values) => void) {
      let before = '';
      const look = async (tell: boolean): Promise<void> => {
        const values = picked((await current()).raw, names);
        const now = JSON.stringify(values);
        if (tell && now !== before) callback(values);
        before = now;
      };
      void look(false);
      notices.add(() => void look(true));
    },
  };
}
