/** The extension as React runs it, and the SDK's hooks into where it runs. */
import { Component, createContext, createElement, useContext, useMemo, useSyncExternalStore } from 'react';
import type { ReactElement, ReactNode } from 'react';
import type { Context, PageLocation } from '../contract.ts';
import type { Actions } from './actions.ts';
import type { State } from './state.ts';

export interface Api {
  readonly context: Context;
  readonly actions: Actions;
  readonly runServerlessFunction: () => Promise<unknown>;
}
export type Render = (api: Api) => ReactElement;

const Here = createContext<(Api & { readonly page: PageLocation }) | null>(null);

const useHere = (): Api & { readonly page: PageLocation } => {
  const here = useContext(Here);
  if (here === null) throw new Error('This hook works only inside an extension');
  return here;
};

export const hooks = {
  useExtensionContext: () => useHere().context,
  useExtensionActions: () => useHere().actions,
  useExtensionApi: () => {
    const { context, actions, runServerlessFunction } = useHere();
    return { context, actions, runServerlessFunction };
  },
  useAppPageLocation: () => useHere().page,
};

const noServerless = (): Promise<unknown> => Promise.resolve({ status: 'ERROR', message: 'not in the local portal' });

export function Extension({
  render,
  context,
  page,
  actions,
}: {
  readonly render: Render;
  readonly context: State<Context>;
  readonly page: State<PageLocation>;
  readonly actions: Actions;
}): ReactElement {
  const now = useSyncExternalStore(context.subscribe, context.get);
  const where = useSyncExternalStore(page.subscribe, page.get);
  const api = useMemo(
    () => ({ context: now, actions, runServerlessFunction: noServerless, page: where }),
    [now, actions, where],
  );
  return createElement(Here.Provider, { value: api }, createElement(Rendered, { render, api }));
}

const Rendered = ({ render, api }: { readonly render: Render; readonly api: Api }): ReactElement => render(api);

export class Boundary extends Component<
  { readonly onError: (failure: unknown) => void; readonly children?: ReactNode },
  { readonly broken: boolean }
> {
  override state = { broken: false };

  static getDerivedStateFromError(): { readonly broken: boolean } {
    return { broken: true };
  }

  override componentDidCatch(failure: unknown): void {
    this.props.onError(failure);
  }

  override render(): ReactNode {
    return this.state.broken ? null : this.props.children;
  }
}
