import type { ReactNode } from 'react';
import type { IconProps } from '@hubspot/ui-extensions';
import { OUTLINES } from './icons.ts';
import { classes, short } from './sizes.ts';

export function Icon({ name, size, color = 'inherit', screenReaderText, testId }: IconProps): ReactNode {
  const outline = OUTLINES[name];
  return (
    <svg
      className={classes('icon', `size-${short(size, 'md')}`, `color-${color}`)}
      viewBox="0 0 24 24"
      {...(screenReaderText === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': screenReaderText })}
      data-icon={name}
      data-test-id={testId}
    >
      {outline === undefined ? <circle cx="12" cy="12" r="4" fill="currentColor" /> : <path d={outline} />}
    </svg>
  );
}
