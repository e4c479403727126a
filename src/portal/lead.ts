/** What a lead does, and which traces HubSpot keeps of it. */
import { change } from './change.ts';
import { iso } from './clock.ts';
import { formNamed } from './forms.ts';
import { create, findContact } from './life.ts';
import type { PortalRecord } from './record.ts';
import { plusOne } from './rollups.ts';
import { asText, normalise } from './values.ts';
import type { World } from './world.ts';

type Pairs = [string, string][];

const SESSION_ENDS_AFTER_MS = 30 * 60_000;
/** The property holds the latest 800: its label says so. */
const SUBMISSIONS_KEPT = 800;

export interface Submission {
  readonly contact?: string | undefined;
  readonly email?: string | undefined;
  readonly form: string;
  readonly url?: string | undefined;
  readonly fields?: Readonly<Record<string, unknown>> | undefined;
  readonly at: number;
}

/**
 * A form is sent: the contact is found by id or e-mail, or made. The fields count as FORM, what HubSpot keeps about
 * the conversion is calculated. Null when the contact cannot exist.
 */
export function submitForm(world: World, submission: Submission): PortalRecord | null {
  const { contact, email, form, url, fields = {}, at } = submission;
  const formId = formGuid(form);
  const origin = { changeSource: 'FORM', sourceId: formId, at };
  const values: Pairs = [];
  for (const [name, given] of Object.entries(fields)) {
    const definition = world.schema.contact.properties.get(name);
    if (definition === undefined || definition.readOnlyValue) continue;
    const normalised = normalise(definition, asText(given));
    if (normalised.ok && normalised.value !== '') values.push([name, normalised.value]);
  }
  const address = email ?? values.find(([name]) => name === 'email')?.[1];
  const known = findContact(world, {
    ...(contact === undefined ? {} : { contact }),
    ...(address === undefined ? {} : { email: address }),
  });
  if (known === null && (contact !== undefined || address === undefined || world.blocked.has(address.toLowerCase())))
    return null;
  const record =
    known ??
    create(world, {
      type: 'contact',
      values: [...values.filter(([name]) => name !== 'email'), ['email', (address ?? '').trim().toLowerCase()]],
      origin,
    });
  if (known !== null) change(world, record, { values: values.filter(([name]) => name !== 'email'), origin });
  if (url !== undefined) visitPage(world, record, { url, at });
  formNamed(world, { id: formId, name: form }).submissions.push({
    at,
    pageUrl: url ?? null,
    values: [...values.filter(([name]) => name !== 'email'), ['email', record.values.get('email') ?? '']],
  });
  converted(world, record, { form, formId, at });
  return record;
}

/** Stable per name, in the shape of a form's GUID. */
function formGuid(form: string): string {
  let hash = 0x811c9dc5;
  let text = '';
  for (let round = 0; round < 4; round++) {
    for (const char of `${round}${form}`) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
    text += hash.toString(16).padStart(8, '0');
  }
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-4${text.slice(13, 16)}-a${text.slice(17, 20)}-${text.slice(20, 32)}`;
}

function converted(
  world: World,
  record: PortalRecord,
  { form, formId, at }: { form: string; formId: string; at: number },
): void {
  const before = record.values.get('hs_calculated_form_submissions') ?? '';
  const submissions = before === '' ? [] : before.split(';');
  const isFirstOfForm = !submissions.some((entry) => entry.startsWith(`${formId}::`));
  const values: Pairs = [
    ['num_conversion_events', plusOne(record, 'num_conversion_events')],
    // The format is unverified: form id, two colons, milliseconds.
    ['hs_calculated_form_submissions', [...submissions, `${formId}::${at}`].slice(-SUBMISSIONS_KEPT).join(';')],
  ];
  if (isFirstOfForm) values.push(['num_unique_conversion_events', plusOne(record, 'num_unique_conversion_events')]);
  if (!record.values.has('first_conversion_date')) {
    values.push(['first_conversion_date', iso(at)], ['first_conversion_event_name', form]);
  }
  if (iso(at) >= (record.values.get('recent_conversion_date') ?? '')) {
    values.push(['recent_conversion_date', iso(at)], ['recent_conversion_event_name', form]);
  }
  change(world, record, { values, origin: { changeSource: 'CALCULATED', sourceId: 'ConversionProperties', at } });
  engaged(world, record, { type: 'FORM_SUBMITTED', at });
}

const analytics = (at: number) => ({ changeSource: 'ANALYTICS', sourceId: 'ContactAnalyticsDetailsUpdateWorker', at });

/** A page view; after half an hour of silence it opens a new session. Only the last URL is kept. */
export function visitPage(
  world: World,
  record: PortalRecord,
  { url, at, newSession }: { url?: string; at: number; newSession?: boolean },
): void {
  const lastSeen = Date.parse(record.values.get('hs_analytics_last_timestamp') ?? '');
  const opens = newSession ?? (Number.isNaN(lastSeen) || at - lastSeen > SESSION_ENDS_AFTER_MS);
  const values: Pairs = opens ? session(record, at) : [];
  const visits =
    values.find(([name]) => name === 'hs_analytics_num_visits')?.[1] ??
    record.values.get('hs_analytics_num_visits') ??
    '1';
  const views = plusOne(record, 'hs_analytics_num_page_views');
  values.push(
    ['hs_analytics_num_page_views', views],
    ['hs_analytics_average_page_views', String(Math.round((100 * Number(views)) / Math.max(1, Number(visits))) / 100)],
  );
  if (!record.values.has('hs_analytics_first_timestamp')) {
    values.push(['hs_analytics_first_timestamp', iso(at)]);
    if (url !== undefined) values.push(['hs_analytics_first_url', url]);
  }
  if (!(at < lastSeen)) {
    values.push(['hs_analytics_last_timestamp', iso(at)]);
    if (url !== undefined) values.push(['hs_analytics_last_url', url]);
  }
  change(world, record, { values, origin: analytics(at) });
}

export function startSession(world: World, record: PortalRecord, at: number): void {
  change(world, record, { values: session(record, at), origin: analytics(at) });
}

function session(record: PortalRecord, at: number): Pairs {
  const values: Pairs = [['hs_analytics_num_visits', plusOne(record, 'hs_analytics_num_visits')]];
  if (!record.values.has('hs_analytics_first_visit_timestamp'))
    values.push(['hs_analytics_first_visit_timestamp', iso(at)]);
  if (iso(at) >= (record.values.get('hs_analytics_last_visit_timestamp') ?? '')) {
    values.push(['hs_analytics_last_visit_timestamp', iso(at)]);
  }
  if (!record.values.has('hs_analytics_source')) values.push(['hs_analytics_source', 'DIRECT_TRAFFIC']);
  values.push(['hs_latest_source', 'DIRECT_TRAFFIC'], ['hs_latest_source_timestamp', iso(at)]);
  return values;
}

/** What a marketing e-mail reports back. */
export const EMAIL_REPORTS = [
  'delivered',
  'open',
  'click',
  'bounce',
  'replied',
  'unsubscribe',
  'resubscribe',
  'spam',
] as const;
export type EmailReport = (typeof EMAIL_REPORTS)[number];

export function reportEmail(
  world: World,
  record: PortalRecord,
  { report, name, at }: { report: EmailReport; name?: string; at: number },
): void {
  const values = emailValues(record, { report, at });
  if (name !== undefined) values.push(['hs_email_last_email_name', name]);
  change(world, record, { values, origin: { changeSource: 'EMAIL', sourceId: name ?? 'email', at } });
  if (report === 'open' || report === 'click') engaged(world, record, { type: `EMAIL_${report.toUpperCase()}`, at });
}

function emailValues(record: PortalRecord, { report, at }: { report: EmailReport; at: number }): Pairs {
  const counted = (count: string, moment: string): Pairs => [
    [count, plusOne(record, count)],
    ...(record.values.has(`hs_email_first_${moment}_date`)
      ? []
      : ([[`hs_email_first_${moment}_date`, iso(at)]] as Pairs)),
    [`hs_email_last_${moment}_date`, iso(at)],
  ];
  switch (report) {
    case 'delivered':
      return [
        ...counted('hs_email_delivered', 'send'),
        ['hs_email_sends_since_last_engagement', plusOne(record, 'hs_email_sends_since_last_engagement')],
      ];
    case 'open':
      return [...counted('hs_email_open', 'open'), ['hs_email_sends_since_last_engagement', '0']];
    case 'click':
      return [...counted('hs_email_click', 'click'), ['hs_email_sends_since_last_engagement', '0']];
    case 'replied':
      return counted('hs_email_replied', 'reply');
    case 'bounce':
      return [
        ['hs_email_bounce', plusOne(record, 'hs_email_bounce')],
        ['hs_email_hard_bounce_reason_enum', 'UNKNOWN_USER'],
        ['hs_email_is_ineligible', 'true'],
      ];
    case 'unsubscribe':
    case 'spam':
      return [['hs_email_optout', 'true']];
    case 'resubscribe':
      return [['hs_email_optout', 'false']];
  }
}

/** HubSpot's "last engagement": the site, a form, a tracked e-mail, a conversation. */
export function engaged(world: World, record: PortalRecord, { type, at }: { type: string; at: number }): void {
  change(world, record, {
    values: [
      ['hs_last_sales_activity_timestamp', iso(at)],
      ['hs_last_sales_activity_type', type],
    ],
    origin: { changeSource: 'CALCULATED', sourceId: 'SalesActivity', at },
  });
}
