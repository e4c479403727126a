/** Asking as one of the people of the small agreement, through HubSpot's proxy. */
import type { Ask, Answered, Proxy } from './asking.ts';
import { send, signedAsk } from './asking.ts';

/** HubSpot's user ids are no owner ids. */
export const USERS = {
  maria: { userId: '90003', email: 'maria@example.com' },
  sam: { userId: '90004', email: 'Sam@example.com' },
  anna: { userId: '90001', email: 'anna@example.com' },
  ben: { userId: '90002', email: 'ben@example.com' },
  ops: { userId: '90010', email: 'ops@example.com' },
  eve: { userId: '90099', email: 'eve@elsewhere.example' },
} as const;

export type User = keyof typeof USERS;

/** What came back, its body unread: the caller says what it takes it for. */
export interface Told<T> {
  readonly status: number;
  readonly body: T;
}

export const asking =
  (url: string, proxy: () => Proxy) =>
  async <T>(user: User, ask: Ask | string): Promise<Told<T>> => {
    const asked: Ask = typeof ask === 'string' ? { path: ask } : ask;
    const answered: Answered = await send(url, signedAsk(proxy(), { ...USERS[user], ...asked }));
    return { status: answered.status, body: answered.body as T };
  };
