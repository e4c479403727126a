/** What every page has around it: somebody to ask, and the language of whoever looks. */
import type { ReactElement, ReactNode } from 'react';
import { useMemo } from 'react';
import { BackendProvider } from './asking.ts';
import type { Backend } from './backend.ts';
import { createBackend } from './backend.ts';
import type { Speech } from './speech.ts';
import { SpeechProvider } from './speech.ts';
import { NoAddress } from './states.tsx';

export interface Surroundings {
  /** Null: the upload has no address to ask. */
  readonly baseUrl: string | null;
  readonly speech: Speech;
  /** In place of Baton itself: for tests. */
  readonly backend?: Backend;
}

export function Surrounded({
  baseUrl,
  speech,
  backend,
  children,
}: Surroundings & { readonly children: ReactNode }): ReactElement {
  // The same one as long as the address is the same: each new one would ask everything anew.
  const real = useMemo(() => (baseUrl === null ? null : createBackend(baseUrl)), [baseUrl]);
  const door = backend ?? real;
  return (
    <SpeechProvider value={speech}>
      {door === null ? <NoAddress /> : <BackendProvider value={door}>{children}</BackendProvider>}
    </SpeechProvider>
  );
}
