/** What makes HubSpot refuse the app, or accept it and then not do what it says. */
import { isBareOrigin, unreachable } from './addresses.ts';
import { listAt, strings, textAt } from './component.ts';
import type { Component, Finding, Path } from './component.ts';

/** Only apps of the marketplace with OAuth may have these: github.com/HubSpot/hubspot-project-components, config.json. */
const NOT_FOR_STATIC: ReadonlySet<string> = new Set(['app-event', 'app-object', 'app-object-association']);

export function appChecks(components: readonly Component[]): readonly Finding[] {
  const apps = components.filter(({ type }) => type === 'app');
  const isStatic = apps.some(({ config }) => textAt(config, ['auth', 'type']) === 'static');
  return [
    ...apps.flatMap((app) => [...authChecks(app), ...permittedUrls(app)]),
    ...components.flatMap(actionUrl),
    ...components.flatMap(({ file, type }): readonly Finding[] =>
      isStatic && NOT_FOR_STATIC.has(type)
        ? [{ file, path: ['type'], message: `an app with a static token cannot have a component of type ${type}` }]
        : [],
    ),
  ];
}

function authChecks({ file, config }: Component): readonly Finding[] {
  const found = (path: Path, message: string, fix: string): Finding => ({
    file,
    path: ['config', ...path],
    message,
    fix,
  });
  const type = textAt(config, ['auth', 'type']);
  const findings: Finding[] = [];
  if (type === 'static' && textAt(config, ['distribution']) !== 'private') {
    findings.push(found(['distribution'], 'an app with a static token is private', 'write "private"'));
  }
  if (type === 'static') {
    for (const list of ['optionalScopes', 'conditionallyRequiredScopes']) {
      if (listAt(config, ['auth', list]).length === 0) continue;
      findings.push(
        found(['auth', list], 'an app with a static token can only require scopes', 'move them to requiredScopes'),
      );
    }
  }
  const required = listAt(config, ['auth', 'requiredScopes']).map(String);
  required.forEach((scope, index) => {
    // https://developers.hubspot.com/docs/apps/developer-platform/add-features/ui-extensions/extension-points/app-cards/overview
    if (!/sensitive/.test(scope)) return;
    const why = `with ${scope}, which is for sensitive data, no card may fetch anything`;
    findings.push(found(['auth', 'requiredScopes', index], why, 'leave it out'));
  });
  return findings;
}

function permittedUrls({ file, config }: Component): readonly Finding[] {
  return strings(listAt(config, ['permittedUrls', 'fetch'])).flatMap(({ path, text }): readonly Finding[] => {
    if (text.includes('${')) return [];
    const where = { file, path: ['config', 'permittedUrls', 'fetch', ...path] };
    const why = unreachable(text);
    if (why !== null) return [{ ...where, message: `${text} ${why}` }];
    if (isBareOrigin(text)) return [];
    const fix = `write "${new URL(text).origin}"`;
    return [{ ...where, message: `${text} is more than an origin, and HubSpot compares origins`, fix }];
  });
}

function actionUrl({ file, config }: Component): readonly Finding[] {
  const text = textAt(config, ['actionUrl']);
  const why = text === '' || text.includes('${') ? null : unreachable(text);
  return why === null ? [] : [{ file, path: ['config', 'actionUrl'], message: `${text} ${why}` }];
}
