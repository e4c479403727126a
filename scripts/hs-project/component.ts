/** The components of a project as HubSpot would see them with a profile applied, and where in which file something stands. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LineCounter, isNode, parseDocument } from 'yaml';

export type Path = readonly (string | number)[];

/** Something HubSpot would refuse, or accept and then not do. */
export interface Finding {
  /** Inside the sources. */
  readonly file: string;
  readonly path: Path;
  readonly message: string;
  readonly fix?: string;
}

export interface Component {
  readonly file: string;
  readonly type: string;
  readonly uid: string;
  /** With the profile's variables put in; those it does not give are left as they are written. */
  readonly config: unknown;
}

export type Variables = Readonly<Record<string, unknown>>;

/** Null: not JSON, or not an object. */
export function readComponent(srcDir: string, file: string, variables: Variables): Component | null {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(join(srcDir, file), 'utf8'));
  } catch {
    return null;
  }
  if (!isObject(content)) return null;
  const text = (name: string): string => (typeof content[name] === 'string' ? content[name] : '');
  return { file, type: text('type'), uid: text('uid'), config: filled(content['config'], variables) };
}

/** A string that is nothing but one variable keeps the variable's type. */
function filled(value: unknown, variables: Variables): unknown {
  if (Array.isArray(value)) return value.map((item) => filled(item, variables));
  if (isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, filled(part, variables)]));
  }
  if (typeof value !== 'string') return value;
  const whole = /^\$\{([^}]+)\}$/.exec(value)?.[1];
  if (whole !== undefined && whole in variables) return variables[whole];
  return value.replace(/\$\{([^}]+)\}/g, (written, name: string) => String(variables[name] ?? written));
}

/** Every string below a value, with its path. */
export function strings(value: unknown, path: Path = []): readonly { readonly path: Path; readonly text: string }[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (Array.isArray(value)) return value.flatMap((item, index) => strings(item, [...path, index]));
  if (isObject(value)) return Object.entries(value).flatMap(([name, part]) => strings(part, [...path, name]));
  return [];
}

/** What stands at a path; undefined where nothing does. */
export function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, step) => {
    if (typeof inner !== 'object' || inner === null) return undefined;
    return Object.hasOwn(inner, step) ? Reflect.get(inner, step) : undefined;
  }, value);
}

export const textAt = (value: unknown, path: Path): string => {
  const found = at(value, path);
  return typeof found === 'string' ? found : '';
};

export const listAt = (value: unknown, path: Path): readonly unknown[] => {
  const found = at(value, path);
  return Array.isArray(found) ? found : [];
};

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `12:7`, counted from 1. Of what is missing: the place of the object it is missing from. JSON is YAML, whose parser keeps places. */
export function place(text: string, path: Path): string {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter });
  for (let depth = path.length; depth >= 0; depth -= 1) {
    const node = depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) {
      const { line, col } = lineCounter.linePos(node.range[0]);
      return `${line}:${col}`;
    }
  }
  return '1:1';
}
