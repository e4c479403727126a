/**
 * `npm run hs:sync`: brings the HubSpot project's webhook subscriptions and scopes in line with the agreement, and copies the
 * extensions in. Shows the difference, and writes it with `--apply`. What a person wrote into the files beside those stays as it is.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { label, readAgreement } from '../src/agreement/read.ts';
import { problemBlock } from '../src/agreement/problem.ts';
import type { ExitCode, Io } from '../src/cli/command.ts';
import { agreementText } from '../src/cli/agreement-text.ts';
import type { Agreement } from '../src/core/agreement.ts';
import { BatonError } from '../src/errors.ts';
import { FIRST_SETS, isScopeSet, SCOPE_SET_NAMES, SCOPE_SETS, scopesOf } from '../src/hubspot/scopes.ts';
import type { ScopeSetName } from '../src/hubspot/scopes.ts';
import { CONTRACT_TYPES, contractTypes } from './hs-project/contract-types.ts';
import { makeCopies, planCopies } from './hs-project/copies.ts';
import { APP_FILE, jsonText, parseJson, readJson, replaced, sourceDir, WEBHOOKS_FILE } from './hs-project/project.ts';
import { run } from './hs-project/run.ts';
import {
  appShape,
  chosenSets,
  hints,
  scopeChanges,
  subscriptionChanges,
  wantedSubscriptions,
  webhooksShape,
} from './hs-project/wanted.ts';

export interface SyncOptions {
  /** Where `hsproject.json` lies. */
  readonly root: string;
  readonly add?: readonly ScopeSetName[];
  readonly drop?: readonly ScopeSetName[];
  /** True: what is no longer needed is left out instead of switched off. HubSpot refuses that once it knows the subscription. */
  readonly forget?: boolean;
}

export interface SyncPlan {
  readonly sets: readonly ScopeSetName[];
  /** One line per scope or subscription that differs. */
  readonly changes: readonly string[];
  readonly hints: readonly string[];
  /** Files whose text differs, as they should be. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
}

/** Reads the project and plans; writes nothing. @throws PROJECT_UNREADABLE */
export async function planSync(
  agreement: Agreement,
  { root, add = [], drop = [], forget = false }: SyncOptions,
): Promise<SyncPlan> {
  const srcDir = sourceDir(root);
  const [appPath, webhooksPath] = [join(srcDir, APP_FILE), join(srcDir, WEBHOOKS_FILE)];
  const app = readJson(appPath, appShape);
  const webhooks = readJson(webhooksPath, webhooksShape);

  const { requiredScopes } = app.config.auth;
  const sets = chosenSets(requiredScopes, { first: FIRST_SETS, add, drop });
  const scopes = scopesOf(sets);
  const existing = webhooks.config.subscriptions;
  const subscriptions = wantedSubscriptions(agreement, { existing, sets, forget });

  const wanted = [
    { path: appPath, value: replaced(parseJson(appPath), ['config', 'auth', 'requiredScopes'], scopes) },
    { path: webhooksPath, value: replaced(parseJson(webhooksPath), ['config', 'subscriptions'], subscriptions) },
  ];
  const types = join(root, CONTRACT_TYPES);
  const texts = [
    ...(await Promise.all(wanted.map(async ({ path, value }) => ({ path, text: await jsonText(value, path) })))),
    ...(existsSync(join(root, 'extensions')) ? [{ path: types, text: await contractTypes() }] : []),
  ];
  return {
    sets,
    changes: [...scopeChanges(requiredScopes, scopes), ...subscriptionChanges(existing, subscriptions)],
    hints: hints(agreement, sets),
    files: texts.filter(({ path, text }) => !existsSync(path) || readFileSync(path, 'utf8') !== text),
  };
}

/** The agreement file named, else AGREEMENT, else agreement.yaml. Null when it has problems; they are printed. */
export async function agreementOf(file: string | undefined, io: Io): Promise<Agreement | null> {
  const read = await agreementText(file === undefined ? [] : [file], io);
  const reading = readAgreement(read.text, { file: read.file });
  if (reading.ok) return reading.agreement;
  for (const problem of reading.problems) io.out(problemBlock(problem, read.text));
  return null;
}

const USAGE = `npm run hs:sync -- [--agreement FILE] [--with SETS] [--without SETS] [--forget] [--apply]
  SETS, separated by commas, stay as they are in ${APP_FILE} unless named:
${SCOPE_SET_NAMES.map((name) => `    ${name.padEnd(15)} ${SCOPE_SETS[name].turnsOn}`).join('\n')}
  --forget  leaves out subscriptions that are no longer needed, instead of active: false; only before HubSpot has seen them
exit 0 in line, 2 differences (without --apply) or problems in the agreement`;

/** @throws USAGE for a set that does not exist. */
function setsNamed(text: string | undefined): readonly ScopeSetName[] {
  const names = (text ?? '').split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()]));
  return names.map((name) => {
    if (isScopeSet(name)) return name;
    throw new BatonError('USAGE', { what: 'scope set', found: name, allowed: SCOPE_SET_NAMES.join(', ') });
  });
}

export async function main(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      agreement: { type: 'string' },
      with: { type: 'string' },
      without: { type: 'string' },
      forget: { type: 'boolean', default: false },
      apply: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    io.out(USAGE);
    return 0;
  }
  const add = setsNamed(values.with);
  const drop = setsNamed(values.without);
  const agreement = await agreementOf(values.agreement, io);
  if (agreement === null) return 2;

  const plan = await planSync(agreement, { root: io.cwd, add, drop, forget: values.forget });
  const copies = await planCopies(io.cwd);
  for (const line of [...plan.changes, ...copies.changes]) io.out(line);
  for (const hint of plan.hints) io.out(`note: ${hint}`);
  const about = `${label(agreement)}; scopes for ${plan.sets.join(', ')}`;
  if (plan.files.length === 0 && copies.changes.length === 0) {
    io.out(`in line: ${about}`);
    return 0;
  }
  const names = [
    ...plan.files.map(({ path }) => relative(io.cwd, path)),
    ...(copies.changes.length === 0 ? [] : [`${copies.changes.length} copies of extensions`]),
  ].join(', ');
  if (!values.apply) {
    io.out(`differs: ${names} (${about}). Nothing was written: npm run hs:sync -- --apply`);
    return 2;
  }
  for (const { path, text } of plan.files) writeFileSync(path, text);
  // Planned anew: the types just written are among what is copied.
  makeCopies(await planCopies(io.cwd));
  io.out(`written: ${names} (${about})`);
  return 0;
}

if (import.meta.main) await run(main);
