/** `hubspot.fetch`: asked of the page, answered with a Response. */
import type { FetchRequest, HostApi } from '../contract.ts';

interface Options extends Omit<FetchRequest, 'url' | 'headers'> {
  readonly headers?: Headers | Readonly<Record<string, string>>;
}

const BODILESS = [204, 205, 304];

export const createCardFetch =
  (host: Pick<HostApi, 'fetch'>) =>
  async (url: string | URL, { method, body, timeout, headers }: Options = {}): Promise<Response> => {
    const answer = await host.fetch({
      url: String(url),
      ...(method === undefined ? {} : { method }),
      ...(body === undefined ? {} : { body }),
      ...(timeout === undefined ? {} : { timeout }),
      ...(headers === undefined
        ? {}
        : { headers: headers instanceof Headers ? Object.fromEntries(headers.entries()) : headers }),
    });
    return new Response(BODILESS.includes(answer.status) ? null : answer.body, {
      status: answer.status,
      headers: { 'Content-Type': 'application/json' },
    });
  };
