/** The workflow actions in the HubSpot project and the routes that answer them say the same. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { outputsOf } from '../../src/http/action-outputs.ts';
import type { AppOptions } from '../../src/http/app.ts';
import { routesOf } from '../../src/http/app.ts';

interface Field {
  readonly typeDefinition: { readonly name: string; readonly type: string };
}

interface Definition {
  readonly config: {
    readonly actionUrl: string;
    readonly isPublished: boolean;
    readonly inputFields: readonly Field[];
    readonly outputFields: readonly Field[];
    readonly labels: { readonly en: Readonly<Record<string, unknown>> };
  };
}

const folder = join(import.meta.dirname, '../../hubspot-project/src/app/workflow-actions');
const definitions = readdirSync(folder).map(
  (file) => [file, JSON.parse(readFileSync(join(folder, file), 'utf8')) as Definition] as const,
);
const names = (fields: readonly Field[]): readonly string[] => fields.map(({ typeDefinition }) => typeDefinition.name);

test('every action has a route, and every route an action', () => {
  const routes = routesOf({ readiness: async () => ({ ready: true }) } as unknown as AppOptions);
  const answered = routes.filter(({ accepts }) => accepts === 'action').map(({ path }) => `\${API_BASE_URL}${path}`);
  expect(definitions.map(([, { config }]) => config.actionUrl).sort()).toEqual([...answered].sort());
});

test.each(definitions)(
  '%s: what is declared is what is answered, and everything has its label',
  (_file, { config }) => {
    const { hs_execution_state: _, ...answered } = outputsOf(null, { owners: [] });
    expect(names(config.outputFields)).toEqual(Object.keys(answered));
    const { en } = config.labels;
    expect(Object.keys(en['outputFieldLabels'] as object)).toEqual(names(config.outputFields));
    expect(Object.keys((en['inputFieldLabels'] as object | undefined) ?? {})).toEqual(names(config.inputFields));
  },
);
