import type { ReactNode } from 'react';
import type { ModalBodyProps, ModalFooterProps, ModalProps } from '@hubspot/ui-extensions';
import { Dialog } from './dialog.tsx';

export const Modal = ({ variant, ...props }: ModalProps): ReactNode => (
  <Dialog {...props} kind="modal" label={props['aria-label']} danger={variant === 'danger'} />
);
export const ModalBody = ({ children }: ModalBodyProps): ReactNode => <div className="dialog-body">{children}</div>;
export const ModalFooter = ({ children }: ModalFooterProps): ReactNode => (
  <footer className="dialog-foot">{children}</footer>
);
