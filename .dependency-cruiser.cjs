// Who may import whom. The picture is in ARCHITECTURE.md; tests/boundaries.test.ts proves that each rule can fail.
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: `^src/${from}/` },
  to: { path: '^src/', pathNot: allowed.map((a) => `^src/${a}`) },
});

module.exports = {
  forbidden: [
    only(
      'core-imports-only-core',
      'core',
      ['core/'],
      'The core decides from plain data; it knows no edge of the world.',
    ),
    {
      name: 'core-uses-only-pure-packages',
      comment: 'A package used by the core must itself be pure: a zone library, a safe regular-expression engine.',
      severity: 'error',
      from: { path: '^src/core/' },
      to: {
        dependencyTypesNot: ['local', 'type-only'],
        pathNot: ['^src/', 'node_modules/(temporal-polyfill|temporal-spec|re2js)/'],
      },
    },
    only('agreement-imports-core', 'agreement', ['agreement/', 'core/', 'errors\\.ts']),
    only('store-stands-alone', 'store', ['store/', 'core/', 'errors\\.ts']),
    only('hubspot-stands-alone', 'hubspot', ['hubspot/', 'core/', 'errors\\.ts']),
    only('notify-stands-alone', 'notify', ['notify/', 'core/', 'errors\\.ts']),
    only(
      'portal-imports-nothing-of-ours',
      'portal',
      ['portal/'],
      'So that it cannot share a mistake with the code it tests.',
    ),
    {
      name: 'adapters-come-through-deps',
      comment: 'The shell uses adapters as values only through deps.ts; types may be imported from anywhere.',
      severity: 'error',
      from: { path: '^src/(http|worker|metrics)/' },
      to: { path: '^src/(store|hubspot|notify|portal)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'only-cli-knows-the-portal',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(cli|portal)/' },
      to: { path: '^src/portal/' },
    },
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'no-orphans-in-core', severity: 'error', from: { orphan: true, path: '^src/core/' }, to: {} },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
