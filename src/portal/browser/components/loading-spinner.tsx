import type { ReactNode } from 'react';
import type { LoadingSpinnerProps } from '@hubspot/ui-extensions';
import { classes, short } from './sizes.ts';

export const LoadingSpinner = ({ label, showLabel, size, layout, testId }: LoadingSpinnerProps): ReactNode => (
  <span className={classes('loading', layout === 'centered' && 'centered')} role="status" data-test-id={testId}>
    <span className={classes('spinner', `size-${short(size, 'md')}`)} aria-hidden="true" />
    <span className={showLabel === true ? 'loading-label' : 'unseen'}>{label}</span>
  </span>
);
