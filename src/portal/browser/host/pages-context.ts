import { createContext } from 'react';
import type { PageLocation } from '../contract.ts';

/** Moving between an app's pages. */
export const PagesContext = createContext<{ readonly goTo: (page: PageLocation) => void; readonly path: string }>({
  goTo: () => {},
  path: '/',
});
