/** Environment → Config. All problems are reported at once and no secret is ever printed. */
import { readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import type { Clock } from './clock.ts';
import { parseClock, realClock } from './clock.ts';
import { BatonError, reasonOf } from './errors.ts';

export type SignatureVersion = 'v3' | 'v1';

export interface Config {
  readonly hubspot: {
    /** Re-read when its file changes. */
    readonly token: () => string;
    /** One, or two while rotating. */
    readonly clientSecrets: () => readonly string[];
    readonly apiUrl: string;
    readonly apiVersion: string;
  };
  readonly signatures: readonly SignatureVersion[];
  /** Without a trailing slash. */
  readonly publicUrl: string;
  readonly port: number;
  readonly metricsPort: number | null;
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  readonly dataDirIsExplicit: boolean;
  readonly agreementFile: string;
  readonly admins: readonly string[];
  readonly clock: Clock;
  readonly clockIsVirtual: boolean;
  readonly logLevel: string;
}

export const HUBSPOT_API_URL = 'https://api.hubapi.com';

const KNOWN = new Set([
  'HUBSPOT_ACCESS_TOKEN',
  'HUBSPOT_ACCESS_TOKEN_FILE',
  'HUBSPOT_CLIENT_SECRET',
  'HUBSPOT_CLIENT_SECRET_FILE',
  'HUBSPOT_API_URL',
  'HUBSPOT_API_VERSION',
  'BATON_CLOCK',
]);

const httpUrl = z
  .string()
  .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), 'an http:// or https:// URL');

const port = z.coerce.number().int().min(0).max(65_535);

const shape = {
  HUBSPOT_API_URL: httpUrl.default(HUBSPOT_API_URL),
  HUBSPOT_API_VERSION: z
    .string()
    .regex(/^(v3|20\d\d-(03|09)(-beta)?)$/, 'a date version like 2026-09, or v3')
    .default('2026-09'),
  WEBHOOK_SIGNATURES: z.enum(['v3', 'v3,v1'], 'v3, or v3,v1').default('v3'),
  PORT: port.default(3000),
  METRICS_PORT: port.optional(),
  DATABASE_URL: z
    .string()
    .refine((text) => /^postgres(ql)?:\/\//.test(text), 'a postgres:// URL')
    .optional(),
  DATA_DIR: z.string().min(1).optional(),
  AGREEMENT: z.string().min(1).default('./agreement.yaml'),
  ADMINS: z.string().default(''),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
} as const;

/**
 * @param env usually `process.env`.
 * @throws CONFIG_INVALID naming every missing, unknown or malformed variable.
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const problems: string[] = [];
  // An empty variable is how compose files and shells spell "not set".
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) if (value !== undefined && value !== '') given[name] = value;

  for (const name of Object.keys(given)) {
    if (/^(BATON|HUBSPOT)_/.test(name) && !KNOWN.has(name)) {
      problems.push(`${name} is not a setting of Baton. ${closest(name)}`);
    }
  }

  const parsed = z.object(shape).safeParse(given);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      const name = String(issue.path[0]);
      problems.push(`${name}: found "${withoutPassword(given[name] ?? '')}", allowed is ${wording(issue)}`);
    }
  }

  const token = secret('HUBSPOT_ACCESS_TOKEN', given, problems);
  const clientSecret = secret('HUBSPOT_CLIENT_SECRET', given, problems);
  const admins = (given['ADMINS'] ?? '').split(',').flatMap((part) => part.trim().toLowerCase() || []);
  for (const admin of admins)
    if (!/^[^@\s]+@[^@\s]+$/.test(admin))
      problems.push(`ADMINS: found "${admin}", allowed are e-mail addresses, comma-separated`);

  let clock = realClock;
  const virtual = given['BATON_CLOCK'];
  if (virtual !== undefined) {
    if ((given['HUBSPOT_API_URL'] ?? HUBSPOT_API_URL).startsWith(HUBSPOT_API_URL)) {
      problems.push(`BATON_CLOCK: virtual time is refused while HUBSPOT_API_URL is HubSpot's own, ${HUBSPOT_API_URL}`);
    } else {
      try {
        clock = parseClock(virtual);
      } catch (error) {
        problems.push(error instanceof Error ? error.message : String(error));
      }
    }
  }

  const publicUrl = given['PUBLIC_URL'] ?? `http://localhost:${parsed.data?.PORT ?? 3000}`;
  if (!httpUrl.safeParse(publicUrl).success || new URL(publicUrl).search !== '' || new URL(publicUrl).hash !== '') {
    problems.push(
      `PUBLIC_URL: found "${publicUrl}", allowed is an http:// or https:// URL without query, as HubSpot calls us`,
    );
  }

  if (problems.length > 0 || !parsed.success) {
    throw new BatonError('CONFIG_INVALID', {
      what: `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'} in the environment:\n  - ${problems.join('\n  - ')}\n`,
      fix: 'see docs/operating.md, "Settings"',
    });
  }
  const values = parsed.data;
  return {
    hubspot: {
      token: () => token(),
      clientSecrets: () =>
        clientSecret()
          .split(',')
          .map((s) => s.trim())
          .filter((s) => s !== ''),
      apiUrl: values.HUBSPOT_API_URL.replace(/\/+$/, ''),
      apiVersion: values.HUBSPOT_API_VERSION,
    },
    signatures: values.WEBHOOK_SIGNATURES === 'v3' ? ['v3'] : ['v3', 'v1'],
    publicUrl: publicUrl.replace(/\/+$/, ''),
    port: values.PORT,
    metricsPort: values.METRICS_PORT ?? null,
    databaseUrl: values.DATABASE_URL ?? null,
    dataDir: values.DATA_DIR ?? './data',
    dataDirIsExplicit: values.DATA_DIR !== undefined,
    agreementFile: values.AGREEMENT,
    admins,
    clock,
    clockIsVirtual: virtual !== undefined,
    logLevel: values.LOG_LEVEL,
  };
}

/** A secret from `NAME` or the file named by `NAME_FILE`; the file is read again when it changed. */
function secret(name: string, given: Readonly<Record<string, string>>, problems: string[]): () => string {
  const direct = given[name];
  const file = given[`${name}_FILE`];
  if (direct !== undefined && file !== undefined) problems.push(`${name} and ${name}_FILE are both set: set one`);
  if (direct !== undefined) return () => direct;
  if (file === undefined) {
    problems.push(`${name} is missing: set it, or ${name}_FILE to a file that holds it`);
    return () => '';
  }
  const held = { text: '', stamp: '' };
  const read = (): string => {
    const { mtimeMs, size } = statSync(file);
    const stamp = `${mtimeMs}:${size}`;
    if (stamp !== held.stamp) Object.assign(held, { text: readFileSync(file, 'utf8').trim(), stamp });
    return held.text;
  };
  try {
    if (read() === '') problems.push(`${name}_FILE: ${file} is empty`);
  } catch (error) {
    problems.push(`${name}_FILE: ${file} cannot be read (${reasonOf(error)})`);
  }
  // A file that vanishes while running (a rotation in progress) leaves the last good secret in use.
  return () => {
    try {
      return read();
    } catch {
      return held.text;
    }
  };
}

function wording(issue: z.core.$ZodIssue): string {
  if (issue.code === 'custom' || issue.code === 'invalid_format') return issue.message;
  if (issue.code === 'invalid_value') return issue.values.map(String).join(' | ');
  return issue.path[0] === 'PORT' || issue.path[0] === 'METRICS_PORT' ? 'a port, 0 to 65535' : issue.message;
}

const withoutPassword = (text: string): string => text.replace(/:\/\/[^@\s]*@/, '://…@');

function closest(name: string): string {
  const near = [...KNOWN].filter(
    (known) => known.includes(name.replace(/^(BATON|HUBSPOT)_/, '')) || sharedStart(known, name) > 12,
  );
  return near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `Known are ${[...KNOWN].join(', ')}.`;
}

function sharedStart(a: string, b: string): number {
  let n = 0;
  while (n < a.length && a[n] === b[n]) n += 1;
  return n;
}
