/** Questions to the portal. */
import { useCallback, useEffect, useState } from 'react';

async function read<T>(response: Response): Promise<T> {
  const body = (await response.json()) as { readonly message?: string };
  if (!response.ok) throw new Error(body.message ?? `The portal answers ${response.status}`);
  return body as T;
}

/** Rejects with the portal's words. */
export const get = async <T>(path: string): Promise<T> => read<T>(await fetch(`/_browser/${path}`));

export const post = async <T>(path: string, body: unknown): Promise<T> =>
  read<T>(
    await fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  );

/** Something that people, leads or HubSpot do. */
export const control = async (name: string, input: unknown): Promise<void> =>
  void (await post(`/_portal/${name}`, input));

export interface Asked<T> {
  readonly value: T | null;
  readonly problem: string | null;
  readonly again: () => void;
}

/** Asked anew whenever the path or the revision changes; the last answer stands until the next is there. */
export function useAsked<T>(path: string, revision: number): Asked<T> {
  const [answer, setAnswer] = useState<{ readonly value: T | null; readonly problem: string | null }>({
    value: null,
    problem: null,
  });
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    let isCurrent = true;
    get<T>(path).then(
      (value) => isCurrent && setAnswer({ value, problem: null }),
      (failure: unknown) =>
        isCurrent &&
        setAnswer((before) => ({ ...before, problem: failure instanceof Error ? failure.message : String(failure) })),
    );
    return () => {
      isCurrent = false;
    };
  }, [path, revision, asked]);
  const again = useCallback(() => setAsked((n) => n + 1), []);
  return { ...answer, again };
}
