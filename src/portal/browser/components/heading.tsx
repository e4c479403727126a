import type { ReactNode } from 'react';
import type { HeadingProps } from '@hubspot/ui-extensions';
import { classes } from './sizes.ts';

export const Heading = ({ children, inline, testId }: HeadingProps): ReactNode => (
  <h3 className={classes('heading', inline === true && 'inline-heading')} dir="auto" data-test-id={testId}>
    {children}
  </h3>
);
