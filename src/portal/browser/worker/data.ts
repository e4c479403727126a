/** What the SDK's data hooks call. Each answer is an object with `json()`, which carries the function that ends a subscription. */
import type { Context, HostApi, Properties, Values } from '../contract.ts';
import { picked } from './actions.ts';
import type { Notice } from './actions.ts';
import type { State } from './state.ts';

interface Options {
  readonly propertiesToFormat?: readonly string[] | 'all';
}
interface Answer<T> {
  json(): Promise<T>;
}
type Result<T> = { readonly data: T; readonly cleanup: () => void } | { readonly error: string };

const answered = <T>(result: T): Answer<T> => ({ json: () => Promise.resolve(result) });
const nothing = (): void => {};

const shown = (
  { raw, formatted }: Properties,
  names: readonly string[],
  { propertiesToFormat = [] }: Options,
): Values => {
  const formats = (name: string): boolean => propertiesToFormat === 'all' || propertiesToFormat.includes(name);
  return Object.fromEntries(
    Object.entries(picked(raw, names)).map(([name, value]) => [
      name,
      formats(name) ? (formatted[name] ?? null) : value,
    ]),
  );
};

export function createData({
  host,
  notices,
  context,
}: {
  readonly host: { readonly [Name in keyof HostApi]: HostApi[Name] };
  readonly notices: Set<Notice>;
  readonly context: State<Context>;
}) {
  return {
    async fetchCrmProperties(
      names: readonly string[],
      updated: (values: Values) => void,
      options: Options = {},
    ): Promise<Answer<Result<Values>>> {
      const properties = await host.properties();
      if (properties === null) return answered({ error: 'CRM properties are only available on records' });
      let before = shown(properties, names, options);
      const notice = async (): Promise<void> => {
        const now = await host.properties();
        if (now === null || !notices.has(look)) return;
        const values = shown(now, names, options);
        if (JSON.stringify(values) !== JSON.stringify(before)) updated(values);
        before = values;
      };
      const look = (): void => void notice();
      notices.add(look);
      return answered({ data: before, cleanup: () => notices.delete(look) });
    },
    async fetchAssociations(
      request: Readonly<Record<string, unknown>>,
      { propertiesToFormat = [] }: Options = {},
    ): Promise<Answer<Result<unknown>>> {
      const crm = context.get()['crm'];
      if (typeof crm !== 'object' || crm === null)
        return answered({ error: 'Associations are only available on records' });
      const data = await host.associations({ ...request, ...crm, format: propertiesToFormat });
      return answered({ data, cleanup: nothing });
    },
    fetchCrmSearch: (): Promise<Answer<Result<unknown>>> =>
      Promise.resolve(answered({ error: 'The local portal does not search for extensions yet' })),
    fetchHubSpotApi: (): Promise<never> => Promise.reject(new Error('The local portal has no experimental API client')),
    formatCrmProperties: async (request: unknown): Promise<Answer<unknown>> => answered(await host.format(request)),
  };
}
