/**
 * The worker in which an extension runs. It finds what it would find in HubSpot's: React, the renderer, and the globals that
 * `@hubspot/ui-extensions` is written against (its `shared.synced/types/worker-globals`), and nothing of a browser's.
 */
import { createElement } from 'react';
import * as React from 'react';
import * as RemoteUI from '@remote-ui/react';
import type { RemoteChannel } from '@remote-ui/core';
import { createEndpoint, retain } from '@remote-ui/rpc';
import type { MessageEndpoint } from '@remote-ui/rpc';
import type { Context, HostApi, PageLocation, Start, WorkerApi } from '../contract.ts';
import { createActions } from './actions.ts';
import type { Notice } from './actions.ts';
import { Boundary, Extension, hooks } from './extension.ts';
import type { Render } from './extension.ts';
import { createData } from './data.ts';
import { createCardFetch } from './fetch.ts';
import { createLogger } from './logger.ts';
import { createState } from './state.ts';

const scope = self as unknown as MessageEndpoint & Record<string, unknown>;
const importScript = (url: string): void =>
  (self as unknown as { importScripts(url: string): void }).importScripts(url);

const endpoint = createEndpoint<HostApi>(scope);
const host = endpoint.call;

const context = createState<Context>({});
const page = createState<PageLocation>({ path: '/', params: {} });
const notices = new Set<Notice>();
const said = (failure: unknown): string =>
  failure instanceof Error ? `${failure.name}: ${failure.message}` : String(failure);

let render: Render | null = null;
const actions = createActions({ host, context, notices });

Object.assign(scope, {
  __HUBSPOT_EXTENSION_WORKER__: true,
  React,
  RemoteUI,
  logger: createLogger(host),
  extend_V2: (callback: Render) => {
    render = callback;
  },
  hsFetch: createCardFetch(host),
  serverless: () => Promise.reject(new Error('The local portal runs no serverless functions')),
  hsWorkerAPI: { ...hooks, ...createData({ host, notices, context }) },
});

/** What HubSpot's workers refuse too: https://developers.hubspot.com/docs/apps/developer-platform/add-features/ui-extensions/tools/linting/rules/no-native-http */
const REFUSED = [
  'fetch',
  'XMLHttpRequest',
  'WebSocket',
  'EventSource',
  'indexedDB',
  'caches',
  'importScripts',
  'Worker',
];

function refuse(name: string): void {
  const refused = function (): never {
    throw new Error(`${name} is not available in UI extensions. Use hubspot.fetch() to make requests.`);
  };
  Object.defineProperty(scope, name, { value: refused, configurable: true });
}

const api: WorkerApi = {
  async start(channel: RemoteChannel, start: Start) {
    retain(channel);
    context.set(start.context);
    page.set(start.page);
    importScript(start.script);
    for (const name of REFUSED) refuse(name);
    if (render === null) throw new Error('The bundle does not call hubspot.extend()');
    const root = RemoteUI.createRemoteRoot(channel, { strict: false });
    RemoteUI.createRoot(root).render(
      createElement(
        Boundary,
        { onError: (failure: unknown) => void host.failed(said(failure)) },
        createElement(Extension, { render, context, page, actions }),
      ),
    );
    await root.mount();
  },
  contextChanged: (changed) => context.set(changed),
  pageChanged: (changed) => page.set(changed),
  propertiesChanged: () => {
    for (const notice of [...notices]) notice();
  },
};
endpoint.expose(api as never);

self.addEventListener('unhandledrejection', (event) => {
  void host.logged('error', said(event.reason));
});
