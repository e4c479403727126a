import type { ReactNode } from 'react';
import type { AlertProps } from '@hubspot/ui-extensions';
import { classes } from './sizes.ts';

export const Alert = ({ title, children, variant = 'info', testId }: AlertProps): ReactNode => (
  <div
    className={classes('alert', variant === 'danger' ? 'error' : variant)}
    role={variant === 'danger' || variant === 'error' ? 'alert' : 'status'}
    data-test-id={testId}
  >
    <strong className="alert-title">{title}</strong>
    {children === undefined ? null : <div className="alert-body">{children}</div>}
  </div>
);
