import type { ReactNode } from 'react';
import type { ButtonRowProps } from '@hubspot/ui-extensions';

export const ButtonRow = ({ children, testId }: ButtonRowProps): ReactNode => (
  <div className="button-row" data-test-id={testId}>
    {children}
  </div>
);
