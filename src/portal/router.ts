/** Which route a path means: both path families, `/crm/v3/objects/…` and `/crm/objects/2026-09/…`, are one. */
import type { Limiter } from './limits.ts';
import type { Route } from './call.ts';
import { accountRoutes } from './routes/account.ts';
import { associationRoutes } from './routes/associations.ts';
import { batchRoutes } from './routes/batch.ts';
import { formRoutes } from './routes/forms.ts';
import { objectRoutes } from './routes/objects.ts';
import { schemaRoutes } from './routes/schema.ts';
import { searchRoutes } from './routes/search.ts';

export interface Match {
  readonly route: Route;
  readonly version: string;
  readonly params: Readonly<Record<string, string>>;
}

const DATED = /^(2026-03|2026-09)$/;
const NUMBERED = /^v[234]$/;
/** The one product left in its first version. */
const FIRST_VERSIONED = 'form-integrations';

/** The version is the segment after the product (`crm/v3/…`) or the one after the resource (`crm/objects/2026-09/…`). */
export function unversioned(path: string): { readonly segments: readonly string[]; readonly version: string } {
  const segments = path.split('/').filter((segment) => segment !== '');
  const [product, first = '', second = ''] = segments;
  if (product === FIRST_VERSIONED && first === 'v1') return { segments: segments.toSpliced(1, 1), version: first };
  if (NUMBERED.test(first) || (DATED.test(first) && segments[0] !== 'crm')) {
    return { segments: segments.toSpliced(1, 1), version: first };
  }
  if (DATED.test(second)) return { segments: segments.toSpliced(2, 1), version: second };
  return { segments, version: '' };
}

interface Compiled {
  readonly route: Route;
  readonly segments: readonly string[];
}

export function createRouter(limiter: Limiter): (method: string, path: string) => Match | null {
  const routes = [
    ...accountRoutes(limiter),
    ...schemaRoutes,
    ...searchRoutes,
    ...batchRoutes,
    ...associationRoutes,
    ...objectRoutes,
    ...formRoutes,
  ];
  const byShape = Map.groupBy(
    routes.map((route): Compiled => ({ route, segments: route.path.split('/') })),
    ({ route, segments }) => `${route.method} ${segments.length}`,
  );
  return (method, path) => {
    const { segments, version } = unversioned(path);
    if (version === '') return null;
    const candidates = byShape.get(`${method} ${segments.length}`) ?? [];
    const found = candidates.find((candidate) => fits(candidate, segments));
    if (found === undefined) return null;
    return { route: found.route, version, params: paramsOf(found, segments) };
  };
}

const fits = ({ segments }: Compiled, given: readonly string[]): boolean =>
  segments.every((segment, i) => segment.startsWith(':') || segment === given[i]);

function paramsOf({ segments }: Compiled, given: readonly string[]): Readonly<Record<string, string>> {
  const params: Record<string, string> = {};
  for (const [i, segment] of segments.entries()) {
    if (segment.startsWith(':')) params[segment.slice(1)] = decodeURIComponent(given[i] ?? '');
  }
  return params;
}
