/** Everything HubSpot would refuse in a project, or accept and then not do; found without HubSpot. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { shouldIgnoreFile } from '@hubspot/local-dev-lib/ignoreRules';
import { parseProjectConfig } from '@hubspot/project-parsing-lib/projects';
import { mirrorOf } from '../../src/agreement/needs.ts';
import type { Agreement } from '../../src/core/agreement.ts';
import { BATON_PROPERTIES } from '../../src/hubspot/properties.ts';
import { CONTACT_PROPERTIES } from '../../src/portal/standard-contact.ts';
import { OTHER_PROPERTIES } from '../../src/portal/standard-others.ts';
import { appChecks } from './app-checks.ts';
import { place, readComponent } from './component.ts';
import type { Finding } from './component.ts';
import { fileChecks } from './file-checks.ts';
import { hubspotsChecks, messageOf } from './hubspots-checks.ts';
import { readProfile } from './profile-checks.ts';
import { filesBelow, profileFile, sourceDir } from './project.ts';
import { schemaChecks } from './schema-checks.ts';
import { webhookChecks } from './webhook-checks.ts';
import type { KnownProperties } from './webhook-checks.ts';

export interface VerifyOptions {
  /** Without one, nothing may stand in `${}`. */
  readonly profile?: string;
  /** What property subscriptions may name beside HubSpot's own and Baton's. */
  readonly agreement?: Agreement;
  /** Addresses of the examples, which a profile must not keep. */
  readonly invented?: ReadonlySet<string>;
}

export interface Verdict {
  readonly findings: readonly Finding[];
  /** Their types, sorted. */
  readonly components: readonly string[];
  /** How many files the upload would hold. */
  readonly files: number;
}

/** Checks the project at `root`, where `hsproject.json` lies. Whatever is wrong with it is a finding. */
export async function verifyProject(
  root: string,
  { profile, agreement, invented = new Set() }: VerifyOptions = {},
): Promise<Verdict> {
  let project: ReturnType<typeof parseProjectConfig>;
  try {
    project = parseProjectConfig(root);
  } catch (error) {
    return { findings: [{ file: 'hsproject.json', path: [], message: messageOf(error) }], components: [], files: 0 };
  }
  const srcDir = join(root, project.srcDir);
  const uploaded = filesBelow(srcDir).filter(({ path }) => !shouldIgnoreFile(path, true));
  const given =
    profile === undefined
      ? { variables: {}, findings: [] }
      : readProfile(join(srcDir, profileFile(profile)), { shown: profileFile(profile), invented });
  const components = uploaded
    .filter(({ path }) => path.endsWith('-hsmeta.json'))
    .flatMap(({ path }) => readComponent(srcDir, path, given.variables) ?? []);
  const findings = [
    ...given.findings,
    ...fileChecks({ components, uploaded }),
    ...appChecks(components),
    ...webhookChecks(components, knownProperties(agreement)),
    ...schemaChecks(components),
    ...(await hubspotsChecks({ srcDir, platformVersion: project.platformVersion, profile })),
  ];
  return { findings, components: components.map(({ type }) => type).sort(), files: uploaded.length };
}

function knownProperties(agreement: Agreement | undefined): KnownProperties {
  const named = agreement === undefined ? { contact: [], company: [] } : mirrorOf(agreement);
  const names = (definitions: readonly { readonly name: string }[]): readonly string[] =>
    definitions.map((d) => d.name);
  return {
    contact: new Set([...names(CONTACT_PROPERTIES), ...names(BATON_PROPERTIES), ...named.contact]),
    company: new Set([...names(OTHER_PROPERTIES.company.definitions), ...named.company]),
  };
}

/** `hubspot-project/src/app/app-hsmeta.json:7:5 config.name: message · to fix it: …` */
export function findingLine(root: string, { file, path, message, fix }: Finding): string {
  const full = file === 'hsproject.json' ? join(root, file) : join(sourceDir(root), file);
  let where = '1:1';
  try {
    where = place(readFileSync(full, 'utf8'), path);
  } catch {
    // A link to nowhere, or a file that is not there, has no text to point into.
  }
  const named = path.join('.');
  const of = named === '' || message.includes(named) ? '' : `${named}: `;
  const remedy = fix === undefined ? '' : ` · to fix it: ${fix}`;
  return `${full.slice(root.length + 1)}:${where} ${of}${message}${remedy}`;
}
