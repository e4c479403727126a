import type { ReactNode } from 'react';
import type { EmptyStateProps, ErrorStateProps } from '@hubspot/ui-extensions';
import { Illustration } from './image.tsx';
import { classes } from './sizes.ts';

export const EmptyState = ({
  title,
  children,
  layout = 'horizontal',
  reverseOrder,
  flush,
  imageWidth,
  testId,
}: EmptyStateProps): ReactNode => (
  <div
    className={classes('empty-state', layout, reverseOrder === true && 'reversed', flush === true && 'flush')}
    data-test-id={testId}
  >
    <div className="state-text">
      {title === undefined ? null : <h3 className="heading">{title}</h3>}
      {children}
    </div>
    <Illustration {...(imageWidth === undefined ? {} : { width: imageWidth, height: imageWidth * 0.69 })} />
  </div>
);

const SIGNS = {
  error: 'M12 4l9 16H3zM12 10v5M12 17v.5',
  support: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M9 9a3 3 0 1 1 4 3c-1 .5-1 1-1 2M12 17v.5',
  lock: 'M6 11h12v9H6zM8 11V8a4 4 0 0 1 8 0v3',
};

export const ErrorState = ({
  title = 'Something went wrong',
  type = 'error',
  children,
  testId,
}: ErrorStateProps): ReactNode => (
  <div className="error-state" role="alert" data-test-id={testId}>
    <svg className="error-sign" viewBox="0 0 24 24" aria-hidden="true">
      <path d={SIGNS[type]} />
    </svg>
    <div className="state-text">
      <h3 className="heading">{title}</h3>
      {children}
    </div>
  </div>
);
