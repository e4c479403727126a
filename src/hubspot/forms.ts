/** Forms and what was sent with them, each submission at its own time; a contact keeps only the last. */
import { z } from 'zod';
import type { Properties } from '../core/snapshot.ts';
import { cut, instant, paging, read, recordBatch } from './answers.ts';
import type { CallOptions } from './calls.ts';
import type { Reach } from './contacts.ts';
import { undated } from './endpoints.ts';
import { HubSpotError } from './failures.ts';
import type { FormSubmission } from './hubspot.ts';

const FORMS_PER_PAGE = 100;
/** https://developers.hubspot.com/docs/api-reference/legacy/forms-v1/submissions/get-form-integrations-v1-submissions-forms-form_guid */
const SUBMISSIONS_PER_PAGE = 50;
const EMAILS_PER_READ = 100;

const formPage = z.object({ results: z.array(z.object({ id: z.string().min(1), name: z.string() })), paging });

const submissionPage = z.object({
  results: z.array(
    z.object({
      submittedAt: instant,
      values: z
        .array(z.object({ name: z.string(), value: z.unknown() }))
        .nullish()
        .transform((given) => given ?? []),
      pageUrl: z.string().nullish(),
    }),
  ),
  paging,
});

/** Every form of the portal. */
export async function readForms(
  { wire, calls }: Reach,
  options: CallOptions = {},
): Promise<readonly { readonly id: string; readonly name: string }[]> {
  const forms: { readonly id: string; readonly name: string }[] = [];
  for (let after: string | null = '', first = true; first || after !== null; first = false) {
    const query: URLSearchParams = new URLSearchParams({ limit: String(FORMS_PER_PAGE), ...(after ? { after } : {}) });
    const path = `${undated('forms')}?${query.toString()}`;
    const page: z.output<typeof formPage> = read(
      'forms',
      formPage,
      await calls.call('forms', () => wire.send('GET', path), options),
    );
    forms.push(...page.results);
    after = page.results.length === 0 ? null : page.paging;
  }
  return forms;
}

/** One page of a form's submissions, newest first; null: there is no such form. */
export async function formSubmissions(
  { wire, calls }: Reach,
  formId: string,
  { after, ...options }: { readonly after: string | null } & CallOptions,
): Promise<{ readonly submissions: readonly FormSubmission[]; readonly next: string | null } | null> {
  const query = new URLSearchParams({ limit: String(SUBMISSIONS_PER_PAGE), ...(after === null ? {} : { after }) });
  const path = `${undated('formSubmissions', { form: formId })}?${query.toString()}`;
  try {
    const answer = await calls.call('formSubmissions', () => wire.send('GET', path), options);
    const page = read('formSubmissions', submissionPage, answer);
    return {
      submissions: page.results.map(({ submittedAt, values, pageUrl }) => ({
        at: submittedAt,
        email: emailIn(values),
        pageUrl: pageUrl ?? null,
      })),
      next: page.results.length === 0 ? null : page.paging,
    };
  } catch (error) {
    if (error instanceof HubSpotError && error.failure.kind === 'not found') return null;
    throw error;
  }
}

function emailIn(values: readonly { readonly name: string; readonly value?: unknown }[]): string | null {
  const given = values.find(({ name }) => name === 'email')?.value;
  const email = typeof given === 'string' ? given.trim().toLowerCase() : '';
  return email === '' ? null : email;
}

/** Contacts by e-mail address, the further addresses HubSpot keeps of them included. */
export async function contactsByEmail(
  { wire, calls }: Reach,
  emails: readonly string[],
  { properties, ...options }: { readonly properties: readonly string[] } & CallOptions,
): Promise<ReadonlyMap<string, { readonly id: string; readonly properties: Properties }>> {
  const wanted = [...new Set(emails.map((email) => email.toLowerCase()))];
  const found = new Map<string, { readonly id: string; readonly properties: Properties }>();
  for (const part of cut(wanted, EMAILS_PER_READ)) {
    const answer = await calls.call(
      'contactsByEmail',
      () =>
        wire.ask((crm) =>
          crm.contacts.batchApi.read({
            idProperty: 'email',
            inputs: part.map((id) => ({ id })),
            properties: [...new Set(['email', 'hs_additional_emails', ...properties])],
            propertiesWithHistory: [],
          }),
        ),
      options,
    );
    for (const { id, properties: held } of read('contactsByEmail', recordBatch, answer).results) {
      const addresses = [held['email'] ?? '', ...(held['hs_additional_emails'] ?? '').split(';')];
      for (const address of addresses.map((one) => one.trim().toLowerCase())) {
        if (part.includes(address)) found.set(address, { id, properties: held });
      }
    }
  }
  return found;
}
