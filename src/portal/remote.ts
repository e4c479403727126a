/** The controls of a portal in another process. */
import type { ControlName, Controls } from './control.ts';

export type RemoteControl = <Name extends ControlName>(
  name: Name,
  ...input: Parameters<Controls[Name]>
) => Promise<Awaited<ReturnType<Controls[Name]>>>;

/** Rejects with the portal's own words when it refuses, or with fetch's when it is not there. */
export function remotePortal(url: string): RemoteControl {
  return async (name, ...input) => {
    const response = await fetch(`${url}/_portal/${name}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(input[0] ?? {}),
    });
    const body = (await response.json()) as { readonly result?: unknown; readonly message?: string };
    if (!response.ok) throw new Error(`The portal at ${url} refuses ${name}: ${body.message ?? response.status}`);
    return body.result as never;
  };
}
