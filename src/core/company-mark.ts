// By what two leads are known to be of one company: its record, else the domain of a business e-mail address.
// Refuses to take a free mail provider for a company.
import { FREE_MAIL } from './free-mail.ts';
import { domainOf } from './match.ts';
import type { CompanyMark, Snapshot } from './snapshot.ts';

/** The marks of a lead's company, the surest first; empty: it has none. */
export function companyMarks({ contact, company }: Pick<Snapshot, 'contact' | 'company'>): readonly CompanyMark[] {
  const domain = businessDomain(contact['email']);
  return [...(company === null ? [] : [`company:${company.id}`]), ...(domain === null ? [] : [`domain:${domain}`])];
}

/** The domain of an e-mail address, lower case; null: there is none, or anybody may have an address there. */
export function businessDomain(email: string | undefined): string | null {
  if (email === undefined || !email.includes('@')) return null;
  const domain = domainOf(email);
  return domain === '' || FREE_MAIL.has(domain) ? null : domain;
}
