/**
 * Makes a portal have Baton's properties: what is missing is created, what somebody changed is put right where HubSpot allows it and
 * named where it does not. Never deletes, and never creates a part of what is needed: a portal without room for all of it is left alone.
 */
import type { HubSpot, NewProperty, PropertyChange, PropertyDefinition } from './hubspot.ts';
import { BATON_GROUP, BATON_PROPERTIES, essentialOf } from './properties.ts';

export interface Setup {
  /** One sentence per thing that is missing, repaired, kept or different. */
  readonly lines: readonly string[];
  /** Properties that were not there. */
  readonly missing: number;
  /** Properties that somebody changed so that a repair is due. */
  readonly drifted: number;
  readonly created: number;
  readonly repaired: number;
  /** What only a person can put right. */
  readonly problems: number;
}

export interface SetupOptions {
  readonly apply: boolean;
  readonly wanted?: readonly NewProperty[];
  /** True: labels and descriptions become Baton's again; otherwise a portal's own wording stays. */
  readonly wording?: boolean;
}

type Portal = Pick<
  HubSpot,
  'propertyDefinitions' | 'createPropertyGroup' | 'createProperty' | 'updateProperty' | 'propertyLimit'
>;

/** May be run any number of times; a second run finds nothing to do. */
export async function ensureProperties(
  hubspot: Portal,
  { apply, wanted = BATON_PROPERTIES, wording = false }: SetupOptions,
): Promise<Setup> {
  const existing = await hubspot.propertyDefinitions('contacts');
  const missing = wanted.filter(({ name }) => !existing.has(name));
  const drifts = wanted.flatMap((definition) => {
    const found = existing.get(definition.name);
    return found === undefined ? [] : [driftOf(found, { wanted: definition, wording })];
  });
  const repairs = drifts.flatMap(({ repair }) => repair ?? []);
  const stuck = drifts.flatMap(({ differs }) => differs ?? []);
  const said = [...stuck.map((text) => `differs  ${text}`), ...drifts.flatMap(({ kept }) => kept)];
  const found = { missing: missing.length, drifted: repairs.length, problems: stuck.length };

  const refusal =
    missing.length === 0 ? null : roomFor(missing.length, await hubspot.propertyLimit('contacts'), wanted);
  if (refusal !== null) {
    const lines = [`refused  ${refusal}`, ...missing.map((definition) => `missing  ${described(definition)}`), ...said];
    return { ...found, lines, created: 0, repaired: 0, problems: found.problems + 1 };
  }
  if (!apply) {
    const lines = [
      ...missing.map((definition) => `missing  ${described(definition)}`),
      ...repairs.map(({ words }) => `repair   ${words}`),
    ];
    return { ...found, lines: [...lines, ...said], created: 0, repaired: 0 };
  }

  const lines: string[] = [];
  const moves = repairs.some(({ change }) => change.groupName !== undefined);
  if (missing.length > 0 || moves) await hubspot.createPropertyGroup('contacts', BATON_GROUP);
  let created = 0;
  for (const definition of missing) {
    const outcome = await hubspot.createProperty('contacts', definition);
    if (outcome === 'created') created += 1;
    const byOther = outcome === 'created' ? '' : ' (somebody else created it just now)';
    lines.push(`${outcome.padEnd(7)}  ${described(definition)}${byOther}`);
  }
  for (const { change, words } of repairs) {
    await hubspot.updateProperty('contacts', change);
    lines.push(`repaired ${words}`);
  }
  return { ...found, lines: [...lines, ...said], created, repaired: repairs.length };
}

const described = ({ name, type, label }: NewProperty): string => `${name}: ${type}, “${label}”`;

/** Null: there is room for all, or nobody knows. */
function roomFor(
  needed: number,
  limit: { readonly limit: number; readonly usage: number } | null,
  wanted: readonly NewProperty[],
): string | null {
  if (limit === null || limit.usage + needed <= limit.limit) return null;
  const essential = essentialOf(wanted);
  const less =
    essential.length < wanted.length && essential.length <= limit.limit - limit.usage
      ? `, or say --essential for the ${essential.length} that the handoff cannot do without`
      : '';
  return (
    `${needed} contact properties are needed and ${Math.max(0, limit.limit - limit.usage)} fit: this portal may have ${limit.limit} custom ones` +
    ` and has ${limit.usage}. Nothing was created. Archive some that nobody uses, raise the subscription${less}.`
  );
}

interface Drift {
  /** What would make a write fail and HubSpot does not let anybody change; null: nothing. */
  readonly differs: string | null;
  readonly repair: { readonly change: PropertyChange; readonly words: string } | null;
  /** What is different and stays so. */
  readonly kept: readonly string[];
}

/** https://developers.hubspot.com/docs/api-reference/crm-properties-v3/guide: name and type of a property never change. */
function driftOf(
  found: PropertyDefinition,
  { wanted, wording }: { readonly wanted: NewProperty; readonly wording: boolean },
): Drift {
  const { name } = wanted;
  const stuck = (differs: string): Drift => ({ differs: `${name} ${differs}`, repair: null, kept: [] });
  if (found.type !== wanted.type) {
    return stuck(`is a ${found.type}, not a ${wanted.type}: archive it in HubSpot and run setup again`);
  }
  if (found.readOnly || found.calculated) return stuck('is read-only in this portal: archive it and run setup again');

  const present = new Set(found.options.map((option) => option.value));
  const absent = (wanted.options ?? []).filter((option) => !present.has(option.value));
  const last = Math.max(-1, ...found.options.map((option) => option.displayOrder));
  const hasOwnLabel = found.label !== wanted.label;
  const hasOwnDescription = found.description !== wanted.description;
  const change: PropertyChange = {
    name,
    ...(absent.length === 0
      ? {}
      : {
          // All of them: what is left out of an update is removed, and values may be in use.
          options: [
            ...found.options,
            ...absent.map((option, i) => ({ ...option, displayOrder: last + 1 + i, hidden: false })),
          ],
        }),
    ...(found.formField ? { formField: false } : {}),
    ...(found.groupName === wanted.groupName ? {} : { groupName: wanted.groupName }),
    ...(wording && hasOwnLabel ? { label: wanted.label } : {}),
    ...(wording && hasOwnDescription ? { description: wanted.description } : {}),
  };
  const words = [
    ...(absent.length === 0 ? [] : [`adds the options ${absent.map((option) => option.value).join(', ')}`]),
    ...(change.formField === undefined ? [] : ['takes it off forms: visitors must not set it']),
    ...(change.groupName === undefined ? [] : [`moves it back to the group ${wanted.groupName}`]),
    ...(change.label === undefined ? [] : [`calls it “${wanted.label}” again`]),
    ...(change.description === undefined ? [] : ['restores its description']),
  ];
  const own = [
    ...(hasOwnLabel && !wording ? [`is called “${found.label}” here`] : []),
    ...(hasOwnDescription && !wording ? ['has a description of its own'] : []),
  ];
  return {
    differs: null,
    repair: words.length === 0 ? null : { change, words: `${name}: ${words.join('; ')}` },
    kept: own.length === 0 ? [] : [`kept     ${name} ${own.join(' and ')}; --wording restores Baton’s`],
  };
}
