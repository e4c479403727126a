/** Form definitions and submissions. */
import { limitQuery, param } from '../call.ts';
import type { Call, Route } from '../call.ts';
import { iso } from '../clock.ts';
import { notFound, ok } from '../reply.ts';
import type { Reply } from '../reply.ts';
import type { World } from '../world.ts';

const scope = (): string => 'forms';

/** Offsets are how this portal tells a place; HubSpot's own are opaque. */
function pageOf<Item>(call: Call, items: readonly Item[], limit: number): { shown: readonly Item[]; paging: object } {
  const from = Number(call.query.get('after') ?? 0);
  const end = from + limit;
  const after = String(end);
  const paging = end < items.length ? { paging: { next: { after, link: `?after=${after}` } } } : {};
  return { shown: items.slice(from, end), paging };
}

function listForms(world: World, call: Call): Reply {
  const { shown, paging } = pageOf(call, [...world.forms.values()], limitQuery(call, { fallback: 20, most: 500 }));
  const results = shown.map(({ id, name, createdAt }) => ({
    id,
    name,
    formType: 'hubspot',
    createdAt: iso(createdAt),
    updatedAt: iso(createdAt),
    archived: false,
  }));
  return ok({ results, ...paging });
}

/** Newest first: https://developers.hubspot.com/docs/api-reference/legacy/forms-v1/submissions/get-form-integrations-v1-submissions-forms-form_guid */
function listSubmissions(world: World, call: Call): Reply {
  const form = world.forms.get(param(call, 'form'));
  if (form === undefined) throw notFound('Form does not exist');
  const newestFirst = form.submissions.toSorted((a, b) => b.at - a.at);
  const { shown, paging } = pageOf(call, newestFirst, limitQuery(call, { fallback: 20, most: 50 }));
  const results = shown.map(({ at, pageUrl, values }) => ({
    submittedAt: at,
    values: values.map(([name, value]) => ({ name, value, objectTypeId: '0-1' })),
    ...(pageUrl === null ? {} : { pageUrl }),
  }));
  return ok({ results, ...paging });
}

export const formRoutes: readonly Route[] = [
  { method: 'GET', path: 'marketing/forms', bucket: 'general', scope, handle: listForms },
  {
    method: 'GET',
    path: 'form-integrations/submissions/forms/:form',
    bucket: 'general',
    scope,
    handle: listSubmissions,
  },
];
