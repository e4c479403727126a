/**
 * Extension sources as HubSpot's builder needs them. Each extension point is built from its own directory alone, and a workspace that
 * points out of it does not build, so `extensions/shared` is copied into each point, beside a package.json of its own. The
 * copies are made from `extensions/`, ignored by git, and never edited.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { filesBelow, jsonText, sourceDir } from './project.ts';

/** Directories of `extensions/`, by HubSpot's names for where an extension appears. */
export const POINTS = ['cards', 'pages', 'settings'] as const;
const SHARED = 'shared';

/** What differs between `extensions/` and its copies. */
export interface CopyPlan {
  /** One line per file: `+ app/cards/ContactTab.tsx`. */
  readonly changes: readonly string[];
  readonly write: readonly { readonly path: string; readonly text: string }[];
  /** Copies of what is no longer there. */
  readonly remove: readonly string[];
}

/** Compares; writes nothing. */
export async function planCopies(root: string): Promise<CopyPlan> {
  const changes: string[] = [];
  const write: { path: string; text: string }[] = [];
  const remove: string[] = [];
  for (const point of POINTS) {
    const wanted = await copiesOf(root, point);
    const into = join(sourceDir(root), 'app', point);
    const there = existsSync(into) ? filesBelow(into).filter(({ path }) => isCopy(path)) : [];
    for (const [path, text] of wanted) {
      const file = join(into, path);
      const sign = !existsSync(file) ? '+' : readFileSync(file, 'utf8') === text ? null : '~';
      if (sign === null) continue;
      changes.push(`${sign} app/${point}/${path}`);
      write.push({ path: file, text });
    }
    for (const { path } of there) {
      if (wanted.has(path)) continue;
      changes.push(`- app/${point}/${path}`);
      remove.push(join(into, path));
    }
  }
  return { changes, write, remove };
}

export function makeCopies({ write, remove }: CopyPlan): void {
  for (const { path, text } of write) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  for (const path of remove) rmSync(path);
}

/** A component's description is written by hand, beside its copies; what a build leaves there is nobody's. */
const isCopy = (path: string): boolean => !path.endsWith('-hsmeta.json') && !/^(dist|node_modules)\//.test(path);

/** Files of one extension point by their path in it; none where nothing is authored for it. */
async function copiesOf(root: string, point: string): Promise<ReadonlyMap<string, string>> {
  const from = join(root, 'extensions');
  const files = new Map<string, string>();
  if (!existsSync(join(from, point))) return files;
  for (const dir of [point, SHARED]) {
    if (!existsSync(join(from, dir))) continue;
    for (const { path } of filesBelow(join(from, dir)).filter((file) => /\.tsx?$/.test(file.path))) {
      const at = dir === point ? path : `${SHARED}/${path}`;
      files.set(at, withinPoint(readFileSync(join(from, dir, path), 'utf8'), { dir, path, point }));
    }
  }
  files.set('package.json', await jsonText(packageOf(root, point), join(from, 'package.json')));
  files.set('eslint.config.js', ESLINT_CONFIG);
  files.set('tsconfig.json', await jsonText(TSCONFIG, join(from, 'tsconfig.json')));
  return files;
}

/** The same text with its imports of shared files leading to the copies inside the point. */
function withinPoint(text: string, { dir, path, point }: { dir: string; path: string; point: string }): string {
  const here = posix.join(dir === point ? '' : SHARED, posix.dirname(path));
  return text.replace(/(\bfrom |\bimport\()'(\.{1,2}\/[^']+)'/g, (whole, start: string, specifier: string) => {
    const target = posix.join(dir, posix.dirname(path), specifier);
    if (!target.startsWith(`${SHARED}/`)) return whole;
    const relative = posix.relative(here, target);
    return `${start}'${relative.startsWith('.') ? relative : `./${relative}`}'`;
  });
}

/** One copy of React and of the SDK, of the versions the tests ran with; what `hs project lint` asks for beside them. */
function packageOf(root: string, point: string): object {
  const own = JSON.parse(readFileSync(join(root, 'extensions/package.json'), 'utf8')) as {
    version: string;
    dependencies: Readonly<Record<string, string>>;
  };
  return {
    name: `baton-${point}`,
    version: own.version,
    private: true,
    license: 'MIT',
    type: 'module',
    scripts: { lint: 'eslint .' },
    dependencies: own.dependencies,
    devDependencies: {
      '@eslint/js': '^9.39.5',
      '@hubspot/eslint-config-ui-extensions': '^1.2.0',
      '@types/react': '^18.3.0',
      eslint: '^9.39.5',
      'eslint-config-prettier': '^10.0.0',
      'eslint-plugin-react': '^7.37.5',
      'eslint-plugin-react-hooks': '^7.1.1',
      'eslint-plugin-unused-imports': '^4.4.1',
      jiti: '^2.7.0',
      prettier: '^3.0.0',
      typescript: '^5.9.0',
      'typescript-eslint': '^8.46.4',
    },
  };
}

/** HubSpot's recommended set-up: https://www.npmjs.com/package/@hubspot/eslint-config-ui-extensions */
const ESLINT_CONFIG = `import js from '@eslint/js';
import { config as hubspot } from '@hubspot/eslint-config-ui-extensions';
import prettier from 'eslint-config-prettier';
import react from 'eslint-plugin-react';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

export default [
  { ignores: ['dist', 'node_modules'] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  react.configs.flat.recommended,
  react.configs.flat['jsx-runtime'],
  { settings: { react: { version: '18.3' } } },
  ...hubspot,
  reactHooks.configs.flat['recommended-latest'],
  prettier,
];
`;

/** As in HubSpot's own templates, and strict. */
const TSCONFIG = {
  compilerOptions: {
    target: 'esnext',
    module: 'nodenext',
    moduleResolution: 'nodenext',
    jsx: 'react-jsx',
    strict: true,
    noEmit: true,
    isolatedModules: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
  },
};
