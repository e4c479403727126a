/** Modals and panels: the browser's own dialog keeps the focus inside, ends on Escape and gives the focus back. */
import { useContext, useEffect, useId, useLayoutEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { AnchorContext, OverlaysContext } from '../host/overlays.tsx';
import { classes, short } from './sizes.ts';

interface DialogProps {
  readonly kind: 'modal' | 'panel';
  readonly id: string;
  readonly title?: string | undefined;
  readonly label?: string | undefined;
  readonly width?: string | undefined;
  readonly danger?: boolean;
  readonly onOpen?: (() => void) | undefined;
  readonly onClose?: (() => void) | undefined;
  readonly children?: ReactNode;
}

export function Dialog({ id, onOpen, onClose, ...props }: DialogProps): ReactNode {
  const anchor = useContext(AnchorContext);
  const overlays = useContext(OverlaysContext);
  const isOpen = anchor?.isOpen === true;
  const callbacks = useRef({ onOpen, onClose });
  callbacks.current = { onOpen, onClose };
  useEffect(() => (anchor === null ? undefined : overlays.add(id, anchor)), [overlays, id, anchor]);
  useEffect(() => {
    if (!isOpen) return;
    callbacks.current.onOpen?.();
    return () => callbacks.current.onClose?.();
  }, [isOpen]);
  if (!isOpen) return null;
  return createPortal(<Shown {...props} close={anchor.close} />, document.body);
}

type ShownProps = Omit<DialogProps, 'id' | 'onOpen' | 'onClose'> & { readonly close: () => void };

function Shown({ kind, title, label, width, danger, children, close }: ShownProps): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    // Closing before it leaves the page is what gives the focus back.
    return () => shown?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={classes(
        'dialog',
        kind,
        `width-${short(width, kind === 'modal' ? 'md' : 'sm')}`,
        danger === true && 'danger',
      )}
      {...(title === undefined ? { 'aria-label': label ?? 'Dialog' } : { 'aria-labelledby': heading })}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      // What happens in a dialog is no business of the component it hangs on.
      onClick={(event) => event.stopPropagation()}
    >
      <header className="dialog-head">
        <h2 id={heading}>{title}</h2>
        <button type="button" className="dialog-close" aria-label="Close" onClick={close}>
          ×
        </button>
      </header>
      {children}
    </dialog>
  );
}
