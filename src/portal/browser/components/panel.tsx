import type { ReactNode } from 'react';
import type { PanelBodyProps, PanelFooterProps, PanelProps, PanelSectionProps } from '@hubspot/ui-extensions';
import { Dialog } from './dialog.tsx';
import { classes } from './sizes.ts';

export const Panel = ({ variant: _, ...props }: PanelProps): ReactNode => (
  <Dialog {...props} kind="panel" label={props['aria-label']} />
);
export const PanelBody = ({ children }: PanelBodyProps): ReactNode => <div className="dialog-body">{children}</div>;
export const PanelSection = ({ children, flush }: PanelSectionProps): ReactNode => (
  <section className={classes('panel-section', flush === true && 'flush')}>{children}</section>
);
export const PanelFooter = ({ children }: PanelFooterProps): ReactNode => (
  <footer className="dialog-foot">{children}</footer>
);
