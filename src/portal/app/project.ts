/**
 * The app of a HubSpot project, as an upload would find it: its name, the URLs it may fetch, its cards, pages and settings.
 * Layout: https://developers.hubspot.com/docs/apps/developer-platform/build-apps/overview
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { objectTypeNamed } from '../object-types.ts';
import type { ObjectType } from '../object-types.ts';
import { LOCATIONS } from './locations.ts';
import type { Location } from './locations.ts';

export interface Extension {
  readonly uid: string;
  readonly name: string;
  readonly location: Location;
  /** Whose records show it; none for pages and settings. */
  readonly objectTypes: readonly ObjectType[];
  /** The file the bundler starts from. */
  readonly entry: string;
}

export interface App {
  readonly name: string;
  /** Prefixes of the URLs that `hubspot.fetch` may call. */
  readonly permittedUrls: readonly string[];
  readonly variables: Readonly<Record<string, string | number | boolean>>;
  readonly extensions: readonly Extension[];
}

export interface ProjectOptions {
  /** The project's `srcDir`: it holds `app/app-hsmeta.json`. */
  readonly project: string;
  /** Where `/app/cards/…` is authored, when it is not below `project`: its `cards/…` is taken instead. */
  readonly sources?: string | undefined;
  /** As a profile would give them: they stand for `${NAME}` in the files, and cards get them. */
  readonly variables?: Readonly<Record<string, string | number | boolean>> | undefined;
}

const appShape = z.object({
  config: z.object({
    name: z.string(),
    permittedUrls: z.object({ fetch: z.array(z.string()).default([]) }).default({ fetch: [] }),
  }),
});
const extensionShape = z.object({
  uid: z.string(),
  type: z.enum(['card', 'page', 'pages', 'settings']),
  config: z.object({
    name: z.string().optional(),
    location: z.string().optional(),
    objectTypes: z.array(z.string()).default([]),
    entrypoint: z.string(),
  }),
});

/** @throws when a file is not there, is not what HubSpot takes, or names an entry point that does not exist. */
export function readProject({ project, sources, variables = {} }: ProjectOptions): App {
  const app = readMeta(join(project, 'app/app-hsmeta.json'), { shape: appShape, variables });
  const extensions = ['cards', 'pages', 'settings'].flatMap((folder) =>
    metaFiles(join(project, 'app', folder)).map((file) => {
      const { uid, type, config } = readMeta(file, { shape: extensionShape, variables });
      const authored = sources === undefined ? null : join(sources, config.entrypoint.replace(/^\/?app\//, ''));
      const entry = [authored, join(project, config.entrypoint)].find((path) => path !== null && existsSync(path));
      if (entry === undefined || entry === null) throw new Error(`${file}: there is no ${config.entrypoint}`);
      return {
        uid,
        name: config.name ?? app.config.name,
        location: locationOf(file, { type, location: config.location }),
        objectTypes: config.objectTypes.flatMap((name) => objectTypeNamed(name) ?? []),
        entry,
      };
    }),
  );
  return { name: app.config.name, permittedUrls: app.config.permittedUrls.fetch, variables, extensions };
}

const metaFiles = (folder: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('-hsmeta.json'))
        .sort()
        .map((name) => join(folder, name))
    : [];

function locationOf(
  file: string,
  { type, location }: { readonly type: string; readonly location: string | undefined },
): Location {
  if (type === 'settings') return 'settings';
  if (type === 'page' || type === 'pages') return 'pages';
  const known = LOCATIONS.find((one) => one === location);
  if (known === undefined) throw new Error(`${file}: this portal shows no cards at "${location ?? 'no location'}"`);
  return known;
}

function readMeta<Shape extends z.ZodType>(
  file: string,
  { shape, variables }: { readonly shape: Shape; readonly variables: App['variables'] },
): z.output<Shape> {
  const read = shape.safeParse(filled(JSON.parse(readFileSync(file, 'utf8')), variables));
  if (read.success) return read.data;
  throw new Error(`${file}: ${z.prettifyError(read.error)}`);
}

/** `${NAME}` in every text; one that is nothing else keeps the variable's type. A name without a value stays as it is, as in an upload. */
function filled(value: unknown, variables: App['variables']): unknown {
  if (typeof value === 'string') {
    const whole = /^\$\{(\w+)\}$/.exec(value)?.[1];
    if (whole !== undefined) return variables[whole] ?? value;
    return value.replace(/\$\{(\w+)\}/g, (text, name: string) => String(variables[name] ?? text));
  }
  if (Array.isArray(value)) return value.map((one) => filled(one, variables));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, filled(one, variables)]));
}
