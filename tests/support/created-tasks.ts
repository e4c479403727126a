import type { Portal } from '../../src/portal/portal.ts';

/** Tasks ever created, by the marker they carry: from the portal's write log, so that one deleted since counts as well. */
export function createdTasks({ portal }: { readonly portal: Portal }): Readonly<Record<string, number>> {
  const created: Record<string, number> = {};
  for (const { changes } of portal.writes({ objectType: 'task', action: 'created' })) {
    const body = changes.find(({ name }) => name === 'hs_task_body')?.to ?? '';
    const marker = /Baton ref [\w-]+/.exec(body)?.[0] ?? `no marker: ${body}`;
    created[marker] = (created[marker] ?? 0) + 1;
  }
  return created;
}
