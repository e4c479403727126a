/** What is wrong with a profile: the account and the addresses an upload is for. */
import { readFileSync } from 'node:fs';
import { isBareOrigin, unreachable } from './addresses.ts';
import { at, isObject, textAt } from './component.ts';
import type { Finding, Path, Variables } from './component.ts';

export interface Profile {
  readonly variables: Variables;
  readonly findings: readonly Finding[];
}

/** `shown` is the name findings go by; `invented`: the addresses of the examples, which a profile must not keep. */
export function readProfile(
  file: string,
  { shown, invented }: { shown: string; invented: ReadonlySet<string> },
): Profile {
  const found = (path: Path, message: string, fix?: string): Finding => ({
    file: shown,
    path,
    message,
    ...(fix === undefined ? {} : { fix }),
  });
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    return { variables: {}, findings: [found([], `cannot be read as JSON: ${String(error)}`)] };
  }
  const findings: Finding[] = [];
  const accountId = at(content, ['accountId']);
  if (!Number.isSafeInteger(accountId) || Number(accountId) <= 0) {
    findings.push(found(['accountId'], `${String(accountId)} is no HubSpot account`, 'the number after the Hub ID'));
  }
  const written = at(content, ['variables']);
  const variables = isObject(written) ? written : {};
  for (const [name, value] of Object.entries(variables)) {
    if (['string', 'number', 'boolean'].includes(typeof value)) continue;
    findings.push(found(['variables', name], `${name} is neither a text nor a number nor true or false`));
  }
  const base = textAt(variables, ['API_BASE_URL']);
  const why = base === '' ? 'is missing: the address HubSpot reaches Baton at' : unreachable(base);
  const where = ['variables', 'API_BASE_URL'];
  if (why !== null) findings.push(found(where, `API_BASE_URL ${why}`, 'the same as PUBLIC_URL'));
  else if (!isBareOrigin(base)) findings.push(found(where, `${base} is more than an origin`, new URL(base).origin));
  else if (invented.has(base))
    findings.push(found(where, `${base} is the example’s address`, 'the same as PUBLIC_URL'));
  return { variables, findings };
}
