/** What the page and the worker of one extension say to each other. Everything crosses as a message: functions become proxies. */
import type { RemoteChannel } from '@remote-ui/core';

/** The context a card is given, as HubSpot's SDK types it; plain data. */
export type Context = Readonly<Record<string, unknown>>;

export interface PageLocation {
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
}

export interface Start {
  /** Where the bundle lies. */
  readonly script: string;
  readonly context: Context;
  /** Only app pages have one. */
  readonly page: PageLocation;
}

export interface FetchRequest {
  readonly url: string;
  readonly method?: string | undefined;
  readonly body?: unknown;
  readonly timeout?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

export type Values = Readonly<Record<string, string | null>>;

export interface Properties {
  readonly raw: Values;
  readonly formatted: Values;
}

/** What the worker asks of the page. */
export interface HostApi {
  act(name: string, args: readonly unknown[]): Promise<unknown>;
  fetch(request: FetchRequest): Promise<{ readonly status: number; readonly body: string }>;
  properties(): Promise<Properties | null>;
  associations(request: unknown): Promise<unknown>;
  format(request: unknown): Promise<unknown>;
  /** The extension broke; nothing more is to be expected of it. */
  failed(message: string): void;
  logged(level: string, text: string): void;
}

/** What the page tells the worker. */
export interface WorkerApi {
  start(channel: RemoteChannel, start: Start): Promise<void>;
  contextChanged(context: Context): void;
  pageChanged(page: PageLocation): void;
  propertiesChanged(): void;
}
