import type { ReactNode } from 'react';
import type { LoadingButtonProps } from '@hubspot/ui-extensions';
import { buttonClass, Pressable } from './button.tsx';

export const LoadingButton = ({
  loading,
  variant,
  size,
  truncate,
  children,
  ...props
}: LoadingButtonProps): ReactNode => (
  <Pressable
    {...props}
    busy={loading === true}
    className={buttonClass({
      variant: variant ?? 'primary',
      ...(size === undefined ? {} : { size }),
      ...(truncate === undefined ? {} : { truncate }),
    })}
  >
    {loading === true ? <span className="spinner small" aria-hidden="true" /> : null}
    {children}
  </Pressable>
);
