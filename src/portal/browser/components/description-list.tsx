import type { ReactNode } from 'react';
import type { DescriptionListItemProps, DescriptionListProps } from '@hubspot/ui-extensions';
import { classes } from './sizes.ts';

export const DescriptionList = ({ children, direction = 'column', testId }: DescriptionListProps): ReactNode => (
  <dl className={classes('description-list', direction)} data-test-id={testId}>
    {children}
  </dl>
);

export const DescriptionListItem = ({ children, label, testId }: DescriptionListItemProps): ReactNode => (
  <div className="description-list-item" data-test-id={testId}>
    <dt>{label}</dt>
    <dd dir="auto">{children}</dd>
  </div>
);
