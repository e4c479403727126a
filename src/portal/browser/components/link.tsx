import type { ReactNode } from 'react';
import type { LinkProps } from '@hubspot/ui-extensions';
import { Pressable } from './button.tsx';
import { classes } from './sizes.ts';

/** Without a destination it acts like a button, and is one. */
export function Link({ children, href, variant, onClick, overlay, testId }: LinkProps): ReactNode {
  const hasNone = href === undefined || href === '';
  return (
    <Pressable
      className={classes('link', variant ?? 'primary')}
      {...(hasNone ? {} : { href })}
      {...(onClick === undefined ? {} : { onClick })}
      {...(overlay === undefined ? {} : { overlay })}
      {...(testId === undefined ? {} : { testId })}
    >
      {children}
    </Pressable>
  );
}
