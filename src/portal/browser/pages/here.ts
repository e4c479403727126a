import { createContext, useContext } from 'react';
import type { PersonView, PortalView } from '../../pages/views.ts';
import type { Changes } from './changes.ts';
import type { Say } from './notices.tsx';

export interface Here {
  readonly portal: PortalView;
  readonly viewer: PersonView;
  readonly changes: Changes;
  readonly say: Say;
}

export const HereContext = createContext<Here | null>(null);

export function useHere(): Here {
  const here = useContext(HereContext);
  if (here === null) throw new Error('Nothing is known of the portal yet');
  return here;
}
