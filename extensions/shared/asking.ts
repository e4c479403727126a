/** What every page knows while it asks Baton something: nothing yet, an answer, a refusal with its reason, or that Baton is silent. */
import { createContext, useCallback, useContext, useEffect, useRef, useState } from 'react';
import type { Backend, Reply, Request } from './backend.ts';

export type Asked<T> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'answered'; readonly answer: T; readonly stale: boolean }
  | { readonly kind: 'refused'; readonly because: string }
  /** HubSpot answers, Baton does not. */
  | { readonly kind: 'silent' };

/** Nobody asks: a page without its backend is a mistake of ours. */
const BackendContext = createContext<Backend>(() => Promise.resolve({ kind: 'silent', because: 'no backend' }));
export const BackendProvider = BackendContext.Provider;
export const useBackend = (): Backend => useContext(BackendContext);

export interface Answering<T> {
  readonly asked: Asked<T>;
  /** Asks again; what is shown stays until the answer is there. */
  readonly again: () => void;
}

/**
 * Asks once, and again every `everyMs` while the page is open. When Baton falls silent, the last answer stays, marked as stale.
 * @param path null: nothing to ask.
 */
export function useAnswer<T>(
  path: string | null,
  { everyMs = null }: { readonly everyMs?: number | null | ((answer: T) => number | null) } = {},
): Answering<T> {
  const backend = useBackend();
  const [asked, setAsked] = useState<Asked<T>>({ kind: 'loading' });
  const [turn, setTurn] = useState(0);
  const pause = useRef(everyMs);
  useEffect(() => {
    pause.current = everyMs;
  });

  useEffect(() => {
    if (path === null) return undefined;
    let over = false;
    let timer: ReturnType<typeof setTimeout> | null = null;
    void backend({ method: 'GET', path }).then((reply) => {
      if (over) return;
      setAsked((before) => next<T>(before, reply));
      const wanted = pause.current;
      const ms = typeof wanted !== 'function' ? wanted : reply.kind === 'answered' ? wanted(reply.body as T) : RETRY_MS;
      if (ms !== null) timer = setTimeout(() => setTurn((n) => n + 1), ms);
    });
    return () => {
      over = true;
      if (timer !== null) clearTimeout(timer);
    };
  }, [backend, path, turn]);

  return { asked, again: useCallback(() => setTurn((n) => n + 1), []) };
}

const RETRY_MS = 5_000;

function next<T>(before: Asked<T>, reply: Reply): Asked<T> {
  if (reply.kind === 'silent') return before.kind === 'answered' ? { ...before, stale: true } : { kind: 'silent' };
  if (reply.status === 200) return { kind: 'answered', answer: reply.body as T, stale: false };
  return { kind: 'refused', because: becauseIn(reply.body) };
}

export function becauseIn(body: unknown): string {
  return typeof body === 'object' && body !== null && 'because' in body ? String(body.because) : '';
}

/** What became of something somebody did. */
export type Did =
  | { readonly kind: 'done'; readonly body: unknown }
  | { readonly kind: 'refused'; readonly because: string }
  | { readonly kind: 'silent' };

/** Does something once at a time; `doing` names what is under way. */
export function useDoing(): {
  readonly doing: string | null;
  readonly act: (name: string, request: Request) => Promise<Did>;
} {
  const backend = useBackend();
  const [doing, setDoing] = useState<string | null>(null);
  const act = useCallback(
    async (name: string, request: Request): Promise<Did> => {
      setDoing(name);
      try {
        const reply = await backend(request);
        if (reply.kind === 'silent') return { kind: 'silent' };
        return reply.status === 200
          ? { kind: 'done', body: reply.body }
          : { kind: 'refused', because: becauseIn(reply.body) };
      } finally {
        setDoing(null);
      }
    },
    [backend],
  );
  return { doing, act };
}
