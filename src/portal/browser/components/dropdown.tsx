import { createContext, useContext, useEffect, useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import type { DropdownProps } from '@hubspot/ui-extensions';
import { eventOf } from '../host/event.ts';
import { useOverlay, useReactions } from '../host/overlays.tsx';
import { classes, short } from './sizes.ts';

const CloseContext = createContext<() => void>(() => {});

export function Dropdown({
  options,
  children,
  buttonText = 'Actions',
  buttonSize,
  variant,
  disabled,
  testId,
}: DropdownProps): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const items = (): readonly HTMLElement[] => [
    ...(box.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? []),
  ];
  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  useEffect(() => {
    if (!isOpen) return;
    items()[0]?.focus();
    const away = ({ target }: MouseEvent): void => {
      if (target instanceof Node && box.current?.contains(target) !== true) setOpen(false);
    };
    document.addEventListener('click', away);
    return () => document.removeEventListener('click', away);
  }, [isOpen]);
  const pressed = (event: KeyboardEvent): void => {
    if (!isOpen) return;
    if (event.key === 'Escape') return close();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const all = items();
    const at = all.findIndex((item) => item === document.activeElement);
    all[(at + step + all.length) % all.length]?.focus();
  };
  return (
    <div ref={box} className="dropdown" onKeyDown={pressed} data-test-id={testId}>
      <button
        ref={button}
        type="button"
        className={classes('button', variant ?? 'secondary', `size-${short(buttonSize, 'md')}`)}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        disabled={disabled}
        onClick={() => setOpen(!isOpen)}
      >
        {buttonText} <span className="caret-down" aria-hidden="true" />
      </button>
      <div className="menu" role="menu" hidden={!isOpen}>
        <CloseContext.Provider value={close}>
          {options?.map(({ label, onClick }) => (
            <button
              key={label}
              type="button"
              role="menuitem"
              onClick={() => {
                close();
                onClick?.();
              }}
            >
              {label}
            </button>
          ))}
          {children}
        </CloseContext.Provider>
      </div>
    </div>
  );
}

interface ItemProps {
  readonly children?: ReactNode;
  readonly overlay?: ReactNode;
  readonly onClick?: (event: unknown, reactions: unknown) => void;
  readonly testId?: string;
}

export function DropdownButtonItem({ children, overlay, onClick, testId }: ItemProps): ReactNode {
  const close = useContext(CloseContext);
  const overlaid = useOverlay(overlay);
  const reactions = useReactions();
  return (
    <>
      <button
        type="button"
        role="menuitem"
        data-test-id={testId}
        onClick={(event) => {
          close();
          onClick?.(eventOf(event), reactions);
          overlaid.open();
        }}
      >
        {children}
      </button>
      {overlaid.overlay}
    </>
  );
}
