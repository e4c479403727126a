/** Who is looking: chosen on the page, or named in the address as `?as=anna@example.com`; remembered for this tab. */
import { useState } from 'react';
import type { PersonView } from '../../pages/views.ts';

const KEY = 'looking-as';

export function useViewer(people: readonly PersonView[]): readonly [PersonView | null, (email: string) => void] {
  const named = new URLSearchParams(location.search).get('as');
  const [email, setEmail] = useState(named ?? sessionStorage.getItem(KEY));
  if (named !== null) sessionStorage.setItem(KEY, named);
  const choose = (chosen: string): void => {
    sessionStorage.setItem(KEY, chosen);
    setEmail(chosen);
    const url = new URL(location.href);
    url.searchParams.delete('as');
    history.replaceState(null, '', url);
  };
  return [people.find((one) => one.email === email) ?? people[0] ?? null, choose];
}

/** As the SDK's context shows a user: https://developers.hubspot.com/docs/apps/developer-platform/add-features/ui-extensions/ui-extensions-sdk */
export const userContext = ({
  userId,
  email,
  firstName,
  lastName,
  teams,
}: PersonView): Readonly<Record<string, unknown>> => ({
  id: userId,
  email,
  emails: [email],
  firstName,
  lastName,
  roles: [],
  teams,
  locale: navigator.language.toLowerCase(),
  language: navigator.language.split('-')[0],
  permissions: [],
});
