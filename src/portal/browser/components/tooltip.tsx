import { useContext } from 'react';
import type { ReactNode } from 'react';
import type { TooltipProps } from '@hubspot/ui-extensions';
import { AnchorContext } from '../host/overlays.tsx';
import { classes } from './sizes.ts';

/** Always there for those who cannot see it; shown while the anchor is pointed at or has the focus. */
export function Tooltip({ children, placement = 'top', testId }: TooltipProps): ReactNode {
  const anchor = useContext(AnchorContext);
  return (
    <span className="tooltip-holder">
      <span
        role="tooltip"
        id={anchor?.tooltipId}
        className={anchor?.isPointedAt === true ? classes('tooltip', placement) : 'unseen'}
        data-test-id={testId}
      >
        {children}
      </span>
    </span>
  );
}
