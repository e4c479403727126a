/** Baton's own app, as a local portal installs it: its cards are bundled from their sources when a page first shows them. */
import { fileURLToPath } from 'node:url';
import type { Portal } from '../../portal/portal.ts';

const ROOT = new URL('../../../', import.meta.url);

/** @param publicUrl where Baton listens, which its cards ask. */
export function installBaton(portal: Pick<Portal, 'installApp'>, publicUrl: string): void {
  portal.installApp({
    project: fileURLToPath(new URL('hubspot-project/src', ROOT)),
    sources: fileURLToPath(new URL('extensions', ROOT)),
    variables: { API_BASE_URL: publicUrl },
  });
}
